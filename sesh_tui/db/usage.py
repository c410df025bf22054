"""What is used most and last: the raw material of presets and of the quick form."""

from __future__ import annotations

from typing import Any, NamedTuple

from sesh_tui.db.replica import Replica


class Combination(NamedTuple):
    """A product used in one way, and how often."""

    item_id: str | None
    strain: str
    method: str | None
    amount: float
    unit: str
    amount_mg: int | None
    uses: int
    last_at: str


class Latest(NamedTuple):
    """A session as the quick form looks at it."""

    at: str
    item_id: str | None
    strain: str
    method: str | None
    amount: float | None
    unit: str | None
    in_jar: bool


def combinations(replica: Replica, since: str) -> list[Combination]:
    """Every combination of product, method and amount since a UTC time."""
    rows = replica.all(
        "SELECT inventoryId, strain, method, amount, unit, amountMg, count(*), max(timestamp) FROM sessions "
        "WHERE timestamp >= ? AND deletedAt IS NULL AND amount > 0.00001 AND unit IS NOT NULL "
        "AND strain IS NOT NULL "
        "GROUP BY strain, method, unit, amount",
        (since,),
    )
    return [Combination(*row) for row in rows]


def latest(replica: Replica, since: str, most: int) -> list[Latest]:
    """The newest sessions with a product since a UTC time, newest first."""
    rows = replica.all(
        "SELECT s.timestamp, s.inventoryId, s.strain, s.method, s.amount, s.unit, "
        "i.id IS NOT NULL AND i.finishedAt IS NULL FROM sessions s "
        "LEFT JOIN inventory i ON i.userId = s.userId AND i.id = s.inventoryId AND i.deletedAt IS NULL "
        "WHERE s.timestamp >= ? AND s.deletedAt IS NULL AND s.strain IS NOT NULL "
        "ORDER BY s.timestamp DESC, s.id DESC LIMIT ?",
        (since, most),
    )
    return [
        Latest(at, item, strain, method, amount, unit, bool(jar))
        for at, item, strain, method, amount, unit, jar in rows
    ]


def kept_presets(replica: Replica) -> list[tuple[Any, ...]]:
    """The presets a person kept, as (id, key, name, payload)."""
    return replica.all(
        "SELECT id, key, name, payload FROM presets WHERE deletedAt IS NULL AND key BETWEEN 1 AND 9"
    )
