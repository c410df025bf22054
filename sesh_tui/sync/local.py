"""The device's own bookkeeping of sync: where it stands, what is on its way, what was set aside.

The tables are local (never synced) and made when sync is first used. Everything here runs inside a
transaction of the caller, except reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from sesh_tui.db.replica import Replica, now_iso
from sesh_tui.db.tables import SYNCED
from sesh_tui.sync.remote import LAST_ID, START, Cursor, Part, Push, Schema, Tip
from sesh_tui.sync.rows import Shape, shape, to_json

TABLES = """
CREATE TABLE IF NOT EXISTS sync_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sync_cursors (
  tableName TEXT PRIMARY KEY,
  rev INTEGER NOT NULL,
  rowId TEXT NOT NULL,
  columns TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sync_pending (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  parentRev INTEGER NOT NULL,
  parentHead TEXT NOT NULL,
  head TEXT NOT NULL,
  deviceId TEXT NOT NULL,
  at TEXT NOT NULL,
  columns TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS sync_pending_rows (
  seq INTEGER PRIMARY KEY,
  tableName TEXT NOT NULL,
  rowId TEXT NOT NULL,
  gen INTEGER NOT NULL,
  row TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS sync_pending_row ON sync_pending_rows (tableName, rowId);

CREATE TABLE IF NOT EXISTS sync_quarantine (
  tableName TEXT NOT NULL,
  rowId TEXT NOT NULL,
  gen INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (tableName, rowId)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sync_slots (
  kid TEXT NOT NULL,
  slot TEXT NOT NULL,
  params TEXT NOT NULL,
  blob TEXT NOT NULL,
  PRIMARY KEY (kid, slot)
) WITHOUT ROWID;
"""

NO_SLOT = "no-slot"
"""The reason of rows held back until their key has a slot; looked at anew in every round."""


class Candidate(NamedTuple):
    """One row that waits to be sent."""

    table: str
    row_id: str
    gen: int
    text: str
    """The row as a JSON array in the order of its shape's columns."""


class SetAside(NamedTuple):
    """A row that the server refused, or that is too large, and why."""

    table: str
    row_id: str
    reason: str
    at: str


class Local:
    """The bookkeeping of one replica; use it in the thread of the replica."""

    def __init__(self, replica: Replica) -> None:
        self.replica = replica
        self.db = replica.db
        with replica.transaction():
            self.db.execute(TABLES)
            self._restart_grown_tables()
        self.shapes = {table: self._shape(table) for table in SYNCED}

    def _shape(self, table: str) -> Shape:
        return shape(table, [row[1] for row in self.db.execute(f"PRAGMA table_info({table})")])

    def _restart_grown_tables(self) -> None:
        """Read a table anew from the start when an upgrade gave it columns that were never asked for."""
        for table in SYNCED:
            columns = self._shape(table).columns
            row = self.replica.one("SELECT columns FROM sync_cursors WHERE tableName = ?", (table,))
            known = set(json.loads(row[0])) if row else set()
            if row is None or set(columns) - known:
                self.db.execute(
                    "INSERT INTO sync_cursors (tableName, rev, rowId, columns) VALUES (?, 0, '', ?) "
                    "ON CONFLICT (tableName) DO UPDATE SET rev = 0, rowId = '', columns = excluded.columns",
                    (table, to_json(columns)),
                )

    # -- small values ----------------------------------------------------------------------------

    def get(self, name: str, default: str = "") -> str:
        """A remembered value of sync."""
        row = self.replica.one("SELECT value FROM sync_state WHERE name = ?", (name,))
        return default if row is None else str(row[0])

    def put(self, name: str, value: str) -> None:
        """Remember a value of sync; an empty one is forgotten."""
        if value:
            self.db.execute(
                "INSERT INTO sync_state (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )
        else:
            self.db.execute("DELETE FROM sync_state WHERE name = ?", (name,))

    @property
    def anchor(self) -> Tip:
        """The point of the history this device stands on."""
        return Tip(int(self.get("anchorRev", "0")), self.get("anchorHead"))

    def move_anchor(self, tip: Tip) -> None:
        """Stand on another point; in the transaction of what was read or acknowledged there."""
        self.put("anchorRev", str(tip.rev))
        self.put("anchorHead", tip.head)

    @property
    def schema(self) -> Schema | None:
        """The versions the server last told."""
        text = self.get("schema")
        return Schema(*json.loads(text)) if text else None

    # -- cursors ---------------------------------------------------------------------------------

    def cursors(self) -> dict[str, Cursor]:
        """How far each table has been read, in the order in which tables are applied."""
        found = {
            row[0]: Cursor(row[1], row[2])
            for row in self.replica.all("SELECT tableName, rev, rowId FROM sync_cursors")
        }
        return {table: found[table] for table in SYNCED}

    def move_cursor(self, table: str, cursor: Cursor) -> None:
        """Note how far a table has been read; in the transaction of its rows."""
        self.db.execute("UPDATE sync_cursors SET rev = ?, rowId = ? WHERE tableName = ?", (*cursor, table))

    def unread(self) -> dict[str, Cursor]:
        """The tables that have not been read up to the anchor."""
        goal = Cursor(self.anchor.rev, LAST_ID)
        return {table: cursor for table, cursor in self.cursors().items() if cursor < goal}

    # -- the push on its way ---------------------------------------------------------------------

    def pending_head(self) -> tuple[int, str] | None:
        """The parent's revision and the new head of the undecided push, if there is one."""
        row = self.replica.one("SELECT parentRev, head FROM sync_pending")
        return None if row is None else (row[0], row[1])

    def pending(self) -> Push | None:
        """The undecided push exactly as it was sent, if there is one."""
        row = self.replica.one("SELECT parentRev, parentHead, head, deviceId, at, columns FROM sync_pending")
        if row is None:
            return None
        rev, parent, head, device, at, columns = row
        parts: dict[str, Part] = {}
        for table, text in self.replica.all("SELECT tableName, row FROM sync_pending_rows ORDER BY seq"):
            part = parts.get(table)
            if part is None:
                part = parts[table] = Part(table, tuple(json.loads(columns)[table]), [])
            part.rows.append(json.loads(text))
        return Push(Tip(rev, parent), head, device, at, list(parts.values()))

    def store_pending(self, parent: Tip, head: str, rows: Iterable[Candidate]) -> None:
        """Make a push durable before it is sent. There must be none that is undecided."""
        rows = list(rows)
        columns = {row.table: self.shapes[row.table].columns for row in rows}
        device = self.replica.setting("deviceId") or ""
        self.db.execute(
            "INSERT INTO sync_pending (one, parentRev, parentHead, head, deviceId, at, columns) "
            "VALUES (1, ?, ?, ?, ?, ?, ?)",
            (parent.rev, parent.head, head, device, now_iso(), to_json(columns)),
        )
        self.db.executemany(
            "INSERT INTO sync_pending_rows (tableName, rowId, gen, row) VALUES (?, ?, ?, ?)", rows
        )

    def drop_pending(self) -> None:
        """Forget the push: it was refused, or it is acknowledged."""
        self.db.execute("DELETE FROM sync_pending_rows")
        self.db.execute("DELETE FROM sync_pending")

    # -- what waits ------------------------------------------------------------------------------

    def candidates(
        self, table: str, most: int, only: Iterable[tuple[str, str]] | None = None
    ) -> list[Candidate]:
        """Changed rows of a table, or the ``only`` ones named, without those set aside as they are."""
        columns = self.shapes[table].columns
        names = ", ".join(f't."{name}"' for name in columns)
        named = None if only is None else to_json([row_id for of, row_id in only if of == table])
        rows = self.replica.all(
            f"SELECT o.gen, {names} FROM outbox o JOIN {table} t ON t.userId = ?1 AND t.id = o.rowId "
            "WHERE o.tableName = ?2 AND NOT EXISTS (SELECT 1 FROM sync_quarantine q "
            "WHERE q.tableName = o.tableName AND q.rowId = o.rowId AND q.gen = o.gen) "
            "AND (?3 IS NULL OR o.rowId IN (SELECT value FROM json_each(?3))) LIMIT ?4",
            (self.replica.user_id, table, named, most),
        )
        return [Candidate(table, row[1], row[0], to_json(row[1:])) for row in rows]

    def pending_gens(self) -> dict[tuple[str, str], int]:
        """Which state of each row the undecided push holds."""
        rows = self.replica.all("SELECT tableName, rowId, gen FROM sync_pending_rows")
        return {(table, row_id): gen for table, row_id, gen in rows}

    def waiting(self) -> int:
        """How many changed rows have not been sent."""
        row = self.replica.one("SELECT count(*) FROM outbox")
        return int(row[0]) if row else 0

    def set_aside(self, table: str, row_id: str, gen: int, reason: str) -> None:
        """Leave a row out of pushes until it is edited."""
        self.db.execute(
            "INSERT INTO sync_quarantine (tableName, rowId, gen, reason, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (tableName, rowId) DO UPDATE SET gen = excluded.gen, reason = excluded.reason, "
            "at = excluded.at",
            (table, row_id, gen, reason, now_iso()),
        )

    def quarantine(self) -> list[SetAside]:
        """The rows set aside that have not been edited since, oldest first."""
        rows = self.replica.all(
            "SELECT q.tableName, q.rowId, q.reason, q.at FROM sync_quarantine q JOIN outbox o "
            "ON o.tableName = q.tableName AND o.rowId = q.rowId AND o.gen = q.gen ORDER BY q.at, q.rowId"
        )
        return [SetAside(*row) for row in rows]

    def release(self, reason: str | None = None) -> None:
        """Try rows that were set aside again: all of them, or those of one reason."""
        self.db.execute("DELETE FROM sync_quarantine WHERE ?1 IS NULL OR reason = ?1", (reason,))

    # -- starting over ---------------------------------------------------------------------------

    def start_over(self) -> None:
        """Stand before the first push again, with every row here news; nothing is forgotten but positions.

        The next pull cleans what is equal on the server and merges what is not; the next push offers
        the rest.
        """
        self.drop_pending()
        self.release()
        for table in SYNCED:
            self.db.execute(
                f"INSERT INTO outbox (tableName, rowId, base) SELECT '{table}', id, NULL FROM {table} "
                "WHERE userId = ? ON CONFLICT (tableName, rowId) DO UPDATE SET base = NULL, gen = gen + 1",
                (self.replica.user_id,),
            )
            self.move_cursor(table, Cursor(0, ""))
        self.move_anchor(START)
        self.db.execute("DELETE FROM sync_slots")


def take_in_strays(local: Local) -> None:
    """Rows that a program still running wrote under a former id of the person; inside a transaction.

    They were noted as news when they were written, so only their owner changes. The key begins with
    the owner: looking for others reads two ends of it.
    """
    user_id = local.replica.user_id
    found = [
        table
        for table in SYNCED
        if local.replica.one(
            f"SELECT 1 FROM {table} WHERE userId < ?1 UNION ALL "
            f"SELECT 1 FROM {table} WHERE userId > ?1 LIMIT 1",
            (user_id,),
        )
    ]
    if not found:
        return
    local.db.execute("UPDATE capture SET silent = 1")
    for table in found:
        local.db.execute(f"UPDATE OR IGNORE {table} SET userId = ?1 WHERE userId <> ?1", (user_id,))
    local.db.execute("UPDATE capture SET silent = 0")
