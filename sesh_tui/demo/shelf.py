"""The made-up person's stock: lots that are bought, used and finished, with a move for each."""

from __future__ import annotations

import random
from typing import NamedTuple

from sesh_tui.demo.data import CBD_STRAINS, KINDS, OWN_UNITS, STRAINS, WARES, WAYS, Ware, Way
from sesh_tui.demo.sheet import Sheet
from sesh_tui.domain.dose import Dose, Lot, dose
from sesh_tui.domain.stock import Quantity, cost_of_use, negated, used
from sesh_tui.domain.units import CustomUnit
from sesh_tui.domain.vocab import METHOD_ROUTE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR_MS = 3_600_000
JARS = ((3_500, 60), (7_000, 25), (14_000, 12), (28_000, 5))
"""Mass of a jar of flower in mg, and its weight."""
OWN = {
    name: CustomUnit(name=name, plural=plural, method=method, mg=mg, sd_pct=sd, inventory_id=None)
    for name, plural, method, mg, sd in OWN_UNITS
}
WARES_OF: dict[str, tuple[Ware, ...]] = {
    kind: tuple(ware for ware in WARES if ware.kind == kind) for kind in {ware.kind for ware in WARES}
}


class Use(NamedTuple):
    """One use of a lot: what a session stores about it."""

    way: Way
    dose: Dose
    taken: Quantity
    cost: int | None


class Standing:
    """A lot that has been bought and not finished."""

    __slots__ = ("bought", "id", "kind", "lab", "left", "lot", "name", "opened", "strain", "uses", "ways")

    def __init__(self, lot_id: str, kind: str, name: str, strain: str | None, lot: Lot, bought: int) -> None:
        self.id = lot_id
        self.kind = kind
        self.name = name
        self.strain = strain
        self.lot = lot
        self.bought = bought
        self.opened: int | None = None
        self.left: list[int | None] = [lot.start_mg, lot.start_ul, lot.start_milli]
        self.uses: dict[int, Use] = {}
        ways = WAYS[kind]
        if kind == "edible" and lot.start_milli:
            ways = (*ways, *WAYS["pieces"])
        self.ways: Sequence[Way] = ways

    def use(self, at: int) -> Use:
        """The dose, the stock and the cost of the lot's way number ``at``; worked out once."""
        known = self.uses.get(at)
        if known is None:
            way = self.ways[at]
            amount = way.amount
            if amount.unit == "piece" and self.lot.count_unit:
                amount = amount._replace(unit=self.lot.count_unit)
                way = way._replace(amount=amount)
            own = OWN.get(amount.unit)
            assumed = amount.kind == "thc"
            result = dose(amount, way.method, METHOD_ROUTE[way.method], self.lot, own, assumed_thc=assumed)
            taken = used(amount, self.lot, own)
            known = self.uses[at] = Use(way, result, taken, cost_of_use(self.lot, *taken))
        return known

    def holds(self, taken: Quantity) -> bool:
        """Whether that much is left of it."""
        return all(
            need is None or left is None or left >= need for need, left in zip(taken, self.left, strict=True)
        )


class Shelf:
    """All lots of the person. One of each kind is in use."""

    def __init__(self, rng: random.Random, sheet: Sheet, currency: str, shop_ids: Sequence[str]) -> None:
        self.rng = rng
        self.sheet = sheet
        self.currency = currency
        self.shop_ids = shop_ids
        self.standing: dict[str, Standing] = {}

    def take(self, kind: str, at: int, session_id: str) -> tuple[Standing, Use]:
        """Use some of a kind at ``at`` (ms): buys a new lot when the old one does not hold enough."""
        lot = self.standing.get(kind) or self._buy(kind, at)
        use = self._choose(lot)
        if not lot.holds(use.taken):
            self._finish(lot, at)
            lot = self._buy(kind, at)
            use = self._choose(lot)
        if lot.opened is None:
            lot.opened = at
        self._move(lot, at, "use", negated(use.taken), session_id)
        if self.rng.random() < 0.01 and lot.kind == "flower" and (lot.left[0] or 0) > 400:
            # the scale says a little less than the log
            self._move(lot, at + HOUR_MS // 2, "count", Quantity(-10 * self.rng.randint(2, 15)), None)
        return lot, use

    def close(self) -> None:
        """Write what still stands."""
        for lot in self.standing.values():
            self._write(lot, None)

    def _choose(self, lot: Standing) -> Use:
        weights = [way.weight for way in lot.ways]
        return lot.use(self.rng.choices(range(len(weights)), weights)[0])

    def _buy(self, kind: str, at: int) -> Standing:
        bought = at - self.rng.randint(1, 30) * HOUR_MS
        lot_id = self.sheet.new_id(bought)
        if kind == "flower":
            lot = self._jar(lot_id, bought)
        else:
            ware = self.rng.choice(WARES_OF[kind])
            cbd_value, cbd_unit = ware.cbd or (None, None)
            contents = Lot(
                thc_value=ware.thc[0],
                thc_unit=ware.thc[1],
                cbd_value=cbd_value,
                cbd_unit=cbd_unit,
                start_mg=ware.mg,
                start_ul=ware.ul,
                start_milli=ware.pieces * 1000 if ware.pieces else None,
                count_unit=ware.unit,
                cost_minor=ware.price,
                currency=self.currency,
            )
            lot = Standing(lot_id, kind, ware.name, ware.strain, contents, bought)
        self.standing[kind] = lot
        first = Quantity(lot.lot.start_mg, lot.lot.start_ul, lot.lot.start_milli)
        self.sheet.move(lot.id, bought, "purchase", first, None)
        return lot

    def _jar(self, lot_id: str, bought: int) -> Standing:
        rng = self.rng
        mg = rng.choices([mg for mg, _ in JARS], [weight for _, weight in JARS])[0]
        gentle = rng.random() < 0.12
        strain = rng.choice(CBD_STRAINS if gentle else STRAINS)
        thc = rng.randint(40, 80) if gentle else rng.randint(150, 270)  # tenths of a percent
        cbd = rng.randint(60, 130) if gentle else rng.randint(0, 9)
        lab = None
        if rng.random() < 0.25:
            acid = thc * 100 * 100 // 877 - 57  # about the label's total with 0.5 % of it neutral
            lab = {
                "thc": {"v": 0.5, "u": "pct"},
                "thca": {"v": round(acid / 100, 2), "u": "pct"},
                "cbd": {"v": cbd / 10, "u": "pct"} if cbd else {"u": "pct", "q": "nd"},
                "cbda": {"u": "pct", "q": "loq"},
            }
        price = mg * rng.randint(750, 1300) // 1000
        lot = Lot(
            f"{thc / 10:g}",
            "pct",
            f"{cbd / 10:g}",
            "pct",
            start_mg=mg,
            lab=lab,
            cost_minor=round(price, -2),
            currency=self.currency,
        )
        return Standing(lot_id, "flower", strain, strain, lot, bought)

    def _move(self, lot: Standing, at: int, kind: str, delta: Quantity, session_id: str | None) -> None:
        for dimension, change in enumerate(delta):
            if change is not None:
                lot.left[dimension] = (lot.left[dimension] or 0) + change
        self.sheet.move(lot.id, at, kind, delta, session_id)

    def _finish(self, lot: Standing, at: int) -> None:
        rest = Quantity(*(None if left is None else -left for left in lot.left))
        if any(rest):
            self._move(lot, at - 1, "adjust", rest, None)
        self._write(lot, at)
        del self.standing[lot.kind]

    def _write(self, lot: Standing, finished: int | None) -> None:
        stamp = self.sheet.stamp
        kind, category = KINDS[lot.kind]
        start = lot.lot
        mg, ul, milli = lot.left
        amount, unit = (
            ((milli or 0) / 1000, start.count_unit or "piece")
            if start.start_milli
            else ((ul or 0) / 1000, "ml")
            if start.start_ul
            else ((mg or 0) / 1000, "g")
        )
        bought = stamp(lot.bought)
        finished_at = stamp(finished) if finished else None
        shop = self.shop_ids[lot.bought // HOUR_MS % len(self.shop_ids)]
        self.sheet.add(
            "inventory",
            (
                *(lot.id, lot.name, kind, lot.strain, amount, unit, bought, bought, finished_at or bought),
                *(shop, self.sheet.json(start.lab), (start.cost_minor or 0) / 100, category),
                *(start.start_mg, start.start_ul, start.start_milli, start.count_unit),
                *(stamp(lot.opened) if lot.opened else None, finished_at, start.cost_minor, start.currency),
                *(_real(start.thc_value), start.thc_unit, _real(start.cbd_value), start.cbd_unit),
            ),
        )


def _real(value: str | float | None) -> float | None:
    return None if value is None else float(value)
