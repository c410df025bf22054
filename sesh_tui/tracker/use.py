"""What a session used: dose, cost and stock move that follow from amount and product."""

from __future__ import annotations

from typing import Any, NamedTuple

from sesh_tui.db import stock, units
from sesh_tui.domain.dates import iso
from sesh_tui.domain.dose import dose, with_contents
from sesh_tui.domain.entry import Amount, Content, Entry
from sesh_tui.domain.stock import cost_of_use, used
from sesh_tui.domain.vocab import CATEGORY_METHOD, route_of
from sesh_tui.tracker import echo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from sesh_tui.domain.contents import Lot
    from sesh_tui.domain.stock import Quantity
    from sesh_tui.domain.units import CustomUnit
    from sesh_tui.tracker import Tracker


class Use(NamedTuple):
    """What was used and what follows from it: columns of ``sessions`` and the stock move."""

    columns: dict[str, Any]
    moved: Quantity | None
    notes: tuple[str, ...]


def use_of(tracker: Tracker, entry: Entry, *, lot_id: str | None = None) -> Use:
    """Resolve the product of a line and compute dose, cost and stock move.

    ``lot_id`` is a lot by its id, which may be finished or deleted, in place of what the line names.
    """
    replica = tracker.replica
    item_id = lot_id or (stock.find(replica, entry.item) if entry.item else None)
    if item_id is None and entry.product is not None and entry.product.source == "stock":
        item_id = entry.product.id
    lot: Lot | None = None
    name = entry.product.name if entry.product else None
    strain_id = entry.product.id if entry.product and entry.product.source != "stock" else None
    method = entry.method
    columns: dict[str, Any] = {}
    if item_id is not None:
        lot = stock.contents(replica, item_id)
        row = replica.row("inventory", item_id, "coalesce(strain, name)", "strainId", "productId", "category")
        assert row is not None
        name, strain_id = row[0], row[1]
        if method is None and row[3] in CATEGORY_METHOD:
            from sesh_tui.domain.grammar import assume_thc

            method = CATEGORY_METHOD[row[3]]
            entry = assume_thc(entry._replace(method=method))
        columns |= {"inventoryId": item_id, "productId": row[2]}
    route = route_of(method)
    unit = None
    if entry.amount is not None and entry.amount.kind == "count":
        unit = units.own_unit(replica, entry.amount.unit, item_id)
    package = with_contents(lot, entry.thc, entry.cbd)
    found = dose(entry.amount, method, route, package, unit, assumed_thc=entry.assumed_thc)
    columns |= {
        "strain": name,
        "strainId": strain_id,
        "method": method,
        "route": route,
        "amountMg": found.amount_mg,
        "thcUg": found.thc_ug,
        "cbdUg": found.cbd_ug,
        "doseBasis": found.basis if entry.amount else None,
        "doseSdPct": found.sd_pct,
    }
    moved: Quantity | None = None
    if entry.amount is not None:
        columns |= amount_columns(entry.amount)
        if lot is not None:
            moved = used(entry.amount, package or lot, unit)
            cost = cost_of_use(lot, *moved)
            columns |= {"costMinor": cost, "currency": lot.currency if cost is not None else None}
    return Use(columns, moved, found.explanation if entry.amount else ())


def with_typed_contents(tracker: Tracker, session_id: str, entry: Entry) -> Entry:
    """The entry with the contents that were typed when the session was logged.

    They are not stored, but they show: the stored dose is another than the one the product alone gives.
    """
    row = tracker.replica.row(
        "sessions", session_id, "thcUg", "cbdUg", "amountMg", "amountUl", "countMilli", "inventoryId"
    )
    if row is None or entry.amount is None or entry.amount.kind in ("thc", "cbd"):
        return entry
    found = use_of(tracker, entry, lot_id=row[5] if entry.item else None).columns
    size = next((pair for pair in zip(row[2:5], ("mg_g", "mg_ml", "mg_unit"), strict=True) if pair[0]), None)
    for name, stored in (("thc", row[0]), ("cbd", row[1])):
        if stored is not None and size is not None and stored != found[f"{name}Ug"]:
            value = f"{stored / size[0]:.9f}".rstrip("0").rstrip(".")  # µg ÷ mg = mg/g, and so on
            content = Content(value, size[1])
            entry = entry._replace(thc=content) if name == "thc" else entry._replace(cbd=content)
    return entry


def amount_columns(amount: Amount) -> dict[str, Any]:
    """The columns that keep an amount as typed and in exact units."""
    from sesh_tui.domain.units import parse_number

    parsed = parse_number(amount.number)
    assert parsed is not None
    return {
        "amount": parsed.numerator / parsed.denominator * amount.times,
        "unit": amount.unit,
        "amountUl": amount.quantity if amount.kind == "volume" else None,
        "countMilli": amount.quantity if amount.kind == "count" else None,
        "countUnit": amount.unit if amount.kind == "count" else None,
    }


def amount_of(
    number: float | None,
    unit: str | None,
    amount_mg: int | None,
    thc_ug: int | None,
    *,
    estimated: bool,
    units: dict[str, CustomUnit],
) -> Amount | None:
    """The amount that the stored columns stand for; ``None`` where none was given."""
    from sesh_tui.domain.units import Unit, find_unit, parse_number, quantity_of

    if number is None or unit is None:
        return None
    # twelve digits are read; a third is stored with more
    places = max(0, 11 - len(str(int(number))))
    parsed = parse_number(f"{number:.{places}f}")
    if parsed is None:
        return None
    found = find_unit(unit, units) or Unit(unit, "count", 1000)
    if unit == "mg" and amount_mg is None and thc_ug is not None:
        found = Unit("mg", "thc", 1000)
    return Amount(
        found.kind, quantity_of(parsed, found), parsed.text, unit, 1, estimated and found.kind == "mass"
    )


def move_stock(
    tracker: Tracker,
    item_id: str,
    kind: str,
    delta: Quantity,
    at: datetime,
    session_id: str | None = None,
    *,
    note: str | None = None,
) -> None:
    """Book a stock move and bring the lot's cached amount up to it; inside an action."""
    replica = tracker.replica
    replica.insert(
        "stock_moves",
        {
            "inventoryId": item_id,
            "at": iso(at),
            "kind": kind,
            "deltaMg": delta.mg,
            "deltaUl": delta.ul,
            "deltaMilli": delta.milli,
            "sessionId": session_id,
            "note": note,
        },
    )
    stock.cache_amount(replica, item_id)


def left_text(tracker: Tracker, use: Use) -> str:
    """``3.10 g left`` after a use of a lot; empty without one."""
    item = use.columns.get("inventoryId")
    if item is None:
        return ""
    mg, ul, milli = stock.left(tracker.replica, item)
    counted = mg is None and ul is None
    unit = tracker.replica.row("inventory", item, "countUnit") if counted else None
    said = echo.quantity(mg, ul, milli, unit[0] if unit else None)
    return f"{said} left" if said else ""
