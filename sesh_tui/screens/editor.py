"""One line of typing: the text, the place in it, and the keys that change them."""

from __future__ import annotations

from sesh_tui.text.spans import Line, cell_width, line, plain


class LineEditor:
    """A single-line editor without a widget, so that no key typed fast can reach it out of order."""

    def __init__(self, text: str = "", *, masked: bool = False) -> None:
        self.text = text
        self.at = len(text)
        self.masked = masked

    def set(self, text: str) -> None:
        """Replace the text and stand at its end."""
        self.text = text
        self.at = len(text)

    def insert(self, text: str) -> None:
        """Type text, or paste it; line breaks become spaces."""
        text = plain(text.replace("\r\n", " "))
        self.text = self.text[: self.at] + text + self.text[self.at :]
        self.at += len(text)

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; return whether it meant something here."""
        match key:
            case "left" | "ctrl+b":
                self.at = max(0, self.at - 1)
            case "right" | "ctrl+f":
                self.at = min(len(self.text), self.at + 1)
            case "ctrl+left":
                self.at = self._word_start()
            case "ctrl+right":
                self.at = self._word_end()
            case "home" | "ctrl+a":
                self.at = 0
            case "end" | "ctrl+e":
                self.at = len(self.text)
            case "backspace" | "ctrl+h":
                self._cut(max(0, self.at - 1), self.at)
            case "delete" | "ctrl+d":
                self._cut(self.at, self.at + 1)
            case "ctrl+w" | "ctrl+backspace" | "alt+backspace":
                self._cut(self._word_start(), self.at)
            case "ctrl+u":
                self._cut(0, self.at)
            case "ctrl+k":
                self._cut(self.at, len(self.text))
            case _:
                if not character or not character.isprintable():
                    return False
                self.insert(character)
        return True

    def shown(self, room: int) -> tuple[Line, int]:
        """Return the part of the text that fits ``room`` cells, and the cell where the cursor stands."""
        text = "•" * len(self.text) if self.masked else self.text
        start = 0
        while cell_width(text[start : self.at]) > room - 1:
            start += 1
        under = text[self.at : self.at + 1] or " "
        cell = cell_width(text[start : self.at])
        return line(text[start : self.at], (under, "cursor"), text[self.at + 1 :]), cell

    def _cut(self, start: int, end: int) -> None:
        self.text = self.text[:start] + self.text[end:]
        self.at = start

    def _word_start(self) -> int:
        before = self.text[: self.at].rstrip()
        return before.rfind(" ") + 1

    def _word_end(self) -> int:
        after = self.text[self.at :]
        word = after.lstrip()
        end = word.find(" ")
        return len(self.text) if end < 0 else self.at + len(after) - len(word) + end
