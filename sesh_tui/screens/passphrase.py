"""Asking for the passphrase, where no keyring has the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sesh_tui.errors import SeshError
from sesh_tui.screens.editor import LineEditor
from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome
from sesh_tui.text.spans import Span, line, wrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line

_PROMPT = " passphrase  "


class PassphraseSheet(Sheet):
    """Takes a passphrase, hidden; a first one has to be typed twice."""

    def __init__(
        self, screen: PlaceScreen, reason: SeshError, *, fresh: bool, then: Callable[[], Any] | None
    ) -> None:
        super().__init__(screen)
        self.reason = reason.message
        self.fresh = fresh
        self.then = then
        self.first: str | None = None
        self.editor = LineEditor(masked=True)
        self.busy = False
        self._cell = 0

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the question."""
        shown, self._cell = self.editor.shown(width - len(_PROMPT) - 1)
        title = "Choose a passphrase for the sealed text" if self.fresh else "Unlock the sealed text"
        ask = "Type it once more." if self.first is not None else self.reason
        rows = [chrome.rule(width, title), *(line(f" {piece}") for piece in wrap(ask, width - 2))]
        state = line((" opening …", "muted")) if self.busy else line((_PROMPT, "mark"), *shown)
        return [*rows, state, (Span(" "), *pair_of("enter", "go on"), *pair_of("esc", "leave it locked"))]

    def cursor(self) -> tuple[int, int]:
        """Return where the cursor stands."""
        return -2, len(_PROMPT) + self._cell

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        if key == "escape":
            self.close()
        elif self.busy:
            return
        elif key == "enter":
            self._go_on()
        else:
            self.editor.key(key, character)

    def paste(self, text: str) -> None:
        """Take a pasted passphrase."""
        self.editor.insert(text)

    def _go_on(self) -> None:
        text = self.editor.text
        if not text:
            return
        if self.fresh and self.first is None:
            self.first = text
            self.editor.set("")
            return
        if self.fresh and text != self.first:
            self.first = None
            self.reason = "The two differ. Choose it again."
            self.editor.set("")
            return
        self.busy = True
        self.app.run_worker(lambda: self._open(text), thread=True, group="key", exit_on_error=False)

    def _open(self, passphrase: str) -> None:
        vault = self.app.tracker.vault
        try:
            if self.fresh:
                vault.ensure_key(passphrase)
            else:
                vault.unlock(passphrase)
        except SeshError as error:
            self.app.call_from_thread(self._refused, error)
        else:
            self.app.call_from_thread(self._opened)

    def _refused(self, error: SeshError) -> None:
        self.busy = False
        self.reason = str(error)
        self.editor.set("")
        self.screen.show_sheet()

    def _opened(self) -> None:
        self.close()
        self.app.opened()
        if self.then is not None:
            self.then()
        else:
            self.app.say("Unlocked.")
