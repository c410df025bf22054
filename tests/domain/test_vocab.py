"""The vocabularies agree with each other."""

from __future__ import annotations

import pytest

from sesh_tui.domain import vocab
from sesh_tui.domain.units import UNITS


@pytest.mark.parametrize(
    ("word", "route"),
    [
        ("joint", "inhaled"),
        ("J", "inhaled"),
        (" e ", "oral"),
        ("tinc", "oromucosal"),
        ("patch", "transdermal"),
        ("supp", "rectal"),
        ("smoking", "inhaled"),
        ("vaping", "inhaled"),
        ("vaporizer", "inhaled"),
        ("concentrate", "inhaled"),
        ("edible", "oral"),
        ("topical", "topical"),
        ("other", "other"),
        ("hookah", None),
        (None, None),
    ],
)
def test_routes(word: str | None, route: str | None) -> None:
    assert vocab.route_of(word) == route


def test_tables_name_only_what_exists() -> None:
    assert set(vocab.METHOD_WORDS.values()) == set(vocab.METHOD_ROUTE)
    assert set(vocab.METHOD_ROUTE.values()) == set(vocab.ROUTES) == set(vocab.AFTER_PROMPT_MIN)
    assert set(vocab.IMPLIED_METHOD) <= {unit.name for unit in UNITS.values()}
    assert set(vocab.IMPLIED_METHOD.values()) <= set(vocab.METHOD_ROUTE)
    assert set(vocab.CATEGORY_WORDS.values()) == set(vocab.CATEGORIES)
    assert set(vocab.CATEGORY_METHOD) <= set(vocab.CATEGORIES)
    assert set(vocab.CATEGORY_METHOD.values()) <= set(vocab.METHOD_ROUTE)
    assert set(vocab.PURPOSE_WORDS.values()) == set(vocab.PURPOSES)
    assert set(vocab.PLACE_WORDS.values()) == set(vocab.PLACES)
    assert set(vocab.EFFECT_WORDS.values()) == set(vocab.EFFECTS)
    assert set(vocab.SYMPTOM_WORDS.values()) == set(vocab.SYMPTOMS)
    assert set(vocab.SYMPTOM_LABELS) <= set(vocab.SYMPTOMS)
    assert not set(vocab.METHOD_WORDS) & set(vocab.SYMPTOM_WORDS)


@pytest.mark.parametrize(
    ("name", "scale"),
    [("mood", (1, 10)), ("energy", (1, 10)), ("rating", (1, 5)), ("pain", (0, 10)), ("own", (0, 10))],
)
def test_scales(name: str, scale: tuple[int, int]) -> None:
    assert vocab.scale_of(name) == scale
