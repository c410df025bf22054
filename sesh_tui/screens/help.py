"""Every key of a place, from the one table of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens import keys
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome
from sesh_tui.text.spans import Span, fit, left, line

if TYPE_CHECKING:
    from sesh_tui.text.spans import Line

_KEY = 9
_TWO_COLUMNS = 110


class HelpSheet(Sheet):
    """Scrolls with the arrows; ``escape``, ``?`` and ``q`` close it."""

    top = 0

    def lines(self, width: int, height: int) -> list[Line]:
        """Return as much of the help as fits."""
        text = self._text(width)
        room = min(height, len(text) + 2) - 2
        self.top = max(0, min(self.top, len(text) - room))
        title = next(place.title for place in keys.PLACES if place.id == self.screen.PLACE)
        more = f"   {len(text) - room - self.top} more lines ↓" if len(text) - room > self.top else ""
        foot = line(" ", ("esc", "key"), (" back", "muted"), (more, "muted"))
        return [chrome.rule(width, f"Keys in {title}"), *text[self.top : self.top + room], foot]

    def _text(self, width: int) -> list[Line]:
        wide = width >= _TWO_COLUMNS
        column = width // 2 if wide else width
        blocks = []
        for group, rows in keys.help_groups(self.screen.PLACE):
            block: list[Line] = [line((f" {group}", "strong"))]
            block += [line("  ", (left(shown, _KEY), "key"), title) for shown, title in rows]
            blocks.append([*block, ()])
        blocks.append([
            line((" The command bar", "strong")),
            line("  ", (left(":", _KEY), "key"), ("0.3g blue dream vape mood 4-7 -- slept well", "second")),
            line("  ", (left("", _KEY), "key"), ("buy blue dream 3.5g 45usd thc:22%", "second")),
            line("  ", (left("", _KEY), "key"), ("mood 6 · check pain:6 · crave 7 · start · stop", "second")),
        ])  # fmt: skip
        if not wide:
            return [spans for block in blocks for spans in block]
        first = [spans for block in blocks[:3] for spans in block]
        second = [spans for block in blocks[3:] for spans in block]
        longest = max(len(first), len(second))
        first += [()] * (longest - len(first))
        second += [()] * (longest - len(second))
        return [(*fit(one, column), *two) for one, two in zip(first, second, strict=True)]

    def key(self, key: str, character: str | None) -> None:
        """Scroll, or close."""
        match key:
            case "down" | "j":
                self.top += 1
            case "up" | "k":
                self.top -= 1
            case "pagedown" | "space":
                self.top += 10
            case "pageup":
                self.top -= 10
            case "escape" | "q" | "question_mark" | "enter":
                self.close()
            case _:
                pass


def pair_of(key: str, text: str) -> tuple[Span, Span]:
    """Return a key and what it does, for the foot of a sheet."""
    return Span(key, "key"), Span(f" {text}   ", "muted")
