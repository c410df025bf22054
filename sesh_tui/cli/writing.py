"""The journal in the shell: note writes, journal lists."""

from __future__ import annotations

import os
import sys

import click

from sesh_tui.cli import say, shapes
from sesh_tui.cli.fast import opened, refuse_redirects, tell
from sesh_tui.cli.looking import limit_of, show_entry
from sesh_tui.cli.painting import form_of, formats, paint, width
from sesh_tui.errors import NotFound, UsageError
from sesh_tui.tracker import records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.cli.options import Options
    from sesh_tui.db.views import JournalEntry
    from sesh_tui.tracker import Tracker

_OVERWRITE = b"\0" * 4096


def command(name: str) -> click.Command:
    """The command of a verb of this module."""
    found: click.Command = {"note": note, "journal": journal}[name]
    return found


@click.command("note", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="[WORDS… | -]")
@click.option("--title", help="A title; otherwise the first line serves.")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="A tag; may be given more than once.")
@click.option("--session", metavar="REF", help="The session it is about: its number, or last.")
@click.option("--edit", "change", metavar="REF", help="Open an entry in the editor and change it.")
@click.option("--list", "listing", is_flag=True, help="List the journal.")
@click.option("--search", metavar="WORDS", help="List the entries that hold these words.")
@formats("json")
@click.pass_obj
def note(
    options: Options,
    /,
    words: Sequence[str],
    title: str | None,
    tags: Sequence[str],
    session: str | None,
    change: str | None,
    listing: bool,
    search: str | None,
    **chosen: bool,
) -> int:
    """Write a journal entry. It is sealed before it touches the disk.

    \b
      sesh-tui note slept well, no dreams
      sesh-tui note - < thoughts.md       from standard input
      sesh-tui note                       in $EDITOR
      sesh-tui note show a3f91c           reads one
    """
    as_json = form_of(chosen) is not None
    with opened(options) as tracker:
        if listing or search is not None:
            return _list(tracker, search or "", as_json, limit_of(None, False))
        if len(words) == 2 and words[0] == "show" and (found := _found(tracker, words[1])):
            show_entry(tracker, found, as_json)
            return 0
        refuse_redirects()
        entry = _entry(tracker, change) if change else None
        content = _content(tracker, words, entry)
        if entry is not None and content == entry.content and not (title or tags or session):
            say.err("Nothing was changed.")
            return 0
        kept_title = entry.row.title if entry is not None and isinstance(entry.row.title, str) else None
        kept_tags = entry.tags if entry is not None and isinstance(entry.tags, tuple) else ()
        outcome = tracker.note(
            content,
            title=title or kept_title,
            tags=tags or kept_tags,
            session=session,
            entry=entry.row.id if entry else None,
        )
        tell(outcome, tracker, options, as_json=as_json)
        return 0


def _found(tracker: Tracker, ref: str) -> str | None:
    """The id of the journal entry with this number, if there is one."""
    from sesh_tui.tracker.changes import find_any

    try:
        table, row_id, _ = find_any(tracker, ref)
    except NotFound:
        return None
    return row_id if table == "journal_entries" else None


def _entry(tracker: Tracker, ref: str) -> JournalEntry:
    row_id = _found(tracker, ref)
    if row_id is None:
        raise NotFound(f"There is no journal entry {ref!r}.", hint="sesh-tui journal lists them.")
    entry = tracker.journal_entry(row_id)
    if not isinstance(entry.content, str):
        tracker.vault.unlock()
        entry = tracker.journal_entry(row_id)
    if not isinstance(entry.content, str):
        raise UsageError(f"The entry cannot be opened: {entry.content}. Nothing was changed.")
    return entry


def _content(tracker: Tracker, words: Sequence[str], entry: JournalEntry | None) -> str:
    if list(words) == ["-"]:
        return "" if sys.stdin is None else sys.stdin.read().strip()
    if words:
        return " ".join(words)
    if not (os.isatty(0) and os.isatty(1)):
        raise UsageError(
            "The note is empty, and there is no terminal for an editor. Nothing was stored.",
            hint="Write: sesh-tui note slept well, or pipe it into: sesh-tui note -",
        )
    tracker.vault.ensure_key()  # before the person has written a page
    before = str(entry.content) if entry is not None else ""
    return edited(before, os.path.dirname(tracker.replica.path))


def edited(text: str, folder: str) -> str:
    """``text`` as the person leaves it in ``$VISUAL``, ``$EDITOR`` or vi.

    The draft is a file that nobody else may read, beside the replica; it is overwritten and removed
    whatever happens. Raises UsageError where no editor can be started or it reports a failure.
    """
    import shlex
    import subprocess
    import tempfile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    handle, draft = tempfile.mkstemp(prefix="note-", suffix=".md", dir=folder)  # made 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            code = subprocess.run([*shlex.split(editor), draft], check=False).returncode
        except (OSError, ValueError) as error:
            raise UsageError(
                f"The editor {editor!r} cannot be started: {error}. Nothing was stored.",
                hint="Set EDITOR, or pipe the text into: sesh-tui note -",
            ) from None
        if code:
            raise UsageError(f"The editor {editor!r} ended with code {code}. Nothing was stored.")
        with open(draft, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    finally:
        _wipe(draft, folder)


def _wipe(draft: str, folder: str) -> None:
    """Remove the draft and what editors leave beside it: backups and swap files."""
    name = os.path.basename(draft)
    for other in os.listdir(folder):
        if name not in other:
            continue
        path = os.path.join(folder, other)
        try:
            with open(path, "r+b") as file:
                for _ in range(0, os.path.getsize(path), len(_OVERWRITE)):
                    file.write(_OVERWRITE)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            pass  # what cannot be overwritten can still be removed
        os.remove(path)


@click.command("journal")
@click.argument("words", nargs=-1, metavar="[WORDS… | show REF]")
@click.option("--limit", "-n", type=click.IntRange(min=1), help="At most so many entries (default 50).")
@click.option("--all", "everything", is_flag=True, help="All entries.")
@formats("json")
@click.pass_obj
def journal(
    options: Options, /, words: Sequence[str], limit: int | None, everything: bool, **chosen: bool
) -> int:
    """List the journal, newest first; with words, the entries that hold all of them."""
    as_json = form_of(chosen) is not None
    with opened(options) as tracker:
        if len(words) == 2 and words[0] == "show" and (found := _found(tracker, words[1])):
            show_entry(tracker, found, as_json)
            return 0
        return _list(tracker, " ".join(words), as_json, limit_of(limit, everything))


def _list(tracker: Tracker, query: str, as_json: bool, limit: int) -> int:
    """Print the entries that fit; returns the exit code."""
    rows = tracker.journal(query, limit=limit)
    locked = any(not isinstance(row.excerpt, str | None) for row in rows)
    if locked or (query and not tracker.vault.unlocked):
        if tracker.vault.try_unlock():
            rows = tracker.journal(query, limit=limit)
        elif locked or tracker.vault.state().key == "locked":
            shapes.say_locked()
    if as_json:
        entries = (records.journal_entry(tracker.journal_entry(row.id)) for row in rows)
        shapes.write("json", "entries", entries)
    else:
        from sesh_tui.text.journal import row_line
        from sesh_tui.text.spans import Span

        cells = width() - 7
        paint((Span(row.id[-6:], "muted"), Span(" "), *row_line(row, cells)) for row in rows)
    if not rows:
        say.err("No entry fits." if query else "The journal is empty. Write: sesh-tui note slept well")
        return NotFound.exit_code
    return 0
