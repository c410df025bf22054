"""A session as one row of a list, and everything about it."""

from __future__ import annotations

from sesh_tui.text import format as fmt
from sesh_tui.text.spans import Line, left, line, right, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.views import SessionDetail, SessionRow

_DAY, _TIME, _METHOD, _AMOUNT, _DOSE, _MOOD, _RATING = 11, 5, 9, 10, 9, 5, 3
_LABEL = 12


def _columns(width: int, cells: tuple[tuple[str, str], ...]) -> Line:
    """Return a row of the list from its cells as (text, role); the product takes what is left."""
    fixed = 1 + _DAY + 2 + _TIME + 2 + _METHOD + 1 + _AMOUNT + 1 + _DOSE + 2 + _MOOD + 1 + _RATING + 1
    product = max(8, width - fixed - 1)
    day, clock, method, name, amount, dose, mood, rating = cells
    return line(
        " ", (left(day[0], _DAY), day[1]), "  ", (left(clock[0], _TIME), clock[1]), "  ",
        (left(method[0], _METHOD), method[1]), " ", (left(name[0], product), name[1]), " ",
        (right(amount[0], _AMOUNT), amount[1]), " ", (right(dose[0], _DOSE), dose[1]), "  ",
        (left(mood[0], _MOOD), mood[1]), " ", (right(rating[0], _RATING), rating[1]), " ",
    )  # fmt: skip


def column_heads(width: int) -> Line:
    """Return the heads of the columns of ``row_line``."""
    heads = ("day", "time", "method", "product", "amount", "THC", "mood", "/5")
    return _columns(width, tuple((head, "muted") for head in heads))


def row_line(row: SessionRow, width: int, *, with_day: bool = True, year: str = "") -> Line:
    """Return a session on one line of ``width`` cells; the day is left out where it repeats."""
    mood = ""
    if row.mood_before is not None or row.mood_after is not None:
        before = "_" if row.mood_before is None else row.mood_before
        mood = f"{before}" if row.mood_after is None else f"{before}→{row.mood_after}"
    dose = fmt.dose(row).removesuffix(" THC")
    return _columns(
        width,
        (
            (fmt.list_day(row.local_day, year) if with_day else "", "muted"),
            (fmt.clock(row.timestamp, row.tz_offset_min), "time"),
            (row.method or "session", ""),
            (row.product or "", "strong"),
            (row.amount, ""),
            (dose if row.thc_ug is not None else "", "muted"),
            (mood, "second"),
            (str(row.rating) if row.rating is not None else "", "second"),
        ),
    )


def row_text(row: SessionRow) -> str:
    """Return a session on one line of plain text, for the clipboard."""
    parts = [row.local_day, fmt.clock(row.timestamp, row.tz_offset_min), row.method, row.product, row.amount]
    return "  ".join(part for part in (*parts, fmt.dose(row)) if part)


def detail_lines(detail: SessionDetail, width: int) -> list[Line]:
    """Return everything known about a session, one fact a line; what is not known has no line."""
    row = detail.row
    title = " ".join(part for part in (row.method or "session", row.product) if part)
    lines = [
        line(" ", (title, "title")),
        line((f" {fmt.long_day(row.local_day)}, {fmt.clock(row.timestamp, row.tz_offset_min)}", "muted")),
        (),
    ]
    for label, text, role in _facts(detail):
        if text:
            for number, piece in enumerate(wrap(text, max(10, width - _LABEL - 3))):
                lines.append(line(" ", (left("" if number else label, _LABEL), "muted"), " ", (piece, role)))
    return lines


def _facts(detail: SessionDetail) -> list[tuple[str, str, str]]:
    row = detail.row
    spread = f" ± {detail.dose_sd_pct:g} %" if detail.dose_sd_pct and row.thc_ug is not None else ""
    basis = f" ({row.dose_basis})" if row.dose_basis and row.dose_basis != "unknown" else ""
    dose = f"{fmt.dose(row)}{spread}{basis}, in product" if fmt.dose(row) else "not known"
    facts = [
        ("amount", row.amount, ""),
        ("dose", dose, ""),
        ("CBD", f"{fmt.cannabinoid(row.cbd_ug)}" if row.cbd_ug and row.thc_ug is not None else "", ""),
        ("route", row.route or "", ""),
        ("lasted", "still running" if row.running else _minutes(row.duration_min), ""),
        ("felt", fmt.pairs((*detail.moods, *detail.symptoms)), "second"),
        ("rating", f"{row.rating} of 5" if row.rating is not None else "", "second"),
        ("effects", ", ".join(detail.effects), ""),
        ("purpose", detail.purpose or "", ""),
        ("place", fmt.opened(detail.location), _sealed_role(detail.location)),
        ("company", "" if detail.companions is None else str(detail.companions) or "alone", ""),
        ("cost", fmt.money(row.cost_minor, row.currency) if row.cost_minor is not None else "", ""),
        ("note", fmt.opened(detail.notes), _sealed_role(detail.notes)),
    ]
    if detail.strain and detail.strain != row.product:
        facts.insert(0, ("strain", detail.strain, ""))
    return facts


def _minutes(value: int | None) -> str:
    return "" if value is None else fmt.minutes(value)


def _sealed_role(value: object) -> str:
    return "" if value is None or isinstance(value, str) else "sealed"
