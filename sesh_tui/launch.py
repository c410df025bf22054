"""Start of the terminal face: the day stands on the screen before the terminal library is imported.

Loading that library takes ten times as long as reading and painting a day. So the day is painted here with plain
escapes, on the very cells on which Today will paint it, and the app then takes over without clearing.
Keys typed meanwhile wait in the terminal, which is already in raw mode, and reach the app.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the C half of `signal`, without its enums
import gc
import os
import sys
import termios
from typing import TYPE_CHECKING, Any

from sesh_tui.errors import SeshError
from sesh_tui.screens import keys
from sesh_tui.text import palette as palettes
from sesh_tui.text.chrome import status_text
from sesh_tui.text.screen import today_lines

if TYPE_CHECKING:
    from sesh_tui.db.views import Day
    from sesh_tui.text.palette import Palette
    from sesh_tui.tracker import Tracker

ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
LEAVE = "\x1b[?7h\x1b[?1049l\x1b[?25h"
_HANGUPS = (_signal.SIGTERM, _signal.SIGHUP)


def run(profile: str | None = None, home: str | None = None, *, mouse: bool = True) -> int:
    """Open the tracker's screens and return the exit code. Needs a terminal on both ends."""
    terminal = _Terminal()
    try:
        from sesh_tui.tracker import Tracker

        terminal.raw()
        with Tracker.open(profile, home=home) as tracker:
            problems: list[str] = []
            tracker.warn = lambda problem: problems.append(str(problem))
            tracker.changed()  # what others write from here on is news
            day = tracker.day()
            name = palettes.choose(tracker.settings.theme, os.environ)
            palette = palettes.own_palette(name) or palettes.unpack(
                name, tracker.replica.setting(palettes.SETTING)
            )
            if palette is not None:
                terminal.show(day, palette, status_text(day.locked))
            return _run_app(tracker, day, name, terminal, mouse, problems)
    except SeshError as error:
        terminal.restore()
        sys.stderr.write(f"sesh-tui: {error}\n")
        return error.exit_code
    finally:
        terminal.restore()


def _run_app(
    tracker: Tracker, day: Day, theme: str, terminal: _Terminal, mouse: bool, problems: list[str]
) -> int:
    gc.disable()  # nothing of what is loaded now is garbage; the app turns it on when it has settled
    from sesh_tui.app import SeshApp
    from sesh_tui.driver import driver_after_frame

    driver = driver_after_frame(terminal.attributes) if terminal.shown else None
    app = SeshApp(tracker, day, theme=theme, driver_class=driver, problems=problems)
    terminal.hand_over()
    app.run(mouse=mouse)
    terminal.shown = False
    return app.return_code or 0


class _Terminal:
    """The terminal before the app has it: raw input, the first frame, and the way back."""

    def __init__(self) -> None:
        self.input = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        self.attributes: list[Any] = termios.tcgetattr(self.input)
        self.shown = False
        self._raw = False

    def raw(self) -> None:
        """Stop echo and line input, keep what was typed, and restore everything if the terminal hangs up."""
        attributes = termios.tcgetattr(self.input)
        attributes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        attributes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        attributes[6][termios.VMIN] = 1
        for number in _HANGUPS:
            _signal.signal(number, self._hang_up)
        self._raw = True
        termios.tcsetattr(self.input, termios.TCSANOW, attributes)

    def show(self, day: Day, palette: Palette, status: str) -> None:
        """Paint the day."""
        for name in ("COLUMNS", "LINES"):  # a size that was exported once is not the size of now
            os.environ.pop(name, None)
        width, height = os.get_terminal_size(self.input)
        titles = tuple(place.title for place in keys.PLACES)
        lines = today_lines(day, titles, keys.hints("today"), status, width, height)
        self.shown = True
        _write(ENTER + palettes.paint(lines, palette, palettes.colour_depth(os.environ)))

    def hand_over(self) -> None:
        """Leave the signals to the app."""
        for number in _HANGUPS:
            _signal.signal(number, _signal.SIG_DFL)

    def restore(self) -> None:
        """Give the terminal back as it was."""
        if self.shown:
            self.shown = False
            _write(LEAVE)
        if self._raw:
            self._raw = False
            termios.tcsetattr(self.input, termios.TCSANOW, self.attributes)

    def _hang_up(self, number: int, _frame: object) -> None:
        self.restore()
        os._exit(128 + number)


def _write(text: str) -> None:
    # Standard error, as the app does: both must write to the same end in the same order.
    data = text.encode()
    while data:
        data = data[os.write(2, data) :]
