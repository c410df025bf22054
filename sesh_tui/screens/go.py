"""After ``g``: the letters of the places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens import keys
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text.spans import Span, line

if TYPE_CHECKING:
    from sesh_tui.text.spans import Line


class GoSheet(Sheet):
    """Waits for one letter."""

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the one line of places."""
        spans = [Span(" go to  ", "muted")]
        for place in keys.PLACES:
            spans += [Span(place.letter, "key"), Span(f" {place.title}   ")]
        return [(*spans, *line(("g", "key"), " first line   ", ("esc", "key"), (" stay", "muted")))]

    def key(self, key: str, character: str | None) -> None:
        """Go, or stay on any other key."""
        self.close()
        if key == "g":
            self.screen.action_jump(0)
        for place in keys.PLACES:
            if key == place.letter:
                self.app.go_to(place.id)
