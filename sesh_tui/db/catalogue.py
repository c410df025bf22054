"""The shipped catalogue of strains, as the replica keeps it."""

from __future__ import annotations

from sesh_tui.db.replica import Replica


def strain(replica: Replica, key: str) -> tuple[str, str] | None:
    """Name and trade label (indica, sativa, hybrid or empty) of a strain by its ``name_key``."""
    row = replica.one("SELECT name, label FROM catalogue WHERE key = ?", (key,))
    return None if row is None else (str(row[0]), str(row[1] or ""))
