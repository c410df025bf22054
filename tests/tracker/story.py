"""A tracker to tell stories with: a keyring in memory, a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from sesh_tui.crypto import keystore, slots
from sesh_tui.tracker import Tracker
from tests.crypto.conftest import MemoryKeyring

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class Story:
    """An open tracker, its clock and its keyring."""

    def __init__(self, tracker: Tracker, clock: time_machine.Coordinates, keyring: MemoryKeyring) -> None:
        self.tracker = tracker
        self.clock = clock
        self.keyring = keyring

    def pass_time(self, **amount: float) -> None:
        """Move the clock on: ``pass_time(minutes=20)``."""
        self.clock.shift(timedelta(**amount))

    def reopen(self) -> Tracker:
        """Close the file and open it again, as another start of the program does; the key is not at hand."""
        self.tracker.close()
        self.tracker = Tracker.open()
        return self.tracker

    def locked(self) -> Tracker:
        """The same, and the keyring does not answer either."""
        self.keyring.broken = keystore.NoKeyring("There is no keyring here.")
        return self.reopen()

    def unlocked(self) -> Tracker:
        """The keyring answers again, and the key is fetched."""
        self.keyring.broken = None
        self.tracker.vault.unlock()
        return self.tracker

    def rows(self, table: str, where: str = "deletedAt IS NULL") -> list[dict[str, Any]]:
        """Rows as dictionaries, sealed cells opened."""
        replica = self.tracker.replica
        columns = [row[1] for row in replica.all(f"PRAGMA table_info({table})")]
        found = []
        for row in replica.all(f"SELECT * FROM {table} WHERE {where}"):
            cells = dict(zip(columns, row, strict=True))
            found.append({k: replica.opened(v, table, cells["id"], k) for k, v in cells.items()})
        return found

    def session(self, ref: str = "last") -> dict[str, Any]:
        """A session as scripts get it."""
        from sesh_tui.db.sessions import find

        return self.tracker.as_dict(find(self.tracker.replica, ref))


@contextmanager
def told(at: datetime = NOON, home: str | None = None) -> Iterator[Story]:
    """A story that begins at ``at`` with an empty log, in the home of the test or another."""
    keyring = MemoryKeyring()
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(at.timestamp(), tick=False) as clock:
        if home is not None:
            patch.setenv("SESH_TUI_HOME", home)
        patch.setattr(slots, "COST", slots.FLOOR)
        patch.setattr(keystore, "open_store", keyring.open)
        story = Story(Tracker.open(), clock, keyring)
        try:
            yield story
        finally:
            story.tracker.close()


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and its folders."""
    return [path for path in folder.rglob("*") if path.is_file()]
