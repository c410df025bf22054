"""The search line: what is typed narrows the list at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.editor import LineEditor
from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text.spans import Span, line

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line

_PROMPT = 3


class FilterSheet(Sheet):
    """Enter keeps the search, ``escape`` takes it back."""

    def __init__(
        self, screen: PlaceScreen, text: str, changed: Callable[[str], None], *, help_text: str
    ) -> None:
        super().__init__(screen)
        self.editor = LineEditor(text)
        self.changed = changed
        self.help_text = help_text
        self.trouble = ""
        self._cell = 0

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the input and a word of help, or what is wrong."""
        shown, self._cell = self.editor.shown(width - _PROMPT - 1)
        told = line((f" {self.trouble}", "warn")) if self.trouble else line((f" {self.help_text}", "muted"))
        foot = [Span(" "), *pair_of("enter", "keep"), *pair_of("↑ ↓", "move"), *pair_of("esc", "clear")]
        return [told, line((" / ", "mark"), *shown), tuple(foot)]

    def cursor(self) -> tuple[int, int]:
        """Return where the cursor stands."""
        return -2, _PROMPT + self._cell

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        if key == "escape":
            self.close()
            self.changed("")
        elif key == "enter":
            self.close()
        elif key in ("up", "down", "pageup", "pagedown"):
            step = -1 if key.endswith("up") else 1
            move = getattr(self.screen, "action_page" if key.startswith("page") else "action_move")
            move(step)
        else:
            before = self.editor.text
            if self.editor.key(key, character) and self.editor.text != before:
                self.changed(self.editor.text)

    def paste(self, text: str) -> None:
        """Take pasted text."""
        self.editor.insert(text)
        self.changed(self.editor.text)
