"""Rounds of the engine between real replicas: what is reported, held back, set aside and rebuilt."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto.envelope import kid_of, open_cell, seal_e1
from sesh_tui.crypto.slots import Slot
from sesh_tui.db.replica import Replica, open_replica
from sesh_tui.sync import remote as kinds
from sesh_tui.sync.d1 import D1Remote, Result
from sesh_tui.sync.engine import Engine
from sesh_tui.sync.lock import Busy, RoundLock
from sesh_tui.sync.rounds import Limits, Progress
from sesh_tui.sync.statements import Statement
from tests.sync.world import Server

KEY = bytes(range(32))
SLOT = Slot(kid_of(KEY), "passphrase-00000001", "{}", "blob")


class Vault:
    """One key, open or locked."""

    unlocked = True

    def seal(self, table: str, row_id: str, column: str, value: Any) -> str:
        return seal_e1(KEY, table, row_id, column, value)

    def open(self, text: Any, table: str, row_id: str, column: str) -> Any:
        return open_cell(text, {kid_of(KEY): KEY}, table, row_id, column)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("template") / "replica.sqlite")
    with open_replica(path) as replica:
        replica.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


class Person:
    """A server and devices of one person."""

    def __init__(self, folder: Path, template: str) -> None:
        self.folder = folder
        self.template = template
        self.server = Server()
        self.server.checks = False
        self.refused: Callable[[str], bool] = lambda _: False
        self.batches: list[Sequence[Statement]] = []
        self.opened: list[Replica] = []

    def device(self, name: str) -> Replica:
        os.makedirs(self.folder / name)
        path = str(self.folder / name / "replica.sqlite")
        shutil.copy(self.template, path)
        replica = open_replica(path)
        replica.remember("deviceId", name)
        replica.sealer = Vault()
        self.opened.append(replica)
        return replica

    def execute(self, batch: Sequence[Statement]) -> list[Result]:
        self.batches.append(batch)
        for sql, values in batch:
            if sql.startswith("INSERT INTO") and "json_each" in sql and self.refused(values[0]):
                raise kinds.RowRefused("CHECK constraint failed: SQLITE_CONSTRAINT")
        return self.server.execute(batch)

    def engine(self, replica: Replica, **limits: Any) -> Engine:
        remote = D1Remote(self.execute, replica.user_id)
        return Engine(replica, remote, cells=Vault(), limits=Limits(**{"pause": 0.0, **limits}))


@pytest.fixture
def person(tmp_path: Path, template: str) -> Iterator[Person]:
    made = Person(tmp_path, template)
    yield made
    for replica in made.opened:
        replica.close()


def unit(replica: Replica, name: str, row_id: str | None = None) -> str:
    with replica.action("test", "test"):
        return replica.insert("custom_units", {"name": name}, row_id=row_id)


def names(replica: Replica) -> list[str]:
    return [row[0] for row in replica.all("SELECT name FROM custom_units ORDER BY name")]


# --- an ordinary life ---------------------------------------------------------------------------


def test_rows_of_one_device_reach_the_other(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    unit(one, "puff")
    sent = person.engine(one).round()
    assert (sent.pushed, sent.pulled, sent.finished) == (2, 0, True)  # the person's own row too
    got = person.engine(other).round()
    assert got.pulled == 2
    assert names(other) == ["puff"]
    assert other.all("SELECT * FROM outbox") == []
    assert other.one("SELECT count(*) FROM history WHERE tableName = 'custom_units'") == (0,)


def test_an_idle_round_is_one_request_that_writes_nothing(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    person.engine(one).round()
    before = person.server.db.total_changes
    idle = person.engine(one).round()
    assert idle == idle._replace(requests=1, pushed=0, pulled=0, finished=True)
    assert person.server.db.total_changes == before


def test_many_rows_travel_in_bounded_pieces(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    for number in range(250):
        unit(one, f"unit {number:03d}")
    told: list[Progress] = []
    report = person.engine(one, rows=100).round(told.append)
    assert report.pushed == 251
    assert [(step.stage, step.left) for step in told[-3:]] == [("push", 151), ("push", 51), ("push", 0)]
    assert person.engine(other, rows=100).round().pulled == 251
    assert len(names(other)) == 250


def test_a_push_is_bounded_by_its_bytes(person: Person) -> None:
    one = person.device("one")
    for number in range(6):
        unit(one, f"{number}" * 1000)
    person.engine(one, bytes=2500).round()
    pushes = [batch for batch in person.batches if any("INSERT INTO sync_log" in sql for sql, _ in batch)]
    assert len(pushes) == 3


def test_a_long_upload_stops_when_asked_and_goes_on_later(person: Person) -> None:
    one = person.device("one")
    for number in range(30):
        unit(one, f"{number}")
    stop = threading.Event()
    engine = person.engine(one, rows=10)
    report = engine.round(lambda step: stop.set() if step.stage == "push" else None, stop)
    assert not report.finished
    assert 0 < report.pushed <= 10
    assert person.engine(one).round().finished
    assert person.server.db.execute("SELECT count(*) FROM custom_units").fetchone() == (30,)


def test_one_round_at_a_time(person: Person) -> None:
    one = person.device("one")
    with RoundLock(one.path + ".sync"), pytest.raises(Busy):
        person.engine(one).round()
    assert person.engine(one).round().finished


def test_the_rows_of_one_person_never_go_to_another(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    with pytest.raises(kinds.Misused):
        Engine(one, D1Remote(person.execute, "somebody-else")).round()
    assert person.batches == []


def test_pulled_sessions_make_names_and_moves_make_stock(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    with one.action("buy", "buy"):
        lot = one.insert(
            "inventory",
            {
                "name": "Jar",
                "type": "flower",
                "amount": 5,
                "unit": "g",
                "acquired": "2026-01-01",
                "startMg": 5000,
            },
        )
        one.insert(
            "stock_moves",
            {"inventoryId": lot, "at": "2026-01-01T10:00:00.000Z", "kind": "buy", "deltaMg": 5000},
        )
        one.insert("sessions", {"timestamp": "2026-01-01T10:00:00.000Z", "strain": "Blue Dream"})
    person.engine(one).round()
    with one.action("use", "use"):
        one.insert(
            "stock_moves",
            {"inventoryId": lot, "at": "2026-01-02T10:00:00.000Z", "kind": "use", "deltaMg": -500},
        )
    person.engine(one).round()
    person.engine(other).round()
    assert other.one("SELECT amount FROM inventory") == (4.5,)
    assert other.one("SELECT name, uses FROM recent_names") == ("Blue Dream", 1)


# --- one bad row --------------------------------------------------------------------------------


def test_a_row_the_server_refuses_delays_only_itself(person: Person) -> None:
    one = person.device("one")
    for number in range(40):
        unit(one, f"unit {number:02d}")
    person.refused = lambda text: "unit 17" in text or "unit 31" in text
    report = person.engine(one).round()
    assert (report.pushed, report.quarantined, report.finished) == (39, 2, True)
    aside = person.engine(one).local.quarantine()
    assert {row.table for row in aside} == {"custom_units"}
    assert "CHECK constraint" in aside[0].reason
    again = person.engine(one).round()
    assert (again.requests, again.pushed, again.quarantined) == (1, 0, 2)


def test_a_refused_row_is_tried_again_once_it_is_edited(person: Person) -> None:
    one = person.device("one")
    row_id = unit(one, "wrong")
    person.refused = lambda text: "wrong" in text
    person.engine(one).round()
    with one.action("edit", "edit"):
        one.update("custom_units", row_id, {"name": "good"})
    report = person.engine(one).round()
    assert (report.pushed, report.quarantined) == (1, 0)


def test_rows_the_server_names_are_set_aside_at_once(person: Person) -> None:
    one = person.device("one")
    bad = unit(one, "wrong")
    unit(one, "good")
    engine = person.engine(one)
    push = engine.remote.push

    def refuse(step: kinds.Push) -> kinds.Pushed:
        if any(row[0] == bad for part in step.parts for row in part.rows):
            raise kinds.RowRefused("bad rows", rows=[kinds.BadRow("custom_units", bad, "name: too odd")])
        return push(step)

    engine.remote.push = refuse  # type: ignore[method-assign]
    report = engine.round()
    assert (report.pushed, report.quarantined) == (2, 1)
    assert engine.local.quarantine()[0].reason == "name: too odd"


def test_a_server_that_fails_at_everything_has_refused_no_row(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    engine = person.engine(one)

    def dead(*_: Any) -> Any:
        raise kinds.Transient("gone")

    def refuse(_: kinds.Push) -> kinds.Pushed:
        engine.remote.tip = dead  # type: ignore[method-assign]
        raise kinds.RowRefused("odd")

    engine.remote.push = refuse  # type: ignore[method-assign]
    with pytest.raises(kinds.Transient):
        engine.round()
    assert engine.local.quarantine() == []
    assert person.engine(one).round().pushed == 2


def test_a_row_too_large_is_set_aside(person: Person) -> None:
    one = person.device("one")
    unit(one, "x" * 5000)
    report = person.engine(one, row_bytes=2048).round()
    assert (report.pushed, report.quarantined) == (1, 1)


# --- keys ---------------------------------------------------------------------------------------


def note(replica: Replica, text: str, row_id: str | None = None) -> str:
    with replica.action("note", "note"):
        return replica.insert("journal_entries", {"content": text}, row_id=row_id)


def test_no_ciphertext_leaves_before_its_key_slot(person: Person) -> None:
    one = person.device("one")
    note(one, "secret")
    held = person.engine(one).round()
    assert (held.pushed, held.held, held.quarantined) == (1, 1, 0)
    assert person.server.db.execute("SELECT count(*) FROM journal_entries").fetchone() == (0,)
    one.db.execute(
        "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, '2026')",
        (one.user_id, *SLOT),
    )
    sent = person.engine(one).round()
    assert (sent.pushed, sent.held) == (1, 0)
    firsts = [
        next(name for name in ("sync_keys", "journal_entries") if f"INSERT INTO {name}" in sql)
        for batch in person.batches
        for sql, _ in batch
        if sql.startswith(("INSERT INTO sync_keys", "INSERT INTO journal_entries"))
    ]
    assert firsts[0] == "sync_keys"
    other = person.device("other")
    person.engine(other).round()
    assert other.all("SELECT kid, slot FROM sync_keys") == [SLOT[:2]]


def test_a_slot_dropped_here_is_dropped_there_but_an_emptied_server_takes_none_away(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    for name in ("passphrase-old", "passphrase-new"):
        one.db.execute(
            "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, '{}', 'b', '2026')",
            (one.user_id, SLOT.kid, name),
        )
    person.engine(one).round()
    person.engine(other).round()
    one.db.execute("DELETE FROM sync_keys WHERE slot = 'passphrase-old'")
    unit(one, "puff")
    person.engine(one).round()
    person.engine(other).round()
    assert other.all("SELECT slot FROM sync_keys") == [("passphrase-new",)]
    person.server.db.execute("DELETE FROM sync_keys")
    unit(one, "pipe")
    person.engine(one).round()
    person.engine(other).round()
    assert other.all("SELECT slot FROM sync_keys") == [("passphrase-new",)]


def test_texts_are_merged_by_lines_where_the_key_is_at_hand(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    one.db.execute(
        "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, '2026')",
        (one.user_id, *SLOT),
    )
    entry = note(one, "slept well\nno pain\nwalked")
    person.engine(one).round()
    person.engine(other).round()
    for replica, text in ((one, "slept badly\nno pain\nwalked"), (other, "slept well\nno pain\nwalked far")):
        with replica.action("note", "note"):
            replica.update("journal_entries", entry, {"content": text})
    for replica in (one, other, one):
        report = person.engine(replica).round()
        assert report.conflicts == 0
    for replica in (one, other):
        cell = replica.row("journal_entries", entry, "content")
        assert cell is not None
        assert (
            Vault().open(cell[0], "journal_entries", entry, "content") == "slept badly\nno pain\nwalked far"
        )


# --- forks and versions -------------------------------------------------------------------------


def test_a_replaced_server_gets_everything_anew_and_a_copy_is_kept(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    person.engine(one).round()
    person.server = Server()
    report = person.engine(one).round()
    assert (report.forks, report.pushed) == (1, 2)
    assert len([name for name in os.listdir(os.path.dirname(one.path)) if ".before-fork-" in name]) == 1
    assert person.server.db.execute("SELECT name FROM custom_units").fetchall() == [("puff",)]


def test_conflicts_of_a_fork_are_grouped(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    row_id = unit(one, "puff")
    person.engine(one).round()
    person.server = Server()
    unit(other, "hit", row_id)
    person.engine(other).round()
    person.engine(one).round()
    forks = one.all("SELECT forkId FROM sync_conflicts")
    assert len(forks) == 1
    assert forks[0][0]
    assert person.engine(one).local.get("forkId") == ""


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [("minClient", "9", kinds.ClientTooOld), ("schemaVersion", "0", kinds.SchemaOlder)],
)
def test_versions_that_do_not_fit_only_read(person: Person, name: str, value: str, kind: type) -> None:
    one, other = person.device("one"), person.device("other")
    unit(one, "puff")
    person.engine(one).round()
    person.server.db.execute("UPDATE schema_info SET value = ? WHERE name = ?", (value, name))
    unit(other, "pipe")
    with pytest.raises(kind):
        person.engine(other).round()
    assert names(other) == ["pipe", "puff"]
    assert person.server.db.execute("SELECT count(*) FROM custom_units").fetchone() == (1,)
    person.server.db.execute("UPDATE schema_info SET value = '1' WHERE name = ?", (name,))
    unit(one, "news")
    person.engine(one).round()
    person.engine(other).round()
    assert len(names(other)) == 3


def test_an_older_client_leaves_newer_columns_alone(person: Person) -> None:
    one = person.device("one")
    row_id = unit(one, "puff")
    person.engine(one).round()
    person.server.db.execute("ALTER TABLE custom_units ADD COLUMN colour TEXT")
    person.server.db.execute("UPDATE custom_units SET colour = 'green'")
    with one.action("edit", "edit"):
        one.update("custom_units", row_id, {"name": "hit"})
    person.engine(one).round()
    assert person.server.db.execute("SELECT name, colour FROM custom_units").fetchall() == [("hit", "green")]
    # after the upgrade the column is read for rows that were read long ago
    one.db.execute("ALTER TABLE custom_units ADD COLUMN colour TEXT")
    person.engine(one).round()
    assert one.all("SELECT name, colour FROM custom_units") == [("hit", "green")]


def test_a_client_newer_than_the_database_says_what_to_do(person: Person) -> None:
    one = person.device("one")
    one.db.execute("ALTER TABLE custom_units ADD COLUMN colour TEXT")
    with pytest.raises(kinds.SchemaOlder, match="column"):
        person.engine(one).round()


def test_a_malformed_page_is_dropped_whole(person: Person) -> None:
    one, other = person.device("one"), person.device("other")
    unit(one, "puff")
    person.engine(one).round()
    engine = person.engine(other)
    pull = engine.remote.pull

    def odd(*given: Any) -> kinds.Pulled:
        found = pull(*given)
        pages = [page._replace(rows=[row[:-1] for row in page.rows]) for page in found.pages]
        return found._replace(pages=pages)

    engine.remote.pull = odd  # type: ignore[method-assign]
    with pytest.raises(kinds.Unparsable):
        engine.round()
    assert engine.local.anchor == kinds.START
    assert names(other) == []
    assert person.engine(other).round().pulled == 2
