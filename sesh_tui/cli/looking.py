"""The verbs that read: day, ls, show, stock, status. What they print on a terminal is the text of the screens."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from sesh_tui.cli import say, shapes
from sesh_tui.cli.complete import entry_words, item_names
from sesh_tui.cli.fast import choosing, opened, refuse_redirects, tell
from sesh_tui.cli.painting import form_of, formats, opened_up, paint, width
from sesh_tui.errors import EntryError, NotFound, UsageError
from sesh_tui.tracker import records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sesh_tui.cli.options import Options
    from sesh_tui.crypto.vault import VaultState
    from sesh_tui.text.spans import Line
    from sesh_tui.tracker import Tracker

DEFAULT_LIMIT = 50


def command(name: str) -> click.Command:
    """The command of a verb of this module."""
    found: click.Command = {"day": day, "ls": ls, "show": show, "stock": stock}[name]
    return found


# -- day -------------------------------------------------------------------------------------------


@click.command("day")
@click.argument("date", nargs=-1)
@formats("json")
@click.pass_obj
def day(options: Options, /, date: Sequence[str], **chosen: bool) -> int:
    """Show a day: what happened, totals by route, what is open, what is in the jar.

    \b
      sesh-tui day
      sesh-tui day yesterday
      sesh-tui day 2026-11-03
    """
    with opened(options) as tracker:
        wanted = _day_of(tracker, " ".join(date)) if date else None
        view = opened_up(tracker, lambda: tracker.day(wanted), lambda found: found.locked)
        if form_of(chosen):
            shape = opened_up(
                tracker, lambda: records.day(tracker, view), lambda found: any(map(_locked, found["items"]))
            )
            say.out(shapes.document(**shape))
            return 0
        from sesh_tui.text import day as text

        frame = text.frame(view, width(), keys=False)
        paint(text.body(frame, len(frame.head) + max(len(frame.lines), len(frame.side))))
        return 0


def _locked(record: dict[str, Any]) -> bool:
    return bool(record.get("locked"))


def _day_of(tracker: Tracker, phrase: str) -> str:
    from sesh_tui.domain.dates import parse_day
    from sesh_tui.tracker import offset_of

    return parse_day(phrase, tracker.now(), offset_of, tracker.settings.day_start_min)


# -- ls --------------------------------------------------------------------------------------------


def limit_of(limit: int | None, everything: bool) -> int:
    """How many rows a list shows; -1 is all. ``DB_MAX_RESULTS`` sets the default."""
    if everything:
        return -1
    if limit is not None:
        return limit
    text = os.environ.get("DB_MAX_RESULTS", "")
    return int(text) if text.isascii() and text.isdigit() and int(text) else DEFAULT_LIMIT


@click.command("ls", context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, metavar="[FILTER…]", shell_complete=entry_words)
@click.option("--limit", "-n", type=click.IntRange(min=1), help="At most so many rows (default 50).")
@click.option("--all", "everything", is_flag=True, help="All rows.")
@formats(*shapes.FORMATS)
@click.pass_obj
def ls(options: Options, /, words: Sequence[str], limit: int | None, everything: bool, **chosen: bool) -> int:
    """List sessions, newest first, narrowed by a filter.

    \b
      sesh-tui ls
      sesh-tui ls method:vape strain:dream from:2w to:today
      sesh-tui ls +relaxed @home for:sleep rating:4
      sesh-tui ls "pain:>=6" "mood:after>7"     a comparison needs quotes
    """
    form = form_of(chosen)
    _refuse_eaten_comparison()
    most = limit_of(limit, everything)
    with opened(options) as tracker:
        wanted = _filter(tracker, words)
        if wanted is not None and wanted.needs_opening and not tracker.vault.try_unlock():
            shapes.say_locked()
        found = tracker.sessions(wanted)
        if form is None:
            shown, total = _list(tracker, found, most)
        else:
            ids = found.ids(most)
            total, shown = found.count(), len(ids)
            rows: Iterator[dict[str, Any]] = shapes.unlocked_records(tracker, ids)
            if form in ("csv", "tsv"):
                rows = (records.flat(record) for record in rows)
            shapes.write(form, "sessions", rows, records.CSV_COLUMNS)
        if not total:
            say.err(
                "No session fits."
                if words
                else "There is no session yet. Log one: sesh-tui log 0.3g blue dream vape"
            )
            return NotFound.exit_code
        if shown < total:
            sys.stdout.flush()
            say.hint(f"{shown} of {total} sessions; --all lists them all.")
        return 0


def _filter(tracker: Tracker, words: Sequence[str]) -> Any:
    if not words:
        return None
    from sesh_tui.domain.filters import parse_filter

    # a symptom of one's own is sealed, so a filter may have to open the key to know its name
    try:
        return parse_filter(words, tracker.context())
    except EntryError:
        if tracker.vault.unlocked or not tracker.vault.try_unlock():
            raise
        return parse_filter(words, tracker.context())


def _refuse_eaten_comparison() -> None:
    from sesh_tui.cli.redirect import swallowed

    if found := swallowed("="):
        name = found[0][1]
        raise UsageError(
            f'The shell took ">{name}" as a redirection into a file "{name}".',
            hint=f'Remove that file and put the comparison in quotes, as in: sesh-tui ls "pain:>{name}"',
        )


_PAGE = 500


def _list(tracker: Tracker, found: Any, most: int) -> tuple[int, int]:
    """Print rows a page at a time; returns how many of how many."""
    from sesh_tui.text.session import row_line

    total = found.count()
    end = total if most < 0 else min(most, total)
    cells = width()
    last_day = ""
    for first in range(0, end, _PAGE):
        lines = []
        for row in found.rows(first, min(_PAGE, end - first)):
            lines.append(_with_number(row.id, row_line(row, cells - 7, with_day=row.local_day != last_day)))
            last_day = row.local_day
        paint(lines)
    return end, total


def _with_number(row_id: str, spans: Line) -> Line:
    from sesh_tui.text.spans import Span

    return (Span(row_id[-6:], "muted"), Span(" "), *spans)


# -- show ------------------------------------------------------------------------------------------


@click.command("show")
@click.argument("ref", default="last")
@formats("json")
@click.pass_obj
def show(options: Options, /, ref: str, **chosen: bool) -> int:
    """Show one session, lot or journal entry in full. REF is its number, such as a3f91c, or last."""
    with opened(options) as tracker:
        from sesh_tui.tracker.changes import find_any

        table, row_id, _ = find_any(tracker, ref)
        as_json = form_of(chosen) is not None
        if table == "sessions":
            _show_session(tracker, row_id, as_json)
        elif table == "inventory":
            show_item(tracker, row_id, as_json)
        elif table == "journal_entries":
            show_entry(tracker, row_id, as_json)
        else:
            raise NotFound(f"{ref!r} is a mood or a check.", hint="sesh-tui day shows it with its day.")
        return 0


def _show_session(tracker: Tracker, row_id: str, as_json: bool) -> None:
    if as_json:
        say.out(shapes.document(session=next(shapes.unlocked_records(tracker, [row_id]))))
        return
    from sesh_tui.text.session import detail_lines

    detail = opened_up(
        tracker,
        lambda: tracker.session(row_id),
        lambda found: _sealed(found.notes, found.location, *(pair.name for pair in found.symptoms)),
    )
    paint([*_with_title_number(row_id, detail_lines(detail, width()))])


def show_item(tracker: Tracker, row_id: str, as_json: bool) -> None:
    """Print a lot in full."""
    item = opened_up(tracker, lambda: tracker.item(row_id), lambda found: _sealed(found.notes))
    if as_json:
        say.out(shapes.document(item=records.item(item)))
        return
    from sesh_tui.text.stock import detail_lines

    paint(_with_title_number(row_id, detail_lines(item, width())))


def show_entry(tracker: Tracker, row_id: str, as_json: bool) -> None:
    """Print a journal entry in full."""
    entry = opened_up(
        tracker,
        lambda: tracker.journal_entry(row_id),
        lambda found: _sealed(found.row.title, found.content) or not isinstance(found.tags, tuple | None),
    )
    if as_json:
        say.out(shapes.document(entry=records.journal_entry(entry)))
        return
    from sesh_tui.text.journal import entry_lines

    paint(_with_title_number(row_id, entry_lines(entry, width())))


def _with_title_number(row_id: str, lines: Sequence[Line]) -> list[Line]:
    from sesh_tui.text.spans import Span

    return [(*lines[0], Span(f"  {row_id[-6:]}", "muted")), *lines[1:]]


def _sealed(*values: object) -> bool:
    return any(value is not None and not isinstance(value, str) for value in values)


# -- stock -----------------------------------------------------------------------------------------


@click.command("stock")
@click.argument("words", nargs=-1, metavar="[ITEM | finish ITEM]", shell_complete=item_names)
@click.option("--all", "everything", is_flag=True, help="Also lots that are finished.")
@formats(*shapes.FORMATS)
@click.pass_obj
def stock(options: Options, /, words: Sequence[str], everything: bool, **chosen: bool) -> int:
    """Show what is in the jar, or one lot in full; take one out with finish.

    \b
      sesh-tui stock
      sesh-tui stock blue dream
      sesh-tui stock finish blue dream
    """
    form = form_of(chosen)
    with opened(options) as tracker:
        if words and words[0] == "finish":
            if len(words) == 1:
                raise UsageError("Which lot is finished?", hint="Write: sesh-tui stock finish blue dream")
            refuse_redirects()
            done = choosing(lambda name: tracker.finish(" ".join(name)), list(words[1:]))
            tell(done, tracker, options, as_json=form is not None)
            return 0
        if words:
            item = choosing(lambda name: tracker.item(" ".join(name)), list(words))
            show_item(tracker, item.id, form is not None)
            return 0
        items = opened_up(
            tracker,
            lambda: tracker.stock(finished=everything),
            lambda found: form is not None and _sealed(*(item.notes for item in found)),
        )
        if form is not None:
            shapes.write(form, "items", map(records.item, items), shapes.ITEM_COLUMNS)
        else:
            from sesh_tui.text.stock import row_line

            paint(_with_number(item.id, row_line(item, width() - 7)) for item in items)
        if not items:
            say.err('The jar is empty. Buy something: sesh-tui buy "blue dream" 3.5g 45usd thc:22%')
            return NotFound.exit_code
        return 0


# -- status ----------------------------------------------------------------------------------------


def status(options: Options, *, as_json: bool) -> int:
    """Where things stand, in full: today, the last session, the file, the key."""
    with opened(options) as tracker:
        found = tracker.status()
        if as_json:
            say.out(shapes.of_status(found, by_hand=tracker.vault.state().locked_by_hand))
            return 0
        from sesh_tui.text import format as fmt
        from sesh_tui.text.spans import left, line
        from sesh_tui.tracker.status import ago

        today = f"{found.sessions_today} session{'' if found.sessions_today == 1 else 's'}"
        if found.thc_ug_today:
            today += f", {fmt.cannabinoid(found.thc_ug_today)} THC in product"
        last = ""
        if found.last_timestamp:
            last = f"{found.last_label or 'session'}, {ago(tracker, found.last_timestamp)} ago"
        facts = (
            ("today", today),
            ("last", last),
            ("running", "yes; sesh-tui stop ends it" if found.running else ""),
            ("open", f"{found.open_afters} to be answered: sesh-tui after" if found.open_afters else ""),
            ("sessions", fmt.number(found.sessions or 0)),
            ("key", key_words(tracker.vault.state())),
            ("profile", tracker.profile),
            ("file", f"{found.file} ({size(found.file_bytes or 0)})"),
        )
        paint(line((left(label, 9), "muted"), text) for label, text in facts if text)
        return 0


def key_words(state: VaultState) -> str:
    """Where the data key is, in a few words."""
    if state.key == "none":
        return "none yet; the first note, place or symptom makes one"
    if state.locked_by_hand:
        return "locked; logging works, sesh-tui unlock shows what is sealed"
    return f"in the keyring ({state.backend})" if state.store == "keyring" else "wrapped by the passphrase"


def size(number: int) -> str:
    """``1.4 MB``: bytes as people read them."""
    if number < 1000:
        return f"{number} bytes"
    for unit, scale in (("kB", 1e3), ("MB", 1e6)):
        if number < scale * 1000:
            return f"{number / scale:.1f} {unit}"
    return f"{number / 1e9:.1f} GB"
