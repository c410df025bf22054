"""A filter as SQL over ``sessions s``, and what of it only the opened cells can answer.

Free words are looked for in the names of products, in methods and routes. A word that is in
none of these is looked for in the opened notes, which are kept in memory once they were opened and
never written to disk.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sesh_tui.db.clock import LOCAL_DAY
from sesh_tui.db.replica import Replica
from sesh_tui.domain.names import name_key, words_of
from sesh_tui.domain.vocab import METHOD_ROUTE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesh_tui.domain.filters import Comparison, Filter


class Condition(NamedTuple):
    """What a row must fulfil."""

    sql: str
    """Over ``sessions s``; ``1`` where everything passes."""
    bindings: tuple[Any, ...]
    symptoms: tuple[Comparison, ...] = ()
    places: tuple[str, ...] = ()
    """Any of them, lower case."""
    note_words: tuple[str, ...] = ()
    """All of them, case folded."""

    @property
    def opens(self) -> bool:
        """Whether sealed cells decide."""
        return bool(self.symptoms or self.places or self.note_words)


def condition(replica: Replica, chosen: Filter | None) -> Condition:
    """The condition that a filter means on this replica."""
    if chosen is None or chosen.is_empty:
        return Condition("1", ())
    parts: list[str] = []
    bindings: list[Any] = []

    def add(sql: str, *values: Any) -> None:
        parts.append(sql)
        bindings.extend(values)

    if chosen.from_day:
        # the plain time narrows the index, the person's day decides
        add(f"s.timestamp >= date(?, '-1 day') AND {LOCAL_DAY} >= ?", chosen.from_day, chosen.from_day)
    if chosen.to_day:
        add(f"s.timestamp < date(?, '+3 day') AND {LOCAL_DAY} <= ?", chosen.to_day, chosen.to_day)
    if chosen.methods:
        add(f"s.method IN ({_marks(chosen.methods)})", *chosen.methods)
    if chosen.routes:
        add(f"s.route IN ({_marks(chosen.routes)})", *chosen.routes)
    if chosen.strains:
        add(*_named(replica, chosen.strains))
    if chosen.purposes:
        add(f"s.purpose IN ({_marks(chosen.purposes)})", *chosen.purposes)
    if chosen.company:
        add("s.accompaniedBy = ?", chosen.company)
    if chosen.item:
        number = chosen.item.lower().removeprefix("#")
        add("substr(s.inventoryId, ?) = ?", -len(number), number)
    if chosen.has_note is not None:
        add("s.notes IS NOT NULL" if chosen.has_note else "s.notes IS NULL")
    for effect in chosen.effects:
        # CASE keeps json_each away from a cell of another client that is no JSON
        add(
            "CASE WHEN json_valid(s.effects) THEN "
            "EXISTS (SELECT 1 FROM json_each(s.effects) e WHERE e.value = ?) ELSE 0 END",
            effect,
        )
    for comparison in chosen.comparisons:
        add(*_compared(comparison))
    note_words = [f"#{tag}".casefold() for tag in chosen.tags]
    for text in chosen.text:
        found = _worded(replica, text)
        if found is None:
            note_words.append(text.casefold())
        else:
            add(*found)
    if note_words or chosen.places:
        add("s.notes IS NOT NULL" if note_words else "s.location IS NOT NULL")
    symptoms = tuple(comparison for comparison in chosen.comparisons if comparison.is_symptom)
    return Condition(
        " AND ".join(parts) or "1", tuple(bindings), symptoms, chosen.places, tuple(dict.fromkeys(note_words))
    )


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)


def _named(replica: Replica, wanted: Iterable[str]) -> tuple[Any, ...]:
    """Sessions of any product or strain in whose name each word of one of the texts begins a word."""
    strains: set[str] = set()
    products: set[str] = set()
    for text in wanted:
        more_strains, more_products = _known(replica, text)
        strains |= more_strains
        products |= more_products
    return _either(strains, products, ())


def _known(replica: Replica, text: str) -> tuple[set[str], set[str]]:
    """Names a session may carry, and names of lots whose sessions carry another name that does not fit."""
    parts = words_of(text) or (name_key(text),)
    whole = name_key(text)
    if not any(char.isalnum() for char in whole):
        return set(), set()  # punctuation alone begins every name

    def fits(name: str) -> bool:
        known = words_of(name)
        return name_key(name).startswith(whole) or all(
            any(word.startswith(part) for word in known) for part in parts
        )

    strains = {str(name) for (name,) in replica.all("SELECT name FROM recent_names") if fits(name)}
    lots = replica.all(
        # a deleted lot still names its sessions
        "SELECT DISTINCT name, strain FROM inventory WHERE strain IS NOT NULL AND strain <> name"
    )
    return strains, {str(name) for name, strain in lots if strain not in strains and fits(name)}


def _either(strains: Iterable[str], products: Iterable[str], methods: Iterable[str]) -> tuple[Any, ...]:
    parts: list[str] = []
    bindings: list[Any] = []
    for test, found in (
        ("s.strain IN ({})", strains),
        ("s.method IN ({})", methods),
        ("s.inventoryId IN (SELECT id FROM inventory WHERE name IN ({}))", products),
    ):
        values = sorted(found)
        if values:
            parts.append(test.format(_marks(values)))
            bindings.extend(values)
    return f"({' OR '.join(parts)})" if parts else "0", *bindings


def _worded(replica: Replica, text: str) -> tuple[Any, ...] | None:
    """Where a free word occurs in plain columns; ``None`` where it is no known word at all."""
    strains, products = _known(replica, text)
    word = text.lower()
    methods = {method for method in METHOD_ROUTE if method.startswith(word)}
    methods |= {method for method, route in METHOD_ROUTE.items() if route.startswith(word)}
    if not (strains or products or methods):
        return None
    return _either(strains, products, methods)


def _compared(comparison: Comparison) -> tuple[Any, ...]:
    op, value = comparison.op, comparison.value
    if comparison.field == "rating":
        return f"s.rating {op} ?", value
    if comparison.is_symptom:
        return (
            "EXISTS (SELECT 1 FROM medical_symptoms y WHERE y.sessionId = s.id AND y.deletedAt IS NULL "
            f"AND y.beforeOrAfter = ? AND y.severity {op} ?)",
            comparison.side,
            value,
        )
    column = "moodRating" if comparison.field == "mood" else "energyLevel"
    return (
        "EXISTS (SELECT 1 FROM session_moods m WHERE m.sessionId = s.id AND m.deletedAt IS NULL "
        f"AND m.relationType = ? AND m.{column} {op} ?)",
        comparison.side,
        value,
    )


def matching_ids(replica: Replica, wanted: Condition) -> list[str]:
    """The ids of the sessions that fit, newest first; cells that stay locked fit nothing."""
    rows = replica.all(
        f"SELECT s.id, s.location, s.notes FROM sessions s WHERE s.deletedAt IS NULL AND {wanted.sql} "
        "ORDER BY s.timestamp DESC, s.id DESC",
        wanted.bindings,
    )
    found = []
    for row_id, place, note in rows:
        if wanted.places and not _place_fits(
            replica.opened(place, "sessions", row_id, "location"), wanted.places
        ):
            continue
        if wanted.note_words:
            text = opened_note(replica, row_id, note)
            if text is None or not _words_fit(text, wanted.note_words):
                continue
        if all(_symptom_fits(replica, row_id, comparison) for comparison in wanted.symptoms):
            found.append(row_id)
    return found


def _words_fit(text: str, words: Iterable[str]) -> bool:
    """Whether every word is in the text; a ``#tag`` only as a whole word."""
    tags = {part for part in text.split() if part.startswith("#")}
    return all(word in tags if word.startswith("#") else word in text for word in words)


def _place_fits(place: Any, places: Iterable[str]) -> bool:
    return isinstance(place, str) and any(wanted in place.lower() for wanted in places)


def _symptom_fits(replica: Replica, session_id: str, comparison: Comparison) -> bool:
    for row_id, name, severity in replica.all(
        "SELECT id, symptom, severity FROM medical_symptoms WHERE sessionId = ? AND beforeOrAfter = ? "
        "AND deletedAt IS NULL",
        (session_id, comparison.side),
    ):
        if comparison.holds(severity) and (
            replica.opened(name, "medical_symptoms", row_id, "symptom") == comparison.field
        ):
            return True
    return False


def opened_note(replica: Replica, session_id: str, sealed: str | None) -> str | None:
    """A note, case folded, opened once while its cell stays the same; ``None`` while it is locked."""
    kept = replica.opened_notes.get(session_id)
    if kept is not None and kept[0] == sealed and replica.sealer is not None and replica.sealer.unlocked:
        return kept[1]
    opened = replica.opened(sealed, "sessions", session_id, "notes")
    if not isinstance(opened, str):
        if replica.sealer is not None and not replica.sealer.unlocked:
            replica.opened_notes.clear()  # locking forgets what was opened, too
        return None
    text = opened.casefold()
    replica.opened_notes[session_id] = (str(sealed), text)
    return text
