"""The command bar: the grammar of the shell, read while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.errors import EntryError, Locked, SeshError
from sesh_tui.screens import commands
from sesh_tui.screens.editor import LineEditor
from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome, stock
from sesh_tui.text import format as fmt
from sesh_tui.text.spans import Span, line, wrap

if TYPE_CHECKING:
    from sesh_tui.db.views import SessionRow, StockItem
    from sesh_tui.errors import Ambiguous
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line
    from sesh_tui.tracker import Outcome, Tracker
    from sesh_tui.tracker.preview import Preview

EXAMPLES = "0.3g blue dream vape mood 4 · buy … · count … · note … · start · stop"
HISTORY_KEPT = 100
_PROMPT = 3


class CommandSheet(Sheet):
    """A line of input with its meaning above it."""

    title = "Type a session or a verb"

    def __init__(self, screen: PlaceScreen, text: str = "", *, note: str = "") -> None:
        super().__init__(screen)
        self.editor = LineEditor(text or self.app.unfinished_line)
        self.note = note
        self.failed: SeshError | None = None
        self._at = len(self.app.line_history)
        self._read: tuple[str, Preview | None] = ("", None)
        self._cell = 0

    # -- what it means --------------------------------------------------------------------------

    def meaning(self) -> Preview | None:
        """Return how the line is read, read once for every change."""
        text = self.editor.text
        if self._read[0] != text:
            self._read = (text, self.read(text))
        return self._read[1]

    def read(self, text: str) -> Preview | None:
        """Read a line without storing it; ``None`` where there is nothing to read."""
        command = commands.split(text)
        if not command.verb.read_as or not command.words:
            return None
        return commands.read(self.app.tracker, command)

    def act(self, tracker: Tracker, text: str) -> Outcome:
        """Do what the line says."""
        return commands.split(text).act(tracker)

    # -- how it looks ---------------------------------------------------------------------------

    def lines(self, width: int, height: int) -> list[Line]:
        """Return title, meaning and input."""
        shown, self._cell = self.editor.shown(width - _PROMPT - 1)
        rows = [chrome.rule(width, self.title), *self._echo(width), line((" : ", "mark"), *shown)]
        foot = [
            Span(" "),
            *pair_of("enter", "do it"),
            *pair_of("↑ ↓", "earlier lines"),
            *pair_of("esc", "leave"),
        ]
        return [*rows, tuple(foot)]

    def cursor(self) -> tuple[int, int]:
        """Return where the cursor stands: in the line above the last one."""
        return -2, _PROMPT + self._cell

    def _echo(self, width: int) -> list[Line]:
        text = self.editor.text.strip()
        if self.failed is not None:
            return self._error(self.failed, width)
        if not text:
            return [line((f" {self.note or EXAMPLES}", "" if self.note else "muted"))]
        meaning = self.meaning()
        if meaning is None:
            command = commands.split(text)
            known = commands.names_starting_with(text) if not command.words else []
            others = f"   {' · '.join(known)}" if len(known) > 1 else ""
            return [line((f" {command.verb.title}", "second"), (others, "muted"))]
        if meaning.error is not None:
            return self._error(meaning.error, width)
        return _labels(meaning.labels, width)

    def _error(self, error: SeshError | EntryError | Ambiguous, width: int) -> list[Line]:
        rows = []
        if isinstance(error, EntryError) and error.end > error.start and error.line:
            before, word, after = (
                error.line[: error.start], error.line[error.start : error.end], error.line[error.end :],
            )  # fmt: skip
            verb = commands.split(self.editor.text).verb.name
            if self.editor.text.strip().startswith(f"{verb} "):
                before = f"{verb} {before}"
            rows.append(line(" ", (before, "muted"), (word, "bad"), (after, "muted")))
        rows += [line((f" {piece}", "warn")) for piece in wrap(error.message, width - 2)]
        choices = getattr(error, "choices", [])
        if choices:
            rows.append(line((" one of: ", "muted"), " · ".join(choices)))
        fixed = error.fixed if isinstance(error, EntryError) else ""
        if fixed:
            rows.append(line((" tab → ", "key"), (fixed, "second")))
        elif error.hint:
            rows.append(line((f" {error.hint}", "muted")))
        return rows

    # -- keys -----------------------------------------------------------------------------------

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        match key:
            case "escape":
                self.app.unfinished_line = self.editor.text if self.keeps else ""
                self.close()
            case "enter":
                self._do()
            case "up" | "ctrl+p":
                self._earlier(-1)
            case "down" | "ctrl+n":
                self._earlier(1)
            case "tab":
                self._accept()
            case _:
                if self.editor.key(key, character):
                    self.failed = None

    keeps = True
    """Whether a line that was left by ``escape`` is there again the next time."""

    def paste(self, text: str) -> None:
        """Take pasted text."""
        self.editor.insert(text)

    def _accept(self) -> None:
        meaning = self.meaning()
        error = self.failed or (meaning.error if meaning is not None else None)
        if isinstance(error, EntryError) and error.fixed:
            command = commands.split(self.editor.text)
            said = self.editor.text.strip().startswith(f"{command.verb.name} ")
            self.editor.set(f"{command.verb.name} {error.fixed}" if said else error.fixed)
            self.failed = None

    def _earlier(self, step: int) -> None:
        history = self.app.line_history
        at = self._at + step
        if 0 <= at < len(history):
            self._at = at
            self.editor.set(history[at])
        elif at == len(history):
            self._at = at
            self.editor.set("")

    def _do(self) -> None:
        text = self.editor.text.strip()
        if not text:
            self.close()
            return
        try:
            if self.app.keyless and self._seals(text):
                raise Locked(self.app.NO_KEY)
            outcome = self.act(self.app.tracker, text)
        except Locked as error:
            self.app.unfinished_line = text if self.keeps else ""
            self.close()
            self.screen.ask_key(error, lambda: self._store(text))
            return
        except SeshError as error:
            self.failed = error
            return
        history = self.app.line_history
        if not history or history[-1] != text:
            history.append(text)
            del history[:-HISTORY_KEPT]
        self.app.unfinished_line = ""
        self.close()
        self.app.stored(outcome)

    def _seals(self, text: str) -> bool:
        """Whether the line holds something that is sealed: then a key has to be made first."""
        from sesh_tui.tracker.sessions import seals_something

        meaning = self.meaning()
        if meaning is None:
            return commands.split(text).verb.name == "note"
        return meaning.entry is not None and seals_something(meaning.entry)

    def _store(self, text: str) -> None:
        if self.app.change(lambda tracker: self.act(tracker, text)) is not None:
            self.app.unfinished_line = ""


class EditSheet(CommandSheet):
    """The command bar on one session: what is typed replaces what stands there."""

    keeps = False

    def __init__(self, screen: PlaceScreen, row: SessionRow) -> None:
        super().__init__(screen)
        self.editor.set("")
        self.row = row
        what = " ".join(part for part in (row.method, row.product, row.amount) if part)
        self.title = f"Change {fmt.clock(row.timestamp, row.tz_offset_min)} {what}"
        self.note = "Type only what changes:  0.2g   mood _-7   @20:15   rating 4   -- a note"

    def read(self, text: str) -> Preview | None:
        """Read the changes."""
        return self.app.tracker.preview(text, "edit")

    def act(self, tracker: Tracker, text: str) -> Outcome:
        """Change the session."""
        return tracker.edit(self.row.id, text, source="tui")


def _labels(labels: tuple[tuple[str, str], ...], width: int) -> list[Line]:
    """Return what was understood, flowing over as many lines as it takes."""
    rows: list[Line] = []
    spans: list[Span] = []
    used = 0
    for label, text in labels:
        size = len(label) + len(text) + 4
        if spans and used + size > width - 1:
            rows.append(tuple(spans))
            spans, used = [], 0
        spans += [Span(f" {label} ", "muted"), Span(text, "second"), Span("  ")]
        used += size
    return [*rows, tuple(spans)] if spans else rows


class CountSheet(CommandSheet):
    """The command bar on one lot: the amount that is left."""

    keeps = False

    def __init__(self, screen: PlaceScreen, item: StockItem) -> None:
        super().__init__(screen)
        self.editor.set("")
        self.item = item
        self.title = f"Count {item.name}"
        self.note = f"What does the scale say? By the log {stock.remaining(item)} are left.  2.1g"

    def read(self, text: str) -> Preview | None:
        """Read the amount."""
        return self.app.tracker.preview(text, "count")

    def act(self, tracker: Tracker, text: str) -> Outcome:
        """Set what is left."""
        return tracker.count(text, self.item.id, source="tui")
