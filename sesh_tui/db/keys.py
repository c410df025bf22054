"""The key slots of the person, as rows of ``sync_keys``: the store behind the vault."""

from __future__ import annotations

from sesh_tui.db.replica import Replica, now_iso, told_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.crypto.slots import Slot


class KeySlots:
    """Implements ``sesh_tui.crypto.slots.SlotStore``."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def load(self) -> list[Slot]:
        """Every slot, oldest first."""
        from sesh_tui.crypto.slots import Slot

        rows = self._replica.all(
            "SELECT kid, slot, params, blob FROM sync_keys WHERE userId = ? ORDER BY createdAt, slot",
            (self._replica.user_id,),
        )
        return [Slot(*row) for row in rows]

    def save(self, slot: Slot) -> None:
        """Add a slot, or replace the one of the same kid and name."""
        with told_in_words(self._replica.path):
            self._replica.db.execute(
                "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (userId, kid, slot) DO UPDATE SET params = excluded.params, blob = excluded.blob",
                (self._replica.user_id, slot.kid, slot.slot, slot.params, slot.blob, now_iso()),
            )

    def remove(self, kid: str, slot: str) -> None:
        """Take a slot away; nothing happens if it is not there."""
        with told_in_words(self._replica.path):
            self._replica.db.execute(
                "DELETE FROM sync_keys WHERE userId = ? AND kid = ? AND slot = ?",
                (self._replica.user_id, kid, slot),
            )
