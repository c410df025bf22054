"""`sesh-tui log …` without sealed fields costs at most 2.5 times the bare interpreter with sqlite3 and json."""

from __future__ import annotations

import common
from replicas import copy_of, home_of

LINE = ("log", "0.3g", "blue dream", "vape", "mood:4-7", "rating:4", "+relaxed")
LIMIT = 2.5


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(copy_of(home_of(options.sessions), "home-log"))
    ours, other = common.in_turn(
        lambda: common.run_program((common.APP, *LINE), env),
        lambda: common.run_program(common.YARDSTICK, env),
        options.pairs,
    )
    common.report("log_plain", [common.compare("log, nothing sealed", ours, other, LIMIT)])


if __name__ == "__main__":
    main()
