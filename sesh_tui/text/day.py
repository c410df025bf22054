"""The day: what happened, what is open, what it came to by route, and what is left in the jar.

``frame`` arranges a day for a width; ``body`` picks the rows that show. The shell prints the same lines.
"""

from __future__ import annotations

from typing import NamedTuple

from sesh_tui.text import format as fmt
from sesh_tui.text import stock
from sesh_tui.text.palette import layered
from sesh_tui.text.spans import Line, Span, between, fit, left, line, right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.views import Day, RouteTotal, SessionRow, StockItem, TimelineItem

WIDE = 110
"""From this width on totals and stock stand beside the timeline."""
SIDE = 40
MARK = "▌"
_TIME, _METHOD, _AMOUNT, _DOSE, _RATING = 5, 10, 10, 13, 3
_INDENT = 1 + _TIME + 2 + _METHOD + 1
_JAR_SHOWN = 6


class Frame(NamedTuple):
    """A day arranged for a width."""

    head: tuple[Line, ...]
    """Stays at the top."""
    lines: tuple[Line, ...]
    """Scrolls."""
    side: tuple[Line, ...]
    """Stands at the right; empty on narrow screens."""
    items: tuple[tuple[int, int], ...]
    """Of every timeline item the first of ``lines`` and one past the last."""
    width: int

    @property
    def main_width(self) -> int:
        """Cells of the scrolling part."""
        return self.width - SIDE - 2 if self.side else self.width


def frame(day: Day, width: int, *, keys: bool = True) -> Frame:
    """Arrange a day for ``width`` cells; ``keys`` tells which keys to press (the shell says it in words)."""
    wide = width >= WIDE
    main = width - SIDE - 2 if wide else width
    rows: list[Line] = []
    if not wide and day.totals:
        rows += [*_totals(day.totals, main), ()]
    if open_lines := _open(day, main, keys):
        rows += [*open_lines, ()]
    items: list[tuple[int, int]] = []
    for item in day.items:
        first = len(rows)
        rows += _item(item, main)
        items.append((first, len(rows)))
    if not day.items:
        rows += _nothing(day, keys)
    if not wide and day.jar:
        rows += [(), *_jar(day.jar, main, keys)]
    side: list[Line] = []
    if wide:
        side += _side(day, keys)
    return Frame(_head(day, width, keys), tuple(rows), tuple(side), tuple(items), width)


def body(view: Frame, height: int, top: int = 0, cursor: int | None = None) -> list[Line]:
    """Return the ``height`` rows that show when the scrolling part begins at line ``top``."""
    return [body_line(view, row, top, cursor) for row in range(height)]


def body_line(view: Frame, row: int, top: int = 0, cursor: int | None = None) -> Line:
    """Return one row of the body, exactly as wide as the frame."""
    if row < len(view.head):
        return fit(view.head[row], view.width)
    row -= len(view.head)
    index = row + top
    spans = fit(view.lines[index] if index < len(view.lines) else (), view.main_width)
    if cursor is not None and cursor < len(view.items):
        first, past = view.items[cursor]
        if first <= index < past:
            spans = layered((Span(MARK, "mark"), *_without_first_cell(spans)), "row")
    if view.side:
        side = view.side[row] if row < len(view.side) else ()
        return (*spans, Span("  "), *fit(side, SIDE))
    return spans


def scrolled(view: Frame, height: int, top: int, cursor: int | None) -> int:
    """Return the nearest ``top`` to the given one that shows the item under the cursor."""
    room = max(1, height - len(view.head))
    top = max(0, min(top, len(view.lines) - room))
    if cursor is None or cursor >= len(view.items):
        return top
    first, past = view.items[cursor]
    return min(first, max(top, past - room)) if cursor else 0 if past <= room else first


def start_cursor(day: Day) -> int | None:
    """Return the item to begin at: the latest."""
    return len(day.items) - 1 if day.items else None


def item_text(item: TimelineItem) -> str:
    """Return a timeline item on one line of plain text, for the clipboard."""
    parts = [item.local_time, *_words(item)]
    if text := fmt.pairs(item.pairs):
        parts.append(text)
    return "  ".join(part for part in parts if part)


def _words(item: TimelineItem) -> list[str]:
    row = item.session
    if row is None:
        return [item.kind]
    words = [row.method or "session", row.product or "", row.amount, fmt.dose(row)]
    return [*words, f"{row.rating}/5" if row.rating is not None else ""]


def _without_first_cell(spans: Line) -> Line:
    first, *rest = spans
    return (first._replace(text=first.text[1:]), *rest) if len(first.text) > 1 else tuple(rest)


def _head(day: Day, width: int, keys: bool) -> tuple[Line, ...]:
    title = line(" ", (fmt.long_day(day.local_day), "title"), ("  today" if day.is_today else "", "muted"))
    if not keys:
        return (title, ())
    back = [("[", "key"), (" before  ", "muted"), ("]", "key"), (" after ", "muted")]
    if not day.is_today:
        back += [(" t", "key"), (" today ", "muted")]
    return ((), between(title, line(*back), width), ())


def _open(day: Day, width: int, keys: bool) -> list[Line]:
    lines: list[Line] = []
    if (row := day.running) is not None:
        what = " ".join(part for part in (row.method, row.product) if part) or "session"
        start = line(
            " ● ", (f"running since {fmt.clock(row.timestamp, row.tz_offset_min)}", "good"), f"  {what}"
        )
        end = line((":stop", "key"), (" ends it ", "muted")) if keys else ()
        lines.append(between(start, end, width))
    for index, after in enumerate(day.open_afters):
        start = line(" ○ ", ("how was it?", "second"), f"  {after.label}")
        end = line(("a", "key"), (" answers ", "muted")) if keys and not index else ()
        lines.append(between(start, end, width))
    return lines


def _item(item: TimelineItem, width: int) -> list[Line]:
    start = [Span(" "), Span(item.local_time, "time"), Span("  ")]
    details = [Span(text, role) for text, role in _details(item) if text]
    if item.session is None:
        head = [*start, Span(left(item.kind, _METHOD), "second"), Span(" ")]
        return [fit((*head, *details), width - 1)]
    row = item.session
    lines = [(*start, *_session_columns(row, width - _INDENT + _METHOD + 1))]
    if details:
        lines.append(fit((Span(" " * _INDENT), *details), width - 1))
    return lines


def _session_columns(row: SessionRow, width: int) -> Line:
    product = width - _METHOD - _AMOUNT - _DOSE - _RATING - 7
    return line(
        left(row.method or "session", _METHOD), " ",
        (left(row.product or "", product), "strong"), " ",
        right(row.amount, _AMOUNT), "  ",
        (right(fmt.dose(row), _DOSE), "muted"), "  ",
        (right(f"{row.rating}/5" if row.rating is not None else "", _RATING), "second"), " ",
    )  # fmt: skip


def _details(item: TimelineItem) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    readings = fmt.pairs(item.pairs)
    if item.session is None:  # the line begins with the kind: "mood" needs no second "mood"
        readings = readings.removeprefix(f"{item.kind} ")
    if readings:
        parts.append((readings, "second" if item.session is None else "muted"))
    if item.text is not None:
        if parts:
            parts.append((" · ", "faint"))
        note = fmt.opened(item.text).replace("\n", " ")
        parts.append((note, "muted" if isinstance(item.text, str) else "sealed"))
    return parts


def _totals(totals: tuple[RouteTotal, ...], width: int) -> list[Line]:
    lines = []
    for total in totals:
        dose = " + ".join(
            f"{fmt.cannabinoid(value)} {name}"
            for name, value in (("THC", total.thc_ug), ("CBD", total.cbd_ug))
            if value
        )
        dose = f"{dose} in product" if dose else ""
        lines.append(
            fit(
                line(
                    " ", (left(total.route, 12), "second"), right(f"{total.sessions} ×", 5), "  ",
                    right(fmt.grams(total.amount_mg) if total.amount_mg else "", 8), "   ", (dose, "number"),
                    (_unknown(total), "muted"),
                ),
                width,
            )
        )  # fmt: skip
    return lines


def _unknown(total: RouteTotal) -> str:
    return f"  {total.unknown_doses} without a dose" if total.unknown_doses else ""


def _jar(jar: tuple[StockItem, ...], width: int, keys: bool) -> list[Line]:
    lines = [line((" In the jar", "muted"))]
    for item in jar[:_JAR_SHOWN]:
        filled, empty = stock.bar(item, 16)
        content = (item.thc or "").replace("package", "pack")
        lines.append(
            fit(
                line(
                    " ", left(item.name, max(12, width - 52)), "  ",
                    (filled, stock.bar_role(item)), (empty, "rail"),
                    right(stock.remaining(item), 11), "  ", (left(content, 12), "muted"),
                    (" low" if item.low else "", "warn"),
                ),
                width,
            )
        )  # fmt: skip
    return [*lines, *_more(jar, keys)]


def _side(day: Day, keys: bool) -> list[Line]:
    lines: list[Line] = []
    if day.totals:
        lines.append(line(("By route, in product", "muted")))
        for total in day.totals:
            thc = f"{fmt.cannabinoid(total.thc_ug)} THC" if total.thc_ug else ""
            amount = fmt.grams(total.amount_mg) if total.amount_mg else ""
            lines.append(
                line(
                    (left(total.route, 12), "second"), right(f"{total.sessions} ×", 4),
                    right(amount, 10), (right(thc, 13), "number"),
                )
            )  # fmt: skip
            rest = [f"{fmt.cannabinoid(total.cbd_ug)} CBD"] if total.cbd_ug else []
            if total.unknown_doses:
                rest.append(_unknown(total).strip())
            if rest:
                lines.append(line((right(" · ".join(rest), SIDE - 1), "muted")))
        lines.append(())
    if day.jar:
        lines.append(line(("In the jar", "muted")))
        for item in day.jar[:_JAR_SHOWN]:
            filled, empty = stock.bar(item, 9)
            lines.append(
                line(
                    left(item.name, 15), " ", (filled, stock.bar_role(item)), (empty, "rail"),
                    right(stock.remaining(item), 10), " ", ("low" if item.low else "", "warn"),
                )
            )  # fmt: skip
        lines += _more(day.jar, keys)
    return lines or [()]


def _more(jar: tuple[StockItem, ...], keys: bool) -> list[Line]:
    if len(jar) <= _JAR_SHOWN:
        return []
    shown = line((f" and {len(jar) - _JAR_SHOWN} more", "muted"))
    return [(*shown, Span("  "), Span("g s", "key"))] if keys else [shown]


def _nothing(day: Day, keys: bool) -> list[Line]:
    if day.ever_logged:
        if not keys or not day.is_today:
            return [line(("  Nothing on this day.", "muted"))]
        return [
            line(("  Nothing today yet.", "muted")),
            (),
            line("  ", ("l", "key"), "  logs a session      ", ("m", "key"), "  a mood"),
            line(
                "  ",
                (".", "key"),
                "  repeats the last    ",
                (":", "key"),
                "  takes a line as you would say it",
            ),
        ]
    if not keys:
        return [
            line("  Nothing logged yet."),
            line(("  Log what you use:  sesh-tui log 0.3g blue dream vape mood 4", "muted")),
        ]
    return [
        line(("  Nothing logged yet. Nothing needs setting up.", "strong")),
        (),
        line("  ", ("l", "key"), "  logs a session: digits of the amount, then Enter"),
        line("  ", (":", "key"), "  takes a line:  ", ("0.3g blue dream vape mood 4", "second")),
        line("  ", ("?", "key"), "  shows every key"),
        (),
        line(
            ("  To look around first, leave with ", "muted"),
            ("q", "key"),
            (" and run ", "muted"),
            "sesh-tui demo",
        ),
        line(("  It opens on a made-up year, in a file of its own.", "muted")),
    ]
