"""What ``--json``, ``--jsonl``, ``--csv`` and ``--tsv`` print; the schemas stand in ``schemas/``.

The rows themselves have their shape from ``tracker.records``; this puts them into documents. Every
document has ``schemaVersion``, which grows only when a field changes its meaning or goes away.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from sesh_tui.cli import say
from sesh_tui.tracker import records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sesh_tui.db.views import Status
    from sesh_tui.tracker import Outcome, Tracker

FORMATS = ("json", "jsonl", "csv", "tsv")
_BATCH = 400


def text(value: Any, *, indent: int | None = None) -> str:
    """JSON as this program prints it: letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def document(**parts: Any) -> str:
    """A whole document."""
    return text({"schemaVersion": records.SCHEMA_VERSION, **parts}, indent=2)


def of_outcome(tracker: Tracker, outcome: Outcome) -> str:
    """What a writing verb did, on one line, with the session, lot or note it made or changed."""
    parts: dict[str, Any] = {
        "schemaVersion": records.SCHEMA_VERSION,
        "message": outcome.message,
        "action": outcome.action or None,
        "ids": list(outcome.ids),
        "notes": list(outcome.notes),
        "session": None,
        "item": None,
        "entry": None,
    }
    if outcome.ids:
        parts |= _made(tracker, outcome.ids[0])
    return text(parts)


def _made(tracker: Tracker, row_id: str) -> dict[str, Any]:
    from sesh_tui.errors import NotFound

    session = next(unlocked_records(tracker, [row_id]), None)
    if session is not None:
        return {"session": session}
    try:
        return {"item": records.item(tracker.item(row_id))}
    except NotFound:
        pass
    try:
        return {"entry": records.journal_entry(tracker.journal_entry(row_id))}
    except NotFound:
        return {}


def unlocked_records(tracker: Tracker, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Session records in the order of ``ids``; the key is fetched only if something in them is sealed."""
    asked = False
    for first in range(0, len(ids), _BATCH):
        batch = list(records.session_records(tracker, ids[first : first + _BATCH]))
        if not asked and any(record["locked"] for record in batch):
            asked = True
            if tracker.vault.try_unlock():
                batch = list(records.session_records(tracker, ids[first : first + _BATCH]))
            else:
                say_locked()
        yield from batch


def say_locked() -> None:
    """Say once that something is sealed and how to open it."""
    say.hint("Some of it is locked and shown as a mark. Open it with: sesh-tui unlock")


def of_status(status: Status, *, short: bool = False, by_hand: bool = False) -> str:
    """Where things stand; the short form holds today only. ``by_hand``: locked with ``sesh-tui lock``."""
    found: dict[str, Any] = {
        "sessionsToday": status.sessions_today,
        "thcUgToday": status.thc_ug_today,
        "lastTimestamp": status.last_timestamp,
        "lastLabel": status.last_label,
        "openAfters": status.open_afters,
        "running": status.running,
    }
    if short:
        return text({"schemaVersion": records.SCHEMA_VERSION, **found})
    found |= {
        "sessions": status.sessions,
        "file": status.file,
        "fileBytes": status.file_bytes,
        "key": "none" if status.key_state == "none" else "locked" if by_hand else "kept",
        "locked": by_hand,
        "pending": status.pending,
    }
    return document(**found)


def write(form: str, name: str, rows: Iterable[dict[str, Any]], columns: Sequence[str] = ()) -> int:
    """Write rows in one of ``FORMATS`` as they come; returns how many. ``columns`` are those of a table."""
    if form == "json":
        return _write_json(name, rows)
    if form == "jsonl":
        count = 0
        for row in rows:
            say.out(text({"schemaVersion": records.SCHEMA_VERSION, **row}))
            count += 1
        return count
    return _write_table(rows, columns, "," if form == "csv" else "\t")


def _write_json(name: str, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    sys.stdout.write(f'{{"schemaVersion": {records.SCHEMA_VERSION}, "{name}": [')
    for row in rows:
        sys.stdout.write(",\n" if count else "\n")
        sys.stdout.write(text(row))
        count += 1
    sys.stdout.write("\n]}\n" if count else "]}\n")
    return count


def _write_table(rows: Iterable[dict[str, Any]], columns: Sequence[str], separator: str) -> int:
    import csv

    writer = csv.DictWriter(
        sys.stdout, columns, delimiter=separator, lineterminator="\n", extrasaction="ignore"
    )
    writer.writeheader()
    count = 0
    for row in rows:
        if separator == "\t":  # tab-separated values know no quotes
            row = {
                name: " ".join(str(value).split()) if value is not None else None
                for name, value in row.items()
            }
        writer.writerow(row)
        count += 1
    return count


ITEM_COLUMNS = (
    "id",
    "name",
    "category",
    "strain",
    "acquired",
    "openedAt",
    "finishedAt",
    "expires",
    "startMg",
    "remainingMg",
    "startUl",
    "remainingUl",
    "startMilli",
    "remainingMilli",
    "countUnit",
    "thc",
    "cbd",
    "costMinor",
    "currency",
    "seller",
    "low",
    "notes",
)
