"""What opens at the bottom of a place: a plain object that takes keys and gives lines.

Sheets are no widgets. All keys pass through them one after the other before the next one is looked
at, so ``l 3 enter`` means the same typed slowly, typed fast, or typed before the program was up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sesh_tui.app import SeshApp
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line


class Sheet:
    """Base of all sheets. ``escape`` closes every one of them."""

    def __init__(self, screen: PlaceScreen) -> None:
        self.screen = screen

    @property
    def app(self) -> SeshApp:
        """The running app."""
        return self.screen.app

    def lines(self, width: int, height: int) -> list[Line]:
        """Return what to show, at most ``height`` lines of ``width`` cells."""
        raise NotImplementedError

    def cursor(self) -> tuple[int, int] | None:
        """Return the line (counted from the end: -1 is the last) and cell of the typing cursor.

        The terminal's own cursor is put there, for input methods and screen readers.
        """
        return None

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        if key == "escape":
            self.close()

    def paste(self, text: str) -> None:
        """Take pasted text."""

    def close(self) -> None:
        """Go away."""
        self.screen.close_sheet(self)
