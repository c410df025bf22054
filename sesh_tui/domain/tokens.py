"""A line as words with their places. Words come from a shell (a list) or the command bar (a string)."""

# no "from __future__ import annotations" here: NamedTuple compiles annotations that are text (1 ms at start)

from collections.abc import Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """One word and where it stands in the line that is shown to the person."""

    text: str
    start: int
    end: int
    quoted: bool = False
    """Typed in quotes in the command bar, so it is a name and not syntax."""


class Line(NamedTuple):
    """The words before the note, and the note."""

    text: str
    tokens: tuple[Token, ...]
    note: str | None
    note_start: int
    """Where ``--`` stands; the length of the text where there is none."""


_OPENERS = ':=@+"'


def of(line: str | Sequence[str]) -> Line:
    """Words of a command bar's string or of a shell's list; whatever follows a bare ``--`` is the note."""
    return _from_text(line) if isinstance(line, str) else _from_words(line)


def is_spaced(text: str) -> bool:
    """Whether a stripped text holds white space."""
    return len(text.split(None, 1)) > 1


def quote(text: str) -> str:
    """The text as one word of the command bar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shell_quote(word: str) -> str:
    """The word as a POSIX shell takes it unchanged."""
    if word and all(char.isalnum() or char in "+-_.,:=@%/→€£~" for char in word) and word[0] not in "=~":
        return word
    if not any(char in word for char in '"$`\\!'):
        return f'"{word}"'
    escaped = word.replace("'", "'\\''")
    return f"'{escaped}'"


def split(token: Token) -> list[Token]:
    """The parts of a word that holds spaces, each with its place."""
    inner = token.end - token.start - len(token.text)
    start = token.start + max(inner, 0) // 2
    return [
        Token(
            piece.text, min(start + piece.start, token.end), min(start + piece.end, token.end), piece.quoted
        )
        for piece in _from_text(token.text, notes=False).tokens
    ]


def _from_words(words: Sequence[str]) -> Line:
    shown: list[str] = []
    tokens: list[Token] = []
    note: str | None = None
    note_start = -1
    place = 0
    for index, word in enumerate(words):
        if word == "--":
            note_start = place
            note = " ".join(words[index + 1 :]).strip() or None
            shown.append(" ".join(["--", *words[index + 1 :]]))
            break
        if not word.strip():
            continue
        text = word.strip()
        display = f'"{text}"' if is_spaced(text) else text
        tokens.append(Token(text, place, place + len(display)))
        shown.append(display)
        place += len(display) + 1
    line = " ".join(shown)
    return Line(line, tuple(tokens), note, note_start if note_start >= 0 else len(line))


def _from_text(line: str, *, notes: bool = True) -> Line:
    tokens: list[Token] = []
    place, length = 0, len(line)
    while place < length:
        if line[place].isspace():
            place += 1
            continue
        token, place = _word(line, place, length)
        if notes and token.text == "--" and not token.quoted:
            return Line(line, tuple(tokens), line[place:].strip() or None, token.start)
        tokens.append(token)
    return Line(line, tuple(tokens), None, length)


def _word(line: str, start: int, length: int) -> tuple[Token, int]:
    if line[start] == '"':
        closed = _closing(line, start, length)
        if closed is not None and closed[0].strip():
            text, end = closed
            return Token(text.strip(), start, end, quoted=True), end
    end = start
    while end < length and not line[end].isspace():
        if line[end] == '"' and end > start and line[end - 1] in _OPENERS:
            closed = _closing(line, end, length)
            if closed is not None:
                return Token(line[start:end] + closed[0].strip(), start, closed[1]), closed[1]
        end += 1
    return Token(line[start:end], start, end), end


def _closing(line: str, opened: int, length: int) -> tuple[str, int] | None:
    """The text in the quotes opened at a place and where the word ends; ``None`` where none close it."""
    out: list[str] = []
    place = opened + 1
    while place < length:
        char = line[place]
        if char == "\\" and place + 1 < length and line[place + 1] in '"\\':
            out.append(line[place + 1])
            place += 2
            continue
        if char == '"':
            if place + 1 < length and not line[place + 1].isspace():
                return None
            return "".join(out), place + 1
        out.append(char)
        place += 1
    return None
