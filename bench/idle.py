"""In ten idle seconds the app writes nothing, uses no processor time to speak of, and holds no network socket."""

from __future__ import annotations

import common
from pty_driver import STARTED, Terminal
from replicas import home_of

SECONDS = 10
SETTLE = 6
ALLOWED_MS = 10
"""More than the bare app uses by this much could be told from nothing."""
RUNS = 3


def idle(command: tuple[str, ...], env: dict[str, str]) -> tuple[int, float, int]:
    """Bytes, processor ms and internet sockets while nothing happens."""
    with Terminal(command, env) as terminal:
        terminal.until_written(STARTED)
        terminal.idle(SETTLE)
        written, cpu = terminal.idle(SECONDS)
        return written, 1000 * cpu, terminal.internet_sockets()


def main() -> None:
    """Measure and print; ten seconds a run, so three runs of each side unless asked for more."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))
    written: list[int] = []
    sockets: list[int] = []

    def ours() -> common.Cost:
        count, cpu, open_sockets = idle((common.APP,), env)
        written.append(count)
        sockets.append(open_sockets)
        return common.Cost(cpu, 1000 * SECONDS)

    def other() -> common.Cost:
        bare = (common.PYTHON, str(common.BENCH / "bare/static.py"))
        return common.Cost(idle(bare, env)[1], 1000 * SECONDS)

    runs = min(options.pairs, RUNS) if options.pairs == common.PAIRS else options.pairs
    mine, theirs = common.in_turn(ours, other, runs, warm_up=0)
    cpu, bare_cpu = common.medians(mine), common.medians(theirs)
    passed = max(written) == 0 and cpu["cpu_ms"] <= bare_cpu["cpu_ms"] + ALLOWED_MS and max(sockets) == 0
    check = common.Check(
        f"{SECONDS} idle seconds",
        cpu,
        bare_cpu,
        None,
        f"0 bytes, bare app + {ALLOWED_MS} ms, 0 sockets",
        passed,
        {"bytes": max(written), "internet_sockets": max(sockets)},
    )
    common.report("idle", [check])


if __name__ == "__main__":
    main()
