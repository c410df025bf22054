"""Words the shell offers while a line is being typed: names of the stock and of late, methods, fields.

A name is offered without the characters a shell would take for itself; the grammar ignores them too.
Whatever goes wrong here, the shell simply gets no proposals.
"""

from __future__ import annotations

import os

import click
from click.shell_completion import CompletionItem

from sesh_tui import paths
from sesh_tui.errors import SeshError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.cli.options import Options

MOST = 40
_RECENT = 200
_WORDS_BEFORE = 4
"""How many typed words may already belong to the name being completed."""
_WITH_PRODUCT = frozenset(("log", "again", "start", "edit", "buy", "count"))


def typeable(name: str) -> str:
    """A name in letters that need no quotes in any shell: ``GG #4`` becomes ``GG 4``."""
    kept = "".join(char if char.isalnum() or char in " -_." else "" for char in name.replace("&", " "))
    return " ".join(kept.split())


def entry_words(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Proposals for the next word of a line."""
    verb = ctx.info_name or ""
    typed = [str(word) for word in ctx.params.get("words") or ()]
    if "--" in typed:
        return []
    if incomplete.startswith("+"):
        from sesh_tui.domain.vocab import EFFECTS

        return _fitting([f"+{name.replace(' ', '-')}" for name in EFFECTS], incomplete)
    apart = bool(typed) and typed[-1] == "@"  # bash ends a word at @
    if apart or incomplete.startswith("@"):
        from sesh_tui.domain.vocab import COMPANY_WORDS, PLACE_WORDS

        mark = "" if apart else "@"
        return _fitting([mark + word for word in (*PLACE_WORDS, *COMPANY_WORDS)], incomplete)
    found: list[CompletionItem] = []
    if verb in _WITH_PRODUCT:
        found += [CompletionItem(rest) for rest in endings(_names(ctx.obj), typed, incomplete)]
    if incomplete and verb != "count":
        from sesh_tui.domain.vocab import METHOD_WORDS, SYMPTOM_WORDS

        methods = [word for word in METHOD_WORDS if len(word) > 2] if verb in _WITH_PRODUCT else []
        found += _fitting([*methods, "mood", "energy", *SYMPTOM_WORDS], incomplete)
    return found[:MOST]


def item_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Proposals for a lot of the stock."""
    typed = [str(word) for word in ctx.params.get("words") or ()]
    return [CompletionItem(rest) for rest in endings(_names(ctx.obj, recent=False), typed, incomplete)][:MOST]


def endings(names: list[str], typed: list[str], incomplete: str) -> list[str]:
    """What may follow: names that begin with what is being typed, or with it and the words before it.

    Where words before it count, only the rest of the name is offered, for the shell replaces one word.
    """
    found: dict[str, None] = {}
    for taken in range(min(_WORDS_BEFORE, len(typed)), -1, -1):
        head = typed[len(typed) - taken :]
        start = " ".join([*head, incomplete]).lower()
        if not start.strip():
            if not typed:
                found |= dict.fromkeys(names)
            continue
        for name in names:
            if name.lower().startswith(start):
                rest = " ".join(name.split()[taken:])
                if rest:
                    found[rest] = None
    return list(found)


def _fitting(words: list[str], incomplete: str) -> list[CompletionItem]:
    start = incomplete.lower()
    return [CompletionItem(word) for word in dict.fromkeys(words) if word.startswith(start)]


def _names(options: Options | None, *, recent: bool = True) -> list[str]:
    """Names of the stock, then those used lately, newest first, as they can be typed."""
    from sesh_tui.db.names import KnownNames
    from sesh_tui.tracker import Tracker

    profile, home = (options.profile, options.home) if options else (None, None)
    try:
        if not os.path.exists(os.path.join(paths.profile_folder(profile, home), paths.REPLICA)):
            return []
        with Tracker.open(profile, home=home, create=False) as tracker:
            known = KnownNames(tracker.replica)
            names = [name for _, name, _, _ in known.stock()]
            if recent:
                names += known.recent(_RECENT)
    except SeshError:
        return []
    return list(dict.fromkeys(name for name in map(typeable, names) if name))
