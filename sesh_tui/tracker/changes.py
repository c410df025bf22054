"""Changing and deleting what was logged. Deleting hides; nothing is lost."""

from __future__ import annotations

from typing import Any

from sesh_tui.db import day, readings, sessions, stock
from sesh_tui.db.ids import short
from sesh_tui.domain.dates import from_iso, iso
from sesh_tui.domain.stock import negated
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker.after import added_note, apply_readings, outcome_of
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import (
    company,
    merged,
    noted,
    priced,
    repeated,
    seals_something,
    stamps,
    track,
)
from sesh_tui.tracker.use import move_stock, use_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.domain.entry import Entry
    from sesh_tui.tracker import Tracker

_KINDS = (
    ("sessions", "session"),
    ("journal_entries", "note"),
    ("inventory", "lot"),
    ("medical_symptoms", "check"),
    ("session_moods", "mood"),
)


def edit(
    tracker: Tracker, ref: str, words: str | Sequence[str], source: str, *, new: bool = False
) -> Outcome:
    """Replace what the words say and keep the rest; dose, cost and stock follow."""
    replica = tracker.replica
    row = sessions.get_row(replica, sessions.find(replica, ref))
    entry = tracker.parse(words, "edit", new=new)
    if not any(value not in (None, (), False) for value in entry):
        raise EntryError(
            "Nothing to change is named. Nothing was changed.", hint="Write: sesh-tui edit last 0.2g"
        )
    if seals_something(entry):
        tracker.vault.ensure_key()
    columns, use = _changes(tracker, row.id, entry)
    label = f"edit {day.label(row)}"
    with replica.action("edit", label, source=source):
        if entry.at is not None:
            columns |= stamps(tracker, entry.at)
        more = noted(entry)
        if entry.note is None and more is not None:  # tags and people are added, a note replaces
            columns |= added_note(tracker, row, more, tracker.now())
        replica.update("sessions", row.id, columns)
        if use is not None:
            _move_anew(tracker, row.id, use, iso(entry.at) if entry.at else row.timestamp)
        apply_readings(tracker, sessions.get_row(replica, row.id), entry)
        track(tracker, entry.new_symptoms)
    return outcome_of(tracker, row.id, entry, label, use.notes if use else ())


def _changes(tracker: Tracker, session_id: str, entry: Entry) -> tuple[dict[str, Any], Any]:
    """Columns that the line replaces, and the use they follow from where it changed."""
    columns: dict[str, Any] = {}
    use = None
    if entry.amount or entry.method or entry.product or entry.item or entry.thc or entry.cbd:
        use = use_of(tracker, merged(repeated(tracker, session_id), entry))
        columns |= {
            "inventoryId": None,
            "productId": None,
            "costMinor": None,
            "currency": None,
            **use.columns,
        }
    simple = {
        "duration": entry.duration_min,
        "effects": list(entry.effects) or None,
        "notes": noted(entry) if entry.note is not None else None,
        "rating": entry.rating,
        "location": " · ".join(place for place in (entry.location, entry.where) if place) or None,
        "companions": entry.companions,
        "accompaniedBy": company(entry),
        "purpose": entry.purpose,
    }
    said = {name: value for name, value in simple.items() if value is not None}
    return columns | said | priced(tracker, entry), use


def _move_anew(tracker: Tracker, session_id: str, use: Any, timestamp: str) -> None:
    """Replace the stock move of a session; inside an action."""
    replica = tracker.replica
    for move, item in stock.moves_of(replica, session_id):
        replica.hide("stock_moves", move)
        stock.cache_amount(replica, item)
    if use.moved is not None and any(use.moved):
        move_stock(
            tracker, use.columns["inventoryId"], "use", negated(use.moved), from_iso(timestamp), session_id
        )


def remove(tracker: Tracker, refs: Sequence[str], source: str) -> Outcome:
    """Delete everything named, in one action."""
    found = [find_any(tracker, ref) for ref in refs]
    if not found:
        raise NotFound("Nothing to delete is named.", hint="Write: sesh-tui rm last")
    label = ", ".join(f"rm {name}" for _, _, name in found)
    with tracker.replica.action("rm", label, source=source):
        for table, row_id, _ in found:
            _remove(tracker, table, row_id)
    said = ", ".join(f"{short(row_id)} {name}" for _, row_id, name in found)
    return Outcome(f"deleted {said}", tuple(row_id for _, row_id, _ in found), label)


def find_any(tracker: Tracker, ref: str) -> tuple[str, str, str]:
    """Table, id and a short name of whatever has this number; ``last`` is a session."""
    replica = tracker.replica
    if ref.lower().startswith("last"):
        row = sessions.get_row(replica, sessions.find(replica, ref))
        return "sessions", row.id, day.label(row)
    for table, what in _KINDS:
        try:
            row_id = sessions.find_by_id(replica, table, ref.strip().lower().removeprefix("#"), what)
        except NotFound:
            continue
        if table == "sessions":
            return table, row_id, day.label(sessions.get_row(replica, row_id))
        if table == "inventory":
            name = replica.row("inventory", row_id, "name")
            return table, row_id, f"lot {name[0]}" if name else what
        return table, row_id, what
    raise NotFound(f"Nothing has the number {ref!r}.", hint="sesh-tui ls and sesh-tui day show the numbers.")


def _remove(tracker: Tracker, table: str, row_id: str) -> None:
    replica = tracker.replica
    replica.hide(table, row_id)
    if table == "sessions":
        for child, child_id in readings.children_of(replica, row_id):
            replica.hide(child, child_id)
        item = replica.row("sessions", row_id, "inventoryId")
        if item and item[0]:
            stock.cache_amount(replica, item[0])
    elif table in ("medical_symptoms", "session_moods"):
        for other in readings.paired_with(replica, table, row_id):
            replica.hide(table, other)
