"""Lots: what was bought and what is left, as sums of moves."""

from __future__ import annotations

import json
from typing import Any

from sesh_tui.db.replica import Replica
from sesh_tui.db.views import StockItem
from sesh_tui.domain.contents import UNIT_WORDS, Lot
from sesh_tui.errors import Ambiguous, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM = (
    "i.id, i.name, i.category, i.strain, i.acquired, i.openedAt, i.finishedAt, i.expires, "
    "i.startMg, i.startUl, i.startMilli, i.countUnit, i.costMinor, i.currency, "
    "i.thcValue, i.thcUnit, i.cbdValue, i.cbdUnit, i.lowAt, i.notes, "
    "(SELECT d.name FROM dispensaries d WHERE d.userId = i.userId AND d.id = i.dispensaryId), "
    "sum(m.deltaMg), sum(m.deltaUl), sum(m.deltaMilli)"
)
_FROM = (
    "FROM inventory i LEFT JOIN stock_moves m ON m.inventoryId = i.id AND m.deletedAt IS NULL "
    "WHERE i.deletedAt IS NULL"
)
LOW_PERCENT = 15


def content_text(value: float | None, unit: str | None) -> str | None:
    """``22 %`` or ``10 mg/unit``; ``None`` when nothing is known."""
    if value is None or unit is None:
        return None
    return f"{value:g} {UNIT_WORDS.get(unit, unit)}"


def _item(replica: Replica, row: Sequence[Any], low_percent: int) -> StockItem:
    start = (row[8], row[9], row[10])
    left = (row[21], row[22], row[23])
    low = False
    for first, now in zip(start, left, strict=True):
        if first and now is not None:
            low = now <= row[18] * 1000 if row[18] is not None else now * 100 <= first * low_percent
            break
    return StockItem(
        id=row[0],
        name=row[1],
        category=row[2],
        strain=row[3],
        acquired=row[4],
        opened_at=row[5],
        finished_at=row[6],
        expires=row[7],
        start_mg=row[8],
        remaining_mg=row[21],
        start_ul=row[9],
        remaining_ul=row[22],
        start_milli=row[10],
        remaining_milli=row[23],
        count_unit=row[11],
        cost_minor=row[12],
        currency=row[13],
        thc=content_text(row[14], row[15]),
        cbd=content_text(row[16], row[17]),
        seller=row[20],
        low=low,
        notes=replica.opened(row[19], "inventory", row[0], "notes"),
    )


def items(replica: Replica, *, finished: bool = False, low_percent: int = LOW_PERCENT) -> list[StockItem]:
    """Lots in the jar, oldest first; with ``finished`` also those that are used up."""
    where = "" if finished else "AND i.finishedAt IS NULL"
    sql = f"SELECT {_ITEM} {_FROM} {where} GROUP BY i.userId, i.id ORDER BY i.acquired, i.id"
    return [_item(replica, row, low_percent) for row in replica.all(sql)]


def item(replica: Replica, item_id: str, *, low_percent: int = LOW_PERCENT) -> StockItem:
    """One lot by its full id."""
    sql = f"SELECT {_ITEM} {_FROM} AND i.userId = ? AND i.id = ? GROUP BY i.userId, i.id"
    row = replica.one(sql, (replica.user_id, item_id))
    if row is None:
        raise NotFound(f"There is no lot {item_id!r} in the stock.")
    return _item(replica, row, low_percent)


def find(replica: Replica, ref: str) -> str:
    """The id of the lot a person names: its name (or the start of its words) or its number."""
    from sesh_tui.db.sessions import find_by_id
    from sesh_tui.domain.names import name_key

    text = ref.strip().removeprefix("item:")
    rows = replica.all(
        "SELECT id, name, finishedAt IS NULL FROM inventory WHERE deletedAt IS NULL ORDER BY acquired, id"
    )
    key = name_key(text)
    for test in (lambda name: name == key, lambda name: bool(key) and key in name):
        for standing in (1, 0):
            found = [(row[0], row[1]) for row in rows if row[2] == standing and test(name_key(row[1]))]
            if len({name_key(name) for _, name in found}) == 1:
                return str(found[0][0])
            if found:
                names = sorted({str(name) for _, name in found})
                raise Ambiguous(f"{text!r} fits more than one lot: {', '.join(names)}.", names)
    try:
        return find_by_id(replica, "inventory", text.lower().removeprefix("#"), "lot")
    except NotFound:
        raise NotFound(f"There is no lot {text!r} in the stock.", hint="sesh-tui stock lists them.") from None


def contents(replica: Replica, item_id: str) -> Lot:
    """What is known of a lot's contents and package, for doses and cost."""
    row = replica.one(
        "SELECT thcValue, thcUnit, cbdValue, cbdUnit, startMg, startUl, startMilli, countUnit, labResults, "
        "costMinor, currency FROM inventory WHERE userId = ? AND id = ?",
        (replica.user_id, item_id),
    )
    assert row is not None
    lab = None
    if row[8]:
        try:
            lab = json.loads(row[8])
        except ValueError:
            lab = None
    return Lot(
        thc_value=row[0],
        thc_unit=row[1],
        cbd_value=row[2],
        cbd_unit=row[3],
        start_mg=row[4],
        start_ul=row[5],
        start_milli=row[6],
        count_unit=row[7],
        lab=lab if isinstance(lab, dict) else None,
        cost_minor=row[9],
        currency=row[10],
    )


def standing(replica: Replica, item_id: str) -> str | None:
    """The lot itself, or, once it is finished, the oldest standing lot of the same name."""
    row = replica.one(
        "SELECT id FROM inventory WHERE deletedAt IS NULL AND finishedAt IS NULL AND (id = ?1 OR name = "
        "(SELECT name FROM inventory WHERE userId = ?2 AND id = ?1)) ORDER BY id <> ?1, acquired LIMIT 1",
        (item_id, replica.user_id),
    )
    return None if row is None else str(row[0])


def moves_of(replica: Replica, session_id: str) -> list[tuple[str, str]]:
    """The live moves of a session, as (move, lot)."""
    rows = replica.all(
        "SELECT id, inventoryId FROM stock_moves WHERE sessionId = ? AND deletedAt IS NULL", (session_id,)
    )
    return [(move, item_id) for move, item_id in rows]


def moved_by(replica: Replica, session_id: str) -> tuple[int | None, int | None, int | None]:
    """What the moves of a session changed: mg, µl, thousandths of the lot's unit."""
    return _sums(replica, "sessionId", session_id)


def cache_amount(replica: Replica, item_id: str) -> None:
    """Write what is left into ``inventory.amount``, in the lot's unit, for readers of the original's columns.

    Inside a transaction. The cache is never read here, and a change of it alone is no news.
    """
    replica.db.execute(
        "UPDATE inventory SET amount = CASE WHEN ?1 IS NOT NULL THEN ?1 / 1000.0 "
        "WHEN ?2 IS NOT NULL THEN ?2 / 1000.0 WHEN ?3 IS NOT NULL THEN ?3 / 1000.0 ELSE amount END "
        "WHERE userId = ?4 AND id = ?5",
        (*left(replica, item_id), replica.user_id, item_id),
    )


def left(replica: Replica, item_id: str) -> tuple[int | None, int | None, int | None]:
    """What is left of a lot: mg, µl, thousandths of its unit; the sums of its moves."""
    return _sums(replica, "inventoryId", item_id)


def _sums(replica: Replica, column: str, owner: str) -> tuple[int | None, int | None, int | None]:
    row = replica.one(
        "SELECT sum(deltaMg), sum(deltaUl), sum(deltaMilli) FROM stock_moves "
        f"WHERE {column} = ? AND deletedAt IS NULL",
        (owner,),
    )
    assert row is not None
    return row[0], row[1], row[2]
