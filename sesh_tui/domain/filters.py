"""Filters of lists: ``method:vape strain:dream from:2w to:today +relaxed pain:>=2 @home rating:4 words``.

All parts must hold (``and``); several values in one part, separated by commas, are alternatives. A symptom is compared
by its value before, ``pain:after<=2`` by its value after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesh_tui.domain import tokens as _tokens
from sesh_tui.domain.dates import parse_day
from sesh_tui.domain.vocab import (
    COMPANY_WORDS,
    EFFECT_WORDS,
    METHOD_WORDS,
    PLACE_WORDS,
    PURPOSE_WORDS,
    PURPOSES,
    ROUTES,
    SYMPTOM_WORDS,
    scale_of,
)
from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.domain.grammar import Context
    from sesh_tui.domain.tokens import Line, Token

OPERATORS = ("<=", ">=", "!=", "<", ">", "=")


class Comparison(NamedTuple):
    """One scale against one number."""

    field: str
    """mood, energy, rating or a symptom."""
    op: str
    """One of ``OPERATORS``."""
    value: int
    side: str = "before"
    """``before`` or ``after``; a rating has only one value."""

    @property
    def is_symptom(self) -> bool:
        """Whether the field is a symptom, whose rows are sealed."""
        return self.field not in ("mood", "energy", "rating")

    def holds(self, number: int | None) -> bool:
        """Whether a value fulfils the comparison; a missing value fulfils none."""
        if number is None:
            return False
        value = self.value
        outcome = {
            "<": number < value,
            "<=": number <= value,
            ">": number > value,
            ">=": number >= value,
            "!=": number != value,
        }
        return outcome.get(self.op, number == value)


class Filter(NamedTuple):
    """What a list is narrowed to. Empty parts do not narrow."""

    methods: tuple[str, ...] = ()
    """Canonical methods or words as typed; any of them."""
    strains: tuple[str, ...] = ()
    """Parts of a product's or strain's name, as typed; any of them."""
    routes: tuple[str, ...] = ()
    from_day: str | None = None
    """First local day, ``YYYY-MM-DD``, inclusive."""
    to_day: str | None = None
    """Last local day, inclusive."""
    effects: tuple[str, ...] = ()
    """All of them."""
    purposes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Lower case, any of them; places are sealed."""
    company: str | None = None
    """``solo`` or ``social``."""
    tags: tuple[str, ...] = ()
    """All of them."""
    comparisons: tuple[Comparison, ...] = ()
    text: tuple[str, ...] = ()
    """Free words as typed; each must occur somewhere."""
    has_note: bool | None = None
    item: str | None = None

    @property
    def needs_opening(self) -> bool:
        """Whether sealed cells (symptoms, places) decide, so that the data key is needed."""
        return bool(self.places) or any(comparison.is_symptom for comparison in self.comparisons)

    @property
    def is_empty(self) -> bool:
        """Whether everything passes."""
        return self == Filter()


def parse_filter(line: str | Sequence[str], context: Context) -> Filter:
    """The filter a line means; a string or a shell's words. Raises ``EntryError`` that points at the word."""
    read = _tokens.of(line)
    collector = _Collector(read, context)
    for token in read.tokens:
        collector.take(token)
    if read.note is not None:
        collector.many("text", read.note)
    return collector.result()


class _Collector:
    def __init__(self, line: Line, context: Context) -> None:
        self.line = line
        self.context = context
        self.token = line.tokens[0] if line.tokens else None
        self.lists: dict[str, list[str]] = {}
        self.single: dict[str, str] = {}
        self.has_note: bool | None = None
        self.comparisons: list[Comparison] = []
        self.own = {name.replace(" ", "-"): name for name in context.symptoms}

    def result(self) -> Filter:
        """All parts together; refuses a period that ends before it begins."""
        first, last = self.single.get("from_day"), self.single.get("to_day")
        if first is not None and last is not None and first > last:
            raise self.error(
                f"the period ends ({last}) before it begins ({first}).", "Exchange from: and to:."
            )
        return Filter(
            from_day=first,
            to_day=last,
            company=self.single.get("company"),
            item=self.single.get("item"),
            has_note=self.has_note,
            comparisons=tuple(self.comparisons),
            **{name: tuple(found) for name, found in self.lists.items()},
        )

    def error(self, message: str, hint: str, fixed: str | None = None) -> EntryError:
        """The error that points at the word being read."""
        text = self.line.text
        start, end = (self.token.start, self.token.end) if self.token is not None else (0, len(text))
        whole = "" if fixed is None else f"{text[:start]}{fixed}{text[end:]}"
        return EntryError(message, line=text, start=start, end=end, fixed=whole, hint=hint)

    def many(self, field: str, *found: str) -> None:
        """Add alternatives to a list, each once."""
        mine = self.lists.setdefault(field, [])
        mine.extend(value for value in found if value not in mine)

    def take(self, token: Token) -> None:
        """Read one word."""
        self.token = token
        text = token.text
        if token.quoted:
            self.many("text", text)
        elif text[0] == "+" and len(text) > 1:
            flat = text.lstrip("+").lower()
            self.many(
                "effects", EFFECT_WORDS.get(flat.replace("-", "").replace(" ", ""), flat) if flat else text
            )
        elif text[0] == "@" and len(text) > 1:
            self._place(text.lstrip("@").lower())
        else:
            self._keyed_or_free(text)

    def _place(self, word: str) -> None:
        if word in COMPANY_WORDS:
            self._once("company", COMPANY_WORDS[word])
        elif word:
            self.many("places", PLACE_WORDS.get(word, word))
        else:
            raise self.error("a place is missing after @.", "Write @home.")

    def _keyed_or_free(self, text: str) -> None:
        cut = 0
        for char in text:
            if not (char.isalnum() or char in "-_"):
                break
            cut += 1
        if not 0 < cut < len(text) or text[cut] not in ":=<>!" or not text[0].isalpha():
            self.many("text", text)
            return
        key, rest = text[:cut].lower(), text[cut:]
        value = rest[1:].strip() if rest[0] == ":" else rest
        scale = self._scale(key)
        if scale is not None:
            self._compare(scale, value)
            return
        if rest[0] == "=":
            value = rest[1:].strip()
        elif rest[0] != ":":
            raise self.error(
                f'"{key}" is no scale that can be compared.', "Write pain:>=2, mood:>5 or rating:4."
            )
        self._field(key, value)

    def _scale(self, key: str) -> str | None:
        if key in ("mood", "energy", "rating"):
            return key
        return self.own.get(key) or SYMPTOM_WORDS.get(key)

    def _compare(self, field: str, value: str) -> None:
        side = "before"
        for name in ("after", "before"):
            if value.lower().startswith(name):
                side, value = name, value[len(name) :].strip()
        op = next((candidate for candidate in OPERATORS if value.startswith(candidate)), "")
        number = value[len(op) :].strip()
        low, high = scale_of(field)
        hint = f"Write {field}:>={min(low + 2, high)} or {field}:{high}."
        if not (number.isascii() and number.isdigit()) or len(number) > 4:
            raise self.error(f'cannot compare {field} with "{value}".', hint)
        if not low <= int(number) <= high:
            raise self.error(f"{field} goes from {low} to {high}, got {int(number)}.", hint)
        self.comparisons.append(Comparison(field, op or "=", int(number), side))

    def _field(self, key: str, value: str) -> None:
        if key not in _KEYS:
            raise self._unknown(key, value)
        if not value:
            raise self.error(f'"{key}:" has no value.', f"Write {_KEYS[key]}.")
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if key == "method":
            self.many("methods", *(METHOD_WORDS.get(part.lower(), part.lower()) for part in parts))
        elif key in ("strain", "product"):
            self.many("strains", *parts)
        elif key == "route":
            self.many("routes", *(self._known("route", part, dict.fromkeys(ROUTES, "")) for part in parts))
        elif key in ("from", "to", "on", "day"):
            self._day(key, value)
        elif key == "for":
            self.many(
                "purposes", *(PURPOSE_WORDS[self._known("purpose", part, PURPOSE_WORDS)] for part in parts)
            )
        elif key == "effect":
            flat = [part.lower() for part in parts]
            self.many(
                "effects", *(EFFECT_WORDS.get(part.replace("-", "").replace(" ", ""), part) for part in flat)
            )
        elif key in ("where", "place"):
            self.many("places", *(part.lower() for part in parts))
        elif key == "tag":
            self.many("tags", *parts)
        elif key == "text":
            self.many("text", value)
        elif key == "item":
            self._once("item", value)
        else:
            self._note(value.lower())

    def _once(self, field: str, value: str) -> None:
        if self.single.get(field, value) != value:
            raise self.error(f"{field.replace('_', ' ')} is given twice.", "Keep one of them.")
        self.single[field] = value

    def _day(self, key: str, value: str) -> None:
        context = self.context
        try:
            day = parse_day(value, context.now, context.offset, context.day_start_min)
        except EntryError as problem:
            raise self.error(problem.message, problem.hint) from None
        if key in ("from", "on", "day"):
            self._once("from_day", day)
        if key in ("to", "on", "day"):
            self._once("to_day", day)

    def _note(self, value: str) -> None:
        if value not in ("yes", "no", "y", "n", "true", "false"):
            raise self.error(
                f'note: is yes or no, got "{value}".', "Write note:yes; search words need no key."
            )
        wanted = value[0] in "yt"
        if self.has_note not in (None, wanted):
            raise self.error("note is given twice.", "Keep one of them.")
        self.has_note = wanted

    def _known(self, what: str, part: str, words: dict[str, str]) -> str:
        word = part.lower()
        if word in words:
            return word
        from sesh_tui.domain.spell import closest

        near = closest(word, words)
        question = "." if near is None else f', did you mean "{near}"?'
        shown = ", ".join(ROUTES if what == "route" else PURPOSES)
        raise self.error(f'unknown {what} "{part}"{question}', f"Known: {shown}.")

    def _unknown(self, key: str, value: str) -> EntryError:
        from sesh_tui.domain.spell import closest

        near = closest(key, (*_KEYS, "mood", "energy", "rating", *SYMPTOM_WORDS, *self.own))
        if near is None:
            return self.error(
                f'unknown field "{key}:".', f"Known: {', '.join(_KEYS)}, mood, energy, rating, symptoms."
            )
        return self.error(
            f'unknown field "{key}:", did you mean "{near}:"?', f"Write {near}:{value}.", f"{near}:{value}"
        )


_KEYS: dict[str, str] = {
    "method": "method:vape",
    "strain": "strain:dream",
    "product": "product:dream",
    "route": "route:oral",
    "from": "from:2w",
    "to": "to:today",
    "on": "on:yesterday",
    "day": "day:yesterday",
    "for": "for:sleep",
    "effect": "effect:relaxed",
    "where": "where:home",
    "place": "place:home",
    "tag": "tag:weekend",
    "text": 'text:"exact words"',
    "item": "item: and the id that stock shows",
    "note": "note:yes",
}
