"""A real pseudo terminal with a screen model, to see the program as a person sees it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PROGRAM = (sys.executable, "-m", "sesh_tui")
# What a terminal that is asked for synchronised output and in-band resizing answers.
_ANSWERS = ((b"\x1b[?2026$p", b"\x1b[?2026;2$y"), (b"\x1b[?2048$p", b"\x1b[?2048;0$y"))
# Sequences the screen model would print instead of ignoring.
_UNKNOWN = re.compile(rb"\x1b\[[<=>?]\d*(?:;\d+)*u|\x1b\[\?\d+\$p")
WAIT = 20.0


class Terminal:
    """One program in one terminal; ``raw`` is all it wrote."""

    def __init__(
        self,
        home: str,
        command: Sequence[str] = PROGRAM,
        *,
        columns: int = 80,
        rows: int = 24,
        before: Callable[[int], None] | None = None,
        **environ: str,
    ) -> None:
        self.raw = b""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:  # whatever fails, the child must not go on as a second pytest
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.environ.pop("NO_COLOR", None)
                usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "UTC"}
                os.environ.update({**usual, **environ, "SESH_TUI_HOME": home})
                os.execv(command[0], list(command))
            finally:
                os._exit(127)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if before is not None:
            before(self.fd)
        self.code: int | None = None

    def read(self, seconds: float) -> bool:
        """Read once, waiting at most that long; return whether something came."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        if not data:
            return False
        self.raw += data
        for question, answer in _ANSWERS:
            if question in data:
                os.write(self.fd, answer)
        self._stream.feed(_UNKNOWN.sub(b"", data))
        return True

    def text(self) -> str:
        """Return what the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, *patterns: str, seconds: float = WAIT) -> str:
        """Read until the screen shows all patterns; return what it shows then."""
        end = time.monotonic() + seconds
        while not all(re.search(pattern, self.text()) for pattern in patterns):
            self.read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f"waited for {patterns}, the screen shows:\n{self.text()}")
        return self.text()

    def wait_raw(self, part: bytes, seconds: float = WAIT) -> None:
        """Read until the program has written ``part``."""
        end = time.monotonic() + seconds
        while part not in self.raw:
            self.read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f"waited for {part!r}; the screen shows:\n{self.text()}")

    def settle(self, quiet: float = 0.4) -> str:
        """Read until nothing comes for a while."""
        while self.read(quiet):
            pass
        return self.text()

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self.fd, keys.encode())

    def cells(self) -> list[list[tuple[str, ...]]]:
        """Return every cell with its colours and attributes."""
        return [
            [
                (c.data, c.fg, c.bg, str(c.bold), str(c.italics), str(c.underscore), str(c.reverse))
                for c in (self.screen.buffer[row][column] for column in range(self.screen.columns))
            ]
            for row in range(self.screen.lines)
        ]

    def attributes(self) -> list[object]:
        """Return the terminal's line settings."""
        return list(termios.tcgetattr(self.fd))

    def wait_end(self, seconds: float = WAIT) -> int:
        """Read until the program has ended; return its exit code."""
        end = time.monotonic() + seconds
        while self.code is None:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError(f"still running; the screen shows:\n{self.text()}")
        self.settle(0.1)
        return self.code

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.code is None:
            self.kill()
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        os.close(self.fd)
