"""Names for tests: what the replica would answer, from lists in memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sesh_tui.domain.entry import Product
from sesh_tui.domain.grammar import Context
from sesh_tui.domain.names import name_key, words_of
from sesh_tui.domain.spell import distance

NOW = datetime(2026, 11, 22, 15, 58, tzinfo=UTC)
"""A Sunday; 16:58 in the tests' time zone, one hour east."""
KNOWN = ("Blue Dream", "Cherry Puff", "Purple Pain Killer", "3 Kings", "GG #4")


class NameBook:
    """Answers like the replica: own stock, recent names, catalogue."""

    def __init__(
        self, catalogue: Iterable[str] = (), stock: Iterable[str] = (), recent: Iterable[str] = ()
    ) -> None:
        self.products: dict[str, list[Product]] = {}
        self.own: list[Product] = []
        self.lookups = 0
        for source, names in (("stock", stock), ("recent", recent), ("catalogue", catalogue)):
            for number, name in enumerate(names):
                product = Product(name, source, f"item-{number}" if source == "stock" else None)
                self.products.setdefault(name_key(name), []).append(product)
                if source != "catalogue":
                    self.own.append(product)

    def exact(self, key: str) -> list[Product]:
        self.lookups += 1
        return self.products.get(key, [])

    def partial(self, words: str) -> list[Product]:
        wanted = words.split()
        return [
            product
            for product in self.own
            if wanted
            and all(any(word.startswith(part) for word in words_of(product.name)) for part in wanted)
        ][:5]

    def nearest(self, key: str) -> list[str]:
        limit = 1 if len(key) <= 4 else 3
        near = [(distance(key, other, limit), found[0].name) for other, found in self.products.items()]
        return [name for far, name in sorted(near)[:3] if far <= limit]


def context(**changes: object) -> Context:
    """The tests' person: five known names, one hour east of UTC."""
    return Context(NOW, 60, names=NameBook(KNOWN))._replace(**changes)  # type: ignore[arg-type]
