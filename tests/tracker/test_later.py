"""After values, timers, and readings without a session."""

from __future__ import annotations

import pytest

from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker import records
from tests.tracker.story import Story


def pairs(story: Story, ref: str = "last") -> dict[str, tuple[int | None, int | None]]:
    found = story.tracker.session(ref)
    return {str(pair.name): (pair.before, pair.after) for pair in (*found.moods, *found.symptoms)}


# --- after ----------------------------------------------------------------------------------------


def test_the_oldest_open_session_is_asked_about_first(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape mood 4")
    story.pass_time(minutes=10)
    story.tracker.log("0.2g sour diesel vape pain 6")
    story.pass_time(minutes=20)
    assert [waiting.label for waiting in story.tracker.day().open_afters] == [
        "vape Blue Dream 12:00",
        "vape Sour Diesel 12:10",
    ]
    out = story.tracker.after("mood:7 +relaxed")
    assert "mood 4→7" in out.message
    assert story.session("last-1")["effects"] == ["relaxed"]
    story.tracker.after("pain:3")
    assert pairs(story) == {"pain": (6, 3)}
    assert story.tracker.day().open_afters == ()


def test_a_second_answer_replaces_the_first_and_adds_what_is_new(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape mood 4 pain 6 -- hello")
    story.pass_time(minutes=30)
    story.tracker.after("mood:6 pain:3 +relaxed -- calmer")
    story.pass_time(minutes=30)
    story.tracker.after("mood:8 energy:5 nausea:1 pain:2 +hungry rating:4 -- tired")
    assert pairs(story) == {"mood": (4, 8), "energy": (None, 5), "pain": (6, 2), "nausea": (None, 1)}
    record = story.session()
    assert (record["effects"], record["rating"]) == (["relaxed", "hungry"], 4)
    assert record["notes"] == "hello\ncalmer\ntired"
    assert len(story.rows("session_moods")) == 2


def test_an_answer_has_the_time_it_was_given_for(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape mood 4")
    story.pass_time(minutes=90)
    story.tracker.after("mood:7 @30m")
    (after,) = story.rows("session_moods", "relationType = 'after'")
    assert (after["timestamp"][11:16], after["offsetMin"]) == ("13:00", 60)


def test_a_day_later_an_open_session_can_still_be_named(story: Story) -> None:
    with pytest.raises(NotFound, match="No session of the last 24 hours"):
        story.tracker.after("mood:7")
    story.tracker.log("0.3g blue dream vape mood 4")
    story.pass_time(hours=25)
    assert story.tracker.day().open_afters == ()
    with pytest.raises(NotFound):
        story.tracker.after("mood:7")
    story.tracker.after("mood:7", session="last")
    assert pairs(story) == {"mood": (4, 7)}


def test_without_an_open_session_the_newest_one_is_meant(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.tracker.after("mood:7")
    assert pairs(story) == {"mood": (None, 7)}


def test_a_note_after_a_locked_note_becomes_a_journal_entry(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape pain 6 -- secret")
    story.locked()
    story.tracker.after("pain:3 -- later")
    story.unlocked()
    assert story.session()["notes"] == "secret"
    (entry,) = story.tracker.journal()
    assert (entry.excerpt, entry.session_id) == ("later", story.session()["id"])
    assert pairs(story) == {"pain": (6, 3)}


# --- start and stop -------------------------------------------------------------------------------


def test_a_timer_measures_how_long_a_session_was(story: Story) -> None:
    out = story.tracker.start("0.3g blue dream vape mood 4")
    assert out.action.startswith("start vape Blue Dream")
    running = story.tracker.day().running
    assert running is not None
    assert running.id == out.ids[0]
    story.pass_time(minutes=42)
    out = story.tracker.stop("mood 7 +relaxed -- nice")
    assert "42 min" in out.message
    record = story.session()
    assert (record["duration"], record["endedAt"]) == (42, "2026-11-20T12:42:00.000Z")
    assert (record["effects"], record["notes"]) == (["relaxed"], "nice")
    assert pairs(story) == {"mood": (4, 7)}
    assert story.tracker.day().running is None
    assert story.tracker.day().open_afters == (), "it was answered while stopping"


def test_only_one_timer_runs(story: Story) -> None:
    with pytest.raises(NotFound, match="No session is running"):
        story.tracker.stop()
    story.tracker.start("blue dream vape")
    with pytest.raises(EntryError, match="already running"):
        story.tracker.start("sour diesel vape")
    assert story.tracker.status(short=True).running
    story.tracker.stop("dur:20m")
    assert story.session()["duration"] == 20


def test_a_session_cannot_end_before_it_began(story: Story) -> None:
    story.tracker.start("blue dream vape")
    story.pass_time(minutes=5)
    with pytest.raises(EntryError, match="cannot end before it began"):
        story.tracker.stop("@20m")
    assert story.session()["endedAt"] is None


def test_stopping_without_an_answer_leaves_the_question_open(story: Story) -> None:
    story.tracker.start("blue dream vape mood 4")
    story.pass_time(minutes=5)
    story.tracker.stop()
    assert len(story.tracker.day().open_afters) == 1


# --- moods, checks, cravings ----------------------------------------------------------------------


def test_a_mood_alone(story: Story) -> None:
    out = story.tracker.mood("6 energy 4 -- long day")
    assert "mood 6 · energy 4 · note" in out.message
    (item,) = story.tracker.day().items
    assert (item.kind, item.text) == ("mood", "long day")
    assert [(pair.name, pair.before) for pair in item.pairs] == [("mood", 6), ("energy", 4)]
    with pytest.raises(EntryError):
        story.tracker.mood("-- only words")


def test_a_check_and_its_second_reading_are_one_pair(story: Story) -> None:
    out = story.tracker.check("pain:6 nausea:2")
    assert out.notes == ("later, the second reading: sesh-tui check pain:_-4",)
    story.pass_time(minutes=40)
    story.tracker.check("pain:_-4")
    story.pass_time(minutes=5)
    story.tracker.check("nausea:_-1")
    items = story.tracker.day().items
    assert len(items) == 1
    assert [tuple(pair) for pair in items[0].pairs] == [("pain", 6, 4), ("nausea", 2, 1)]


def test_each_symptom_of_a_second_reading_finds_its_own_first_one(story: Story) -> None:
    story.tracker.check("pain:6")
    story.pass_time(minutes=5)
    story.tracker.check("nausea:5")
    story.pass_time(minutes=5)
    story.tracker.check("pain:_-4 nausea:_-2")
    found = {tuple(tuple(pair) for pair in item.pairs) for item in story.tracker.day().items}
    assert found == {(("pain", 6, 4),), (("nausea", 5, 2),)}


def test_a_second_reading_needs_a_first_one_that_waits(story: Story) -> None:
    with pytest.raises(NotFound, match="no first reading of pain"):
        story.tracker.check("pain:_-4")
    story.tracker.check("pain:6-4")
    with pytest.raises(NotFound, match="no first reading of pain"):
        story.tracker.check("pain:_-3")
    story.tracker.check("pain:6")
    story.pass_time(hours=25)
    with pytest.raises(NotFound, match="last 24 hours"):
        story.tracker.check("pain:_-3")


def test_while_locked_the_newest_waiting_check_is_meant(story: Story) -> None:
    story.tracker.check("pain:6")
    story.pass_time(minutes=5)
    story.tracker.check("nausea:5")
    story.locked()
    story.pass_time(minutes=5)
    story.tracker.check("nausea:_-2")
    story.pass_time(minutes=5)
    story.tracker.check("pain:_-4")
    day = story.tracker.day()
    assert day.locked
    assert len(day.items) == 2
    story.unlocked()
    found = {tuple(tuple(pair) for pair in item.pairs) for item in story.tracker.day().items}
    assert found == {(("pain", 6, 4),), (("nausea", 5, 2),)}


def test_a_check_needs_a_symptom(story: Story) -> None:
    with pytest.raises(EntryError, match="no symptom"):
        story.tracker.check("mood:5")


def test_a_craving_with_what_it_came_with(story: Story) -> None:
    out = story.tracker.crave("7 +bored @home -- after dinner")
    assert "craving 7 · note" in out.message
    (row,) = story.rows("medical_symptoms")
    assert (row["symptom"], row["severity"], row["kind"]) == ("craving", 7, "craving")
    assert row["triggers"] == ["bored"]
    assert row["notes"] == "after dinner\n@home", "a place is never dropped"
    assert story.tracker.day().items[0].kind == "craving"
    with pytest.raises(EntryError):
        story.tracker.crave("+bored")


def test_readings_that_stay_locked_are_not_taken_for_one_another(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape pain 6-3 nausea 5-2")
    story.locked()
    found = [(pair.before, pair.after) for pair in story.tracker.session("last").symptoms]
    assert sorted(found, key=str) == [(5, None), (6, None), (None, 2), (None, 3)]


def test_a_reading_in_between_is_neither_before_nor_after(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape mood 4-7")
    replica = story.tracker.replica
    replica.insert(
        "session_moods",
        {
            "sessionId": story.session()["id"],
            "moodRating": 9,
            "relationType": "during",
            "timestamp": "2026-11-20T12:10:00.000Z",
        },
    )
    assert pairs(story) == {"mood": (4, 7)}
    assert len(story.session()["moods"]) == 3
    assert records.flat(story.session())["moodAfter"] == 7
