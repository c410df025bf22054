"""A copy of the replica before sync does something that touches every row."""

from __future__ import annotations

import os

from sesh_tui.db.replica import Replica, now_iso, told_in_words

KEPT = 3


def put_aside(replica: Replica, why: str) -> str:
    """Copy the replica to a file beside it and return its path; the newest three copies are kept."""
    stamp = now_iso().replace(":", "").replace("-", "")
    path = f"{replica.path}.before-{why}-{stamp}"
    mask = os.umask(0o077)
    try:
        with told_in_words(path):
            if not os.path.exists(path):
                replica.db.execute("VACUUM INTO ?", (path,))
    finally:
        os.umask(mask)
    folder, start = os.path.split(f"{replica.path}.before-{why}-")
    for name in sorted(name for name in os.listdir(folder) if name.startswith(start))[:-KEPT]:
        os.remove(os.path.join(folder, name))
    return path
