"""Short lists, whole in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from sesh_tui.widgets.virtual_list import Pages, VirtualList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesh_tui.text.spans import Line

Row = TypeVar("Row")


class Held(Generic[Row]):
    """A source of rows over a sequence."""

    def __init__(self, held: Sequence[Row]) -> None:
        self._held = held

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._held)

    def rows(self, first: int, n: int) -> Sequence[Row]:
        """Return some of them."""
        return self._held[first : first + n]


class RowList(VirtualList[Row], Generic[Row]):
    """A list of rows that are all at hand."""

    def __init__(self, paint: Callable[[Row, int], Line], empty: Callable[[], Sequence[Line]]) -> None:
        super().__init__()
        self._paint = paint
        self._empty = empty

    def show_rows(self, rows: Sequence[Row], *, cursor: int = 0) -> None:
        """Show these rows."""
        self.show(Pages(Held(rows), count=len(rows)), cursor=cursor)

    def row_text(self, row: Row, index: int, width: int) -> Line:
        """Return the line of a row."""
        return self._paint(row, width)

    def empty_lines(self) -> Sequence[Line]:
        """Return what stands there when no row does."""
        return self._empty()
