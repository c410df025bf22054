"""A made-up person's log: the same seed gives the same rows.

The person smokes or vapes on most evenings, eats something on some weekends, sleeps badly, takes breaks, buys
small jars and writes a few words now and then. Products and strains carry real names; everything else is
invented. Rows come as batches for the database to write; what the schema seals goes through ``seal`` first.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import accumulate

from sesh_tui.db.ids import natural_id
from sesh_tui.demo.data import OWN_UNITS, PRESET_LINES, SHOPS, SYMPTOMS, WEEKDAY
from sesh_tui.demo.person import Person
from sesh_tui.demo.sheet import BATCH_ROWS, Batch, Seal, Sheet
from sesh_tui.demo.shelf import Shelf
from sesh_tui.domain.names import name_key

__all__ = ["Batch", "Seal", "generate"]

YEAR_DAYS = 365
LONGEST_DAYS = 40 * 365
"""A longer log than this does not get longer, but denser."""
USUAL_PER_DAY = 1.15
"""Sessions a day (own simulation of the run-out, 1.1 on average, without breaks)."""


def generate(
    *,
    user_id: str,
    seal: Seal,
    until: datetime,
    sessions: int | None = None,
    seed: int = 1,
    offset: int | Callable[[float], int] = 0,
    day_start_min: int = 240,
    currency: str = "USD",
) -> Iterator[Batch]:
    """Yield the rows of a year that ends at ``until`` (aware), or of exactly ``sessions`` sessions.

    ``offset`` is minutes east of UTC, or a function from epoch seconds to such minutes. ``seal`` is called
    with ``(table, row id, column, value)`` for every cell of a sealed column. Rows may come before the rows
    they point to. Derived local tables (recent names) are not among the batches.
    """
    rng = random.Random(seed)  # noqa: S311 — a story, not a secret
    offset_at = offset if callable(offset) else lambda _: offset
    end_ms = int(until.timestamp() * 1000)
    first_local = end_ms // 1000 + (offset_at(end_ms / 1000) - day_start_min) * 60
    today = first_local // 86_400
    if sessions is None:
        days, sessions = YEAR_DAYS, round(YEAR_DAYS * USUAL_PER_DAY)
    else:
        days = min(max(1, round(sessions / USUAL_PER_DAY)), LONGEST_DAYS)
    start = today - days + 1
    counts, resting = _plan(rng, start, days, sessions)
    sheet = Sheet(user_id, seal, rng)
    shops = _write_settings(sheet, start * 86_400_000)
    shelf = Shelf(rng, sheet, currency, shops)
    person = Person(rng, sheet, shelf, offset_at, day_start_min, end_ms)
    for index, count in enumerate(counts):
        person.live(start + index, count, resting=resting[index], last=index == days - 1)
        yield from sheet.batches(BATCH_ROWS)
    shelf.close()
    yield from sheet.batches()


def _plan(rng: random.Random, start: int, days: int, sessions: int) -> tuple[list[int], list[bool]]:
    """How many sessions each day holds, ``sessions`` in all, and which days belong to a break."""
    resting = [False] * days
    for year in range(0, days, YEAR_DAYS):
        for longest in (21, 4, 4, 3):
            at = year + rng.randrange(YEAR_DAYS)
            for day in range(at, at + rng.randint(longest // 2 + 1, longest)):
                if day < days - 6:
                    resting[day] = True
    weights = []
    for index in range(days):
        weekday = (start + index + 3) % 7  # 1970-01-01 was a Thursday, Monday is 0
        weights.append(0.0 if resting[index] else WEEKDAY[weekday] * rng.gammavariate(2.0, 0.5))
    total = sum(weights)
    shift = rng.random()
    sums = [int(share * sessions / total + shift) for share in accumulate(weights)]
    sums[-1] = sessions
    counts = [now - before for before, now in zip([0, *sums[:-1]], sums, strict=True)]
    while sessions >= 10 and counts[-1] < 2:  # something to see on the day that is shown first
        counts[counts.index(max(counts))] -= 1
        counts[-1] += 1
    return counts, resting


def _write_settings(sheet: Sheet, at_ms: int) -> list[str]:
    """Own units, presets, followed symptoms and shops; returns the ids of the shops."""
    at = sheet.stamp(at_ms)
    for name, plural, method, mg, sd_pct in OWN_UNITS:
        sheet.add("custom_units", (sheet.new_id(at_ms), name, plural, method, mg, sd_pct, at, at))
    for key, (name, line) in enumerate(PRESET_LINES, 1):
        payload = sheet.json({"line": line})
        sheet.add("presets", (sheet.new_id(at_ms), name, key, payload, 40 // key, at, at))
    for position, (name, _) in enumerate(SYMPTOMS):
        sheet.add("tracked_symptoms", (sheet.new_id(at_ms), name, position, at, at))
    shops = []
    for name, city, state in SHOPS:
        shops.append(natural_id("dispensary", name_key(name)))
        sheet.add("dispensaries", (shops[-1], name, city, state, at, at))
    return shops
