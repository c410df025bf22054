"""Journal entries: a row of the list, and the opened text."""

from __future__ import annotations

from sesh_tui.text import format as fmt
from sesh_tui.text.spans import Line, left, line, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.views import JournalEntry, JournalRow

_DAY, _TIME = 11, 5


def row_line(row: JournalRow, width: int, *, year: str = "") -> Line:
    """Return an entry on one line: day, time, title, the beginning of the text."""
    room = width - 1 - _DAY - 2 - _TIME - 2 - 3
    title = fmt.opened(row.title)
    excerpt = fmt.opened(row.excerpt).replace("\n", " ") if row.excerpt != row.title else ""
    sealed = row.title is not None and not isinstance(row.title, str)
    sealed_text = row.excerpt is not None and not isinstance(row.excerpt, str)
    if sealed and sealed_text:
        excerpt = ""
    taken = min(room, max(12, room // 3))
    return line(
        " ", (left(fmt.list_day(row.local_day, year), _DAY), "muted"), "  ", (row.local_time, "time"), "  ",
        (left(title or excerpt, taken if title else room), "sealed" if sealed else "strong" if title else ""),
        (left("  " + excerpt, room - taken) if title else "", "sealed" if sealed_text else "muted"), " ",
        ("s" if row.session_id else " ", "second"), " ",
    )  # fmt: skip


def entry_lines(entry: JournalEntry, width: int) -> list[Line]:
    """Return an entry in full, wrapped."""
    row = entry.row
    title = fmt.opened(row.title)
    lines = [
        line(
            " ",
            (
                title or fmt.long_day(row.local_day),
                "title" if isinstance(row.title, str | None) else "sealed",
            ),
        ),
        line((f" {fmt.long_day(row.local_day)}, {row.local_time}", "muted")),
    ]
    if entry.session_label:
        lines.append(line((" about ", "muted"), (entry.session_label, "second")))
    if isinstance(entry.tags, tuple) and entry.tags:
        lines.append(line((" " + " ".join(f"#{tag}" for tag in entry.tags), "second")))
    role = "" if isinstance(entry.content, str | None) else "sealed"
    lines.append(())
    lines += [line((f" {piece}", role)) for piece in wrap(fmt.opened(entry.content), width - 2)]
    return lines


def row_text(row: JournalRow) -> str:
    """Return an entry on one line of plain text, for the clipboard."""
    return "  ".join(part for part in (row.local_day, row.local_time, fmt.opened(row.title)) if part)


def with_title(title: str | None, content: str) -> str:
    """Return the text an editor shows: the title as a Markdown heading above the rest."""
    return f"# {title}\n\n{content}" if title else content


def split_title(text: str) -> tuple[str | None, str]:
    """Return title and body of what an editor holds; the inverse of ``with_title``."""
    first, _, rest = text.partition("\n")
    if first.startswith("# ") and first[2:].strip():
        return first[2:].strip(), rest.removeprefix("\n")
    return None, text
