"""Key slots between device and server: no ciphertext of a key leaves before a slot of it is there.

Slots are opaque here. What both sides last agreed on stands in ``sync_slots``, so that a slot dropped
on one side (a former passphrase) is dropped on the other, while an emptied server takes nothing away.
"""

from __future__ import annotations

from sesh_tui.crypto.slots import Slot
from sesh_tui.db.replica import now_iso
from sesh_tui.sync.local import Local
from sesh_tui.sync.remote import Remote


def known_kids(local: Local) -> set[str]:
    """The keys of which the server was seen to hold a slot."""
    return {str(row[0]) for row in local.replica.all("SELECT DISTINCT kid FROM sync_slots")}


def _mine(local: Local) -> dict[tuple[str, str], Slot]:
    rows = local.replica.all(
        "SELECT kid, slot, params, blob FROM sync_keys WHERE userId = ? ORDER BY createdAt, slot",
        (local.replica.user_id,),
    )
    return {(row[0], row[1]): Slot(*(str(value) for value in row)) for row in rows}


def _agreed(local: Local) -> dict[tuple[str, str], Slot]:
    rows = local.replica.all("SELECT kid, slot, params, blob FROM sync_slots")
    return {(row[0], row[1]): Slot(*(str(value) for value in row)) for row in rows}


def has_news(local: Local) -> bool:
    """Whether a slot was made or dropped here since the last exchange."""
    return _mine(local).keys() != _agreed(local).keys()


def exchange_slots(local: Local, remote: Remote) -> None:
    """Bring the slots of both sides together; then ``known_kids`` says what may be pushed."""
    mine, agreed = _mine(local), _agreed(local)
    theirs = {(slot.kid, slot.slot): slot for slot in remote.slots()}
    kids_there = {kid for kid, _ in theirs}
    dropped_there = {key for key in mine if key in agreed and key not in theirs and key[0] in kids_there}
    dropped_here = {key for key in theirs if key in agreed and key not in mine}
    missing = [slot for key, slot in mine.items() if key not in theirs and key not in dropped_there]
    for key in dropped_here:
        if any(kid == key[0] for kid, _ in mine):
            remote.remove_slot(*key)
    if missing:
        remote.save_slots(missing)
    if missing or dropped_here:
        theirs = {(slot.kid, slot.slot): slot for slot in remote.slots()}
    _adopt(local, theirs, dropped_there)


def _adopt(local: Local, theirs: dict[tuple[str, str], Slot], dropped: set[tuple[str, str]]) -> None:
    with local.replica.transaction():
        for slot in theirs.values():
            local.db.execute(
                "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (userId, kid, slot) DO NOTHING",
                (local.replica.user_id, *slot, now_iso()),
            )
        for kid, slot_name in dropped:
            local.db.execute(
                "DELETE FROM sync_keys WHERE userId = ? AND kid = ? AND slot = ?",
                (local.replica.user_id, kid, slot_name),
            )
        local.db.execute("DELETE FROM sync_slots")
        local.db.executemany(
            "INSERT INTO sync_slots (kid, slot, params, blob) VALUES (?, ?, ?, ?)", list(theirs.values())
        )
