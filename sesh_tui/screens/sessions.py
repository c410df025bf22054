"""Sessions: every session there is, narrowed by a period and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical

from sesh_tui.errors import SeshError
from sesh_tui.screens.filter import FilterSheet
from sesh_tui.screens.place import PlaceScreen, bindings_of
from sesh_tui.screens.queries import Queries
from sesh_tui.text import format as fmt
from sesh_tui.text import session as session_text
from sesh_tui.text.spans import line
from sesh_tui.widgets.head_line import HeadLine
from sesh_tui.widgets.session_list import SessionList
from sesh_tui.widgets.text_pane import TextPane
from sesh_tui.widgets.virtual_list import PAGE, Pages

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from sesh_tui.db.views import SessionRow
    from sesh_tui.domain.filters import Filter
    from sesh_tui.tracker import Tracker

PERIODS: tuple[tuple[str, int], ...] = (("all time", 0), ("last 7 days", 7), ("last 31 days", 31), ("last 365 days", 365))
SEARCH_HELP = "words, or  method:vape  strain:dream  from:2w  to:today  +relaxed  rating:>=4"


class SessionsScreen(PlaceScreen):
    """The list, and the session under the cursor beside it where there is room."""

    PLACE = "sessions"
    BINDINGS = bindings_of("sessions")
    CSS_PATH = "../styles/sessions.tcss"
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.head = HeadLine()
        self.list = SessionList()
        self.pane = TextPane()
        self.period = 0
        self.search = ""
        self.total: int | None = None
        self.queries = Queries(self.app)

    def body(self) -> Widget:
        """Return list and detail."""
        return Vertical(self.head, Horizontal(self.list, self.pane))

    def on_mount(self) -> None:
        """Show the newest sessions."""
        super().on_mount()
        self.reload()

    # -- reading --------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again; the cursor stays with its session."""
        held = self.list.current
        self._ask(held.id if held is not None else None)

    def _ask(self, keep: str | None = None) -> None:
        search, days = self.search, PERIODS[self.period][1]

        def question(tracker: Tracker) -> tuple[Filter | None, int, int, list[SessionRow], int]:
            chosen = _filter(tracker, search, days)
            found = tracker.sessions(chosen)
            index = (found.index_of(keep) or 0) if keep is not None else 0
            total = found.count() if chosen is None else tracker.sessions(None).count()
            return chosen, found.count(), index, list(found.rows(0, PAGE)), total

        self.queries.ask(question, self._answer)

    def _answer(self, result: Any) -> None:
        if isinstance(result, SeshError):
            if isinstance(self.sheet, FilterSheet):
                self.sheet.trouble = result.message
                self.show_sheet()
            else:
                self.app.complain(result)
            return
        if result is None:
            return
        chosen, count, index, first, self.total = result
        if isinstance(self.sheet, FilterSheet) and self.sheet.trouble:
            self.sheet.trouble = ""
            self.show_sheet()
        self.list.filtered = bool(self.search or self.period)
        self.list.show(Pages(self.app.tracker.sessions(chosen), count=count, first=first), cursor=index)
        self._tell()

    def _tell(self) -> None:
        start = [(" Sessions", "title"), (f"  {PERIODS[self.period][0]}", "muted")]
        if self.search:
            start += [("   / ", "key"), (self.search, "second")]
        count = self.list.count
        shown = fmt.number(count)
        if self.total is not None and count != self.total:
            shown = f"{shown} of {fmt.number(self.total)}"
        place = f"{fmt.number(self.list.cursor + 1)} / {shown} " if count else "0 "
        self.head.tell(line(*start), line((place, "muted")))

    # -- what shows beside ----------------------------------------------------------------------

    def on_virtual_list_moved(self) -> None:
        """Follow the cursor."""
        self._tell()
        row = self.list.current
        if not self.has_class("-wide"):
            return
        if row is None:
            self.pane.show(lambda width: [])
            return
        detail = self.app.attempt(lambda: self.app.tracker.session(row.id))
        if detail is not None:
            self.pane.show(lambda width: session_text.detail_lines(detail, width))

    def on_resize(self) -> None:
        """Fill the pane when it comes into view."""
        super().on_resize()
        self.call_after_refresh(self.on_virtual_list_moved)

    def on_virtual_list_chosen(self, event: events.Event) -> None:
        """A second click opens the session."""
        self.action_detail()

    # -- keys -----------------------------------------------------------------------------------

    def action_move(self, steps: int) -> None:
        """Move the cursor."""
        self.list.move(steps)

    def action_page(self, pages: int) -> None:
        """Move by a screenful."""
        self.list.page(pages)

    def action_jump(self, index: int) -> None:
        """Go to the newest or the oldest."""
        self.list.jump(index)

    def action_period(self) -> None:
        """Take the next period."""
        self.period = (self.period + 1) % len(PERIODS)
        self.reload()

    def action_search(self) -> None:
        """Open the search line."""
        self.open_sheet(FilterSheet(self, self.search, self._search_changed, help_text=SEARCH_HELP))

    def _search_changed(self, text: str) -> None:
        self.search = text.strip()
        self._ask()

    def action_escape(self) -> None:
        """Clear the search."""
        super().action_escape()
        if self.search or self.period:
            self.search, self.period = "", 0
            self.reload()

    def action_detail(self) -> None:
        """Show everything about the session under the cursor."""
        if (row := self.list.current) is not None:
            self.show_session(row.id)

    def action_edit(self) -> None:
        """Change the session under the cursor."""
        if (row := self.list.current) is not None:
            self.edit_session(row)

    def action_delete(self) -> None:
        """Delete the session under the cursor."""
        if (row := self.list.current) is not None:
            self.app.change(lambda tracker: tracker.remove([row.id], source="tui"))

    def action_write(self) -> None:
        """Write about the session under the cursor."""
        self.write_entry(session=self.list.current)

    def action_copy(self) -> None:
        """Copy the session under the cursor."""
        if (row := self.list.current) is not None:
            self.copy_line(session_text.row_text(row))


def _filter(tracker: Tracker, search: str, days: int) -> Filter | None:
    """Return the filter of a search within a period; ``None`` is everything."""
    words = search.split()
    if days and not any(word.startswith("from:") for word in words):
        words.append(f"from:{fmt.shift_day(tracker.today(), 1 - days)}")
    if not words:
        return None
    from sesh_tui.domain.filters import parse_filter

    return parse_filter(words, tracker.context())
