"""Where things stand, for prompts, tmux and people."""

from __future__ import annotations

import os
from datetime import timedelta

from sesh_tui.db import figures
from sesh_tui.db.clock import parse_utc
from sesh_tui.db.views import Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.tracker import Tracker


def status(tracker: Tracker, *, short: bool = False) -> Status:
    """Counts of today; the long form also reads the whole file's figures and the key's state."""
    now = tracker.now()
    since = f"{now - timedelta(hours=24):%Y-%m-%dT%H:%M:%S.000Z}"
    found = figures.of_day(tracker.replica, tracker.day_of(now), since)
    sessions, pending = (None, None) if short else figures.totals(tracker.replica)
    key = "unknown" if short else tracker.vault.state().key
    return Status(
        sessions_today=found.sessions,
        thc_ug_today=found.thc_ug,
        last_timestamp=found.last_timestamp,
        last_label=found.last_label,
        open_afters=found.open_afters,
        running=found.running,
        sessions=sessions,
        file=tracker.replica.path,
        file_bytes=None if short else os.path.getsize(tracker.replica.path),
        locked=None if short else key == "locked",
        key_state=key,
        pending=pending,
    )


def ago(tracker: Tracker, timestamp: str) -> str:
    """``12m``, ``3h``, ``5d``: how long ago a time was."""
    minutes = max(0, int((tracker.now() - parse_utc(timestamp)).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 2880 else f"{minutes // 1440}d"
