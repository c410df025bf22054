"""Single readings of moods and symptoms, found so that they can be changed or completed."""

from __future__ import annotations

from typing import Any

from sesh_tui.db.replica import Replica

CHILDREN = ("session_moods", "medical_symptoms", "stock_moves")
"""What belongs to a session and is hidden with it."""


def mood_of(replica: Replica, session_id: str, when: str) -> str | None:
    """The id of a session's mood row before or after, if there is one."""
    row = replica.one(
        "SELECT id FROM session_moods WHERE sessionId = ? AND relationType = ? AND deletedAt IS NULL",
        (session_id, when),
    )
    return None if row is None else str(row[0])


def symptom_of(replica: Replica, session_id: str, when: str, name: str) -> str | None:
    """The id of a session's row of a symptom before or after; not found while its name is locked."""
    for row_id, sealed in replica.all(
        "SELECT id, symptom FROM medical_symptoms WHERE sessionId = ? AND beforeOrAfter = ? AND deletedAt IS NULL",
        (session_id, when),
    ):
        if replica.opened(sealed, "medical_symptoms", row_id, "symptom") == name:
            return str(row_id)
    return None


def open_check(replica: Replica, name: str, since: str, until: str) -> str | None:
    """The pair of the newest first reading of a symptom that has no second one, between two UTC times.

    While locked the names cannot be read: then it is the newest check that has fewer second than first readings.
    """
    seconds: dict[str, list[Any]] = {}
    firsts: dict[str, list[Any]] = {}
    for row_id, pair_id, sealed, when in replica.all(
        "SELECT id, pairId, symptom, beforeOrAfter FROM medical_symptoms WHERE sessionId IS NULL "
        "AND timestamp >= ? AND pairId IS NOT NULL AND deletedAt IS NULL "
        "AND (beforeOrAfter = 'after' OR timestamp <= ?) ORDER BY timestamp DESC, id DESC",
        (since, until),
    ):
        known = firsts if when == "before" else seconds
        known.setdefault(pair_id, []).append(replica.opened(sealed, "medical_symptoms", row_id, "symptom"))
    for pair_id, first in firsts.items():
        second = seconds.get(pair_id, [])
        locked = not all(isinstance(found, str) for found in (*first, *second))
        if (len(second) < len(first)) if locked else (name in first and name not in second):
            return pair_id
    return None


def children_of(replica: Replica, session_id: str) -> list[tuple[str, str]]:
    """Table and id of every live row that belongs to a session."""
    return [
        (table, row_id)
        for table in CHILDREN
        for (row_id,) in replica.all(
            f"SELECT id FROM {table} WHERE sessionId = ? AND deletedAt IS NULL", (session_id,)
        )
    ]


def paired_with(replica: Replica, table: str, row_id: str) -> list[str]:
    """The live rows that share the pair of a mood or symptom row."""
    rows: list[tuple[Any, ...]] = replica.all(
        f"SELECT id FROM {table} WHERE pairId = (SELECT pairId FROM {table} WHERE userId = ? AND id = ?) "
        "AND deletedAt IS NULL",
        (replica.user_id, row_id),
    )
    return [row[0] for row in rows]
