"""Nearest words for the messages of errors. Imported only when something is wrong."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def distance(left: str, right: str, limit: int = 3) -> int:
    """Damerau-Levenshtein distance with adjacent swaps; ``limit + 1`` if larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    older: list[int] = []
    row = list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        oldest, older, row = older, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(older[j] + 1, row[j - 1] + 1, older[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, oldest[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and (not older or min(older) > limit):
            return limit + 1
    return min(row[-1], limit + 1)


def closest(word: str, known: Iterable[str], *, limit: int | None = None) -> str | None:
    """The known word nearest to ``word``, if it is near enough to be a typing error."""
    if limit is None:
        limit = 1 if len(word) <= 4 else 2
    best, best_distance = None, limit + 1
    for candidate in known:
        found = distance(word, candidate, limit)
        if found < best_distance:
            best, best_distance = candidate, found
    return best
