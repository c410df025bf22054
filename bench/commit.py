"""Committing one log line costs at most 3 times a bare insert of the same rows with the same pragmas.

Ours is the transaction of ``tracker.log``: the rows, their history, their places in the outbox, the local
indexes. Bare is one transaction of plain INSERT statements into the same tables of a database without triggers
and local indexes. The whole of ``tracker.log``, from text to echo, stands beside it without a limit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import common
from replicas import copy_of, home_of

LIMIT = 3
ROUND = 40
"""Commits that make up one figure."""
LINE = "0.3g blue dream vape mood 4-7 rating 4"


class Inside:
    """Adds up the time spent inside the replica's actions."""

    def __init__(self, replica: Any) -> None:
        self.cpu = self.wall = 0.0
        self._action = replica.action
        replica.action = self.action

    @contextmanager
    def action(self, *args: Any, **named: Any) -> Iterator[Any]:
        """The replica's own action, timed."""
        cpu, wall = time.process_time(), time.perf_counter()
        with self._action(*args, **named) as number:
            yield number
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall


def timed(work: Callable[[], object]) -> common.Cost:
    """Processor and wall ms of one call of ``work``, the mean of a round."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(ROUND):
        work()
    return common.Cost(
        1000 * (time.process_time() - cpu) / ROUND, 1000 * (time.perf_counter() - wall) / ROUND
    )


def bare_copy(replica: Any, path: Path) -> Callable[[], None]:
    """A function that inserts the rows of the replica's last action, with new ids, into a plain database."""
    from sesh_tui.db.ids import new_id
    from sesh_tui.db.replica import connect

    path.unlink(missing_ok=True)
    bare = connect(str(path))
    bare.execute("PRAGMA journal_mode = WAL")
    inserts = []
    for table, row_id in replica.all(
        "SELECT tableName, rowId FROM history WHERE before IS NULL AND action = (SELECT max(id) FROM actions)"
    ):
        schema = replica.one("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,))[0]
        bare.execute(schema.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
        row = replica.one(f"SELECT * FROM {table} WHERE id = ?", (row_id,))
        at = [column[1] for column in replica.all(f"PRAGMA table_info({table})")].index("id")
        inserts.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row[:at], row[at + 1 :]))

    def insert() -> None:
        bare.execute("BEGIN IMMEDIATE")
        for sql, head, tail in inserts:
            bare.execute(sql, (*head, new_id(), *tail))
        bare.execute("COMMIT")

    return insert


def main() -> None:
    """Measure in this process, so that no start is counted."""
    options = common.arguments(__doc__)
    home = copy_of(home_of(options.sessions), "home-commit")
    os.environ |= {
        name: text for name, text in common.shell_env(home, key=True).items() if name.startswith("SESH_TUI")
    }
    from sesh_tui.tracker import Tracker

    inner: list[common.Cost] = []
    with Tracker.open() as tracker:
        tracker.log(LINE, source="cli")
        insert = bare_copy(tracker.replica, home / "bare.sqlite")
        inside = Inside(tracker.replica)

        def whole() -> common.Cost:
            inside.cpu = inside.wall = 0.0
            cost = timed(lambda: tracker.log(LINE, source="cli"))
            inner.append(common.Cost(1000 * inside.cpu / ROUND, 1000 * inside.wall / ROUND))
            return cost

        wholes, others = common.in_turn(whole, lambda: timed(insert), options.pairs)
    check = common.compare(
        "the transaction of one log line against bare inserts of its rows",
        inner[1:],
        others,
        LIMIT,
        whole_log=common.medians(wholes),
    )
    common.report("commit", [check])


if __name__ == "__main__":
    main()
