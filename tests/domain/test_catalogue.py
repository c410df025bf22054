"""The shipped catalogue: complete, unique, clean."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

from sesh_tui import data
from sesh_tui.domain.names import name_key, repair

STRAINS = list(data.load_catalogue())


def test_it_holds_the_names_people_type() -> None:
    assert len(STRAINS) >= 9_400
    names = {strain.name for strain in STRAINS}
    assert {
        "Blue Dream",
        "GG #4",
        "+Speed",
        "1.3G",
        "3D",
        "11:59 Armageddon Skunk",
        "Naran J",
        "Original Glue",
    } <= names


def test_keys_are_the_names_keys_and_unique() -> None:
    keys = [strain.key for strain in STRAINS]
    assert len(set(keys)) == len(keys)
    assert all(strain.key == name_key(strain.name) for strain in STRAINS)


def test_names_are_clean() -> None:
    for strain in STRAINS:
        assert strain.name == " ".join(strain.name.split()) == repair(strain.name)
        assert "NULL" not in strain.name


def test_values_are_plausible() -> None:
    assert {strain.label for strain in STRAINS} == {"", "indica", "sativa", "hybrid"}
    known = [strain.thc for strain in STRAINS if strain.thc is not None]
    assert len(known) > 500
    assert all(0 < thc <= 3_500 and thc != 127 for thc in known)


def test_the_popular_come_first() -> None:
    assert all(one.popularity >= other.popularity for one, other in pairwise(STRAINS))
    assert STRAINS[2].name == "Blue Dream"


def test_the_licences_are_beside_it() -> None:
    folder = Path(os.path.dirname(data.catalogue_path()))
    assert "Copyright (c) 2016-present, Kushy." in (folder / "LICENSES" / "kushy-MIT.txt").read_text()
    assert "CC0 1.0 Universal" in (folder / "LICENSES" / "phytochem-CC0-1.0.txt").read_text()
    assert "Kushy cannabis dataset" in (folder / "README.md").read_text()
