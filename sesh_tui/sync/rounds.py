"""What a round of sync is told, and what it reports."""

from __future__ import annotations

import time
from typing import NamedTuple, Protocol

from sesh_tui.sync.rows import MOST_ROW_BYTES


class Limits(NamedTuple):
    """How much one request and one round may hold."""

    rows: int = 1000
    bytes: int = 1_000_000
    row_bytes: int = MOST_ROW_BYTES
    page_bytes: int = 450_000
    first_page: int = 40
    """Rows per table where all tables are asked at once."""
    loops: int = 5
    pause: float = 0.75
    """Seconds between the batches of a long upload, so that other devices get in."""


class Progress(NamedTuple):
    """How far a round is."""

    stage: str
    """``pull`` or ``push``."""
    done: int
    left: int
    """Rows that still wait here; unknown (0) while pulling."""


class Report(NamedTuple):
    """What a round did."""

    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    conflicts: int = 0
    quarantined: int = 0
    requests: int = 0
    rowsRead: int = 0
    rowsWritten: int = 0
    held: int = 0
    """Rows that wait for a key slot: a passphrase or recovery code must be set first."""
    forks: int = 0
    finished: bool = True
    """Nothing was left when the round ended; else it was stopped, or others kept getting in."""


class Stop(Protocol):
    """What ends a round early: a ``threading.Event``."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


class Never:
    """A stop that never comes."""

    def is_set(self) -> bool:
        """Always false."""
        return False

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep."""
        time.sleep(timeout or 0)
        return False


def silent(_: Progress) -> None:
    """Progress nobody looks at."""
