"""From start to the settled, interactive Today: at most 1.4 times a bare Textual app with one Static."""

from __future__ import annotations

from functools import partial

import common
from pty_driver import STARTED, Terminal
from replicas import home_of

LIMIT = 1.4
BARE = (common.PYTHON, str(common.BENCH / "bare/static.py"))


def start(command: tuple[str, ...], env: dict[str, str]) -> common.Cost:
    """Start to the end of the output that follows Textual's own start."""
    with Terminal(command, env) as terminal:
        terminal.until_written(STARTED)
        settled = terminal.settle(0.4)
    return common.Cost(1000 * settled.cpu, 1000 * settled.wall)


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))
    ours, other = common.in_turn(partial(start, (common.APP,), env), partial(start, BARE, env), options.pairs)
    common.report("start", [common.compare("start to settled Today", ours, other, LIMIT)])


if __name__ == "__main__":
    main()
