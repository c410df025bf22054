"""Something real stands on the screen after at most 5 times the processor time of the bare interpreter."""

from __future__ import annotations

import app_keys
import common
from pty_driver import Terminal
from replicas import home_of

LIMIT = 5


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))

    def ours() -> common.Cost:
        with Terminal([common.APP], env) as terminal:
            shown = terminal.until(app_keys.FIRST_TEXT)
        return common.Cost(1000 * shown.cpu, 1000 * shown.wall)

    mine, other = common.in_turn(ours, lambda: common.run_program(common.YARDSTICK, env), options.pairs)
    common.report("first_text", [common.compare("start to the day's text", mine, other, LIMIT)])


if __name__ == "__main__":
    main()
