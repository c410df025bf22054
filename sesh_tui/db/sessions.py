"""Sessions with their moods and symptoms, read for the faces."""

from __future__ import annotations

import json
from typing import Any

from sesh_tui.db.ids import short
from sesh_tui.db.replica import Replica
from sesh_tui.db.views import PairView, SessionDetail, SessionRow
from sesh_tui.domain.units import plural_of
from sesh_tui.errors import Ambiguous, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MOOD = (
    "(SELECT moodRating FROM session_moods m WHERE m.sessionId = s.id AND m.relationType = '{}' "
    "AND m.deletedAt IS NULL ORDER BY m.timestamp DESC LIMIT 1)"
)
ROW_COLUMNS = (
    "s.id, s.timestamp, s.tzOffsetMin, s.localDay, s.method, s.route, "
    "coalesce((SELECT i.name FROM inventory i WHERE i.userId = s.userId AND i.id = s.inventoryId), s.strain), "
    "s.amount, s.unit, s.amountMg, s.thcUg, s.cbdUg, s.doseBasis, s.rating, "
    f"{_MOOD.format('before')}, {_MOOD.format('after')}, "
    "s.duration, s.costMinor, s.currency, s.notes IS NOT NULL, s.source = 'timer' AND s.endedAt IS NULL"
)
"""What ``session_row`` reads, from ``sessions s``."""


def number_text(number: float) -> str:
    """A stored amount as people write it: ``0.3``, ``1500``; six places at most and no exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def human_amount(number: float | None, unit: str | None, amount_mg: int | None = None) -> str:
    """``0.3 g``, ``2 puffs``: the amount as it was typed; empty when none was.

    ``mg`` without a mass in ``amount_mg`` was read as milligrams of THC and says so.
    """
    if number is None:
        return ""
    text = number_text(number)
    if unit is None:
        return text
    if unit in ("thc", "cbd"):
        return f"{text} mg {unit.upper()}"
    if unit == "mg" and amount_mg is None:
        return f"{text} mg THC"
    return f"{text} {unit if abs(number) <= 1 else plural_of(unit)}"


def session_row(row: Sequence[Any]) -> SessionRow:
    """A ``SessionRow`` from the columns ``ROW_COLUMNS``."""
    return SessionRow(
        id=row[0],
        timestamp=row[1],
        tz_offset_min=row[2] or 0,
        local_day=row[3] or row[1][:10],
        method=row[4],
        route=row[5],
        product=row[6],
        amount=human_amount(row[7], row[8], row[9]),
        amount_mg=row[9],
        thc_ug=row[10],
        cbd_ug=row[11],
        dose_basis=row[12],
        rating=row[13],
        mood_before=row[14],
        mood_after=row[15],
        duration_min=row[16],
        cost_minor=row[17],
        currency=row[18],
        has_note=bool(row[19]),
        running=bool(row[20]),
    )


def rows_where(replica: Replica, where: str, bindings: Sequence[Any], order: str = "") -> list[SessionRow]:
    """Live sessions that fulfil a condition on ``sessions s``."""
    sql = f"SELECT {ROW_COLUMNS} FROM sessions s WHERE s.deletedAt IS NULL AND {where} {order}"
    return [session_row(row) for row in replica.all(sql, bindings)]


def get_row(replica: Replica, session_id: str) -> SessionRow:
    """One session by its full id."""
    found = rows_where(replica, "s.userId = ? AND s.id = ?", (replica.user_id, session_id))
    if not found:
        raise NotFound(f"There is no session {short(session_id)}.")
    return found[0]


def newest(replica: Replica, skip: int = 0) -> SessionRow | None:
    """The newest session, or the one ``skip`` places before it."""
    rows = rows_where(replica, "1", (skip,), "ORDER BY s.timestamp DESC, s.id DESC LIMIT 1 OFFSET ?")
    return rows[0] if rows else None


def running(replica: Replica) -> SessionRow | None:
    """The session whose length is being measured, if there is one."""
    rows = rows_where(
        replica, "s.source = 'timer' AND s.endedAt IS NULL", (), "ORDER BY s.timestamp DESC LIMIT 1"
    )
    return rows[0] if rows else None


def find(replica: Replica, ref: str) -> str:
    """The id of the session that a person names: ``last``, ``last-2``, ``#a3f91c`` or a whole id."""
    text = ref.strip().lower().removeprefix("#")
    if text == "last" or (text.startswith(("last-", "last~")) and text[5:].isdigit()):
        row = newest(replica, int(text[5:] or 0))
        if row is None:
            raise NotFound("There is no such session yet.")
        return row.id
    return find_by_id(replica, "sessions", text, "session")


def find_by_id(replica: Replica, table: str, text: str, what: str, where: str = "1") -> str:
    """The id of a live row, of those ``where`` holds for, by its whole id or its last digits.

    Raises NotFound or Ambiguous.
    """
    if len(text) < 4 or not all(letter in "0123456789abcdef-" for letter in text):
        raise NotFound(
            f"{text!r} is no {what} number.",
            hint=f"A {what} is named by its number, such as #a3f91c, or by last.",
        )
    exact = replica.one(
        f"SELECT id FROM {table} WHERE userId = ? AND id = ? AND deletedAt IS NULL AND {where}",
        (replica.user_id, text),
    )
    if exact:
        return str(exact[0])
    found = replica.all(
        f"SELECT id FROM {table} WHERE substr(id, ?) = ? AND deletedAt IS NULL AND {where} LIMIT 5",
        (-len(text), text),
    )
    if not found:
        raise NotFound(f"There is no {what} #{text}.")
    if len(found) > 1:
        raise Ambiguous(
            f"#{text} fits more than one {what}: use more digits of the number.",
            [str(row[0]) for row in found],
        )
    return str(found[0][0])


def paired(readings: Iterable[tuple[Any, str, int | None]]) -> list[PairView]:
    """Join readings ``(name, before|during|after, value)`` to one pair a name, in order of appearance.

    Readings whose name cannot be opened stay apart.
    """
    pairs: list[tuple[Any, list[int | None]]] = []
    known: dict[str, list[int | None]] = {}
    for name, when, value in readings:
        if when not in ("before", "after"):
            continue  # a reading in between is neither
        # what cannot be opened has no name by which two readings could be told to belong together
        pair = known.get(name) if isinstance(name, str) else None
        if pair is None:
            pair = [None, None]
            pairs.append((name, pair))
            if isinstance(name, str):
                known[name] = pair
        pair[1 if when == "after" else 0] = value
    return [PairView(name, before, after) for name, (before, after) in pairs]


def mood_pairs(replica: Replica, where: str, bindings: Sequence[Any]) -> dict[str, list[PairView]]:
    """Mood and energy pairs by session id (or by row id where there is no session)."""
    readings: dict[str, list[tuple[Any, str, int | None]]] = {}
    for key, relation, mood, energy in replica.all(
        "SELECT CASE sessionId WHEN '' THEN coalesce(pairId, id) ELSE sessionId END, relationType, "
        "moodRating, energyLevel "
        f"FROM session_moods WHERE deletedAt IS NULL AND {where} ORDER BY timestamp, id",
        bindings,
    ):
        bucket = readings.setdefault(key, [])
        if mood is not None:
            bucket.append(("mood", relation, mood))
        if energy is not None:
            bucket.append(("energy", relation, energy))
    return {key: paired(values) for key, values in readings.items()}


def symptom_pairs(replica: Replica, where: str, bindings: Sequence[Any]) -> dict[str, list[PairView]]:
    """Symptom pairs by the id that ties them together: the session's, or the check's own."""
    readings: dict[str, list[tuple[Any, str, int | None]]] = {}
    for row_id, key, name, when, value in replica.all(
        "SELECT id, coalesce(sessionId, pairId, id), symptom, beforeOrAfter, severity "
        f"FROM medical_symptoms WHERE deletedAt IS NULL AND {where} ORDER BY timestamp, id",
        bindings,
    ):
        opened = replica.opened(name, "medical_symptoms", row_id, "symptom")
        readings.setdefault(key, []).append((opened, when, value))
    return {key: paired(values) for key, values in readings.items()}


def detail(replica: Replica, session_id: str) -> SessionDetail:
    """Everything about one session; sealed cells are opened where the key is at hand."""
    row = get_row(replica, session_id)
    more = replica.one(
        "SELECT strain, inventoryId, doseSdPct, effects, purpose, location, companions, notes, afterDueAt, "
        "source, createdAt, updatedAt FROM sessions WHERE userId = ? AND id = ?",
        (replica.user_id, session_id),
    )
    assert more is not None
    moods = mood_pairs(replica, "sessionId = ?", (session_id,))
    symptoms = symptom_pairs(replica, "sessionId = ?", (session_id,))
    return SessionDetail(
        row=row,
        strain=more[0],
        inventory_id=more[1],
        dose_sd_pct=more[2],
        effects=json_list(more[3]),
        purpose=more[4],
        location=replica.opened(more[5], "sessions", session_id, "location"),
        companions=more[6],
        notes=replica.opened(more[7], "sessions", session_id, "notes"),
        moods=tuple(moods.get(session_id, ())),
        symptoms=tuple(symptoms.get(session_id, ())),
        after_due_at=more[8],
        source=more[9],
        created_at=more[10],
        updated_at=more[11],
    )


def json_list(text: str | None) -> tuple[str, ...]:
    """A JSON list of texts; empty when it is missing or cannot be read."""
    if not text:
        return ()
    try:
        values = json.loads(text)
    except ValueError:
        return ()
    return tuple(str(value) for value in values) if isinstance(values, list) else ()
