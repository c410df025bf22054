"""`sesh-tui log … -- a note` costs at most 4 times the bare interpreter, whether the key is locked or not."""

from __future__ import annotations

import subprocess

import common
from replicas import copy_of, home_of

LINE = ("log", "0.3g", "blue dream", "vape", "pain:6-3", "@home", "--", "slept", "well", "afterwards")
LIMIT = 4


def main() -> None:
    """Measure and print."""
    options = common.arguments(__doc__)
    common.compile_first()
    env = common.shell_env(copy_of(home_of(options.sessions), "home-log"), key=True)
    checks = []
    for state in ("unlock", "lock"):
        subprocess.run((common.APP, state), env=env, check=True, stdout=subprocess.DEVNULL)
        ours, other = common.in_turn(
            lambda: common.run_program((common.APP, *LINE), env),
            lambda: common.run_program(common.YARDSTICK, env),
            options.pairs,
        )
        checks.append(common.compare(f"log with sealed words, {state}ed", ours, other, LIMIT))
    common.report("log_sealed", checks)


if __name__ == "__main__":
    main()
