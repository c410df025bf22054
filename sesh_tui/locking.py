"""File locks that the system frees when their holder dies, so that a killed process leaves none behind."""

from __future__ import annotations


def try_lock(descriptor: int) -> bool:
    """Lock an open file for this process; ``False`` where another one holds it."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no fcntl; the suite runs on POSIX
        return _try_lock_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _try_lock_windows(descriptor: int) -> bool:  # pragma: no cover - see try_lock
    from importlib import import_module

    locking = import_module("msvcrt")
    try:
        locking.locking(descriptor, locking.LK_NBLCK, 1)
    except OSError:
        return False
    return True
