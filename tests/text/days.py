"""Days made by hand."""

from __future__ import annotations

from typing import Any

from sesh_tui.crypto.envelope import Unopened
from sesh_tui.db.views import Day, OpenAfter, PairView, RouteTotal, SessionRow, StockItem, TimelineItem

DAY = "2026-11-22"


def session(row_id: str, clock: str, **values: Any) -> SessionRow:
    """A vape of Blue Dream, 0.3 g, unless said otherwise."""
    usual: dict[str, Any] = dict.fromkeys(SessionRow._fields)
    usual |= {
        "method": "vape",
        "route": "inhaled",
        "product": "Blue Dream",
        "amount": "0.3 g",
        "amount_mg": 300,
    }
    usual |= {"id": row_id, "timestamp": f"{DAY}T{clock}:00.000Z", "tz_offset_min": 0, "local_day": DAY}
    return SessionRow(**(usual | {"has_note": False, "running": False} | values))


def item(row: SessionRow, pairs: tuple[PairView, ...] = (), text: Any = None) -> TimelineItem:
    """The line of a session."""
    return TimelineItem("session", row.id, row.timestamp, row.timestamp[11:16], row, pairs, text)


def mood(row_id: str, clock: str, value: int) -> TimelineItem:
    """The line of a mood."""
    return TimelineItem(
        "mood", row_id, f"{DAY}T{clock}:00.000Z", clock, None, (PairView("mood", value, None),), None
    )


def lot(name: str, start: int, rest: int, **values: Any) -> StockItem:
    """A jar."""
    usual: dict[str, Any] = dict.fromkeys(StockItem._fields)
    usual |= {
        "id": name,
        "name": name,
        "acquired": f"{DAY}T00:00:00.000Z",
        "start_mg": start,
        "remaining_mg": rest,
    }
    return StockItem(**(usual | {"low": False, "thc": "22 %"} | values))


def empty(**values: Any) -> Day:
    """A first run."""
    return Day(DAY, True, (), (), (), (), None, False, False)._replace(**values)


def full() -> Day:
    """A day with one of everything."""
    first = session("a", "09:40", thc_ug=66_000, dose_basis="label", rating=4)
    second = session(
        "b", "20:10", method="edible", route="oral", product="Neville’s Haze gummy with a long name"
    )
    running = session("c", "21:00", running=True)
    return Day(
        DAY,
        True,
        (
            mood("m", "08:10", 6),
            item(first, (PairView("mood", 4, 7), PairView(Unopened("locked"), 6, 3)), "slept well"),
            item(second, (), Unopened("locked")),
        ),
        (RouteTotal("inhaled", 1, 300, 66_000, 0, 0), RouteTotal("oral", 1, 0, 0, 2_000, 1)),
        (OpenAfter("b", f"{DAY}T22:10:00.000Z", "edible Neville’s Haze gummy 20:10"),),
        (lot("Blue Dream", 3_500, 2_100), lot("大麻 #4", 2_000, 100, low=True)),
        running,
        True,
        True,
    )
