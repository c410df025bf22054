"""Styled text without a terminal library: a line is a tuple of spans, a span is text with a role.

Roles (``muted``, ``accent`` …) are named by meaning; ``palette`` turns them into colours. Widths are
terminal cells, never characters, so names with wide or combining letters keep their columns.
"""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import combining, east_asian_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Span(NamedTuple):
    """A piece of text in one style."""

    text: str
    role: str = ""
    """A role of ``palette.ROLES``; empty is the normal text colour."""


Line = tuple[Span, ...]

ELLIPSIS = "…"
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad")


def cell_width(text: str) -> int:
    """Return how many terminal cells ``text`` takes."""
    if text.isascii():
        return len(text)
    total = 0
    for char in text:
        if char < "\u0300":
            total += 1
        elif not (combining(char) or char in _ZERO_WIDTH):
            total += 2 if east_asian_width(char) in "WF" else 1
    return total


def plain(text: str) -> str:
    """Return ``text`` on one line and without control characters, so that no log can move the cursor."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " for char in text)


def clip(text: str, width: int) -> str:
    """Cut ``text`` to ``width`` cells, with an ellipsis where something was cut."""
    text = plain(text)
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    kept: list[str] = []
    used = 0
    for char in text:
        size = cell_width(char)
        if used + size > width - 1:
            break
        kept.append(char)
        used += size
    return "".join(kept) + ELLIPSIS


def left(text: str, width: int) -> str:
    """Return ``text`` cut and padded to exactly ``width`` cells, flush left."""
    text = clip(text, width)
    return text + " " * (width - cell_width(text))


def right(text: str, width: int) -> str:
    """Return ``text`` cut and padded to exactly ``width`` cells, flush right."""
    text = clip(text, width)
    return " " * (width - cell_width(text)) + text


def line(*parts: Span | str | tuple[str, str]) -> Line:
    """Build a line from spans, ``(text, role)`` pairs and plain strings; empty parts vanish."""
    spans = []
    for part in parts:
        span = Span(part) if isinstance(part, str) else Span(*part)
        if span.text:
            spans.append(span)
    return tuple(spans)


def line_width(spans: Iterable[Span]) -> int:
    """Return the width of a line in cells."""
    return sum(cell_width(span.text) for span in spans)


def text_of(spans: Iterable[Span]) -> str:
    """Return the bare text of a line, without padding at its end."""
    return "".join(span.text for span in spans).rstrip()


def fit(spans: Line, width: int) -> Line:
    """Return the line cut or padded with spaces to exactly ``width`` cells."""
    used = line_width(spans)
    if used < width:
        return (*spans, Span(" " * (width - used)))
    if used == width:
        return spans
    kept: list[Span] = []
    room = width
    for span in spans:
        size = cell_width(span.text)
        if size >= room:
            cut = clip(span.text, room) if size > room else clip(span.text + "  ", room)
            kept.append(Span(left(cut, room), span.role))
            break
        kept.append(span)
        room -= size
    return tuple(kept)


def between(start: Line, end: Line, width: int) -> Line:
    """Return a line of ``width`` cells with ``start`` flush left and ``end`` flush right."""
    size = line_width(end)
    if size >= width:
        return fit(end, width)
    return (*fit(start, width - size), *end)


def wrap(text: str, width: int) -> list[str]:
    """Break ``text`` at spaces into pieces of at most ``width`` cells; newlines are kept as breaks."""
    pieces: list[str] = []
    for paragraph in text.split("\n"):
        current = ""
        for word in plain(paragraph).split(" "):
            candidate = f"{current} {word}" if current else word
            if cell_width(candidate) <= width:
                current = candidate
                continue
            if current:
                pieces.append(current)
            while cell_width(word) > width:
                cut = clip(word, width + 1)[:-1] or word[0]
                pieces.append(cut)
                word = word[len(cut) :]
            current = word
        pieces.append(current)
    return pieces
