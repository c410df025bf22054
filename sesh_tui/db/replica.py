"""The replica: one SQLite file, opened quickly, written in small atomic actions.

WAL with full synchronisation: what was reported as stored survives a kill and a power cut. Several
processes may have it open; one writes at a time, the others wait up to five seconds.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import apsw

from sesh_tui import paths
from sesh_tui.crypto.envelope import is_sealed
from sesh_tui.db.ids import new_id
from sesh_tui.db.tables import sealed_columns
from sesh_tui.errors import Interrupted, ReplicaError

APPLICATION_ID = 0x5E5117D1
SCHEMA = 4002
"""1000 × the number of migrations + the version of the local tables. Stamped as ``user_version``,
so that opening an up-to-date file takes one read; a test holds it to the migrations folder."""

BUSY_MS = 5000


class Sealer(Protocol):
    """What the replica needs of the vault."""

    def seal(self, table: str, row_id: str, column: str, value: Any) -> str: ...

    def open(self, text: str, table: str, row_id: str, column: str) -> Any: ...

    @property
    def unlocked(self) -> bool: ...


def now_iso() -> str:
    """The current time as the schema writes times: UTC, milliseconds, ``Z``."""
    seconds = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds * 1000) % 1000:03d}Z"


@contextmanager
def told_in_words(path: str) -> Iterator[None]:
    """Turn what SQLite reports into the sentence a person reads."""
    try:
        yield
    except apsw.InterruptError as error:
        raise Interrupted("The query was stopped.") from error
    except apsw.Error as error:
        raise ReplicaError(_sentence(error, path)) from error


def _sentence(error: apsw.Error, path: str) -> str:
    if isinstance(error, apsw.FullError):
        text = "The disk is full. Nothing was stored and the log is as it was; free some space and try again."
    elif isinstance(error, (apsw.BusyError, apsw.LockedError)):
        text = f"Another program has been writing to {path} for five seconds. Nothing was stored; try again."
    elif isinstance(error, apsw.ReadOnlyError):
        text = f"{path} is read-only. Nothing was stored; give yourself write permission to the file and its folder."
    elif isinstance(error, (apsw.CorruptError, apsw.NotADBError)):
        text = (
            f"{path} is damaged or is not a sesh-tui file. It was left untouched; "
            "put a backup in its place, or move it away to start afresh."
        )
    elif isinstance(error, apsw.CantOpenError):
        text = f"{path} cannot be opened. Check that its folder exists, is yours and is on a local disk."
    elif isinstance(error, apsw.IOError):
        text = f"The disk reported an error while {path} was in use. Nothing was stored."
    else:
        text = f"SQLite refused: {error}. Nothing was stored."
    return text


class Replica:
    """An open replica. Use it in the thread that opened it."""

    def __init__(self, db: apsw.Connection, path: str, *, read_only: bool = False) -> None:
        self.db = db
        self.path = path
        self.read_only = read_only
        self.sealer: Sealer | None = None
        self.opened_notes: dict[str, tuple[str, str]] = {}
        """Notes opened for searching, in memory only: id → (sealed, case-folded text)."""
        self._sql: dict[tuple[str, ...], str] = {}
        self._seen: tuple[int, int] | None = None
        self._data_version = 0
        self.user_id: str = self.setting("userId") or ""

    # -- reading ---------------------------------------------------------------------------------

    def all(self, sql: str, bindings: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        with told_in_words(self.path):
            return self.db.execute(sql, bindings).fetchall()

    def one(self, sql: str, bindings: Sequence[Any] | Mapping[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or ``None``."""
        with told_in_words(self.path):
            cursor = self.db.execute(sql, bindings)
            row = cursor.fetchone()
            cursor.close()
            return row

    def row(self, table: str, row_id: str, *columns: str) -> tuple[Any, ...] | None:
        """Columns of one row by its id, deleted or not; ``None`` where there is none."""
        names = ", ".join(columns)
        return self.one(f"SELECT {names} FROM {table} WHERE userId = ? AND id = ?", (self.user_id, row_id))

    def opened(self, text: Any, table: str, row_id: str, column: str) -> Any:
        """The value of a sealed cell, or an ``Unopened`` mark; plain text of another client is given back."""
        if text is None or self.sealer is None or not is_sealed(text):
            return text
        return self.sealer.open(text, table, row_id, column)

    # -- settings of this device -----------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """A value this device remembers beside the data; not synced."""
        row = self.one("SELECT value FROM local_settings WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str | None) -> None:
        """Store or forget (``None``) a setting of this device."""
        with told_in_words(self.path):
            if value is None:
                self.db.execute("DELETE FROM local_settings WHERE name = ?", (name,))
            else:
                self.db.execute(
                    "INSERT INTO local_settings (name, value) VALUES (?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    (name, value),
                )

    # -- writing ---------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; waits for its turn to write."""
        with told_in_words(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    @contextmanager
    def action(self, kind: str, label: str, *, source: str = "cli") -> Iterator[int]:
        """A transaction whose changes are undone together. ``label`` must hold nothing sealed."""
        with self.transaction():
            self.db.execute(
                "INSERT INTO actions (at, kind, label, source) VALUES (?, ?, ?, ?)",
                (now_iso(), kind, label, source),
            )
            number = self.db.last_insert_rowid()
            self.db.execute("UPDATE capture SET action = ?", (number,))
            yield number
            self.db.execute("UPDATE capture SET action = NULL")

    def relabel(self, action: int, label: str) -> None:
        """Name an action after what it turned out to do; inside the action."""
        self.db.execute("UPDATE actions SET label = ? WHERE id = ?", (label, action))

    def insert(self, table: str, values: Mapping[str, Any], *, row_id: str | None = None) -> str:
        """Insert one row; seals what must be sealed, fills id, userId and both times. Returns the id.

        Lists and dicts become JSON. ``None`` values are left out, so the schema's defaults apply.
        """
        row_id = row_id or new_id()
        stamp = now_iso()
        row = {"userId": self.user_id, "id": row_id, **self._cells(table, row_id, values)}
        row.setdefault("createdAt", stamp)
        row.setdefault("updatedAt", stamp)
        row = {name: value for name, value in row.items() if value is not None}
        key = ("insert", table, *row)
        sql = self._sql.get(key)
        if sql is None:
            names = ", ".join(row)
            sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})"
            self._sql[key] = sql
        self.db.execute(sql, tuple(row.values()))
        return row_id

    def update(self, table: str, row_id: str, changes: Mapping[str, Any]) -> None:
        """Change columns of one row; a change is stamped with ``updatedAt``."""
        row = self._cells(table, row_id, changes)
        row.setdefault("updatedAt", now_iso())
        sets = ", ".join(f"{name} = ?" for name in row)
        self.db.execute(
            f"UPDATE {table} SET {sets} WHERE userId = ? AND id = ?",
            (*row.values(), self.user_id, row_id),
        )

    def hide(self, table: str, row_id: str) -> None:
        """Delete in the sense of this program: the row keeps its id and gets ``deletedAt``."""
        stamp = now_iso()
        self.update(table, row_id, {"deletedAt": stamp, "updatedAt": stamp})

    def _cells(self, table: str, row_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        sealed = sealed_columns(table)
        cells: dict[str, Any] = {}
        for name, value in values.items():
            if value is not None and name in sealed:
                if self.sealer is None:
                    raise ReplicaError(f"{table}.{name} must be sealed, and no vault is open.")
                value = self.sealer.seal(table, row_id, name, value)
            elif isinstance(value, (list, tuple, dict)):
                value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            cells[name] = value
        return cells

    # -- news from elsewhere ---------------------------------------------------------------------

    def changed(self) -> bool:
        """Whether another connection has committed since the last call. Costs a ``stat`` when not."""
        try:
            stat = os.stat(self.path + "-wal")
            seen = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            seen = (0, 0)
        if seen == self._seen:
            return False
        self._seen = seen
        version = self.one("PRAGMA data_version")
        assert version is not None
        before, self._data_version = self._data_version, version[0]
        return before not in (0, version[0])

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    def __enter__(self) -> Replica:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _slow_query_log(path: str, limit_ms: float) -> Callable[[str, int], None]:
    """A profile hook that appends the text of slow statements, never their parameters."""
    log = os.path.join(os.path.dirname(path), paths.SLOW_LOG)

    def note(sql: str, nanoseconds: int) -> None:
        if nanoseconds < limit_ms * 1_000_000:
            return
        text = " ".join(sql.split())
        try:
            if os.path.exists(log) and os.path.getsize(log) > 1_000_000:
                os.replace(log, log + ".1")
            handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(f"{now_iso()} {nanoseconds / 1e6:.0f} ms {text}\n")
        except OSError:
            pass  # a log that cannot be written must not stop the query

    return note


def slow_query_ms() -> float:
    """The threshold from ``SLOW_QUERY_MS``; 100 unless set to a number."""
    try:
        return float(os.environ.get("SLOW_QUERY_MS", "100"))
    except ValueError:
        return 100.0


def connect(path: str, *, flags: int | None = None, uri: str = "") -> apsw.Connection:
    """A connection with the settings every user of the replica needs."""
    if flags is None:
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    db = apsw.Connection(uri or path, flags=flags)
    try:
        _set_up(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _set_up(db: apsw.Connection, path: str) -> None:
    db.set_busy_timeout(BUSY_MS)
    db.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    db.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    # no sorted plain values in a temporary file; durable commits; no foreign functions in a schema
    db.execute("PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF")
    db.set_profile(_slow_query_log(path, slow_query_ms()))


def _connect_read_only(path: str) -> apsw.Connection:
    """A connection to a file that may only be read, also where its folder is read-only."""
    flags = apsw.SQLITE_OPEN_READONLY
    if os.access(os.path.dirname(path), os.W_OK) or os.path.exists(path + "-wal"):
        return connect(path, flags=flags)
    # WAL wants to make files beside; where it cannot and there are none, the file is all there is
    escaped = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return connect(path, flags=flags | apsw.SQLITE_OPEN_URI, uri=f"file:{escaped}?immutable=1")


def open_replica(path: str, *, create: bool = True) -> Replica:
    """Open the replica at ``path``, making or migrating it where needed.

    Raises ReplicaError for a file that is damaged, foreign, read-only where it would have to be
    migrated, or from a newer version; such a file is left untouched.
    """
    fresh = not os.path.exists(path)
    if fresh:
        if not create:
            raise ReplicaError(f"There is no replica at {path}.")
        from sesh_tui.db.setup import make_replica

        make_replica(path)
    read_only = not os.access(path, os.W_OK)
    with told_in_words(path):
        db = _connect_read_only(path) if read_only else connect(path, flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            return _checked(db, path, read_only=read_only)
        except BaseException:
            db.close()  # a connection that lingers keeps an empty -wal beside a file that was refused
            raise


def _checked(db: apsw.Connection, path: str, *, read_only: bool) -> Replica:
    """The replica behind a connection, brought up to date where needed."""
    application, version = (int(str(db.pragma(name))) for name in ("application_id", "user_version"))
    if (application, version) != (APPLICATION_ID, SCHEMA):
        from sesh_tui.db.setup import bring_up_to_date

        bring_up_to_date(db, path, application, version)
    replica = Replica(db, path, read_only=read_only)
    if not replica.user_id:
        from sesh_tui.db.setup import find_person

        replica.user_id = find_person(db, remember=not read_only)
    return replica
