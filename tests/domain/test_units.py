"""Numbers are exact, units have one size, money has its currency's decimals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.domain import units, values
from sesh_tui.domain.spell import closest, distance
from sesh_tui.domain.units import Number, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.3", Number("0.3", 3, 10)),
        ("0,3", Number("0.3", 3, 10)),
        (".5", Number("0.5", 5, 10)),
        ("007.50", Number("7.5", 75, 10)),
        ("10", Number("10", 10, 1)),
        ("0", Number("0", 0, 1)),
        ("1/2", Number("1/2", 1, 2)),
        ("¾", Number("3/4", 3, 4)),
    ],
)
def test_a_number_is_read_as(text: str, number: Number) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", ".", "1.", "1/0", "1/", "/2", "1.2.3", "-1", "1e5", "²", "１", "1234567890123", "1" * 30]
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(0, 10**9 - 1), st.integers(0, 999))
def test_a_canonical_number_reads_back(whole: int, part: int) -> None:
    number = parse_number(f"{whole}.{part:03d}")
    assert number is not None
    assert Fraction(number.numerator, number.denominator) == Fraction(whole * 1000 + part, 1000)
    assert parse_number(number.text) == number


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_rounding_is_half_to_even(numerator: int, denominator: int) -> None:
    assert units.divide_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("number", "unit", "quantity"),
    [
        ("0.3", "g", 300),
        ("1", "kg", 10**6),
        ("1", "oz", 28_350),
        ("1/8", "oz", 3_544),
        ("1/3", "g", 333),
        ("2.5", "ml", 2_500),
        ("1/2", "bowl", 500),
        ("2.5", "thc", 2_500),
        ("0.0005", "g", 0),
        ("0.0015", "g", 2),
        ("0.0025", "g", 2),
    ],
)
def test_a_quantity_in_stored_units(number: str, unit: str, quantity: int) -> None:
    read, known = parse_number(number), units.find_unit(unit)
    assert read is not None
    assert known is not None
    assert units.quantity_of(read, known) == quantity


def test_units_have_words_and_plurals() -> None:
    assert units.find_unit("Gummies") == units.Unit("gummy", "count", 1_000)
    assert units.find_unit("fathom") is None
    cone = units.CustomUnit("cone", None, None, 250, None)
    assert units.find_unit("Cone", {"cone": cone}) == units.Unit("cone", "count", 1_000)
    assert [units.plural_of(unit) for unit in ("puff", "gummy", "patch", "g", "thc", "cone")] == [
        "puffs", "gummies", "patches", "g", "thc", "cones",
    ]  # fmt: skip


def test_currencies() -> None:
    assert units.is_currency("eur")
    assert not units.is_currency("xyz")
    assert not units.is_currency("D E")
    assert not units.is_currency("eu")
    assert [units.minor_digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert values.read_money("45", "USD") is None
    assert values.read_money("1/2usd", "USD") is None
    assert values.read_money("1.2.3usd", "USD") is None


@pytest.mark.parametrize(
    ("left", "right", "far"),
    [
        ("mood", "moood", 1),
        ("pain", "pian", 1),
        ("abc", "abc", 0),
        ("", "ab", 2),
        ("kitten", "sitting", 3),
        ("a", "abcdef", 4),
        ("abcdef", "uvwxyz", 4),
        ("ca", "abc", 3),
    ],
)
def test_distance(left: str, right: str, far: int) -> None:
    assert distance(left, right) == far


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_symmetric(left: str, right: str) -> None:
    assert distance(left, right, 6) == distance(right, left, 6)


def test_the_closest_word() -> None:
    assert closest("moood", ("pain", "mood")) == "mood"
    assert closest("xyz", ("pain", "mood")) is None
    assert closest("gpu", ("gup",), limit=0) is None
