"""Finding out that the shell took the ``>`` of a range as a redirection.

``mood 4>7`` never reaches a program: the shell opens a file "7" and hands over ``mood``. What is left
may still be a valid line, so the descriptors are looked at as well as the words.
"""

from __future__ import annotations

import os

_REGULAR = 0o100000
_KIND = 0o170000
_DESCRIPTORS = range(11)
"""``mood 0>7`` to ``mood 9>7`` open the descriptor of the value before; bash alone knows 10."""


def swallowed(before: str = "") -> list[tuple[int, str]]:
    """The descriptors open on a file in this folder that is named like a number: (descriptor, name).

    ``before`` is what else stands in front of the number: ``=`` for what is left of ``pain:>=2``.
    """
    found: list[tuple[int, str]] = []
    for descriptor in _DESCRIPTORS:
        try:
            status = os.fstat(descriptor)
        except OSError:
            continue
        if status.st_mode & _KIND == _REGULAR:
            name = _name(status, before)
            if name is not None:
                found.append((descriptor, name))
    return found


def _name(status: os.stat_result, before: str) -> str | None:
    for number in range(100):
        for name in (f"{before}{number}", f"{before}0{number}") if number < 10 else (f"{before}{number}",):
            try:
                there = os.lstat(name)
            except OSError:
                continue
            if (there.st_dev, there.st_ino) == (status.st_dev, status.st_ino):
                return name
    return None
