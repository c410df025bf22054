"""Which words of a line are the product: own stock, recent names, the catalogue; the longest wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.domain.entry import Product
from sesh_tui.domain.names import name_key, words_of
from sesh_tui.domain.reader import HARD, Draft, Reader
from sesh_tui.domain.tokens import is_spaced
from sesh_tui.errors import Ambiguous

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.domain.grammar import Context
    from sesh_tui.domain.tokens import Line

_MAX_WORDS = 16
"""No real name has more words; longer spans are not looked up."""

Found = tuple[Draft, Product | None, tuple[int, int] | None]
"""A reading, the product, and its words as a half-open span."""


class Search:
    """Looks for the product of one line."""

    def __init__(self, line: Line, context: Context, verb: str, shell: bool) -> None:
        self.line = line
        self.context = context
        self.verb = verb
        self.shell = shell
        self.base = self.read(None)
        self._known: dict[str, Sequence[Product]] = {}
        self.best: Draft | None = None
        """The reading beside the first known name that left something unread; its problems are told."""

    def read(self, mask: tuple[int, int] | None) -> Draft:
        """Read the line with the words of ``mask`` taken as the product."""
        return Reader(self.line, self.context, self.verb, self.shell, mask).read()

    def exact(self, first: int, end: int) -> Sequence[Product]:
        """Known names spelled by these words."""
        key = name_key(" ".join([token.text for token in self.line.tokens[first:end]]))
        if key not in self._known:
            self._known[key] = self.context.names.exact(key) if key else ()
        return self._known[key]

    def run(self) -> Found | None:
        """The reading in which every word has its place, or ``None``: ``failure`` then tells why."""
        base = self.base
        if not base.free and not base.problems:
            return self._weak_name() or (base, None, None)
        found = self._longest_known(self._spans())
        if found is None and any(token.quoted for token in self.line.tokens):
            found = self._longest_known(self._spans(strict=False))
        if found is not None:
            return found
        if base.free and "product" not in base.fields:
            return self._new() if self.context.new_ok else self._partly_known()
        return None

    def _weak_name(self) -> Found | None:
        """``+speed`` is an effect of the person's own unless it is the name of something known."""
        if "product" in self.base.fields:
            return None
        for index in self.base.weak:
            products = self.exact(index, index + 1)
            if products:
                draft = self.read((index, index + 1))
                if not draft.problems and not draft.free:
                    return draft, pick(products, self.line.tokens[index].text), (index, index + 1)
        return None

    # -- spans ------------------------------------------------------------------------------------

    def _spans(self, strict: bool = True) -> list[tuple[int, int]]:
        """Spans that could be the name, longest first: they cover all free words, or else some problem.

        ``strict`` keeps quoted words apart; names such as ``Double "D"`` have them inside.
        """
        base, count = self.base, len(self.line.tokens)
        if base.free:
            needed = [(base.free[0], base.free[-1])]
        else:
            needed = [(first, last) for first, last, _ in base.problems if last < count]
            # the other one of "two amounts" may be the name as well
            needed = [(index, index) for index in range(count)] if needed else []
        spans: set[tuple[int, int]] = set()
        for first, last in needed:
            if any(self._barrier(index, strict) for index in range(first, last + 1)) and first != last:
                continue
            if first == last and base.strength[first] == HARD:
                continue
            low = first
            while low > 0 and not self._barrier(low - 1, strict) and last - low + 1 < _MAX_WORDS:
                low -= 1
            high = last + 1
            while high < count and not self._barrier(high, strict) and high - low < _MAX_WORDS:
                high += 1
            if (
                strict
                and first == last
                and (self.line.tokens[first].quoted or is_spaced(self.line.tokens[first].text))
            ):
                low, high = first, last + 1
            spans.update((start, end) for start in range(low, first + 1) for end in range(last + 1, high + 1))
        return sorted(spans, key=lambda span: (span[0] - span[1], span[0]))

    def _barrier(self, index: int, strict: bool) -> bool:
        token = self.line.tokens[index]
        return self.base.strength[index] == HARD or (strict and (token.quoted or is_spaced(token.text)))

    def _longest_known(self, spans: list[tuple[int, int]]) -> Found | None:
        fallback: Found | None = None
        for span in spans:
            products = self.exact(*span)
            if not products:
                continue
            draft = self.read(span)
            if "product" in draft.fields:
                continue
            if draft.free or draft.problems:
                self.best = self.best or draft
                continue
            text = " ".join(token.text for token in self.line.tokens[span[0] : span[1]])
            product = pick(products, text)
            if self._cuts_amount(span) and product.source == "catalogue":
                fallback = fallback or (draft, product, span)
                continue
            return draft, product, span
        return fallback

    def _cuts_amount(self, span: tuple[int, int]) -> bool:
        """Whether the span ends between a number and its unit: ``og kush 1 | joint``."""
        owner = self.base.owner
        end = span[1]
        return (
            end < len(owner)
            and owner[end - 1] == owner[end] == "amount"
            and not any(index in self.base.free for index in (end - 1, end))
        )

    def _partly_known(self) -> Found | None:
        """Own stock and recent names that begin like the free words."""
        first, last = self.base.free[0], self.base.free[-1]
        several: list[str] = []
        for span in reversed(self._spans()):
            text = " ".join(token.text for token in self.line.tokens[span[0] : span[1]])
            folded = words_of(text)
            if len("".join(folded)) < 2 or (several and span == (first, last + 1)):
                continue
            products = self.context.names.partial(" ".join(folded))
            names = list(dict.fromkeys(product.name for product in products))
            if not names:
                continue
            draft = self.read(span)
            if draft.free or draft.problems or "product" in draft.fields:
                self.best = self.best or draft
                continue
            if len(names) == 1:
                return draft, products[0], span
            several = several or names
        if several:
            raise _two_fit(self._text(first, last + 1), several)
        return None

    def _new(self) -> Found | None:
        """With ``--new`` the free words are the name, if they stand together."""
        free = self.base.free
        span = (free[0], free[-1] + 1)
        if self.base.problems or free != list(range(*span)):
            return None
        if any(self.line.tokens[index].quoted for index in free) and len(free) > 1:
            return None
        name = self._text(*span)
        if is_noise(name):
            return None
        return self.read(span), Product(name, "new", None), span

    def _text(self, first: int, end: int) -> str:
        return " ".join(token.text for token in self.line.tokens[first:end])


def is_noise(name: str) -> bool:
    """Whether a text has no letter and no digit, and so cannot be a name."""
    return not any(char.isalnum() for char in name)


def _two_fit(text: str, names: Sequence[str]) -> Ambiguous:
    listed = ", ".join(names)
    return Ambiguous(
        f'"{text}" fits more than one name: {listed}. Nothing was stored.',
        tuple(names),
        hint="Type more of the name, or item: and its id.",
    )


def pick(products: Sequence[Product], text: str) -> Product:
    """The best of the names that share a key; two different ones in stock are a question for the person."""
    best = products[0]
    for product in products:
        if product.source == best.source and product.name.casefold() == text.casefold():
            return product
    if best.source == "stock":
        names = list(dict.fromkeys(product.name for product in products if product.source == "stock"))
        if len({name.casefold() for name in names}) > 1:
            raise _two_fit(text, names)
    return best


def forced(reader: Reader, place: int, name: str) -> Product:
    """The product of ``strain:NAME``. Raises ``EntryError`` where it is unknown and not declared new."""
    names = reader.context.names
    products = names.exact(name_key(name))
    if products:
        return pick(products, name)
    if reader.context.new_ok and not is_noise(name):
        return Product(name, "new", None)
    folded = words_of(name)
    partly = names.partial(" ".join(folded)) if len("".join(folded)) > 1 else ()
    different = list(dict.fromkeys(product.name for product in partly))
    if len(different) > 1:
        raise _two_fit(name, different)
    if different:
        return partly[0]
    from sesh_tui.domain.complaints import unknown_name

    raise unknown_name(reader.context, name)
