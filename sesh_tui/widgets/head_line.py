"""The title of a place: its name, what is shown, and a number at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.text.spans import between, fit, line
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.text.spans import Line


class HeadLine(LineView):
    """Three rows: a blank one, the title, and a blank one or the heads of columns."""

    def __init__(self) -> None:
        super().__init__()
        self._start: Line = ()
        self._end: Line = ()
        self._columns: Callable[[int], Line] | None = None

    def tell(self, start: Line, end: Line = (), columns: Callable[[int], Line] | None = None) -> None:
        """Show a title at the left, something at the right, and heads of columns below."""
        self._start, self._end, self._columns = start, end, columns
        self.refresh()

    def line_at(self, row: int) -> Line:
        """Return a row."""
        if row == 1:
            return between(self._start, self._end, self.size.width)
        if row == 2 and self._columns is not None:
            return fit(self._columns(self.size.width), self.size.width)
        return line(" " * self.size.width)
