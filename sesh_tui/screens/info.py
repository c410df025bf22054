"""Something in full over a narrow place; any key goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome
from sesh_tui.text.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line


class InfoSheet(Sheet):
    """Shows lines made for the width."""

    def __init__(self, screen: PlaceScreen, title: str, make: Callable[[int], list[Line]]) -> None:
        super().__init__(screen)
        self.title = title
        self.make = make
        self.top = 0

    def lines(self, width: int, height: int) -> list[Line]:
        """Return as much as fits."""
        text = self.make(width)
        room = min(height - 2, len(text))
        self.top = max(0, min(self.top, len(text) - room))
        foot = (Span(" "), *pair_of("↑ ↓", "scroll"), *pair_of("esc", "back"))
        return [chrome.rule(width, self.title), *text[self.top : self.top + room], foot]

    def key(self, key: str, character: str | None) -> None:
        """Scroll or close."""
        match key:
            case "down" | "j":
                self.top += 1
            case "up" | "k":
                self.top -= 1
            case "escape" | "enter" | "q":
                self.close()
            case _:
                pass
