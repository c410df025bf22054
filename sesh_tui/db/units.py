"""The person's own units and symptoms."""

from __future__ import annotations

from sesh_tui.db.replica import Replica
from sesh_tui.domain.units import CustomUnit

_COLUMNS = "name, plural, method, mg, sdPct, inventoryId"


def custom_units(replica: Replica) -> dict[str, CustomUnit]:
    """The person's own units by each word they may be typed with, those of single lots left out."""
    found: dict[str, CustomUnit] = {}
    for row in replica.all(
        f"SELECT {_COLUMNS} FROM custom_units WHERE deletedAt IS NULL AND inventoryId IS NULL ORDER BY name"
    ):
        unit = CustomUnit(*row)
        found[unit.name.lower()] = unit
        found[(unit.plural or unit.name + "s").lower()] = unit
    return found


def own_unit(replica: Replica, name: str, item_id: str | None) -> CustomUnit | None:
    """The person's own size of a counted unit: for this lot, or else in general."""
    row = replica.one(
        f"SELECT {_COLUMNS} FROM custom_units WHERE deletedAt IS NULL AND name = ? "
        "AND (inventoryId IS NULL OR inventoryId = ?) ORDER BY inventoryId IS NULL LIMIT 1",
        (name, item_id),
    )
    return CustomUnit(*row) if row else None


def tracked_symptoms(replica: Replica) -> frozenset[str]:
    """The symptoms the person added, lower case; only those that can be opened now."""
    rows = replica.all("SELECT id, name FROM tracked_symptoms WHERE deletedAt IS NULL")
    names = (replica.opened(name, "tracked_symptoms", row_id, "name") for row_id, name in rows)
    return frozenset(name.lower() for name in names if isinstance(name, str))


def has_tracked_symptoms(replica: Replica) -> bool:
    """Whether the person added any symptom, opened or not."""
    return replica.one("SELECT 1 FROM tracked_symptoms WHERE deletedAt IS NULL LIMIT 1") is not None
