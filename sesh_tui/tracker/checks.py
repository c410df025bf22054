"""Readings without a session: moods, checks (the person's own control) and cravings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sesh_tui.db import readings
from sesh_tui.db.clock import clock_text
from sesh_tui.db.ids import new_id, short
from sesh_tui.domain.dates import iso
from sesh_tui.domain.entry import Entry
from sesh_tui.domain.verbs import FIELD_NAMES
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker import echo
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import (
    company,
    is_said,
    noted,
    readings_of,
    seals_something,
    stamps,
    track,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.tracker import Tracker

    Words = str | Sequence[str]

PAIR_HOURS = 24
"""A second reading belongs to the newest first reading of this many hours."""


def mood(tracker: Tracker, words: Words, source: str) -> Outcome:
    """A mood, and what else the line reports, without a session."""
    entry = tracker.parse(words, "mood")
    if entry.mood is None and entry.energy is None:
        raise EntryError("There is no mood in the line. Nothing was stored.", hint="Write: sesh-tui mood 6")
    return alone(tracker, entry, source)


def check(tracker: Tracker, words: Words, source: str) -> Outcome:
    """Symptoms without a session; ``pain:_-3`` is the second reading of an earlier check."""
    entry = tracker.parse(words, "check")
    if not entry.symptoms:
        raise EntryError(
            "There is no symptom in the line. Nothing was stored.", hint="Write: sesh-tui check pain:6"
        )
    return alone(tracker, entry, source)


def crave(tracker: Tracker, words: Words, source: str) -> Outcome:
    """A craving from 0 to 10 with what it came with."""
    entry = tracker.parse(words, "crave")
    if not any(name == "craving" for name, _ in entry.symptoms):
        raise EntryError(
            "How strong is it, from 0 to 10? Nothing was stored.", hint="Write: sesh-tui crave 7 +bored"
        )
    return alone(tracker, entry, source, kind="craving")


def alone(tracker: Tracker, entry: Entry, source: str, *, kind: str = "check") -> Outcome:
    """Store the moods and symptoms of a line that has no session; a bare note goes to the journal."""
    said = readings_of(entry)
    homeless = [FIELD_NAMES[field] for field in _OF_SESSIONS if is_said(getattr(entry, field))]
    if entry.accompanied_by is not None and company(entry) == entry.accompanied_by:
        homeless.append(FIELD_NAMES["accompanied_by"])
    if said and homeless:
        raise EntryError(
            "The line names no amount, product or method, and without a session there is no place for "
            f"{' and '.join(dict.fromkeys(homeless))}. Nothing was stored.",
            hint="Name what was used, or add it to the last session: sesh-tui after +relaxed",
        )
    if not said:
        if entry.note and not homeless:
            from sesh_tui.tracker import notes

            return notes.note(tracker, entry.note, tags=entry.tags, at=entry.at, source=source)
        raise EntryError(
            "The line names no amount, product, method, mood or symptom. Nothing was stored.",
            hint="Write what was used, such as: 0.3g blue dream vape",
        )
    at = entry.at or tracker.now()
    if seals_something(entry):
        tracker.vault.ensure_key()
    kind = "craving" if [name for name, _ in entry.symptoms] == ["craving"] else kind
    verb = "mood" if not entry.symptoms else kind
    note = _noted(entry)
    with tracker.replica.action(verb, verb, source=source):
        mood_note, note = (None, note) if entry.symptoms else (note, None)
        row_ids = [*_moods(tracker, entry, at, mood_note), *_symptoms(tracker, entry, at, kind, note)]
        track(tracker, entry.new_symptoms)
    stamp = stamps(tracker, at)
    text = " · ".join([*(echo.pair(pair) for pair in said), *(["note"] if _noted(entry) else [])])
    head = f"{short(row_ids[0])} {clock_text(stamp['timestamp'], stamp['tzOffsetMin'])}"
    hints: tuple[str, ...] = ()
    waiting = [name for name, reading in entry.symptoms if reading.after is None]
    if verb == "check" and waiting:
        hints = (f"later, the second reading: sesh-tui check {waiting[0].replace(' ', '-')}:_-4",)
    return Outcome(f"{head} {text}", tuple(row_ids), verb, hints)


_OF_SESSIONS = ("rating", "effects", "companions", "purpose", "duration_min", "thc", "cbd", "cost")
"""What only a session has a place for."""


def _noted(entry: Entry) -> str | None:
    """The note of a line without a session: its place, which has no column of its own there, stands in it."""
    places = [f"@{place}" for place in (entry.location, entry.where) if place]
    return "\n".join(part for part in (noted(entry), " ".join(places)) if part) or None


def _moods(tracker: Tracker, entry: Entry, at: Any, note: str | None) -> list[str]:
    ids: list[str] = []
    pair_id = new_id()
    for when, index in (("before", 0), ("after", 1)):
        rating = entry.mood[index] if entry.mood else None
        energy = entry.energy[index] if entry.energy else None
        if rating is None and energy is None:
            continue
        values = {
            "sessionId": "",
            "pairId": pair_id,
            "moodRating": rating,
            "energyLevel": energy,
            "relationType": when,
            # one sentence about a mood belongs to its first reading; symptoms carry the note otherwise
            "moodDescription": note if not ids else None,
            **stamps(tracker, at),
        }
        ids.append(tracker.replica.insert("session_moods", values))
    return ids


def _symptoms(tracker: Tracker, entry: Entry, at: Any, kind: str, note: str | None) -> list[str]:
    ids: list[str] = []
    anew = new_id()
    # found before anything is written, so that no reading pairs with another of the same line
    pairs = [
        _first_reading(tracker, at, name) if reading.before is None else anew
        for name, reading in entry.symptoms
    ]
    for (name, reading), pair_id in zip(entry.symptoms, pairs, strict=True):
        for when, severity in (("before", reading.before), ("after", reading.after)):
            if severity is None:
                continue
            values = {
                "symptom": name,
                "severity": severity,
                "beforeOrAfter": when,
                "pairId": pair_id,
                "kind": kind,
                "triggers": list(entry.triggers) or None if not ids else None,
                "notes": note if not ids else None,
                **stamps(tracker, at),
            }
            ids.append(tracker.replica.insert("medical_symptoms", values))
    return ids


def _first_reading(tracker: Tracker, at: Any, name: str) -> str:
    """The pair that a second reading belongs to: the newest check that has none for this symptom yet."""
    since = iso(at - timedelta(hours=PAIR_HOURS))
    found = readings.open_check(tracker.replica, name, since, iso(at))
    if found:
        return found
    raise NotFound(
        f"There is no first reading of {name} in the last {PAIR_HOURS} hours that has no second one. "
        "Nothing was stored.",
        hint=f"Write the first one: sesh-tui check {name.replace(' ', '-')}:6",
    )
