"""The key slots of the person, as rows of ``sync_keys``: the store behind the vault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sesh_tui.db.replica import Replica, connect, now_iso, told_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import apsw

    from sesh_tui.crypto.slots import Slot


class KeySlots:
    """Implements ``sesh_tui.crypto.slots.SlotStore``.

    Every call has a connection of its own, because one vault serves several threads. So the first
    key is made before a transaction begins (``Vault.ensure_key``), never inside one.
    """

    def __init__(self, replica: Replica) -> None:
        self._path = replica.path
        self._user_id = replica.user_id

    @contextmanager
    def _connection(self) -> Iterator[apsw.Connection]:
        with told_in_words(self._path):
            db = connect(self._path)
            try:
                yield db
            finally:
                db.close()

    def load(self) -> list[Slot]:
        """Every slot, oldest first."""
        from sesh_tui.crypto.slots import Slot

        with self._connection() as db:
            rows = db.execute(
                "SELECT kid, slot, params, blob FROM sync_keys WHERE userId = ? ORDER BY createdAt, slot",
                (self._user_id,),
            ).fetchall()
        return [Slot(*(str(value) for value in row)) for row in rows]

    def save(self, slot: Slot) -> None:
        """Add a slot, or replace the one of the same kid and name."""
        with self._connection() as db:
            db.execute(
                "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (userId, kid, slot) DO UPDATE SET params = excluded.params, blob = excluded.blob",
                (self._user_id, slot.kid, slot.slot, slot.params, slot.blob, now_iso()),
            )

    def remove(self, kid: str, slot: str) -> None:
        """Take a slot away; nothing happens if it is not there."""
        with self._connection() as db:
            db.execute(
                "DELETE FROM sync_keys WHERE userId = ? AND kid = ? AND slot = ?", (self._user_id, kid, slot)
            )
