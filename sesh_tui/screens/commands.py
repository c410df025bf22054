"""The verbs of the command bar: what each of them does with the words after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.tracker import Outcome, Tracker
    from sesh_tui.tracker.preview import Preview

    Act = Callable[[Tracker, str, bool], Outcome]


class Verb(NamedTuple):
    """A word that may begin a line."""

    name: str
    title: str
    act: Act
    read_as: str = ""
    """The verb whose grammar the live echo uses; empty where the words are taken as they are."""


VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("log", "log", lambda t, words, new: t.log(words, source="tui", new=new), "log"),
        Verb(
            "again", "log the last session again", lambda t, words, _: t.again(words, source="tui"), "again"
        ),
        Verb("after", "after values", lambda t, words, _: t.after(words, source="tui"), "after"),
        Verb(
            "start",
            "start a timed session",
            lambda t, words, new: t.start(words, source="tui", new=new),
            "start",
        ),
        Verb("stop", "end the timed session", lambda t, words, _: t.stop(words, source="tui"), "stop"),
        Verb("mood", "a mood", lambda t, words, _: t.mood(words, source="tui"), "mood"),
        Verb(
            "check", "a reading without a session", lambda t, words, _: t.check(words, source="tui"), "check"
        ),
        Verb("crave", "a craving", lambda t, words, _: t.crave(words, source="tui"), "crave"),
        Verb("buy", "a new lot", lambda t, words, _: t.buy(words, source="tui"), "buy"),
        Verb("count", "what is left of a lot", lambda t, words, _: t.count(words, source="tui"), "count"),
        Verb("finish", "a lot is used up", lambda t, words, _: t.finish(words, source="tui")),
        Verb("note", "a journal entry", lambda t, words, _: t.note(words, source="tui")),
        Verb("rm", "delete", lambda t, words, _: t.remove(words.split(), source="tui")),
        Verb("undo", "take back the last change", lambda t, _, __: t.undo(source="tui")),
        Verb("redo", "do it again", lambda t, _, __: t.redo(source="tui")),
    )
}


NEW = "--new"
"""Stores a product's name that nothing knows yet."""


class Command(NamedTuple):
    """A line, taken apart."""

    verb: Verb
    words: str
    new: bool
    """Whether a name that nothing knows is meant as it stands."""

    def act(self, tracker: Tracker) -> Outcome:
        """Do it."""
        return self.verb.act(tracker, self.words, self.new)


def split(line: str) -> Command:
    """Return the verb of a line and the words after it; a line without a verb is logged."""
    words = line.split(" ")
    new = NEW in words
    line = " ".join(word for word in words if word != NEW).strip()
    first, _, rest = line.partition(" ")
    verb = VERBS.get(first.lower())
    return Command(VERBS["log"], line, new) if verb is None else Command(verb, rest.strip(), new)


def read(tracker: Tracker, command: Command) -> Preview:
    """Return how a line is read, without storing anything."""
    from sesh_tui.tracker.preview import Preview, preview

    found = preview(tracker, command.words, command.verb.read_as)
    if not command.new or found.error is None:
        return found
    from sesh_tui.domain.grammar import explain
    from sesh_tui.errors import Ambiguous, EntryError

    try:
        entry = tracker.parse(command.words, command.verb.read_as, new=True)
    except (EntryError, Ambiguous) as error:
        return found._replace(error=error)
    return Preview(command.verb.read_as, entry, tuple(explain(entry)), None)


def names_starting_with(start: str) -> list[str]:
    """Return the verbs that begin with a word, for the hint while nothing else is typed."""
    return [name for name in VERBS if name.startswith(start)]
