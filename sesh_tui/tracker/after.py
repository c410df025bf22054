"""After values: how it was later. Never forced; an answer that is not given stays missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sesh_tui.crypto.envelope import Unopened
from sesh_tui.db import day, readings, sessions
from sesh_tui.db.views import PairView
from sesh_tui.domain.dates import from_iso, iso
from sesh_tui.domain.entry import Entry, Reading
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker import echo
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import noted, readings_of, seals_something, stamps, track

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sesh_tui.db.views import SessionRow
    from sesh_tui.tracker import Tracker

    Words = str | Sequence[str]

OPEN_HOURS = 24
"""An open session is offered this long; afterwards it can still be named."""


def after(tracker: Tracker, words: Words, session: str | None, source: str) -> Outcome:
    """Add after values, effects, a rating or a note to a session."""
    row = _target(tracker, session)
    entry = tracker.parse(words, "after")
    if seals_something(entry):
        tracker.vault.ensure_key()
    label = f"after {day.label(row)}"
    with tracker.replica.action("after", label, source=source):
        _apply(tracker, row, entry, entry.at or tracker.now())
        tracker.replica.update("sessions", row.id, {"afterDueAt": None})
    return outcome_of(tracker, row.id, entry, label)


def stop(tracker: Tracker, words: Words, source: str) -> Outcome:
    """End the running session and, if words are given, add its after values."""
    row = sessions.running(tracker.replica)
    if row is None:
        raise NotFound("No session is running.", hint="Start one with: sesh-tui start blue dream vape")
    entry = tracker.parse(words, "stop") if words else Entry()
    if seals_something(entry):
        tracker.vault.ensure_key()
    started = from_iso(row.timestamp)
    now = entry.at or tracker.now()
    answered = any(after is not None for _, _, after in readings_of(entry))
    if entry.duration_min is not None:
        now = started + timedelta(minutes=entry.duration_min)
    if now < started:
        raise EntryError("The session cannot end before it began. Nothing was stored.")
    minutes = round((now - started).total_seconds() / 60)
    label = f"stop {day.label(row)}"
    with tracker.replica.action("stop", label, source=source):
        ended: dict[str, Any] = {"endedAt": iso(now), "duration": minutes}
        if answered:
            ended["afterDueAt"] = None
        tracker.replica.update("sessions", row.id, ended)
        _apply(tracker, row, entry, now)
    return outcome_of(tracker, row.id, entry, label)


def _target(tracker: Tracker, session: str | None) -> SessionRow:
    replica = tracker.replica
    if session is not None:
        return sessions.get_row(replica, sessions.find(replica, session))
    since = iso(tracker.now() - timedelta(hours=OPEN_HOURS))
    waiting = day.open_afters(replica, since)
    if waiting:
        return sessions.get_row(replica, waiting[0].session_id)
    newest = sessions.newest(replica)
    if newest is None or newest.timestamp < since:
        raise NotFound(
            "No session of the last 24 hours is open. Nothing was stored.",
            hint="Name one: sesh-tui after --session #a3f91c mood:7",
        )
    return newest


def apply_readings(tracker: Tracker, row: SessionRow, entry: Entry, after_at: datetime) -> None:
    """Write moods and symptoms over earlier ones of the same scale; inside an action.

    A reading before belongs to the start of the session, whenever it is told; one after to ``after_at``.
    """
    began = started(row) or after_at
    for when, index, moment in (("before", 0, began), ("after", 1, after_at)):
        mood = entry.mood[index] if entry.mood else None
        energy = entry.energy[index] if entry.energy else None
        if mood is not None or energy is not None:
            _mood(tracker, row, when, mood, energy, moment)
        for name, reading in entry.symptoms:
            if reading[index] is not None:
                _symptom(tracker, row, when, name, reading, moment)


def started(row: SessionRow) -> datetime | None:
    """When a session began; ``None`` where another client wrote what is no time."""
    try:
        return from_iso(row.timestamp)
    except ValueError:
        return None


def _apply(tracker: Tracker, row: SessionRow, entry: Entry, at: datetime) -> None:
    """Everything an after line may say; inside an action."""
    replica = tracker.replica
    apply_readings(tracker, row, entry, at)
    changes: dict[str, Any] = {}
    if entry.effects:
        kept = replica.row("sessions", row.id, "effects")
        before = sessions.json_list(kept[0] if kept else None)
        changes["effects"] = list(dict.fromkeys([*before, *entry.effects]))
    if entry.rating is not None:
        changes["rating"] = entry.rating
    note = noted(entry)
    if note is not None:
        changes |= added_note(tracker, row, note, tracker.now())
    if changes:
        replica.update("sessions", row.id, changes)
    track(tracker, entry.new_symptoms)


def _mood(
    tracker: Tracker, row: SessionRow, when: str, mood: int | None, energy: int | None, now: datetime
) -> None:
    replica = tracker.replica
    given = {
        name: value for name, value in (("moodRating", mood), ("energyLevel", energy)) if value is not None
    }
    known = readings.mood_of(replica, row.id, when)
    if known:
        replica.update("session_moods", known, given)
        return
    offset = int((now - (started(row) or now)).total_seconds() // 60)
    values = {"sessionId": row.id, "relationType": when, "offsetMin": offset, **given, **stamps(tracker, now)}
    replica.insert("session_moods", values)


def _symptom(
    tracker: Tracker, row: SessionRow, when: str, name: str, reading: Reading, now: datetime
) -> None:
    replica = tracker.replica
    severity = reading.before if when == "before" else reading.after
    known = readings.symptom_of(replica, row.id, when, name)
    if known:
        replica.update("medical_symptoms", known, {"severity": severity})
        return
    replica.insert(
        "medical_symptoms",
        {
            "sessionId": row.id,
            "pairId": row.id,
            "symptom": name,
            "severity": severity,
            "beforeOrAfter": when,
            **stamps(tracker, now),
        },
    )


def added_note(tracker: Tracker, row: SessionRow, note: str, now: datetime) -> dict[str, Any]:
    """A note added to the one that is there; while that one is locked, as a journal entry of its own."""
    replica = tracker.replica
    kept = replica.row("sessions", row.id, "notes")
    before = replica.opened(kept[0] if kept else None, "sessions", row.id, "notes")
    if before is None:
        return {"notes": note}
    if isinstance(before, Unopened):
        stamp = stamps(tracker, now)
        stamp["entryAt"] = stamp.pop("timestamp")
        replica.insert("journal_entries", {"content": note, "sessionId": row.id, **stamp})
        return {}
    return {"notes": f"{before}\n{note}"}


def outcome_of(
    tracker: Tracker, session_id: str, entry: Entry, label: str, notes: tuple[str, ...] = ()
) -> Outcome:
    """How a session stands after a change; symptoms that are locked are named as they were just typed."""
    found = sessions.detail(tracker.replica, session_id)
    pairs = [*found.moods, *(pair for pair in found.symptoms if isinstance(pair.name, str))]
    known = {pair.name for pair in pairs}
    typed = [PairView(name, *reading) for name, reading in entry.symptoms if name not in known]
    return Outcome(echo.session(found.row, [*pairs, *typed]), (session_id,), label, notes)
