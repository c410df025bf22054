"""Data shipped with the program: the strain catalogue. See README.md beside this file for sources and licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class CatalogueStrain(NamedTuple):
    """One strain of the catalogue."""

    key: str
    """``names.name_key`` of the name, unique."""
    name: str
    label: str
    """indica, sativa, hybrid or empty: a trade label, not a chemical fact."""
    thc: int | None
    """Hundredths of a percent, where a plausible value is known."""
    popularity: int
    """Millionths; 0 where unknown."""


def catalogue_path() -> str:
    """Where the catalogue's file stands."""
    return __file__.replace("\\", "/").rpartition("/")[0] + "/strains.tsv"


def load_catalogue() -> Iterator[CatalogueStrain]:
    """All strains, most popular first. Raises ``OSError`` where the installation lacks the file."""
    with open(catalogue_path(), encoding="utf-8", newline="\n") as file:
        next(file)
        for line in file:
            key, name, label, thc, popularity = line.rstrip("\n").split("\t")
            yield CatalogueStrain(key, name, label, int(thc) if thc else None, int(popularity))
