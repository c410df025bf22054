"""Where things stand, for prompts, tmux and people."""

from __future__ import annotations

import os
from datetime import timedelta

from sesh_tui.db.clock import parse_utc, shift_day
from sesh_tui.db.views import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.tracker import Tracker


def status(tracker: Tracker, *, short: bool = False) -> Status:
    """Counts of today; the long form also reads the whole file's figures and the key's state."""
    replica = tracker.replica
    now = tracker.now()
    today = tracker.day_of(now)
    since = now - timedelta(hours=24)
    row = replica.one(
        "SELECT count(*), sum(thcUg) FROM sessions WHERE timestamp >= ? AND timestamp < ? AND localDay = ? "
        "AND deletedAt IS NULL",
        (shift_day(today, -1), shift_day(today, 3), today),
    )
    last = replica.one(
        "SELECT timestamp, method, strain FROM sessions WHERE deletedAt IS NULL ORDER BY timestamp DESC LIMIT 1"
    )
    waiting = replica.one(
        "SELECT count(*) FROM sessions WHERE timestamp >= ? AND afterDueAt IS NOT NULL AND deletedAt IS NULL",
        (f"{since:%Y-%m-%dT%H:%M:%S.000Z}",),
    )
    running = replica.one(
        "SELECT 1 FROM sessions WHERE source = 'timer' AND endedAt IS NULL AND deletedAt IS NULL LIMIT 1"
    )
    assert row is not None
    assert waiting is not None
    total = None if short else replica.one("SELECT count(*) FROM sessions WHERE deletedAt IS NULL")
    pending = None if short else replica.one("SELECT count(*) FROM outbox")
    key = "unknown" if short else tracker.vault.state().key
    return Status(
        sessions_today=row[0],
        thc_ug_today=row[1],
        last_timestamp=last[0] if last else None,
        last_label=" ".join(part for part in last[1:] if part) if last else None,
        open_afters=waiting[0],
        running=running is not None,
        sessions=total[0] if total else None,
        file=replica.path,
        file_bytes=None if short else os.path.getsize(replica.path),
        locked=None if short else key == "locked",
        key_state=key,
        pending=pending[0] if pending else None,
    )


def ago(tracker: Tracker, timestamp: str) -> str:
    """``12m``, ``3h``, ``5d``: how long ago a time was."""
    minutes = max(0, int((tracker.now() - parse_utc(timestamp)).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 2880 else f"{minutes // 1440}d"
