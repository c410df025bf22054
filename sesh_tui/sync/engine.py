"""A round of sync: pull and merge until nothing is missing, then push until nothing waits.

The engine holds no state that matters: whatever a round is in the middle of stands in the replica,
so a round may be cut anywhere and the next one goes on. No request is made inside a transaction.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from sesh_tui.db import names
from sesh_tui.db.replica import Replica, now_iso
from sesh_tui.db.tables import SYNCED
from sesh_tui.sync.apply import Applier
from sesh_tui.sync.backup import put_aside
from sesh_tui.sync.keys import exchange_slots, has_news, known_kids
from sesh_tui.sync.local import NO_SLOT, Candidate, Local, take_in_strays
from sesh_tui.sync.lock import RoundLock
from sesh_tui.sync.merge import Cells
from sesh_tui.sync.remote import (
    LAST_ID,
    Ask,
    ClientTooOld,
    Cursor,
    Forked,
    Misused,
    Page,
    Pulled,
    Push,
    Remote,
    RowRefused,
    SchemaOlder,
    Tip,
    Transient,
)
from sesh_tui.sync.rounds import Limits, Never, Progress, Report, Stop, silent
from sesh_tui.sync.rows import kids_in, new_head


class Engine:
    """Syncs one replica with one remote. Use it in the thread that opened the replica."""

    def __init__(
        self,
        replica: Replica,
        remote: Remote,
        *,
        cells: Cells | None = None,
        limits: Limits | None = None,
        nonce: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """``cells`` (the vault) is used to merge sealed text while it is unlocked, and for nothing else."""
        self.replica = replica
        self.remote = remote
        self.cells = cells
        self.limits = limits or Limits()
        self.local = Local(replica)
        self.report = Report()
        self._nonce = nonce
        self._progress: Callable[[Progress], None] = silent
        self._stop: Stop = Never()
        self._more: set[str] = set()
        self._row_bytes: dict[str, float] = {}
        self._page_bytes = self.limits.page_bytes
        self._batch_rows = self.limits.rows

    # -- a round ---------------------------------------------------------------------------------

    def round(self, progress: Callable[[Progress], None] | None = None, stop: Stop | None = None) -> Report:
        """Bring both sides together once. Raises a RemoteError where the server fails; ``report`` tells how far."""
        self._progress, self._stop = progress or silent, stop or Never()
        self.report = Report()
        if self.remote.user_id not in ("", self.replica.user_id):
            raise Misused(
                "The token belongs to another person than the log on this device. Nothing was sent.",
                hint="Join first: sesh-tui remote join",
            )
        cost = self.remote.cost
        before = (cost.requests, cost.rows_read, cost.rows_written)
        with RoundLock(self.replica.path + ".sync"):
            try:
                finished = self._loops()
            finally:
                after = (cost.requests, cost.rows_read, cost.rows_written)
                spent = (now - then for now, then in zip(after, before, strict=True))
                aside = self.local.quarantine()
                held = sum(row.reason == NO_SLOT for row in aside)
                self.report = self.report._replace(
                    **dict(zip(("requests", "rowsRead", "rowsWritten"), spent, strict=True)),
                    quarantined=len(aside) - held,
                    held=held,
                    finished=False,
                )
        self.report = self.report._replace(finished=finished)
        return self.report

    def _loops(self) -> bool:
        with self.replica.transaction():
            self.local.release(NO_SLOT)
            take_in_strays(self.local)
        for _ in range(self.limits.loops):
            self._pull_all()
            if self._stop.is_set():
                return False
            if self._push_all():
                self._close()
                return True
        return False

    def _close(self) -> None:
        with self.replica.transaction():
            self.local.put("lastSync", now_iso())
        day = now_iso()[:10]
        if self.local.anchor.rev and self.local.get("reported") != day:
            self.remote.report(self.local.anchor)
            with self.replica.transaction():
                self.local.put("reported", day)

    def _add(self, **counts: int) -> None:
        self.report = self.report._replace(
            **{name: getattr(self.report, name) + count for name, count in counts.items()}
        )

    # -- pull ------------------------------------------------------------------------------------

    def _pull_all(self) -> None:
        """Read until every table is read up to one tip, and what became of an undecided push is known."""
        looked = False
        while not self._stop.is_set():
            pending = self.local.pending_head()
            if not self.local.unread():
                if looked:
                    break
                if pending is None and self.remote.tip(self.local.anchor) == self.local.anchor:
                    return
            looked = True
            reply = self._look(pending)
            anchor = self.local.anchor
            if anchor.rev and reply.at_anchor != anchor.head:
                self._reconcile()
                continue
            self._take_in(reply, pending)
        self._after_pull()

    def _look(self, pending: tuple[int, str] | None) -> Pulled:
        while True:
            try:
                return self.remote.pull(self.local.anchor, pending[0] + 1 if pending else 0, self._asks())
            except Transient as error:
                if not error.smaller or self._page_bytes < 1000:
                    raise
                self._page_bytes //= 4

    def _asks(self) -> list[Ask]:
        """All tables that are behind, a little of each; but one alone where it is known to hold much."""
        unread = self.local.unread() or self.local.cursors()
        long = [table for table in unread if table in self._more]
        chosen = long[:1] or list(unread)
        asks = []
        for table in chosen:
            fits = int(self._page_bytes / len(chosen) / self._row_bytes.get(table, 500.0))
            most = self.limits.rows if long else self.limits.first_page
            asks.append(Ask(table, self.local.shapes[table].columns, unread[table], max(1, min(fits, most))))
        return asks

    def _take_in(self, reply: Pulled, pending: tuple[int, str] | None) -> None:
        """One look, in one transaction: what became of the push, the rows, the cursors, the anchor."""
        applier = self._applier()
        with self.replica.transaction(), applier.silently():
            if pending is not None and reply.at_pending is not None:
                if reply.at_pending == pending[1]:
                    self._add(pushed=applier.acknowledge(Tip(pending[0] + 1, pending[1])))
                else:
                    self.local.drop_pending()
            for page in sorted(reply.pages, key=lambda page: SYNCED.index(page.table)):
                applier.page(page)
                self._advance(page, reply.tip)
            self.local.move_anchor(reply.tip)
            if reply.schema is not None:
                self.local.put("schema", f"[{reply.schema.version}, {reply.schema.min_client}]")
        self._add(
            pulled=sum(len(page.rows) for page in reply.pages),
            merged=applier.merged,
            conflicts=applier.conflicts,
        )
        for page in reply.pages:
            self._measure(page)
        self._progress(Progress("pull", self.report.pulled, 0))

    def _advance(self, page: Page, tip: Tip) -> None:
        if not page.full:
            self.local.move_cursor(page.table, Cursor(tip.rev, LAST_ID))
        elif page.rows:
            self.local.move_cursor(page.table, Cursor(int(page.rows[-1][0]), str(page.rows[-1][1])))

    def _measure(self, page: Page) -> None:
        """Remember which tables hold more, and how large their rows are."""
        (self._more.add if page.full else self._more.discard)(page.table)
        if page.full and page.rows:
            sample = page.rows[-50:]
            size = sum(len(cell) if isinstance(cell, str) else 6 for row in sample for cell in row)
            self._row_bytes[page.table] = 2 * len(sample[0]) + 1.1 * size / len(sample)

    def _after_pull(self) -> None:
        if self.local.get("namesDue"):
            with self.replica.transaction():
                names.rebuild(self.replica)
                self.local.put("namesDue", "")
        if not self.local.unread() and self.local.get("forkId"):
            with self.replica.transaction():
                self.local.put("forkId", "")
        if not self._stop.is_set():
            exchange_slots(self.local, self.remote)

    def _applier(self) -> Applier:
        is_open = self.cells is not None and bool(getattr(self.cells, "unlocked", True))
        return Applier(self.local, self.cells, is_open=is_open)

    def _reconcile(self) -> None:
        """The server was restored, replaced or emptied: keep everything and offer it anew."""
        if self.report.forks >= 3:
            raise Forked(
                "The server's history changed again while it was being read. Nothing was lost; try later."
            )
        put_aside(self.replica, "fork")
        with self.replica.transaction():
            self.local.start_over()
            self.local.put("forkId", self._nonce(8).hex())
        self._more.clear()
        self._add(forks=1)

    # -- push ------------------------------------------------------------------------------------

    def _push_all(self) -> bool:
        """Push until nothing waits: True. False where somebody else was first, or something is unread."""
        while not self._stop.is_set():
            push = self.local.pending()
            if push is None:
                if has_news(self.local):
                    exchange_slots(self.local, self.remote)
                push = self._next_push()
                if push is None:
                    return True
            try:
                if not self._offer(push):
                    return False
            except RowRefused as error:
                if not self._isolate(error):
                    return False
            left = self.local.waiting()
            self._progress(Progress("push", self.report.pushed, left))
            if left > self.limits.rows and self._stop.wait(self.limits.pause):
                return False
        return False

    def _next_push(self, only: Sequence[tuple[str, str]] | None = None) -> Push | None:
        """Make the next push durable: of what waits, or of the named rows alone."""
        kids = known_kids(self.local)
        with self.replica.transaction():
            rows: list[Candidate] = []
            while not rows:
                chosen = self._chosen(only)
                if not chosen:
                    return None
                rows = [row for row in chosen if self._may_go(row, kids)]
            self._check_schema()
            anchor = self.local.anchor
            head = new_head(anchor.head, self._nonce(16), (f"{row.table}{row.text}" for row in rows))
            self.local.store_pending(anchor, head, rows)
            return self.local.pending()

    def _may_go(self, row: Candidate, kids: set[str]) -> bool:
        reason = ""
        if not kids_in(row.text) <= kids:
            reason = NO_SLOT
        elif len(row.text.encode()) > self.limits.row_bytes:
            reason = f"The row is larger than {self.limits.row_bytes // 1024} KB."
        if reason:
            self.local.set_aside(row.table, row.row_id, row.gen, reason)
        return not reason

    def _chosen(self, only: Sequence[tuple[str, str]] | None) -> list[Candidate]:
        chosen: list[Candidate] = []
        size = 0
        for table in SYNCED:
            for row in self.local.candidates(table, self._batch_rows, only):
                size += len(row.text.encode())
                if chosen and (size > self.limits.bytes or len(chosen) >= self._batch_rows):
                    return chosen
                chosen.append(row)
        return chosen

    def _check_schema(self) -> None:
        told = self.local.schema
        if told is None:
            return
        row = self.replica.one("SELECT value FROM schema_info WHERE name = 'schemaVersion'")
        mine = int(row[0]) if row else 0
        if told.min_client > mine:
            raise ClientTooOld(
                "The database was made for a newer sesh-tui: this one reads from it, but writes nothing there.",
                hint="Your log on this device is complete; update with: pipx upgrade sesh-tui",
            )
        if told.version < mine:
            raise SchemaOlder(
                "The database is of an older version than this sesh-tui. Nothing was sent.",
                hint="Apply the migrations to it, then sync again.",
            )

    def _offer(self, push: Push) -> bool:
        """Send a push. True where it was accepted and nothing else came between."""
        try:
            reply = self.remote.push(push)
        except Transient as error:
            if error.smaller:
                self._batch_rows = max(1, self._batch_rows // 4)
            raise
        sent = sum(len(part.rows) for part in push.parts)
        if reply.head is None:
            return False  # the parent is not the tip, and nothing stands after it: the pull finds out
        if reply.head != push.head:
            with self.replica.transaction():
                self.local.drop_pending()
            return False
        applier = self._applier()
        tip = Tip(push.parent.rev + 1, push.head)
        with self.replica.transaction(), applier.silently():
            whole = reply.rows == sent and not self.local.unread()
            applier.acknowledge(tip)
            if whole:
                for table in SYNCED:
                    self.local.move_cursor(table, Cursor(tip.rev, LAST_ID))
        self._add(pushed=sent)
        return whole

    # -- rows the server refuses -----------------------------------------------------------------

    def _isolate(self, error: RowRefused) -> bool:
        """Find the rows that make a push fail, set them aside, send the others. False: pull first."""
        named = {(bad.table, bad.row_id): bad.reason for bad in error.rows}
        with self.replica.transaction():
            gens = self.local.pending_gens()
            self.local.drop_pending()  # decided: of a refused batch nothing was stored
            for key in named.keys() & gens.keys():
                self.local.set_aside(*key, gens[key], named[key])
        if named.keys() & gens.keys():
            return True
        rows = list(gens)
        if len(rows) == 1:
            self.remote.tip(self.local.anchor)  # a server that fails at everything has not refused a row
            with self.replica.transaction():
                self.local.set_aside(*rows[0], gens[rows[0]], error.message)
            return True
        middle = len(rows) // 2
        return all(self._send_only(half) for half in (rows[:middle], rows[middle:]))

    def _send_only(self, rows: list[tuple[str, str]]) -> bool:
        push = self._next_push(rows)
        if push is None:
            return True
        try:
            return self._offer(push)
        except RowRefused as error:
            return self._isolate(error)
