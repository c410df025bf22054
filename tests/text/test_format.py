"""Amounts, money and times as a person reads them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.crypto.envelope import Unopened
from sesh_tui.db.views import PairView
from sesh_tui.text import format as fmt
from sesh_tui.text.spans import cell_width


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (fmt.grams(300), "0.30 g"),
        (fmt.grams(3_495), "3.50 g"),
        (fmt.grams(-50), "-0.05 g"),
        (fmt.cannabinoid(66_000), "66 mg"),
        (fmt.cannabinoid(2_500), "2.5 mg"),
        (fmt.cannabinoid(0), "0 mg"),
        (fmt.volume(12_500), "12.5 ml"),
        (fmt.count(2_500, "puffs"), "2.5 puffs"),
        (fmt.count(1_000, None), "1"),
        (fmt.money(4_500, "EUR"), "45.00 EUR"),
        (fmt.money(-5, "USD"), "-0.05 USD"),
        (fmt.money(4_500, "JPY"), "4500 JPY"),
        (fmt.money(1_500, "KWD"), "1.500 KWD"),
        (fmt.minutes(25), "25 min"),
        (fmt.minutes(65), "1 h 05"),
        (fmt.minutes(120), "2 h"),
        (fmt.number(200_000), "200,000"),
        (fmt.several(1, "entry"), "1 entry"),
        (fmt.several(2, "entry"), "2 entries"),
        (fmt.clock("2026-11-22T23:30:00.000Z", 60), "00:30"),
        (fmt.clock("2026-11-22T00:30:00.000Z", -120), "22:30"),
        (fmt.long_day("2026-11-22"), "Sunday 22 November 2026"),
        (fmt.short_day("2026-03-01"), "Sun  1 Mar"),
        (fmt.list_day("2024-02-29", "2026"), "29 Feb 2024"),
        (fmt.shift_day("2026-03-01", -1), "2026-02-28"),
    ],
)
def test_examples(said: str, meant: str) -> None:
    assert said == meant


def test_pairs_never_fill_in_what_is_missing() -> None:
    views = (
        PairView("mood", 4, 7),
        PairView("pain", 6, None),
        PairView("stress", None, 2),
        PairView("x", None, None),
    )
    assert fmt.pairs(views) == "mood 4→7 · pain 6 · stress _→2"
    assert fmt.pair(PairView("pain", 0, 0)) == "pain 0→0"


def test_sealed_text_shows_its_mark_and_nothing_else() -> None:
    assert fmt.pair(PairView(Unopened("locked"), 6, None)) == "‹locked› 6"
    assert fmt.opened(Unopened("damaged")) == "‹damaged›"
    assert fmt.opened(None) == ""


@given(st.dates())
def test_days_count_as_the_calendar_counts(day: date) -> None:
    text = day.isoformat()
    assert fmt.day_of_number(fmt.day_number(text)) == text
    assert fmt.day_number(text) == (day - date(1970, 1, 1)).days
    assert fmt.weekday(text) == fmt.WEEKDAYS[day.weekday()]


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(-400, 400))
def test_shifting_a_day(day: date, days: int) -> None:
    assert fmt.shift_day(day.isoformat(), days) == (day + timedelta(days=days)).isoformat()


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(1, 30))
def test_a_bar_is_as_wide_as_asked_and_never_hides_a_rest(part: int, whole: int, width: int) -> None:
    filled, empty = fmt.bar(part, whole, width)
    assert cell_width(filled + empty) == width
    assert bool(filled) == (part > 0)


def test_a_dose_is_marked_as_an_estimate_unless_it_was_analysed() -> None:
    from tests.text.days import session

    row: Any = session("x", "20:00", thc_ug=66_000, dose_basis="label")
    assert fmt.dose(row) == "≈ 66 mg THC"
    assert fmt.dose(row._replace(dose_basis="coa")) == "66 mg THC"
    assert fmt.dose(row._replace(thc_ug=None, cbd_ug=5_000)) == "≈ 5 mg CBD"
    assert fmt.dose(row._replace(thc_ug=None)) == ""
