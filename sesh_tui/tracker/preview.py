"""How a line is read while it is being typed."""

from __future__ import annotations

from typing import NamedTuple

from sesh_tui.errors import Ambiguous, EntryError, NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.domain.entry import Entry
    from sesh_tui.tracker import Tracker


class Preview(NamedTuple):
    """What a line would store, or what is wrong with it."""

    verb: str
    entry: Entry | None
    labels: tuple[tuple[str, str], ...]
    """What was understood, as (label, text), the dose included."""
    error: EntryError | Ambiguous | NotFound | None


def preview(tracker: Tracker, line: str, verb: str = "log") -> Preview:
    """Read ``line`` as ``verb`` reads it; nothing is stored and nothing is raised."""
    if not line.strip():
        return Preview(verb, None, (), None)
    from sesh_tui.domain.grammar import explain

    try:
        entry = tracker.parse(line, verb, new=verb == "buy")
    except (EntryError, Ambiguous) as error:
        return Preview(verb, None, (), error)
    labels = list(explain(entry))
    if verb in ("log", "again", "start") and entry.amount is not None:
        from sesh_tui.tracker import echo
        from sesh_tui.tracker.use import use_of

        try:
            columns = use_of(tracker, entry).columns
        except (NotFound, Ambiguous) as error:  # the lot of item:
            return Preview(verb, None, (), error)
        said = echo.dose(columns["thcUg"], columns["cbdUg"], columns["doseBasis"])
        if said:
            labels.append(("dose", said))
    return Preview(verb, entry, tuple(labels), None)
