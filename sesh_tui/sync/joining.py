"""Connecting a replica with a server, and becoming the person who is already there."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from sesh_tui.crypto.envelope import Unopened, is_sealed
from sesh_tui.crypto.slots import Slot
from sesh_tui.db.replica import Replica
from sesh_tui.db.tables import SYNCED, sealed_columns
from sesh_tui.errors import Locked
from sesh_tui.sync import backoff
from sesh_tui.sync.backup import put_aside
from sesh_tui.sync.d1 import Execute
from sesh_tui.sync.keys import exchange_slots
from sesh_tui.sync.local import Local
from sesh_tui.sync.merge import Cells
from sesh_tui.sync.remote import Remote, SchemaOlder

OWNED = (*SYNCED, "user_connections", "shared_content", "sync_keys")
"""Tables whose rows belong to a person."""

_PEOPLE = """\
SELECT p.userId, k.kid, k.slot, k.params, k.blob
FROM (SELECT userId FROM sync_log WHERE rev = 1 UNION SELECT userId FROM sync_keys) AS p
LEFT JOIN sync_keys k ON k.userId = p.userId ORDER BY p.userId, k.createdAt, k.slot"""


class Resident(NamedTuple):
    """A person whose rows are in a database."""

    user_id: str
    slots: list[Slot]


class Provable(Remote, Protocol):
    """A remote that can be asked whether it keeps a batch together."""

    def prove_atomic(self) -> None:
        """Raise NotAtomic where it does not."""


def people(execute: Execute) -> list[Resident]:
    """Who is in a D1 database, with their key slots: which of them a passphrase opens says who is joining."""
    found: dict[str, Resident] = {}
    for user_id, *slot in execute([(_PEOPLE, ())])[0].rows:
        resident = found.setdefault(str(user_id), Resident(str(user_id), []))
        if slot[0] is not None:
            resident.slots.append(Slot(*(str(value) for value in slot)))
    return list(found.values())


def attach(replica: Replica, remote: Provable, address: str, *, cells: Cells | None = None) -> None:
    """Connect a replica with a server as the person ``remote.user_id``; nothing is sent yet but key slots.

    Rows logged here before are kept and become that person's; the next round offers all of them and
    merges what is there already. ``address`` names the server and the database, without the token.
    Raises NotAtomic or SchemaOlder for a server that cannot be used; the replica is then untouched.
    """
    row = replica.one("SELECT value FROM schema_info WHERE name = 'schemaVersion'")
    if remote.schema().version < int(row[0] if row else 0):
        raise SchemaOlder(
            "The database is of an older version than this sesh-tui. It was not connected.",
            hint="Apply the migrations to it, then try again.",
        )
    remote.prove_atomic()
    local = Local(replica)
    put_aside(replica, "join")
    with replica.transaction():
        become(replica, remote.user_id, cells)
        local.start_over()
        local.put("remote", address)
        for name in ("reported", "schema", "lastSync"):
            local.put(name, "")
    backoff.clear(local)
    exchange_slots(local, remote)


def detach(replica: Replica) -> None:
    """Forget the server; rows, keys and the journal of conflicts stay, on both sides."""
    local = Local(replica)
    with replica.transaction():
        local.start_over()
        for name in ("remote", "reported", "schema", "lastSync"):
            local.put(name, "")
    backoff.clear(local)


def become(replica: Replica, user_id: str, cells: Cells | None = None) -> int:
    """Give every row here to the person ``user_id``; inside a transaction. Returns how many moved.

    Also takes in what a program that was still running wrote under the former id. No row is an edit
    by this: ids, times and sealed bytes stay, but for the person's own row, whose id is the person's.
    """
    db = replica.db
    former = replica.user_id
    moved = 0
    db.execute("UPDATE capture SET silent = 1")
    for (old,) in replica.all("SELECT id FROM users WHERE userId <> ?1 AND id = userId", (user_id,)):
        _rename_person(replica, old, user_id, cells)
    for table in OWNED:
        # the key is (userId, id): two ranges of it instead of a scan
        for side in ("<", ">"):
            db.execute(f"UPDATE OR IGNORE {table} SET userId = ?1 WHERE userId {side} ?1", (user_id,))
            moved += db.changes()
    db.execute("UPDATE capture SET silent = 0")
    if former != user_id:
        db.execute("UPDATE local_settings SET value = ? WHERE name = 'userId'", (user_id,))
        replica.user_id = user_id
    return moved


def _rename_person(replica: Replica, old: str, new: str, cells: Cells | None) -> None:
    """The row of a person carries the person's id; what is sealed in it is bound to that id."""
    db = replica.db
    sealed = sorted(sealed_columns("users"))
    row = replica.one(f"SELECT {', '.join(sealed)} FROM users WHERE userId = ?1 AND id = ?1", (old,))
    assert row is not None
    values = [_resealed(cell, old, new, column, cells) for column, cell in zip(sealed, row, strict=True)]
    if replica.one("SELECT 1 FROM users WHERE userId = ?1 AND id = ?1", (new,)):
        return  # the person is here already; the other row stays, as a row of theirs
    sets = "".join(f", {column} = ?" for column in sealed)
    db.execute(
        f"UPDATE users SET userId = ?, id = ?{sets} WHERE userId = ? AND id = ?",
        (new, new, *values, old, old),
    )
    db.execute("UPDATE history SET rowId = ? WHERE tableName = 'users' AND rowId = ?", (new, old))
    db.execute("DELETE FROM outbox WHERE tableName = 'users' AND rowId = ?", (old,))


def _resealed(cell: Any, old: str, new: str, column: str, cells: Cells | None) -> Any:
    if not is_sealed(cell):
        return cell
    value = Unopened("locked") if cells is None else cells.open(cell, "users", old, column)
    if isinstance(value, Unopened) or cells is None:
        raise Locked(
            "Your own data here is sealed and the key is locked. Nothing was changed.", hint="sesh-tui unlock"
        )
    return cells.seal("users", new, column, value)
