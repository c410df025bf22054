"""What stands before the verb and holds for all of them."""

from __future__ import annotations

COMPLETION = "_SESH_TUI_COMPLETE"
"""The environment variable that a shell sets while it asks for completions."""


class Options:
    """The options of every verb."""

    __slots__ = ("debug", "home", "mouse", "profile")

    def __init__(self) -> None:
        self.profile: str | None = None
        self.home: str | None = None
        self.debug = False
        self.mouse = True


def split(words: list[str]) -> tuple[Options, list[str]]:
    """The options, and the words from the verb on; what is no such option is left for the verb's parser."""
    options = Options()
    words = list(words)
    while words and words[0].startswith("-"):
        name, equals, value = words[0].partition("=")
        if name == "--debug" and not equals:
            options.debug = True
        elif name == "--no-mouse" and not equals:
            options.mouse = False
        elif name in ("--profile", "--home") and (equals or len(words) > 1):
            setattr(options, name[2:], value if equals else words.pop(1))
        else:
            break
        del words[0]
    return options, words
