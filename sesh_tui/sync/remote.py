"""What sync needs of a server, and the ways in which one may refuse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sesh_tui.crypto.slots import Slot
from sesh_tui.errors import SeshError


class RemoteError(SeshError):
    """The server could not be reached or refused; the log on this device is as it was."""

    exit_code = 5


class Transient(RemoteError):
    """No answer, or a cut one: the request may or may not have been carried out. Worth repeating."""

    def __init__(self, message: str, *, hint: str = "", smaller: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.smaller = smaller
        """The server choked on the size: ask for less."""


class Unparsable(Transient):
    """An answer that is not one of this protocol; nothing of it was used."""


class RateLimited(RemoteError):
    """Too many requests; none must be made before ``until`` (seconds since 1970)."""

    def __init__(self, message: str, until: float, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.until = until


class QuotaPaused(RateLimited):
    """The free plan's rows of today are used up; ``until`` is 00:00 UTC."""


class Unauthorized(RemoteError):
    """The token is missing, wrong, expired or lacks a permission."""


class NotThere(RemoteError):
    """There is no such database or gateway at the address."""


class SchemaOlder(RemoteError):
    """The server lacks tables or columns that this client writes."""


class ClientTooOld(RemoteError):
    """The server's schema asks for a newer client; reading still works."""


class BadRow(NamedTuple):
    """A row the server named when it refused a push, and why."""

    table: str
    row_id: str
    reason: str


class RowRefused(RemoteError):
    """A definite error about the rows of a push; nothing of that push was stored."""

    def __init__(self, message: str, *, hint: str = "", rows: Sequence[BadRow] = ()) -> None:
        super().__init__(message, hint=hint)
        self.rows = tuple(rows)
        """The rows at fault, where the server can tell."""


class NotAtomic(RemoteError):
    """A batch of which a part failed left another part behind: this server cannot be used."""


class Forked(RemoteError):
    """The server's history is not the one this device knows."""


class Stale(RemoteError):
    """Other devices kept getting in first; the next round goes on."""


class Misused(RemoteError):
    """The server did not understand us: an error of this program."""


class Tip(NamedTuple):
    """A point of the linear history; revision 0 is before the first push."""

    rev: int
    head: str


START = Tip(0, "")
LAST_ID = "\U0010ffff"
"""Sorts after every id: a cursor there has seen its revision whole."""


class Cursor(NamedTuple):
    """How far a table has been read: everything up to this revision and id."""

    rev: int
    id: str


class Ask(NamedTuple):
    """A page of one table: at most ``limit`` rows after ``after``."""

    table: str
    columns: tuple[str, ...]
    after: Cursor
    limit: int


class Page(NamedTuple):
    """Rows of one table in the order of (rev, id); each row is ``rev`` and then the columns asked for."""

    table: str
    rows: list[list[Any]]
    full: bool
    """There may be more."""


class Schema(NamedTuple):
    """What the server says of its tables."""

    version: int
    min_client: int


class Pulled(NamedTuple):
    """One consistent look at the server."""

    tip: Tip
    at_anchor: str | None
    """The head at the revision this device stands on."""
    at_pending: str | None
    """The head right after the parent of an undecided push."""
    pages: list[Page]
    schema: Schema | None


class Part(NamedTuple):
    """The rows of one table in a push, each in the order of the columns."""

    table: str
    columns: tuple[str, ...]
    rows: list[list[Any]]


class Push(NamedTuple):
    """One step of the history, as often as it may be sent."""

    parent: Tip
    head: str
    device: str
    at: str
    parts: list[Part]


class Pushed(NamedTuple):
    """What stands on the server after a push, whoever wrote it."""

    head: str | None
    """The head after the parent: ours (accepted), another (refused) or none (the parent is not the tip)."""
    rows: int
    """Rows that carry the new revision now."""


class Cost:
    """What the requests of a remote cost so far, as the server reports it."""

    __slots__ = ("requests", "rows_read", "rows_written")

    def __init__(self) -> None:
        self.requests = 0
        self.rows_read = 0
        self.rows_written = 0


class Remote(Protocol):
    """A person's rows on a server. Every method is one request and may raise a RemoteError."""

    cost: Cost
    user_id: str

    def tip(self, anchor: Tip) -> Tip:
        """The newest point of the history; one row read where it is the anchor."""

    def pull(self, anchor: Tip, pending: int, asks: Sequence[Ask]) -> Pulled:
        """The tip, the heads at two revisions (0: not asked for) and a page of each table asked for."""

    def push(self, push: Push) -> Pushed:
        """Offer one step; writes all of it or nothing, and nothing where it is known already."""

    def report(self, anchor: Tip) -> None:
        """Note on the server how far this device has read; asked for once a day."""

    def schema(self) -> Schema:
        """The versions the server was made for."""

    def slots(self) -> list[Slot]:
        """The key slots of the person."""

    def save_slots(self, slots: Sequence[Slot]) -> None:
        """Add key slots; one that is there under the same kid and name stays as it is."""

    def remove_slot(self, kid: str, slot: str) -> None:
        """Take a key slot away."""
