"""Rows on their way to the database: identifiers, times, sealing, batches."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sesh_tui.db.tables import sealed_columns
from sesh_tui.demo.data import COLUMNS
from sesh_tui.domain.stock import Quantity

Seal = Callable[[str, str, str, Any], str]
"""``(table, row id, column, value)`` → the envelope to store."""

BATCH_ROWS = 4_000
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000


class Batch(NamedTuple):
    """Rows of one table, ready to insert."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Sheet:
    """Collects rows by table and hands them out in batches."""

    def __init__(self, user_id: str, seal: Seal, rng: random.Random) -> None:
        self.user_id = user_id
        self.seal = seal
        self.rng = rng
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self._sealed = {
            table: [(at, name) for at, name in enumerate(columns) if name in sealed_columns(table)]
            for table, columns in COLUMNS.items()
        }
        self._days: dict[int, str] = {}

    def new_id(self, at_ms: int) -> str:
        """A UUIDv7 whose random bits come from the seed."""
        bits = self.rng.getrandbits(74)
        text = f"{at_ms:012x}7{bits >> 62:03x}{0x8000000000000000 | bits & 0x3FFFFFFFFFFFFFFF:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def day(self, number: int) -> str:
        """``YYYY-MM-DD`` of a day counted from 1970-01-01."""
        text = self._days.get(number)
        if text is None:
            text = self._days[number] = date.fromordinal(EPOCH_DAY + number).isoformat()
        return text

    def stamp(self, at_ms: int) -> str:
        """UTC in the form of the schema."""
        day, ms = divmod(at_ms, DAY_MS)
        seconds, ms = divmod(ms, 1000)
        minutes, second = divmod(seconds, 60)
        return f"{self.day(day)}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{ms:03d}Z"

    @staticmethod
    def json(value: object) -> str | None:
        """JSON text, or ``None`` for nothing."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None

    def add(self, table: str, row: tuple[Any, ...]) -> None:
        """Add a row in the order of ``COLUMNS``; its sealed cells are sealed here."""
        for at, name in self._sealed[table]:
            if row[at] is not None:
                row = (*row[:at], self.seal(table, row[0], name, row[at]), *row[at + 1 :])
        self._rows[table].append((self.user_id, *row))

    def move(self, lot_id: str, at_ms: int, kind: str, delta: Quantity, session_id: str | None) -> None:
        """Add a stock move."""
        at = self.stamp(at_ms)
        self.add("stock_moves", (self.new_id(at_ms), lot_id, at, kind, *delta, session_id, at, at))

    def batches(self, least: int = 1) -> Iterator[Batch]:
        """Hand out the tables that hold at least ``least`` rows."""
        for table, rows in self._rows.items():
            if len(rows) >= least:
                self._rows[table] = []
                yield Batch(table, ("userId", *COLUMNS[table]), rows)
