"""Making a replica and bringing an older one up to date. Off the everyday path."""

from __future__ import annotations

import os
import socket
from importlib import import_module

import apsw

import sesh_tui
from sesh_tui import paths
from sesh_tui.db import capture, names
from sesh_tui.db.ids import new_id
from sesh_tui.db.replica import APPLICATION_ID, SCHEMA, connect, now_iso, told_in_words
from sesh_tui.errors import ReplicaError

# D1's own bookkeeping, so that a replica and a D1 agree on what is applied
D1_MIGRATIONS = """
CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);
"""

# What only reading needs; can be rebuilt at any time.
LOCAL = """
CREATE TABLE IF NOT EXISTS local_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

DROP TABLE IF EXISTS catalogue;
CREATE TABLE catalogue (
  key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  label TEXT,
  thcCentipercent INTEGER,
  popularity REAL
) WITHOUT ROWID;

-- every spelling that was used, by the key all spellings share
DROP TABLE IF EXISTS recent_names;
CREATE TABLE recent_names (
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  lastAt TEXT NOT NULL,
  PRIMARY KEY (key, name)
) WITHOUT ROWID;

-- holds every plain column a filter of the list asks for, so that a scan of all sessions stays in it
CREATE INDEX IF NOT EXISTS local_sessions_time
  ON sessions (timestamp, id, localDay, strain, method, route, rating, inventoryId, deletedAt)
  WHERE deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_sessions_item ON sessions (inventoryId, timestamp)
  WHERE inventoryId IS NOT NULL AND deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_sessions_running ON sessions (timestamp)
  WHERE source = 'timer' AND endedAt IS NULL AND deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_moods_session ON session_moods (sessionId);
CREATE INDEX IF NOT EXISTS local_moods_alone ON session_moods (timestamp) WHERE sessionId = '';
CREATE INDEX IF NOT EXISTS local_symptoms_session ON medical_symptoms (sessionId) WHERE sessionId IS NOT NULL;
CREATE INDEX IF NOT EXISTS local_symptoms_alone ON medical_symptoms (timestamp) WHERE sessionId IS NULL;
CREATE INDEX IF NOT EXISTS local_moves_item ON stock_moves (inventoryId, deltaMg, deltaUl, deltaMilli, deletedAt)
  WHERE deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_moves_session ON stock_moves (sessionId) WHERE sessionId IS NOT NULL;
CREATE INDEX IF NOT EXISTS local_inventory_open ON inventory (acquired)
  WHERE finishedAt IS NULL AND deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_journal_time ON journal_entries (coalesce(entryAt, createdAt))
  WHERE deletedAt IS NULL;
CREATE INDEX IF NOT EXISTS local_journal_session ON journal_entries (sessionId) WHERE sessionId IS NOT NULL;
"""


def migrations_folder() -> str:
    """The shared schema: inside an installed package, or beside it in a checkout."""
    package = os.path.dirname(os.path.abspath(sesh_tui.__file__))
    inside = os.path.join(package, "migrations")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "migrations")


def migration_names() -> list[str]:
    """The files of the shared schema, in the order in which they apply."""
    return sorted(name for name in os.listdir(migrations_folder()) if name.endswith(".sql"))


def _read(name: str) -> str:
    with open(os.path.join(migrations_folder(), name), encoding="utf-8") as file:
        return file.read()


def apply_migrations(db: apsw.Connection, names: list[str]) -> None:
    """Apply the named files that are not recorded yet, each with its record in one transaction."""
    db.execute(D1_MIGRATIONS)
    for name in names:
        db.execute("BEGIN IMMEDIATE")
        try:
            # asked inside: another process may be bringing the same file up to date
            if db.execute("SELECT 1 FROM d1_migrations WHERE name = ?", (name,)).fetchone() is None:
                db.execute(_read(name))
                db.execute("INSERT INTO d1_migrations (name) VALUES (?)", (name,))
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _install_local(db: apsw.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for (index,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE name LIKE 'local!_%' ESCAPE '!' "
        "AND type = 'index' AND sql IS NOT NULL"
    ).fetchall():
        db.execute(f"DROP INDEX {index}")
    db.execute(LOCAL)
    capture.install(db)
    rows = import_module("sesh_tui.data").load_catalogue()
    db.executemany(
        "INSERT INTO catalogue (key, name, label, thcCentipercent, popularity) VALUES (?, ?, ?, ?, ?)",
        (tuple(row)[:5] for row in rows),
    )
    names.gather(db)
    db.execute(f"PRAGMA user_version = {SCHEMA}")
    db.execute("COMMIT")


def make_replica(path: str) -> None:
    """Make an empty replica for a new person at ``path``; does nothing if another process was first."""
    folder = os.path.dirname(path)
    try:
        paths.make_private(folder)
    except OSError as error:
        raise ReplicaError(f"The folder {folder} cannot be made: {error.strerror}.") from error
    draft = f"{path}.new-{os.getpid()}"
    mask = os.umask(0o077)
    try:
        with told_in_words(path):
            db = connect(draft)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            apply_migrations(db, migration_names())
            _install_local(db)
            _add_person(db)
            db.close()
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process made it meanwhile: theirs stands
        except OSError:
            if not os.path.exists(path):  # a file system without hard links
                os.rename(draft, path)
    finally:
        os.umask(mask)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(draft + end):
                os.remove(draft + end)


def _add_person(db: apsw.Connection) -> None:
    user_id, stamp = new_id(), now_iso()
    _know_person(db, user_id)
    db.execute(
        "INSERT INTO users (userId, id, createdAt, updatedAt) VALUES (?, ?, ?, ?)",
        (user_id, user_id, stamp, stamp),
    )


def _know_person(db: apsw.Connection, user_id: str) -> None:
    settings = {"userId": user_id, "deviceId": new_id(), "deviceName": socket.gethostname()}
    db.executemany("INSERT OR IGNORE INTO local_settings (name, value) VALUES (?, ?)", list(settings.items()))


def find_person(db: apsw.Connection, *, remember: bool) -> str:
    """The id of the person whose rows these are, for a replica that lost it; a new one where nobody's are."""
    for table in ("users", "sessions"):
        row = db.execute(f"SELECT userId FROM {table} ORDER BY createdAt LIMIT 1").fetchone()
        if row is not None:
            if remember:
                _know_person(db, str(row[0]))
            return str(row[0])
    if remember:
        with db:
            _add_person(db)
    row = db.execute("SELECT value FROM local_settings WHERE name = 'userId'").fetchone()
    return "" if row is None else str(row[0])


def bring_up_to_date(db: apsw.Connection, path: str, application: int, version: int) -> None:
    """Migrate an older replica after a copy of it was put aside; refuse what is not ours or newer."""
    # a refused file is not touched, not even to tidy up after a crash of the program that wrote it
    crashed = os.path.exists(path + "-wal") and os.path.getsize(path + "-wal") > 0
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(crashed))
    if application != APPLICATION_ID:
        raise ReplicaError(f"{path} is an SQLite file, but not one of sesh-tui. It was left untouched.")
    if version > SCHEMA:
        raise ReplicaError(
            f"{path} was written by a newer sesh-tui. It was left untouched; "
            "update this program with: pipx upgrade sesh-tui"
        )
    if not os.access(path, os.W_OK):
        raise ReplicaError(
            f"{path} is of an older version and read-only, so it cannot be brought up to date."
        )
    db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    _put_aside(db, f"{path}.before-{SCHEMA}")
    apply_migrations(db, migration_names())
    _install_local(db)


def _put_aside(db: apsw.Connection, path: str) -> None:
    """A copy of the file as it is, whole or not at all; the first one stands."""
    if os.path.exists(path):
        return
    draft = f"{path}.new-{os.getpid()}"
    mask = os.umask(0o077)
    try:
        db.execute("VACUUM INTO ?", (draft,))
        if not os.path.exists(path):
            os.rename(draft, path)
    finally:
        os.umask(mask)
        if os.path.isfile(draft):
            os.remove(draft)
