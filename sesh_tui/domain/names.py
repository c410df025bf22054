"""Names of strains and products: the keys they are compared by, and who is asked for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.domain.entry import Product


class Names(Protocol):
    """Whoever knows the names: own stock, recent strains, the catalogue."""

    def exact(self, key: str) -> Sequence[Product]:
        """Names whose ``name_key`` is ``key``, best source first: stock, recent, catalogue."""

    def partial(self, words: str) -> Sequence[Product]:
        """Own stock and recent names, at most 5, in which each of ``words`` begins a word.

        ``words`` are folded words (see ``words_of``) joined by single spaces, such as ``"blu dre"``.
        """

    def nearest(self, key: str) -> Sequence[str]:
        """A few names that look like ``key``, for the message of an error; never on the happy path."""


class NoNames:
    """Knows no name at all; the default of a ``Context``."""

    def exact(self, key: str) -> Sequence[Product]:
        """Nothing is known."""
        return ()

    def partial(self, words: str) -> Sequence[Product]:
        """Nothing is known."""
        return ()

    def nearest(self, key: str) -> Sequence[str]:
        """Nothing is known."""
        return ()


def name_key(text: str) -> str:
    """The key two spellings of a name share: no case, no punctuation, no accents, no spaces.

    ``GG #4`` → ``gg4``; ``Neville’s Haze`` and its mojibake → ``nevilleshaze``. A name of punctuation only
    keeps it. Folding a key again gives the key.
    """
    if text.isascii():
        text = text.lower()
        if text.isalnum():
            return text
        return "".join([char for char in text if char.isalnum()]) or "".join(text.split())
    folded = _fold(text)
    return "".join([char for char in folded if _is_letter(char)]) or "".join(folded.split())


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a name, split at spaces and hyphens: ``Tangie-Land #2`` → ``tangie, land, 2``."""
    for dash in "-–—/_":
        text = text.replace(dash, " ")
    keys = (name_key(word) for word in text.split())
    return tuple(key for key in keys if key and (len(key) > 1 or key.isalnum()))


def repair(text: str) -> str:
    """Undo UTF-8 that was once read as Windows-1252 (``â€™`` → ``’``), up to three times over."""
    for _ in range(3):
        if text.isascii():
            return text
        try:
            raw = b"".join([_cp1252_byte(char) for char in text])
            better = raw.decode("utf-8")
        except ValueError:
            return text
        text = better
    return text


def _cp1252_byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        # the five bytes that Windows-1252 leaves undefined are passed through as control characters
        return char.encode("latin-1")


def _is_letter(char: str) -> bool:
    if char.isalnum():
        return True
    import unicodedata

    # vowel signs of Indic scripts are part of the word, though no "letters"
    return unicodedata.category(char)[0] == "M"


def _fold(text: str) -> str:
    """Case and accents folded; stable when applied again."""
    import unicodedata

    text = repair(text)
    for _ in range(4):
        text = unicodedata.normalize("NFKD", text)
        before = text
        text = "".join([char for char in text if not 200 <= unicodedata.combining(char) < 240]).casefold()
        if text == before:
            break
    return text
