"""The names the replica knows: what is in the jar, what was used before, the shipped catalogue."""

from __future__ import annotations

from sesh_tui.db.replica import Replica
from sesh_tui.domain.entry import Product
from sesh_tui.domain.names import name_key, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import apsw

MOST = 5


class KnownNames:
    """Answers the grammar's questions about names (``sesh_tui.domain.names.Names``)."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._stock: list[tuple[str, str, tuple[str, ...], str]] | None = None

    def stock(self) -> list[tuple[str, str, tuple[str, ...], str]]:
        """Open lots as (key, name, words, id), oldest first; read once."""
        if self._stock is None:
            rows = self._replica.all(
                "SELECT name, strain, id FROM inventory WHERE finishedAt IS NULL AND deletedAt IS NULL "
                "ORDER BY acquired, id"
            )
            self._stock = [(name_key(name), name, words_of(name), row_id) for name, _, row_id in rows]
            for name, strain, row_id in rows:
                if strain and name_key(strain) != name_key(name):
                    self._stock.append((name_key(strain), name, words_of(strain), row_id))
        return self._stock

    def recent(self, limit: int) -> list[str]:
        """Names used before, the latest first."""
        rows = self._replica.all("SELECT name FROM recent_names ORDER BY lastAt DESC LIMIT ?", (limit,))
        return [name for (name,) in rows]

    def exact(self, key: str) -> Sequence[Product]:
        """Names with this key, best source first. Of several lots of one name the oldest counts."""
        found = _by_name(
            Product(name, "stock", row_id) for known, name, _, row_id in self.stock() if known == key
        )
        if found:
            return found
        row = self._replica.one(
            "SELECT name FROM recent_names WHERE key = ? ORDER BY lastAt DESC LIMIT 1", (key,)
        )
        if row:
            return [Product(row[0], "recent", None)]
        row = self._replica.one("SELECT name FROM catalogue WHERE key = ?", (key,))
        return [Product(row[0], "catalogue", None)] if row else []

    def partial(self, words: str) -> Sequence[Product]:
        """Lots, or else names used before, in which each of the words begins a word."""
        wanted = words.split()
        if not wanted:
            return []
        found = _by_name(
            Product(name, "stock", row_id)
            for _, name, known, row_id in self.stock()
            if all(any(word.startswith(part) for word in known) for part in wanted)
        )
        if found:
            return found[:MOST]
        rows = self._replica.all(
            "SELECT name FROM recent_names WHERE instr(key, ?) > 0 ORDER BY lastAt DESC", (wanted[0],)
        )
        return _by_name(
            Product(name, "recent", None)
            for (name,) in rows
            if all(any(word.startswith(part) for word in words_of(name)) for part in wanted)
        )[:MOST]

    def nearest(self, key: str) -> Sequence[str]:
        """A few names one may have meant, the most used first."""
        from sesh_tui.domain.spell import distance

        start = key[:2]
        rows = self._replica.all(
            "SELECT key, name, 2000000 FROM recent_names UNION ALL "
            "SELECT key, name, popularity FROM catalogue WHERE key >= ? AND key < ?",
            (start, start + "\U0010ffff"),
        )
        rows += [(known, name, 3_000_000) for known, name, _, _ in self.stock()]
        scored: dict[str, tuple[float, float]] = {}
        for known, name, weight in rows:
            off = 0.5 if known.startswith(key) or key.startswith(known) else distance(key, known, 2)
            if off <= 2:
                scored[name] = min(scored.get(name, (9.0, 0.0)), (float(off), -float(weight or 0)))
        return sorted(scored, key=lambda name: scored[name])[:3]


def _by_name(products: Iterable[Product]) -> list[Product]:
    """The first product of every distinct name; spellings of one name are one."""
    found: dict[str, Product] = {}
    for product in products:
        found.setdefault(name_key(product.name), product)
    return list(found.values())


def remember(replica: Replica, name: str, at: str) -> None:
    """Note that a name was used, so that it is found before the catalogue; inside a transaction."""
    replica.db.execute(
        "INSERT INTO recent_names (key, name, uses, lastAt) VALUES (?, ?, 1, ?) ON CONFLICT (key, name) "
        "DO UPDATE SET uses = uses + 1, lastAt = max(lastAt, excluded.lastAt)",
        (name_key(name), name, at),
    )


_USED = (
    "SELECT strain AS name, timestamp AS at FROM sessions WHERE strain IS NOT NULL AND deletedAt IS NULL "
    "UNION ALL SELECT name, acquired FROM inventory WHERE deletedAt IS NULL"
)


def settle(replica: Replica, changed: Iterable[str]) -> None:
    """Forget those of the names that no session and no lot has any more, and know the others.

    For what takes a use back (undo, a deletion, an edit); inside a transaction.
    """
    for name in sorted(set(changed)):
        row = replica.one(f"SELECT count(*), max(at) FROM ({_USED}) WHERE name = ?", (name,))
        replica.db.execute(
            "DELETE FROM recent_names WHERE key = ? AND name = ?",
            (name_key(name), name),
        )
        if row is not None and row[0]:
            _know(replica.db, name, *row)


def rebuild(replica: Replica) -> None:
    """Gather the names used anew from sessions and lots, as after rows came from elsewhere."""
    gather(replica.db)


def gather(db: apsw.Connection) -> None:
    """Fill ``recent_names``; inside a transaction."""
    db.execute("DELETE FROM recent_names")
    rows = db.execute(f"SELECT name, count(*), max(at) FROM ({_USED}) GROUP BY name").fetchall()
    for name, uses, last in rows:
        _know(db, str(name), int(str(uses)), str(last))


def _know(db: apsw.Connection, name: str, uses: int, last: str) -> None:
    db.execute(
        "INSERT INTO recent_names (key, name, uses, lastAt) VALUES (?, ?, ?, ?)",
        (name_key(name), name, uses, last),
    )
