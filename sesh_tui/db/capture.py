"""Triggers that note every change: the outbox for sync, the history for undo.

They exist in the replica only. The row ``capture`` says which action a change belongs to and, while
rows from elsewhere are applied, that nothing is to be noted. It is set and cleared inside the same
transaction as the change, so no write path can forget it and no crash can leave it set.
A change outside an action, such as another program's, is news for sync and no history.
``silent`` is 0 normally, 1 while rows from elsewhere are applied (nothing is noted), 2 while cells
are sealed anew (news for sync, but not history).
"""

from __future__ import annotations

from collections.abc import Iterable

from sesh_tui.db.tables import SYNCED

TYPE_CHECKING = False
if TYPE_CHECKING:
    import apsw

LOCAL_TABLES = """
CREATE TABLE IF NOT EXISTS capture (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  action INTEGER,
  silent INTEGER NOT NULL DEFAULT 0
);
INSERT OR IGNORE INTO capture (one) VALUES (1);

CREATE TABLE IF NOT EXISTS actions (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  source TEXT,
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone')),
  target INTEGER REFERENCES actions (id)
);
CREATE INDEX IF NOT EXISTS actions_kind ON actions (kind, id);

CREATE TABLE IF NOT EXISTS history (
  seq INTEGER PRIMARY KEY,
  action INTEGER,
  tableName TEXT NOT NULL,
  rowId TEXT NOT NULL,
  before TEXT,
  after TEXT
);
CREATE INDEX IF NOT EXISTS history_action ON history (action);

CREATE TABLE IF NOT EXISTS outbox (
  tableName TEXT NOT NULL,
  rowId TEXT NOT NULL,
  base TEXT,
  gen INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (tableName, rowId)
) WITHOUT ROWID;
"""

UNCAPTURED = {"inventory": {"amount"}}
"""Caches of derived numbers: a change of these alone is neither history nor news for sync."""


def columns_of(db: apsw.Connection, table: str) -> list[str]:
    """The column names of ``table``, in table order."""
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def _image(prefix: str, columns: Iterable[str]) -> str:
    pairs = ", ".join(f"'{name}', {prefix}.\"{name}\"" for name in columns)
    return f"json_object({pairs})"


def trigger_sql(table: str, columns: list[str]) -> str:
    """The two triggers of one table. Rows are never deleted, so there is none for DELETE."""
    kept = [name for name in columns if name not in UNCAPTURED.get(table, ())]
    of = ", ".join(f'"{name}"' for name in kept)
    note = "WHEN (SELECT silent FROM capture) <> 1"
    return f"""
DROP TRIGGER IF EXISTS {table}_insert_captured;
CREATE TRIGGER {table}_insert_captured AFTER INSERT ON {table} {note} BEGIN
  INSERT INTO outbox (tableName, rowId) VALUES ('{table}', NEW.id)
  ON CONFLICT (tableName, rowId) DO UPDATE SET gen = gen + 1;
  INSERT INTO history (action, tableName, rowId) SELECT action, '{table}', NEW.id FROM capture
  WHERE silent = 0 AND action IS NOT NULL;
END;
DROP TRIGGER IF EXISTS {table}_update_captured;
CREATE TRIGGER {table}_update_captured AFTER UPDATE OF {of} ON {table} {note} BEGIN
  INSERT INTO outbox (tableName, rowId, base) VALUES ('{table}', NEW.id, {_image("OLD", columns)})
  ON CONFLICT (tableName, rowId) DO UPDATE SET gen = gen + 1;
  INSERT INTO history (action, tableName, rowId, before, after)
  SELECT action, '{table}', NEW.id, {_image("OLD", kept)}, {_image("NEW", kept)} FROM capture
  WHERE silent = 0 AND action IS NOT NULL;
END;
"""


def install(db: apsw.Connection) -> None:
    """Create the local tables and (again) the triggers for the columns of now."""
    db.execute(LOCAL_TABLES)
    for table in SYNCED:
        db.execute(trigger_sql(table, columns_of(db, table)))
