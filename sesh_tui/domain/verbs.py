"""Which fields each verb takes, and how a person is told that a field belongs elsewhere."""

from __future__ import annotations

_RATINGS = frozenset(("mood", "energy", "rating", "symptoms", "effects"))
_SESSION = _RATINGS | frozenset(
    (
        "amount",
        "method",
        "product",
        "item",
        "location",
        "companions",
        "accompanied_by",
        "purpose",
        "at",
        "duration_min",
        "thc",
        "cbd",
        "cost",
        "where",
        "tags",
        "note",
    )
)

FIELDS: dict[str, frozenset[str]] = {
    "log": _SESSION,
    "again": _SESSION,
    "edit": _SESSION,
    "start": _SESSION - {"duration_min"},
    "stop": _RATINGS | {"at", "duration_min", "tags", "note"},
    "after": _RATINGS | {"at", "tags", "note"},
    "mood": frozenset(("mood", "energy", "at", "note")),
    "check": frozenset(("mood", "energy", "symptoms", "at", "note")),
    "crave": frozenset(("symptoms", "triggers", "location", "where", "at", "note")),
    "buy": frozenset(
        ("amount", "product", "strain", "category", "thc", "cbd", "cost", "seller", "at", "tags", "note")
    ),
    "count": frozenset(("amount", "at", "note")),
}
"""Verb → fields of ``Entry`` it may set."""

MAY_BE_EMPTY = frozenset(("again", "start", "stop", "after", "edit"))
"""Verbs that mean something with no words at all."""

SINGLE_IS_AFTER = frozenset(("after", "stop"))
"""Verbs for which ``pain:3`` is the value after."""

FIELD_NAMES: dict[str, str] = {
    "amount": "an amount",
    "method": "a method",
    "product": "a product",
    "item": "an item",
    "mood": "a mood",
    "energy": "an energy level",
    "rating": "a rating",
    "symptoms": "a symptom",
    "effects": "an effect",
    "location": "a place",
    "companions": "company",
    "accompanied_by": "company",
    "purpose": "a purpose",
    "at": "a time",
    "duration_min": "a duration",
    "thc": "a THC content",
    "cbd": "a CBD content",
    "cost": "a price",
    "seller": "a seller",
    "where": "a place",
    "tags": "a tag",
    "note": "a note",
    "category": "a category",
    "strain": "a strain",
    "triggers": "a trigger",
}
PLURAL_NAMES: dict[str, str] = {
    "amount": "amounts",
    "method": "methods",
    "product": "products",
    "item": "items",
    "at": "times",
    "location": "places",
    "where": "places",
    "cost": "prices",
    "note": "notes",
    "rating": "ratings",
    "purpose": "purposes",
    "duration_min": "durations",
    "seller": "sellers",
    "category": "categories",
    "strain": "strains",
    "thc": "THC contents",
    "cbd": "CBD contents",
}

_TAKES: dict[str, str] = {
    "start": "It takes the words of log except dur:.",
    "stop": "It takes ratings, effects, a time, dur:, tags and a note.",
    "after": "It takes ratings, effects, a time, tags and a note.",
    "mood": "It takes a mood, an energy level, a time and a note.",
    "check": "It takes symptoms, mood, energy, a time and a note.",
    "crave": "It takes a number from 0 to 10, triggers such as +bored, a place, a time and a note.",
    "buy": "It takes a name, an amount, a price, from:, type:, strain:, thc:, cbd:, a time, tags and a note.",
    "count": "It takes the amount that is left, a time and a note.",
}


def takes(verb: str) -> str:
    """One sentence on what a verb takes."""
    return _TAKES.get(verb, "It takes no seller, category or trigger.")
