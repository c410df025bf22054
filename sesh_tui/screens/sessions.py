"""Sessions: every session there is, narrowed by a period and a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sesh_tui.errors import SeshError
from sesh_tui.screens.filter import FilterSheet
from sesh_tui.screens.list_place import ListPlace
from sesh_tui.screens.place import bindings_of
from sesh_tui.screens.queries import Queries
from sesh_tui.text import format as fmt
from sesh_tui.text import session as session_text
from sesh_tui.text.spans import line
from sesh_tui.widgets.session_list import SessionList
from sesh_tui.widgets.virtual_list import PAGE, Pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events

    from sesh_tui.db.views import SessionRow
    from sesh_tui.domain.filters import Filter
    from sesh_tui.tracker import Tracker

PERIODS: tuple[tuple[str, int], ...] = (
    ("all time", 0),
    ("last 7 days", 7),
    ("last 31 days", 31),
    ("last 365 days", 365),
)
KEPT_SEALED = 4096
"""So many rows are read at once where the search has to open sealed cells."""
SEARCH_HELP = "words, or  method:vape  strain:dream  from:2w  to:today  +relaxed  rating:>=4"


class Found(NamedTuple):
    """What a search has found so far."""

    chosen: Filter | None
    first: Sequence[SessionRow]
    fitting: int
    cursor: int | None
    """Where the cursor belongs; ``None`` leaves it where it is."""
    total: int | None
    """All sessions there are."""
    counted: bool
    """Whether ``fitting`` is the number of all that fit, not only of those read so far."""


class SessionsScreen(ListPlace):
    """The list, and the session under the cursor beside it where there is room."""

    PLACE = "sessions"
    BINDINGS = bindings_of("sessions")
    CSS_PATH = "../styles/sessions.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.list: SessionList = SessionList()
        self.list.moved = self._moved
        self.period = 0
        self.search = ""
        self.total: int | None = None
        self.counted = False
        self.queries = Queries(self.app)

    def on_mount(self) -> None:
        """Show the newest sessions."""
        super().on_mount()
        self.reload()

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self.queries.close()

    # -- reading --------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again; the cursor stays with its session."""
        held = self.list.current
        self.total = None
        self._ask(held.id if held is not None else None)

    def _ask(self, keep: str | None = None) -> None:
        """Read first what shows, then how many there are, which may take longer."""
        search, days, total, at = self.search, PERIODS[self.period][1], self.total, self.list.cursor

        def question(tracker: Tracker) -> Iterator[Found]:
            chosen = _filter(tracker, search, days)
            found = tracker.sessions(chosen)
            # what is sealed was opened to find these: keep them, rather than open it again on the event loop
            wanted = KEPT_SEALED if chosen is not None and _opens(chosen) else PAGE
            first = found.rows(0, wanted)
            cursor = None
            if keep is None:
                yield Found(chosen, first, len(first), 0, total, counted=len(first) < wanted)
            else:
                place = found.index_of(keep)
                cursor = at if place is None else place
            everything = found.count() if chosen is None else total or tracker.sessions(None).count()
            yield Found(chosen, first, found.count(), cursor, everything, counted=True)

        self.queries.ask(question, self._answer)

    def _answer(self, found: Found | SeshError) -> None:
        if isinstance(found, SeshError):
            if isinstance(self.sheet, FilterSheet):
                self.sheet.trouble = found.message
                self.show_sheet()
            else:
                self.app.complain(found)
            return
        if isinstance(self.sheet, FilterSheet) and self.sheet.trouble:
            self.sheet.trouble = ""
            self.show_sheet()
        self.total = found.total
        self.counted = found.counted
        self.list.year = self.app.tracker.today()[:4]
        self.list.filtered = bool(self.search or self.period)
        if found.cursor is None and self.list.pages.continues(found.first):
            self.list.pages.count = found.fitting
            self.list.refresh()
        else:
            source = self.app.tracker.sessions(found.chosen)
            self.list.show(Pages(source, count=found.fitting, first=found.first), cursor=found.cursor or 0)
        self._tell()

    def _tell(self) -> None:
        start = [(" Sessions", "title"), (f"  {PERIODS[self.period][0]}", "muted")]
        if self.search:
            start += [("   / ", "key"), (self.search, "second")]
        count = self.list.count
        shown = fmt.number(count)
        if not self.counted:
            shown = "…"
        elif self.total is not None and count != self.total:
            shown = f"{shown} of {fmt.number(self.total)}"
        place = f"{fmt.number(self.list.cursor + 1)} / {shown} " if count else "0 "
        heads = (lambda _: session_text.column_heads(self.list.size.width - 1)) if count else None
        self.head.tell(line(*start), line((place, "muted")), heads)

    # -- what shows beside ----------------------------------------------------------------------

    def _moved(self) -> None:
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

    def on_virtual_list_chosen(self, event: events.Event) -> None:
        """A second click opens the session."""
        self.action_detail()

    # -- keys -----------------------------------------------------------------------------------

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


def _opens(chosen: Filter) -> bool:
    """Whether sealed cells decide about a filter."""
    return bool(chosen.places or chosen.tags or any(part.is_symptom for part in chosen.comparisons))


def _filter(tracker: Tracker, search: str, days: int) -> Filter | None:
    """Return the filter of a search within a period; ``None`` is everything."""
    words = search.split()
    if days and not any(word.startswith("from:") for word in words):
        words.append(f"from:{fmt.shift_day(tracker.today(), 1 - days)}")
    if not words:
        return None
    from sesh_tui.domain.filters import parse_filter

    return parse_filter(words, tracker.context())
