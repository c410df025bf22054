"""Lines of spans on standard output, and what the verbs that read have in common."""

from __future__ import annotations

import os
from typing import Any, TypeVar

import click

from sesh_tui.cli import say, shapes
from sesh_tui.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sesh_tui.text.spans import Line
    from sesh_tui.tracker import Tracker

T = TypeVar("T")

NARROW, PIPED, WIDEST = 40, 100, 160


def width() -> int:
    """Cells of a line: the terminal's, ``COLUMNS``, or a hundred where nobody looks."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return max(NARROW, min(WIDEST, int(columns)))
    try:
        return max(NARROW, min(WIDEST, os.get_terminal_size(1).columns))
    except OSError:
        return PIPED


def paint(lines: Iterable[Line]) -> None:
    """Print lines of spans, in the terminal's own colours where it has some."""
    from sesh_tui.text.palette import STANDARD, own_palette, sgr
    from sesh_tui.text.spans import plain, text_of

    if not say.coloured(1):
        for spans in lines:
            say.out(plain(text_of(spans)))
        return
    palette = own_palette("ansi-dark")
    assert palette is not None
    for spans in lines:
        shown = [(plain(text), role) for text, role in spans]
        while shown and not shown[-1][0].strip():
            shown.pop()
        if shown:
            shown[-1] = (shown[-1][0].rstrip(), shown[-1][1])
        parts = [
            f"{sgr(palette.style(role), '', STANDARD)}{text}\x1b[0m" if role else text for text, role in shown
        ]
        say.out("".join(parts))


def opened_up(tracker: Tracker, read: Callable[[], T], locked: Callable[[T], bool]) -> T:
    """What ``read`` gives; if something in it is locked, the key is fetched and it is read again."""
    found = read()
    if locked(found):
        if tracker.vault.try_unlock():
            return read()
        shapes.say_locked()
    return found


def form_of(chosen: dict[str, bool]) -> str | None:
    """The one output format that was asked for. Raises UsageError for two."""
    found = [name for name in shapes.FORMATS if chosen.get(f"as_{name}")]
    if len(found) > 1:
        raise UsageError(f"Choose one of --{found[0]} and --{found[1]}.")
    return found[0] if found else None


def formats(*names: str) -> Callable[[Any], Any]:
    """The output options of a command."""

    def add(function: Any) -> Any:
        for name in reversed(names):
            function = click.option(f"--{name}", f"as_{name}", is_flag=True, help=_FORMAT_HELP[name])(
                function
            )
        return function

    return add


_FORMAT_HELP = {
    "json": "One JSON document with schemaVersion.",
    "jsonl": "One JSON object a line.",
    "csv": "Comma-separated values with a header.",
    "tsv": "Tab-separated values with a header.",
}
