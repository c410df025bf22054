"""Rows as scripts get them: the stable shapes behind ``--json``, ``--jsonl``, ``--csv`` and ``--tsv``.

``SCHEMA_VERSION`` grows only when a field changes its meaning or goes away; new fields may appear
at any time. A sealed value that cannot be opened is ``null``, and its name stands in ``locked``.
"""

from __future__ import annotations

from typing import Any

from sesh_tui.crypto.envelope import Unopened
from sesh_tui.db import session_cells, sessions
from sesh_tui.db.clock import clock_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sesh_tui.db.views import Day, JournalEntry, PairView, StockItem
    from sesh_tui.tracker import Tracker

SCHEMA_VERSION = 1

_BATCH = 400


def session(tracker: Tracker, session_id: str) -> dict[str, Any]:
    """One session by its full id."""
    return next(session_records(tracker, [session_id]))


def session_records(tracker: Tracker, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Sessions with their moods and symptoms, in the order of ``ids``; deleted ones are passed over."""
    for first in range(0, len(ids), _BATCH):
        yield from _batch(tracker, ids[first : first + _BATCH])


def _batch(tracker: Tracker, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    replica = tracker.replica
    rows = session_cells.cells(replica, ids)
    moods: dict[str, list[dict[str, Any]]] = {}
    marks: dict[str, list[str]] = {}
    for row_id, key, relation, mood, energy, text in session_cells.moods(replica, ids):
        mark = marks.setdefault(key, [])
        said = _opened(replica.opened(text, "session_moods", row_id, "moodDescription"), "description", mark)
        record = {"relationType": relation, "moodRating": mood, "energyLevel": energy, "description": said}
        moods.setdefault(key, []).append(record)
    symptoms = session_cells.symptoms(replica, ids)
    for session_id in ids:
        if session_id in rows:
            locked = marks.get(session_id, [])
            yield _record(
                tracker, rows[session_id], moods.get(session_id, []), symptoms.get(session_id, []), locked
            )


def _record(
    tracker: Tracker,
    row: Sequence[Any],
    moods: list[dict[str, Any]],
    symptoms: Sequence[PairView],
    locked: list[str],
) -> dict[str, Any]:
    record = dict(zip(session_cells.NAMES, row, strict=True))
    for name in ("location", "notes", "triggers"):
        value = tracker.replica.opened(record[name], "sessions", record["id"], name)
        record[name] = _opened(value, name, locked)
    record["effects"] = list(sessions.json_list(record["effects"]))
    record["localTime"] = clock_text(record["timestamp"], record["tzOffsetMin"] or 0)
    record["moods"] = moods
    record["symptoms"] = [pair(view, locked) for view in symptoms]
    record["locked"] = sorted(set(locked))
    return record


def _opened(value: Any, name: str, locked: list[str]) -> Any:
    if isinstance(value, Unopened):
        locked.append(name)
        return None
    return value


def pair(view: PairView, locked: list[str]) -> dict[str, Any]:
    """A symptom with its readings; ``symptom`` is null while its name is locked."""
    name = _opened(view.name, "symptoms", locked)
    return {"symptom": name, "before": view.before, "after": view.after}


def item(view: StockItem) -> dict[str, Any]:
    """A lot of the stock."""
    locked: list[str] = []
    return {
        "id": view.id,
        "name": view.name,
        "category": view.category,
        "strain": view.strain,
        "acquired": view.acquired,
        "openedAt": view.opened_at,
        "finishedAt": view.finished_at,
        "expires": view.expires,
        "startMg": view.start_mg,
        "remainingMg": view.remaining_mg,
        "startUl": view.start_ul,
        "remainingUl": view.remaining_ul,
        "startMilli": view.start_milli,
        "remainingMilli": view.remaining_milli,
        "countUnit": view.count_unit,
        "thc": view.thc,
        "cbd": view.cbd,
        "costMinor": view.cost_minor,
        "currency": view.currency,
        "seller": view.seller,
        "low": view.low,
        "notes": _opened(view.notes, "notes", locked),
        "locked": locked,
    }


def journal_entry(view: JournalEntry) -> dict[str, Any]:
    """A journal entry with its body."""
    locked: list[str] = []
    tags = _opened(view.tags, "tags", locked)
    return {
        "id": view.row.id,
        "entryAt": view.row.entry_at,
        "localDay": view.row.local_day,
        "title": _opened(view.row.title, "title", locked),
        "content": _opened(view.content, "content", locked),
        "tags": list(tags) if tags else [],
        "sessionId": view.row.session_id,
        "locked": locked,
    }


def day(tracker: Tracker, view: Day) -> dict[str, Any]:
    """A day: its timeline and its totals by route."""
    ids = [entry.id for entry in view.items if entry.kind == "session"]
    full = {record["id"]: record for record in session_records(tracker, ids)}
    return {
        "localDay": view.local_day,
        "items": [_timeline(entry, full) for entry in view.items],
        "totals": [
            {
                "route": total.route,
                "sessions": total.sessions,
                "amountMg": total.amount_mg,
                "thcUg": total.thc_ug,
                "cbdUg": total.cbd_ug,
                "unknownDoses": total.unknown_doses,
            }
            for total in view.totals
        ],
        "openAfters": [
            {"sessionId": waiting.session_id, "dueAt": waiting.due_at, "label": waiting.label}
            for waiting in view.open_afters
        ],
        "running": view.running.id if view.running else None,
    }


def _timeline(entry: Any, full: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if entry.kind == "session":
        return {"kind": "session", **full[entry.id]}
    locked: list[str] = []
    return {
        "kind": entry.kind,
        "id": entry.id,
        "timestamp": entry.at,
        "localTime": entry.local_time,
        "readings": [pair(view, locked) for view in entry.pairs],
        "text": _opened(entry.text, "text", locked),
        "locked": sorted(set(locked)),
    }


CSV_COLUMNS = [
    "id",
    "localDay",
    "localTime",
    "timestamp",
    "tzOffsetMin",
    "method",
    "route",
    "strain",
    "product",
    "amount",
    "unit",
    "amountMg",
    "thcUg",
    "cbdUg",
    "doseBasis",
    "duration",
    "rating",
    "moodBefore",
    "moodAfter",
    "energyBefore",
    "energyAfter",
    "symptoms",
    "effects",
    "purpose",
    "location",
    "notes",
    "costMinor",
    "currency",
    "source",
]
"""Columns of a session in a table: date and time apart and combined."""


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """A session record as one row of a table."""
    row = {name: record.get(name) for name in CSV_COLUMNS}
    for mood in record["moods"]:
        when = str(mood["relationType"]).capitalize()
        if when in ("Before", "After"):
            row[f"mood{when}"] = mood["moodRating"]
            row[f"energy{when}"] = mood["energyLevel"]
    row["effects"] = " ".join(record["effects"])
    row["symptoms"] = "; ".join(
        f"{entry['symptom'] or '‹locked›'}:{_blank(entry['before'])}-{_blank(entry['after'])}"
        for entry in record["symptoms"]
    )
    return row


def _blank(value: int | None) -> str:
    return "_" if value is None else str(value)
