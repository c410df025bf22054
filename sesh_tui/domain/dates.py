"""Time phrases, read towards the past, and the person's day. Pure: ``now`` and the offset are passed in.

``offset`` is either minutes east of UTC or a function from epoch seconds to such minutes, so that a phrase
about another day gets that day's offset. A local time that a clock change skips moves forward; one that
occurs twice is the earlier.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Callable

    Offset = int | Callable[[float], int]

DAY_START_MIN = 240
"""A person's day starts at 04:00 unless set otherwise."""
SLACK_S = 60
"""How far in the future a time may lie before it is refused."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ`` of an aware time, the one form that is stored."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def from_iso(text: str) -> datetime:
    """An aware UTC time from ISO-8601 text, also from SQLite's ``2023-01-01 00:00:00`` (which is UTC).

    Raises ``ValueError`` for anything else.
    """
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def offset_at(offset: Offset, epoch: float) -> int:
    """Minutes east of UTC at a time."""
    return offset if isinstance(offset, int) else offset(epoch)


def to_local(moment: datetime, offset: Offset) -> datetime:
    """The wall clock (naive) at an aware time."""
    epoch = (moment - _EPOCH).total_seconds()
    return (moment.astimezone(UTC) + timedelta(minutes=offset_at(offset, epoch))).replace(tzinfo=None)


def to_utc(wall: datetime, offset: Offset) -> datetime:
    """The aware time at which the wall clock shows ``wall`` (naive): skipped → later, twice → the earlier."""
    as_utc = wall.replace(tzinfo=UTC)
    if isinstance(offset, int):
        return as_utc - timedelta(minutes=offset)
    epoch = (as_utc - _EPOCH).total_seconds()
    before, after = offset(epoch - 86_400), offset(epoch + 86_400)
    for minutes in (max(before, after), min(before, after)):
        if offset(epoch - minutes * 60) == minutes:
            return as_utc - timedelta(minutes=minutes)
    return as_utc - timedelta(minutes=before)


def local_day(moment: datetime, offset: Offset, day_start_min: int = DAY_START_MIN) -> str:
    """The person's day of an aware time, ``YYYY-MM-DD``: before ``day_start_min`` it is still yesterday."""
    return (to_local(moment, offset) - timedelta(minutes=day_start_min)).date().isoformat()


def parse_when(text: str, now: datetime, offset: Offset) -> datetime:
    """The time a phrase means, aware UTC, never later than ``now`` plus a minute.

    Raises ``EntryError`` for what is no time, lies in the future or can be read in two ways.
    """
    found = match_when(text, now, offset)
    if found is None:
        raise refuse(
            text,
            f'cannot read the time "{text.strip()}".',
            "Write 21:30, 9pm, 20m ago, yesterday 9pm, last night, mon 7am or 2026-11-20T22:10.",
        )
    return found


def match_when(text: str, now: datetime, offset: Offset) -> datetime | None:
    """Like ``parse_when``, but ``None`` where the text is not a time phrase at all."""
    stripped = text.strip()
    if not stripped or len(stripped) > 60:
        return None
    from sesh_tui.domain import phrases

    try:
        found = phrases.absolute(stripped, offset) or phrases.moment(stripped, now, offset)
    except (OverflowError, ValueError):
        return None
    if found is None:
        return None
    if (found - now).total_seconds() > SLACK_S:
        shown = to_local(found, offset)
        raise refuse(
            text,
            f'"{stripped}" is later than now ({shown:%Y-%m-%d %H:%M}).',
            "Only what has happened can be logged.",
        )
    return found


def parse_day(text: str, now: datetime, offset: Offset, day_start_min: int = DAY_START_MIN) -> str:
    """The person's day a phrase means, ``YYYY-MM-DD``.

    Reads ``today``, ``yesterday``, ``mon``, ``2w``, ``90d``, ``nov 3`` and ISO dates; a length of time
    counts back from today. Raises ``EntryError``.
    """
    from sesh_tui.domain import phrases

    today = date.fromisoformat(local_day(now, offset, day_start_min))
    words = text.strip().lower().replace(",", " ").split()
    found = None
    try:
        if words and len(text) <= 60:
            found = phrases.day_back(words, today)
            if found is None:
                head = phrases.day_of(words, today, text)
                found = head[0] if head is not None and not head[1] else None
    except (OverflowError, ValueError):
        found = None
    if found is None:
        raise refuse(
            text,
            f'cannot read the day "{text.strip()}".',
            "Write today, yesterday, mon, 2w, nov 3 or 2026-11-03.",
        )
    return found.isoformat()


def refuse(text: str, message: str, hint: str) -> EntryError:
    """The error that points at the whole of ``text``."""
    return EntryError(message, line=text, start=0, end=len(text), hint=hint)
