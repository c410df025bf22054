"""One day of the person: the timeline, the totals, what is open and what is in the jar."""

from __future__ import annotations

from typing import Any

from sesh_tui.db import sessions, stock
from sesh_tui.db.clock import LOCAL_DAY, clock_text, shift_day
from sesh_tui.db.replica import Replica
from sesh_tui.db.views import Day, OpenAfter, PairView, RouteTotal, SessionRow, TimelineItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


ENTRY_AT = "coalesce(entryAt, createdAt)"
"""When a journal entry was written; entries of Sesh-Tracker's other clients only say when they were made."""


def _day_of(time: str) -> str:
    return f"coalesce(localDay, substr({time}, 1, 10))"


def day(replica: Replica, local_day: str, *, today: str, since: str, low_percent: int) -> Day:
    """Everything about ``local_day``; afters are open from ``since`` (UTC) on."""
    rows = _sessions_of(replica, local_day)
    items = [*_session_items(replica, rows), *_alone(replica, local_day), *_notes(replica, local_day)]
    items.sort(key=lambda item: (item.at, item.id))
    ever = bool(items) or replica.one("SELECT 1 FROM sessions LIMIT 1") is not None
    return Day(
        local_day=local_day,
        is_today=local_day == today,
        items=tuple(items),
        totals=tuple(totals(rows)),
        open_afters=tuple(open_afters(replica, since)),
        jar=tuple(stock.items(replica, low_percent=low_percent)),
        running=sessions.running(replica),
        ever_logged=ever,
        locked=any(_unopened(item) for item in items),
    )


def window(local_day: str) -> tuple[str, str]:
    """UTC bounds that surely hold a local day, whatever the offset and the start of the day."""
    return shift_day(local_day, -1), shift_day(local_day, 3)


def _sessions_of(replica: Replica, local_day: str) -> list[SessionRow]:
    # the bounds let the index on time find the day; localDay decides
    return sessions.rows_where(
        replica,
        f"s.timestamp >= ? AND s.timestamp < ? AND {LOCAL_DAY} = ?",
        (*window(local_day), local_day),
        "ORDER BY s.timestamp, s.id",
    )


def _session_items(replica: Replica, rows: list[SessionRow]) -> Iterable[TimelineItem]:
    if not rows:
        return
    marks = ", ".join("?" * len(rows))
    ids = [row.id for row in rows]
    moods = sessions.mood_pairs(replica, f"sessionId IN ({marks})", ids)
    symptoms = sessions.symptom_pairs(replica, f"sessionId IN ({marks})", ids)
    notes: dict[str, Any] = {}
    if any(row.has_note for row in rows):
        notes = dict(
            replica.all(
                f"SELECT id, notes FROM sessions WHERE userId = ? AND id IN ({marks})",
                (replica.user_id, *ids),
            )
        )
    for row in rows:
        yield TimelineItem(
            kind="session",
            id=row.id,
            at=row.timestamp,
            local_time=clock_text(row.timestamp, row.tz_offset_min),
            session=row,
            pairs=(*moods.get(row.id, ()), *symptoms.get(row.id, ())),
            text=replica.opened(notes.get(row.id), "sessions", row.id, "notes"),
        )


def _alone(replica: Replica, local_day: str) -> Iterable[TimelineItem]:
    """Moods, checks and cravings that belong to no session."""
    bounds = (*window(local_day), local_day)
    moods: dict[str, tuple[str, str, int | None, Any]] = {}
    for row_id, key, at, offset, text in replica.all(
        "SELECT id, coalesce(pairId, id), timestamp, tzOffsetMin, moodDescription FROM session_moods "
        f"WHERE sessionId = '' AND timestamp >= ? AND timestamp < ? AND {_day_of('timestamp')} = ? "
        "AND deletedAt IS NULL "
        "ORDER BY timestamp, id",
        bounds,
    ):
        moods.setdefault(
            key, (row_id, at, offset, replica.opened(text, "session_moods", row_id, "moodDescription"))
        )
    for key, (row_id, at, offset, text) in moods.items():
        pairs = sessions.mood_pairs(replica, "sessionId = '' AND coalesce(pairId, id) = ?", (key,))
        yield _item("mood", row_id, at, offset, pairs.get(key, ()), text)
    groups: dict[str, tuple[str, str, int | None, str | None, Any]] = {}
    for row_id, key, at, offset, kind, note in replica.all(
        "SELECT id, coalesce(pairId, id), timestamp, tzOffsetMin, kind, notes FROM medical_symptoms "
        f"WHERE sessionId IS NULL AND timestamp >= ? AND timestamp < ? AND {_day_of('timestamp')} = ? "
        "AND deletedAt IS NULL "
        "ORDER BY timestamp, id",
        bounds,
    ):
        opened = replica.opened(note, "medical_symptoms", row_id, "notes")
        if key not in groups:
            groups[key] = (row_id, at, offset, kind, opened)
        elif opened is not None and groups[key][4] is None:
            groups[key] = (*groups[key][:4], opened)
    for key, (row_id, at, offset, kind, note) in groups.items():
        pairs = sessions.symptom_pairs(replica, "sessionId IS NULL AND coalesce(pairId, id) = ?", (key,))
        yield _item("craving" if kind == "craving" else "check", row_id, at, offset, pairs.get(key, ()), note)


def _notes(replica: Replica, local_day: str) -> Iterable[TimelineItem]:
    for row_id, at, offset, title in replica.all(
        f"SELECT id, {ENTRY_AT}, tzOffsetMin, title FROM journal_entries "
        f"WHERE {ENTRY_AT} >= ? AND {ENTRY_AT} < ? AND {_day_of(ENTRY_AT)} = ? AND deletedAt IS NULL",
        (*window(local_day), local_day),
    ):
        opened = replica.opened(title, "journal_entries", row_id, "title")
        yield _item("note", row_id, at, offset, (), opened)


def _item(
    kind: str, row_id: str, at: str, offset: int | None, pairs: Iterable[PairView], text: Any
) -> TimelineItem:
    return TimelineItem(kind, row_id, at, clock_text(at, offset or 0), None, tuple(pairs), text)


def _unopened(item: TimelineItem) -> bool:
    return not (item.text is None or isinstance(item.text, str)) or any(
        not isinstance(pair.name, str) for pair in item.pairs
    )


def totals(rows: Iterable[SessionRow]) -> list[RouteTotal]:
    """Sums by route. Routes are never added up, because the same quantity acts differently by route."""
    sums: dict[str, list[int]] = {}
    for row in rows:
        total = sums.setdefault(row.route or "other", [0, 0, 0, 0, 0])
        total[0] += 1
        total[1] += row.amount_mg or 0
        total[2] += row.thc_ug or 0
        total[3] += row.cbd_ug or 0
        total[4] += row.thc_ug is None
    return [RouteTotal(route, *values) for route, values in sums.items()]


def open_afters(replica: Replica, since: str) -> list[OpenAfter]:
    """Sessions since ``since`` (UTC) that were asked about and not answered, oldest first."""
    rows = sessions.rows_where(
        replica, "s.timestamp >= ? AND s.afterDueAt IS NOT NULL", (since,), "ORDER BY s.timestamp, s.id"
    )
    due = dict(
        replica.all(
            "SELECT id, afterDueAt FROM sessions WHERE timestamp >= ? AND afterDueAt IS NOT NULL "
            "AND deletedAt IS NULL",
            (since,),
        )
    )
    return [OpenAfter(row.id, due[row.id], label(row)) for row in rows]


def label(row: SessionRow) -> str:
    """``vape Blue Dream 21:04``: how a session is named in one short line; nothing sealed in it."""
    parts = [row.method or "session", row.product or "", clock_text(row.timestamp, row.tz_offset_min)]
    return " ".join(part for part in parts if part)
