"""A whole screen of the day as lines: what stands on the terminal before the app has started."""

from __future__ import annotations

from sesh_tui.text import chrome
from sesh_tui.text import day as day_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.db.views import Day
    from sesh_tui.text.spans import Line


def today_lines(
    day: Day, places: Sequence[str], hints: Sequence[tuple[str, str]], status: str, width: int, height: int
) -> list[Line]:
    """Return ``height`` lines of ``width`` cells, exactly as Today paints them first."""
    view = day_text.frame(day, width)
    cursor = day_text.start_cursor(day)
    room = max(1, height - 2)
    top = day_text.scrolled(view, room, 0, cursor)
    lines = [chrome.place_bar(places, places[0], status, width)]
    lines += day_text.body(view, room, top, cursor)
    lines.append(chrome.hint_bar(hints, width))
    return lines[:height]
