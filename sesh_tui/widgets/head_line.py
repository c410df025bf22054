"""The title of a place: its name, what is shown, and a number at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.text.spans import between, line
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from sesh_tui.text.spans import Line


class HeadLine(LineView):
    """Three rows: a blank one, the title, a blank one."""

    def __init__(self) -> None:
        super().__init__()
        self._start: Line = ()
        self._end: Line = ()

    def tell(self, start: Line, end: Line = ()) -> None:
        """Show a title at the left and something at the right."""
        self._start, self._end = start, end
        self.refresh()

    def line_at(self, row: int) -> Line:
        """Return a row."""
        if row == 1:
            return between(self._start, self._end, self.size.width)
        return line(" " * self.size.width)
