"""Rows as sync compares, hashes and sends them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

Row = Mapping[str, Any]

MOST_ROW_BYTES = 512 * 1024
"""A larger row is set aside: D1 takes 2 MB, a page of a pull must stay under 0.9 MB."""

HEAD_CHARS = 24

_OWN = frozenset({"userId", "rev"})
_STAMPS = frozenset({"userId", "rev", "id", "createdAt", "updatedAt", "deletedAt"})

CACHES: Mapping[str, frozenset[str]] = {"inventory": frozenset({"amount"})}
"""Derived numbers that original clients read; sent along, but never compared or merged."""

# the quote before the envelope keeps words in the middle of a text from looking like one
_KID = re.compile(r'"(?:e1|b1)\.([0-9a-f]{8})\.')


class Shape(NamedTuple):
    """The columns of one table that this client knows."""

    table: str
    columns: tuple[str, ...]
    """What is sent and asked for: all but ``userId`` and ``rev``, the id first."""
    content: tuple[str, ...]
    """What a person can have written: no ids, stamps or caches."""


def shape(table: str, columns: Iterable[str]) -> Shape:
    """The shape of a table whose columns are ``columns``."""
    names = list(columns)
    sent = ("id", *(name for name in names if name not in _OWN and name != "id"))
    skipped = _STAMPS | CACHES.get(table, frozenset())
    return Shape(table, sent, tuple(name for name in names if name not in skipped))


def plain(value: Any) -> Any:
    """One form per value: JavaScript and SQLite write the real 5.0 as ``5``, Python as ``5.0``."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def same(left: Any, right: Any) -> bool:
    """Whether two cells hold the same bytes; ``1`` and ``1.0`` are one number, ``"1"`` is another value."""
    return isinstance(left, str) == isinstance(right, str) and bool(left == right)


def to_json(value: Any) -> str:
    """Compact JSON as sync sends and stores it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def canonical(row: Row) -> str:
    """One text per content of a row: sorted columns, one form per number."""
    return to_json({name: plain(row[name]) for name in sorted(row)})


def equal(left: Row, right: Row, columns: Iterable[str]) -> bool:
    """Whether two rows agree in ``columns``; a column that one of them lacks counts as empty."""
    return all(same(left.get(name), right.get(name)) for name in columns)


def new_head(parent: str, nonce: bytes, rows: Iterable[str]) -> str:
    """The name of a push: 24 hex digits of SHA-256(parent head ‖ 16 random bytes ‖ the rows sent).

    It names one parent and one content, so two machines cloned together with the state of their
    random generator cannot both take a push for their own.
    """
    digest = sha256(parent.encode())
    digest.update(nonce)
    for text in rows:
        digest.update(len(text).to_bytes(8, "big"))
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:HEAD_CHARS]


def kids_in(text: str) -> set[str]:
    """The key ids named by sealed cells in a row sent as JSON."""
    return set(_KID.findall(text))


def is_blanked(row: Row, content: Sequence[str]) -> bool:
    """A deleted row whose content was scrubbed; it says nothing about what the columns held."""
    return row.get("deletedAt") is not None and all(row.get(name) in (None, "", 0) for name in content)
