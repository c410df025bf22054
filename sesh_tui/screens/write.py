"""The editor of the journal: Markdown, with a preview, sealed when it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import TextArea

from sesh_tui.text import journal as journal_text
from sesh_tui.text.spans import Span, line
from sesh_tui.widgets.head_line import HeadLine
from sesh_tui.widgets.note_bar import NoteBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from sesh_tui.app import SeshApp
    from sesh_tui.db.views import JournalEntry, SessionRow
    from sesh_tui.tracker import Outcome, Tracker

HINT = "# on line one: the title"


class WriteScreen(ModalScreen[None]):
    """Takes the whole screen. Leaving without saving keeps what was typed."""

    app: SeshApp
    CSS_PATH = "../styles/write.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("ctrl+t", "preview", "Preview", priority=True),
        Binding("escape", "leave", "Leave", priority=True),
    ]

    def __init__(self, *, entry: JournalEntry | None = None, session: SessionRow | None = None) -> None:
        super().__init__()
        self.entry = entry
        self.session = session
        self.head = HeadLine()
        self.saved = ""
        self.previewing = False
        if entry is not None:
            title = entry.row.title if isinstance(entry.row.title, str) else None
            self.saved = journal_text.with_title(title, str(entry.content or ""))
        self.area = TextArea(
            self.app.drafts.get(self.draft_key, self.saved), soft_wrap=True, show_line_numbers=False
        )
        self.area.cursor_blink = False

    @property
    def draft_key(self) -> str:
        """What the unsaved text is kept under."""
        if self.entry is not None:
            return self.entry.row.id
        return f"new:{self.session.id}" if self.session is not None else "new"

    def compose(self) -> ComposeResult:
        """Build title, editor and keys."""
        yield self.head
        yield self.area
        yield NoteBar([("ctrl+s", "save"), ("ctrl+t", "preview"), ("esc", "leave, keep the text")])

    def on_mount(self) -> None:
        """Say what is written and stand at the end of it."""
        about = ""
        if self.entry is not None and self.entry.session_label:
            about = f"about {self.entry.session_label}"
        elif self.session is not None:
            about = f"about {self.session.method or 'session'} {self.session.product or ''}".rstrip()
        what = "Journal entry" if self.entry is not None else "New journal entry"
        start = line((f" {what}", "title"), (f"  {about}", "second"))
        self.head.tell(start, (Span(f"{HINT} ", "muted"),))
        self.area.move_cursor(self.area.document.end)
        self.area.focus()

    def action_save(self) -> None:
        """Save, and go back."""
        text = self.area.text.strip()
        if not text:
            self.app.say("Nothing to save yet.")
            return
        title, content = journal_text.split_title(text)
        entry = self.entry.row.id if self.entry is not None else None
        session = self.session.id if self.session is not None else None
        if self.entry is not None and self.entry.row.session_id is not None:
            session = self.entry.row.session_id
        tags = self.entry.tags if self.entry is not None and isinstance(self.entry.tags, tuple) else ()

        def act(tracker: Tracker) -> Outcome:
            return tracker.note(content, title=title, tags=tags, session=session, entry=entry, source="tui")

        self.app.drafts[self.draft_key] = self.area.text
        self.app.pop_screen()
        self.app.save_draft(self.draft_key, act)

    def action_leave(self) -> None:
        """Go back; what is not saved is kept."""
        text = self.area.text
        if text.strip() and text != self.saved:
            self.app.drafts[self.draft_key] = text
            self.app.drafts_warned = False
            self.app.say("Not saved, but kept until you leave the program: open it again to go on.")
        else:
            self.app.drafts.pop(self.draft_key, None)
        self.app.pop_screen()

    async def action_preview(self) -> None:
        """Show the text as Markdown, or go back to it."""
        from textual.containers import VerticalScroll
        from textual.widgets import Markdown

        self.previewing = not self.previewing
        for old in self.query(VerticalScroll):
            await old.remove()
        self.area.display = not self.previewing
        if self.previewing:
            pane = VerticalScroll(Markdown(self.area.text))
            await self.mount(pane, after=self.area)
            pane.focus()
        else:
            self.area.focus()
