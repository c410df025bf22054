"""Units, exact numbers and currencies of the entry grammar. Integers only, no floats.

Mass is counted in mg, volume in µl, counts in thousandths, cannabinoids in µg, money in minor units.
"""

# no "from __future__ import annotations" here: NamedTuple compiles annotations that are text (1 ms at start)

from typing import NamedTuple


class CustomUnit(NamedTuple):
    """A unit of the person's own, such as a ``cone`` of 250 mg ± 10 %."""

    name: str
    plural: str | None
    method: str | None
    """Canonical method it implies."""
    mg: int | None
    """Product mass of one, in mg."""
    sd_pct: float | None
    """Spread in percent."""
    inventory_id: str | None = None
    """Set where the unit belongs to one item only."""


class Unit(NamedTuple):
    """A unit and its size: one of it is ``numerator / denominator`` of the stored unit."""

    name: str
    kind: str
    numerator: int
    denominator: int = 1


_MASS = (("mg", 1, 1), ("g", 1_000, 1), ("kg", 1_000_000, 1), ("oz", 28_349_523_125, 1_000_000))
_COUNTS = (
    ("puff", "puff puffs"),
    ("hit", "hit hits"),
    ("dab", "dab dabs"),
    ("bowl", "bowl bowls"),
    ("joint", "joint joints"),
    ("blunt", "blunt blunts"),
    ("drop", "drop drops"),
    ("capsule", "cap caps capsule capsules"),
    ("piece", "pc pcs piece pieces"),
    ("gummy", "gummy gummies"),
    ("spray", "spray sprays"),
    ("patch", "patch patches"),
)

UNITS: dict[str, Unit] = {
    **{name: Unit(name, "mass", top, bottom) for name, top, bottom in _MASS},
    "ml": Unit("ml", "volume", 1_000),
    "thc": Unit("thc", "thc", 1_000),
    "cbd": Unit("cbd", "cbd", 1_000),
    **{word: Unit(name, "count", 1_000) for name, words in _COUNTS for word in words.split()},
}
"""Accepted unit word (lower case) → unit. ``10thc`` is 10 mg of THC."""

PLURALS: dict[str, str] = {"gummy": "gummies", "patch": "patches"}
"""Irregular plurals of count units; the others take an s."""

MAX_QUANTITY = 10**12
"""Totals above this are typing errors, and SQLite's integers must hold sums of them."""

_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}
_MAX_DIGITS = 12


class Number(NamedTuple):
    """An exact non-negative number as typed."""

    text: str
    """Canonical: decimal without needless zeros, or ``a/b`` as typed."""
    numerator: int
    denominator: int


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def parse_number(text: str) -> Number | None:
    """Read ``0.3``, ``0,3``, ``.5``, ``1/2`` or ``½``; ``None`` where the text is no such number."""
    text = _FRACTIONS.get(text, text)
    if len(text) > 2 * _MAX_DIGITS:
        return None
    if "/" in text:
        top, _, bottom = text.partition("/")
        if not (_is_digits(top) and _is_digits(bottom)) or len(text) > _MAX_DIGITS or int(bottom) == 0:
            return None
        return Number(f"{int(top)}/{int(bottom)}", int(top), int(bottom))
    whole, mark, part = text.partition("," if "," in text else ".")
    if mark and not part:
        return None
    if (whole and not _is_digits(whole)) or (part and not _is_digits(part)) or not (whole or part):
        return None
    if len(whole) + len(part) > _MAX_DIGITS:
        return None
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    value = f"{whole}.{part}" if part else whole
    return Number(value, int(whole + part), 10 ** len(part))


def looks_like_thousands(text: str) -> bool:
    """Whether ``1,000`` was typed, which reads as one or as a thousand depending on the country."""
    whole, mark, part = text.partition(",")
    return bool(mark) and len(part) == 3 and _is_digits(part) and _is_digits(whole) and int(whole) > 0


def divide_half_even(numerator: int, denominator: int) -> int:
    """``numerator / denominator`` rounded half to even, exactly; both non-negative, denominator positive."""
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2):
        quotient += 1
    return quotient


def quantity_of(number: Number, unit: Unit, times: int = 1) -> int:
    """Total of ``times`` × ``number`` units in the stored unit, rounded half to even once."""
    return divide_half_even(number.numerator * unit.numerator * times, number.denominator * unit.denominator)


def find_unit(word: str, custom: dict[str, CustomUnit] | None = None) -> Unit | None:
    """The unit of a word (any case); ``custom`` is looked up first."""
    word = word.lower()
    if custom and word in custom:
        return Unit(custom[word].name, "count", 1_000)
    return UNITS.get(word)


def plural_of(unit: str) -> str:
    """Plural of a count unit, canonical or as typed; masses, volumes and cannabinoids stay as they are."""
    known = UNITS.get(unit)
    if known is not None:
        if known.kind != "count":
            return unit
        unit = known.name
    return PLURALS.get(unit, unit + "s")


_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN "
    "BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
    "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND "
    "VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL"
)
_NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
SYMBOLS: dict[str, str] = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₪": "ILS", "฿": "THB", "$": "USD"}


def is_currency(code: str) -> bool:
    """Whether ``code`` (any case) is an ISO 4217 code in use."""
    return len(code) == 3 and code.isalpha() and code.isascii() and code.upper() in _CODES


def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217): 2 for most, 0 for yen, 3 for dinars."""
    if currency in _NO_MINOR:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def minor_of(number: Number, currency: str) -> int | None:
    """The price in minor units, or ``None`` where it has more decimals than the currency."""
    quotient, rest = divmod(number.numerator * 10 ** minor_digits(currency), number.denominator)
    return None if rest else quotient
