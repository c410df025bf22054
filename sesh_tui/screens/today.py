"""Today: what happened, what is open, what is left."""

from __future__ import annotations

from sesh_tui.screens.place import PlaceScreen, bindings_of
from sesh_tui.text import day as day_text
from sesh_tui.text import format as fmt
from sesh_tui.widgets.day_view import DayView


class TodayScreen(PlaceScreen):
    """One day, today to begin with."""

    PLACE = "today"
    BINDINGS = bindings_of("today")

    def __init__(self) -> None:
        super().__init__()
        self.view = DayView(self.app.first_day)

    def body(self) -> DayView:
        """Return the day."""
        return self.view

    def reload(self) -> None:
        """Read the shown day again."""
        shown = self.view.day
        self.show_day(None if shown.is_today else shown.local_day)

    def show_day(self, local_day: str | None) -> None:
        """Show a day; ``None`` is today."""
        day = self.app.attempt(lambda: self.app.tracker.day(local_day))
        if day is not None:
            self.view.show(day)
            if day.locked:
                self.unlock_quietly()

    def action_day(self, step: int) -> None:
        """Go to the day before or after; there is nothing after today."""
        shown = self.view.day
        if shown.is_today and step > 0:
            self.app.say("This is today.")
            return
        self.show_day(fmt.shift_day(shown.local_day, step))

    def action_today(self) -> None:
        """Go back to today."""
        self.show_day(None)

    def action_move(self, steps: int) -> None:
        """Move the cursor."""
        self.view.move(steps)

    def action_page(self, pages: int) -> None:
        """Scroll a page."""
        self.view.scroll_lines(pages * max(1, self.view.size.height - 4))

    def action_jump(self, index: int) -> None:
        """Go to the first or the last item."""
        self.view.jump(index)

    def action_detail(self) -> None:
        """Show everything about the item under the cursor."""
        item = self.view.item
        if item is None:
            self.app.say("Nothing here to look at yet: l logs a session.")
        elif item.session is not None:
            self.show_session(item.id)
        elif item.kind == "note":
            self.open_journal_entry(item.id)
        else:
            self.app.say(day_text.item_text(item))

    def on_day_view_chosen(self) -> None:
        """A second click opens the item."""
        self.action_detail()

    def action_edit(self) -> None:
        """Change the session under the cursor."""
        item = self.view.item
        if item is None or item.session is None:
            self.app.say("Only a session can be edited: move to one with ↑ ↓.")
        else:
            self.edit_session(item.session)

    def action_delete(self) -> None:
        """Delete the item under the cursor."""
        if (item := self.view.item) is not None:
            self.app.change(lambda tracker: tracker.remove([item.id]))

    def action_write(self) -> None:
        """Write a journal entry about the session under the cursor."""
        item = self.view.item
        self.write_entry(session=item.session if item is not None else None)

    def action_copy(self) -> None:
        """Copy the item under the cursor."""
        if (item := self.view.item) is not None:
            self.copy_line(day_text.item_text(item))
