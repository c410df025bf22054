"""Questions to a person at a terminal. Secrets come from here, a file or standard input, never from argv."""

from __future__ import annotations

import sys

from sesh_tui.cli import say
from sesh_tui.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.errors import Ambiguous


def at_terminal() -> bool:
    """Whether a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def question(text: str) -> str:
    """A line typed by the person; the question goes to standard error. Raises UsageError at the end of input."""
    sys.stderr.write(text)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise UsageError("The input ended before the answer. Nothing was changed.")
    return line.rstrip("\r\n")


def secret(text: str) -> str:
    """A secret: typed without echo, or the next line of standard input where that is no terminal."""
    if at_terminal():
        from getpass import getpass

        return getpass(text, stream=sys.stderr)
    return question("")


def new_passphrase() -> str | None:
    """A passphrase chosen now, typed twice. Raises UsageError where the two differ."""
    if not at_terminal():
        return secret("")
    say.err("Notes, places and symptoms are sealed. There is no keyring here, so a passphrase keeps the key.")
    return chosen_twice("Choose a passphrase: ")


def chosen_twice(text: str) -> str:
    """A new secret: typed twice at a terminal, one line of standard input otherwise."""
    first = secret(text)
    if not first:
        raise UsageError("The passphrase is empty. Nothing was changed.")
    if at_terminal() and secret("Once more: ") != first:
        raise UsageError("The two were not the same. Nothing was changed.")
    return first


def ask_which(error: Ambiguous, words: list[str]) -> list[str] | None:
    """The words with the name that the person picks by its number, or ``None``."""
    say.err(f"sesh-tui: {say.clean(error.message.partition(':')[0])}. Which one?")
    for number, choice in enumerate(error.choices, 1):
        say.err(f"  {number}  {say.clean(choice)}")
    answer = question(f"1–{len(error.choices)}, or nothing to leave: ").strip()
    if not (answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(error.choices)):
        return None
    return with_name(words, error.choices[int(answer) - 1])


def with_name(words: list[str], chosen: str) -> list[str] | None:
    """``words`` with the longest run that can stand for the name ``chosen`` replaced by it."""
    from sesh_tui.domain.names import words_of

    known = words_of(chosen)
    flat = [part for word in words for part in (word.split() or [word])]
    if "--" in words:  # a note is left as it is
        cut = words.index("--")
        flat = [part for word in words[:cut] for part in (word.split() or [word])]
        rest = words[cut:]
    else:
        rest = []
    best: tuple[int, int] | None = None
    for first in range(len(flat)):
        for end in range(first + 1, min(len(flat), first + 8) + 1):
            parts = words_of(" ".join(flat[first:end]).lstrip("#"))
            fits = parts and (
                all(any(word.startswith(part) for word in known) for part in parts)
                or chosen.endswith("".join(parts))
            )
            if fits and (best is None or end - first > best[1] - best[0]):
                best = (first, end)
    if best is None:
        return None
    return [*flat[: best[0]], chosen, *flat[best[1] :], *rest]
