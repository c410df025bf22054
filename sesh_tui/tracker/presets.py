"""What one key logs: presets a person kept, and those that follow from what is used most."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sesh_tui.db import usage
from sesh_tui.db.clock import parse_utc
from sesh_tui.db.sessions import human_amount, number_text
from sesh_tui.db.views import Choice, Preset, QuickForm
from sesh_tui.domain.dates import iso
from sesh_tui.domain.tokens import quote
from sesh_tui.domain.vocab import METHOD_WORDS
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.tracker import Tracker

DAYS = 90
"""Usage this far back counts."""
KEYS = 9
SAME_TIME_MIN = 180
"""Sessions within this many minutes of the present time of day count as the same time of day."""


def presets(tracker: Tracker) -> list[Preset]:
    """Presets by key: kept ones stand on their keys, the most used combinations fill the rest."""
    kept: dict[int, Preset] = {}
    for row_id, key, name, payload in usage.kept_presets(tracker.replica):
        line = _line_of(payload)
        if line:
            kept.setdefault(key, Preset(row_id, key, name, line))
    lines = {preset.line for preset in kept.values()}
    often = iter([(name, line) for name, line in _often(tracker) if line not in lines])
    for key in range(1, KEYS + 1):
        if key not in kept:
            found = next(often, None)
            if found is None:
                break
            kept[key] = Preset("", key, *found)
    return [kept[key] for key in sorted(kept)]


def _line_of(payload: str) -> str | None:
    try:
        line = json.loads(payload).get("line")
    except (ValueError, AttributeError):  # another client's idea of a preset
        return None
    return line if isinstance(line, str) else None


def _often(tracker: Tracker) -> list[tuple[str, str]]:
    """The combinations of product, method and dose used most, as (name, line)."""
    since = iso(tracker.now() - timedelta(days=DAYS))
    buckets: dict[tuple[Any, ...], list[Any]] = {}
    for found in usage.combinations(tracker.replica, since):
        bucket = buckets.setdefault(
            (found.strain, found.method, found.unit, _bucket(found.amount)), [0, "", None]
        )
        bucket[0] += found.uses
        if found.last_at > bucket[1]:
            bucket[1:] = [found.last_at, found.amount_mg]
    ranked = sorted(buckets.items(), key=lambda pair: (-pair[1][0], pair[0][0]))
    lines = []
    for (strain, method, unit, amount), (_, _, amount_mg) in ranked[: KEYS * 2]:
        known = f" {method}" if method in METHOD_WORDS else ""  # another client has words of its own
        words = f"{number_text(amount)}{unit} {quote(strain)}{known}"
        lines.append(
            (f"{human_amount(amount, unit, amount_mg)} {strain}" + (f" {method}" if method else ""), words)
        )
    return lines


def _bucket(amount: float) -> float:
    """Doses that differ little are one preset: rounded to one significant figure and a half."""
    step = 1.0
    while amount / step >= 10:
        step *= 10
    while amount / step < 1:
        step /= 10
    return round(round(amount / (step / 2)) * (step / 2), 6)


def use(tracker: Tracker, key: int, source: str) -> Outcome:
    """Log the preset of a key."""
    for preset in presets(tracker):
        if preset.key == key:
            try:
                return tracker.log(preset.line, source=source, new=True)
            except EntryError as error:
                raise EntryError(
                    f"Preset {key} cannot be read any more ({preset.line}): {error.message} Nothing was stored.",
                    line=error.line,
                    start=error.start,
                    end=error.end,
                    hint=error.hint,
                ) from error
    raise NotFound(
        f"There is no preset on {key} yet.", hint="The keys 1 to 9 fill with what you log most often."
    )


def quick_form(tracker: Tracker) -> QuickForm:
    """Lots in the jar and products used of late; first what was last used at this time of day."""
    now = tracker.now()
    rows = usage.latest(tracker.replica, iso(now - timedelta(days=30)), 200)
    found: dict[str, Choice] = {}
    first: str | None = None
    for timestamp, item, strain, method, amount, unit, standing in rows:
        words = f"item:{item}" if standing else quote(strain)
        if words not in found:
            usual = number_text(amount) if amount is not None else ""
            known = method if method in METHOD_WORDS else None
            found[words] = Choice(strain, words, known, unit or "g", usual)
        try:
            minutes = abs((now - parse_utc(timestamp)).total_seconds()) / 60 % 1440
        except ValueError:  # another client wrote what is no time
            continue
        if first is None and min(minutes, 1440 - minutes) <= SAME_TIME_MIN:
            first = words
    for lot in tracker.stock():
        words = f"item:{lot.id}"
        if words not in found:
            unit = lot.count_unit or ("ml" if lot.start_ul is not None else "g")
            found[words] = Choice(lot.name, words, None, unit, "")
    # a name that stands in the jar is offered once, as the lot
    in_jar = {choice.label for choice in found.values() if choice.words.startswith("item:")}
    choices = [c for c in found.values() if c.words.startswith("item:") or c.label not in in_jar]
    if first is not None and first not in {choice.words for choice in choices}:
        named = found[first].label
        first = next((choice.words for choice in choices if choice.label == named), None)
    if first is not None:
        choices.sort(key=lambda choice: choice.words != first)
    return QuickForm(tuple(choices))
