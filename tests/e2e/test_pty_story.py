"""One evening in a real terminal: log, quit, open again, undo."""

from __future__ import annotations

from pathlib import Path

from sesh_tui.tracker import Tracker
from tests.tui.terminal import Terminal


def test_log_quit_reopen_undo(sesh_home: Path) -> None:
    home = str(sesh_home)
    with Terminal(home) as first:
        first.wait("Nothing logged yet")
        first.settle()
        first.send(":buy blue dream 3.5g 45usd thc:22%\r")
        first.wait("In the jar", r"3\.50 g")
        first.send(":0.3g blue dream vape mood 4>7\r")
        first.wait(r"vape +Blue Dream +0\.3 g +≈ 66 mg THC", "mood 4→7", r"3\.20 g", "u undoes")
        first.send(".")
        first.wait(r"2\.90 g")
        first.send("q")
        assert first.wait_end() == 0

    with Terminal(home, columns=120, rows=40) as second:
        second.wait(r"2\.90 g", "By route, in product", r"inhaled +2 ×")
        second.settle()
        second.send("u")
        second.wait(r"3\.20 g", "Undone", "U does it again", r"inhaled +1 ×")
        second.send("gl")
        second.wait("Sessions  all time", "1 / 1")
        second.send("x")
        second.wait("No sessions yet")
        second.send("u")
        second.wait("1 / 1", r"Blue Dream +0\.3 g")
        second.send("q")
        assert second.wait_end() == 0

    with Tracker.open() as tracker:
        assert tracker.sessions().count() == 1
        assert tracker.stock()[0].remaining_mg == 3200
