"""The sessions that fit a filter, newest first, read a page at a time however many there are.

A page is found by its neighbour's key (time and id), not by counting rows from the top, so scrolling
costs the same at row 100,000 as at row 10. Where no neighbour is known yet, the covering index on time
is skipped along, which stays within a few milliseconds for 200,000 rows.
"""

from __future__ import annotations

from typing import Any

from sesh_tui.db import filtering
from sesh_tui.db.replica import Replica
from sesh_tui.db.sessions import ROW_COLUMNS, session_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.views import SessionRow
    from sesh_tui.domain.filters import Filter

NEAR = 600
"""A known row this many places away is a good place to start from."""
MOST_MARKS = 2000

_DOWN = "ORDER BY s.timestamp DESC, s.id DESC"
_UP = "ORDER BY s.timestamp, s.id"


class SessionList:
    """Random access by position; positions are those of the moment the list was made.

    A filter on what is sealed (a symptom, a place, a note's words) is answered by opening the cells of
    the rows that fit the rest of it; those rows' ids are then kept.
    """

    def __init__(self, replica: Replica, chosen: Filter | None = None) -> None:
        self._replica = replica
        self._condition = filtering.condition(replica, chosen)
        self._marks: dict[int, tuple[str, str]] = {}
        self._count: int | None = None
        self._ids: list[str] | None = None
        if self._condition.opens:
            self._ids = filtering.matching_ids(replica, self._condition)
            self._count = len(self._ids)

    def count(self) -> int:
        """How many sessions there are."""
        if self._count is None:
            row = self._replica.one(
                f"SELECT count(*) FROM sessions s WHERE s.deletedAt IS NULL AND {self._condition.sql}",
                self._condition.bindings,
            )
            assert row is not None
            self._count = int(row[0])
        return self._count

    def rows(self, first: int, n: int) -> list[SessionRow]:
        """``n`` rows from position ``first`` (0 is the newest); fewer at the end."""
        if n <= 0 or first < 0 or (self._count is not None and first >= self._count):
            return []
        if self._ids is not None:
            return self._by_id(self._ids[first : first + n])
        found = self._page(first, n)
        if found:
            self._mark(first, found[0])
            self._mark(first + len(found) - 1, found[-1])
        return found

    def ids(self, limit: int = -1) -> list[str]:
        """The ids of all rows, newest first, at most ``limit``."""
        if self._ids is not None:
            return self._ids if limit < 0 else self._ids[:limit]
        rows = self._replica.all(
            f"SELECT s.id FROM sessions s WHERE s.deletedAt IS NULL AND {self._condition.sql} {_DOWN} LIMIT ?",
            (*self._condition.bindings, limit),
        )
        return [row[0] for row in rows]

    def index_of(self, session_id: str) -> int | None:
        """The position of a session, or ``None`` where the list does not hold it."""
        if self._ids is not None:
            return self._ids.index(session_id) if session_id in self._ids else None
        key = self._replica.one(
            "SELECT s.timestamp, s.id FROM sessions s WHERE s.userId = ? AND s.id = ? AND s.deletedAt IS NULL "
            f"AND {self._condition.sql}",
            (self._replica.user_id, session_id, *self._condition.bindings),
        )
        if key is None:
            return None
        before = self._replica.one(
            "SELECT count(*) FROM sessions s WHERE s.deletedAt IS NULL AND (s.timestamp, s.id) > (?, ?) "
            f"AND {self._condition.sql}",
            (*key, *self._condition.bindings),
        )
        assert before is not None
        return int(before[0])

    # -- pages -----------------------------------------------------------------------------------

    def _page(self, first: int, n: int) -> list[SessionRow]:
        position = self._nearest(first)
        if position is not None and first >= position:
            # the mark itself is the row at `position`
            return self._read(
                "(s.timestamp, s.id) <= (?, ?)", self._marks[position], _DOWN, first - position, n
            )
        if position is not None:
            # read upwards from the mark to `first`, then turn the rows round
            rows = self._read(
                "(s.timestamp, s.id) >= (?, ?)", self._marks[position], _UP, 0, position - first + 1
            )
            return rows[::-1][:n] if len(rows) >= n else self._from_top(first, n)
        if self._count is not None and first > self._count // 2:
            end = max(0, self._count - first - n)
            rows = self._read("?1 = ?1 AND ?2 = ?2", ("", ""), _UP, end, min(n, self._count - first))
            return rows[::-1]
        return self._from_top(first, n)

    def _from_top(self, first: int, n: int) -> list[SessionRow]:
        return self._read("?1 = ?1 AND ?2 = ?2", ("", ""), _DOWN, first, n)

    def _nearest(self, first: int) -> int | None:
        best: int | None = None
        for position in self._marks:
            if abs(position - first) <= NEAR and (best is None or abs(position - first) < abs(best - first)):
                best = position
        return best

    def _mark(self, position: int, row: SessionRow) -> None:
        if len(self._marks) >= MOST_MARKS:
            self._marks.clear()
        self._marks[position] = (row.timestamp, row.id)

    def _read(self, bound: str, key: tuple[str, str], order: str, skip: int, n: int) -> list[SessionRow]:
        """Choose the page in the index alone, then fetch the rows it names."""
        page = (
            f"SELECT s.userId, s.id FROM sessions s WHERE {bound} AND s.deletedAt IS NULL "
            f"AND {self._condition.sql} {order} LIMIT ? OFFSET ?"
        )
        rows = self._replica.all(
            f"SELECT {ROW_COLUMNS} FROM ({page}) page "
            f"JOIN sessions s ON s.userId = page.userId AND s.id = page.id {order}",
            (*key, *self._condition.bindings, n, skip),
        )
        return [session_row(row) for row in rows]

    def _by_id(self, ids: list[str]) -> list[SessionRow]:
        marks = ", ".join("?" * len(ids))
        rows: list[tuple[Any, ...]] = self._replica.all(
            f"SELECT {ROW_COLUMNS} FROM sessions s WHERE s.userId = ? AND s.id IN ({marks})",
            (self._replica.user_id, *ids),
        )
        found = {row[0]: session_row(row) for row in rows}
        return [found[row_id] for row_id in ids if row_id in found]
