"""What is sealed stays sealed: on every disk, while locked, and after it was sealed anew."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto.envelope import Unopened, is_sealed
from sesh_tui.db.tables import SEALED
from sesh_tui.domain.filters import Filter
from sesh_tui.errors import EntryError, ReplicaError
from sesh_tui.tracker import records
from tests.tracker.story import Story, files_below

WORDS = [
    "albatross", "bergamot", "catamaran", "dromedary", "eiderdown", "fandango", "gossamer", "hollyhock",
    "isinglass", "jacaranda", "kingfisher", "lapislazuli", "mistletoe", "nightjar", "oleander", "periwinkle",
]  # fmt: skip


def raw_cells(story: Story) -> list[tuple[str, str, str, Any]]:
    """Every stored cell of a sealed column: table, id, column, text."""
    replica = story.tracker.replica
    found = []
    for table, columns in SEALED.items():
        for column in sorted(columns):
            for row_id, text in replica.all(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"):
                found.append((table, row_id, column, text))
    return found


def tell_with_words(story: Story) -> None:
    """A story that puts a distinctive word into every sealed column that a verb can reach."""
    tracker = story.tracker
    tracker.buy('"blue dream" 3.5g 45usd -- albatross')
    tracker.log("0.3g blue dream vape sym:bergamot:5 @@catamaran with:dromedary tag:eiderdown -- fandango")
    story.pass_time(minutes=20)
    tracker.after("bergamot:2 -- gossamer")
    tracker.mood("5 -- hollyhock")
    tracker.check("pain:5 -- isinglass")
    tracker.crave("7 ++jacaranda @@kingfisher")
    tracker.note("lapislazuli", title="mistletoe", tags=["nightjar"])
    tracker.count("blue dream 2g -- oleander")
    tracker.edit("last", "-- periwinkle")
    tracker.undo()
    tracker.redo()
    tracker.remove(["last"])
    tracker.undo()


@pytest.mark.parametrize("locked", [False, True])
def test_no_sealed_word_is_found_in_any_file(
    story: Story, sesh_home: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    monkeypatch.setenv("SLOW_QUERY_MS", "0")  # every statement is logged
    story.reopen()
    if locked:
        story.tracker.vault.ensure_key()
        story.locked()
        with pytest.raises(EntryError):
            tell_with_words(story)  # the own symptom cannot be known yet: up to there everything is stored
        story.unlocked()
        story.tracker.reseal()
    else:
        tell_with_words(story)
    story.tracker.sessions(Filter(text=("gossamer",))).rows(0, 5)
    story.tracker.journal("mistletoe")
    files = files_below(sesh_home)
    names = {path.name for path in files}
    assert {"replica.sqlite", "replica.sqlite-wal", "slow-queries.log"} <= names
    for path in files:
        data = path.read_bytes().lower()
        for word in WORDS:
            assert word.encode() not in data, f"{word} in {path.name}"
            assert word.encode("utf-16-le") not in data, f"{word} in {path.name}"
        assert path.stat().st_mode & 0o077 == 0, f"{path} can be read by others"
    for folder in [sesh_home, *(path for path in sesh_home.rglob("*") if path.is_dir())]:
        assert folder.stat().st_mode & 0o077 == 0, f"{folder} can be read by others"


def test_every_word_of_that_story_was_stored(story: Story) -> None:
    tell_with_words(story)
    opened = " ".join(str(story.tracker.replica.opened(text, t, i, c)) for t, i, c, text in raw_cells(story))
    history = "".join(str(row) for row in story.tracker.replica.all("SELECT before, after FROM history"))
    for word in WORDS:
        edited_away = word in ("dromedary", "eiderdown", "fandango", "gossamer")
        assert (word in opened) is not edited_away, word
        assert word not in history


def test_every_stored_cell_is_an_envelope_that_opens(story: Story) -> None:
    tell_with_words(story)
    for table, row_id, column, text in raw_cells(story):
        if (table, column) == ("users", "email"):
            continue
        assert is_sealed(text), (table, column, text)
        assert not isinstance(story.tracker.replica.opened(text, table, row_id, column), Unopened)


def test_logging_while_locked_needs_no_key_and_is_no_edit_when_sealed_anew(story: Story) -> None:
    story.tracker.note("makes the key")
    tracker = story.locked()
    out = tracker.log("0.3g blue dream vape pain 6-3 @home -- secret")
    record = tracker.as_dict(out.ids[0])
    assert (record["notes"], record["location"]) == (None, None)
    assert record["locked"] == ["location", "notes", "symptoms"]
    assert {symptom["symptom"] for symptom in record["symptoms"]} == {None}
    assert tracker.reseal() == 0, "nothing can be sealed anew without the key"
    story.unlocked()
    replica = tracker.replica
    before = replica.all("SELECT id, updatedAt FROM sessions")
    history = replica.all("SELECT count(*) FROM history")
    gens = dict(replica.all("SELECT rowId, gen FROM outbox WHERE tableName = 'sessions'"))
    story.pass_time(minutes=5)
    assert tracker.reseal() == 4  # note, place and the two readings of one symptom
    assert replica.all("SELECT id, updatedAt FROM sessions") == before
    assert replica.all("SELECT count(*) FROM history") == history
    after = dict(replica.all("SELECT rowId, gen FROM outbox WHERE tableName = 'sessions'"))
    assert after[out.ids[0]] == gens[out.ids[0]] + 2, "sync hears of each cell"
    assert all(text.startswith("e1.") for *_, text in raw_cells(story) if text)
    record = tracker.as_dict(out.ids[0])
    assert (record["notes"], record["location"], record["locked"]) == ("secret", "home", [])
    assert record["symptoms"] == [{"symptom": "pain", "before": 6, "after": 3}]
    assert tracker.reseal() == 0
    assert tracker.undo().message.startswith("undone: log vape"), "what was sealed anew is not an action"


def test_an_own_symptom_asks_the_keyring_once(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape sym:tinnitus:5")
    tracker = story.reopen()
    story.pass_time(minutes=1)
    tracker.log("0.3g blue dream vape tinnitus:4")
    assert tracker.vault.unlocked
    tracker = story.locked()
    opened = story.keyring.opened
    for _ in range(5):
        assert tracker.preview("0.3g blue dream vape tinnitus:4").error is not None
    assert story.keyring.opened <= opened + 1


def test_a_second_connection_shares_the_opened_key(story: Story) -> None:
    story.tracker.note("secret")
    with story.tracker.beside() as other:
        assert other.journal()[0].excerpt == "secret"
        assert not story.tracker.changed()
        assert not other.changed()
        other.note("more")
        assert story.tracker.changed()
        assert not story.tracker.changed()


def test_without_a_vault_nothing_sealed_is_written(story: Story) -> None:
    replica = story.tracker.replica
    replica.sealer = None
    with pytest.raises(ReplicaError, match="must be sealed"), replica.action("note", "note"):
        replica.insert("journal_entries", {"content": "plain", "entryAt": "2026-11-20T12:00:00.000Z"})
    assert replica.all("SELECT * FROM journal_entries") == []
    assert replica.opened("text", "sessions", "x", "notes") == "text"


# --- records --------------------------------------------------------------------------------------


def test_a_locked_mood_text_is_named_in_the_record(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape mood 4")
    (row,) = story.rows("session_moods")
    with story.tracker.replica.action("edit", "edit"):
        story.tracker.replica.update("session_moods", row["id"], {"moodDescription": "calm"})
    assert story.session()["moods"][0]["description"] == "calm"
    record = story.locked().as_dict(row["sessionId"])
    assert record["moods"][0]["description"] is None
    assert record["locked"] == ["description"]


def test_a_record_fits_into_one_row_of_a_table(story: Story) -> None:
    story.tracker.log(
        '2 joints blue dream mood 4-7 energy 3 pain 6-3 nausea 5 +dry-mouth +relaxed -- a, "b"\nc'
    )
    row = records.flat(story.session())
    assert list(row) >= records.CSV_COLUMNS[:1]
    assert (row["moodBefore"], row["moodAfter"], row["energyBefore"], row["energyAfter"]) == (4, 7, 3, None)
    assert row["symptoms"] == "pain:6-3; nausea:5-_"
    assert row["effects"] == "dry mouth relaxed"
    assert (row["localDay"], row["localTime"], row["timestamp"]) == (
        "2026-11-20",
        "12:00",
        "2026-11-20T12:00:00.000Z",
    )
    text = io.StringIO()
    writer = csv.DictWriter(text, records.CSV_COLUMNS)
    writer.writerow(row)
    (back,) = csv.DictReader(io.StringIO(text.getvalue()), records.CSV_COLUMNS)
    assert back["notes"] == row["notes"]
    locked = records.flat(story.locked().as_dict(str(row["id"])))
    assert "‹locked›:6-_" in str(locked["symptoms"])


def test_a_day_a_lot_and_an_entry_as_scripts_get_them(story: Story) -> None:
    tracker = story.tracker
    tracker.buy('"blue dream" 3.5g -- shelf')
    tracker.log("0.3g blue dream vape mood 4")
    tracker.mood("5 -- words")
    tracker.note("body", title="Title", tags=["a"])
    tracker.start("blue dream vape")
    day = records.day(tracker, tracker.day())
    assert sorted(item["kind"] for item in day["items"]) == ["mood", "note", "session", "session"]
    (mood,) = [item for item in day["items"] if item["kind"] == "mood"]
    assert (mood["readings"], mood["text"]) == ([{"symptom": "mood", "before": 5, "after": None}], "words")
    assert day["openAfters"][0]["label"] == "vape Blue Dream 12:00"
    assert day["totals"][0]["route"] == "inhaled"
    assert day["running"] is not None
    (lot,) = (records.item(view) for view in tracker.stock())
    assert (lot["remainingMg"], lot["notes"], lot["locked"]) == (3200, "shelf", [])
    (entry,) = (tracker.journal_entry(row.id) for row in tracker.journal())
    assert records.journal_entry(entry)["tags"] == ["a"]
    tracker = story.locked()
    assert records.item(tracker.stock()[0])["locked"] == ["notes"]
    assert records.journal_entry(tracker.journal_entry(entry.row.id))["locked"] == [
        "tags",
        "title",
        "content",
    ]
    locked = [item["locked"] for item in records.day(tracker, tracker.day())["items"]]
    assert ["text"] in locked
    assert [item.id for item in tracker.stock()] == [lot["id"]]


def test_many_sessions_come_in_the_order_they_were_asked_for(story: Story) -> None:
    ids = []
    for _ in range(5):
        ids += story.tracker.log("0.1g blue dream vape").ids
        story.pass_time(minutes=1)
    wanted = [*reversed(ids), "unknown"] * 200
    found = [record["id"] for record in records.session_records(story.tracker, wanted)]
    assert found == [row_id for row_id in wanted if row_id != "unknown"]


def test_demo_data_fills_an_empty_replica(story: Story) -> None:
    seen: list[int] = []
    rows = story.tracker.fill_with_demo(sessions=30, progress=seen.append)
    assert story.tracker.sessions().count() == 30
    assert seen[-1] == rows
    assert story.tracker.replica.all("SELECT count(*) FROM history") == [(0,)]
    assert story.tracker.status().pending == 1, "made-up rows are never sent: only the person waits"
    name = story.tracker.replica.all("SELECT strain FROM sessions WHERE strain IS NOT NULL LIMIT 1")[0][0]
    assert story.tracker.sessions(Filter(strains=(name,))).count() > 0
    assert os.path.exists(story.tracker.replica.path)
