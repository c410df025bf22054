"""Writing: all or nothing, noted for sync and for undo, slow statements logged without what was bound."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.db import bulk, history, ids
from sesh_tui.db.capture import UNCAPTURED, columns_of
from sesh_tui.db.replica import Replica, now_iso, open_replica, slow_query_ms
from sesh_tui.db.tables import SEALED, SYNCED
from sesh_tui.errors import ReplicaError

AT = "2026-11-20T12:00:00.000Z"
SESSION = {"timestamp": AT, "strain": "Blue Dream", "rating": 3}


@pytest.fixture
def replica(sesh_home: Path) -> Iterator[Replica]:
    with open_replica(str(sesh_home / "default" / "replica.sqlite")) as replica:
        replica.db.execute("DELETE FROM outbox")
        yield replica


def outbox(replica: Replica) -> list[tuple[Any, ...]]:
    return replica.all("SELECT tableName, rowId, base, gen FROM outbox ORDER BY tableName, rowId")


def test_every_synced_table_exists_and_every_sealed_column_too(replica: Replica) -> None:
    for table in SYNCED:
        names = columns_of(replica.db, table)
        assert {"userId", "id", "createdAt", "updatedAt", "deletedAt", "rev"} <= set(names), table
        assert SEALED.get(table, frozenset()) <= set(names), table
        assert set(UNCAPTURED.get(table, ())) <= set(names)
    assert set(SEALED) <= set(SYNCED)


# --- transactions ---------------------------------------------------------------------------------


def test_an_action_is_stored_whole_or_not_at_all(replica: Replica) -> None:
    def interrupted() -> None:
        with replica.action("log", "log"):
            replica.insert("sessions", SESSION)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert replica.all("SELECT * FROM sessions") == []
    assert replica.all("SELECT * FROM actions") == []
    assert replica.all("SELECT action, silent FROM capture") == [(None, 0)]
    assert outbox(replica) == []
    with replica.action("log", "first words", source="tui") as number:
        replica.insert("sessions", SESSION)
        replica.relabel(number, "other words")
    assert replica.all("SELECT kind, label, source, state FROM actions") == [
        ("log", "other words", "tui", "done")
    ]
    assert replica.all("SELECT action, silent FROM capture") == [(None, 0)]


def test_what_others_write_is_seen_only_when_it_is_whole(replica: Replica) -> None:
    with open_replica(replica.path) as other:
        with other.action("log", "log"):
            other.insert("sessions", SESSION)
            assert replica.all("SELECT count(*) FROM sessions") == [(0,)]
        assert replica.all("SELECT count(*) FROM sessions") == [(1,)]


def test_an_action_within_an_action_is_a_mistake_of_the_program(replica: Replica) -> None:
    with (
        pytest.raises(ReplicaError, match="within a transaction"),
        replica.action("a", "a"),
        replica.action("b", "b"),
    ):
        pass  # pragma: no cover - never entered
    assert replica.all("SELECT * FROM actions") == []


def test_a_transaction_that_sqlite_itself_ended(replica: Replica) -> None:
    def ended() -> None:
        with replica.transaction():
            replica.db.execute("ROLLBACK")
            raise KeyError

    with pytest.raises(KeyError):
        ended()


def test_values_of_a_row(replica: Replica) -> None:
    with replica.action("log", "log"):
        row_id = replica.insert("sessions", {**SESSION, "effects": ["a", "ü"], "purpose": None})
        again = replica.insert("sessions", SESSION, row_id="mine")
    assert again == "mine"
    row = replica.row("sessions", row_id, "effects", "purpose", "rev", "createdAt = updatedAt")
    assert row == ('["a","ü"]', None, 0, 1)
    assert replica.row("sessions", "nobody", "id") is None
    with replica.action("edit", "edit"):
        replica.update("sessions", row_id, {"rating": None, "effects": ("b",), "updatedAt": "now"})
    assert replica.row("sessions", row_id, "rating", "effects", "updatedAt") == (None, '["b"]', "now")


# --- outbox and history ---------------------------------------------------------------------------


def test_the_first_change_keeps_the_row_as_it_was_and_every_change_counts(replica: Replica) -> None:
    with replica.action("log", "log"):
        row_id = replica.insert("sessions", SESSION)
    assert outbox(replica) == [("sessions", row_id, None, 1)]
    with replica.action("edit", "edit"):
        replica.update("sessions", row_id, {"rating": 4})
    assert outbox(replica) == [("sessions", row_id, None, 2)], "a new row has no base"
    replica.db.execute("DELETE FROM outbox")  # acknowledged
    with replica.action("edit", "edit"):
        replica.update("sessions", row_id, {"rating": 5})
        replica.update("sessions", row_id, {"rating": 1})
    ((_, _, base, gen),) = outbox(replica)
    assert gen == 2
    image = json.loads(base)
    assert (image["rating"], image["strain"], image["userId"]) == (4, "Blue Dream", replica.user_id)
    assert set(image) == set(columns_of(replica.db, "sessions"))


def test_history_holds_what_was_and_what_became(replica: Replica) -> None:
    with replica.action("log", "log") as first:
        row_id = replica.insert("sessions", SESSION)
    with replica.action("edit", "edit") as second:
        replica.update("sessions", row_id, {"rating": 5})
    rows = replica.all("SELECT action, tableName, rowId, before, after FROM history ORDER BY seq")
    assert rows[0] == (first, "sessions", row_id, None, None)
    assert rows[1][0] == second
    assert (json.loads(rows[1][3])["rating"], json.loads(rows[1][4])["rating"]) == (3, 5)


@pytest.mark.parametrize(("silent", "noted"), [(0, True), (1, False), (2, True)])
def test_silence_while_rows_come_from_elsewhere_and_while_cells_are_sealed_anew(
    replica: Replica, silent: int, noted: bool
) -> None:
    with replica.action("x", "x"):
        replica.db.execute("UPDATE capture SET silent = ?", (silent,))
        replica.insert("sessions", SESSION, row_id="one")
        replica.update("sessions", "one", {"rating": 5})
        replica.db.execute("UPDATE capture SET silent = 0")
    assert bool(outbox(replica)) is noted
    assert len(replica.all("SELECT * FROM history")) == (2 if silent == 0 else 0)


def test_what_another_program_writes_is_news_for_sync(replica: Replica) -> None:
    with sqlite3.connect(replica.path) as db:
        db.execute(
            "INSERT INTO sessions (userId, id, timestamp, createdAt, updatedAt) VALUES (?, 'theirs', ?, ?, ?)",
            (replica.user_id, AT, AT, AT),
        )
        db.execute("UPDATE sessions SET rating = 5")
    db.close()
    assert outbox(replica) == [("sessions", "theirs", None, 2)]
    assert replica.all("SELECT * FROM history") == [], "no action of ours, nothing to undo"


def test_a_cached_amount_alone_is_no_news(replica: Replica) -> None:
    lot = {"name": "x", "type": "flower", "amount": 1.0, "unit": "g", "acquired": AT}
    with replica.action("buy", "buy"):
        row_id = replica.insert("inventory", lot)
    replica.db.execute("DELETE FROM outbox; DELETE FROM history")
    replica.db.execute("UPDATE inventory SET amount = 0.5")
    assert outbox(replica) == []
    with replica.action("edit", "edit"):
        replica.update("inventory", row_id, {"amount": 0.25, "name": "y"})
    assert json.loads(outbox(replica)[0][2])["amount"] == 0.5
    (images,) = replica.all("SELECT before, after FROM history")
    assert all("amount" not in json.loads(image) for image in images)


def test_columns_that_an_action_named_but_did_not_change_are_left_alone_by_undo(replica: Replica) -> None:
    with replica.action("log", "log"):
        row_id = replica.insert("sessions", SESSION)
    with replica.action("edit", "edit"):
        replica.update("sessions", row_id, {"rating": 3})
    stamp = replica.row("sessions", row_id, "updatedAt")
    assert history.undo(replica) == history.Reversal("edit", 1)
    assert replica.row("sessions", row_id, "updatedAt") == stamp


# --- many rows ------------------------------------------------------------------------------------


def test_many_rows_are_committed_in_parts(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS_PER_COMMIT", 2)
    rows = [(replica.user_id, f"s{n}", AT, "Blue Dream", AT, AT) for n in range(5)]
    columns = ("userId", "id", "timestamp", "strain", "createdAt", "updatedAt")
    seen: list[int] = []
    written = bulk.load(
        replica, [("sessions", columns, rows[:3]), ("sessions", columns, rows[3:])], seen.append
    )
    assert (written, seen) == (5, [3, 5])
    assert outbox(replica) == []
    assert replica.all("SELECT name, uses FROM recent_names") == [("Blue Dream", 5)]
    assert replica.all("SELECT action, silent FROM capture") == [(None, 0)]
    assert bulk.load(replica, []) == 0
    assert bulk.load(replica, [("sessions", columns, [(replica.user_id, "last", AT, None, AT, AT)])]) == 1
    with pytest.raises(ReplicaError, match="UNIQUE"):
        bulk.load(replica, [("sessions", columns, rows[:1])])
    assert replica.all("SELECT action, silent FROM capture") == [(None, 0)]


# --- news, settings, ids --------------------------------------------------------------------------


def test_news_from_another_connection_are_noticed_once(replica: Replica) -> None:
    assert not replica.changed()
    with replica.action("log", "log"):
        replica.insert("sessions", SESSION)
    assert not replica.changed(), "one's own"
    with open_replica(replica.path) as other, other.action("log", "log"):
        other.insert("sessions", SESSION)
    assert replica.changed()
    assert not replica.changed()


def test_without_a_log_beside_the_file_there_is_no_news(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "stat", lambda *_: (_ for _ in ()).throw(FileNotFoundError()))
    assert not replica.changed()
    assert not replica.changed()


def test_settings_of_the_device(replica: Replica) -> None:
    assert replica.setting("colour") is None
    replica.remember("colour", "red")
    replica.remember("colour", "green")
    assert replica.setting("colour") == "green"
    replica.remember("colour", None)
    assert replica.setting("colour") is None
    assert outbox(replica) == []


def test_ids_sort_by_time_and_natural_ones_agree() -> None:
    made = [ids.new_id(1_700_000_000_000 + ms) for ms in (0, 1, 1000)]
    assert made == sorted(made)
    assert {(row_id[14], row_id[19] in "89ab") for row_id in (*made, ids.new_id())} == {("7", True)}
    assert ids.natural_id("strain", "bluedream") == ids.natural_id("strain", "bluedream")
    assert ids.natural_id("strain", "x") != ids.natural_id("dispensary", "x")
    assert ids.short("01a1f8d3-ea00-7edc-adf5-e2b5e20b1e3f") == "#0b1e3f"
    assert len(now_iso()) == 24


# --- slow statements ------------------------------------------------------------------------------

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT count(*), ? FROM n"


def slow_log(home: Path) -> Path:
    return home / "default" / "slow-queries.log"


def test_a_slow_statement_is_logged_without_what_was_bound(
    sesh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLOW_QUERY_MS", "5")
    with open_replica(str(sesh_home / "default" / "replica.sqlite")) as replica:
        replica.all("SELECT 1 -- quick")
        replica.all(SLOW.replace(" ", "\n", 3), (200_000, "a private word"))
    text = slow_log(sesh_home).read_text()
    (line,) = [line for line in text.splitlines() if "RECURSIVE" in line]
    assert line.endswith("SELECT count(*), ? FROM n")
    assert line.split()[2] == "ms"
    assert int(line.split()[1]) >= 5
    assert "private" not in text
    assert "quick" not in text
    assert slow_log(sesh_home).stat().st_mode & 0o777 == 0o600


def test_a_long_log_is_turned_over(sesh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOW_QUERY_MS", "0")
    with open_replica(str(sesh_home / "default" / "replica.sqlite")) as replica:
        slow_log(sesh_home).write_text("x" * 1_000_001)
        replica.all("SELECT 'turned'")
    assert slow_log(sesh_home).stat().st_size < 100_000
    assert slow_log(sesh_home).with_suffix(".log.1").stat().st_size == 1_000_001


def test_a_log_that_cannot_be_written_stops_nothing(sesh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOW_QUERY_MS", "0")
    path = sesh_home / "default" / "replica.sqlite"
    open_replica(str(path)).close()
    slow_log(sesh_home).unlink()
    slow_log(sesh_home).mkdir()
    with open_replica(str(path)) as replica:
        assert replica.all("SELECT 1") == [(1,)]


@pytest.mark.parametrize(("text", "value"), [(None, 100.0), ("250", 250.0), ("soon", 100.0), ("", 100.0)])
def test_the_threshold(monkeypatch: pytest.MonkeyPatch, text: str | None, value: float) -> None:
    if text is not None:
        monkeypatch.setenv("SLOW_QUERY_MS", text)
    assert slow_query_ms() == value
