"""The journal."""

from __future__ import annotations

from typing import Any

from sesh_tui.db import day, sessions
from sesh_tui.db.clock import clock_text
from sesh_tui.db.ids import short
from sesh_tui.errors import EntryError
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import stamps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sesh_tui.tracker import Tracker


def note(
    tracker: Tracker,
    content: str,
    *,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    session: str | None = None,
    entry: str | None = None,
    at: datetime | None = None,
    source: str = "cli",
) -> Outcome:
    """Write a journal entry, or change the one whose id or number is ``entry``.

    What is not given of a title and tags stays as it is; an empty one takes them away. Raises NotFound.
    """
    if not content.strip():
        raise EntryError("The note is empty. Nothing was stored.", hint="Write: sesh-tui note slept well")
    replica = tracker.replica
    session_id = sessions.find(replica, session) if session else None
    row_id = (
        sessions.find_by_id(replica, "journal_entries", entry.lower().removeprefix("#"), "journal entry")
        if entry
        else None
    )
    tracker.vault.ensure_key()
    label = "edit note" if entry else "note"
    values: dict[str, Any] = {"content": content}
    if title is not None:
        values["title"] = title or None
    if tags is not None:
        values["tags"] = list(tags) or None
    with replica.action("note", label, source=source):
        if row_id:
            if session_id:
                values["sessionId"] = session_id
            replica.update("journal_entries", row_id, values)
        else:
            stamp = stamps(tracker, at or tracker.now())
            stamp["entryAt"] = stamp.pop("timestamp")
            row_id = replica.insert("journal_entries", {**values, "sessionId": session_id, **stamp})
    row = replica.row("journal_entries", row_id, "coalesce(entryAt, createdAt)", "tzOffsetMin")
    assert row is not None
    words = len(content.split())
    said = f"{short(row_id)} {clock_text(row[0], row[1] or 0)} note, {words} word{'s' if words != 1 else ''}"
    if session_id:
        said += f" · to {day.label(sessions.get_row(replica, session_id))}"
    return Outcome(said, (row_id,), label)
