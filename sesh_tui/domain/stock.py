"""What a lot has left and what a use of it cost: sums and shares of integers, never stored totals.

Remaining = Σ moves. Stock may go below zero; that is shown, never refused.
"""

from __future__ import annotations

from typing import NamedTuple

from sesh_tui.domain.contents import rounded
from sesh_tui.domain.dose import measure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesh_tui.domain.contents import Lot
    from sesh_tui.domain.entry import Amount
    from sesh_tui.domain.units import CustomUnit

KINDS = ("purchase", "use", "count", "adjust", "gift", "discard")
"""Kinds of stock moves."""


class Quantity(NamedTuple):
    """An amount of a lot: mg, µl, thousandths of its unit. ``None`` where the lot is not kept that way."""

    mg: int | None = None
    ul: int | None = None
    milli: int | None = None


def remaining(moves: Iterable[tuple[int | None, int | None, int | None]]) -> Quantity:
    """Sum moves ``(deltaMg, deltaUl, deltaMilli)``; a dimension that no move names stays ``None``."""
    sums: list[int | None] = [None, None, None]
    for move in moves:
        for at, delta in enumerate(move):
            if delta is not None:
                sums[at] = (sums[at] or 0) + delta
    return Quantity(*sums)


def used(amount: Amount | None, lot: Lot, custom_unit: CustomUnit | None = None) -> Quantity:
    """Return what ``amount`` takes from the lot, in the dimensions the lot was bought in, where known.

    An amount typed as mg of THC takes as much product as holds it by the lot's contents.
    """
    if amount is None:
        return Quantity()
    sizes = measure(amount, lot, custom_unit).sizes
    package = (lot.start_mg, lot.start_ul, lot.start_milli)
    return Quantity(
        *(
            None if size is None or start is None else rounded(size)
            for size, start in zip(sizes, package, strict=True)
        )
    )


def negated(quantity: Quantity) -> Quantity:
    """Turn what was used into the deltas of its ``use`` move."""
    return Quantity(*(None if value is None else -value for value in quantity))


def count_delta(left: Quantity, counted: Quantity) -> Quantity:
    """Return the deltas of a ``count`` move: what the scale says minus the sum so far.

    Only dimensions that were counted change. One that was never moved starts at zero.
    """
    return Quantity(
        *(None if now is None else now - (was or 0) for was, now in zip(left, counted, strict=True))
    )


def scaled_count(left: Quantity, counted: Quantity, lot: Lot) -> Quantity:
    """Complete a count in one dimension by the lot's package: 2 of 5 pieces of 2.5 g are also 1 g.

    ``left`` says which dimensions the lot is kept in.
    """
    package = (lot.start_mg, lot.start_ul, lot.start_milli)
    values = list(counted)
    for now, start in zip(counted, package, strict=True):
        if now is None or not start:
            continue
        for at, other in enumerate(package):
            if values[at] is None and left[at] is not None and other:
                values[at] = rounded((now * other, start))
        break
    return Quantity(*values)


def cost_of_use(
    lot: Lot, mg: int | None = None, ul: int | None = None, milli: int | None = None
) -> int | None:
    """Return what that much of the lot cost in minor units, rounded half to even; ``None`` if not known.

    The share is taken in the first dimension in which both the use and the package are known, so each use is
    within half a minor unit of its exact share.
    """
    if lot.cost_minor is None:
        return None
    for value, start in ((mg, lot.start_mg), (ul, lot.start_ul), (milli, lot.start_milli)):
        if value is not None and start:
            return rounded((lot.cost_minor * value, start))
    return None
