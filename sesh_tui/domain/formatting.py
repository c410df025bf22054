"""From an ``Entry`` back to a line, and to the labels of the command bar's live echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.domain.dates import to_local
from sesh_tui.domain.tokens import quote
from sesh_tui.domain.units import UNITS, minor_digits, plural_of
from sesh_tui.domain.values import PER_TEXT
from sesh_tui.domain.verbs import SINGLE_IS_AFTER
from sesh_tui.domain.vocab import (
    CATEGORIES,
    EFFECTS,
    METHOD_WORDS,
    PLACES,
    SYMPTOM_LABELS,
    TRIGGERS,
    route_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sesh_tui.domain.entry import Amount, Entry, Money, Product, Reading

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,'’&#/:=+")


def format_entry(entry: Entry, tz_offset_min: int, verb: str, currency: str = "USD") -> str:
    """A line of the command bar; see ``grammar.format_entry``."""
    words = [*_what(entry, verb, currency), *_scales(entry, verb), *_around(entry, tz_offset_min)]
    if entry.note is not None:
        words.append(f"-- {entry.note}")
    return " ".join(words)


def _what(entry: Entry, verb: str, currency: str) -> Iterator[str]:
    if entry.product is not None:
        yield _product(entry.product, verb)
    if entry.item is not None:
        yield _keyed("item", entry.item)
    if entry.amount is not None:
        yield amount_word(entry.amount)
    if entry.method is not None:
        yield (
            entry.method if METHOD_WORDS.get(entry.method) == entry.method else _keyed("method", entry.method)
        )
    if entry.category is not None:
        yield f"type:{entry.category}"
    if entry.strain is not None:
        yield _keyed("strain", entry.strain)
    for name, content in (("thc", entry.thc), ("cbd", entry.cbd)):
        if content is not None:
            yield f"{name}:{content.value}{PER_TEXT[content.unit]}"
    if entry.cost is not None:
        yield f"cost:{money_text(entry.cost, currency)}{(entry.cost.currency or '').lower()}"
    if entry.seller is not None:
        yield _keyed("from", entry.seller)


def _product(product: Product, verb: str) -> str:
    if product.source == "new" and verb != "buy":
        return _keyed("strain", product.name)
    return quote(product.name)


def _scales(entry: Entry, verb: str) -> Iterator[str]:
    for name, reading in (("mood", entry.mood), ("energy", entry.energy)):
        if reading is not None:
            yield f"{name}:{_reading(reading, verb)}"
    if entry.rating is not None:
        yield f"rating:{entry.rating}"
    for name, reading in entry.symptoms:
        prefix = "sym:" if name in entry.new_symptoms else ""
        if prefix and " " in name:
            yield prefix + quote(f"{name}:{_reading(reading, verb)}")
        else:
            yield f"{prefix}{name.replace(' ', '-')}:{_reading(reading, verb)}"


def _reading(reading: Reading, verb: str) -> str:
    before = "_" if reading.before is None else str(reading.before)
    if reading.after is not None:
        return f"{before}-{reading.after}"
    # a single number would be the value after for these verbs
    return f"{before}-_" if verb in SINGLE_IS_AFTER else before


def _around(entry: Entry, tz_offset_min: int) -> Iterator[str]:
    for effect in entry.effects:
        yield f"+{effect.replace(' ', '-')}" if effect in EFFECTS else f"++{_value(effect)}"
    for trigger in entry.triggers:
        yield f"+{trigger}" if trigger in TRIGGERS else f"++{_value(trigger)}"
    if entry.location is not None:
        yield f"@{entry.location}" if entry.location in PLACES else f"@@{_value(entry.location)}"
    yield from _company(entry)
    if entry.purpose is not None:
        yield f"for:{entry.purpose}"
    if entry.at is not None:
        yield f"at:{_moment(entry.at, tz_offset_min)}"
    if entry.duration_min is not None:
        yield f"dur:{entry.duration_min}m"
    if entry.where is not None:
        yield _keyed("where", entry.where)
    for tag in entry.tags:
        yield _keyed("tag", tag)


def _company(entry: Entry) -> Iterator[str]:
    if entry.accompanied_by == "solo":
        yield "@alone"
        return
    if entry.accompanied_by == "social":
        yield "@social"
    elif entry.accompanied_by is not None:
        yield _keyed("with", entry.accompanied_by)
    if entry.companions is not None:
        yield f"with:{entry.companions}"


def _keyed(key: str, value: str) -> str:
    return f"{key}:{_value(value)}"


def _value(text: str) -> str:
    return text if text and all(char in _PLAIN for char in text) else quote(text)


def _moment(moment: datetime, tz_offset_min: int) -> str:
    wall = to_local(moment, tz_offset_min)
    text = wall.isoformat(timespec="auto" if wall.microsecond or wall.second else "minutes")
    sign, minutes = ("-", -tz_offset_min) if tz_offset_min < 0 else ("+", tz_offset_min)
    return f"{text}{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def amount_word(amount: Amount) -> str:
    """The amount as one word of the grammar: ``3x0.1g~``."""
    times = f"{amount.times}x" if amount.times != 1 else ""
    unit = (
        amount.unit
        if amount.number == "1" or "/" in amount.number or amount.unit not in UNITS
        else plural_of(amount.unit)
    )
    return f"{times}{amount.number}{unit}{'~' if amount.estimated else ''}"


def amount_text(amount: Amount) -> str:
    """The amount as a person reads it: ``3 × 0.1 g``, ``2 puffs``, ``10 mg THC``."""
    if amount.unit in ("thc", "cbd"):
        unit = f"mg {amount.unit.upper()}"
    elif amount.unit in ("eighth", "quarter", "half", "ounce", "zip") and amount.kind == "mass":
        unit = amount.unit
    else:
        unit = amount.unit if amount.number == "1" or "/" in amount.number else plural_of(amount.unit)
    times = f"{amount.times} × " if amount.times != 1 else ""
    return f"{'about ' if amount.estimated else ''}{times}{amount.number} {unit}"


def money_text(money: Money, currency: str = "USD") -> str:
    """The number of a price with its decimals: ``45``, ``45.50``."""
    digits = minor_digits(money.currency or currency)
    whole, part = divmod(money.minor, 10**digits)
    return f"{whole}.{part:0{digits}d}" if part else str(whole)


def explain(entry: Entry, tz_offset_min: int, currency: str = "USD") -> list[tuple[str, str]]:
    """Labels and texts of everything understood; see ``grammar.explain``."""
    found: list[tuple[str, str]] = []
    if entry.amount is not None:
        assumed = " THC (mg with this method is read as THC)" if entry.assumed_thc else ""
        found.append(("amount", amount_text(entry.amount) + assumed))
    if entry.product is not None:
        source = {"new": " (new)", "stock": " (your stock)", "recent": "", "catalogue": " (catalogue)"}
        found.append(("product", entry.product.name + source.get(entry.product.source, "")))
    if entry.item is not None:
        found.append(("item", entry.item))
    if entry.method is not None:
        route = route_of(entry.method)
        found.append(("method", f"{entry.method} ({route})" if route else entry.method))
    found.extend(_explain_purchase(entry, currency))
    for name, reading in (("mood", entry.mood), ("energy", entry.energy)):
        if reading is not None:
            found.append((name, reading_text(reading)))
    if entry.rating is not None:
        found.append(("rating", f"{entry.rating} of 5"))
    for name, reading in entry.symptoms:
        label = SYMPTOM_LABELS.get(name, name) + (" (new)" if name in entry.new_symptoms else "")
        found.append((label, reading_text(reading)))
    found.extend(_explain_around(entry, tz_offset_min))
    if entry.note is not None:
        found.append(("note", entry.note))
    return found


def _explain_purchase(entry: Entry, currency: str) -> Iterator[tuple[str, str]]:
    if entry.category is not None:
        yield "category", CATEGORIES[entry.category]
    if entry.strain is not None:
        yield "strain", entry.strain
    for name, content in (("THC", entry.thc), ("CBD", entry.cbd)):
        if content is not None:
            yield name, f"{content.value} {PER_TEXT[content.unit]}"
    if entry.cost is not None:
        yield "price", f"{money_text(entry.cost, currency)} {entry.cost.currency or currency}"
    if entry.seller is not None:
        yield "from", entry.seller


def _explain_around(entry: Entry, tz_offset_min: int) -> Iterator[tuple[str, str]]:
    if entry.effects:
        yield "effects", ", ".join(entry.effects)
    if entry.triggers:
        yield "triggers", ", ".join(entry.triggers)
    if entry.location is not None:
        yield "place", entry.location
    if entry.where is not None:
        yield "where", entry.where
    if entry.accompanied_by is not None:
        yield "with", entry.accompanied_by
    if entry.companions is not None and entry.accompanied_by != "solo":
        yield "companions", str(entry.companions)
    if entry.purpose is not None:
        yield "for", entry.purpose
    if entry.at is not None:
        yield "time", f"{to_local(entry.at, tz_offset_min):%Y-%m-%d %H:%M}"
    if entry.duration_min is not None:
        yield "duration", f"{entry.duration_min} min"
    if entry.tags:
        yield "tags", ", ".join(entry.tags)


def reading_text(reading: Reading) -> str:
    """``4 → 7``; a missing value is a question mark, never a zero."""
    if reading.after is None:
        return str(reading.before)
    return f"{'?' if reading.before is None else reading.before} → {reading.after}"
