"""The person's wall clock and calendar, from what the rows hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

LOCAL_DAY = "coalesce(s.localDay, substr(s.timestamp, 1, 10))"
"""SQL: the person's day of ``sessions s``. Rows of Sesh-Tracker's other clients have none; the date stands in."""


def parse_utc(text: str) -> datetime:
    """An aware UTC time from a time of the schema, also from SQLite's ``2023-01-01 00:00:00``."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def clock_text(timestamp: str, tz_offset_min: int) -> str:
    """``21:04``: the wall clock at the place and time of logging; ``--:--`` if the time cannot be read."""
    try:
        return f"{parse_utc(timestamp) + timedelta(minutes=tz_offset_min):%H:%M}"
    except ValueError:
        return "--:--"


def shift_day(day: str, days: int) -> str:
    """A calendar day some days later, ``YYYY-MM-DD``."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
