"""The strip at the bottom in which forms, help and the command bar open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.text.palette import layered
from sesh_tui.text.spans import fit
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from sesh_tui.screens.sheet import Sheet
    from sesh_tui.text.spans import Line


class SheetView(LineView):
    """Shows a sheet's lines; the sheet itself takes the keys."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def show(self, sheet: Sheet | None) -> None:
        """Show a sheet as it is now, or nothing."""
        if sheet is None:
            self.display = False
            return
        width, height = self.screen.size
        lines = sheet.lines(width, height - 1)[: height - 1]
        self._lines = [layered(fit(spans, width), "sheet") for spans in lines]
        self.styles.height = len(lines)
        self.display = True
        self.refresh()

    def line_at(self, row: int) -> Line:
        """Return a line of the sheet."""
        return self._lines[row] if row < len(self._lines) else ()
