"""A place that is a list, with what is under the cursor beside it where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, Vertical

from sesh_tui.screens.place import BREAKPOINTS, PlaceScreen
from sesh_tui.widgets.head_line import HeadLine
from sesh_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from textual.widget import Widget

    from sesh_tui.widgets.virtual_list import VirtualList


class ListPlace(PlaceScreen):
    """Title, list and pane, and the keys that move the cursor. The place itself makes ``list``."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    list: VirtualList[Any]

    def __init__(self) -> None:
        super().__init__()
        self.head = HeadLine()
        self.pane = TextPane()

    def body(self) -> Widget:
        """Return list and pane."""
        return Vertical(self.head, Horizontal(self.list, self.pane))

    def action_move(self, steps: int) -> None:
        """Move the cursor."""
        self.list.move(steps)

    def action_page(self, pages: int) -> None:
        """Move by a screenful."""
        self.list.page(pages)

    def action_jump(self, index: int) -> None:
        """Go to the first or the last row."""
        self.list.jump(index)
