"""Rows from the server into the replica: overwritten where nothing happened here, merged where something did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sesh_tui.db import names, stock
from sesh_tui.db.ids import natural_id
from sesh_tui.db.replica import now_iso
from sesh_tui.sync.local import Local
from sesh_tui.sync.merge import Cells, Lost, merge
from sesh_tui.sync.remote import Page, Tip, Unparsable
from sesh_tui.sync.rows import Shape, equal, to_json

FEW_NAMES = 500
"""Up to so many sessions of a page their names are noted one by one; for more, all are gathered anew."""


class Applier:
    """Applies what one look at the server gave; all of it inside the caller's transaction."""

    def __init__(self, local: Local, cells: Cells | None, *, is_open: bool) -> None:
        self.local = local
        self.db = local.db
        self.user_id = local.replica.user_id
        self.cells = cells
        self.is_open = is_open
        self.merged = 0
        self.conflicts = 0
        self._lots: set[str] = set()
        self._upserts: dict[str, str] = {}

    @contextmanager
    def silently(self) -> Iterator[None]:
        """Rows from elsewhere are neither news for sync nor history."""
        self.db.execute("UPDATE capture SET silent = 1")
        yield
        for lot in sorted(self._lots):
            stock.cache_amount(self.local.replica, lot)
        self._lots.clear()
        self.db.execute("UPDATE capture SET silent = 0")

    # -- pulled rows -----------------------------------------------------------------------------

    def page(self, page: Page) -> None:
        """Take in the rows of a page. Raises Unparsable, before anything is stored, for a malformed one."""
        if not page.rows:
            return
        shape = self.local.shapes[page.table]
        width = len(shape.columns) + 1
        if any(len(row) != width or not isinstance(row[1], str) for row in page.rows):
            raise Unparsable(f"A page of {page.table} is not made of its columns. Nothing of it was used.")
        dirty = self._dirty(page)
        try:
            self.db.executemany(
                self._upsert(shape), ((self.user_id, *row) for row in page.rows if row[1] not in dirty)
            )
        except TypeError as error:
            raise Unparsable(
                f"A page of {page.table} holds what is no cell. Nothing of it was used."
            ) from error
        for row in page.rows:
            if row[1] in dirty:
                self._merge(shape, row, dirty[row[1]])
        self._derive(shape, page)

    def _dirty(self, page: Page) -> dict[str, str | None]:
        rows = self.local.replica.all(
            "SELECT rowId, base FROM outbox WHERE tableName = ? AND rowId IN (SELECT value FROM json_each(?))",
            (page.table, to_json([row[1] for row in page.rows])),
        )
        return dict(rows)

    def _upsert(self, shape: Shape) -> str:
        sql = self._upserts.get(shape.table)
        if sql is None:
            columns = ("rev", *shape.columns)
            named = ", ".join(f'"{name}"' for name in columns)
            sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != "id")
            sql = self._upserts[shape.table] = (
                f"INSERT INTO {shape.table} (userId, {named}) VALUES ({', '.join('?' * (len(columns) + 1))}) "
                f"ON CONFLICT (userId, id) DO UPDATE SET {sets}"
            )
        return sql

    def _merge(self, shape: Shape, pulled: list[Any], base_text: str | None) -> None:
        table, row_id = shape.table, pulled[1]
        remote = dict(zip(shape.columns, pulled[1:], strict=True))
        here = self._row(shape, row_id)
        if here is None:
            self.db.execute(self._upsert(shape), (self.user_id, *pulled))
            return
        base = json.loads(base_text) if base_text else None
        done = merge(shape, base, here, remote, cells=self.cells, is_open=self.is_open)
        self.merged += not done.is_remote
        for lost in done.lost:
            self._keep(table, row_id, lost)
        cells = [done.row.get(name) for name in shape.columns]
        self.db.execute(self._upsert(shape), (self.user_id, pulled[0], *cells))
        if done.is_remote:
            self.db.execute("DELETE FROM outbox WHERE tableName = ? AND rowId = ?", (table, row_id))
            # the next change counts from 1 again: an acknowledgement must not take it for what was sent
            self.db.execute(
                "UPDATE sync_pending_rows SET gen = -1 WHERE tableName = ? AND rowId = ?", (table, row_id)
            )
        else:
            self.db.execute(
                "UPDATE outbox SET base = ?, gen = gen + 1 WHERE tableName = ? AND rowId = ?",
                (to_json(remote), table, row_id),
            )

    def _row(self, shape: Shape, row_id: str) -> dict[str, Any] | None:
        names_ = ", ".join(f'"{name}"' for name in shape.columns)
        row = self.local.replica.row(shape.table, row_id, names_)
        return None if row is None else dict(zip(shape.columns, row, strict=True))

    def _keep(self, table: str, row_id: str, lost: Lost) -> None:
        """Put a value that gave way into the journal; the same value of a cell has one entry for ever."""
        entry = conflict_id(table, row_id, lost.column, lost.value)
        stamp = now_iso()
        known = self.local.replica.row("sync_conflicts", entry, "resolvedAt", "deletedAt")
        if known == (None, None):
            return
        self.db.execute(
            "INSERT INTO sync_conflicts (userId, id, tableName, rowId, columnName, lostValue, keptValue, "
            "lostAt, keptAt, deviceId, forkId, createdAt, updatedAt) "
            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12) "
            "ON CONFLICT (userId, id) DO UPDATE SET keptValue = excluded.keptValue, keptAt = excluded.keptAt, "
            "resolvedAt = NULL, resolution = NULL, deletedAt = NULL, updatedAt = excluded.updatedAt",
            (
                *(self.user_id, entry, table, row_id, lost.column, lost.value, lost.kept),
                *(lost.lost_at, lost.kept_at, self.local.replica.setting("deviceId")),
                *(self.local.get("forkId") or None, stamp),
            ),
        )
        # the triggers are silent while rows from elsewhere are applied, and this one is our own
        self.db.execute(
            "INSERT INTO outbox (tableName, rowId) VALUES ('sync_conflicts', ?) "
            "ON CONFLICT (tableName, rowId) DO UPDATE SET gen = gen + 1",
            (entry,),
        )
        self.conflicts += 1

    def _derive(self, shape: Shape, page: Page) -> None:
        """Note which caches the rows of a page make stale."""
        if shape.table == "inventory":
            self._lots.update(row[1] for row in page.rows)
        elif shape.table == "stock_moves":
            at = shape.columns.index("inventoryId") + 1
            self._lots.update(row[at] for row in page.rows)
        elif shape.table == "sessions":
            name, when = (shape.columns.index(column) + 1 for column in ("strain", "timestamp"))
            if len(page.rows) > FEW_NAMES:
                self.local.put("namesDue", "1")
                return
            for row in page.rows:
                if row[name]:
                    names.remember(self.local.replica, row[name], row[when])

    # -- an accepted push ------------------------------------------------------------------------

    def acknowledge(self, to: Tip) -> int:
        """The pending push became ``to``: what did not change since is clean. Returns its rows.

        A row that changed meanwhile stays news, counted from what was sent.
        """
        sent = self.local.replica.all("SELECT DISTINCT tableName FROM sync_pending_rows")
        for (table,) in sent:
            self.db.execute(
                f"UPDATE {table} SET rev = ? WHERE userId = ? AND id IN "
                "(SELECT rowId FROM sync_pending_rows WHERE tableName = ?)",
                (to.rev, self.user_id, table),
            )
        self._rebase()
        self.db.execute(
            "DELETE FROM outbox WHERE EXISTS (SELECT 1 FROM sync_pending_rows p WHERE "
            "p.tableName = outbox.tableName AND p.rowId = outbox.rowId AND p.gen = outbox.gen)"
        )
        count = self.local.replica.one("SELECT count(*) FROM sync_pending_rows")
        self.local.drop_pending()
        self.local.move_anchor(to)
        return int(count[0]) if count else 0

    def _rebase(self) -> None:
        """Rows that are no longer what was sent count from what was sent."""
        for table, row_id, text, is_news in self.local.replica.all(
            "SELECT p.tableName, p.rowId, p.row, o.gen IS NOT NULL FROM sync_pending_rows p LEFT JOIN outbox o "
            "ON o.tableName = p.tableName AND o.rowId = p.rowId WHERE o.gen IS NOT p.gen"
        ):
            shape = self.local.shapes[table]
            sent = dict(zip(shape.columns, json.loads(text), strict=False))
            here = self._row(shape, row_id)
            if not is_news and here is not None and equal(here, sent, (*shape.content, "deletedAt")):
                continue
            self.db.execute(
                "INSERT INTO outbox (tableName, rowId, base) VALUES (?, ?, ?) "
                "ON CONFLICT (tableName, rowId) DO UPDATE SET base = excluded.base",
                (table, row_id, to_json(sent)),
            )


def conflict_id(table: str, row_id: str, column: str, value: Any) -> str:
    """The id of a journal entry: the same lost value of a cell is one entry, whoever finds it."""
    return natural_id("conflict", to_json([table, row_id, column, value]))
