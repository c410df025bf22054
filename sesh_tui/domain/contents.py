"""What a product holds: contents as exact ratios, from a label, a certificate or the typed line.

Contents are decimal text turned into integer ratios; no result here is a float.
Total THC = Δ9-THC + 0.877 × THCA, total CBD = CBD + 0.877 × CBDA. The factor is the ratio of the molar
masses, 314.47 / 358.48 = 0.87723, as published with three digits (OpenTHC metric notes). Laboratories print
totals with exactly 0.877, so the exact 877/1000 is used here, not the longer ratio.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from sesh_tui.domain.entry import Content

    Ratio = tuple[int, int]
    """Numerator and denominator; the denominator is positive."""

ACID_FACTOR = (877, 1000)
"""What is left of an acid's mass once it has lost its carboxyl group."""

BELOW = {
    "nd": "not detected",
    "lod": "below the limit of detection",
    "loq": "below the limit of quantification",
    "lt": "below the limit of the test",
}
"""Lab qualifiers that stand in place of a number: something between nothing and a limit."""

QUALIFIERS = {"<lod": "lod", "<loq": "loq", "<": "lt", "bql": "loq", "n.d.": "nd", "n/d": "nd", "n/t": "nt"}
"""Other spellings of the qualifiers ``nd lod loq lt nt gt``."""

UNIT_WORDS = {"pct": "%", "mg_g": "mg/g", "mg_unit": "mg/unit", "mg_ml": "mg/ml", "mg_pkg": "mg/package"}
LIMITS = {"pct": 100, "mg_g": 1000}
MAX_EXPONENT = 30


class Lot(NamedTuple):
    """What is known of a product's contents and of its package. ``None`` is not known."""

    thc_value: str | float | None = None
    """Decimal text; a float stands for its shortest decimal."""
    thc_unit: str | None = None
    """``pct``, ``mg_g``, ``mg_unit``, ``mg_ml`` or ``mg_pkg``."""
    cbd_value: str | float | None = None
    cbd_unit: str | None = None
    start_mg: int | None = None
    start_ul: int | None = None
    start_milli: int | None = None
    """Pieces in the package, in thousandths."""
    count_unit: str | None = None
    lab: Mapping[str, Mapping[str, object]] | None = None
    """Analytes of a certificate: ``{"thca": {"v": 22.3, "u": "pct"}, "cbda": {"u": "pct", "q": "nd"}}``."""
    basis: str = "label"
    """Where ``thc_value`` and ``cbd_value`` come from: coa, label or estimate."""
    cost_minor: int | None = None
    """Price of the whole package in minor units."""
    currency: str | None = None


class Strength(NamedTuple):
    """A content as a ratio, where it comes from, and what must be said with it."""

    value: Ratio | None
    unit: str
    basis: str
    notes: tuple[str, ...]


def with_contents(lot: Lot | None, thc: Content | None, cbd: Content | None) -> Lot | None:
    """Return the lot with contents typed on the line, which come before those of label and certificate."""
    if thc is None and cbd is None:
        return lot
    lot = lot or Lot()
    lab = dict(lot.lab or {})
    for content, names in ((thc, _ANALYTES["thc"]), (cbd, _ANALYTES["cbd"])):
        if content is not None:
            lab = {key: value for key, value in lab.items() if _key(key) not in names}
    if thc is not None:
        lot = lot._replace(thc_value=thc.value, thc_unit=thc.unit)
    if cbd is not None:
        lot = lot._replace(cbd_value=cbd.value, cbd_unit=cbd.unit)
    return lot._replace(lab=lab or None)


def exact(value: str | float) -> Ratio | None:
    """Read a non-negative decimal (``22.3``, ``22,3``, ``1e-3``) or fraction (``1/2``) as an integer ratio.

    A float stands for its shortest decimal, which is what was typed before a REAL column kept it.
    ``None`` when it is neither.
    """
    text = repr(value) if isinstance(value, float) else str(value)
    top, slash, bottom = text.strip().partition("/")
    if slash:
        one, other = exact(top), exact(bottom)
        return None if one is None or other is None or not other[0] else quotient(one, other)
    mantissa, e, power = text.strip().replace(",", ".").lower().partition("e")
    whole, dot, part = mantissa.partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit()) or (dot and not part):
        return None
    try:
        shift = (int(power) if e else 0) - len(part)
    except ValueError:
        return None
    if abs(shift) > MAX_EXPONENT:
        return None
    return (int(digits) * 10**shift, 1) if shift >= 0 else (int(digits), 10**-shift)


def product(one: Ratio, other: Ratio) -> Ratio:
    """Multiply two ratios."""
    return one[0] * other[0], one[1] * other[1]


def quotient(one: Ratio, other: Ratio) -> Ratio:
    """Divide two ratios; ``other`` must be positive."""
    return one[0] * other[1], one[1] * other[0]


def rounded(ratio: Ratio) -> int:
    """Round a ratio to the nearest integer, halves to the even one."""
    whole, rest = divmod(ratio[0], ratio[1])
    return whole + (2 * rest > ratio[1] or (2 * rest == ratio[1] and whole % 2))


def strength_of(lot: Lot, name: str) -> Strength:
    """The content of THC or CBD: from the certificate if it gives one, else as stated for the lot."""
    label = name.upper()
    notes: tuple[str, ...] = ()
    if lot.lab:
        found = _from_lab(lot.lab, name)
        if found.value is not None:
            return found
        notes = found.notes
    value, unit = (lot.thc_value, lot.thc_unit) if name == "thc" else (lot.cbd_value, lot.cbd_unit)
    if value is None:
        return Strength(None, "", "unknown", notes or (f"{label} content is not known",))
    ratio = exact(value)
    if unit not in UNIT_WORDS or ratio is None:
        return Strength(None, "", "unknown", (*notes, f"{label} content {value} has no known unit"))
    if unit in LIMITS and ratio[0] > LIMITS[unit] * ratio[1]:
        return Strength(
            None, "", "unknown", (*notes, f"{label} content {value} {UNIT_WORDS[unit]} cannot be")
        )
    source = {"coa": "certificate", "estimate": "own estimate"}.get(lot.basis, "label")
    text = f"{label} {_plain(value)} {UNIT_WORDS[unit]} ({source})"
    return Strength(ratio, unit, lot.basis if lot.basis in ("coa", "estimate") else "label", (*notes, text))


_ANALYTES = {
    "thc": ("thc", "thca", "totalthc", "delta9thc", "d9thc", "δ9thc"),
    "cbd": ("cbd", "cbda", "totalcbd"),
}
_NEUTRAL = {"delta9thc": "thc", "d9thc": "thc", "δ9thc": "thc"}


def _from_lab(lab: Mapping[str, Mapping[str, object]], name: str) -> Strength:
    """Total of one cannabinoid from a certificate, with what was not detected or not tested said aloud."""
    rows = {_NEUTRAL.get(_key(key), _key(key)): row for key, row in lab.items()}
    parts: list[tuple[Ratio, str]] = []
    notes: list[str] = []
    for key, factor in ((name, (1, 1)), (name + "a", ACID_FACTOR)):
        value, unit, note = _reading(rows.get(key), key.upper())
        if value is not None:
            parts.append((product(value, factor), unit))
        if note:
            notes.append(note)
    if not parts:
        value, unit, note = _reading(rows.get("total" + name), f"total {name.upper()}")
        if value is not None:
            text = f"total {name.upper()} as printed on the certificate"
            return Strength(value, unit, "coa", (text, *([note] if note else [])))
        return Strength(None, "", "unknown", (*notes, f"the certificate gives no number for {name.upper()}"))
    if len({unit for _, unit in parts}) > 1:
        if any(unit not in ("pct", "mg_g") for _, unit in parts):
            return Strength(None, "", "unknown", (f"the certificate mixes units for {name.upper()}",))
        parts = [(product(value, (10, 1)) if unit == "pct" else value, "mg_g") for value, unit in parts]
    unit = parts[0][1]
    total = parts[0][0]
    for value, _ in parts[1:]:
        total = total[0] * value[1] + value[0] * total[1], total[1] * value[1]
    if unit in LIMITS and total[0] > LIMITS[unit] * total[1]:
        return Strength(None, "", "unknown", (f"the certificate's {name.upper()} is over the whole product",))
    label = name.upper()
    notes.insert(
        0, f"total {label} = {label} + 0.877 × {label}A (certificate; the acid is taken as converted)"
    )
    return Strength(total, unit, "coa", tuple(notes))


def _reading(row: Mapping[str, object] | None, name: str) -> tuple[Ratio | None, str, str]:
    """One analyte: its value and unit, or a sentence why there is none. ND is not 0, and NT is not ND."""
    if row is None:
        return None, "", f"{name} is not on the certificate: the true total may be higher"
    mark = str(row.get("q") or "").strip().lower()
    mark = QUALIFIERS.get(mark, mark)
    if mark == "nt":
        return None, "", f"{name} was not tested: the true total may be higher"
    if mark in BELOW:
        return None, "", f"{name} {BELOW[mark]}: nothing added for it, which is not a measured zero"
    value, unit = row.get("v"), row.get("u")
    ratio = exact(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    if ratio is None or unit not in UNIT_WORDS or mark not in ("", "gt", ">", "eq", "="):
        return None, "", f"{name} on the certificate cannot be read: the true total may be higher"
    note = f"{name} is above the range of the test: the true total is higher" if mark in ("gt", ">") else ""
    return ratio, str(unit), note


def _key(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def _plain(value: str | float) -> str:
    text = str(value)
    return text[:-2] if text.endswith(".0") else text
