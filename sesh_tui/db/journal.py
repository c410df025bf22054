"""Journal entries: sealed titles, bodies and tags, opened only for what is shown."""

from __future__ import annotations

from typing import Any

from sesh_tui.db import day, sessions
from sesh_tui.db.clock import clock_text
from sesh_tui.db.replica import Replica
from sesh_tui.db.views import JournalEntry, JournalRow
from sesh_tui.errors import NotFound

EXCERPT = 80
_COLUMNS = f"id, {day.ENTRY_AT}, localDay, tzOffsetMin, title, content, sessionId"


def _row(replica: Replica, row: tuple[Any, ...]) -> tuple[JournalRow, Any]:
    row_id, at, local_day, offset, title, content, session_id = row
    body = replica.opened(content, "journal_entries", row_id, "content")
    excerpt = " ".join(body.split())[:EXCERPT] if isinstance(body, str) else body
    view = JournalRow(
        id=row_id,
        entry_at=at,
        local_day=local_day or at[:10],
        local_time=clock_text(at, offset or 0),
        title=replica.opened(title, "journal_entries", row_id, "title"),
        excerpt=excerpt,
        session_id=session_id,
    )
    return view, body


def entries(replica: Replica, query: str = "", *, limit: int = -1, offset: int = 0) -> list[JournalRow]:
    """Entries, newest first; with ``query`` those whose opened title or body holds all of its words."""
    words = query.casefold().split()
    sql = f"SELECT {_COLUMNS} FROM journal_entries WHERE deletedAt IS NULL ORDER BY {day.ENTRY_AT} DESC, id DESC"
    if not words:
        return [_row(replica, row)[0] for row in replica.all(sql + " LIMIT ? OFFSET ?", (limit, offset))]
    found = []
    for row in replica.all(sql):
        view, body = _row(replica, row)
        text = " ".join(part for part in (view.title, body) if isinstance(part, str)).casefold()
        if all(word in text for word in words):
            found.append(view)
    return found[offset:] if limit < 0 else found[offset : offset + limit]


def entry(replica: Replica, entry_id: str) -> JournalEntry:
    """One entry with its whole body."""
    row = replica.one(
        f"SELECT {_COLUMNS}, tags FROM journal_entries WHERE userId = ? AND id = ? AND deletedAt IS NULL",
        (replica.user_id, entry_id),
    )
    if row is None:
        raise NotFound("There is no such journal entry.")
    view, body = _row(replica, row[:7])
    tags = replica.opened(row[7], "journal_entries", entry_id, "tags")
    linked = (
        sessions.rows_where(replica, "s.userId = ? AND s.id = ?", (replica.user_id, row[6])) if row[6] else []
    )
    return JournalEntry(
        row=view,
        content=body,
        # tags of another client are a plain JSON list
        tags=tuple(tags)
        if isinstance(tags, (list, tuple))
        else sessions.json_list(tags)
        if isinstance(tags, str)
        else tags,
        session_label=day.label(linked[0]) if linked else None,
    )
