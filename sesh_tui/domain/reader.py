"""Reads words as syntax, without knowing any product name.

The outcome is a ``Draft``: fields, the words that are no syntax, and problems that stand only if the
word in question does not turn out to be part of a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesh_tui.domain import values, verbs
from sesh_tui.domain.units import Number
from sesh_tui.domain.vocab import (
    METHOD_WORDS,
    RETAIL_MASS_MG,
    SYMPTOM_WORDS,
)
from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from sesh_tui.domain.grammar import Context
    from sesh_tui.domain.tokens import Line, Token

_PAIR_SEPARATORS = frozenset(values.SEPARATORS)
_TIME_TAILS = frozenset(
    "at on ago noon midday midnight night morning afternoon evening am pm yesterday today an half "  # noqa: SIM905
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "jan feb mar apr may jun jul aug sep oct nov dec "
    "m min mins minutes h hr hrs hour hours d day days w week weeks".split()
)
_AGO_STARTS = frozenset("a an half about one two three four five six".split())  # noqa: SIM905

HARD, SOFT = "hard", "soft"


class Draft:
    """What one reading of the words found."""

    __slots__ = ("fields", "free", "owner", "problems", "strength", "weak")

    def __init__(self, count: int) -> None:
        self.fields: dict[str, Any] = {}
        self.free: list[int] = []
        """Words that are no syntax."""
        self.problems: list[tuple[int, int, EntryError]] = []
        """First and last word concerned, and what is wrong."""
        self.owner: list[str] = [""] * count
        """Per word the field it went to; empty for free and masked words."""
        self.strength: list[str] = [SOFT] * count
        """``hard`` words never become part of a longer name."""
        self.weak: list[int] = []
        """Words that are syntax only as long as they are no known name (``+speed``)."""


class Reader:
    """One pass over the words of a line for one verb; words in ``mask`` belong to the product."""

    def __init__(
        self, line: Line, context: Context, verb: str, shell: bool, mask: tuple[int, int] | None
    ) -> None:
        self.line = line
        self.tokens = line.tokens
        self.context = context
        self.verb = verb
        self.shell = shell
        self.allowed = verbs.FIELDS[verb]
        self.limit = len(self.tokens)
        self.draft = Draft(len(self.tokens))
        self.own_symptoms = {name.replace(" ", "-"): name for name in context.symptoms}
        self.has_ago = any(token.text in ("ago", "Ago", "AGO") for token in self.tokens)
        self.mask = mask

    def read(self) -> Draft:
        """Read every word once, from left to right."""
        place, count = 0, len(self.tokens)
        while place < count:
            if self.mask is not None and place == self.mask[0]:
                place = self.mask[1]
                continue
            self.limit = self.mask[0] if self.mask is not None and place < self.mask[0] else count
            place = self._take(place)
        if self.line.note is not None:
            self._set("note", self.line.note, count, count)
        return self.draft

    # -- outcomes ---------------------------------------------------------------------------------

    def fail(self, first: int, last: int, message: str, hint: str = "", fixed: str | None = None) -> int:
        """Note a problem with the words ``first`` to ``last`` (inclusive); ``fixed`` replaces them."""
        error = self.error(first, last, message, hint, fixed)
        self.draft.problems.append((first, last, error))
        for index in range(first, min(last + 1, len(self.tokens))):
            self.draft.strength[index] = SOFT
        return last + 1

    def error(
        self, first: int, last: int, message: str, hint: str = "", fixed: str | None = None
    ) -> EntryError:
        """The error that points at these words."""
        text = self.line.text
        if first < len(self.tokens):
            start, end = self.tokens[first].start, self.tokens[min(last, len(self.tokens) - 1)].end
        else:
            start, end = self.line.note_start, len(text)
        whole = "" if fixed is None else f"{text[:start]}{fixed}{text[end:]}".strip()
        return EntryError(message, line=text, start=start, end=end, fixed=whole, hint=hint)

    def free_word(self, place: int) -> int:
        """Leave a word to the product."""
        self.draft.free.append(place)
        return place + 1

    def _set(
        self, field: str, value: Any, first: int, last: int, strength: str = SOFT, what: str = ""
    ) -> int:
        """Give a field its value; refuse a second one and one the verb does not take."""
        what = what or field
        if field not in self.allowed:
            word = (
                self.line.text[self.tokens[first].start : self.tokens[last].end]
                if first < len(self.tokens)
                else "--"
            )
            name = verbs.FIELD_NAMES[field]
            return self.fail(
                first, last, f'"{self.verb}" does not take {name} ("{word}").', verbs.takes(self.verb)
            )
        fields = self.draft.fields
        if field in ("symptoms", "effects", "tags", "triggers"):
            many = fields.setdefault(field, [])
            if field == "symptoms" and any(name == value[0] for name, _ in many):
                return self.fail(first, last, f"{value[0]} is given twice.", "Keep one of them.", "")
            if value not in many:
                many.append(value)
        elif field in fields:
            plural = verbs.PLURAL_NAMES.get(field)
            word = (
                self.line.text[self.tokens[first].start : self.tokens[last].end]
                if first < len(self.tokens)
                else ""
            )
            message = (
                f'two {plural}: "{self._first(field)}" and "{word}".' if plural else f"{what} is given twice."
            )
            hint = "Keep one of them; if one is part of the name, put the name in quotes."
            return self.fail(first, last, message, hint)
        else:
            fields[field] = value
        for index in range(first, min(last + 1, len(self.tokens))):
            self.draft.owner[index] = field
            self.draft.strength[index] = strength
        return last + 1

    def _first(self, field: str) -> str:
        """The words that gave a field its value."""
        mine = [token for token, owner in zip(self.tokens, self.draft.owner, strict=True) if owner == field]
        return self.line.text[mine[0].start : mine[-1].end] if mine else ""

    def _rethrow(self, first: int, last: int, error: EntryError, fixed: str | None = None) -> int:
        return self.fail(first, last, error.message, error.hint, fixed)

    # -- one word ---------------------------------------------------------------------------------

    def _take(self, place: int) -> int:
        token = self.tokens[place]
        text = token.text
        first = text[0]
        if token.quoted:
            return self.free_word(place)
        if first == "@" and len(text) > 1:
            from sesh_tui.domain.context_words import take_at

            return take_at(self, place)
        if first == "+" and len(text) > 1:
            from sesh_tui.domain.context_words import take_plus

            return take_plus(self, place)
        low = text.lower()
        if low in METHOD_WORDS:
            return self._method(place, low)
        if first.isalpha():
            return self._word(place, low)
        return self._number(place)

    def _word(self, place: int, low: str) -> int:
        text = self.tokens[place].text
        cut = 0
        for char in text:
            if not (char.isalnum() or char in "-_"):
                break
            cut += 1
        if 0 < cut < len(text) and text[cut] in ":=":
            from sesh_tui.domain.keys import take_key

            return take_key(self, place, low[:cut], text[cut + 1 :].strip())
        name = self.scale_name(low)
        if (
            name is not None
            and (name if name in ("mood", "energy", "rating") else "symptoms") in self.allowed
        ):
            return self._bare_rating(place, name)
        if self.has_ago and low in _AGO_STARTS:
            end = self._ago(place)
            if end is not None:
                return end
        if self.verb == "buy":
            end = self._retail(place)
            if end is not None:
                return end
        return self.free_word(place)

    def scale_name(self, low: str) -> str | None:
        """The scale a lower-case word names, own symptoms with hyphens for spaces."""
        if low in ("mood", "energy", "rating"):
            return low
        own = self.own_symptoms.get(low)
        return own if own is not None else SYMPTOM_WORDS.get(low)

    def _method(self, place: int, low: str) -> int:
        if "method" not in self.allowed:
            return self.free_word(place)
        return self._set("method", METHOD_WORDS[low], place, place)

    # -- ratings ----------------------------------------------------------------------------------

    def _bare_rating(self, place: int, name: str) -> int:
        value, last = self._value_after(place)
        if value is None:
            return self.no_value(place, name)
        return self.set_scale(place, last, name, value)

    def _value_after(self, place: int) -> tuple[str | None, int]:
        """The value in the words after ``place``, also ``4 - 7`` in three words."""
        following = place + 1
        if following >= self.limit or self.tokens[following].quoted:
            return None, place
        text = self.tokens[following].text
        if values.split_range(text) is None:
            return None, place
        if following + 2 < self.limit and self.tokens[following + 1].text in _PAIR_SEPARATORS:
            joined = text + "-" + self.tokens[following + 2].text
            if values.split_range(joined) is not None:
                return joined, following + 2
        return text, following

    def no_value(self, place: int, name: str) -> int:
        """A rating word that stands alone: often the shell has taken ``>7`` away."""
        word = self.tokens[place].text.rstrip(":=")
        example = f"{word} 4" if name == "rating" else f"{word} 4-7"
        cause = (
            f' If you typed "{word} 4>7", the shell took ">7" as a redirection (look for a stray file "7").'
            if self.shell
            else ""
        )
        text, token = self.line.text, self.tokens[place]
        shown = f"{text[: token.start]}{example}{text[token.end :]}"
        return self.fail(place, place, f'"{word}" has no value.{cause}', f"Write {example}, as in: {shown}")

    def set_scale(self, first: int, last: int, name: str, value: str) -> int:
        """Set mood, energy, rating or a symptom from the text of its value."""
        try:
            reading = values.read_scale(
                name, value, single_is_after=self.verb in verbs.SINGLE_IS_AFTER, shell=self.shell
            )
        except EntryError as error:
            return self._rethrow(first, last, error)
        strength = HARD if reading.before is not None and reading.after is not None else SOFT
        if name == "rating":
            if strength == HARD or "_" in value:
                return self.fail(first, last, "a rating is one number from 1 to 5.", "Write rating:4.")
            number = reading.after if reading.before is None else reading.before
            return self._set("rating", number, first, last)
        if name in ("mood", "energy"):
            return self._set(name, reading, first, last, strength, name)
        return self._set("symptoms", (name, reading), first, last, strength, name)

    def take_key_value(self, place: int, value: str) -> tuple[str | None, int]:
        """The value written behind ``key:`` or, for ratings, in the next word (``pain: 6``)."""
        return (value, place) if value else self._value_after(place)

    # -- numbers ----------------------------------------------------------------------------------

    def _number(self, place: int) -> int:
        text = self.tokens[place].text
        if self.has_ago:
            end = self._ago(place)
            if end is not None:
                return end
        if self.verb in ("mood", "crave"):
            name = "mood" if self.verb == "mood" else "craving"
            already = "mood" if self.verb == "mood" else "symptoms"
            if already not in self.draft.fields and values.split_range(text) is not None:
                return self.set_scale(place, place, name, text)
        try:
            end = self._measure(place)
        except EntryError as error:
            return self._rethrow(place, place, error)
        if end is not None:
            return end
        if text.startswith("--") and len(text) > 2:
            return self.fail(
                place,
                place,
                f'unknown option "{text}".',
                'A note begins with "-- " and a space.',
                f"-- {text[2:]}",
            )
        return self.free_word(place)

    def _measure(self, place: int) -> int | None:
        """An amount, a price or a percentage that starts here, in up to four words."""
        text = self.tokens[place].text
        retail = self.verb == "buy"
        custom = self.context.units
        measure = values.read_measure(text, custom, retail=retail)
        if measure is not None:
            return self._amount(place, place, measure)
        if text.endswith("%") and len(text) > 1:
            digits, rest = values.split_number(text)
            if digits and rest == "%":
                return self._set("thc", values.read_content("thc", text, buying=retail), place, place)
        money = values.read_money(text, self.context.currency)
        if money is not None:
            return self._set("cost", money, place, place)
        texts = [token.text for token in self.tokens[place : min(place + 4, self.limit)] if not token.quoted]
        # "3 x 0.1 g" and all its shorter forms: glue two, three or four words
        for size in range(2, len(texts) + 1):
            if size > 2 and not self._may_glue(texts[: size - 1]):
                break
            measure = values.read_measure("".join(texts[:size]), custom, retail=retail)
            if measure is not None and self._may_glue(texts[:size]):
                return self._amount(place, place + size - 1, measure)
        if retail and len(texts) > 1 and text.isascii() and text[0].isdigit():
            money = values.read_money(f"{text} {texts[1]}", self.context.currency)
            if money is not None:
                return self._set("cost", money, place, place + 1)
        return None

    @staticmethod
    def _may_glue(texts: list[str]) -> bool:
        """Whether words are pieces of one amount: a number, ``x`` and a number, a unit; not ``1 2g``."""
        for index in range(len(texts) - 1):
            left, right = texts[index], texts[index + 1]
            number_left = left[-1:].isdigit() or left[-1:] in ".½⅓⅔¼¾⅛"
            if number_left and not (right[0].isalpha() or right[0] in "×*"):
                return False
            if not number_left and left[-1:] not in ("x", "X", "×", "*"):
                return False
        return True

    def _amount(self, first: int, last: int, measure: values.Measure) -> int:
        following = last + 1
        if following < self.limit and self.tokens[following].text == "~":
            last, measure = following, measure._replace(estimated=True)
        amount = values.amount_of(measure, zero=self.verb == "count")
        return self._set("amount", amount, first, last)

    def _retail(self, place: int) -> int | None:
        """``eighth``, ``half ounce``: amounts without a number, only where buying."""
        unit = values.unit_of(self.tokens[place].text, {}, retail=True)
        if unit is None or unit.name not in RETAIL_MASS_MG:
            return None
        last = place
        if unit.name in ("eighth", "quarter", "half") and place + 1 < self.limit:
            following = self.tokens[place + 1].text.lower()
            last = place + 1 if following in ("ounce", "oz") else place
        measure = values.Measure(Number("1", 1, 1), unit, 1, False)
        return self._amount(place, last, measure)

    # -- times ------------------------------------------------------------------------------------

    def _ago(self, place: int) -> int | None:
        """``20m ago``, ``half an hour ago``, ``3 days ago at noon``, starting here."""
        from sesh_tui.domain.dates import match_when

        for end in range(place + 1, min(place + 5, self.limit)):
            if self.tokens[end].text.lower() != "ago":
                continue
            words = [token.text for token in self.tokens[place : end + 1]]
            for more in (2, 0):
                extra = [token.text for token in self.tokens[end + 1 : min(end + 1 + more, self.limit)]]
                if more and extra[:1] != ["at"]:
                    continue
                phrase = " ".join(words + extra)
                try:
                    moment = match_when(phrase, self.context.now, self.context.offset)
                except EntryError as error:
                    return self._rethrow(place, end + len(extra), error)
                if moment is not None:
                    return self._set("at", moment, place, end + len(extra))
        return None

    def set_field(self, field: str, value: Any, first: int, last: int, strength: str = SOFT) -> int:
        """For the readers of ``@word`` and ``key:value``."""
        return self._set(field, value, first, last, strength)

    def rethrow(self, first: int, last: int, error: EntryError, fixed: str | None = None) -> int:
        """Note a problem that a value reader raised without a place."""
        return self._rethrow(first, last, error, fixed)

    def time_words(self, place: int) -> list[Token]:
        """The words after ``place`` that may continue a time phrase (at most three)."""
        found: list[Token] = []
        for token in self.tokens[place + 1 : min(place + 4, self.limit)]:
            low = token.text.lower().rstrip(",")
            if token.quoted or not (low in _TIME_TAILS or low[0].isdigit()):
                break
            found.append(token)
        return found
