"""Cells that were sealed while locked, or with an older key, sealed anew. Not an edit."""

from __future__ import annotations

from sesh_tui.db.capture import columns_of
from sesh_tui.db.replica import Replica
from sesh_tui.db.tables import SEALED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.crypto.vault import Vault

BATCH = 500


def reseal(replica: Replica, vault: Vault) -> int:
    """Bring every cell that can be opened to the current key; returns how many were changed.

    Cells are rewritten in small transactions that are not history and do not touch ``updatedAt``;
    the rows are offered to sync, which compares what is inside.
    """
    if not vault.unlocked:
        return 0
    done = 0
    for table, sealed in SEALED.items():
        present = [name for name in columns_of(replica.db, table) if name in sealed]
        for column in present:
            done += _column(replica, vault, table, column)
    return done


def _column(replica: Replica, vault: Vault, table: str, column: str) -> int:
    kid = vault.ensure_key()
    # `b1` and cells of other keys; everything else is current already
    rows = replica.all(
        f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL AND {column} NOT LIKE ?",
        (f"e1.{kid}.%",),
    )
    waiting = [(row_id, text) for row_id, text in rows if isinstance(text, str) and vault.needs_reseal(text)]
    for first in range(0, len(waiting), BATCH):
        with replica.transaction():
            replica.db.execute("UPDATE capture SET silent = 2")
            for row_id, text in waiting[first : first + BATCH]:
                # a cell that was edited meanwhile keeps its newer value
                replica.db.execute(
                    f"UPDATE {table} SET {column} = ? WHERE userId = ? AND id = ? AND {column} = ?",
                    (vault.reseal(text, table, row_id, column), replica.user_id, row_id, text),
                )
            replica.db.execute("UPDATE capture SET silent = 0")
    return len(waiting)
