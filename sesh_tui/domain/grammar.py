"""The entry grammar: one line, order free, to an ``Entry`` or to an error that points at the word.

``parse`` is the door; ``analyse`` also says where each word went; ``format_entry`` is the way back.
"""

# no "from __future__ import annotations" here: NamedTuple compiles annotations that are text (1 ms at start)

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sesh_tui.domain import tokens as _tokens
from sesh_tui.domain import verbs
from sesh_tui.domain.entry import Amount, Entry, Product
from sesh_tui.domain.lookup import Search
from sesh_tui.domain.names import Names, NoNames, name_key, words_of
from sesh_tui.domain.reader import Draft
from sesh_tui.domain.tokens import Line, Token
from sesh_tui.domain.units import CustomUnit
from sesh_tui.domain.vocab import IMPLIED_METHOD, SWALLOWED_ROUTES, route_of
from sesh_tui.errors import EntryError

__all__ = (
    "Analysis",
    "Context",
    "Span",
    "analyse",
    "assume_thc",
    "explain",
    "format_entry",
    "parse",
    "redirect_error",
)

SMALL_MG = 1_000
"""Up to this many ``mg`` with a swallowed method are mg of THC, above it they are product mass."""

_NO_NAMES = NoNames()


class Context(NamedTuple):
    """What the grammar has to know of the person and the moment."""

    now: datetime
    """Aware, UTC."""
    tz_offset_min: int = 0
    day_start_min: int = 240
    names: Names = _NO_NAMES
    units: Mapping[str, CustomUnit] = {}
    """Own units by lower-case singular and plural."""
    symptoms: frozenset[str] = frozenset()
    """Own symptoms, lower case."""
    new_ok: bool = False
    """``--new`` was given: unknown words may become a new product."""
    currency: str = "USD"
    offset_at: Callable[[float], int] | None = None
    """Epoch seconds → minutes east of UTC, where another day's offset may differ from ``tz_offset_min``."""

    @property
    def offset(self) -> int | Callable[[float], int]:
        """The offset function, or the constant where there is none."""
        return self.tz_offset_min if self.offset_at is None else self.offset_at


class Span(NamedTuple):
    """A word of the line, and the field of ``Entry`` it went to."""

    start: int
    end: int
    field: str


class Analysis(NamedTuple):
    """An entry and where each part of it stands in the line."""

    entry: Entry
    line: str
    spans: tuple[Span, ...]


def parse(line: str | Sequence[str], context: Context, *, verb: str = "log", shell: bool = False) -> Entry:
    """The entry a line means. ``line`` is the text of the command bar or a shell's list of words.

    Raises ``EntryError``, and ``Ambiguous`` where a name fits twice; nothing else, whatever the input.
    ``shell`` makes messages name what a shell does to ``>``.
    """
    return analyse(line, context, verb=verb, shell=shell).entry


def analyse(
    line: str | Sequence[str], context: Context, *, verb: str = "log", shell: bool = False
) -> Analysis:
    """Like ``parse``, with the field of every word. No word is without one."""
    read = _spread(_tokens.of(line), context, verb)
    if not read.tokens and read.note is None and verb not in verbs.MAY_BE_EMPTY:
        raise EntryError(
            f"nothing to {verb}.",
            line=read.text,
            end=len(read.text),
            hint='Write for example: 0.3g "blue dream" vape.',
        )
    draft, product = _find(read, context, verb, shell)
    spans = [
        Span(token.start, token.end, draft.owner[index] or "product")
        for index, token in enumerate(read.tokens)
    ]
    if read.note_start < len(read.text):
        spans.append(Span(read.note_start, len(read.text), "note"))
    return Analysis(_entry(draft, product, context, verb), read.text, tuple(spans))


def _find(line: Line, context: Context, verb: str, shell: bool) -> tuple[Draft, Product | None]:
    search = Search(line, context, verb, shell)
    found = search.run()
    if found is None:
        from sesh_tui.domain.complaints import failure

        raise failure(search)
    return found[0], found[1]


def _spread(line: Line, context: Context, verb: str) -> Line:
    """Take words with spaces apart that are not one name: ``"mood 4>7"``, or a whole quoted line."""
    if not any(_tokens.is_spaced(token.text) for token in line.tokens):
        return line
    alone = len(line.tokens) == 1
    first = line.tokens[0]
    if alone and not first.quoted and line.note is None and not _is_whole(first, context, verb, alone):
        # a shell's quotes around the whole line
        return _spread(_tokens.of(first.text), context, verb)
    spread: list[Token] = []
    for token in line.tokens:
        whole = _is_whole(token, context, verb, alone) or _is_new_name(token, line, context, verb)
        spread.extend([token] if whole else _tokens.split(token))
    return line._replace(tokens=tuple(spread))


def _is_whole(token: Token, context: Context, verb: str, alone: bool) -> bool:
    text = token.text
    if not _tokens.is_spaced(text):
        return True
    if text[0] in "@+" and not token.quoted:
        return True
    if verb == "buy" and token.quoted:
        return True
    head = text.split(None, 1)[0]
    if not token.quoted and _keyed(head):
        return True
    if "product" not in verbs.FIELDS[verb]:
        return False
    if context.names.exact(name_key(text)):
        return True
    if not context.new_ok:
        return bool(context.names.partial(" ".join(words_of(text))))
    # a new name in quotes stays one name, unless it is plainly syntax or a line of its own
    owner = Search(line_of(_tokens.split(token)), context, verb, False).base.owner
    if verb == "buy":
        return not alone or "cost" not in owner
    return "amount" not in owner if alone else not owner[0]


def _is_new_name(token: Token, line: Line, context: Context, verb: str) -> bool:
    """Whether a new name in quotes merely begins like syntax: ``"$20 Bag"``, ``0.2g "100mg Bottle" joint``.

    An amount at its start belongs to the name only if the line has one outside the quotes, and what is
    left of a quoted line, ``"0.3g blue dream"``, may be a known name.
    """
    if not context.new_ok or "product" not in verbs.FIELDS[verb] or len(line.tokens) == 1:
        return False
    pieces = line_of(_tokens.split(token))
    inside = Search(pieces, context, verb, False).base.owner
    free = [piece.text for piece, field in zip(pieces.tokens, inside, strict=True) if not field]
    rest = Search(line_of([other for other in line.tokens if other is not token]), context, verb, False)
    if not free or inside[0] in rest.base.owner:
        return bool(free)
    return inside[0] != "amount" and not context.names.exact(name_key(" ".join(free)))


def line_of(pieces: Sequence[Token]) -> Line:
    """A line of its own out of the parts of a word."""
    return _tokens.of(" ".join(piece.text for piece in pieces if piece.text != "--"))


def _keyed(head: str) -> bool:
    """Whether the first part of a word with spaces is ``key:value``, so that all of it is the value."""
    from sesh_tui.domain.keys import is_key

    for index, char in enumerate(head):
        if char in ":=":
            return is_key(head[:index].lower())
        if not (char.isalnum() or char in "-_"):
            break
    return False


def _entry(draft: Draft, product: Product | None, context: Context, verb: str) -> Entry:
    fields = dict(draft.fields)
    for name in ("symptoms", "new_symptoms", "effects", "tags", "triggers"):
        if name in fields:
            fields[name] = tuple(fields[name])
    if product is not None:
        fields["product"] = product
    entry = Entry(**fields)
    if "method" not in verbs.FIELDS[verb]:
        return entry
    if entry.method is None and entry.amount is not None and entry.amount.kind == "count":
        own = context.units.get(entry.amount.unit.lower())
        implied = (own.method if own is not None else None) or IMPLIED_METHOD.get(entry.amount.unit)
        entry = entry._replace(method=implied)
    return assume_thc(entry)


def assume_thc(entry: Entry) -> Entry:
    """Rule 1: a small number of ``mg`` with an oral or oromucosal method is mg of THC.

    Also for entries whose method was filled in later (from the item's category). Returns the entry with
    ``assumed_thc`` set and the amount in µg, or unchanged.
    """
    amount = entry.amount
    if (
        amount is None
        or amount.kind != "mass"
        or amount.unit != "mg"
        or amount.quantity > SMALL_MG
        or route_of(entry.method) not in SWALLOWED_ROUTES
    ):
        return entry
    return entry._replace(amount=_as_thc(amount), assumed_thc=True)


def _as_thc(amount: Amount) -> Amount:
    from sesh_tui.domain.units import UNITS, parse_number, quantity_of

    number = parse_number(amount.number)
    # the number as typed is finer than whole mg: 2.5mg is 2,500 µg
    exact = amount.quantity * 1_000 if number is None else quantity_of(number, UNITS["thc"], amount.times)
    return amount._replace(kind="thc", quantity=exact)


def format_entry(entry: Entry, tz_offset_min: int = 0, *, verb: str = "log", currency: str = "USD") -> str:
    """A command bar's line that parses back to the same entry, for the same verb and context.

    ``currency`` is the person's default, which a price without a currency is in.
    """
    from sesh_tui.domain.formatting import format_entry as write

    return write(entry, tz_offset_min, verb, currency)


def explain(entry: Entry, tz_offset_min: int = 0, *, currency: str = "USD") -> list[tuple[str, str]]:
    """What was understood, as label and text, in the order a person reads it."""
    from sesh_tui.domain.formatting import explain as tell

    return tell(entry, tz_offset_min, currency)


def redirect_error(name: str) -> EntryError:
    """The error for a descriptor found open on a file such as ``7``: the shell ate ``>7``."""
    from sesh_tui.domain.complaints import redirect

    return redirect(name)
