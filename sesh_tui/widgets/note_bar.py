"""A line of keys for a screen that is no place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.text import chrome
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from sesh_tui.text.spans import Line


class NoteBar(LineView):
    """Shows the given keys."""

    def __init__(self, hints: list[tuple[str, str]]) -> None:
        super().__init__()
        self.hints = hints

    def line_at(self, row: int) -> Line:
        """Return the bar."""
        return chrome.hint_bar(self.hints, self.size.width)
