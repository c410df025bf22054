"""Logging sessions: what a line says becomes a session, its readings and a stock move, in one action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sesh_tui.db import names, sessions, stock
from sesh_tui.db.ids import new_id
from sesh_tui.domain.dates import iso
from sesh_tui.domain.entry import Entry, Product
from sesh_tui.domain.stock import negated
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker import echo
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.use import amount_of, left_text, move_stock, use_of, with_typed_contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sesh_tui.tracker import Tracker

AFTER_KNOWN = timedelta(hours=12)
"""An after value typed with a backdated session belongs to now only if the session is not older."""


def log(tracker: Tracker, entry: Entry, source: str) -> Outcome:
    """Store a line: a session, or what a line without any product, amount and method reports."""
    if not is_session(entry):
        from sesh_tui.tracker import checks

        return checks.alone(tracker, entry, source)
    return store(tracker, entry, source)


def is_session(entry: Entry) -> bool:
    """Whether a line says that something was used."""
    return not (
        entry.amount is None and entry.method is None and entry.product is None and entry.item is None
    )


def start(tracker: Tracker, entry: Entry) -> Outcome:
    """Start a session whose length is measured; only one runs at a time."""
    row = sessions.running(tracker.replica)
    if row is not None:
        raise EntryError(
            f"A session is already running: {echo.session(row)}. Nothing was stored.",
            hint="End it first: sesh-tui stop",
        )
    return store(tracker, entry, "timer")


def again(tracker: Tracker, words: str | Sequence[str], source: str) -> Outcome:
    """The last session once more, now; what the words say replaces its amount, product, method or purpose."""
    last = sessions.newest(tracker.replica)
    if last is None:
        raise NotFound(
            "There is no session to repeat yet.", hint="Log one, such as: sesh-tui log 0.3g blue dream vape"
        )
    base = repeated(tracker, last.id)
    entry = tracker.parse(words, "again") if words else Entry()
    return store(tracker, merged(base, entry), source)


def is_said(value: Any) -> bool:
    """Whether a field of an entry was given; a zero was."""
    return value is not None and value is not False and value != ()


def merged(base: Entry, changes: Entry) -> Entry:
    """``base`` with everything that ``changes`` says."""
    said = {name: value for name, value in changes._asdict().items() if is_said(value)}
    if "product" in said or "item" in said:
        base = base._replace(product=None, item=None, strain=None, thc=None, cbd=None)
    if "amount" in said:
        base = base._replace(assumed_thc=False)
    return base._replace(**said)


def repeated(tracker: Tracker, session_id: str, *, same_lot: bool = False) -> Entry:
    """The part of a session that repeating it repeats: amount, method, product and its contents, purpose.

    A finished lot is followed by the next of its name, unless ``same_lot`` says that it is this very use.
    """
    row = tracker.replica.row(
        "sessions",
        session_id,
        *[
            "method",
            "strain",
            "strainId",
            "inventoryId",
            "amount",
            "unit",
            "amountMg",
            "purpose",
            "doseBasis",
            "thcUg",
        ],
    )
    assert row is not None
    method, strain, strain_id, lot, number, unit, amount_mg, purpose, basis, thc = row
    item = lot
    if lot is not None and not (same_lot and tracker.replica.row("inventory", lot, "id")):
        item = stock.standing(tracker.replica, lot)
    product = Product(strain, "recent", strain_id) if strain else None
    amount = amount_of(
        number, unit, amount_mg, thc, estimated=basis == "estimate", units=tracker.custom_units()
    )
    entry = Entry(
        amount=amount,
        method=method,
        product=product,
        item=item,
        purpose=purpose,
        assumed_thc=amount is not None and amount.unit == "mg" and amount.kind == "thc",
    )
    return entry if item != lot else with_typed_contents(tracker, session_id, entry)


# -- storing ---------------------------------------------------------------------------------------


def store(tracker: Tracker, entry: Entry, source: str) -> Outcome:
    """Write a session with everything that belongs to it."""
    replica = tracker.replica
    now = tracker.now()
    at = entry.at or now
    use = use_of(tracker, entry)
    if seals_something(entry):
        tracker.vault.ensure_key()  # outside the transaction: it may ask the keyring
    session_id = new_id(int(at.timestamp() * 1000))
    label = " ".join(
        part
        for part in ("start" if source == "timer" else "log", use.columns["method"], use.columns["strain"])
        if part
    )
    with replica.action("log", label, source=source) as action:
        replica.insert(
            "sessions",
            {**use.columns, **_told(tracker, entry, at, use.columns["route"]), "source": source},
            row_id=session_id,
        )
        after_at = now if now - at < AFTER_KNOWN else at
        write_readings(tracker, session_id, entry, at=at, after_at=after_at)
        if use.moved is not None and any(use.moved):
            move_stock(tracker, use.columns["inventoryId"], "use", negated(use.moved), at, session_id)
        if use.columns["strain"]:
            names.remember(replica, use.columns["strain"], iso(at))
        row = sessions.get_row(replica, session_id)
        label = " ".join(part for part in (label, row.amount) if part)
        replica.relabel(action, label)
    return Outcome(
        echo.session(row, readings_of(entry), words=_words(entry), left=left_text(tracker, use)),
        (session_id,),
        label,
        use.notes,
    )


def _words(entry: Entry) -> list[str]:
    """Effects, place and purpose in the form in which they are typed."""
    words = ["+" + effect.replace(" ", "-") for effect in entry.effects]
    if entry.location:
        words.append("@" + entry.location)
    if entry.purpose:
        words.append("for:" + entry.purpose)
    return words


def seals_something(entry: Entry) -> bool:
    """Whether storing this line needs a key."""
    return bool(noted(entry) or entry.symptoms or entry.location or entry.where or entry.triggers)


def _told(tracker: Tracker, entry: Entry, at: datetime, route: str | None) -> dict[str, Any]:
    """The columns of a session that come straight from the line."""
    from sesh_tui.tracker import offset_of

    minutes = tracker.settings.after_minutes(route)
    due = None
    if open_readings(entry):
        due = iso(at + timedelta(minutes=minutes))
    return {
        "timestamp": iso(at),
        "tzOffsetMin": offset_of(at.timestamp()),
        "localDay": tracker.day_of(at),
        "duration": entry.duration_min,
        "endedAt": iso(at + timedelta(minutes=entry.duration_min))
        if entry.duration_min is not None
        else None,
        "effects": list(entry.effects) or None,
        "notes": noted(entry),
        "rating": entry.rating,
        "location": " · ".join(place for place in (entry.location, entry.where) if place) or None,
        "companions": entry.companions,
        "accompaniedBy": company(entry),
        "purpose": entry.purpose,
        "triggers": list(entry.triggers) or None,
        "afterDueAt": due,
        **priced(tracker, entry),
    }


def priced(tracker: Tracker, entry: Entry) -> dict[str, Any]:
    """What the person says a session cost, which comes before the lot's share."""
    if entry.cost is None:
        return {}
    return {"costMinor": entry.cost.minor, "currency": entry.cost.currency or tracker.settings.currency}


def noted(entry: Entry) -> str | None:
    """The note of a line, behind it the people of ``with:`` and the tags as ``#words``; all of it is sealed."""
    people = f"with {entry.accompanied_by}" if company(entry) != entry.accompanied_by else ""
    tags = " ".join(f"#{tag}" for tag in entry.tags)
    return "\n".join(part for part in (entry.note, people, tags) if part) or None


def company(entry: Entry) -> str | None:
    """``solo`` or ``social``, which stay plain; names of people go into the note."""
    if entry.accompanied_by is None:
        return None
    return "solo" if entry.accompanied_by == "solo" else "social"


def open_readings(entry: Entry) -> bool:
    """Whether a scale has a value before and none after."""
    pairs = [entry.mood, entry.energy, *(reading for _, reading in entry.symptoms)]
    return any(pair is not None and pair.before is not None and pair.after is None for pair in pairs)


def readings_of(entry: Entry) -> list[tuple[str, int | None, int | None]]:
    """Every scale of a line as (name, before, after)."""
    scales = [("mood", entry.mood), ("energy", entry.energy), *entry.symptoms]
    return [(name, pair.before, pair.after) for name, pair in scales if pair is not None]


def write_readings(
    tracker: Tracker, session_id: str, entry: Entry, *, at: datetime, after_at: datetime
) -> None:
    """Moods and symptoms of a session; inside its action."""
    replica = tracker.replica
    for when, index, moment in (("before", 0, at), ("after", 1, after_at)):
        mood = entry.mood[index] if entry.mood else None
        energy = entry.energy[index] if entry.energy else None
        stamp = stamps(tracker, moment)
        if mood is not None or energy is not None:
            replica.insert(
                "session_moods",
                {
                    "sessionId": session_id,
                    "moodRating": mood,
                    "energyLevel": energy,
                    "relationType": when,
                    "offsetMin": int((moment - at).total_seconds() // 60),
                    **stamp,
                },
            )
        for name, reading in entry.symptoms:
            if reading[index] is not None:
                replica.insert(
                    "medical_symptoms",
                    {
                        "sessionId": session_id,
                        "pairId": session_id,
                        "symptom": name,
                        "severity": reading[index],
                        "beforeOrAfter": when,
                        **stamp,
                    },
                )
    track(tracker, entry.new_symptoms)


def track(tracker: Tracker, new_symptoms: Sequence[str]) -> None:
    """Add symptoms a person introduced with ``sym:`` to the list they track; inside an action."""
    for name in new_symptoms:  # those the grammar did not know
        tracker.replica.insert("tracked_symptoms", {"name": name})


def stamps(tracker: Tracker, moment: datetime) -> dict[str, Any]:
    """Time, offset and day of a row."""
    from sesh_tui.tracker import offset_of

    return {
        "timestamp": iso(moment),
        "tzOffsetMin": offset_of(moment.timestamp()),
        "localDay": tracker.day_of(moment),
    }
