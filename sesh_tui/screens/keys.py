"""The keys, told once: bindings, the hint line, the help, the palette and the README come from here.

Nothing here imports the terminal library, because the first frame shows the hint line before it is loaded.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place that ``g`` and a letter lead to."""

    id: str
    title: str
    letter: str


PLACES = (
    Place("today", "Today", "d"),
    Place("sessions", "Sessions", "l"),
    Place("stock", "Stock", "s"),
    Place("journal", "Journal", "j"),
)


class Action(NamedTuple):
    """Something a key does."""

    name: str
    """The ``action_…`` method, with its argument where it takes one."""
    keys: tuple[str, ...]
    """Names of the keys as the terminal library calls them."""
    shown: str
    """The key as a person reads it."""
    title: str
    """What it does, for help and palette."""
    group: str
    places: tuple[str, ...] = ()
    """Where it works; empty is everywhere."""
    hint: str = ""
    """One word for the line of keys at the bottom; empty keeps it out of there."""


_LISTS = ("today", "sessions", "stock", "journal")
_SESSIONS = ("today", "sessions")

LOG, LOOK, CHANGE, MOVE, APP = "Log", "Look", "Change", "Move", "Program"
GROUPS = (LOG, LOOK, CHANGE, MOVE, APP)

ACTIONS: tuple[Action, ...] = (
    Action("quick_log", ("l",), "l", "Log a session: digits of the amount, Enter", LOG, (), "log"),
    Action("again", ("full_stop",), ".", "Log the last session again", LOG, (), "again"),
    *(
        Action(f"preset({n})", (str(n),), str(n), f"Log preset {n}", LOG)
        for n in range(1, 10)
    ),
    Action("after", ("a",), "a", "How was it? After values of the oldest session", LOG, (), "after"),
    Action("type('mood ')", ("m",), "m", "Log a mood without a session", LOG),
    Action("command", ("colon",), ":", "Type a line: a session as you say it, or a verb", LOG, (), "type"),
    Action("day(-1)", ("left_square_bracket",), "[", "The day before", LOOK, ("today",), "day before"),
    Action("day(1)", ("right_square_bracket",), "]", "The day after", LOOK, ("today",)),
    Action("today", ("t",), "t", "Back to today", LOOK, ("today",)),
    Action("detail", ("enter",), "enter", "Everything about the line under the cursor", LOOK, _SESSIONS),
    Action("period", ("p",), "p", "Week, month, year, all time", LOOK, ("sessions",), "period"),
    Action("search", ("slash",), "/", "Search all sessions", LOOK, ("today", "sessions", "stock"), "search"),
    Action("search", ("slash",), "/", "Search the journal", LOOK, ("journal",), "search"),
    Action("finished", ("f",), "f", "Show finished lots too, or hide them", LOOK, ("stock",), "finished"),
    Action("write", ("n",), "n", "Write a journal entry about this session", CHANGE, _SESSIONS, "note"),
    Action("write", ("n",), "n", "Write a new journal entry", CHANGE, ("journal",), "new"),
    Action("open", ("enter", "e"), "enter", "Open the entry in the editor", CHANGE, ("journal",), "open"),
    Action("buy", ("b",), "b", "Put something bought into stock", CHANGE, ("stock",), "buy"),
    Action("count", ("c",), "c", "Set what is left to what the scale says", CHANGE, ("stock",), "count"),
    Action("finish", ("x",), "x", "The lot is used up: finish it", CHANGE, ("stock",), "finish"),
    Action("edit", ("e",), "e", "Change the session under the cursor", CHANGE, _SESSIONS, "edit"),
    Action("delete", ("x", "delete"), "x", "Delete the line under the cursor (u undoes)", CHANGE,
           ("today", "sessions", "journal"), "delete"),
    Action("undo", ("u",), "u", "Undo the last change, also after a restart", CHANGE, (), "undo"),
    Action("redo", ("U",), "U", "Redo what was undone", CHANGE),
    Action("copy", ("y",), "y", "Copy the line under the cursor", CHANGE, _LISTS),
    Action("move(-1)", ("up", "k"), "↑ k", "Up", MOVE),
    Action("move(1)", ("down", "j"), "↓ j", "Down", MOVE),
    Action("page(-1)", ("pageup", "ctrl+u"), "pgup", "A page up", MOVE),
    Action("page(1)", ("pagedown", "ctrl+d", "space"), "pgdn", "A page down", MOVE),
    Action("jump(0)", ("home",), "home gg", "To the first line", MOVE),
    Action("jump(-1)", ("end", "G"), "end G", "To the last line", MOVE),
    Action("go", ("g",), "g", "Go to: d today, l sessions, s stock, j journal", MOVE, (), "go to"),
    Action("escape", ("escape",), "esc", "Leave the search, the form or the message", APP),
    Action("lock", ("ctrl+l",), "ctrl+l", "Lock the sealed text, or unlock it", APP),
    Action("command_palette", ("ctrl+p",), "ctrl+p", "Find any command by name", APP),
    Action("quit", ("q", "ctrl+q"), "q", "Leave", APP),
    Action("help", ("question_mark",), "?", "These keys", APP, (), "help"),
)  # fmt: skip


def actions_of(place: str) -> list[Action]:
    """Return what can be done in a place, in the order of the table."""
    return [action for action in ACTIONS if not action.places or place in action.places]


_HINT_ORDER = {
    "today": ("l", ".", "a", ":", "u", "[", "/", "e", "x", "n", "g"),
    "sessions": ("/", "p", "enter", "e", "x", "u", "n", "l", ":", "g"),
    "stock": ("b", "c", "x", "f", "u", "l", ":", "g"),
    "journal": ("n", "enter", "/", "x", "u", "l", ":", "g"),
}


def hints(place: str) -> list[tuple[str, str]]:
    """Return the keys for the bottom line of a place, the most used first and help at the end."""
    named = {action.shown: action for action in actions_of(place) if action.hint}
    chosen = [named[key] for key in _HINT_ORDER[place] if key in named]
    return [(action.shown, action.hint) for action in (*chosen, named["?"])]


def help_groups(place: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the keys of a place by group, presets on one line."""
    groups = []
    for group in GROUPS:
        rows = []
        for action in actions_of(place):
            if action.group != group or action.name.startswith("preset"):
                continue
            rows.append((action.shown, action.title))
            if action.name == "again":
                rows.append(("1 … 9", "Log a preset: what you use most"))
        groups.append((group, rows))
    return groups
