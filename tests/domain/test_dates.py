"""Time phrases look backwards; days begin at four; clock changes are survived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.domain import dates
from sesh_tui.domain.values import read_duration
from sesh_tui.errors import EntryError
from tests.domain.namebook import NOW

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(epoch: float) -> int:
    """Minutes east of UTC in Berlin."""
    offset = datetime.fromtimestamp(epoch, BERLIN).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def local(text: str) -> datetime:
    """A wall clock time one hour east."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=1)


# now is Sunday 2026-11-22 16:58 on the wall
WHEN = [
    ("now", "2026-11-22 16:58"),
    ("9pm", "2026-11-21 21:00"),
    ("9 pm", "2026-11-21 21:00"),
    ("9:30pm", "2026-11-21 21:30"),
    ("12am", "2026-11-22 00:00"),
    ("12pm", "2026-11-22 12:00"),
    ("21:15", "2026-11-21 21:15"),
    ("at 9:05", "2026-11-22 09:05"),
    ("9:05:30", "2026-11-22 09:05:30"),
    ("16:58", "2026-11-22 16:58"),
    ("noon", "2026-11-22 12:00"),
    ("midnight", "2026-11-22 00:00"),
    ("yesterday", "2026-11-21 16:58"),
    ("yesterday 9pm", "2026-11-21 21:00"),
    ("Yesterday, 21:00", "2026-11-21 21:00"),
    ("9pm yesterday", "2026-11-21 21:00"),
    ("9 pm on mon", "2026-11-16 21:00"),
    ("yesterday evening", "2026-11-21 20:00"),
    ("today 8:00", "2026-11-22 08:00"),
    ("last night", "2026-11-21 22:00"),
    ("this morning", "2026-11-22 09:00"),
    ("this afternoon", "2026-11-22 15:00"),
    ("tonight", "2026-11-22 16:58"),
    ("2h ago", "2026-11-22 14:58"),
    ("-2h", "2026-11-22 14:58"),
    ("2h", "2026-11-22 14:58"),
    ("20m", "2026-11-22 16:38"),
    ("20 min", "2026-11-22 16:38"),
    ("about 20 minutes ago", "2026-11-22 16:38"),
    ("2h30m ago", "2026-11-22 14:28"),
    ("2h 30m ago", "2026-11-22 14:28"),
    ("1.5h ago", "2026-11-22 15:28"),
    ("half an hour ago", "2026-11-22 16:28"),
    ("an hour ago", "2026-11-22 15:58"),
    ("two hours ago", "2026-11-22 14:58"),
    ("3d", "2026-11-19 16:58"),
    ("3 days ago", "2026-11-19 16:58"),
    ("a week ago", "2026-11-15 16:58"),
    ("3 days ago at noon", "2026-11-19 12:00"),
    ("2d ago 9pm", "2026-11-20 21:00"),
    ("sun", "2026-11-22 16:58"),
    ("last sun", "2026-11-15 16:58"),
    ("sun 18:00", "2026-11-15 18:00"),
    ("last fri 20:30", "2026-11-20 20:30"),
    ("friday 20:30", "2026-11-20 20:30"),
    ("mon 7am", "2026-11-16 07:00"),
    ("thurs", "2026-11-19 16:58"),
    ("nov 3", "2026-11-03 16:58"),
    ("3 nov", "2026-11-03 16:58"),
    ("3rd november 21:30", "2026-11-03 21:30"),
    ("sept. 3", "2026-09-03 16:58"),
    ("dec 3", "2025-12-03 16:58"),
    ("nov 22 18:00", "2025-11-22 18:00"),
    ("feb 29", "2024-02-29 16:58"),
    ("nov 3 2024", "2024-11-03 16:58"),
    ("13/04", "2026-04-13 16:58"),
    ("04/13/25", "2025-04-13 16:58"),
    ("4/4", "2026-04-04 16:58"),
    ("2026-11-20", "2026-11-20 16:58"),
    ("2026-11-20 22:10", "2026-11-20 22:10"),
    ("2026-11-20T22:10", "2026-11-20 22:10"),
    ("2026-11-20t22:10:05.5", "2026-11-20 22:10:05.500"),
    ("2026-11-20T22:10Z", "2026-11-20 23:10"),
    ("2026-11-20T22:10+02:00", "2026-11-20 21:10"),
]


@pytest.mark.parametrize(("text", "wall"), WHEN)
def test_a_phrase_means(text: str, wall: str) -> None:
    assert dates.parse_when(text, NOW, 60) == local(wall)
    assert dates.parse_when(text, NOW, lambda _: 60) == local(wall)


NO_TIMES = [
    "", ",", "x", "3", "ago", "x ago", "3 x ago", "9", "noon 3", "yesterday 3", "mon 3", "last",
    "last x", "this", "this x", "nov", "nov x", "nov 31", "31 feb", "1/2/3/4", "99/1", "20/20",
    "2026-13-01", "2026-11-20T99:00", "2h30 ago", "1d2h ago", "5.x ago", "half", "3 days ago at x",
    "20m ago 9pm", "yesterday x", "0000-01-01", "1" * 70, "9pm x", "..m",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time(text: str) -> None:
    assert dates.match_when(text, NOW, 60) is None
    with pytest.raises(EntryError, match="cannot read the time") as caught:
        dates.parse_when(text, NOW, 60)
    assert (caught.value.start, caught.value.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("25:90", "a day has 24 hours"),
        ("13pm", "a day has 24 hours"),
        ("0am", "a day has 24 hours"),
        ("yesterday 24:00", "a day has 24 hours"),
        ("03/04", "can be mar 4 or apr 3"),
        ("03/04 9pm", "can be mar 4 or apr 3"),
        ("today 23:30", "later than now"),
        ("2026-11-23", "later than now"),
        ("2027-01-01T10:00", "later than now"),
        ("nov 3 2030", "later than now"),
    ],
)
def test_times_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(EntryError, match=message):
        dates.parse_when(text, NOW, 60)


def test_a_minute_of_grace_for_clocks_that_differ() -> None:
    assert dates.parse_when("2026-11-22T16:59", NOW, 60) == NOW + timedelta(minutes=1)


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from([w for text, _ in WHEN for w in text.split()]), max_size=5).map(" ".join)
)
def test_no_phrase_lies_in_the_future_or_breaks(text: str) -> None:
    try:
        found = dates.match_when(text, NOW, 60)
    except EntryError:
        return
    assert found is None or (found <= NOW + timedelta(minutes=1) and found.tzinfo is UTC)


def test_the_leap_day_before_this_one() -> None:
    now = datetime(2024, 2, 29, 12, tzinfo=UTC)
    assert dates.parse_when("feb 29 23:00", now, 0) == datetime(2020, 2, 29, 23, tzinfo=UTC)


# -- clock changes --------------------------------------------------------------------------------


def test_a_skipped_time_moves_forward() -> None:
    now = datetime(2026, 3, 29, 12, tzinfo=UTC)
    found = dates.parse_when("2:30", now, berlin)
    assert dates.to_local(found, berlin) == datetime(2026, 3, 29, 3, 30)


def test_a_time_that_occurs_twice_is_the_earlier() -> None:
    now = datetime(2026, 10, 25, 12, tzinfo=UTC)
    assert dates.parse_when("2:30", now, berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_another_day_has_another_offset() -> None:
    now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    assert dates.parse_when("2 days ago at noon", now, berlin) == datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert dates.parse_when("2h ago", now, berlin) == now - timedelta(hours=2)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)))
def test_every_wall_time_has_a_moment_and_most_come_back(wall: datetime) -> None:
    moment = dates.to_utc(wall, berlin)
    shown = dates.to_local(moment, berlin)
    assert shown == wall or shown - wall == timedelta(hours=1)


# -- days -----------------------------------------------------------------------------------------


def test_the_day_begins_at_four() -> None:
    assert dates.local_day(datetime(2026, 11, 22, 2, 59, tzinfo=UTC), 60) == "2026-11-21"
    assert dates.local_day(datetime(2026, 11, 22, 3, 0, tzinfo=UTC), 60) == "2026-11-22"
    assert dates.local_day(datetime(2026, 11, 22, 2, 59, tzinfo=UTC), 60, 0) == "2026-11-22"
    assert dates.local_day(datetime(2026, 7, 1, 1, 59, tzinfo=UTC), berlin) == "2026-06-30"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-22"),
        ("yesterday", "2026-11-21"),
        ("2w", "2026-11-08"),
        ("2 weeks ago", "2026-11-08"),
        ("-3d", "2026-11-19"),
        ("90d", "2026-08-24"),
        ("6mo", "2026-05-22"),
        ("9mo", "2026-02-22"),
        ("1y", "2025-11-22"),
        ("mon", "2026-11-16"),
        ("sunday", "2026-11-22"),
        ("last sunday", "2026-11-15"),
        ("nov 3", "2026-11-03"),
        ("2026-11-03", "2026-11-03"),
        ("2027-01-01", "2027-01-01"),
    ],
)
def test_a_day_means(text: str, day: str) -> None:
    assert dates.parse_day(text, NOW, 60) == day


def test_months_of_different_lengths() -> None:
    assert dates.parse_day("1mo", datetime(2026, 3, 31, 12, tzinfo=UTC), 0) == "2026-02-28"


def test_before_four_it_is_still_yesterday() -> None:
    assert dates.parse_day("today", datetime(2026, 11, 22, 1, tzinfo=UTC), 60) == "2026-11-21"


@pytest.mark.parametrize(
    "text", ["", "x", "3", "9pm", "mon 9pm", "999999d", "99999y", "03/04", "3x", "2026-13-01", "d" * 99]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(EntryError):
        dates.parse_day(text, NOW, 60)


# -- texts ----------------------------------------------------------------------------------------


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
def test_stored_times_come_back_to_the_millisecond(wall: datetime) -> None:
    moment = wall.replace(tzinfo=UTC, microsecond=wall.microsecond // 1000 * 1000)
    text = dates.iso(moment)
    assert len(text) == 24
    assert dates.from_iso(text) == moment


def test_times_of_other_writers() -> None:
    expected = datetime(2023, 1, 1, tzinfo=UTC)
    assert dates.from_iso("2023-01-01 00:00:00") == expected
    assert dates.from_iso("2023-01-01T01:00:00+01:00") == expected
    with pytest.raises(ValueError, match="Invalid"):
        dates.from_iso("soon")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("1h", 60),
        ("1h30m", 90),
        ("1.5h", 90),
        ("90", 90),
        ("1:05", 65),
        ("1d", 1440),
        ("2 h", 120),
    ],
)
def test_durations(text: str, minutes: int) -> None:
    assert read_duration(text) == minutes
