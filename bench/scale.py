"""The full replica starts for at most 1.1 times the processor time of an empty one, in at most 1.5 times its memory."""

from __future__ import annotations

import statistics

import app_keys
import common
from pty_driver import STARTED, Terminal
from replicas import home_of

CPU_LIMIT = 1.1
MEMORY_LIMIT = 1.5


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    homes = {"full": home_of(options.sessions), "empty": home_of(0)}
    peaks: dict[str, list[float]] = {"full": [], "empty": []}

    def run(which: str) -> common.Cost:
        with Terminal([common.APP], common.shell_env(homes[which])) as terminal:
            terminal.until_written(STARTED)
            settled = terminal.settle(0.4)
            for keys in (
                app_keys.TO_SESSIONS,
                (app_keys.LAST_ROW,),
                (app_keys.SEARCH,),
                ("d", "r", "e", "a", "m"),
            ):
                terminal.press(*keys)
                terminal.settle(0.4)
            peaks[which].append(terminal.peak_mib())
        return common.Cost(1000 * settled.cpu, 1000 * settled.wall)

    ours, other = common.in_turn(lambda: run("full"), lambda: run("empty"), options.pairs)
    checks = [
        common.compare(f"start with {options.sessions:,} sessions against none", ours, other, CPU_LIMIT)
    ]
    full, empty = (statistics.median(peaks[which][1:]) for which in ("full", "empty"))
    ratio = round(full / empty, 2)
    checks.append(
        common.Check(
            "peak memory after Today, the end of Sessions and a search",
            {"mib": round(full, 1), "n": options.pairs},
            {"mib": round(empty, 1), "n": options.pairs},
            ratio,
            f"≤ {MEMORY_LIMIT:g} ×",
            ratio <= MEMORY_LIMIT,
        )
    )
    common.report("scale", checks)


if __name__ == "__main__":
    main()
