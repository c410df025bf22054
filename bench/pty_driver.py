"""Run a terminal program in a pseudo terminal and measure it from the outside (Linux only).

Every chunk the program writes is stamped with the wall clock and with the processor time its process tree has
used by then; the screen model (pyte) is fed afterwards, when somebody asks what is on the screen, so that the
model's own work delays nothing.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte

BUSY = 0.1
"""A program that uses more than this share of a processor is not at rest."""

TICK = 1 / os.sysconf("SC_CLK_TCK")
STARTED = rb"\x1b\[\?2004h"
"""Textual switches bracketed paste on when its driver starts: the app is loaded then."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+tab": "\x1b[Z",
}

# what pyte would print instead of passing over: private CSI, device control and application strings
STRANGE = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b[P_^X].*?\x1b\\", re.DOTALL)
MODE_ASKED = re.compile(rb"\x1b\[\?(\d+)\$p")
KNOWN_MODES = {b"2026": b"2"}
ANSWERS = (
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\]11;\?"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (re.compile(rb"\x1b\]10;\?"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
)


class Stamp(NamedTuple):
    """A moment in the program's life, in seconds since its start."""

    wall: float
    cpu: float
    """Processor time of the process tree."""

    def since(self, other: Stamp) -> Stamp:
        """The time between two moments."""
        return Stamp(self.wall - other.wall, self.cpu - other.cpu)


class DriverError(Exception):
    """The program did not do what was waited for."""


class Terminal:
    """A program in a pseudo terminal of its own."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str], *, rows: int = 40, cols: int = 120
    ) -> None:
        self.screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._chunks: list[tuple[Stamp, bytes]] = []
        self._raw = b""
        self.written = 0
        self.ended = False
        self._start = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            self._become(command, env, rows, cols)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    @staticmethod
    def _become(command: Sequence[str], env: Mapping[str, str], rows: int, cols: int) -> None:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
            os.execvpe(command[0], list(command), dict(env))
        finally:
            os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- waiting ---------------------------------------------------------------------------------

    def now(self) -> Stamp:
        """This moment."""
        return Stamp(time.perf_counter() - self._start, tree_cpu(self.pid))

    def press(self, *names: str) -> Stamp:
        """Send keys, by name (``down``) or as they are (``g``); returns the moment before."""
        before = self.now()
        os.write(self._fd, "".join(KEYS.get(name, name) for name in names).encode())
        return before

    def until(self, pattern: str, limit: float = 60) -> Stamp:
        """Wait for the screen to match; returns when the chunk arrived that made it match."""
        wanted = re.compile(pattern)
        end = time.perf_counter() + limit
        if wanted.search(self.text()):
            return self.now()
        while True:
            found = self._replay(wanted)
            if found is not None:
                return found
            if self.ended or time.perf_counter() > end:
                self._fail(f"the screen never matched {pattern!r}")
            self._read(0.05)

    def until_written(self, pattern: bytes, limit: float = 60) -> None:
        """Wait for raw output, such as a switch of the terminal."""
        end = time.perf_counter() + limit
        while not re.search(pattern, self._raw):
            if self.ended or time.perf_counter() > end:
                self._fail(f"the program never wrote {pattern!r}")
            self._read(0.05)

    def settle(self, quiet: float = 0.25, limit: float = 60, *, need_output: bool = False) -> Stamp:
        """Read until nothing comes for ``quiet`` seconds and the program does not compute either.

        Returns the wall time of the last byte and the processor time at the end of the silence. With
        ``need_output`` the silence counts only after a first byte.
        """
        began = last = time.perf_counter()
        resting, cpu = began, tree_cpu(self.pid)
        written = self.written
        while not self.ended:
            if self._read(min(quiet, 0.05)):
                last = resting = time.perf_counter()
                cpu = tree_cpu(self.pid)
            now = time.perf_counter()
            if now - began > limit:
                break
            if now - resting < quiet or (need_output and self.written == written):
                continue
            used, cpu = tree_cpu(self.pid) - cpu, tree_cpu(self.pid)
            if used < BUSY * quiet:
                break
            resting = now
        self._replay()
        return Stamp(last - self._start, cpu)

    def wait_output(self, limit: float) -> None:
        """Read one chunk."""
        end = time.perf_counter() + limit
        while not self._read(0.05) and time.perf_counter() < end and not self.ended:
            pass

    def settle_and_change(self, quiet: float, rows: slice, since: Stamp) -> tuple[Stamp, Stamp | None]:
        """Like ``settle``; also tells when ``rows`` of the screen first differed after ``since``."""
        before = self.screen.display[rows]
        kept, self._chunks = self._chunks, []
        began = last = time.perf_counter()
        while not self.ended and (now := time.perf_counter()) - last < quiet and now - began < 60:
            if self._read(min(quiet, 0.05)):
                last = time.perf_counter()
        end = Stamp(last - self._start, tree_cpu(self.pid))
        chunks, self._chunks = kept + self._chunks, []
        found: Stamp | None = None
        for stamp, data in chunks:
            self._feed(data)
            if found is None and stamp.wall >= since.wall and self.screen.display[rows] != before:
                found = stamp
        return end, found

    def idle(self, seconds: float) -> tuple[int, float]:
        """Leave the program alone; returns the bytes it wrote and the processor seconds it used."""
        written, cpu = self.written, tree_cpu(self.pid)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(0.2)
        return self.written - written, tree_cpu(self.pid) - cpu

    # -- looking ---------------------------------------------------------------------------------

    def text(self) -> str:
        """The screen as lines."""
        self._replay()
        return "\n".join(line.rstrip() for line in self.screen.display)

    def peak_mib(self) -> float:
        """The highest resident size so far, summed over the process tree."""
        return sum(_status_kib(pid, "VmHWM") for pid in tree(self.pid)) / 1024

    def internet_sockets(self) -> int:
        """How many TCP and UDP sockets the process tree holds open now."""
        inodes = set()
        for name in ("tcp", "tcp6", "udp", "udp6"):
            with contextlib.suppress(OSError):
                lines = Path(f"/proc/{self.pid}/net/{name}").read_text().splitlines()[1:]
                inodes |= {f"socket:[{line.split()[9]}]" for line in lines}
        count = 0
        for pid in tree(self.pid):
            with contextlib.suppress(OSError):
                for link in Path(f"/proc/{pid}/fd").iterdir():
                    with contextlib.suppress(OSError):
                        count += os.readlink(link) in inodes
        return count

    def close(self) -> None:
        """End the program: ask, then insist."""
        for number, grace in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)
            end = time.perf_counter() + grace
            while time.perf_counter() < end:
                self._read(0.02)
                if os.waitpid(self.pid, os.WNOHANG)[0]:
                    os.close(self._fd)
                    return
        os.close(self._fd)

    # -- inside ----------------------------------------------------------------------------------

    def _read(self, timeout: float) -> bool:
        if self.ended:
            time.sleep(timeout)
            return False
        if not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # the program closed its end
            data = b""
        if not data:
            self.ended = True
            return False
        stamp = self.now()
        self.written += len(data)
        self._chunks.append((stamp, data))
        self._raw = (self._raw + data)[-200_000:]
        self._answer(data)
        return True

    def _answer(self, data: bytes) -> None:
        replies = [answer for asked, answer in ANSWERS if asked.search(data)]
        for mode in MODE_ASKED.findall(data):
            replies.append(b"\x1b[?%s;%s$y" % (mode, KNOWN_MODES.get(mode, b"0")))
        if replies:
            os.write(self._fd, b"".join(replies))

    def _feed(self, data: bytes) -> None:
        self._stream.feed(STRANGE.sub(b"", data))

    def _replay(self, wanted: re.Pattern[str] | None = None) -> Stamp | None:
        found: Stamp | None = None
        chunks, self._chunks = self._chunks, []
        for stamp, data in chunks:
            self._feed(data)
            if wanted is not None and found is None and wanted.search("\n".join(self.screen.display)):
                found = stamp
        return found

    def _fail(self, what: str) -> None:
        state = "the program ended" if self.ended else "the program still runs"
        raise DriverError(f"{what}; {state}; the screen shows:\n{self.text()}")


def tree(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                yield from tree(int(child))


def tree_cpu(pid: int) -> float:
    """Processor seconds of a process tree so far, those of ended and awaited children included."""
    total = 0.0
    for one in tree(pid):
        with contextlib.suppress(OSError):
            total += time.clock_gettime(
                (~one << 3) | 2
            )  # the clock of another process, clock_getcpuclockid(3)
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[13]) + int(fields[14])) * TICK
    return total


def _status_kib(pid: int, name: str) -> int:
    with contextlib.suppress(OSError):
        found = re.search(rf"^{name}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
        if found:
            return int(found[1])
    return 0
