"""Filters narrow lists; what they cannot mean is refused at the word."""

from __future__ import annotations

from typing import Any

import pytest

from sesh_tui.domain.filters import Comparison, Filter, parse_filter
from sesh_tui.errors import EntryError
from tests.domain.namebook import context

PERSON = context(symptoms=frozenset(("joint pain",)))

CASES: list[tuple[str, dict[str, Any]]] = [
    ("", {}),
    ("method:vape", {"methods": ("vape",)}),
    ("method=vape", {"methods": ("vape",)}),
    ("method:cart,j", {"methods": ("cartridge", "joint")}),
    ("method:smoking", {"methods": ("smoking",)}),
    ("strain:dream", {"strains": ("dream",)}),
    ('strain:"blue dream" strain:gg4', {"strains": ("blue dream", "gg4")}),
    ("product:bar", {"strains": ("bar",)}),
    ("from:2w to:today", {"from_day": "2026-11-08", "to_day": "2026-11-22"}),
    ("on:yesterday", {"from_day": "2026-11-21", "to_day": "2026-11-21"}),
    ("day:2026-11-01", {"from_day": "2026-11-01", "to_day": "2026-11-01"}),
    ("+relaxed +dry-mouth +floaty", {"effects": ("relaxed", "dry mouth", "floaty")}),
    ("effect:relaxed,own-word", {"effects": ("relaxed", "own-word")}),
    ("pain:>=2", {"comparisons": (Comparison("pain", ">=", 2),)}),
    ("pain>=2", {"comparisons": (Comparison("pain", ">=", 2),)}),
    ("pain:2 pain!=3", {"comparisons": (Comparison("pain", "=", 2), Comparison("pain", "!=", 3))}),
    ("pain:after<=2", {"comparisons": (Comparison("pain", "<=", 2, "after"),)}),
    ("mood:before>5", {"comparisons": (Comparison("mood", ">", 5),)}),
    ("joint-pain:<4", {"comparisons": (Comparison("joint pain", "<", 4),)}),
    ("rating=4 energy:=3", {"comparisons": (Comparison("rating", "=", 4), Comparison("energy", "=", 3))}),
    ("route:oral,inhaled", {"routes": ("oral", "inhaled")}),
    ("@home @Garage place:roof", {"places": ("home", "garage", "roof")}),
    ("@alone", {"company": "solo"}),
    ("for:sleep,med", {"purposes": ("sleep", "medical")}),
    ("tag:x tag:y", {"tags": ("x", "y")}),
    ("note:yes", {"has_note": True}),
    ("note:no", {"has_note": False}),
    ("item:42", {"item": "42"}),
    ('blue "0.3g x" text:"+relaxed"', {"text": ("blue", "0.3g x", "+relaxed")}),
    ("11:59 5>4 -- rest of it", {"text": ("11:59", "5>4", "rest of it")}),
    ("+ @ ++", {"text": ("+", "@"), "effects": ("++",)}),
]


@pytest.mark.parametrize(("line", "parts"), CASES, ids=[line for line, _ in CASES])
def test_a_filter_means(line: str, parts: dict[str, Any]) -> None:
    assert parse_filter(line, PERSON) == Filter(**parts)


def test_a_shells_words() -> None:
    assert parse_filter(["method:vape", "pain:>=2", "strain:blue dream"], PERSON) == Filter(
        methods=("vape",), comparisons=(Comparison("pain", ">=", 2),), strains=("blue dream",)
    )


def test_what_needs_the_key() -> None:
    assert parse_filter("pain:2", PERSON).needs_opening
    assert parse_filter("@home", PERSON).needs_opening
    assert not parse_filter("mood:2 rating:4 blue", PERSON).needs_opening
    assert parse_filter("", PERSON).is_empty
    assert not parse_filter("x", PERSON).is_empty


@pytest.mark.parametrize(
    ("line", "word", "message"),
    [
        ("methd:vape", "methd:vape", 'did you mean "method:"?'),
        ("colour:red", "colour:red", 'unknown field "colour:"'),
        ("pain:6-3", "pain:6-3", "cannot compare pain"),
        ("x pain:11", "pain:11", "pain goes from 0 to 10, got 11"),
        ("mood:0", "mood:0", "mood goes from 1 to 10"),
        ("pain:", "pain:", "cannot compare"),
        ("from:soon", "from:soon", "cannot read the day"),
        ("from:today to:2w", "to:2w", "ends (2026-11-08) before it begins (2026-11-22)"),
        ("from:2w from:3w", "from:3w", "given twice"),
        ("route:orla", "route:orla", 'did you mean "oral"?'),
        ("for:zzzz", "for:zzzz", "unknown purpose"),
        ("note:maybe", "note:maybe", "yes or no"),
        ("note:yes note:no", "note:no", "given twice"),
        ("tag:", "tag:", "has no value"),
        ("strain>4", "strain>4", "no scale"),
        ("@@", "@@", "a place is missing"),
        ("@alone @social", "@social", "given twice"),
    ],
)
def test_what_a_filter_cannot_mean(line: str, word: str, message: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse_filter(line, PERSON)
    error = caught.value
    assert error.line[error.start : error.end] == word
    assert message in error.message


def test_a_correction() -> None:
    with pytest.raises(EntryError) as caught:
        parse_filter("blue methd:vape", PERSON)
    assert caught.value.fixed == "blue method:vape"


@pytest.mark.parametrize(
    ("op", "held"), [("<", (1,)), ("<=", (1, 2)), ("=", (2,)), ("!=", (1, 3)), (">=", (2, 3)), (">", (3,))]
)
def test_comparisons_hold(op: str, held: tuple[int, ...]) -> None:
    comparison = Comparison("pain", op, 2)
    assert tuple(number for number in (1, 2, 3) if comparison.holds(number)) == held
    assert not comparison.holds(None)
    assert comparison.is_symptom
