"""`sesh-tui status --short`, for prompts and tmux, costs at most 2 times the bare interpreter."""

from __future__ import annotations

import common
from replicas import home_of

LIMIT = 2


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(home_of(options.sessions))
    ours, other = common.in_turn(
        lambda: common.run_program((common.APP, "status", "--short"), env),
        lambda: common.run_program(common.YARDSTICK, env),
        options.pairs,
    )
    common.report("status_short", [common.compare("status --short", ours, other, LIMIT)])


if __name__ == "__main__":
    main()
