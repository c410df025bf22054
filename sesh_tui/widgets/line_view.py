"""The one way everything is painted: a widget that asks for lines of spans and nothing else.

It has no border, no padding and no children, so its strips go to the compositor as they are; that makes
a row of a long list cost microseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sesh_tui.text.spans import text_of

if TYPE_CHECKING:
    from textual.selection import Selection

    from sesh_tui.app import SeshApp
    from sesh_tui.text.spans import Line


class LineView(Widget):
    """Paints ``line_at(row)`` for each of its rows."""

    app: SeshApp

    def line_at(self, row: int) -> Line:
        """Return the line of a row, as wide as the widget."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the strips of a region."""
        strips = [self.strip_at(row) for row in crop.line_range]
        for line_filter in self.app.get_line_filters():
            if not isinstance(line_filter, ANSIToTruecolor):  # our styles never mix the two kinds of colour
                background = self.background_colors[1]
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def strip_at(self, row: int) -> Strip:
        """Return one row as a strip, with the selected text marked."""
        strip = self.strip_of(self.line_at(row))
        selection = self.text_selection
        if selection is None or (span := selection.get_span(row)) is None:
            return strip
        start, end = span
        end = strip.cell_length if end == -1 else end
        before, marked, after = strip.divide([start, end, strip.cell_length])
        style = self.screen.get_component_rich_style("screen--selection")
        return Strip.join(
            [before, Strip([Segment(s.text, (s.style or style) + style) for s in marked]), after]
        )

    def strip_of(self, spans: Line) -> Strip:
        """Return a line in the colours of the palette."""
        style = self.app.role_style
        return Strip([Segment(text, style(role)) for text, role in spans], self.size.width)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text that the mouse has marked."""
        lines = "\n".join(text_of(self.line_at(row)) for row in range(self.size.height))
        return selection.extract(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint when the marked text changes."""
        self.refresh()

    def refresh_row(self, row: int, rows: int = 1) -> None:
        """Repaint a few rows only."""
        self.refresh(Region(0, row, self.size.width, rows))
