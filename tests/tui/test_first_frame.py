"""The first frame in a real terminal: same cells as Today, no blank, no lost key, a clean way out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.tracker import Tracker
from tests.tui.terminal import PROGRAM, Terminal

STARTED = b"\x1b[?2026$p"
"""The first thing the terminal library asks the terminal."""


@pytest.fixture
def home(sesh_home: Path) -> str:
    """A home with something in it."""
    with Tracker.open() as tracker:
        tracker.buy("blue dream 3.5g 45usd thc:22%")
        tracker.log("5mg neville’s haze gummy edible @20m", source="cli", new=True)
        tracker.log("0.3g blue dream vape mood:4-7", source="cli")
        tracker.mood("6")
    return str(sesh_home)


def frame_of(terminal: Terminal) -> Any:
    """Read up to the start of the terminal library; return the cells that stand there then."""
    terminal.wait(r"\? help")
    while STARTED not in terminal.raw:
        terminal.read(0.05)
    return terminal.cells()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    "environ", [{}, {"COLORTERM": ""}, {"TERM": "xterm", "COLORTERM": ""}, {"NO_COLOR": "1"}], ids=str
)
def test_today_takes_over_cell_by_cell(home: str, size: tuple[int, int], environ: dict[str, str]) -> None:
    with Terminal(home, columns=size[0], rows=size[1], **environ) as terminal:
        terminal.wait(r"\? help")
        first = len(terminal.raw)
        frame = terminal.cells()
        while terminal.read(0.6):
            assert terminal.cells() == frame, f"the screen changed:\n{terminal.text()}"
        assert len(terminal.raw) > first + 1000, "the app never painted"
        assert terminal.raw.count(b"\x1b[?1049h") == 1
        assert b"\x1b[2J" not in terminal.raw


def test_keys_typed_before_the_app_is_up_are_kept(home: str) -> None:
    with Terminal(home, before=lambda fd: os.write(fd, b"l")) as terminal:
        frame_of(terminal)
        terminal.send("2")
        terminal.wait(r"0\.2 g  Blue Dream")
        assert "l2" not in terminal.text()
        terminal.send("\r.")
        terminal.wait(r"(?s)0\.2 g.*0\.2 g.*u undoes")


def test_the_terminal_is_left_as_it_was(home: str) -> None:
    with Terminal(home) as terminal:
        before = terminal.attributes()
        terminal.settle()
        assert terminal.attributes() != before
        terminal.send("q")
        assert terminal.wait_end() == 0
        assert terminal.attributes() == before
        assert terminal.raw.rstrip().endswith(b"l")
        assert b"\x1b[?1049l" in terminal.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("early", [True, False])
def test_a_signal_restores_the_terminal(home: str, number: int, early: bool) -> None:
    with Terminal(home) as terminal:
        before = terminal.attributes()
        terminal.wait(r"\? help")
        if not early:
            terminal.settle()
        terminal.kill(number)
        terminal.wait_end()
        assert terminal.attributes() == before
        assert b"\x1b[?1049l" in terminal.raw


def test_nothing_sealed_stands_there_while_locked(sesh_home: Path) -> None:
    with Tracker.open() as tracker:
        tracker.vault.ensure_key("a passphrase")
        tracker.log("0.3g blue dream vape pain:6 @home -- very secret words", source="cli")
    with Terminal(str(sesh_home)) as terminal:
        terminal.settle()
        assert "‹locked›" in terminal.text()
        for word in (b"secret", b"pain", b"home"):
            assert word not in terminal.raw


def test_idle_is_silent(home: str) -> None:
    with Terminal(home) as terminal:
        terminal.settle(1.0)
        before = len(terminal.raw)
        terminal.read(3.0)
        assert len(terminal.raw) == before


def test_an_unusable_replica_is_one_sentence(sesh_home: Path) -> None:
    folder = sesh_home / "default"
    folder.mkdir(parents=True)
    (folder / "replica.sqlite").write_bytes(b"this is no database, and long enough to be read as one" * 100)
    with Terminal(str(sesh_home)) as terminal:
        before = terminal.attributes()
        assert terminal.wait_end() == 2
        assert terminal.attributes() == before
        assert "Traceback" not in terminal.text()
        assert "sesh-tui:" in terminal.text()


def test_the_first_frame_needs_no_terminal_library(home: str) -> None:
    code = (
        "import os, sys; import sesh_tui.launch as launch\n"
        "def stop(*_):\n"
        "    heavy = {'textual', 'rich', 'asyncio', 'logging', 'dataclasses', 'keyring'} & set(sys.modules)\n"
        "    os.write(1, repr(sorted(heavy)).encode()); os._exit(0)\n"
        "launch._run_app = stop; launch.run()"
    )
    with Terminal(home, (sys.executable, "-c", code)) as terminal:
        terminal.wait_end()
        assert b"[]" in terminal.raw


def test_without_a_terminal_it_says_what_to_type(home: str) -> None:
    done = subprocess.run(
        PROGRAM,
        env={**os.environ, "SESH_TUI_HOME": home},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 2
    assert "--help" in done.stderr
