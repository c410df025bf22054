"""A D1 database asked with SQL, as over Cloudflare's REST API."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sesh_tui.crypto.slots import Slot
from sesh_tui.db.replica import now_iso
from sesh_tui.sync import statements
from sesh_tui.sync.remote import (
    START,
    Ask,
    Cost,
    NotAtomic,
    Page,
    Pulled,
    Push,
    Pushed,
    RemoteError,
    RowRefused,
    Schema,
    Tip,
    Unparsable,
)
from sesh_tui.sync.statements import Statement


class Result(NamedTuple):
    """What one statement of a batch gave."""

    columns: list[str]
    rows: list[list[Any]]
    rows_read: int
    rows_written: int


class Execute(Protocol):
    """Runs a batch as one transaction; raises a RemoteError where it was not carried out."""

    def __call__(self, batch: Sequence[Statement]) -> list[Result]: ...


class D1Remote:
    """Implements ``sesh_tui.sync.remote.Remote`` with SQL."""

    def __init__(self, execute: Execute, user_id: str, *, device: str = "", name: str = "") -> None:
        """``device`` and its ``name`` stand in the list of devices; without them nothing is reported."""
        self.user_id = user_id
        self.cost = Cost()
        self._execute = execute
        self._device = device
        self._name = name

    def tip(self, anchor: Tip) -> Tip:
        """The newest point of the history."""
        return _tip(self._run([(statements.TIP, (self.user_id,))])[0])

    def report(self, anchor: Tip) -> None:
        """Note how far this device has read, so that no tombstone is blanked before it was seen here."""
        if self._device:
            seen = (self.user_id, self._device, self._name, str(anchor.rev), now_iso())
            self._run([(statements.SEEN, seen)])

    def pull(self, anchor: Tip, pending: int, asks: Sequence[Ask]) -> Pulled:
        """One batch: the tip, the heads at two revisions and the pages."""
        results = self._run(statements.pull_batch(self.user_id, anchor.rev, pending, asks))
        heads = {int(rev): str(head) for rev, head in results[1].rows}
        pages = [
            Page(ask.table, result.rows, len(result.rows) >= ask.limit)
            for ask, result in zip(asks, results[3:], strict=True)
        ]
        return Pulled(_tip(results[0]), heads.get(anchor.rev), heads.get(pending), pages, _schema(results[2]))

    def push(self, push: Push) -> Pushed:
        """One batch: the rows, the log row, then what stands there now."""
        results = self._run(statements.push_batch(self.user_id, push))
        after = results[len(push.parts) + 1 :]
        head = str(after[0].rows[0][0]) if after[0].rows else None
        return Pushed(head, sum(int(result.rows[0][0]) for result in after[1:]))

    def schema(self) -> Schema:
        """The versions in ``schema_info``; raises SchemaOlder where there is no such table."""
        return _schema(self._run([(statements.SCHEMA, ())])[0])

    def slots(self) -> list[Slot]:
        """The key slots of the person."""
        rows = self._run([(statements.SLOTS, (self.user_id,))])[0].rows
        return [Slot(*(str(value) for value in row)) for row in rows]

    def save_slots(self, slots: Sequence[Slot]) -> None:
        """Add key slots; those that are there stay as they are."""
        stamp = now_iso()
        if slots:
            self._run([(statements.ADD_SLOT, (self.user_id, *slot, stamp)) for slot in slots])

    def remove_slot(self, kid: str, slot: str) -> None:
        """Take a key slot away."""
        self._run([(statements.REMOVE_SLOT, (self.user_id, kid, slot))])

    def prove_atomic(self) -> None:
        """Raise NotAtomic unless a batch whose second statement fails leaves nothing behind.

        The row it tries belongs to nobody and is taken away again where it did stay.
        """
        nobody = f"atomic-test-{os.urandom(8).hex()}"
        slot = (nobody, "00000000", "test", "{}", "", now_iso())
        try:
            # the same key twice without ON CONFLICT: a violated primary key, which no client retries
            plain = statements.ADD_SLOT.partition(" ON CONFLICT")[0]
            self._run([(plain, slot), (plain, slot)])
        except RowRefused:
            pass
        else:
            raise NotAtomic(
                "The database took the same row twice without complaint. It cannot be used for sync."
            )
        if self._run([(statements.SLOTS, (nobody,))])[0].rows:
            self._run([(statements.REMOVE_SLOT, (nobody, "00000000", "test"))])
            raise NotAtomic(
                "A batch of which the second statement failed left the first one behind. "
                "Sync would lose edits on such a host, so it was not set up. Nothing was changed."
            )

    def _run(self, batch: list[Statement]) -> list[Result]:
        self.cost.requests += 1
        results = self._execute(batch)
        if len(results) != len(batch):
            raise Unparsable(
                f"The server answered {len(results)} of {len(batch)} statements. Nothing was used."
            )
        self.cost.rows_read += sum(result.rows_read for result in results)
        self.cost.rows_written += sum(result.rows_written for result in results)
        return results


def _tip(result: Result) -> Tip:
    return Tip(int(result.rows[0][0]), str(result.rows[0][1])) if result.rows else START


def _schema(result: Result) -> Schema:
    values = {str(name): str(value) for name, value in result.rows}
    try:
        return Schema(int(values.get("schemaVersion", "0")), int(values.get("minClient", "0")))
    except ValueError as error:
        raise RemoteError(f"The versions in schema_info are not numbers: {error}") from error
