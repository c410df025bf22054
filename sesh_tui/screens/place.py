"""What all places have in common: the frame, the keys and the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset

from sesh_tui.screens import keys
from sesh_tui.screens.common import CommonActions
from sesh_tui.widgets.bars import HintBar, PlaceBar
from sesh_tui.widgets.line_view import LineView
from sesh_tui.widgets.sheet_view import SheetView

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widget import Widget

    from sesh_tui.screens.sheet import Sheet


BREAKPOINTS: list[tuple[int, str]] = [(0, "-narrow"), (110, "-wide")]
"""From 110 columns on a list has what is under the cursor beside it."""


def bindings_of(place: str) -> list[BindingType]:
    """Return a place's bindings. They have priority, so that keys are worked off strictly in order."""
    return [
        Binding(",".join(action.keys), action.name, action.title, show=False, priority=True)
        for action in keys.actions_of(place)
        if action.name != "command_palette"
    ]


class PlaceScreen(CommonActions):
    """A place: the bar of places, a body, a sheet when one is open, and the bar of keys."""

    PLACE: ClassVar[str] = ""
    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self._stale = False

    @property
    def here(self) -> PlaceScreen:
        """This place."""
        return self

    def body(self) -> Widget:
        """Return the widget between the bars."""
        raise NotImplementedError

    def reload(self) -> None:
        """Show the data as they are now."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Build the frame."""
        yield PlaceBar(self.PLACE)
        yield self.body()
        yield HintBar(self.PLACE)
        yield SheetView()

    def on_mount(self) -> None:
        """Show a sheet that was opened by keys typed before the screen was there."""
        if self.sheet is not None:
            self.show_sheet()

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another place was shown."""
        if self._stale:
            self._stale = False
            self.reload()

    def mark_stale(self) -> None:
        """Reload now if this place is shown, else when it is shown next."""
        if self.is_current and self.is_mounted:
            self.reload()
        else:
            self._stale = True

    def on_resize(self) -> None:
        """Fit the open sheet to the new size."""
        self.show_sheet()

    def open_sheet(self, sheet: Sheet) -> None:
        """Open a sheet; the keys go to it until it is closed."""
        self.sheet = sheet
        self.show_sheet()

    def close_sheet(self, sheet: Sheet | None = None) -> None:
        """Close the sheet, if it is still the given one."""
        if sheet is None or sheet is self.sheet:
            self.sheet = None
            self.show_sheet()

    def show_sheet(self) -> None:
        """Paint the sheet as it is now."""
        if not self.is_mounted or not self.query(SheetView):
            return
        view = self.query_one(SheetView)
        view.show(self.sheet)
        place = self.sheet.cursor() if self.sheet is not None else None
        if place is not None and self.sheet is not None:
            row, column = place
            self.app.cursor_position = Offset(column, self.size.height + row)

    def sheet_key(self, key: str, character: str | None) -> None:
        """Hand a key to the open sheet and repaint it."""
        sheet = self.sheet
        if sheet is not None:
            sheet.key(key, character)
            if self.sheet is sheet:
                self.show_sheet()

    def sheet_paste(self, text: str) -> None:
        """Hand pasted text to the open sheet."""
        if self.sheet is not None:
            self.sheet.paste(text)
            self.show_sheet()

    def refresh_bars(self) -> None:
        """Repaint the top line, when the status in it changed."""
        if self.is_mounted:
            self.query_one(PlaceBar).refresh()

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """Find the text under the mouse; our lines are one cell a cell, so the place says it."""
        widget, region = self.get_widget_at(x, y) if self.is_attached else (None, None)
        if isinstance(widget, LineView) and region is not None:
            return widget, Offset(x - region.x, y - region.y)
        return super().get_widget_and_offset_at(x, y)
