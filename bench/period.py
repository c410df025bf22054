"""A change of period in Sessions, from a week to all time, costs at most 100 ms of processor time."""

from __future__ import annotations

import app_keys
import common
from pty_driver import STARTED, Terminal
from replicas import home_of

LIMIT_MS = 100
MOST_PRESSES = 6


def cycle_to(terminal: Terminal, pattern: str) -> common.Cost:
    """Press the period key until the screen names the period; the sum of all presses."""
    import re

    before = terminal.now()
    end = before
    for _ in range(MOST_PRESSES):
        if re.search(pattern, terminal.text()):
            break
        terminal.press(app_keys.PERIOD)
        end = terminal.settle(0.25, need_output=True, limit=5)
    else:
        raise SystemExit(f"no period {pattern!r} within {MOST_PRESSES} presses:\n{terminal.text()}")
    cost = end.since(before)
    return common.Cost(1000 * cost.cpu, 1000 * cost.wall)


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    costs = []
    with Terminal([common.APP], common.shell_env(home_of(options.sessions))) as terminal:
        terminal.until_written(STARTED)
        terminal.settle(0.4)
        terminal.press(*app_keys.TO_SESSIONS)
        terminal.settle(0.5)
        for _ in range(options.pairs + 1):
            cycle_to(terminal, app_keys.WEEK)
            costs.append(cycle_to(terminal, app_keys.ALL_TIME))
    common.report("period", [common.at_most("week to all time", costs[1:], LIMIT_MS)])


if __name__ == "__main__":
    main()
