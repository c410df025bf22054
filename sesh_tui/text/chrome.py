"""The frame around every place: the line of places at the top and the line of keys at the bottom."""

from __future__ import annotations

from sesh_tui.text.spans import Line, Span, between, cell_width, fit, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "  "


def place_bar(places: Sequence[str], current: str, status: str, width: int) -> Line:
    """Return the top line: the places, the current one marked, and a short status at the right."""
    spans = [Span(" ")]
    for index, place in enumerate(places):
        if index:
            spans.append(Span(GAP))
        spans.append(Span(place, "tab-on" if place == current else "tab"))
    return between(tuple(spans), line((f"{status} ", "muted")) if status else (), width)


def status_text(locked: bool) -> str:
    """Return the short status at the right of the top line."""
    return "▒ locked" if locked else ""


def place_at(places: Sequence[str], column: int) -> str | None:
    """Return the place whose name stands at a column of the top line."""
    start = 1
    for place in places:
        if start <= column < start + len(place):
            return place
        start += len(place) + len(GAP)
    return None


def hint_bar(hints: Sequence[tuple[str, str]], width: int) -> Line:
    """Return the bottom line: as many keys as fit, in order of use; the last one always stays."""
    *others, last = hints
    end = line((last[0], "key"), (f" {last[1]} ", "muted"))
    room = width - sum(cell_width(span.text) for span in end) - 1
    spans = [Span(" ")]
    used = 1
    for key, label in others:
        size = cell_width(key) + cell_width(label) + 3
        if used + size > room:
            break
        spans += [Span(key, "key"), Span(f" {label}{GAP}", "muted")]
        used += size
    return between(tuple(spans), end, width)


def rule(width: int, title: str = "") -> Line:
    """Return a faint line across, with a title set into it."""
    if not title:
        return line(("─" * width, "faint"))
    rest = max(0, width - cell_width(title) - 4)
    return fit(line(("── ", "faint"), (title, "muted"), (" " + "─" * rest, "faint")), width)
