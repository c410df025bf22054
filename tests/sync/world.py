"""A world in one process: a server, devices, a bad network, and an oracle that knows who had seen what.

The server is an SQLite file behind the interface of D1's REST API. The devices are real replicas with
the real engine. ``World.sync`` runs a round in which, between any two steps, anything may happen.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import apsw

from sesh_tui.db import capture, setup
from sesh_tui.db.replica import Replica
from sesh_tui.sync import engine as engines
from sesh_tui.sync import local as locals_
from sesh_tui.sync.d1 import D1Remote, Result
from sesh_tui.sync.engine import Engine
from sesh_tui.sync.local import Local
from sesh_tui.sync.remote import RemoteError, RowRefused, SchemaOlder, Tip, Transient
from sesh_tui.sync.rounds import Limits, Report
from sesh_tui.sync.statements import Statement

USER = "person-1"
TABLES = ("sync_conflicts", "tracked_symptoms", "custom_units")
COLUMNS = {"tracked_symptoms": ("name", "archivedAt"), "custom_units": ("name", "plural")}
EPOCH_DAY = 20_000
SMALL = Limits(rows=3, first_page=2, pause=0.0)
"""Small enough that a few rows make several pages and several pushes."""

Cell = tuple[str, str, str]


class Crash(BaseException):
    """The process died; what was not committed is gone."""


def migrated(db: Any) -> None:
    """Apply the project's migrations, as wrangler does."""
    for name in setup.migration_names():
        run = getattr(db, "executescript", None) or db.execute
        run(setup._read(name))


class Memory(sqlite3.Connection):
    """A database in memory that closes itself when a world drops it, as worlds do by the thousand."""

    def __init__(self) -> None:
        super().__init__(":memory:", isolation_level=None, check_same_thread=False)

    def __del__(self) -> None:
        self.close()


@cache
def empty_server() -> sqlite3.Connection:
    """A database that was just set up."""
    db = Memory()
    migrated(db)
    return db


def copied(db: sqlite3.Connection) -> sqlite3.Connection:
    """A database of the same content (``serialize`` and ``deserialize`` crash Python 3.11 now and then)."""
    copy = Memory()
    db.backup(copy)
    return copy


@cache
def empty_device() -> bytes:
    """The image of a replica with the tables of a world, and the real triggers on them."""
    db = apsw.Connection(":memory:")
    migrated(db)
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if table not in (*TABLES, "sync_keys", "schema_info", "sessions", "stock_moves", "inventory"):
            db.execute(f"DROP TABLE {table}")
    db.execute("CREATE TABLE local_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute("CREATE TABLE recent_names (key TEXT PRIMARY KEY, name TEXT, uses INTEGER, lastAt TEXT)")
    db.execute("INSERT INTO local_settings VALUES ('userId', ?)", (USER,))
    db.execute(capture.LOCAL_TABLES)
    for table in TABLES:
        db.execute(capture.trigger_sql(table, capture.columns_of(db, table)))
    return db.serialize("main")


class Server:
    """D1 in a sqlite3 connection: a batch is one transaction, parameters are strings."""

    def __init__(self) -> None:
        self.db = copied(empty_server())
        self.checks = True

    def execute(self, batch: Sequence[Statement]) -> list[Result]:
        """Run a batch; holds every batch to invariant 3."""
        assert all(isinstance(value, str) for _, values in batch for value in values)
        before, changes = self.tip(), self.db.total_changes
        results = []
        self.db.execute("BEGIN")
        try:
            for sql, values in batch:
                cursor = self.db.execute(sql, values)
                columns = [column[0] for column in cursor.description or ()]
                results.append(Result(columns, [list(row) for row in cursor.fetchall()], 0, 0))
            self.db.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            self.db.execute("ROLLBACK")
            raise RowRefused(str(error)) from error
        except sqlite3.OperationalError as error:
            self.db.execute("ROLLBACK")
            raise SchemaOlder(str(error)) from error
        written = self.db.total_changes - changes
        results[-1] = results[-1]._replace(rows_written=written)
        if self.checks and written and "sync_" not in batch[0][0][:17]:
            after = self.tip()
            assert after.rev == before.rev + 1, "a row changed in a push whose parent was not the tip"
        return results

    def tip(self) -> Tip:
        row = self.db.execute("SELECT rev, head FROM sync_log ORDER BY rev DESC LIMIT 1").fetchone()
        return Tip(*row) if row else Tip(0, "")

    def heads(self) -> dict[int, str]:
        return dict(self.db.execute("SELECT rev, head FROM sync_log"))

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        return self.db.execute(f"SELECT * FROM {table} WHERE userId = ? ORDER BY id", (USER,)).fetchall()


class Device:
    """A replica, its engine and what its person has seen."""

    def __init__(self, world: World, number: int, image: bytes, days: int) -> None:
        self.world = world
        self.number = number
        self.days = days
        self.seen: dict[Cell, set[str]] = {}
        self.load(image)

    def load(self, image: bytes) -> None:
        """Start from a copy of a disk."""
        db = apsw.Connection(":memory:")
        db.deserialize("main", image)
        self.replica = Replica(db, f"{self.world.folder}/device-{self.number}")
        self.replica.remember("deviceId", f"device-{self.number}")
        self._engine: Engine | None = None
        plain = self.replica.transaction

        @contextmanager
        def transaction() -> Iterator[None]:
            with plain():
                yield
                self.world.step(self, inside=True)
            self.world.step(self)

        self.replica.transaction = transaction  # type: ignore[method-assign]

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            remote = D1Remote(lambda batch: self.world.carry(self, batch), USER)
            self._engine = Engine(self.replica, remote, limits=self.world.limits)
        return self._engine

    def died(self) -> None:
        """What is in memory is gone."""
        if self.replica.db.in_transaction:
            self.replica.db.execute("ROLLBACK")
        self._engine = None

    def image(self) -> bytes:
        return self.replica.db.serialize("main")

    def look(self) -> None:
        """The person looks at the screen: what is shown, and what its writers had seen, is seen."""
        for cell, value in self.world.shown(self.replica):
            self.seen.setdefault(cell, set()).update(self.world.closure(value))


class World:
    """Devices around a server, and the steps between which anything may happen."""

    def __init__(self, devices: int, *, days: Sequence[int] = (0,) * 9, limits: Limits = SMALL) -> None:
        self.folder = scratch()
        self.limits = limits
        self.server = Server()
        self.values = itertools.count(1)
        self.clock = itertools.count(1)
        self.written: dict[str, tuple[Cell, frozenset[str]]] = {}
        self.required: set[str] = set()
        self.events: list[tuple[int, Callable[[Device], None]]] = []
        self.packets: list[list[Statement]] = []
        self.fault: str | None = None
        self.steps = 0
        self.depth = 0
        self.backups: list[tuple[Device, bytes, dict[Cell, set[str]]]] = []
        self.snapshots: list[sqlite3.Connection] = []
        self.devices = [Device(self, number, empty_device(), days[number]) for number in range(devices)]

    # -- what a person does ----------------------------------------------------------------------

    def stamp(self, device: Device) -> str:
        """The time on the device's clock, which may be more than a year off."""
        tick = next(self.clock)
        return f"{EPOCH_DAY + device.days:05d}T{tick:09d}"

    def _commit(self, device: Device, cells: Sequence[Cell], write: Callable[[list[str]], None]) -> None:
        device.look()
        values = [f"v{next(self.values)}" for _ in cells]
        write(values)
        for cell, value in zip(cells, values, strict=True):
            self.written[value] = (cell, frozenset(device.seen.get(cell, ())))
            self.required.add(value)
            device.seen.setdefault(cell, set()).add(value)

    def insert(self, device: Device, table: str, row_id: str) -> None:
        stamp = self.stamp(device)
        columns = COLUMNS[table]
        known = device.replica.one(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,))
        if known:
            return

        def write(values: list[str]) -> None:
            names = ", ".join(columns)
            device.replica.db.execute(
                f"INSERT INTO {table} (userId, id, createdAt, updatedAt, {names}) VALUES (?, ?, ?, ?, ?, ?)",
                (USER, row_id, stamp, stamp, *values),
            )

        self._commit(device, [(table, row_id, column) for column in columns], write)

    def edit(self, device: Device, table: str, row_id: str, column: int) -> None:
        name = COLUMNS[table][column]
        stamp = self.stamp(device)
        if not device.replica.one(f"SELECT 1 FROM {table} WHERE id = ? AND deletedAt IS NULL", (row_id,)):
            self.insert(device, table, row_id)
            return
        self._commit(
            device,
            [(table, row_id, name)],
            lambda values: device.replica.db.execute(  # type: ignore[arg-type, return-value]
                f"UPDATE {table} SET {name} = ?, updatedAt = ? WHERE id = ?", (values[0], stamp, row_id)
            ),
        )

    def delete(self, device: Device, table: str, row_id: str) -> None:
        if not device.replica.one(f"SELECT 1 FROM {table} WHERE id = ? AND deletedAt IS NULL", (row_id,)):
            return
        device.look()
        seen = frozenset().union(
            *(device.seen.get((table, row_id, column), set()) for column in COLUMNS[table]),
            device.seen.get((table, row_id, "deletedAt"), set()),
        )
        value = f"v{next(self.values)}"
        device.replica.db.execute(
            f"UPDATE {table} SET deletedAt = ?, updatedAt = ? WHERE id = ?",
            (value, self.stamp(device), row_id),
        )
        self.written[value] = ((table, row_id, "deletedAt"), seen)
        self.required.add(value)

    # -- the oracle ------------------------------------------------------------------------------

    def closure(self, value: str) -> set[str]:
        """A value and everything its writer had seen in that cell."""
        known = self.written.get(value)
        return {value} | (known[1] if known else frozenset())

    def shown(self, replica: Any) -> Iterator[tuple[Cell, str]]:
        for table, columns in COLUMNS.items():
            names = ", ".join(columns)
            for row_id, deleted, *cells in replica.db.execute(
                f"SELECT id, deletedAt, {names} FROM {table}"
            ).fetchall():
                for column, value in zip(columns, cells, strict=True):
                    yield (table, row_id, column), value
                if deleted is not None:
                    yield (table, row_id, "deletedAt"), deleted

    def accounted(self, db: Any) -> set[str]:
        """The values that are in their cell, in the journal, or were seen by a writer of one of these."""
        found: set[str] = set()
        for _, value in self.shown(SimpleNamespace(db=db)):
            found |= self.closure(value)
        for (value,) in db.execute("SELECT lostValue FROM sync_conflicts").fetchall():
            found |= self.closure(value)
        return found

    def forget_what_is_nowhere(self) -> None:
        """After a disk or a database was set back: what no copy holds any more cannot be asked for."""
        found = self.accounted(self.server.db)
        for device in self.devices:
            found |= self.accounted(device.replica.db)
        self.required &= found

    def check_nothing_lost(self) -> None:
        """Invariant 2 on the server; deleted rows must not hide an edit their deleter had not seen."""
        db = self.server.db
        found = self.accounted(db)
        journal = {
            ((table, row_id, column), value)
            for table, row_id, column, value in db.execute(
                "SELECT tableName, rowId, columnName, lostValue FROM sync_conflicts"
            )
        }
        # of two deletions of one row either stands for both
        undone = {cell[:2] for cell, _ in journal if cell[2] == "deletedAt"}
        shown = dict(self.shown(SimpleNamespace(db=db)))
        deleted = {cell[:2] for cell in shown if cell[2] == "deletedAt"}
        seen_by_deleters: set[str] = set()
        for value, (cell, seen) in self.written.items():
            if cell[2] == "deletedAt" and ((cell, value) not in journal or shown.get(cell) == value):
                seen_by_deleters |= seen
        for value in self.required:
            cell, _ = self.written[value]
            if cell[2] == "deletedAt":
                assert value in found or cell[:2] in deleted | undone, f"the deletion {value} is lost"
            else:
                assert value in found, f"{value} of {cell} is lost"
        for cell, value in shown.items():
            if cell[:2] in deleted and cell[2] != "deletedAt" and value in self.required:
                hidden = value not in seen_by_deleters and (cell, value) not in journal
                assert not hidden, f"{value} of {cell} is hidden by a deletion that had not seen it"

    def check_positions(self) -> None:
        """Invariant 5: what lies before a cursor is stored, unless the history forked."""
        heads = self.server.heads()
        for device in self.devices:
            local = Local.__new__(Local)
            local.replica, local.db = device.replica, device.replica.db
            if not device.replica.one("SELECT 1 FROM sqlite_schema WHERE name = 'sync_cursors'"):
                continue
            anchor = local.anchor
            if anchor.rev and heads.get(anchor.rev) != anchor.head:
                continue
            for table, rev, row_id in device.replica.all("SELECT tableName, rev, rowId FROM sync_cursors"):
                if table not in TABLES:
                    continue
                for missing, at in self.server.db.execute(
                    f"SELECT id, rev FROM {table} WHERE (rev, id) <= (?, ?)", (rev, row_id)
                ):
                    row = device.replica.one(f"SELECT rev FROM {table} WHERE id = ?", (missing,))
                    assert row is not None, f"{missing} was skipped by {device.number}"
                    assert row[0] >= at, f"{missing} lies before the cursor of {device.number}"

    # -- the network -----------------------------------------------------------------------------

    def carry(self, device: Device, batch: Sequence[Statement]) -> list[Result]:
        """A request on its way; what happens to it is decided by ``fault``."""
        assert not device.replica.db.in_transaction, "a request inside a local transaction"
        self.step(device)
        fault, self.fault = self.fault, None
        if fault == "drop request":
            raise Transient("lost on the way")
        if fault == "delay":
            self.packets.append(list(batch))
            raise Transient("no answer in time")
        if fault == "copy":
            self.packets.append(list(batch))
        if fault == "twice":
            self.server.execute(batch)
        results = self.server.execute(batch)
        self.step(device)
        if fault == "drop reply":
            raise Transient("the answer was lost")
        return results

    def deliver(self) -> None:
        """A packet that was under way for long arrives; nobody waits for its answer."""
        if self.packets:
            self.server.execute(self.packets.pop(0))

    def step(self, device: Device, *, inside: bool = False) -> None:
        """One of the points at which something may happen."""
        if self.depth != 1:
            return
        self.steps += 1
        while self.events and self.events[0][0] <= self.steps:
            act = self.events[0][1]
            if inside and act is not crash:
                return
            self.events.pop(0)
            self.depth = 99
            try:
                act(device)
            finally:
                self.depth = 1

    def sync(
        self, device: Device, events: Sequence[tuple[int, Callable[[Device], None]]] = ()
    ) -> Report | None:
        """A round, in which ``events`` happen at their steps. None where the round was cut."""
        top = self.depth == 0
        if top:
            self.events, self.steps, self.depth = sorted(events, key=lambda event: event[0]), 0, 1
        try:
            return device.engine.round()
        except (RemoteError, Crash) as error:
            if isinstance(error, Crash):
                device.died()
            return None
        finally:
            if top:
                self.events, self.fault, self.depth = [], None, 0

    # -- disks and databases ---------------------------------------------------------------------

    def keep_backup(self, device: Device) -> None:
        seen = {cell: set(values) for cell, values in device.seen.items()}
        self.backups.append((device, device.image(), seen))

    def restore_backup(self, number: int) -> None:
        device, image, seen = self.backups[number]
        device.died()
        device.load(image)
        device.seen = {cell: set(values) for cell, values in seen.items()}
        self.forget_what_is_nowhere()

    def clone(self, device: Device) -> Device:
        """A second machine started from a copy of the disk."""
        twin = Device(self, device.number, device.image(), device.days)
        twin.number = len(self.devices)
        twin.replica.path = f"{self.folder}/device-{twin.number}"
        twin.seen = {cell: set(values) for cell, values in device.seen.items()}
        self.devices.append(twin)
        return twin

    def keep_snapshot(self) -> None:
        self.snapshots.append(copied(self.server.db))

    def restore_server(self, number: int) -> None:
        self.server.db = copied(self.snapshots[number])
        self.packets.clear()
        self.forget_what_is_nowhere()

    # -- the end ---------------------------------------------------------------------------------

    def settle(self) -> None:
        """Heal everything and hold the world to the invariants."""
        self.depth = 0
        while self.packets:
            self.deliver()
        for rounds in itertools.count():
            assert rounds <= 3, "it took more than three rounds to agree"
            reports = [self.sync(device) for device in self.devices]
            assert None not in reports
            if all(report and report.finished and not report.pushed + report.pulled for report in reports):
                break
        for device in self.devices:
            for table in TABLES:
                mine = device.replica.all(f"SELECT * FROM {table} WHERE userId = ? ORDER BY id", (USER,))
                assert mine == self.server.rows(table), f"{table} of device {device.number} differs"
            assert device.engine.local.waiting() == 0
        changes = self.server.db.total_changes
        for device in self.devices:
            report = self.sync(device)
            assert report is not None
            assert (report.requests, report.pushed, report.pulled) == (1, 0, 0)
        assert self.server.db.total_changes == changes, "something was written though nothing had changed"
        self.check_nothing_lost()
        self.check_positions()


def crash(_: Device) -> None:
    """The process is killed at this step."""
    raise Crash


@cache
def scratch() -> str:
    """A folder for the lock files of the devices."""
    return tempfile.mkdtemp(prefix="sesh-world-")


@contextmanager
def few_tables() -> Iterator[None]:
    """The engine with three tables instead of twenty, so that thousands of worlds fit into a test run."""
    saved = (engines.SYNCED, locals_.SYNCED, engines.put_aside)
    engines.SYNCED = locals_.SYNCED = TABLES  # type: ignore[misc]
    engines.put_aside = lambda replica, why: ""  # type: ignore[assignment]
    try:
        yield
    finally:
        engines.SYNCED, locals_.SYNCED, engines.put_aside = saved  # type: ignore[misc]
