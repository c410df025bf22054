"""What a person is told when a line has words that nobody knows. Imported only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.domain import values, verbs
from sesh_tui.domain.dates import match_when
from sesh_tui.domain.lookup import is_noise
from sesh_tui.domain.names import name_key
from sesh_tui.domain.spell import closest
from sesh_tui.domain.tokens import is_spaced, quote
from sesh_tui.domain.vocab import COMPANY_WORDS, EFFECT_WORDS, METHOD_WORDS, PLACE_WORDS, SYMPTOM_WORDS
from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from sesh_tui.domain.grammar import Context
    from sesh_tui.domain.lookup import Search
    from sesh_tui.domain.tokens import Token


def failure(search: Search) -> EntryError:
    """Why a line could not be read: the first problem, else the words that are no syntax and no name."""
    draft = search.best or search.base
    if draft.problems:
        return min(draft.problems, key=lambda problem: problem[0])[2]
    free = draft.free or search.base.free
    if "product" not in verbs.FIELDS[search.verb]:
        return _stray(search, free[0], f'cannot read "{search.line.tokens[free[0]].text}".')
    if "product" in search.base.fields:
        return _stray(search, free[0], f'"{search.line.tokens[free[0]].text}" stands beside a product.')
    return _unknown_words(search)


def _unknown_words(search: Search) -> EntryError:
    tokens, base = search.line.tokens, search.base
    known = _known_part(search)
    if known is not None:
        left = [index for index in base.free if not known[0] <= index < known[1]]
        if left:
            name = search.exact(*known)[0].name
            meant = _misspelt(search, name)
            if meant is not None:
                return meant
            return _stray(search, left[0], f'"{tokens[left[0]].text}" is not understood beside {name}.')
    first = base.free[0]
    last = first
    while last + 1 in base.free and not (_apart(tokens[last]) or _apart(tokens[last + 1])):
        last += 1
    text = " ".join(token.text for token in tokens[first : last + 1])
    if last != base.free[-1]:
        second = tokens[next(index for index in base.free if index > last)].text
        return _at(
            search,
            first,
            base.free[-1],
            f'"{text}" and "{second}" stand apart: which one is the product?',
            'Write the name in one piece, or in quotes: "like this".',
            None,
        )
    proposal = _proposal(search, first) if first == last else None
    if proposal is not None:
        return _at(search, first, last, f'unknown product "{text}".', f"Did you mean {proposal}?", proposal)
    error = unknown_name(search.context, text)
    near = error.fixed
    return _at(search, first, last, error.message, error.hint, near or None)


def _misspelt(search: Search, part: str) -> EntryError | None:
    """The error for ``blue dreem``: a typing error in a longer name, of which ``part`` is a name as well."""
    free = search.base.free
    if len(free) != free[-1] - free[0] + 1:
        return None
    text = " ".join(search.line.tokens[index].text for index in free)
    near = [name for name in search.context.names.nearest(name_key(text)) if name_key(name) != name_key(part)]
    if not near:
        return None
    offered = " or ".join(f'"{name}"' for name in near[:3])
    hint = f"Did you mean {offered}? Add --new to store it as a new name."
    return _at(search, free[0], free[-1], f'unknown product "{text}".', hint, near[0])


def _apart(token: Token) -> bool:
    """Whether a word is a name of its own."""
    return token.quoted or is_spaced(token.text)


def unknown_name(context: Context, text: str) -> EntryError:
    """The error for a name nobody knows; ``fixed`` holds the nearest name, or nothing."""
    if is_noise(text):
        return EntryError(f'"{text}" cannot be a name.', hint="A name has a letter or a digit.")
    near = list(context.names.nearest(name_key(text)))[:3]
    add = "Add --new to store it as a new name."
    if not near:
        return EntryError(f'unknown product "{text}".', hint=add)
    offered = " or ".join(f'"{name}"' for name in near)
    return EntryError(f'unknown product "{text}".', hint=f"Did you mean {offered}? {add}", fixed=near[0])


def _known_part(search: Search) -> tuple[int, int] | None:
    """The longest known name within the free words."""
    free = search.base.free
    spans = [
        (first, last + 1)
        for first in free
        for last in free
        if first <= last < first + 12 and all(index in free for index in range(first, last + 1))
    ]
    for span in sorted(spans, key=lambda span: span[0] - span[1])[:80]:
        if search.exact(*span):
            return span
    return None


def _stray(search: Search, index: int, message: str) -> EntryError:
    proposal = _proposal(search, index)
    if proposal is not None:
        return _at(search, index, index, message, f"Did you mean {proposal}?", proposal)
    hint = (
        verbs.takes(search.verb)
        if search.verb not in ("log", "again", "edit")
        else ("If it belongs to the name, check the name; other words belong behind --.")
    )
    return _at(search, index, index, message, hint, None)


def _proposal(search: Search, index: int) -> str | None:
    """Syntax that looks like a stray word: ``9pm`` → ``@9pm``, ``vpae`` → ``vape``."""
    word = search.line.tokens[index].text.lower()
    allowed = verbs.FIELDS[search.verb]
    if "at" in allowed and _is_time(search, word):
        return f"@{word}"
    if word in PLACE_WORDS or word in COMPANY_WORDS:
        return f"@{word}" if "location" in allowed else None
    flat = word.replace("-", "")
    if "effects" in allowed and flat in EFFECT_WORDS:
        return "+" + EFFECT_WORDS[flat].replace(" ", "-")
    if len(word) < 3 or values.split_range(word) is not None:
        return None
    if "method" in allowed:
        near = closest(word, [known for known in METHOD_WORDS if len(known) > 2], limit=1)
        if near is not None:
            return near
    if "effects" in allowed and len(word) > 4:
        near = closest(flat, EFFECT_WORDS, limit=1)
        if near is not None:
            return "+" + EFFECT_WORDS[near].replace(" ", "-")
    scales = ("mood", "energy", "rating", *SYMPTOM_WORDS) if "symptoms" in allowed else ()
    following = index + 1
    if following < len(search.line.tokens) and values.split_range(search.line.tokens[following].text):
        return closest(word, scales, limit=1)
    return None


def _is_time(search: Search, word: str) -> bool:
    if not (
        ":" in word
        or word.endswith(("am", "pm"))
        or word in ("yesterday", "today", "noon", "midnight", "now")
    ):
        return False
    try:
        return match_when(word, search.context.now, search.context.offset) is not None
    except EntryError:
        return False


def _at(search: Search, first: int, last: int, message: str, hint: str, fixed: str | None) -> EntryError:
    tokens, text = search.line.tokens, search.line.text
    start, end = tokens[first].start, tokens[last].end
    if fixed is not None and any(char.isspace() for char in fixed):
        fixed = quote(fixed)
    whole = "" if fixed is None else f"{text[:start]}{fixed}{text[end:]}"
    return EntryError(message, line=text, start=start, end=end, fixed=whole, hint=hint)


def redirect(name: str) -> EntryError:
    """See ``grammar.redirect_error``."""
    return EntryError(
        f'the shell took ">{name}" as a redirection into a file "{name}". Nothing was stored.',
        hint=f'Remove the file "{name}" and write the range as 4-{name}, as in: mood 4-{name}.',
    )
