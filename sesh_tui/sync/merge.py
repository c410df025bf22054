"""The three-way merge of one row, column by column. Pure: no clock, no file, no key of its own.

Equal cells stay; where one side differs from the base, that side counts; where both differ, the
later edit is shown and the other value is handed back, to be kept in the journal of conflicts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from sesh_tui.crypto.envelope import Unopened, is_sealed
from sesh_tui.sync.rows import Row, Shape, is_blanked, plain, same, to_json
from sesh_tui.sync.texts import merge_lines, merge_values

LONG_TEXTS: Mapping[str, frozenset[str]] = {
    "journal_entries": frozenset({"content"}),
    "sessions": frozenset({"notes"}),
    "session_moods": frozenset({"moodDescription"}),
    "medical_symptoms": frozenset({"notes"}),
    "inventory": frozenset({"notes"}),
    "stock_moves": frozenset({"note"}),
    "user_profiles": frozenset({"biography"}),
    "goals": frozenset({"description"}),
}
"""Columns merged by lines before one side has to give way."""

COUNTERS: Mapping[str, frozenset[str]] = {
    "presets": frozenset({"useCount"}),
}
"""Both sides' increments add up."""

LATEST: Mapping[str, frozenset[str]] = {
    "presets": frozenset({"lastUsedAt"}),
    "users": frozenset({"lastActive"}),
}
"""Times of which the later one is true."""

UNJOURNALED = frozenset({"sync_conflicts"})
"""A conflict about the journal of conflicts is settled by the later edit alone."""


class Cells(Protocol):
    """What opens and seals cells where the key is at hand: the vault."""

    def open(self, text: object, table: str, row_id: str, column: str) -> Any: ...

    def seal(self, table: str, row_id: str, column: str, value: Any) -> str: ...


class Lost(NamedTuple):
    """A value that gave way to a later one."""

    column: str
    value: Any
    kept: Any
    lost_at: str | None
    kept_at: str | None


class Merged(NamedTuple):
    """What the row becomes, and what has to be kept beside it."""

    row: dict[str, Any]
    lost: tuple[Lost, ...]
    is_remote: bool
    """Nothing of the device is left to send."""


def merge(
    shape: Shape,
    base: Row | None,
    local: Row,
    remote: Row,
    *,
    cells: Cells | None = None,
    is_open: bool = False,
) -> Merged:
    """Merge a row changed here with its state on the server.

    ``base`` is the state that both sides once shared, ``None`` where that is not known. With
    ``cells`` and ``is_open`` sealed cells are compared and merged by what they hold; else by their bytes.
    """
    return _Merge(shape, base, local, remote, cells if is_open else None).result()


class _Merge:
    def __init__(self, shape: Shape, base: Row | None, local: Row, remote: Row, cells: Cells | None) -> None:
        self.shape = shape
        self.table = shape.table
        self.base = base
        self.local = local
        self.remote = remote
        self.cells = cells
        self.lost: list[Lost] = []
        self.row_id = str(remote["id"])
        self.counters = COUNTERS.get(self.table, frozenset())
        self.latest = LATEST.get(self.table, frozenset())

    def result(self) -> Merged:
        content = self.shape.content
        # everything that is no person's value (stamps, caches, what a newer client added) is the server's
        row = dict(self.remote)
        if is_blanked(self.remote, content):
            row |= {name: self.local.get(name) for name in content}
        elif not is_blanked(self.local, content):
            row |= {name: self._cell(name) for name in content}
        row["deletedAt"] = self._deleted()
        if row["deletedAt"] is not None and is_blanked(self.remote, content):
            return Merged(dict(self.remote), (), True)  # deleted everywhere and scrubbed there
        is_remote = all(same(row[name], self.remote.get(name)) for name in (*content, "deletedAt"))
        if is_remote:
            row = dict(self.remote)
        else:
            row["updatedAt"] = self._updated()
        lost = () if self.table in UNJOURNALED else tuple(self.lost)
        return Merged(row, lost, is_remote)

    # -- one cell --------------------------------------------------------------------------------

    def _cell(self, name: str) -> Any:
        local, remote = self.local.get(name), self.remote.get(name)
        if same(local, remote):
            return remote
        if self.base is not None:
            base = self.base.get(name)
            if same(local, base):
                return remote
            if same(remote, base):
                return local
            if self._means_same(name, local, remote):
                return remote
            if self._means_same(name, local, base):  # sealed anew here, edited there
                return remote
            if self._means_same(name, remote, base):
                return local
        elif self._means_same(name, local, remote):
            return remote
        if name in self.counters or name in self.latest:
            return self._derived(name, local, remote)
        inside = self._inside(name, local, remote)
        return self._choose(name, local, remote) if inside is None else inside

    def _choose(self, name: str, local: Any, remote: Any) -> Any:
        """The later edit; of two with the same time the one whose text sorts last, whoever decides."""
        mine, theirs = self.local.get("updatedAt"), self.remote.get("updatedAt")
        local_wins = ((mine or ""), to_json(plain(local))) > ((theirs or ""), to_json(plain(remote)))
        if local_wins:
            self.lost.append(Lost(name, remote, local, theirs, mine))
            return local
        self.lost.append(Lost(name, local, remote, mine, theirs))
        return remote

    def _derived(self, name: str, local: Any, remote: Any) -> Any:
        if local is None or remote is None:
            return remote if local is None else local
        if name in self.counters and self.base is not None:
            return local + remote - (self.base.get(name) or 0)
        return max(local, remote)

    def _inside(self, name: str, local: Any, remote: Any) -> Any:
        """Both edits in one value, where its inside can be merged; else ``None``."""
        if self.base is None or None in (local, remote, self.base.get(name)):
            return None
        base, ours, theirs = (self._opened(name, cell) for cell in (self.base.get(name), local, remote))
        sealed = is_sealed(remote) or is_sealed(local)
        if sealed and (self.cells is None or Unopened in map(type, (base, ours, theirs))):
            return None
        if all(isinstance(value, list) for value in (base, ours, theirs)):
            merged = merge_values(base, ours, theirs)
        elif not all(isinstance(value, str) for value in (base, ours, theirs)):
            return None
        elif name in LONG_TEXTS.get(self.table, ()):
            merged = merge_lines(base, ours, theirs)
        else:
            merged = _merged_json(base, ours, theirs)
        if merged is None or not sealed or self.cells is None:
            return merged
        return self.cells.seal(self.table, self.row_id, name, merged)

    def _opened(self, name: str, cell: Any) -> Any:
        if self.cells is None or not is_sealed(cell):
            return cell
        return self.cells.open(cell, self.table, self.row_id, name)

    def _means_same(self, name: str, one: Any, other: Any) -> bool:
        """Whether two sealed cells hold the same value; never true without the key."""
        if self.cells is None or not (is_sealed(one) and is_sealed(other)):
            return False
        left, right = self._opened(name, one), self._opened(name, other)
        return not isinstance(left, Unopened) and not isinstance(right, Unopened) and bool(left == right)

    # -- the row ---------------------------------------------------------------------------------

    def _updated(self) -> Any:
        mine, theirs = self.local.get("updatedAt"), self.remote.get("updatedAt")
        if self.base is not None and same(theirs, self.base.get("updatedAt")):
            return mine
        return max(mine or "", theirs or "")

    def _deleted(self) -> Any:
        """An edit beats a deletion that had not seen it, and the deletion goes to the journal."""
        mine, theirs = self.local.get("deletedAt"), self.remote.get("deletedAt")
        if (mine is None) == (theirs is None):
            return theirs
        if self.base is not None and self.base.get("deletedAt") is not None:
            return None  # somebody brought the row back; the other side only had not heard
        editor, deleter = (self.local, self.remote) if mine is None else (self.remote, self.local)
        if not self._edited(editor, deleter):
            return mine or theirs
        self.lost.append(
            Lost("deletedAt", mine or theirs, None, deleter.get("updatedAt"), editor.get("updatedAt"))
        )
        return None

    def _edited(self, editor: Row, deleter: Row) -> bool:
        since = self.base
        if since is None:
            if is_blanked(deleter, self.shape.content):
                return False
            since = deleter
        return any(
            not same(editor.get(name), since.get(name))
            and not self._means_same(name, editor.get(name), since.get(name))
            for name in self.shape.content
            if name not in self.counters and name not in self.latest
        )


def _merged_json(base: str, local: str, remote: str) -> str | None:
    """Lists and objects that stand as JSON in a plain cell; ``None`` where it holds anything else."""
    if not all(text[:1] in ("[", "{") for text in (base, local, remote)):
        return None
    try:
        sides = [json.loads(text) for text in (base, local, remote)]
    except ValueError:
        return None
    merged = merge_values(*sides)
    return None if merged is None else to_json(merged)
