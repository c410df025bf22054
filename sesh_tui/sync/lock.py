"""One round of sync at a time per replica, whichever process runs it."""

from __future__ import annotations

import os
from types import TracebackType

from sesh_tui.errors import SeshError


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
        if not _taken(descriptor):
            os.close(descriptor)
            raise Busy("Another sesh-tui is syncing this log right now. Nothing was changed.")
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def _taken(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no fcntl; the suite runs on POSIX
        return _taken_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _taken_windows(descriptor: int) -> bool:  # pragma: no cover - see _taken
    from importlib import import_module

    locking = import_module("msvcrt")
    try:
        locking.locking(descriptor, locking.LK_NBLCK, 1)
    except OSError:
        return False
    return True
