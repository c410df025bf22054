"""One list for everything long: it asks for the rows that show, and keeps what it has painted.

Nothing in it grows with the number of rows. A step of the cursor repaints two rows, a scroll repaints
the visible ones, most of them from the kept strips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from textual.message import Message

from sesh_tui.text.palette import layered
from sesh_tui.text.spans import Span, fit
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.strip import Strip

    from sesh_tui.text.spans import Line

Row = TypeVar("Row")
Read = TypeVar("Read", covariant=True)

PAGE = 64
KEPT_PAGES = 32
KEPT_STRIPS = 512
MARK = "▌"
WHEEL_ROWS = 3


class Source(Protocol[Read]):
    """Rows by number, newest first."""

    def count(self) -> int:
        """Return the number of rows."""
        ...

    def rows(self, first: int, n: int) -> Sequence[Read]:
        """Return up to ``n`` rows from number ``first`` on."""
        ...


class Pages(Generic[Row]):
    """Rows of a source, read a page at a time and kept a while."""

    def __init__(
        self, source: Source[Row] | None = None, *, count: int = 0, first: Sequence[Row] = ()
    ) -> None:
        self.source = source
        self.count = count
        self._pages: dict[int, Sequence[Row]] = {}
        self._read: list[int] = []
        """Pages read from the source, the oldest first; those that were given stay."""
        whole = len(first) if len(first) >= count else len(first) // PAGE * PAGE
        for start in range(0, whole, PAGE):
            self._pages[start // PAGE] = first[start : start + PAGE]

    def row(self, index: int) -> Row | None:
        """Return a row, or ``None`` where there is none."""
        number, offset = divmod(index, PAGE)
        page = self._pages.get(number)
        if page is None:
            if self.source is None or not 0 <= index < self.count:
                return None
            page = self.source.rows(number * PAGE, PAGE)
            if len(self._read) >= KEPT_PAGES:
                del self._pages[self._read.pop(0)]
            self._read.append(number)
            self._pages[number] = page
        return page[offset] if offset < len(page) else None

    def continues(self, first: Sequence[Row]) -> bool:
        """Whether the first rows are these."""
        page = self._pages.get(0)
        return page is not None and list(page) == list(first[:PAGE])


class VirtualList(LineView, Generic[Row]):
    """A list of any length with a cursor and a scroll bar of its own."""

    class Chosen(Message):
        """A row was clicked that already had the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.moved: Callable[[], None] = lambda: None
        """Called when the cursor stands on another row, in time for the same repaint."""
        self.pages: Pages[Row] = Pages()
        self.cursor = 0
        self.top = 0
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._painted_for: tuple[int, object] = (0, None)
        self._dragging = False

    # -- for subclasses ---------------------------------------------------------------------------

    def row_text(self, row: Row, index: int, width: int) -> Line:
        """Return the line of a row."""
        raise NotImplementedError

    def empty_lines(self) -> Sequence[Line]:
        """Return what stands there when no row does."""
        return ()

    # -- data -----------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """The number of rows."""
        return self.pages.count

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.pages.row(self.cursor) if self.count else None

    def show(self, pages: Pages[Row], *, cursor: int = 0) -> None:
        """Show other rows, or the same ones read anew."""
        self.pages = pages
        self._strips.clear()
        self.cursor = max(0, min(cursor, pages.count - 1))
        self._keep_in_view()
        self.refresh()
        self.moved()

    # -- moving ---------------------------------------------------------------------------------

    def move(self, steps: int) -> None:
        """Move the cursor by rows."""
        self.go_to(self.cursor + steps)

    def page(self, pages: int) -> None:
        """Move cursor and view by screenfuls, one row kept in common."""
        step = pages * max(1, self.size.height - 1)
        self.top = self._bounded(self.top + step)
        self.go_to(self.cursor + step)

    def jump(self, index: int) -> None:
        """Go to the first (0) or last (-1) row."""
        self.go_to(0 if index == 0 else self.count - 1)

    def go_to(self, index: int) -> None:
        """Put the cursor on a row."""
        index = max(0, min(index, self.count - 1))
        before, top = self.cursor, self.top
        self.cursor = index
        self._keep_in_view()
        if self.top != top:
            self.refresh()
        elif index != before:
            self.refresh_row(before - top)
            self.refresh_row(index - top)
        if index != before:
            self.moved()

    def _bounded(self, top: int) -> int:
        return max(0, min(top, self.count - self.size.height))

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height)
        if self.cursor < self.top:
            self.top = self.cursor
        elif self.cursor >= self.top + height:
            self.top = self.cursor - height + 1
        self.top = self._bounded(self.top)

    # -- painting -------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Keep the cursor in view, and let what follows it fit the new size."""
        self._keep_in_view()
        self.moved()

    def strip_at(self, row: int) -> Strip:
        """Return a row, from the kept ones where it was painted before."""
        if self.text_selection is not None or not self.count:
            return super().strip_at(row)
        paint = (self.size.width, self.app.looks.palette)
        if paint != self._painted_for or len(self._strips) > KEPT_STRIPS:
            self._strips.clear()
            self._painted_for = paint
        if self._thumb(row):
            return self.strip_of(self.line_at(row))
        key = (self.top + row, self.top + row == self.cursor)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self.strip_of(self.line_at(row))
        return strip

    def line_at(self, row: int) -> Line:
        """Return the line of a visible row, with the scroll bar in its last cell."""
        width = self.size.width
        if not self.count:
            lines = self.empty_lines()
            return fit(lines[row] if row < len(lines) else (), width)
        index = self.top + row
        data = self.pages.row(index) if index < self.count else None
        spans = fit(self.row_text(data, index, width - 1) if data is not None else (), width - 1)
        if index == self.cursor and data is not None:
            first, *rest = spans
            spans = layered((Span(MARK, "mark"), first._replace(text=first.text[1:]), *rest), "row")
        return (*spans, Span("┃", "muted") if self._thumb(row) else Span(" "))

    def _thumb(self, row: int) -> bool:
        """Whether the scroll bar's thumb covers a row; without need there is none."""
        height = self.size.height
        if self.count <= height:
            return False
        length = max(1, height * height // self.count)
        start = self.top * (height - length) // max(1, self.count - height)
        return start <= row < start + length

    # -- mouse ----------------------------------------------------------------------------------

    def scroll_rows(self, rows: int) -> None:
        """Scroll the view; the cursor stays in it."""
        self.top = self._bounded(self.top + rows)
        inside = max(self.top, min(self.cursor, self.top + self.size.height - 1, self.count - 1))
        if inside != self.cursor:
            self.cursor = inside
            self.moved()
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scroll bar."""
        if event.x == self.size.width - 1 and self.count > self.size.height:
            self._dragging = True
            self.capture_mouse()
            event.prevent_default()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self._dragging:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        """Let the scroll bar go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag_to(self, row: int) -> None:
        height = max(2, self.size.height)
        target = max(0, min(row, height - 1)) * (self.count - height) // (height - 1)
        self.scroll_rows(target - self.top)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse clicked; a second click opens the row."""
        index = self.top + event.y
        if event.x == self.size.width - 1 or index >= self.count:
            return
        if index == self.cursor:
            self.post_message(self.Chosen())
        else:
            self.go_to(index)
