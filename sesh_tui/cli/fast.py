"""The verbs that are typed many times a day. No argument library, nothing imported before it is needed.

The words after the verb go to the grammar as the shell handed them over: ``--`` and what follows it is
the note. Before it, words that begin with ``--`` are options.
"""

from __future__ import annotations

import os
import sys

from sesh_tui.cli import say
from sesh_tui.errors import Ambiguous, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from sesh_tui.cli.options import Options
    from sesh_tui.tracker import Outcome, Tracker

    T = TypeVar("T")
    Given = dict[str, str]
    Act = Callable[[Tracker, list[str], Given], Outcome]

ALIASES = {"l": "log", ".": "again"}
EVERYWHERE = {"--json": False, "--debug": False, "--profile": True, "--home": True}
"""Options that every verb takes, and whether a value follows."""

_NOISE = (" is not known", "(label)", "(coa)", "not what the body takes up")
"""How notes end that are not worth a line: what was not told, and what the line itself says already."""


class Verb:
    """A hot verb: what it does, and the options of its own."""

    __slots__ = ("act", "options")

    def __init__(self, act: Act, **options: bool) -> None:
        self.act = act
        self.options = {"--" + name: value for name, value in options.items()}


def _edit(tracker: Tracker, words: list[str], given: Given) -> Outcome:
    if not words:
        raise UsageError("Which session, and what about it?", hint="Write: sesh-tui edit last 0.2g")
    return tracker.edit(words[0], words[1:], new="--new" in given)


VERBS: dict[str, Verb] = {
    "log": Verb(lambda tracker, words, given: tracker.log(words, new="--new" in given), new=False),
    "again": Verb(lambda tracker, words, _: tracker.again(words)),
    "start": Verb(lambda tracker, words, given: tracker.start(words, new="--new" in given), new=False),
    "stop": Verb(lambda tracker, words, _: tracker.stop(words)),
    "after": Verb(
        lambda tracker, words, given: tracker.after(words, given.get("--session")),
        session=True,
    ),
    "mood": Verb(lambda tracker, words, _: tracker.mood(words)),
    "check": Verb(lambda tracker, words, _: tracker.check(words)),
    "crave": Verb(lambda tracker, words, _: tracker.crave(words)),
    "buy": Verb(lambda tracker, words, _: tracker.buy(words)),
    "count": Verb(lambda tracker, words, _: tracker.count(words)),
    "edit": Verb(_edit, new=False),
    "rm": Verb(lambda tracker, words, _: tracker.remove(words)),
    "undo": Verb(lambda tracker, _words, _: tracker.undo()),
    "redo": Verb(lambda tracker, _words, _: tracker.redo()),
}
NO_WORDS = frozenset(("undo", "redo"))
EXAMPLES = {
    "mood": "How is the mood, from 1 to 10? Write: sesh-tui mood 6 energy 4",
    "check": "Which symptom, and how strong is it, from 0 to 10? Write: sesh-tui check pain:6",
    "crave": "How strong is it, from 0 to 10? Write: sesh-tui crave 7 +bored",
    "buy": 'What was bought? Write: sesh-tui buy "blue dream" 3.5g 45usd thc:22%',
}
"""What a verb says that was given no words at all."""


def run(words: list[str], options: Options) -> int:
    """Run a verb with its words and return the exit code; what is not hot goes to click."""
    verb = ALIASES.get(words[0], words[0])
    if (verb not in VERBS and verb != "status") or asks_for_help(words):
        from sesh_tui.cli.app import run as run_app

        return run_app([verb, *words[1:]], options)
    with say.told(options.debug) as told:
        if verb == "status":
            told.code = _status(words[1:], options, told)
        else:
            told.code = _store(verb, words[1:], options, told)
    return told.code


def asks_for_help(words: Sequence[str]) -> bool:
    for word in words:
        if word == "--":
            return False
        if word in ("--help", "-h"):
            return True
    return False


def taken(words: Sequence[str], known: dict[str, bool], options: Options) -> tuple[list[str], Given]:
    """The words without the options among them, and the options. Raises UsageError."""
    left: list[str] = []
    given: Given = {}
    takes = EVERYWHERE | known
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word == "--":
            left += words[index - 1 :]
            break
        if not word.startswith("--"):
            left.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in takes:
            raise _unknown(name, list(takes))
        if takes[name] and not equals:
            if index == len(words):
                raise UsageError(f"The option {name} needs a value.")
            value = words[index]
            index += 1
        given[name] = value
    options.debug = options.debug or "--debug" in given
    options.profile = given.get("--profile", options.profile)
    options.home = given.get("--home", options.home)
    return left, given


def _unknown(name: str, known: list[str]) -> UsageError:
    from sesh_tui.domain.spell import closest

    near = closest(name, known)
    asked = f" Did you mean {near}?" if near else f" Options: {', '.join(known)}."
    return UsageError(f"There is no option {name}.{asked}", hint="A note stands behind -- and a space.")


def opened(options: Options, *, create: bool = True) -> Tracker:
    """The tracker of the chosen profile; a new key may ask for a passphrase on a terminal."""
    profile = options.profile or os.environ.get("SESH_TUI_PROFILE")
    if profile == "demo":
        from sesh_tui.cli import demo_key

        demo_key.offer(profile, options.home)
    from sesh_tui.tracker import Tracker

    tracker = Tracker.open(
        options.profile, home=options.home, create=create, ask_passphrase=_ask if os.isatty(0) else None
    )
    tracker.warn = lambda problem: say.hint(f"{problem} The last good settings are in force.")
    return tracker


def _ask() -> str | None:
    from sesh_tui.cli.prompts import new_passphrase

    return new_passphrase()


def refuse_redirects() -> None:
    """Refuse to store anything where the shell took the ``>`` of a range. Raises EntryError."""
    from sesh_tui.cli.redirect import swallowed

    found = swallowed()
    if not found:
        return
    from sesh_tui.domain.grammar import redirect_error

    names = list(dict.fromkeys(name for _, name in found))
    error = redirect_error(names[0])
    for name in names[1:]:
        error.hint += f' Remove the file "{name}" as well.'
    _speak_where_heard({descriptor for descriptor, _ in found})
    raise error


def _speak_where_heard(eaten: set[int]) -> None:
    """If standard error itself goes to such a file, say it on the terminal or on standard output."""
    if 2 not in eaten:
        return
    try:
        sys.stderr = open("/dev/tty", "w", encoding="utf-8")  # noqa: SIM115  (open until the end)
    except OSError:
        sys.stderr = sys.stdout


def _store(verb: str, words: Sequence[str], options: Options, told: say.told) -> int:
    """Run a verb that writes."""
    hot = VERBS[verb]
    left, given = taken(words, hot.options, options)
    told.debug = options.debug
    refuse_redirects()
    if verb == "log" and left == ["-"]:
        from sesh_tui.cli.lines import log_lines

        return log_lines(options, given)
    if verb in NO_WORDS and left:
        raise UsageError(f"{verb} takes no words; it takes back or repeats one action at a time.")
    if not left and verb in EXAMPLES:
        raise UsageError(EXAMPLES[verb])
    with opened(options) as tracker:
        outcome = choosing(lambda words: hot.act(tracker, words, given), left)
        tell(outcome, tracker, options, as_json="--json" in given)
    return 0


def choosing(act: Callable[[list[str]], T], words: list[str]) -> T:
    """What ``act`` makes of the words; where a name fits twice, a person at a terminal is asked which."""
    try:
        return act(words)
    except Ambiguous as error:
        chosen = _ask_which(error, words)
        if chosen is None:
            raise
    return act(chosen)


def _ask_which(error: Ambiguous, words: list[str]) -> list[str] | None:
    if not error.choices or not (os.isatty(0) and os.isatty(2)):
        return None
    from sesh_tui.cli.prompts import ask_which

    return ask_which(error, words)


def tell(outcome: Outcome, tracker: Tracker, options: Options, *, as_json: bool = False) -> None:
    """One line that says what was stored and how to undo it; assumptions on a second, quiet one."""
    if as_json:
        from sesh_tui.cli.shapes import of_outcome

        say.out(of_outcome(tracker, outcome))
        return
    command = f"sesh-tui --profile {options.profile}" if options.profile else "sesh-tui"
    back = f"undo: {command} undo" if outcome.undoable else f"redo: {command} redo"
    say.out(f"{say.clean(outcome.message)}{say.styled(f' — {back}', say.DIM)}")
    notes = [note for note in outcome.notes if not note.endswith(_NOISE)]
    if notes:
        say.hint(say.clean(" · ".join(notes)))


# -- status ----------------------------------------------------------------------------------------


def _status(words: Sequence[str], options: Options, told: say.told) -> int:
    left, given = taken(words, {"--short": False}, options)
    told.debug = options.debug
    if left:
        raise UsageError(f"status takes no words, got {left[0]!r}.", hint="Write: sesh-tui status --short")
    if "--short" not in given:
        from sesh_tui.cli.looking import status

        return status(options, as_json="--json" in given)
    say.out(short_status(options, as_json="--json" in given))
    return 0


def short_status(options: Options, *, as_json: bool = False) -> str:
    """``2 today · 66 mg · 3h`` for a prompt: sessions today, THC in them, time since the last one.

    Makes no file: where nothing was logged yet there is nothing to say but ``0 today``.
    """
    from sesh_tui import paths

    if not os.path.exists(os.path.join(paths.profile_folder(options.profile, options.home), paths.REPLICA)):
        if not as_json:
            return "0 today"
        return (
            '{"schemaVersion": 1, "sessionsToday": 0, "thcUgToday": null, "openAfters": 0, "running": false}'
        )
    with opened(options, create=False) as tracker:
        status = tracker.status(short=True)
        if as_json:
            from sesh_tui.cli.shapes import of_status

            return of_status(status, short=True)
        parts = [f"{status.sessions_today} today"]
        if status.thc_ug_today:
            from sesh_tui.text.format import cannabinoid

            parts.append(cannabinoid(status.thc_ug_today))
        if status.running:
            parts.append("running")
        elif status.last_timestamp:
            from sesh_tui.tracker.status import ago

            parts.append(ago(tracker, status.last_timestamp))
        if status.open_afters:
            parts.append(f"{status.open_afters} open")
        return " · ".join(parts)
