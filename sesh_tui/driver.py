"""The terminal driver: takes over a screen that already shows something.

The first frame has switched to the alternate screen and to raw input before this driver exists. It must
not switch again (xterm clears the screen on the second switch), and at the end it must restore the
terminal as it was before the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

ALTERNATE_SCREEN = "\x1b[?1049h"


def driver_after_frame(attributes: list[Any]) -> type[LinuxDriver]:
    """Return a driver class for a terminal whose original ``attributes`` (termios) are known."""

    class FrameDriver(LinuxDriver):
        """Starts on the alternate screen, in raw mode, with the first frame on it."""

        def __init__(
            self,
            app: App[Any],
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            self._frame_stands = True

        def write(self, data: str) -> None:
            """Write, but leave out the switch to the screen we are on already."""
            if self._frame_stands and data == ALTERNATE_SCREEN:
                self._frame_stands = False
                return
            super().write(data)

        def start_application_mode(self) -> None:
            """Start, and remember the terminal as it was before the first frame."""
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self.attrs_before = list(attributes)

    return FrameDriver
