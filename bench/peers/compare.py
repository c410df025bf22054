"""sesh-tui and Bagels side by side, each with 100,000 rows: start, period, page down, filter, memory.

    python bench/peers/compare.py [--pairs 9] [--records 100000]

Bagels shows one period at a time: its lists are those of a year, its filter works on a month, because its year
takes seconds a character. Ours work on all time.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import app_keys
import common
import setup
from pty_driver import STARTED, Terminal
from replicas import home_of

QUIET = 0.2
WORD = "gift"
OUR_WORD = "gelato"

Costs = dict[str, common.Cost]
STEPS = (
    "first real content",
    "start to settled",
    "week to the widest view",
    "row down",
    "page down",
    "filter",
)


def cost(terminal: Terminal, *keys: str, quiet: float = QUIET) -> common.Cost:
    """Keys to the end of their repaint."""
    before = terminal.press(*keys)
    spent = terminal.settle(quiet, need_output=True).since(before)
    return common.Cost(1000 * spent.cpu, 1000 * spent.wall)


def middle(costs: list[common.Cost]) -> common.Cost:
    """The medians of some costs."""
    return common.Cost(statistics.median(c.cpu for c in costs), statistics.median(c.wall for c in costs))


def started(terminal: Terminal, pattern: str) -> Costs:
    """Start to the first content and to rest."""
    first = terminal.until(pattern)
    terminal.until_written(STARTED)
    end = terminal.settle(0.4)
    return {
        "first real content": common.Cost(1000 * first.cpu, 1000 * first.wall),
        "start to settled": common.Cost(1000 * end.cpu, 1000 * end.wall),
    }


def walked(terminal: Terminal) -> Costs:
    """Rows and pages down a long list."""
    return {
        "row down": middle([cost(terminal, "down") for _ in range(5)]),
        "page down": middle([cost(terminal, "pagedown") for _ in range(5)]),
    }


def bagels(home: Path, env: dict[str, str]) -> tuple[Costs, float]:
    """One run of Bagels."""
    with Terminal([str(setup.BAGELS), "--at", str(home)], env) as terminal:
        costs = started(terminal, r"This Week[\s\S]*Bank")
        month = cost(terminal, ".")
        terminal.press("v")
        terminal.settle(QUIET)
        terminal.press("r")
        terminal.settle(QUIET)
        for key in (*["tab"] * 6, " ", "shift+tab"):
            terminal.press(key)
            terminal.settle(QUIET)
        costs["filter"] = middle([cost(terminal, letter) for letter in WORD])
        for key in (*["backspace"] * len(WORD), *["shift+tab"] * 5):
            terminal.press(key)
            terminal.settle(QUIET)
        year = cost(terminal, ".")
        terminal.until("This Year")
        costs["week to the widest view"] = common.Cost(month.cpu + year.cpu, month.wall + year.wall)
        costs |= walked(terminal)
        return costs, terminal.peak_mib()


def ours(home: Path) -> tuple[Costs, float]:
    """One run of sesh-tui."""
    from period import cycle_to

    with Terminal([common.APP], common.shell_env(home)) as terminal:
        costs = started(terminal, app_keys.FIRST_TEXT)
        terminal.press(*app_keys.TO_SESSIONS)
        terminal.until(app_keys.SESSIONS_SHOWN)
        terminal.settle(QUIET)
        cycle_to(terminal, app_keys.WEEK)
        costs["week to the widest view"] = cycle_to(terminal, app_keys.ALL_TIME)
        costs |= walked(terminal)
        terminal.press(app_keys.SEARCH)
        terminal.settle(QUIET)
        costs["filter"] = middle([cost(terminal, letter) for letter in OUR_WORD])
        return costs, terminal.peak_mib()


def main() -> None:
    """Measure both in turn and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=common.PAIRS)
    parser.add_argument("--records", type=int, default=setup.RECORDS)
    options = parser.parse_args()
    setup.install()
    theirs_home = setup.fill(common.CACHE / "bagels", options.records)
    our_home = home_of(options.records)
    common.compile_first()
    env = common.shell_env()
    mine: list[tuple[Costs, float]] = []
    theirs: list[tuple[Costs, float]] = []
    for number in range(options.pairs + 1):  # the first warms the caches up
        for who in ("ours", "bagels") if number % 2 else ("bagels", "ours"):
            if who == "ours":
                mine.append(ours(our_home))
            else:
                theirs.append(bagels(theirs_home, env))
    checks = []
    for step in STEPS:
        sides = [[run[0][step] for run in side[1:]] for side in (mine, theirs)]
        checks.append(common.compare(f"{step}, Bagels {options.records:,} records", *sides, 1))
    peaks = [statistics.median(run[1] for run in side[1:]) for side in (mine, theirs)]
    ratio = round(peaks[0] / peaks[1], 2)
    sides_mib = [{"mib": round(peak, 1), "n": options.pairs} for peak in peaks]
    checks.append(common.Check("peak memory", sides_mib[0], sides_mib[1], ratio, "≤ 1 ×", ratio <= 1))
    common.report("peers", checks)


if __name__ == "__main__":
    main()
