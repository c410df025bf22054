"""Changing and deleting what was logged. Deleting hides; nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sesh_tui.db import day, names, readings, sessions, stock
from sesh_tui.db.ids import short
from sesh_tui.domain.dates import from_iso, iso
from sesh_tui.domain.stock import cost_of_use, negated
from sesh_tui.errors import Ambiguous, EntryError, NotFound
from sesh_tui.tracker.after import added_note, apply_readings, outcome_of, started
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import (
    AFTER_KNOWN,
    company,
    is_said,
    merged,
    noted,
    priced,
    readings_of,
    repeated,
    seals_something,
    stamps,
    track,
)
from sesh_tui.tracker.use import move_stock, use_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sesh_tui.db.views import SessionRow
    from sesh_tui.domain.entry import Entry
    from sesh_tui.tracker import Tracker

_KINDS = (
    ("sessions", "session", "1"),
    ("journal_entries", "note", "1"),
    ("inventory", "lot", "1"),
    ("medical_symptoms", "check", "sessionId IS NULL"),
    ("session_moods", "mood", "sessionId = ''"),
)


def edit(
    tracker: Tracker, ref: str, words: str | Sequence[str], source: str, *, new: bool = False
) -> Outcome:
    """Replace what the words say and keep the rest; dose, cost and stock follow."""
    replica = tracker.replica
    row = sessions.get_row(replica, sessions.find(replica, ref))
    entry = tracker.parse(words, "edit", new=new)
    if not any(is_said(value) for value in entry):
        raise EntryError(
            "Nothing to change is named. Nothing was changed.", hint="Write: sesh-tui edit last 0.2g"
        )
    if seals_something(entry):
        tracker.vault.ensure_key()
    columns, use = _changes(tracker, row.id, entry)
    known = replica.row("sessions", row.id, "strain")
    before = known[0] if known else None
    label = f"edit {day.label(row)}"
    with replica.action("edit", label, source=source):
        columns |= _moved(tracker, row, entry)
        more = noted(entry)
        if entry.note is None and more is not None:  # tags and people are added, a note replaces
            columns |= added_note(tracker, row, more, tracker.now())
        replica.update("sessions", row.id, columns)
        row = sessions.get_row(replica, row.id)
        at, now = started(row) or tracker.now(), tracker.now()
        if use is not None:
            _move_anew(tracker, row.id, use, at)
        apply_readings(tracker, row, entry, now if now - at < AFTER_KNOWN else at)
        if readings_of(entry):
            _ask_again(tracker, row, at)
        track(tracker, entry.new_symptoms)
        names.settle(replica, {str(name) for name in (before, columns.get("strain")) if name})
    return outcome_of(tracker, row.id, entry, label, use.notes if use else ())


def _changes(tracker: Tracker, session_id: str, entry: Entry) -> tuple[dict[str, Any], Any]:
    """Columns that the line replaces, and the use they follow from where it changed."""
    columns: dict[str, Any] = {}
    use = None
    if entry.amount or entry.method or entry.product or entry.item or entry.thc or entry.cbd:
        base = repeated(tracker, session_id, same_lot=True)
        another = entry.product is not None or entry.item is not None
        use = use_of(tracker, merged(base, entry), lot_id=None if another else base.item)
        if another:
            columns |= {"inventoryId": None, "productId": None}
        columns |= {"costMinor": None, "currency": None, **use.columns, **_typed_cost(tracker, session_id)}
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


def _typed_cost(tracker: Tracker, session_id: str) -> dict[str, Any]:
    """The cost of a session that a person gave, which is not the share of its lot."""
    replica = tracker.replica
    row = replica.row("sessions", session_id, "costMinor", "currency", "inventoryId")
    if row is None or row[0] is None:
        return {}
    cost, currency, lot = row
    if lot is not None and replica.row("inventory", lot, "id"):
        took = (None if delta is None else -delta for delta in stock.moved_by(replica, session_id))
        if cost_of_use(stock.contents(replica, lot), *took) == cost:
            return {}
    return {"costMinor": cost, "currency": currency}


def _moved(tracker: Tracker, row: SessionRow, entry: Entry) -> dict[str, Any]:
    """Columns of a session that begins or ends at another time; its readings and its move go with it."""
    replica = tracker.replica
    columns = stamps(tracker, entry.at) if entry.at is not None else {}
    began = started(row)
    start = entry.at or began
    if entry.duration_min is not None and start is not None:
        columns["endedAt"] = iso(start + timedelta(minutes=entry.duration_min))
    if entry.at is None or began is None:
        return columns
    by = entry.at - began
    kept = replica.row("sessions", row.id, "endedAt", "afterDueAt")
    assert kept is not None
    for name, time in zip(("endedAt", "afterDueAt"), kept, strict=True):
        if time is not None:
            columns.setdefault(name, iso(from_iso(time) + by))
    for table, child in readings.children_of(replica, row.id):
        if table == "stock_moves":
            replica.update(table, child, {"at": iso(entry.at)})
            continue
        time = replica.row(table, child, "timestamp")
        assert time is not None
        replica.update(table, child, stamps(tracker, from_iso(time[0]) + by))
    return columns


def _ask_again(tracker: Tracker, row: SessionRow, at: datetime) -> None:
    """Ask for after values while a reading has none, and no longer once each has one."""
    replica = tracker.replica
    found = sessions.detail(replica, row.id)
    pairs = [*found.moods, *found.symptoms]
    named = [pair for pair in pairs if isinstance(pair.name, str)]
    # while locked readings stand apart: as many after as before is all that can be seen
    others = [pair for pair in pairs if not isinstance(pair.name, str)]
    waiting = any(pair.before is not None and pair.after is None for pair in named) or (
        sum(pair.before is not None for pair in others) > sum(pair.after is not None for pair in others)
    )
    minutes = tracker.settings.after_minutes(row.route)
    due = (found.after_due_at or iso(at + timedelta(minutes=minutes))) if waiting else None
    if due != found.after_due_at:
        replica.update("sessions", row.id, {"afterDueAt": due})


def _move_anew(tracker: Tracker, session_id: str, use: Any, at: datetime) -> None:
    """Replace the stock move of a session; inside an action."""
    replica = tracker.replica
    for move, item in stock.moves_of(replica, session_id):
        replica.hide("stock_moves", move)
        stock.cache_amount(replica, item)
    if use.moved is not None and any(use.moved):
        move_stock(tracker, use.columns["inventoryId"], "use", negated(use.moved), at, session_id)


def remove(tracker: Tracker, refs: Sequence[str], source: str) -> Outcome:
    """Delete everything named, in one action."""
    found = list(dict.fromkeys(find_any(tracker, ref) for ref in refs))
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
    number = ref.strip().lower().removeprefix("#")
    found = []
    for table, what, where in _KINDS:
        try:
            found.append((table, sessions.find_by_id(replica, table, number, what, where), what))
        except NotFound:
            continue
    if not found:
        raise NotFound(
            f"Nothing has the number {ref!r}.", hint="sesh-tui ls and sesh-tui day show the numbers."
        )
    if len(found) > 1:
        kinds = " and ".join(f"a {what}" for _, _, what in found)
        raise Ambiguous(
            f"#{number} is {kinds}: use more digits of the number.", [row_id for _, row_id, _ in found]
        )
    table, row_id, what = found[0]
    if table == "sessions":
        what = day.label(sessions.get_row(replica, row_id))
    elif table == "inventory":
        name = replica.row("inventory", row_id, "name")
        what = f"lot {name[0]}" if name else what
    return table, row_id, what


def _remove(tracker: Tracker, table: str, row_id: str) -> None:
    replica = tracker.replica
    replica.hide(table, row_id)
    if table == "sessions":
        for child, child_id in readings.children_of(replica, row_id):
            replica.hide(child, child_id)
        used = replica.row("sessions", row_id, "inventoryId", "strain")
        assert used is not None
        if used[0]:
            stock.cache_amount(replica, used[0])
        if used[1]:
            names.settle(replica, [used[1]])
    elif table == "inventory":
        name = replica.row(table, row_id, "name")
        assert name is not None
        names.settle(replica, [name[0]])
    elif table in ("medical_symptoms", "session_moods"):
        for other in readings.paired_with(replica, table, row_id):
            replica.hide(table, other)
