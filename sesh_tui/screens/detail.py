"""Everything about one session, over the place it was chosen in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome, session
from sesh_tui.text.spans import Span

if TYPE_CHECKING:
    from sesh_tui.db.views import SessionDetail
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line


class DetailSheet(Sheet):
    """Shows a session; ``e`` changes it, ``x`` deletes it, ``n`` writes about it."""

    def __init__(self, screen: PlaceScreen, detail: SessionDetail) -> None:
        super().__init__(screen)
        self.detail = detail
        self.top = 0

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the session."""
        text = session.detail_lines(self.detail, width)
        room = min(height - 2, len(text))
        self.top = max(0, min(self.top, len(text) - room))
        foot = [Span(" "), *pair_of("e", "edit"), *pair_of("n", "note"), *pair_of("x", "delete")]
        foot += [*pair_of("y", "copy"), *pair_of("esc", "back")]
        return [chrome.rule(width, "Session"), *text[self.top : self.top + room], tuple(foot)]

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        row = self.detail.row
        match key:
            case "e":
                self.close()
                self.screen.edit_session(row)
            case "x" | "delete":
                self.close()
                self.app.change(lambda tracker: tracker.remove([row.id], source="tui"))
            case "n":
                self.close()
                self.screen.write_entry(session=row)
            case "y":
                self.screen.copy_line(session.row_text(row))
            case "u":
                self.close()
                self.screen.action_undo()
            case "down" | "j":
                self.top += 1
            case "up" | "k":
                self.top -= 1
            case "escape" | "q" | "enter":
                self.close()
            case _:
                pass
