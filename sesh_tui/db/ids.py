"""Identifiers: UUIDv7 for what a person makes, UUIDv5 for what has a natural key."""

from __future__ import annotations

import os
import time

SHORT = 6
"""Hex digits of the short form that people read and type; all of them random bits."""


_previous = [0, 0]
"""Time and counter of the id made last in this process."""


def new_id(at_ms: int | None = None) -> str:
    """A UUIDv7 (RFC 9562): sorts by ``at_ms``, milliseconds since 1970, or by now.

    Ids made one after the other for the same millisecond sort in that order (section 6.2, method 1),
    so that what one line says keeps its order.
    """
    moment = int(time.time() * 1000) if at_ms is None else at_ms
    value = moment << 80 | int.from_bytes(os.urandom(10), "big")
    if moment == _previous[0]:
        value = value & ~(0xFFF << 64) | (_previous[1] + 1 & 0xFFF) << 64
    else:
        value &= ~(0x800 << 64)  # room to count up
    _previous[:] = moment, value >> 64 & 0xFFF
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def natural_id(kind: str, key: str) -> str:
    """The UUIDv5 of a thing with a natural key, equal on every device of every person."""
    import uuid

    return str(uuid.uuid5(uuid.UUID("5e5115e5-7261-4c6b-8572-000000000000"), f"{kind}:{key}"))


def short(row_id: str) -> str:
    """``#a3f91c``: how a row is named on screen."""
    return "#" + row_id[-SHORT:]
