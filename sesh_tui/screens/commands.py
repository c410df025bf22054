"""The verbs of the command bar: what each of them does with the words after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.tracker import Outcome, Tracker

    Act = Callable[[Tracker, str], Outcome]


class Verb(NamedTuple):
    """A word that may begin a line."""

    name: str
    title: str
    act: Act
    read_as: str = ""
    """The verb whose grammar the live echo uses; empty where the words are taken as they are."""


def _note(tracker: Tracker, words: str) -> Outcome:
    return tracker.note(words, source="tui")


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("log", "log", lambda tracker, words: tracker.log(words, source="tui"), "log"),
        Verb("again", "log the last session again", lambda t, words: t.again(words, source="tui"), "again"),
        Verb("after", "after values", lambda t, words: t.after(words, source="tui"), "after"),
        Verb("start", "start a timed session", lambda t, words: t.start(words, source="tui"), "start"),
        Verb("stop", "end the timed session", lambda t, words: t.stop(words, source="tui"), "stop"),
        Verb("mood", "a mood", lambda t, words: t.mood(words, source="tui"), "mood"),
        Verb("check", "a reading without a session", lambda t, words: t.check(words, source="tui"), "check"),
        Verb("crave", "a craving", lambda t, words: t.crave(words, source="tui"), "crave"),
        Verb("buy", "a new lot", lambda t, words: t.buy(words, source="tui"), "buy"),
        Verb("count", "what is left of a lot", lambda t, words: t.count(words, source="tui"), "count"),
        Verb("finish", "a lot is used up", lambda t, words: t.finish(words, source="tui")),
        Verb("note", "a journal entry", _note),
        Verb("rm", "delete", lambda t, words: t.remove(words.split(), source="tui")),
        Verb("undo", "take back the last change", lambda t, _: t.undo(source="tui")),
        Verb("redo", "do it again", lambda t, _: t.redo(source="tui")),
    )
}


def split(line: str) -> tuple[Verb, str]:
    """Return the verb of a line and the words after it; a line without a verb is logged."""
    first, _, rest = line.strip().partition(" ")
    verb = VERBS.get(first.lower())
    return (verb, rest.strip()) if verb is not None else (VERBS["log"], line.strip())


def names_starting_with(start: str) -> list[str]:
    """Return the verbs that begin with a word, for the hint while nothing else is typed."""
    return [name for name in VERBS if name.startswith(start)]
