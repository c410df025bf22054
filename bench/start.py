"""From start to the settled, interactive Today: at most 1.4 times a bare Textual app with one Static.

No key is at hand in these runs. With a passphrase file the app opens the key in a worker after its start, which
takes Argon2id's 0.2 s of processor time by design; that figure stands beside the others without a limit.
"""

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
    home = home_of(options.sessions)
    env = common.shell_env(home)
    ours, other = common.in_turn(partial(start, (common.APP,), env), partial(start, BARE, env), options.pairs)
    opening = [
        start((common.APP,), common.shell_env(home, key=True)) for _ in range(max(1, options.pairs // 3))
    ]
    check = common.compare(
        "start to settled Today, locked", ours, other, LIMIT, with_passphrase_file=common.medians(opening)
    )
    common.report("start", [check])


if __name__ == "__main__":
    main()
