"""The words of time phrases. Imported only when a line has one; ``dates`` is the door."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sesh_tui.domain.dates import SLACK_S, refuse, to_local, to_utc

if TYPE_CHECKING:
    from sesh_tui.domain.dates import Offset
    from sesh_tui.errors import EntryError

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_PARTS = {"morning": 9, "afternoon": 15, "evening": 20, "night": 22}
_MINUTES = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
}
_DAYS = {
    **dict.fromkeys(("d", "day", "days"), 1),
    **dict.fromkeys(("w", "wk", "week", "weeks"), 7),
}
_SPELLED = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def absolute(text: str, offset: Offset) -> datetime | None:
    """ISO date and time joined by T, with or without a zone."""
    if len(text) < 13 or text[4:5] != "-" or text[10:11] not in ("T", "t"):
        return None
    moment = datetime.fromisoformat(text.upper())
    return to_utc(moment, offset) if moment.tzinfo is None else moment.astimezone(UTC)


def moment(text: str, now: datetime, offset: Offset) -> datetime | None:
    """The time of a phrase, ``None`` where it is none. Raises ``ValueError`` for days that do not exist."""
    words = text.lower().replace(",", " ").split()
    if not words:
        return None
    if words == ["now"]:
        return now
    wall = to_local(now, offset)
    back = _ago(words, wall)
    if back is not None:
        minutes, days, rest = back
        if minutes:
            return now - timedelta(minutes=minutes) if not rest else None
        day = wall.date() - timedelta(days=days)
        if not rest:
            return to_utc(datetime.combine(day, wall.time()), offset)
        clock = _clock(rest, text)
        return None if clock is None else to_utc(_at(day, clock), offset)
    if words[0] in ("this", "tonight"):
        return _this(words, wall, now, offset)
    clock = _clock(words, text)
    if clock is not None:
        # a clock time alone is the last one
        found = to_utc(_at(wall.date(), clock), offset)
        if (found - now).total_seconds() > SLACK_S:
            found = to_utc(_at(wall.date() - timedelta(days=1), clock), offset)
        return found
    return _dated(words, wall, now, offset, text)


def _dated(words: list[str], wall: datetime, now: datetime, offset: Offset, text: str) -> datetime | None:
    """A day with or without a time: ``last fri 20:30``, ``nov 3``, ``9pm yesterday``, ``last night``."""
    head = day_of(words, wall.date(), text)
    if head is None:
        for cut in (1, 2):
            # the time first: "9pm yesterday", "9 pm on mon"
            tail = words[cut + 1 :] if words[cut : cut + 1] == ["on"] else words[cut:]
            clock = _clock(words[:cut], text) if tail else None
            day = day_of(tail, wall.date(), text) if clock is not None else None
            if clock is not None and day is not None and not day[1]:
                return _past(day[0], clock, day[2], now, offset)
        return None
    day_found, rest, step = head
    if not rest:
        if words[0] == "last" and words[-1] == "night":
            return to_utc(_at(day_found, (_PARTS["night"], 0, 0)), offset)
        return _past(day_found, (wall.hour, wall.minute, wall.second), step, now, offset)
    if len(rest) == 1 and rest[0] in _PARTS:
        return _past(day_found, (_PARTS[rest[0]], 0, 0), step, now, offset)
    clock = _clock(rest, text)
    return None if clock is None else _past(day_found, clock, step, now, offset)


def _past(day: date, clock: tuple[int, int, int], step: int, now: datetime, offset: Offset) -> datetime:
    """That time of that day; if it is still to come and the phrase repeats itself, the one before."""
    found = to_utc(_at(day, clock), offset)
    if step and (found - now).total_seconds() > SLACK_S:
        found = to_utc(_at(_years_back(day) if step > 7 else day - timedelta(days=step), clock), offset)
    return found


def _years_back(day: date) -> date:
    for back in range(1, 9):
        try:
            return day.replace(year=day.year - back)
        except ValueError:
            continue
    raise ValueError("no such day")  # pragma: no cover - the 29th of February comes back within eight years


def _at(day: date, clock: tuple[int, int, int]) -> datetime:
    return datetime(day.year, day.month, day.day, *clock)


def _this(words: list[str], wall: datetime, now: datetime, offset: Offset) -> datetime | None:
    part = "evening" if words == ["tonight"] else words[1] if len(words) == 2 else ""
    if part not in _PARTS:
        return None
    found = to_utc(_at(wall.date(), (_PARTS[part], 0, 0)), offset)
    return min(found, now)


def _number(word: str) -> int | None:
    if word in _SPELLED:
        return _SPELLED[word]
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 5 else None


def durations(word: str) -> tuple[int, int] | None:
    """``2h30m`` → (150, 0) minutes and days; ``3d`` → (0, 3)."""
    minutes = days = 0
    rest = word
    while rest:
        digits = 0
        while (
            digits < len(rest) and rest[digits].isascii() and (rest[digits].isdigit() or rest[digits] == ".")
        ):
            digits += 1
        end = digits
        while end < len(rest) and rest[end].isalpha():
            end += 1
        number, unit = rest[:digits], rest[digits:end]
        if unit in _MINUTES and number.count(".") <= 1 and number.strip(".") and len(number) <= 6:
            whole, _, part = number.partition(".")
            minutes += int(whole or 0) * _MINUTES[unit]
            minutes += int(part or 0) * _MINUTES[unit] // 10 ** len(part)
        elif unit in _DAYS and number.isdigit() and len(number) <= 5:
            days += int(number) * _DAYS[unit]
        else:
            return None
        rest = rest[end:]
    return minutes, days


def _ago(words: list[str], wall: datetime) -> tuple[int, int, list[str]] | None:
    """Minutes, days and what follows of ``2h ago``, ``-2h``, ``20m``, ``3 days ago at noon``."""
    if "ago" in words:
        cut = words.index("ago")
        head, rest = words[:cut], words[cut + 1 :]
    else:
        head, rest = words, []
        if len(words) > 2 or not (words[0].lstrip("-")[:1].isdigit()):
            return None
    if rest[:1] == ["at"]:
        rest = rest[1:]
    if head[:1] == ["about"]:
        head = head[1:]
    if head in (["half", "an", "hour"], ["half", "a", "hour"]):
        return 30, 0, rest
    total = None
    if len(head) == 1:
        total = durations(head[0].removeprefix("-"))
    elif len(head) == 2:
        number = _number(head[0])
        if number is not None and head[1] in _MINUTES:
            total = number * _MINUTES[head[1]], 0
        elif number is not None and head[1] in _DAYS:
            total = 0, number * _DAYS[head[1]]
        else:
            first, second = durations(head[0]), durations(head[1])
            total = (first[0] + second[0], first[1] + second[1]) if first and second else None
    if total is None or (total[0] and total[1]):
        return None
    return total[0], total[1], rest


def _clock(words: list[str], text: str) -> tuple[int, int, int] | None:
    """``21:15``, ``9pm``, ``9 pm``, ``9:30pm``, ``noon``, ``midnight``, each also after ``at``."""
    if words[:1] == ["at"]:
        words = words[1:]
    word = (
        "".join(words)
        if len(words) == 2 and words[1] in ("am", "pm")
        else words[0]
        if len(words) == 1
        else ""
    )
    if word in ("noon", "midday"):
        return 12, 0, 0
    if word == "midnight":
        return 0, 0, 0
    half = word[-2:] if word[-2:] in ("am", "pm") else ""
    fields = word.removesuffix(half).split(":") if half else word.split(":")
    if not all(field.isascii() and field.isdigit() and len(field) <= 2 for field in fields):
        return None
    if len(fields) > 3 or (len(fields) == 1 and not half):
        return None
    hour, minute, second = (*(int(field) for field in fields), 0, 0)[:3]
    if half:
        if not 1 <= hour <= 12:
            raise _bad_clock(text, word)
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _bad_clock(text, word)
    return hour, minute, second


def _bad_clock(text: str, word: str) -> EntryError:
    return refuse(
        text, f'cannot read the time "{word}": a day has 24 hours of 60 minutes.', "Write 21:30 or 9pm."
    )


def day_of(words: list[str], today: date, text: str) -> tuple[date, list[str], int] | None:
    """A day at the start of the words, what follows, and by how many days such a phrase repeats (0: not)."""
    word, rest = words[0], words[1:]
    if word == "today":
        return today, rest, 0
    if word == "yesterday":
        return today - timedelta(days=1), rest, 0
    last = word == "last" and bool(rest)
    if last:
        word, rest = rest[0], rest[1:]
        if word == "night" and not rest:
            return today - timedelta(days=1), rest, 0
    weekday = _weekday(word)
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        if last and back == 0:
            back = 7
        return today - timedelta(days=back), rest, 7
    if last:
        return None
    return _calendar(words, today, text)


def _weekday(word: str) -> int | None:
    if word in _WEEKDAY_SHORT:
        return _WEEKDAY_SHORT[word]
    for index, name in enumerate(_WEEKDAYS):
        if word in (name, name[:3]):
            return index
    return None


def _calendar(words: list[str], today: date, text: str) -> tuple[date, list[str], int] | None:
    """``2026-11-03``, ``nov 3``, ``3 nov 2025``, ``13/04``; ``03/04`` is refused as it reads two ways."""
    word, rest = words[0], words[1:]
    if len(word) == 10 and word[4] == "-" == word[7]:
        return date.fromisoformat(word), rest, 0
    if "/" in word:
        return _slashed(word, rest, today, text)
    month = _month(word)
    if month is not None and rest:
        day, rest = _number_of_day(rest[0]), rest[1:]
    elif rest and _month(rest[0]) is not None:
        day, month, rest = _number_of_day(word), _month(rest[0]), rest[1:]
    else:
        return None
    if day is None or month is None:
        return None
    if rest and len(rest[0]) == 4 and rest[0].isascii() and rest[0].isdigit():
        return date(int(rest[0]), month, day), rest[1:], 0
    return _this_or_last_year(today, month, day), rest, 366


def _this_or_last_year(today: date, month: int, day: int) -> date:
    for back in range(9):
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise ValueError("no such day")


def _slashed(word: str, rest: list[str], today: date, text: str) -> tuple[date, list[str], int] | None:
    parts = word.split("/")
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts) or len(parts) not in (
        2,
        3,
    ):
        return None
    first, second = int(parts[0]), int(parts[1])
    if not (1 <= first <= 31 and 1 <= second <= 31) or len(parts[0]) > 2 or (first > 12 and second > 12):
        return None
    if first <= 12 and second <= 12 and first != second:
        one, two = f"{_MONTHS[first - 1][:3]} {second}", f"{_MONTHS[second - 1][:3]} {first}"
        raise refuse(text, f'"{word}" can be {one} or {two}.', f'Write "{one}" or "{two}".')
    day, month = (first, second) if second <= 12 else (second, first)
    if len(parts) == 3:
        year = int(parts[2])
        return date(year + 2000 if len(parts[2]) == 2 else year, month, day), rest, 0
    return _this_or_last_year(today, month, day), rest, 366


def _month(word: str) -> int | None:
    word = word.rstrip(".")
    for index, name in enumerate(_MONTHS, 1):
        if word in (name, name[:3]) or (word == "sept" and index == 9):
            return index
    return None


def _number_of_day(word: str) -> int | None:
    for suffix in ("st", "nd", "rd", "th"):
        word = word.removesuffix(suffix)
    word = word.rstrip(".")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else None


def day_back(words: list[str], today: date) -> date | None:
    if words[-1] == "ago":
        words = words[:-1]
    if len(words) == 2 and _number(words[0]) is not None:
        words = [f"{_number(words[0])}{words[1]}"]
    if len(words) != 1:
        return None
    word = words[0].removeprefix("-")
    digits = len(word) - len(word.lstrip("0123456789"))
    number, unit = word[:digits], word[digits:]
    if not number or not number.isascii() or len(number) > 5:
        return None
    if unit in _DAYS:
        return today - timedelta(days=int(number) * _DAYS[unit])
    if unit in ("mo", "month", "months"):
        return _months_back(today, int(number))
    if unit in ("y", "yr", "year", "years"):
        return _months_back(today, int(number) * 12)
    return None


def _months_back(today: date, months: int) -> date:
    index = today.year * 12 + today.month - 1 - months
    year, month = divmod(index, 12)
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError("no such day")
