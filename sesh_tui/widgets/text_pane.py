"""Lines of text that scroll, beside a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.text.spans import Span, fit
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

    from sesh_tui.text.spans import Line


class TextPane(LineView):
    """Shows lines made for its width, behind a thin rule at its left."""

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[int], list[Line]] = lambda width: []
        self._lines: list[Line] = []
        self._made_for = -1
        self._top = 0

    def show(self, make: Callable[[int], list[Line]]) -> None:
        """Show what ``make`` returns for the width."""
        self._make = make
        self._made_for = -1
        self._top = 0
        self.refresh()

    def line_at(self, row: int) -> Line:
        """Return a row."""
        width = self.size.width
        if self._made_for != width:
            self._lines = self._make(width - 2)
            self._made_for = width
        index = row + self._top
        spans = self._lines[index] if index < len(self._lines) else ()
        return (Span("│ ", "faint"), *fit(spans, width - 2))

    def scroll_lines(self, lines: int) -> None:
        """Scroll."""
        self._top = max(0, min(self._top + lines, len(self._lines) - self.size.height))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        self.scroll_lines(-2)
