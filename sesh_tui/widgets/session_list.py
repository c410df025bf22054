"""The list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.db.views import SessionRow
from sesh_tui.text import session as session_text
from sesh_tui.text.spans import line
from sesh_tui.widgets.virtual_list import VirtualList

if TYPE_CHECKING:
    from sesh_tui.text.spans import Line


class SessionList(VirtualList[SessionRow]):
    """Sessions, newest first; the day stands where it changes."""

    filtered = False
    year = ""
    """Days of this year are shown with their weekday, others with their year."""

    def row_text(self, row: SessionRow, index: int, width: int) -> Line:
        """Return a session's line."""
        above = self.pages.row(index - 1) if index else None
        new_day = above is None or above.local_day != row.local_day
        return session_text.row_line(row, width, with_day=new_day, year=self.year)

    def empty_lines(self) -> list[Line]:
        """Say what to press."""
        if self.filtered:
            return [
                (),
                line(("  No session fits.", "strong")),
                (),
                line("  ", ("/", "key"), "    change the search"),
                line("  ", ("esc", "key"), "  clear it"),
                line("  ", ("p", "key"), "    look at another period"),
            ]
        return [
            (),
            line(("  No sessions yet.", "strong")),
            (),
            line("  ", ("l", "key"), "  logs one: digits of the amount, then Enter"),
            line("  ", (":", "key"), "  takes a line:  ", ("0.3g blue dream vape mood 4", "second")),
        ]
