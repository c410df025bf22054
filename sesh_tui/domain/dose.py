"""How much THC and CBD an amount of a product holds.

Amount × content in integers, rounded once, half to even, to whole micrograms. What is not known stays
``None``; a stated zero is a zero. Every step that rests on an assumption is named in ``Dose.explanation``.
"""

from __future__ import annotations

from typing import NamedTuple

from sesh_tui.domain.contents import UNIT_WORDS, Lot, product, quotient, rounded, strength_of, with_contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.domain.contents import Ratio, Strength
    from sesh_tui.domain.entry import Amount
    from sesh_tui.domain.units import CustomUnit

__all__ = ["Dose", "Lot", "Measured", "dose", "measure", "same_unit", "thc_units", "with_contents"]

THC_UNIT_UG = 5_000
"""The standard THC unit: 5 mg Δ9-THC in the product, whatever the route (NIH NOT-DA-21-049)."""

PIECES = frozenset(("pc", "piece", "unit"))
"""Count units that say nothing about what was counted, so they fit any other."""

IN_PRODUCT = "contents are those of the product, not what the body takes up"
MASS, VOLUME, COUNT = 0, 1, 2
DIMENSIONS = ("mass", "volume", "number of units")


class Dose(NamedTuple):
    """Cannabinoids in the product that was used, not what the body took up."""

    thc_ug: int | None
    cbd_ug: int | None
    amount_mg: int | None
    """Mass of the product; ``None`` when mg of a cannabinoid were typed."""
    basis: str
    """``coa`` or ``label``: contents from there. ``estimate``: the amount or the content is one.
    ``weighed``: only the mass of the product is known. ``unknown``: not even that."""
    sd_pct: float | None
    """Spread of the amount in percent, where the person's own unit has one and was used."""
    explanation: tuple[str, ...]
    """One sentence per source and assumption."""


class Measured(NamedTuple):
    """An amount as mass in mg, volume in µl and count in thousandths of the lot's unit, where known."""

    sizes: tuple[Ratio | None, Ratio | None, Ratio | None]
    """Mass, volume, count, in this order."""
    guessed: tuple[bool, bool, bool]
    """Which of them rest on an estimate or on the person's own unit."""
    sd_pct: float | None
    notes: tuple[str, ...]


def dose(
    amount: Amount | None,
    method: str | None,
    route: str | None,
    contents: Lot | None,
    custom_unit: CustomUnit | None = None,
    *,
    assumed_thc: bool = False,
) -> Dose:
    """Return THC and CBD in µg in ``amount`` of the product ``contents``.

    ``custom_unit`` is the person's own size of the counted unit, if there is one. ``assumed_thc`` says that a
    typed ``mg`` was read as mg of THC because of the method.
    """
    if amount is None:
        return Dose(None, None, None, "unknown", None, ("no amount was given",))
    lot = contents or Lot()
    if amount.kind in ("thc", "cbd"):
        return _typed(amount, method, route, lot, assumed_thc=assumed_thc)
    size = measure(amount, lot, custom_unit)
    notes = list(size.notes)
    found: list[int | None] = []
    bases: set[str] = set()
    used: set[int] = set()
    for name in ("thc", "cbd"):
        strength = strength_of(lot, name)
        ug, dimension, why = _apply(size, strength, lot, name.upper())
        found.append(ug)
        notes += [*strength.notes, *why]
        if ug is not None:
            bases.add("estimate" if size.guessed[dimension] else strength.basis)
            used.add(dimension)
    mass = size.sizes[MASS]
    if bases:
        notes.append(IN_PRODUCT)
    elif mass is not None:
        bases.add("estimate" if size.guessed[MASS] else "weighed")
        used.add(MASS)
    return Dose(
        found[0],
        found[1],
        None if mass is None else rounded(mass),
        next((basis for basis in ("estimate", "label", "coa", "weighed") if basis in bases), "unknown"),
        size.sd_pct if any(size.guessed[dimension] for dimension in used) else None,
        _unique(notes),
    )


def measure(amount: Amount, lot: Lot, custom_unit: CustomUnit | None = None) -> Measured:
    """Express an amount as mass, volume and count, as far as its content, the package and own units allow."""
    notes = ["the amount is an estimate"] if amount.estimated else []
    sizes: list[Ratio | None] = [None, None, None]
    own_unit = False
    sd_pct: float | None = None
    if amount.kind == "mass":
        sizes[MASS] = (amount.quantity, 1)
    elif amount.kind == "volume":
        sizes[VOLUME] = (amount.quantity, 1)
    elif amount.kind == "count":
        if same_unit(amount.unit, lot.count_unit):
            sizes[COUNT] = (amount.quantity, 1)
            if amount.quantity % 1000 and lot.count_unit:
                notes.append(f"a part of a {lot.count_unit} is taken to hold its share")
        by_package = sizes[COUNT] is not None and lot.start_mg and lot.start_milli
        if custom_unit and custom_unit.mg is not None and (custom_unit.inventory_id or not by_package):
            sizes[MASS] = (amount.quantity * custom_unit.mg, 1000)
            own_unit, sd_pct = True, custom_unit.sd_pct
            spread = "" if sd_pct is None else f" ± {sd_pct:g} %"
            notes.append(f"1 {custom_unit.name} is taken as {custom_unit.mg} mg{spread} (own unit)")
    else:
        sizes = _product_of_typed(amount, lot)
        if any(sizes):
            notes.append("the product used follows from its content")
    counted = sizes[COUNT] is not None and amount.kind == "count"
    _fill(sizes, lot, notes)
    guess = amount.estimated or own_unit
    guessed = (guess, guess, amount.estimated or (own_unit and not counted))
    return Measured((sizes[MASS], sizes[VOLUME], sizes[COUNT]), guessed, sd_pct, tuple(notes))


def same_unit(counted: str | None, kept: str | None) -> bool:
    """Say whether a count of ``counted`` is a count of the lot's unit; nameless pieces fit everything."""
    return kept is None or counted == kept or counted in PIECES or kept in PIECES


def thc_units(ug: int) -> str:
    """Return µg of THC in standard units of 5 mg as text: ``2.4``; below one unit ``0.04``."""
    digits = 1 if abs(ug) >= THC_UNIT_UG else 2
    scale = 10**digits
    value = rounded((abs(ug) * scale, THC_UNIT_UG))
    return f"{'-' if ug < 0 and value else ''}{value // scale}.{value % scale:0{digits}d}"


def _package(lot: Lot) -> tuple[int | None, int | None, int | None]:
    return lot.start_mg, lot.start_ul, lot.start_milli


def _fill(sizes: list[Ratio | None], lot: Lot, notes: list[str]) -> None:
    """Derive missing dimensions from the package: of 2.5 g in 5 pieces, one is 0.5 g."""
    package = _package(lot)
    for known, start in zip(tuple(sizes), package, strict=True):
        if known is None or not start:
            continue
        for at, other in enumerate(package):
            if sizes[at] is None and other:
                sizes[at] = product(known, (other, start))
                notes.append("the package is taken to be evenly divided")
        return


def _product_of_typed(amount: Amount, lot: Lot) -> list[Ratio | None]:
    """How much product holds a typed amount of THC or CBD, in the dimension of its content."""
    sizes: list[Ratio | None] = [None, None, None]
    strength = strength_of(lot, amount.kind)
    if strength.value is None or not strength.value[0]:
        return sizes
    per = quotient((amount.quantity, 1), strength.value)  # µg ÷ mg per something
    if strength.unit == "mg_pkg":
        share = product(per, (1, 1000))
        return [product(share, (size, 1)) if size else None for size in _package(lot)]
    if strength.unit == "pct":
        sizes[MASS] = product(per, (1, 10))
    else:
        sizes[{"mg_g": MASS, "mg_ml": VOLUME, "mg_unit": COUNT}[strength.unit]] = per
    return sizes


def _apply(
    size: Measured, strength: Strength, lot: Lot, name: str
) -> tuple[int | None, int, tuple[str, ...]]:
    """Amount × content: µg or ``None``, the dimension that was used, and what is missing or assumed."""
    if strength.value is None:
        return None, MASS, ()
    word = UNIT_WORDS[strength.unit]
    if strength.unit == "mg_pkg":
        for at in (COUNT, MASS, VOLUME):
            have, start = size.sizes[at], _package(lot)[at]
            if have is not None and start:
                share = quotient(have, (start, 1))
                note = "the package is taken to be evenly divided"
                return rounded(product(product(strength.value, (1000, 1)), share)), at, (note,)
        return None, MASS, (f"{name} is known in {word}, but not which part of the package this was",)
    at, factor = {"pct": (MASS, 10), "mg_g": (MASS, 1), "mg_ml": (VOLUME, 1), "mg_unit": (COUNT, 1)}[
        strength.unit
    ]
    have = size.sizes[at]
    if have is None:
        return None, at, (f"{name} is known in {word}, but the {DIMENSIONS[at]} of this amount is not",)
    return rounded(product(product(have, strength.value), (factor, 1))), at, ()


def _typed(amount: Amount, method: str | None, route: str | None, lot: Lot, *, assumed_thc: bool) -> Dose:
    """A dose typed as mg of one cannabinoid; the other follows from the ratio of the contents, if known."""
    own, other = ("thc", "cbd") if amount.kind == "thc" else ("cbd", "thc")
    notes = [f"mg of {own.upper()} as typed"]
    if assumed_thc:
        notes = [f"mg was read as mg of {own.upper()}" + (f" because of {method}" if method else "")]
    basis = "label"
    if amount.estimated:
        basis = "estimate"
        notes.append("the amount is an estimate")
    elif route == "inhaled":
        basis = "estimate"
        notes.append("no label states mg of an inhaled amount, so this counts as an estimate")
    mine, theirs = strength_of(lot, own), strength_of(lot, other)
    second: int | None = None
    if mine.value and mine.value[0] and theirs.value is not None and mine.unit == theirs.unit:
        second = rounded(product((amount.quantity, 1), quotient(theirs.value, mine.value)))
        notes += [*mine.notes, *theirs.notes, f"{other.upper()} by the ratio of the contents"]
    notes.append(IN_PRODUCT)
    thc, cbd = (amount.quantity, second) if own == "thc" else (second, amount.quantity)
    return Dose(thc, cbd, None, basis, None, _unique(notes))


def _unique(notes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))
