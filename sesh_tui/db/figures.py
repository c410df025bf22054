"""The figures behind ``status``."""

from __future__ import annotations

from typing import NamedTuple

from sesh_tui.db.clock import LOCAL_DAY, shift_day
from sesh_tui.db.replica import Replica


class Figures(NamedTuple):
    """Counts of a day and what is going on."""

    sessions: int
    thc_ug: int | None
    last_timestamp: str | None
    last_label: str | None
    open_afters: int
    running: bool


def of_day(replica: Replica, local_day: str, since: str) -> Figures:
    """The figures of a local day; afters are open from ``since`` (UTC) on."""
    row = replica.one(
        "SELECT count(*), sum(thcUg) FROM sessions s WHERE timestamp >= ? AND timestamp < ? "
        f"AND {LOCAL_DAY} = ? AND deletedAt IS NULL",
        (shift_day(local_day, -1), shift_day(local_day, 3), local_day),
    )
    last = replica.one(
        "SELECT timestamp, method, strain FROM sessions WHERE deletedAt IS NULL ORDER BY timestamp DESC LIMIT 1"
    )
    waiting = replica.one(
        "SELECT count(*) FROM sessions WHERE timestamp >= ? AND afterDueAt IS NOT NULL AND deletedAt IS NULL",
        (since,),
    )
    running = replica.one(
        "SELECT 1 FROM sessions WHERE source = 'timer' AND endedAt IS NULL AND deletedAt IS NULL LIMIT 1"
    )
    assert row is not None
    assert waiting is not None
    return Figures(
        sessions=row[0],
        thc_ug=row[1],
        last_timestamp=last[0] if last else None,
        last_label=" ".join(part for part in last[1:] if part) if last else None,
        open_afters=waiting[0],
        running=running is not None,
    )


def totals(replica: Replica) -> tuple[int, int]:
    """All sessions ever, and the rows that wait to be synced."""
    row = replica.one(
        "SELECT (SELECT count(*) FROM sessions WHERE deletedAt IS NULL), (SELECT count(*) FROM outbox)"
    )
    assert row is not None
    return row[0], row[1]
