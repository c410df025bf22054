"""Lots: what is left of them, as one row and in full."""

from __future__ import annotations

from sesh_tui.text import format as fmt
from sesh_tui.text.spans import Line, left, line, right, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.views import StockItem

_LABEL = 10


def remaining(item: StockItem) -> str:
    """Return what is left of a lot in its own measure."""
    if item.remaining_mg is not None:
        return fmt.grams(item.remaining_mg)
    if item.remaining_milli is not None:
        return fmt.count(item.remaining_milli, item.count_unit)
    if item.remaining_ul is not None:
        return fmt.volume(item.remaining_ul)
    return ""


def started(item: StockItem) -> str:
    """Return how much of a lot was bought."""
    if item.start_mg is not None:
        return fmt.grams(item.start_mg)
    if item.start_milli is not None:
        return fmt.count(item.start_milli, item.count_unit)
    if item.start_ul is not None:
        return fmt.volume(item.start_ul)
    return ""


def bar(item: StockItem, width: int) -> tuple[str, str]:
    """Return the filled and the empty part of the bar that shows what is left."""
    for rest, start in (
        (item.remaining_mg, item.start_mg),
        (item.remaining_milli, item.start_milli),
        (item.remaining_ul, item.start_ul),
    ):
        if rest is not None and start:
            return fmt.bar(rest, start, width)
    return "", " " * width


def bar_role(item: StockItem) -> str:
    """Return the role of a lot's bar."""
    return "bar-low" if item.low else "bar"


def row_line(item: StockItem, width: int) -> Line:
    """Return a lot on one line."""
    roomy = width >= 76
    wide = 20 if width >= 100 else 12
    whole = f" / {left(started(item), 9)}" if roomy else ""
    filled, empty = bar(item, wide)
    name = max(10, width - wide - len(whole) - 38)
    state = "finished" if item.finished_at else "low" if item.low else ""
    return line(
        " ", (left(item.name, name), "muted" if item.finished_at else "strong"), "  ",
        (filled, bar_role(item)), (empty, "rail"), right(remaining(item), 11),
        (whole, "muted"), "  ", (left(item.thc or "", 11), "muted"), "  ",
        (left(state, 8), "warn" if state == "low" else "muted"), " ",
    )  # fmt: skip


def detail_lines(item: StockItem, width: int) -> list[Line]:
    """Return everything known about a lot, one fact a line."""
    facts = (
        ("left", f"{remaining(item)} of {started(item)}" if started(item) else remaining(item), ""),
        ("category", item.category or "", ""),
        ("strain", item.strain or "", ""),
        ("THC", item.thc or "", ""),
        ("CBD", item.cbd or "", ""),
        ("cost", fmt.money(item.cost_minor, item.currency) if item.cost_minor is not None else "", ""),
        ("from", item.seller or "", ""),
        ("bought", item.acquired[:10], ""),
        ("opened", (item.opened_at or "")[:10], ""),
        ("best by", (item.expires or "")[:10], ""),
        ("finished", (item.finished_at or "")[:10], ""),
        ("note", fmt.opened(item.notes), "" if isinstance(item.notes, str) else "sealed"),
    )
    filled, empty = bar(item, max(4, min(30, width - 2)))
    lines: list[Line] = [
        line(" ", (item.name, "title")),
        (),
        line(" ", (filled, bar_role(item)), (empty, "rail")),
        (),
    ]
    for label, text, role in facts:
        if text:
            for number, piece in enumerate(wrap(text, max(8, width - _LABEL - 3))):
                lines.append(line(" ", (left("" if number else label, _LABEL), "muted"), " ", (piece, role)))
    return lines


def item_text(item: StockItem) -> str:
    """Return a lot on one line of plain text, for the clipboard."""
    return "  ".join(part for part in (item.name, f"{remaining(item)} left", item.thc) if part)
