"""Today's body: the timeline with a cursor, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from sesh_tui.text import day as day_text
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual import events

    from sesh_tui.db.views import Day, TimelineItem
    from sesh_tui.text.spans import Line


class DayView(LineView):
    """Paints one day. The first paint stands where the first frame stood."""

    class Chosen(Message):
        """A line was clicked that already had the cursor."""

    def __init__(self, day: Day) -> None:
        super().__init__()
        self.day = day
        self.cursor = day_text.start_cursor(day)
        self.top = 0
        self._frame: day_text.Frame | None = None

    @property
    def frame(self) -> day_text.Frame:
        """The day arranged for the present width."""
        width = self.size.width
        if self._frame is None or self._frame.width != width:
            self._frame = day_text.frame(self.day, width)
            self.top = day_text.scrolled(self._frame, self.size.height, self.top, self.cursor)
        return self._frame

    @property
    def item(self) -> TimelineItem | None:
        """The timeline item under the cursor."""
        if self.cursor is None or self.cursor >= len(self.day.items):
            return None
        return self.day.items[self.cursor]

    def show(self, day: Day) -> None:
        """Show a day, new or changed; the cursor stays with its item."""
        held = self.item
        same_day = day.local_day == self.day.local_day
        grown = len(day.items) > len(self.day.items)
        self.day = day
        self._frame = None
        self.cursor = day_text.start_cursor(day)
        if same_day and held is not None and not grown:
            ids = [item.id for item in day.items]
            if held.id in ids:
                self.cursor = ids.index(held.id)
        if not same_day:
            self.top = 0
        self.refresh()

    def move(self, steps: int) -> None:
        """Move the cursor by items; at the ends the rest of the page scrolls into view."""
        items = len(self.day.items)
        if self.cursor is not None and 0 <= self.cursor + steps < items:
            self.cursor += steps
            self.top = day_text.scrolled(self.frame, self.size.height, self.top, self.cursor)
        else:
            self.scroll_lines(steps)
        self.refresh()

    def jump(self, index: int) -> None:
        """Put the cursor on the first (0) or the last (-1) item."""
        if self.day.items:
            self.cursor = 0 if index == 0 else len(self.day.items) - 1
            self.top = day_text.scrolled(self.frame, self.size.height, self.top, self.cursor)
            self.refresh()

    def scroll_lines(self, lines: int) -> None:
        """Scroll by lines without moving the cursor."""
        room = self.size.height - len(self.frame.head)
        self.top = max(0, min(self.top + lines, len(self.frame.lines) - room))
        self.refresh()

    def line_at(self, row: int) -> Line:
        """Return a row of the day."""
        view = self.frame
        return day_text.body_line(view, row, self.top, self.cursor)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        self.scroll_lines(-2)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse clicked; a second click opens the item."""
        index = event.y - len(self.frame.head) + self.top
        for number, (first, past) in enumerate(self.frame.items):
            if first <= index < past and event.x < self.frame.main_width:
                if number == self.cursor:
                    self.post_message(self.Chosen())
                self.cursor = number
                self.refresh()
