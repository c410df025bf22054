"""Whole rows of sessions, for records that leave the program."""

from __future__ import annotations

from typing import Any

from sesh_tui.db.replica import Replica
from sesh_tui.db.sessions import symptom_pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.db.views import PairView

_COLUMNS = (
    "id, timestamp, localDay, tzOffsetMin, method, route, strain, "
    "coalesce((SELECT i.name FROM inventory i WHERE i.userId = s.userId AND i.id = s.inventoryId), strain), "
    "inventoryId, amount, unit, amountMg, amountUl, countMilli, countUnit, thcUg, cbdUg, doseBasis, doseSdPct, "
    "duration, endedAt, rating, effects, purpose, location, companions, accompaniedBy, notes, triggers, "
    "costMinor, currency, afterDueAt, source, createdAt, updatedAt"
)
NAMES = [
    "id",
    "timestamp",
    "localDay",
    "tzOffsetMin",
    "method",
    "route",
    "strain",
    "product",
    "inventoryId",
    "amount",
    "unit",
    "amountMg",
    "amountUl",
    "countMilli",
    "countUnit",
    "thcUg",
    "cbdUg",
    "doseBasis",
    "doseSdPct",
    "duration",
    "endedAt",
    "rating",
    "effects",
    "purpose",
    "location",
    "companions",
    "accompaniedBy",
    "notes",
    "triggers",
    "costMinor",
    "currency",
    "afterDueAt",
    "source",
    "createdAt",
    "updatedAt",
]
"""The names of what ``cells`` reads, in order."""


def _marks(ids: Sequence[str]) -> str:
    return ", ".join("?" * len(ids))


def cells(replica: Replica, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """The columns ``NAMES`` of sessions by id; sealed ones as they are stored."""
    rows = replica.all(
        f"SELECT {_COLUMNS} FROM sessions s WHERE s.userId = ? AND s.deletedAt IS NULL AND s.id IN ({_marks(ids)})",
        (replica.user_id, *ids),
    )
    return {row[0]: row for row in rows}


def moods(replica: Replica, ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """(id, session, relation, mood, energy, sealed description) of the moods of sessions, oldest first."""
    return replica.all(
        "SELECT id, sessionId, relationType, moodRating, energyLevel, moodDescription FROM session_moods "
        f"WHERE sessionId IN ({_marks(ids)}) AND deletedAt IS NULL ORDER BY timestamp, id",
        ids,
    )


def symptoms(replica: Replica, ids: Sequence[str]) -> dict[str, list[PairView]]:
    """Symptom pairs of sessions by session id."""
    return symptom_pairs(replica, f"sessionId IN ({_marks(ids)})", ids)
