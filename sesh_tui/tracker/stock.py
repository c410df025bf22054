"""Buying, counting and finishing lots."""

from __future__ import annotations

from typing import Any

from sesh_tui.db import catalogue, names, stock
from sesh_tui.db.ids import natural_id, short
from sesh_tui.domain.dates import iso
from sesh_tui.domain.entry import Amount, Entry
from sesh_tui.domain.names import name_key
from sesh_tui.domain.stock import Quantity, count_delta, scaled_count
from sesh_tui.domain.vocab import CATEGORIES
from sesh_tui.errors import EntryError
from sesh_tui.tracker import echo
from sesh_tui.tracker.outcome import Outcome
from sesh_tui.tracker.sessions import noted
from sesh_tui.tracker.use import move_stock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.db.views import StockItem
    from sesh_tui.tracker import Tracker

_CATEGORY_OF_UNIT = {
    "joint": "preroll",
    "blunt": "preroll",
    "gummy": "edible",
    "capsule": "capsule",
    "spray": "tincture",
    "drop": "tincture",
    "patch": "transdermal",
    "ml": "tincture",
    "thc": "edible",
    "dab": "concentrate",
}


def buy(tracker: Tracker, entry: Entry, source: str) -> Outcome:
    """A new lot with its purchase move."""
    if entry.product is None:
        raise EntryError(
            "What was bought? Nothing was stored.", hint='Write: sesh-tui buy "blue dream" 3.5g 45usd'
        )
    replica = tracker.replica
    at = entry.at or tracker.now()
    start = quantity_of(entry.amount)
    strain = _strain_name(tracker, entry)
    if entry.note or entry.tags:
        tracker.vault.ensure_key()
    label = f"buy {entry.product.name}"
    with replica.action("buy", label, source=source):
        values = {
            "name": entry.product.name,
            "strain": strain,
            "strainId": _strain_row(tracker, strain) if strain else None,
            "acquired": iso(at),
            "notes": noted(entry),
            "dispensaryId": _seller_row(tracker, entry.seller) if entry.seller else None,
            **_size(entry, start),
            **_price(tracker, entry),
            **_content("thc", entry),
            **_content("cbd", entry),
        }
        row_id = replica.insert("inventory", values)
        if any(value is not None for value in start):
            move_stock(tracker, row_id, "purchase", start, at)
        names.remember(replica, entry.product.name, iso(at))
    found = stock.item(replica, row_id)
    return Outcome(describe(found), (row_id,), label)


def quantity_of(amount: Amount | None) -> Quantity:
    """A bought or counted amount in the dimension it was given in."""
    if amount is None:
        return Quantity()
    if amount.kind in ("thc", "cbd"):
        raise EntryError(
            f"{amount.number} mg {amount.unit.upper()} is a content, not a size. Nothing was stored.",
            hint="Write the size and the content apart, such as: 10pcs thc:100mg",
        )
    return Quantity(**{{"mass": "mg", "volume": "ul", "count": "milli"}[amount.kind]: amount.quantity})


def _size(entry: Entry, start: Quantity) -> dict[str, Any]:
    unit = entry.amount.unit if entry.amount else None
    category = (
        entry.category or _CATEGORY_OF_UNIT.get(unit or "") or ("flower" if start.mg is not None else None)
    )
    shown = "g" if start.mg is not None else "ml" if start.ul is not None else unit or "pc"
    return {
        "type": category or "other",
        "category": category,
        "amount": 0.0,
        "unit": shown,
        "startMg": start.mg,
        "startUl": start.ul,
        "startMilli": start.milli,
        "countUnit": unit if start.milli is not None else None,
    }


def _price(tracker: Tracker, entry: Entry) -> dict[str, Any]:
    if entry.cost is None:
        return {}
    from sesh_tui.domain.units import minor_digits

    currency = entry.cost.currency or tracker.settings.currency
    return {
        "costMinor": entry.cost.minor,
        "currency": currency,
        "cost": entry.cost.minor / 10 ** minor_digits(currency),
    }


def _content(name: str, entry: Entry) -> dict[str, Any]:
    content = entry.thc if name == "thc" else entry.cbd
    if content is None:
        return {}
    columns: dict[str, Any] = {f"{name}Value": float(content.value), f"{name}Unit": content.unit}
    if content.unit == "pct":
        columns[f"{name}Content"] = float(content.value)
    return columns


def _strain_name(tracker: Tracker, entry: Entry) -> str | None:
    """The strain of a lot: as said, else the product's own name where the catalogue knows it as one."""
    assert entry.product is not None
    if entry.strain:
        return entry.strain
    known = catalogue.strain(tracker.replica, name_key(entry.product.name))
    return known[0] if known else None


def _strain_row(tracker: Tracker, name: str) -> str:
    """The row of a strain, made if needed; its id follows from its name, so all devices agree on it."""
    replica = tracker.replica
    row_id = natural_id("strain", name_key(name))
    if replica.row("strains", row_id, "id") is None:
        known = catalogue.strain(replica, name_key(name))
        label = known[1] if known else ""
        values = {"name": name, "type": label or "unknown", "source": "catalogue" if known else "own"}
        replica.insert("strains", {**values, "isCustom": 0 if known else 1}, row_id=row_id)
    return row_id


def _seller_row(tracker: Tracker, name: str) -> str:
    replica = tracker.replica
    row_id = natural_id("dispensary", name_key(name))
    if replica.row("dispensaries", row_id, "id") is None:
        replica.insert("dispensaries", {"name": name}, row_id=row_id)
    return row_id


def count(tracker: Tracker, words: str | Sequence[str], item: str | None, source: str) -> Outcome:
    """Book the difference between what the scale says and the sum of the moves."""
    replica = tracker.replica
    ref, entry = (item, tracker.parse(words, "count")) if item else _split(tracker, words)
    if entry.amount is None:
        raise EntryError("How much is left? Nothing was stored.", hint=COUNT_EXAMPLE)
    item_id = stock.find(replica, ref)
    lot = stock.contents(replica, item_id)
    left = Quantity(*stock.left(replica, item_id))
    counted = scaled_count(left, quantity_of(entry.amount), lot)
    if all(
        now is None or (was is None and start is None)
        for now, was, start in zip(counted, left, (lot.start_mg, lot.start_ul, lot.start_milli), strict=True)
    ):
        raise EntryError(
            f"This lot is not kept in {entry.amount.unit}. Nothing was stored.",
            hint="Count it in the unit it was bought in; sesh-tui stock shows it.",
        )
    delta = count_delta(left, counted)
    before = stock.item(replica, item_id)
    label = f"count {before.name}"
    back = before.finished_at is not None and any(value for value in counted if value is not None)
    if entry.note:
        tracker.vault.ensure_key()
    with replica.action("count", label, source=source):
        move_stock(tracker, item_id, "count", delta, entry.at or tracker.now(), note=entry.note)
        if back:  # what the scale can weigh is not used up
            replica.update("inventory", item_id, {"finishedAt": None})
    said = [describe(stock.item(replica, item_id)), _difference(before, delta)]
    return Outcome(" · ".join(said + ["back in the jar"] * back), (item_id,), label)


COUNT_EXAMPLE = "Write: sesh-tui count blue dream 2.1g"


def _split(tracker: Tracker, words: str | Sequence[str]) -> tuple[str, Entry]:
    """The lot's name and what follows it: the longest end of the line that reads as a count."""
    parts = words.split() if isinstance(words, str) else list(words)
    problem: EntryError | None = None
    for cut in range(1, len(parts)):
        try:
            return " ".join(parts[:cut]), tracker.parse(parts[cut:], "count")
        except EntryError as error:
            problem = error
    raise problem or EntryError("Which lot, and how much is left? Nothing was stored.", hint=COUNT_EXAMPLE)


def finish(tracker: Tracker, ref: str, source: str) -> Outcome:
    """Take a lot out of the jar; the rest is booked as a count of zero."""
    replica = tracker.replica
    item_id = stock.find(replica, ref)
    item = stock.item(replica, item_id)
    if item.finished_at:
        raise EntryError(f"{item.name} is finished already. Nothing was changed.")
    left = Quantity(*stock.left(replica, item_id))
    label = f"finish {item.name}"
    with replica.action("finish", label, source=source):
        if any(left):
            rest = Quantity(*(None if value is None else -value for value in left))
            move_stock(tracker, item_id, "count", rest, tracker.now())
        replica.update("inventory", item_id, {"finishedAt": iso(tracker.now())})
    return Outcome(f"{short(item_id)} {item.name} is finished", (item_id,), label)


def describe(item: StockItem) -> str:
    """One line about a lot."""
    parts = [f"{short(item.id)} {item.name}"]
    parts.append(left_of(item))
    if item.thc:
        parts.append(f"THC {item.thc}")
    if item.cbd:
        parts.append(f"CBD {item.cbd}")
    if item.cost_minor is not None:
        parts.append(echo.money(item.cost_minor, item.currency))
    if item.seller:
        parts.append(f"from {item.seller}")
    if item.category:
        parts.append(CATEGORIES.get(item.category, item.category).lower())
    return " · ".join(part for part in parts if part)


def left_of(item: StockItem) -> str:
    """``3.10 g left`` of a lot; empty where its size is not known."""
    said = echo.quantity(item.remaining_mg, item.remaining_ul, item.remaining_milli, item.count_unit)
    return f"{said} left" if said else ""


def _difference(item: StockItem, delta: Quantity) -> str:
    if delta.mg is not None:
        text = echo.mass(delta.mg)
    elif delta.ul is not None:
        text = echo.volume(delta.ul)
    else:
        text = echo.count(delta.milli or 0, item.count_unit)
    return f"{'' if text.startswith('-') else '+'}{text} against the log"
