"""Three-way merges of what stands inside one cell: texts by lines, lists and objects by element."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import Any, NamedTuple

MOST_LINES = 4000
"""Longer texts are not compared by lines: matching is quadratic in the worst case."""

_ABSENT = object()


class _Change(NamedTuple):
    low: int
    high: int
    lines: list[str]


def merge_lines(base: str, local: str, remote: str) -> str | None:
    """Both sides' changes to a text (diff3), or ``None`` where they changed the same lines.

    Lines that both added at the same place are kept from both, the remote's first.
    """
    old, ours, theirs = (text.split("\n") for text in (base, local, remote))
    if max(len(old), len(ours), len(theirs)) > MOST_LINES:
        return None
    merged: list[str] = []
    at = 0
    left, right = _changes(old, theirs), _changes(old, ours)
    while left or right:
        first, second = (left, right) if _before(left, right) else (right, left)
        change = first.pop(0)
        if second and _touch(change, second[0]):
            other = second.pop(0)
            both = _combined(change, other) if first is left else _combined(other, change)
            if both is None or (first and _touch(both, first[0])) or (second and _touch(both, second[0])):
                return None
            change = both
        merged += old[at : change.low] + change.lines
        at = change.high
    return "\n".join(merged + old[at:])


def _changes(old: list[str], new: list[str]) -> list[_Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [_Change(a, b, new[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _before(left: list[_Change], right: list[_Change]) -> bool:
    return not right or (bool(left) and left[0][:2] <= right[0][:2])


def _touch(one: _Change, other: _Change) -> bool:
    return one.low <= other.high and other.low <= one.high


def _combined(theirs: _Change, ours: _Change) -> _Change | None:
    if theirs == ours:
        return theirs
    if theirs.low == theirs.high == ours.low == ours.high:
        return _Change(theirs.low, theirs.high, theirs.lines + ours.lines)
    return None


def merge_values(base: Any, local: Any, remote: Any) -> Any:
    """Both sides' changes to a JSON list or object, or ``None`` where they clash.

    A list counts as a set in an order; objects in a list are told apart by their ``id``.
    """
    merged = _merged(base, local, remote)
    return None if merged is _ABSENT or not isinstance(merged, (list, dict)) else merged


def _merged(base: Any, local: Any, remote: Any) -> Any:
    """The merge, or ``_ABSENT`` where the sides clash."""
    if local == remote or remote == base:
        return local
    if local == base:
        return remote
    if all(isinstance(value, dict) for value in (base, local, remote)):
        return _merged_objects(base, local, remote)
    if all(isinstance(value, list) for value in (base, local, remote)):
        return _merged_lists(base, local, remote)
    return _ABSENT


def _merged_objects(base: dict[str, Any], local: dict[str, Any], remote: dict[str, Any]) -> Any:
    merged = {}
    for name in [*remote, *(name for name in local if name not in remote)]:
        sides = [side.get(name, _ABSENT) for side in (base, local, remote)]
        old, ours, theirs = sides
        if ours == theirs or theirs == old:
            value = ours
        elif ours == old:
            value = theirs
        else:
            value = _merged(old, ours, theirs)
            if value is _ABSENT:
                return _ABSENT
        if value is not _ABSENT:
            merged[name] = value
    return merged


def _merged_lists(base: list[Any], local: list[Any], remote: list[Any]) -> Any:
    old, ours, theirs = ({_name(item): item for item in side} for side in (base, local, remote))
    if len(ours) != len(local) or len(theirs) != len(remote):
        return _ABSENT  # with an element twice it is not a set
    found = _merged_objects(old, ours, theirs)
    return _ABSENT if found is _ABSENT else list(found.values())


def _name(item: Any) -> str:
    if isinstance(item, dict) and "id" in item:
        return f"id:{item['id']}"
    return json.dumps(item, sort_keys=True)
