"""Journal: entries in Markdown, sealed on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.filter import FilterSheet
from sesh_tui.screens.list_place import ListPlace
from sesh_tui.screens.place import bindings_of
from sesh_tui.text import format as fmt
from sesh_tui.text import journal as journal_text
from sesh_tui.text.spans import line
from sesh_tui.widgets.rows import RowList

if TYPE_CHECKING:
    from sesh_tui.db.views import JournalRow
    from sesh_tui.text.spans import Line


class JournalScreen(ListPlace):
    """Entries, newest first, and the one under the cursor beside them where there is room."""

    PLACE = "journal"
    BINDINGS = bindings_of("journal")
    CSS_PATH = "../styles/journal.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.list: RowList[JournalRow] = RowList(self._row_line, self._nothing)
        self.list.moved = self._moved
        self.search = ""

    def on_mount(self) -> None:
        """Show the entries."""
        super().on_mount()
        self.reload()
        if self.list.count:
            self.unlock_quietly()

    def reload(self) -> None:
        """Read the entries again; the cursor stays with its entry."""
        held = self.list.current
        rows = self.app.attempt(lambda: self.app.tracker.journal(self.search))
        if rows is None:
            return
        ids = [row.id for row in rows]
        self.list.show_rows(rows, cursor=ids.index(held.id) if held is not None and held.id in ids else 0)
        start = [(" Journal", "title")]
        if self.search:
            start += [("   / ", "key"), (self.search, "second")]
        self.head.tell(line(*start), line((f"{fmt.several(len(rows), 'entry')} ", "muted")))

    def _row_line(self, row: JournalRow, width: int) -> Line:
        return journal_text.row_line(row, width, year=self.app.tracker.today()[:4])

    def _nothing(self) -> list[Line]:
        if self.search:
            return [
                (),
                line(("  No entry holds these words.", "strong")),
                (),
                line("  ", ("esc", "key"), "  all entries"),
            ]
        return [
            (),
            line(("  Nothing written yet.", "strong")),
            (),
            line(
                "  ", ("n", "key"), "  writes an entry; what you write is sealed before it touches the disk"
            ),
            line("  ", ("g l", "key"), "  then ", ("n", "key"), "  writes about a session"),
        ]

    def _moved(self) -> None:
        """Follow the cursor."""
        row = self.list.current
        if not self.has_class("-wide"):
            return
        if row is None:
            self.pane.show(lambda width: [])
            return
        entry = self.app.attempt(lambda: self.app.tracker.journal_entry(row.id))
        if entry is not None:
            self.pane.show(lambda width: journal_text.entry_lines(entry, width))

    def on_virtual_list_chosen(self) -> None:
        """A second click opens the entry."""
        self.action_open()

    def action_search(self) -> None:
        """Open the search line."""
        help_text = "words that the entry holds; sealed entries are opened and searched here, in memory"
        self.open_sheet(FilterSheet(self, self.search, self._search_changed, help_text=help_text))

    def _search_changed(self, text: str) -> None:
        self.search = text.strip()
        self.reload()

    def action_escape(self) -> None:
        """Clear the search."""
        super().action_escape()
        if self.search:
            self._search_changed("")

    def action_open(self) -> None:
        """Open the entry under the cursor in the editor."""
        if (row := self.list.current) is not None:
            self.open_journal_entry(row.id)

    def action_write(self) -> None:
        """Write a new entry."""
        self.write_entry()

    def action_delete(self) -> None:
        """Delete the entry under the cursor."""
        if (row := self.list.current) is not None:
            self.app.change(lambda tracker: tracker.remove([row.id], source="tui"))

    def action_copy(self) -> None:
        """Copy the entry's line."""
        if (row := self.list.current) is not None:
            self.copy_line(journal_text.row_text(row))
