"""Single values of the entry grammar: ranges, amounts, money, contents, lengths of time.

Each reader returns ``None`` where the text has another shape, and raises ``EntryError`` (without a place)
where the shape is right and the value is not.
"""

# no "from __future__ import annotations" here: NamedTuple compiles annotations that are text (1 ms at start)

from collections.abc import Mapping
from typing import NamedTuple

from sesh_tui.domain.entry import Amount, Content, Money, Reading
from sesh_tui.domain.units import (
    MAX_QUANTITY,
    SYMBOLS,
    UNITS,
    CustomUnit,
    Number,
    Unit,
    is_currency,
    looks_like_thousands,
    minor_digits,
    minor_of,
    parse_number,
    quantity_of,
)
from sesh_tui.domain.vocab import RETAIL_MASS_MG, scale_of
from sesh_tui.errors import EntryError

SEPARATORS = ("->", "→", "..", "–", "—", "-", "/", ">")


class Range(NamedTuple):
    """A rating value as typed: ``6``, ``6-3``, ``_-3``, or with an end missing."""

    left: str
    separator: str
    right: str


def split_range(text: str) -> Range | None:
    """``6``, ``6-3``, ``_-3``, ``4-``, ``-7``; ``None`` where the text is nothing of that shape."""
    cut = 0
    while cut < len(text) and text[cut].isascii() and text[cut].isdigit():
        cut += 1
    if cut == 0 and text[:1] == "_":
        cut = 1
    left, rest = text[:cut], text[cut:]
    separator = ""
    for candidate in SEPARATORS:
        if rest.startswith(candidate):
            separator = candidate
            break
    right = rest[len(separator) :]
    if right and not (right == "_" or (right.isascii() and right.isdigit())):
        return None
    if (rest and not separator) or not (left or right) or len(left) > 4 or len(right) > 4:
        return None
    return Range(left, separator, right)


def read_scale(name: str, text: str, *, single_is_after: bool, shell: bool) -> Reading:
    """The reading of a scale; ``name`` decides its limits. Raises ``EntryError``."""
    found = split_range(text)
    if found is None:
        raise EntryError(f'cannot read "{text}" as a value of {name}.', hint=_shapes(name))
    left, separator, right = found
    if separator and not right:
        cause = ' If you typed ">" after it, the shell took that as a redirection.' if shell else ""
        raise EntryError(
            f'the range "{text}" has no end.{cause}',
            hint=f"Write {name} {left}-{_after(name)}; for before only {name} {left}.",
        )
    if not left:
        raise EntryError(
            f'the range "{text}" has no beginning.', hint=f"Write {name} _-{right} for after only."
        )
    if {left, right} <= {"_", ""}:
        raise EntryError(f'"{text}" holds no number.', hint=_shapes(name))
    before, after = _on_scale(name, left), _on_scale(name, right)
    if not separator and single_is_after:
        before, after = None, before
    return Reading(before, after)


def _shapes(name: str) -> str:
    if name == "rating":
        return "Write rating:4, a number from 1 to 5."
    before, after = (4, 7) if _after(name) == 7 else (6, 3)
    return f"Write {name}:{before}-{after} (before-after), {name}:{before} (before) or {name}:_-{after} (after only)."


def _after(name: str) -> int:
    """An example value: moods rise, symptoms fall."""
    return 7 if name in ("mood", "energy") else 3


def _on_scale(name: str, text: str) -> int | None:
    if text in ("", "_"):
        return None
    low, high = scale_of(name)
    value = int(text)
    if not low <= value <= high:
        raise EntryError(f"{name} goes from {low} to {high}, got {value}.", hint=_shapes(name))
    return value


class Measure(NamedTuple):
    """A number with a unit, before the meaning rules."""

    number: Number
    unit: Unit
    times: int
    estimated: bool


def unit_of(word: str, custom: Mapping[str, CustomUnit], *, retail: bool) -> Unit | None:
    """The unit a word names: the person's own first, retail masses only where buying."""
    word = word.lower()
    own = custom.get(word)
    if own is not None:
        return Unit(own.name, "count", 1_000)
    found = UNITS.get(word)
    if found is None and retail:
        name = word if word in RETAIL_MASS_MG else word.removesuffix("s")
        if name in RETAIL_MASS_MG:
            return Unit(name, "mass", RETAIL_MASS_MG[name])
    return found


def split_number(text: str) -> tuple[str, str]:
    """The leading number of a word and what follows it."""
    cut = 0
    while cut < len(text) and (text[cut] in ".,/½⅓⅔¼¾⅛" or (text[cut].isascii() and text[cut].isdigit())):
        cut += 1
    return text[:cut], text[cut:]


def split_times(text: str) -> tuple[int | None, str]:
    """``3x0.1g`` → 3 and ``0.1g``; ``2x`` → 2 and an empty text; else ``None`` and the text."""
    digits = 0
    while digits < len(text) and text[digits].isascii() and text[digits].isdigit():
        digits += 1
    if 0 < digits <= 4 and text[digits : digits + 1] in ("x", "X", "×", "*"):
        return int(text[:digits]), text[digits + 1 :]
    return None, text


def read_measure(text: str, custom: Mapping[str, CustomUnit], *, retail: bool = False) -> Measure | None:
    """``0.3g``, ``~0.3g``, ``3x0.1g~``, ``1/2bowl`` in one word."""
    estimated = text.endswith("~") or text.startswith("~")
    times, rest = split_times(text.strip("~"))
    digits, word = split_number(rest)
    if not digits or not word:
        return None
    unit = unit_of(word, custom, retail=retail)
    if unit is None:
        return None
    number = exact_number(digits)
    if number is None:
        return None
    return Measure(number, unit, 1 if times is None else times, estimated)


def exact_number(digits: str) -> Number | None:
    """A number that reads one way only; raises ``EntryError`` for ``1,000``."""
    if looks_like_thousands(digits):
        raise EntryError(
            f'"{digits}" can be {digits.replace(",", "")} or {digits.replace(",", ".")}.',
            hint=f"Write {digits.replace(',', '')} or {digits.replace(',', '.')}.",
        )
    return parse_number(digits)


def amount_of(measure: Measure, *, zero: bool = False) -> Amount:
    """The amount in stored units. Raises ``EntryError`` for nothing and for too much."""
    number, unit, times, estimated = measure
    quantity = quantity_of(number, unit, times)
    shown = f"{number.text}{unit.name}"
    if quantity > MAX_QUANTITY or times > 1_000:
        raise EntryError(f'"{shown}" is more than can be stored.')
    if quantity == 0 and not (zero and number.numerator == 0 and times):
        raise EntryError(
            f'"{shown}" is nothing, or less than can be stored.', hint="Write an amount above zero."
        )
    return Amount(unit.kind, quantity, number.text, unit.name, times, estimated)


def read_money(text: str, currency: str, *, bare: bool = False) -> Money | None:
    """``45usd``, ``€45``, ``45,50€``, ``45 USD``; with ``bare`` also ``45`` in the person's currency."""
    body, code = text.strip(), ""
    if body[:1] in SYMBOLS:
        body, code = body[1:], _symbol(body[0], currency)
    elif body[-1:] in SYMBOLS:
        body, code = body[:-1], _symbol(body[-1], currency)
    elif is_currency(body[-3:]):
        body, code = body[:-3], body[-3:].upper()
    elif not bare:
        return None
    body = body.strip()
    digits, rest = split_number(body)
    if not digits or rest or "/" in digits:
        return None
    number = exact_number(digits)
    if number is None:
        return None
    minor = minor_of(number, code or currency)
    if minor is None:
        raise EntryError(
            f'"{text}" has more decimals than {code or currency} ({minor_digits(code or currency)}).',
            hint="Write the price as it was paid.",
        )
    if minor > MAX_QUANTITY:
        raise EntryError(f'"{text}" is more than can be stored.')
    return Money(minor, code or None)


def _symbol(char: str, currency: str) -> str:
    """``$`` and ``¥`` are also the signs of other currencies: the person's own comes first."""
    if char == "$" and currency in (
        "AUD",
        "CAD",
        "NZD",
        "MXN",
        "SGD",
        "HKD",
        "TWD",
        "ARS",
        "CLP",
        "COP",
        "JMD",
    ):
        return currency
    if char == "¥" and currency == "CNY":
        return currency
    return SYMBOLS[char]


_PER = {
    **dict.fromkeys(("g", "gram"), "mg_g"),
    "ml": "mg_ml",
    **dict.fromkeys(
        ("unit", "each", "pc", "piece", "gummy", "cap", "capsule", "puff", "drop", "spray", "patch"),
        "mg_unit",
    ),
    **dict.fromkeys(("pkg", "package", "pack"), "mg_pkg"),
}
PER_TEXT = {"pct": "%", "mg_g": "mg/g", "mg_unit": "mg/unit", "mg_ml": "mg/ml", "mg_pkg": "mg/pkg"}


def read_content(name: str, text: str, *, buying: bool) -> Content:
    """The value after ``thc:`` or ``cbd:``. Raises ``EntryError``; a bare number is never guessed at."""
    hint = f"Write {name}:22%, {name}:5mg/g, {name}:10mg/unit, {name}:20mg/ml or {name}:100mg/pkg."
    digits, rest = split_number("".join(text.split()))
    number = exact_number(digits) if digits and "/" not in digits else None
    if number is None:
        raise EntryError(f'cannot read "{text}" as the {name.upper()} content.', hint=hint)
    rest = rest.lower()
    if rest in ("%", "pct"):
        unit = "pct"
    elif rest == "mg":
        if not buying:
            raise EntryError(
                f'"{name}:{text}" is the content of a package, not a dose.',
                hint=f"For a dose write {digits}{name}. {hint}",
            )
        unit = "mg_pkg"
    elif rest.startswith("mg/") and rest[3:] in _PER:
        unit = _PER[rest[3:]]
    else:
        cause = "needs a unit" if not rest else f'has an unknown unit "{rest}"'
        raise EntryError(f'the {name.upper()} content "{text}" {cause}.', hint=hint)
    limit = {"pct": 100, "mg_g": 1_000, "mg_ml": 1_000}.get(unit, 1_000_000)
    if number.numerator > limit * number.denominator:
        raise EntryError(
            f"{name.upper()} content cannot exceed {limit} {PER_TEXT[unit]}, got {number.text}.", hint=hint
        )
    return Content(number.text, unit)


def read_duration(text: str) -> int:
    """Minutes of ``45m``, ``1h30m``, ``1:30`` or ``90``. Raises ``EntryError``."""
    from sesh_tui.domain.phrases import durations

    minutes: int | None = None
    compact = "".join(text.lower().split())
    hours, colon, rest = compact.partition(":")
    if compact.isascii() and compact.isdigit() and len(compact) <= 5:
        minutes = int(compact)
    elif (
        colon
        and hours.isascii()
        and hours.isdigit()
        and len(hours) <= 2
        and len(rest) == 2
        and rest.isdigit()
    ):
        minutes = int(hours) * 60 + int(rest)
    elif compact:
        found = durations(compact)
        minutes = None if found is None else found[0] + found[1] * 1_440
    if minutes is None:
        raise EntryError(
            f'cannot read the duration "{text}".', hint="Write dur:45m, dur:1h30m or dur:90 (minutes)."
        )
    if minutes > 10_080:
        raise EntryError(f'the duration "{text}" is longer than a week.', hint="Write dur:45m or dur:1h30m.")
    return minutes
