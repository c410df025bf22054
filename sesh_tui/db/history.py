"""Undo and redo of whole actions, from the images the triggers kept.

Undoing is itself an action: it writes the earlier values as a new change, so it syncs like any other
and can be undone by ``redo``. Nothing here deletes a row.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sesh_tui.db.replica import Replica, now_iso
from sesh_tui.errors import NotFound

_NOT_RESTORED = {"userId", "id", "createdAt", "updatedAt", "rev"}


class Reversal(NamedTuple):
    """What ``undo`` or ``redo`` did."""

    label: str
    """The label of the action that was undone or done again."""
    rows: int


def undo(replica: Replica, *, source: str = "cli") -> Reversal:
    """Take back the newest action that stands. Raises NotFound if there is none."""
    with replica.transaction():
        found = replica.one(
            "SELECT id, label FROM actions WHERE state = 'done' AND kind NOT IN ('undo', 'redo') "
            "ORDER BY id DESC LIMIT 1"
        )
        if found is None:
            raise NotFound("There is nothing to undo.")
        return _reverse(replica, found[0], found[0], "undo", found[1], source)


def redo(replica: Replica, *, source: str = "cli") -> Reversal:
    """Do the last undone action again, unless something new was done since. Raises NotFound."""
    with replica.transaction():
        found = replica.one(
            "SELECT u.id, u.target, a.label FROM actions u JOIN actions a ON a.id = u.target "
            "WHERE u.kind = 'undo' AND u.state = 'done' "
            "AND u.id > coalesce((SELECT max(id) FROM actions WHERE kind NOT IN ('undo', 'redo')), 0) "
            "ORDER BY u.id DESC LIMIT 1"
        )
        if found is None:
            raise NotFound("There is nothing to do again.")
        return _reverse(replica, found[0], found[1], "redo", found[2], source)


def _reverse(replica: Replica, images: int, target: int, kind: str, label: str, source: str) -> Reversal:
    db = replica.db
    db.execute(
        "INSERT INTO actions (at, kind, label, source, target) VALUES (?, ?, ?, ?, ?)",
        (now_iso(), kind, label, source, target),
    )
    db.execute("UPDATE capture SET action = last_insert_rowid()")
    rows = replica.all(
        "SELECT tableName, rowId, before, after FROM history WHERE action = ? ORDER BY seq DESC", (images,)
    )
    stamp = now_iso()
    for table, row_id, before, after in rows:
        if before is None:  # the action made the row
            replica.update(table, row_id, {"deletedAt": stamp, "updatedAt": stamp})
        else:
            _restore(replica, table, row_id, json.loads(before), json.loads(after), stamp)
    _settle(replica, rows)
    db.execute("UPDATE capture SET action = NULL")
    db.execute("UPDATE actions SET state = 'undone' WHERE id = ?", (images,))
    if kind == "redo":
        db.execute("UPDATE actions SET state = 'done' WHERE id = ?", (target,))
    return Reversal(label, len({(table, row_id) for table, row_id, _, _ in rows}))


def _settle(replica: Replica, rows: list[tuple[Any, ...]]) -> None:
    """Bring what is only derived up to the restored rows: amounts left and names known."""
    from sesh_tui.db import names, stock

    lots: set[str] = set()
    used: set[str] = set()
    for table, row_id, before, after in rows:
        if table == "stock_moves":
            lots |= {str(row[0]) for row in [replica.row(table, row_id, "inventoryId")] if row}
        column = {"sessions": "strain", "inventory": "name"}.get(table)
        if column:
            now = replica.row(table, row_id, column)
            used |= {str(now[0])} if now and now[0] else set()
            for image in (before, after):
                name = json.loads(image)[column] if image else None
                used |= {name} if name else set()
    for lot in sorted(lots):
        stock.cache_amount(replica, lot)
    names.settle(replica, used)


def _restore(
    replica: Replica, table: str, row_id: str, before: dict[str, Any], after: dict[str, Any], stamp: str
) -> None:
    """Give the columns that the action changed their earlier values; others keep what they hold now."""
    changed = [name for name in before if name not in _NOT_RESTORED and before[name] != after.get(name)]
    if not changed:
        return
    sets = ", ".join(f'"{name}" = ?' for name in changed)
    # the images hold sealed cells as they were, so they go back without being sealed again
    replica.db.execute(
        f"UPDATE {table} SET {sets}, updatedAt = ? WHERE userId = ? AND id = ?",
        (*(before[name] for name in changed), stamp, replica.user_id, row_id),
    )
