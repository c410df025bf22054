"""In the middle of 200,000 sessions, a row down and a page down cost at most twice the same key in a bare list."""

from __future__ import annotations

import re

import app_keys
import common
from pty_driver import STARTED, Terminal
from replicas import home_of

LIMIT = 2
BARE = (common.PYTHON, str(common.BENCH / "bare/options.py"))
QUIET = 0.2
BATCH = 25


def place(terminal: Terminal) -> int:
    """The number of the row under the cursor, as the list shows it."""
    found = re.search(app_keys.PLACE, terminal.text())
    if found is None:
        raise SystemExit(f"the list does not say where it is:\n{terminal.text()}")
    return int(found[1].replace(",", ""))


def travel(terminal: Terminal, row: int) -> None:
    """Go down by pages until ``row``."""
    while (left := row - place(terminal)) > 0:
        terminal.press(*[app_keys.PAGE_DOWN] * min(BATCH, left // 30 + 1))
        terminal.settle(0.05, need_output=True)
    terminal.settle(0.5)


def press(terminal: Terminal, key: str) -> common.Cost:
    """One key to the end of its repaint."""
    before = terminal.press(key)
    cost = terminal.settle(QUIET, need_output=True, limit=3).since(before)
    return common.Cost(1000 * cost.cpu, 1000 * cost.wall)


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))
    checks = []
    with Terminal([common.APP], env) as app, Terminal(BARE, env) as bare:
        for terminal in (app, bare):
            terminal.until_written(STARTED)
            terminal.settle(0.4)
        app.press(*app_keys.TO_SESSIONS)
        app.until(app_keys.SESSIONS_SHOWN)
        travel(app, options.sessions // 2)
        for what, key, back in (
            ("a row down", app_keys.ROW_DOWN, "up"),
            ("a page down", app_keys.PAGE_DOWN, "pageup"),
        ):
            ours: list[common.Cost] = []
            others: list[common.Cost] = []
            for _ in range(options.pairs + 1):  # the first warms up
                ours.append(press(app, key))
                others.append(press(bare, key))
                press(bare, back)  # the bare list is short: stay where there is something below
            checks.append(common.compare(what, ours[1:], others[1:], LIMIT))
        reached = place(app)
    if reached < options.sessions // 2:
        raise SystemExit(f"the keys were pressed at row {reached}")
    common.report("scrolling", checks)


if __name__ == "__main__":
    main()
