"""The person's day: it begins at 04:00 of the wall clock, wherever and whenever that is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from sesh_tui import config
from tests.tracker.story import Story


def move_to(story: Story, *when: int) -> None:
    # a number: an aware time would set the zone of the process, too
    story.clock.move_to(datetime(*when, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(("hour", "minute", "day"), [(3, 59, "2026-11-19"), (4, 0, "2026-11-20")])
def test_a_day_begins_at_four(story: Story, hour: int, minute: int, day: str) -> None:
    move_to(story, 2026, 11, 20, hour, minute)
    story.tracker.log("0.3g blue dream vape mood 4 pain 6")
    story.tracker.check("pain:5")
    story.tracker.mood("5")
    story.tracker.note("text")
    assert story.tracker.today() == day
    assert story.session()["localDay"] == day
    found = story.tracker.day(day)
    assert sorted(item.kind for item in found.items) == ["check", "mood", "note", "session"]
    assert found.is_today
    assert found.ever_logged
    assert story.tracker.day("2026-11-18").items == ()
    assert story.tracker.status(short=True).sessions_today == 1


def test_a_person_may_begin_the_day_elsewhere(story: Story) -> None:
    config.write("day_start", "00:00")
    story.tracker.reload_settings()
    move_to(story, 2026, 11, 20, 1, 0)
    story.tracker.log("0.3g blue dream vape")
    assert story.session()["localDay"] == "2026-11-20"


def test_a_session_keeps_the_clock_of_where_it_was_logged(
    story: Story, time_zone: Callable[[str], None]
) -> None:
    time_zone("America/New_York")
    move_to(story, 2026, 11, 20, 7, 30)  # 02:30 there: still Thursday
    story.tracker.log("0.3g blue dream vape")
    record = story.session()
    assert (record["tzOffsetMin"], record["localDay"], record["localTime"]) == (-300, "2026-11-19", "02:30")
    time_zone("Asia/Kolkata")
    assert story.session()["localTime"] == "02:30"
    story.pass_time(minutes=1)
    story.tracker.log("0.3g blue dream vape")
    assert (story.session()["tzOffsetMin"], story.session()["localTime"]) == (330, "13:01")


@pytest.mark.parametrize(
    ("when", "offset", "day"),
    [
        # 29 March 2026, 02:00 → 03:00 in Berlin
        ((2026, 3, 29, 0, 30), 60, "2026-03-28"),
        ((2026, 3, 29, 1, 30), 120, "2026-03-28"),
        ((2026, 3, 29, 2, 0), 120, "2026-03-29"),
        # 25 October 2026, 03:00 → 02:00
        ((2026, 10, 25, 0, 30), 120, "2026-10-24"),
        ((2026, 10, 25, 2, 59), 60, "2026-10-24"),
        ((2026, 10, 25, 3, 0), 60, "2026-10-25"),
    ],
)
def test_the_clock_change(
    story: Story, time_zone: Callable[[str], None], when: tuple[int, ...], offset: int, day: str
) -> None:
    time_zone("Europe/Berlin")
    move_to(story, *when)
    story.tracker.log("0.3g blue dream vape")
    record = story.session()
    assert (record["tzOffsetMin"], record["localDay"]) == (offset, day)
    assert [item.id for item in story.tracker.day(day).items] == [record["id"]]


def test_a_line_about_the_other_side_of_the_change_has_the_offset_of_then(
    story: Story, time_zone: Callable[[str], None]
) -> None:
    time_zone("Europe/Berlin")
    move_to(story, 2026, 3, 29, 10, 0)
    story.tracker.log("0.3g blue dream vape at:2026-03-29T01:30")
    record = story.session()
    assert (record["timestamp"][:16], record["tzOffsetMin"]) == ("2026-03-29T00:30", 60)
    story.tracker.edit("last", "at:2026-03-29T03:30")
    record = story.session()
    assert (record["timestamp"][:16], record["tzOffsetMin"]) == ("2026-03-29T01:30", 120)


def test_totals_are_kept_apart_by_route(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape thc:20%")
    story.tracker.log("0.2g blue dream vape")
    story.tracker.log("5mg blue dream edible")
    found = {total.route: total for total in story.tracker.day().totals}
    assert (found["inhaled"].sessions, found["inhaled"].amount_mg, found["inhaled"].thc_ug) == (
        2,
        500,
        60_000,
    )
    assert found["inhaled"].unknown_doses == 1
    assert found["oral"].thc_ug == 5_000


def test_a_check_shows_the_first_note_it_has_and_readings_in_between_none(story: Story) -> None:
    story.tracker.check("pain:6")
    story.pass_time(minutes=9)
    story.tracker.check("pain:_-4 -- better")
    (item,) = story.tracker.day().items
    assert (item.text, [tuple(pair) for pair in item.pairs]) == ("better", [("pain", 6, 4)])


def test_a_session_whose_time_cannot_be_read_is_shown_and_can_be_corrected(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape dur:20")
    story.tracker.replica.db.execute("UPDATE sessions SET timestamp = 'some day'")
    assert story.tracker.session("last").row.timestamp == "some day"
    story.tracker.edit("last", "mood 4-7 dur:30")
    assert story.tracker.session("last").row.mood_after == 7
    story.tracker.edit("last", "at:2026-11-20T11:00")
    assert story.session()["timestamp"] == "2026-11-20T11:00:00.000Z"
    assert story.session()["duration"] == 30


def test_the_first_run_has_nothing_and_says_so(story: Story) -> None:
    found = story.tracker.day()
    assert (found.ever_logged, found.items, found.jar, found.running) == (False, (), (), None)
    story.tracker.log("0.3g blue dream vape")
    assert story.tracker.day("2020-01-01").ever_logged


def test_status_in_short_and_in_long(story: Story) -> None:
    short = story.tracker.status(short=True)
    assert (short.sessions_today, short.last_timestamp, short.sessions, short.key_state) == (
        0,
        None,
        None,
        "unknown",
    )
    story.tracker.log("0.3g blue dream vape mood 4 thc:20%")
    short = story.tracker.status(short=True)
    assert (short.thc_ug_today, short.last_label, short.open_afters) == (60_000, "vape Blue Dream", 1)
    full = story.tracker.status()
    assert (full.sessions, full.key_state, full.locked) == (1, "none", False)
    assert (full.file_bytes or 0) > 0
    assert full.pending == 3  # the person, the session, the mood
    story.tracker.note("sealed")
    assert story.tracker.status().key_state == "unlocked"
    assert story.locked().status().locked


@pytest.mark.parametrize(
    ("passed", "said"), [(0, "0m"), (59, "59m"), (60, "1h"), (2879, "47h"), (2880, "2d")]
)
def test_how_long_ago_it_was(story: Story, passed: int, said: str) -> None:
    from sesh_tui.tracker.status import ago

    story.tracker.log("0.3g blue dream vape")
    story.pass_time(minutes=passed)
    assert ago(story.tracker, story.session()["timestamp"]) == said


def test_rows_of_another_client_without_a_day_stand_on_their_date(story: Story) -> None:
    replica = story.tracker.replica
    replica.db.execute(
        "INSERT INTO sessions (userId, id, timestamp, strain, method, effects, createdAt, updatedAt) VALUES "
        "(?, 'demo-session-1', '2026-11-19 21:30:00', 'Blue Dream', 'Vaporizer', 'no json', 'x', 'x')",
        (replica.user_id,),
    )
    replica.db.execute(
        "INSERT INTO medical_symptoms (userId, id, symptom, severity, beforeOrAfter, timestamp, createdAt, "
        "updatedAt) VALUES (?, 'demo-symptom', 'pain', 5, 'before', '2026-11-19 22:00:00', 'x', 'x')",
        (replica.user_id,),
    )
    found = story.tracker.day("2026-11-19")
    assert [(item.kind, item.local_time) for item in found.items] == [
        ("session", "21:30"),
        ("check", "22:00"),
    ]
    row = found.items[0].session
    assert row is not None
    assert (row.local_day, row.tz_offset_min, row.method) == ("2026-11-19", 0, "Vaporizer")
    assert story.tracker.session("last").effects == ()
    story.tracker.after("mood:7", session="last")
    assert story.session()["moods"][0]["moodRating"] == 7
    move_to(story, 2026, 11, 20, 1, 0)
    assert story.tracker.status(short=True).sessions_today == 1
