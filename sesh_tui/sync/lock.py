"""One round of sync at a time per replica, whichever process runs it."""

from __future__ import annotations

import os
from types import TracebackType

from sesh_tui.errors import SeshError
from sesh_tui.locking import try_lock


class Busy(SeshError):
    """Another process is syncing this replica right now."""

    exit_code = 5


class RoundLock:
    """A lock on a file beside the replica; the system frees it when its holder dies."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> RoundLock:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if not try_lock(descriptor):
            os.close(descriptor)
            raise Busy("Another sesh-tui is syncing this log right now. Nothing was changed.")
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)
