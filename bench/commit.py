"""Committing one log line costs at most 3 times a bare insert with the same pragmas."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import common
from replicas import copy_of, home_of

LIMIT = 3
ROUND = 40
"""Commits that make up one figure."""
LINE = "0.3g blue dream vape mood 4-7 rating 4"


def timed(work: Any) -> common.Cost:
    """Processor and wall ms of one call of ``work``, the mean of a round."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(ROUND):
        work()
    return common.Cost(
        1000 * (time.process_time() - cpu) / ROUND, 1000 * (time.perf_counter() - wall) / ROUND
    )


def main() -> None:
    """Measure in this process, so that no start is counted."""
    options = common.arguments(__doc__)
    home = copy_of(home_of(options.sessions), "home-commit")
    os.environ |= {name: text for name, text in common.shell_env(home).items() if name.startswith("SESH_TUI")}
    from sesh_tui.db.ids import new_id
    from sesh_tui.db.replica import connect
    from sesh_tui.tracker import Tracker

    with Tracker.open() as tracker:
        replica = tracker.replica
        tracker.log(LINE, source="cli")
        names = [row[1] for row in replica.db.execute("PRAGMA table_info(sessions)")]
        row = replica.one("SELECT * FROM sessions ORDER BY id DESC LIMIT 1")
        assert row is not None
        path = Path(replica.path).with_name("bare.sqlite")
        bare = connect(str(path))
        bare.execute("PRAGMA journal_mode = WAL")
        columns = ", ".join(f'"{name}"' for name in names)
        bare.execute(f"CREATE TABLE sessions ({columns}, PRIMARY KEY (userId, id)) WITHOUT ROWID")
        sql = f"INSERT INTO sessions ({columns}) VALUES ({', '.join('?' * len(names))})"
        at = names.index("id")

        def insert() -> None:
            bare.execute(sql, (*row[:at], new_id(), *row[at + 1 :]))

        ours, other = common.in_turn(
            lambda: timed(lambda: tracker.log(LINE, source="cli")), lambda: timed(insert), options.pairs
        )
        bare.close()
    common.report(
        "commit", [common.compare("tracker.log of a line against a bare insert", ours, other, LIMIT)]
    )


if __name__ == "__main__":
    main()
