"""Search over all sessions: the first screenful costs at most 40 ms of processor time a character."""

from __future__ import annotations

import statistics

import app_keys
import common
from pty_driver import STARTED, Terminal
from replicas import home_of

LIMIT_MS = 40
WORDS = ("blue dream", "neville", "gelato vape", "zkittlez")
"""Common, rare, two fields, in between."""
LIST_ROWS = slice(4, -3)


def main() -> None:
    """Type each word as often as it takes for the wanted number of runs; every character is a run."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))
    first: list[common.Cost] = []
    by_word: dict[str, list[float]] = {word: [] for word in WORDS}
    settled: list[common.Cost] = []
    echo: list[float] = []
    with Terminal([common.APP], env) as terminal:
        terminal.until_written(STARTED)
        terminal.settle(0.4)
        terminal.press(*app_keys.TO_SESSIONS)
        terminal.until(app_keys.SESSIONS_SHOWN)
        terminal.settle(0.4)
        for _ in range(max(1, options.pairs // len(WORDS))):
            for word in WORDS:
                terminal.press(app_keys.SEARCH)
                terminal.settle(0.3)
                for character in word:
                    terminal.text()
                    before = terminal.press(character)
                    terminal.wait_output(2)
                    echo.append(1000 * terminal.now().since(before).wall)
                    end, changed = terminal.settle_and_change(0.3, LIST_ROWS, before)
                    whole = end.since(before)
                    part = changed.since(before) if changed else whole
                    first.append(common.Cost(1000 * part.cpu, 1000 * part.wall))
                    by_word[word].append(first[-1].cpu)
                    settled.append(common.Cost(1000 * whole.cpu, 1000 * whole.wall))
                terminal.press(app_keys.LEAVE_SEARCH)
                terminal.settle(0.3)
    detail = {
        "settled": common.medians(settled),
        "first_cpu_ms_by_word": {word: round(statistics.median(ms), 1) for word, ms in by_word.items()},
        "first_cpu_max_ms": round(max(cost.cpu for cost in first), 1),
        "echo_wall_ms": {"median": round(statistics.median(echo), 1), "max": round(max(echo), 1)},
    }
    common.report("live_filter", [common.at_most("first screenful a character", first, LIMIT_MS, **detail)])


if __name__ == "__main__":
    main()
