"""What the faces are shown: plain records, read-only, in the units of the schema.

Sealed fields hold either the opened text or an ``Unopened`` mark (see ``sesh_tui.crypto.envelope``),
so a list never fails because one cell is locked or damaged.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.crypto.envelope import Unopened

    Sealed = str | Unopened | None


class PairView(NamedTuple):
    """One scale with its readings before and after; ``None`` is a missing answer."""

    name: str | Unopened
    before: int | None
    after: int | None


class SessionRow(NamedTuple):
    """A session as a list shows it; nothing in it is sealed."""

    id: str
    timestamp: str
    """UTC, ISO-8601."""
    tz_offset_min: int
    local_day: str
    method: str | None
    route: str | None
    product: str | None
    amount: str
    """Human amount as logged, such as ``0.3 g`` or ``2 puffs``; empty when unknown."""
    amount_mg: int | None
    thc_ug: int | None
    cbd_ug: int | None
    dose_basis: str | None
    rating: int | None
    mood_before: int | None
    mood_after: int | None
    duration_min: int | None
    cost_minor: int | None
    currency: str | None
    has_note: bool
    running: bool
    """A timer started with ``start`` that has not been stopped."""


class SessionDetail(NamedTuple):
    """Everything about one session."""

    row: SessionRow
    strain: str | None
    inventory_id: str | None
    dose_sd_pct: float | None
    effects: tuple[str, ...]
    purpose: str | None
    location: Sealed
    companions: int | None
    notes: Sealed
    moods: tuple[PairView, ...]
    """Mood and energy, named ``mood`` and ``energy``."""
    symptoms: tuple[PairView, ...]
    after_due_at: str | None
    source: str | None
    created_at: str
    updated_at: str


class TimelineItem(NamedTuple):
    """One line of a day."""

    kind: str
    """session, mood, check, craving or note."""
    id: str
    at: str
    """UTC, ISO-8601."""
    local_time: str
    """``21:04`` in the person's time of then."""
    session: SessionRow | None
    pairs: tuple[PairView, ...]
    """Mood, energy and symptoms with their readings."""
    text: Sealed
    """A note of the session, or the journal entry's title."""


class RouteTotal(NamedTuple):
    """What a day holds by one route; routes are never added up."""

    route: str
    sessions: int
    amount_mg: int
    thc_ug: int
    cbd_ug: int
    unknown_doses: int
    """Sessions of this route whose dose is not known."""


class OpenAfter(NamedTuple):
    """A session whose after values may be given now."""

    session_id: str
    due_at: str
    label: str
    """Such as ``vape Blue Dream 20:14``."""


class StockItem(NamedTuple):
    """One lot. Remaining amounts are the sums of its moves."""

    id: str
    name: str
    category: str | None
    strain: str | None
    acquired: str
    opened_at: str | None
    finished_at: str | None
    expires: str | None
    start_mg: int | None
    remaining_mg: int | None
    start_ul: int | None
    remaining_ul: int | None
    start_milli: int | None
    remaining_milli: int | None
    count_unit: str | None
    cost_minor: int | None
    currency: str | None
    thc: str | None
    """Such as ``22 %`` or ``10 mg/unit``."""
    cbd: str | None
    seller: str | None
    low: bool
    notes: Sealed


class Day(NamedTuple):
    """A day of the person: what happened, what is open, what is in the jar."""

    local_day: str
    is_today: bool
    items: tuple[TimelineItem, ...]
    """Oldest first."""
    totals: tuple[RouteTotal, ...]
    open_afters: tuple[OpenAfter, ...]
    jar: tuple[StockItem, ...]
    running: SessionRow | None
    ever_logged: bool
    """False on the very first run, when the empty state should explain itself."""
    locked: bool


class JournalRow(NamedTuple):
    """A journal entry in a list."""

    id: str
    entry_at: str
    local_day: str
    local_time: str
    title: Sealed
    excerpt: Sealed
    session_id: str | None


class JournalEntry(NamedTuple):
    """A whole journal entry."""

    row: JournalRow
    content: Sealed
    tags: tuple[str, ...] | Unopened | None
    session_label: str | None


class Preset(NamedTuple):
    """A line that one key logs."""

    id: str
    key: int
    name: str
    line: str


class Choice(NamedTuple):
    """A product the quick form offers."""

    label: str
    words: str
    """What to put into the line for it, such as ``item:0192…`` or ``"Blue Dream"`` in quotes."""
    method: str | None
    unit: str
    usual: str
    """Usual amount as text, such as ``0.3``."""


class QuickForm(NamedTuple):
    """What ``l`` starts with; the first choice is preselected."""

    choices: tuple[Choice, ...]


class Status(NamedTuple):
    """What ``status`` prints."""

    sessions_today: int
    thc_ug_today: int | None
    last_timestamp: str | None
    last_label: str | None
    open_afters: int
    running: bool
    sessions: int | None
    """All sessions ever; ``None`` in the short form."""
    file: str
    file_bytes: int | None
    locked: bool | None
    key_state: str
    """none, locked, unlocked, unknown."""
    pending: int | None
    """Rows in the outbox."""
