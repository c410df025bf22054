"""Edit and rm: a change carries everything that follows from it, a deletion only hides."""

from __future__ import annotations

import pytest

from sesh_tui.db import sessions
from sesh_tui.errors import Ambiguous, EntryError, NotFound
from tests.tracker.story import Story


def left(story: Story) -> int | None:
    return story.tracker.stock(finished=True)[0].remaining_mg


def test_a_changed_amount_moves_dose_cost_and_stock(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g 35usd thc:20%')
    story.tracker.log("0.3g blue dream vape mood 4 -- note")
    out = story.tracker.edit("last", "0.5g")
    record = story.session()
    assert (record["amountMg"], record["thcUg"], record["costMinor"]) == (500, 100_000, 500)
    assert left(story) == 3000
    assert "0.5 g ≈ 100 mg THC" in out.message
    assert (record["notes"], record["moods"][0]["moodRating"]) == ("note", 4), "the rest stays"
    story.tracker.undo()
    assert (story.session()["costMinor"], left(story)) == (300, 3200)
    assert story.rows("inventory")[0]["amount"] == 3.2, "the cache of the original's column follows"


def test_another_lot_takes_the_use_over(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g')
    story.pass_time(minutes=1)
    other = story.tracker.buy('"sour diesel" 1g').ids[0]
    story.tracker.log("0.3g blue dream vape")
    story.tracker.edit("last", "sour diesel")
    assert story.session()["inventoryId"] == other
    assert [lot.remaining_mg for lot in story.tracker.stock()] == [1000, 700]
    story.tracker.edit("last", '"nowhere haze"', new=True)
    assert story.session()["inventoryId"] is None
    assert [lot.remaining_mg for lot in story.tracker.stock()] == [1000, 1000]


@pytest.mark.parametrize("gone", ["finish", "rm"])
def test_a_session_keeps_the_lot_that_is_used_up_or_deleted(story: Story, gone: str) -> None:
    lot = story.tracker.buy('"blue dream" 1g 10usd thc:20%').ids[0]
    story.tracker.log("0.3g blue dream vape")
    if gone == "finish":
        story.tracker.finish(lot)
    else:
        story.tracker.remove([lot])
    story.pass_time(minutes=1)
    story.tracker.buy('"blue dream" 1g 99usd')
    story.tracker.edit("last", "0.2g")
    record = story.session()
    assert (record["inventoryId"], record["thcUg"], record["costMinor"]) == (lot, 40_000, 200)


def test_contents_and_cost_that_were_typed_survive_a_change_of_the_amount(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape thc:22% cbd:1% cost:5")
    story.tracker.edit("last", "0.2g")
    record = story.session()
    assert (record["thcUg"], record["cbdUg"], record["doseBasis"]) == (44_000, 2_000, "label")
    assert (record["costMinor"], record["currency"]) == (500, "USD")
    story.tracker.edit("last", "sour diesel")
    assert story.session()["thcUg"] is None


def test_a_typed_cost_comes_before_the_lot_s_also_after_a_change(story: Story) -> None:
    lot = story.tracker.buy('"blue dream" 1g 10usd').ids[0]
    story.tracker.log("0.3g blue dream vape cost:5")
    story.tracker.edit("last", "0.2g")
    assert story.session()["costMinor"] == 500
    story.tracker.replica.db.execute("UPDATE inventory SET id = 'another' WHERE id = ?", (lot,))
    story.tracker.edit("last", "0.1g")
    assert story.session()["costMinor"] == 500, "also where the lot's row is missing"


def test_a_typed_content_comes_before_the_lot_s_also_after_a_change(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g thc:20%')
    story.tracker.log("0.3g blue dream vape thc:10%")
    story.tracker.edit("last", "0.2g")
    assert story.session()["thcUg"] == 20_000


@pytest.mark.parametrize(
    ("used", "changed", "thc"),
    [
        ("2puffs blue dream thc:5mg/unit", "4puffs", 20_000),
        ("0.5ml night tincture thc:10mg/ml", "1ml", 10_000),
    ],
)
def test_contents_are_kept_in_the_unit_of_the_amount(story: Story, used: str, changed: str, thc: int) -> None:
    story.tracker.log(used, new=True)
    story.tracker.edit("last", changed)
    assert story.session()["thcUg"] == thc


def test_a_changed_time_takes_everything_with_it(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g @2d')
    story.tracker.log("0.3g blue dream vape dur:20 mood 4 pain 6-3")
    story.tracker.edit("last", "at:2026-11-20T02:00")  # before 04:00: still the day before
    record = story.session()
    assert (record["localDay"], record["timestamp"]) == ("2026-11-19", "2026-11-20T02:00:00.000Z")
    assert record["endedAt"] == "2026-11-20T02:20:00.000Z"
    assert record["afterDueAt"] == "2026-11-20T02:25:00.000Z"
    for row in (*story.rows("session_moods"), *story.rows("medical_symptoms")):
        assert (row["timestamp"][:16], row["localDay"]) == ("2026-11-20T02:00", "2026-11-19")
    (use,) = story.rows("stock_moves", "kind = 'use'")
    assert use["at"] == "2026-11-20T02:00:00.000Z"
    assert [item.kind for item in story.tracker.day("2026-11-19").items] == ["session"]


def test_a_changed_length_moves_the_end(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape dur:20")
    story.tracker.edit("last", "dur:45")
    assert (story.session()["duration"], story.session()["endedAt"][11:16]) == (45, "12:45")


def test_a_reading_before_belongs_to_the_start_whenever_it_is_told(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.pass_time(hours=3)
    story.tracker.edit("last", "mood 4 sym:tinnitus:3")
    (mood,) = story.rows("session_moods")
    assert (mood["timestamp"][11:16], mood["offsetMin"]) == ("12:00", 0)
    assert story.session()["afterDueAt"] is not None, "now there is something to ask for"
    story.tracker.edit("last", "mood _-7 tinnitus _-1")
    assert story.session()["afterDueAt"] is None
    (after,) = story.rows("session_moods", "relationType = 'after'")
    assert (after["timestamp"][11:16], after["offsetMin"]) == ("15:00", 180)


def test_words_replace_what_they_name(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape +relaxed @home for:sleep rating:3 with:2 -- old")
    story.tracker.edit("last", "+hungry @outdoors for:creative rating:5 with:0 joint -- new")
    record = story.session()
    assert (record["effects"], record["location"], record["purpose"]) == (["hungry"], "outdoors", "creative")
    assert (record["rating"], record["companions"], record["notes"]) == (5, 0, "new")
    assert (record["method"], record["amountMg"]) == ("joint", 300)


def test_a_line_that_names_nothing_changes_nothing(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    with pytest.raises(EntryError, match="Nothing to change"):
        story.tracker.edit("last", "")
    with pytest.raises(NotFound, match="no session #abcdef"):
        story.tracker.edit("abcdef", "0.2g")


def test_a_renamed_session_is_found_by_its_new_name_alone(story: Story) -> None:
    from sesh_tui.domain.filters import Filter

    story.tracker.log('0.3g "zebra lightnign" vape', new=True)
    story.tracker.edit("last", '"zebra lightning"', new=True)
    assert story.tracker.sessions(Filter(strains=("zebra",))).count() == 1
    assert story.tracker.sessions(Filter(strains=("lightnign",))).count() == 0
    with pytest.raises(EntryError, match="lightnign"):
        story.tracker.log("0.3g zebra lightnign vape")


# --- deleting -------------------------------------------------------------------------------------


def test_a_deleted_session_gives_back_what_it_took(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g')
    story.tracker.log("0.3g blue dream vape mood 4 pain 6-3")
    out = story.tracker.remove(["last"])
    assert out.message.endswith("vape Blue Dream 12:00")
    assert left(story) == 1000
    for table in ("sessions", "session_moods", "medical_symptoms"):
        assert story.rows(table) == []
        assert len(story.rows(table, "1")) > 0, "hidden, not lost"
    story.tracker.undo()
    assert left(story) == 700
    assert story.session()["symptoms"] == [{"symptom": "pain", "before": 6, "after": 3}]


def test_every_kind_is_deleted_by_its_number(story: Story) -> None:
    check = story.tracker.check("pain:6-4").ids[0]
    mood = story.tracker.mood("6").ids[0]
    note = story.tracker.note("hello").ids[0]
    lot = story.tracker.buy('"blue dream" 1g').ids[0]
    out = story.tracker.remove([f"#{check[-6:]}", mood[-6:].upper(), note, lot])
    assert out.message.count("#") == 4
    assert out.action == "rm check, rm mood, rm note, rm lot Blue Dream"
    assert story.tracker.day().items == ()
    assert story.tracker.stock() == []
    assert story.rows("medical_symptoms") == [], "both readings of the pair"
    story.tracker.undo()
    assert len(story.tracker.day().items) == 3


def test_a_session_is_deleted_by_its_number(story: Story) -> None:
    named = story.tracker.log("0.3g blue dream vape").ids[0]
    nameless = story.tracker.start("vape").ids[0]
    out = story.tracker.remove([named[-6:], nameless[-8:]])
    assert out.action == "rm vape Blue Dream 12:00, rm vape 12:00"
    with pytest.raises(NotFound, match="no session"):
        sessions.get_row(story.tracker.replica, named)


def test_one_thing_named_twice_is_deleted_once(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    out = story.tracker.remove(["last", "last"])
    assert len(out.ids) == 1


def test_what_is_not_there_is_not_deleted(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    with pytest.raises(NotFound, match="Nothing has the number"):
        story.tracker.remove(["last", "abcdef"])
    with pytest.raises(NotFound, match="Nothing to delete"):
        story.tracker.remove([])
    with pytest.raises(NotFound):
        story.tracker.remove(["last-5"])
    assert len(story.rows("sessions")) == 1


def insert_with_id(story: Story, table: str, row_id: str, **values: object) -> None:
    with story.tracker.replica.action("made", "made"):
        story.tracker.replica.insert(table, values, row_id=row_id)


def test_a_number_that_fits_twice_is_asked_about(story: Story) -> None:
    at = "2026-11-20T12:00:00.000Z"
    insert_with_id(story, "sessions", "00000000-0000-7000-8000-0000aaabcdef", timestamp=at)
    insert_with_id(story, "sessions", "00000000-0000-7000-8000-0000bbabcdef", timestamp=at)
    with pytest.raises(Ambiguous, match="more than one session"):
        story.tracker.session("abcdef")
    assert story.tracker.session("bbabcdef").row.timestamp == at
    insert_with_id(story, "journal_entries", "00000000-0000-7000-8000-0000bbabcdef", content="x", entryAt=at)
    with pytest.raises(Ambiguous, match="a session and a note"):
        story.tracker.remove(["bbabcdef"])
    with pytest.raises(NotFound, match="is no session number"):
        story.tracker.session("abc")
    with pytest.raises(NotFound, match="is no session number"):
        story.tracker.session("yesterday")


def test_a_reading_of_a_session_has_no_number_of_its_own(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape pain 6")
    (row,) = story.rows("medical_symptoms")
    with pytest.raises(NotFound):
        story.tracker.remove([row["id"]])


def test_last_counts_back_in_time(story: Story) -> None:
    story.tracker.log("0.1g blue dream vape")
    story.pass_time(minutes=1)
    story.tracker.log("0.2g blue dream vape")
    assert story.tracker.session("last").row.amount == "0.2 g"
    assert story.tracker.session("last-1").row.amount == "0.1 g"
    with pytest.raises(NotFound, match="no such session yet"):
        story.tracker.session("last~2")
