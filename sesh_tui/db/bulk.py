"""Writing many rows that are not an action of the person: the demo's, later an import's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sesh_tui.db import names
from sesh_tui.db.replica import Replica

ROWS_PER_COMMIT = 50_000


def load(
    replica: Replica,
    batches: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Insert batches ``(table, columns, rows)`` as they are, sealed cells included; returns the rows.

    Nothing is noted for undo or sync. ``progress`` is told the rows written so far.
    """
    written = since_commit = 0
    db = replica.db
    with replica.transaction():
        db.execute("UPDATE capture SET silent = 1")
        for table, columns, rows in batches:
            rows = list(rows)
            marks = ", ".join("?" * len(columns))
            db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            written += len(rows)
            since_commit += len(rows)
            if progress is not None:
                progress(written)
            if since_commit >= ROWS_PER_COMMIT:  # keeps the write-ahead log small
                db.execute(
                    "UPDATE capture SET silent = 0; COMMIT; BEGIN IMMEDIATE; UPDATE capture SET silent = 1"
                )
                since_commit = 0
        names.rebuild(replica)
        db.execute("UPDATE capture SET silent = 0")
    return written
