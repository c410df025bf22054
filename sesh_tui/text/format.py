"""Amounts, doses, money and times as a person reads them.

Everything comes in the integer units of the schema (mg, µg, µl, thousandths, minor units) and leaves
as short text. Times are computed by hand: the first frame is on the screen before ``datetime`` is needed.
"""

from __future__ import annotations

from sesh_tui.domain.units import minor_digits, plural_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesh_tui.db.views import PairView, Sealed, SessionRow

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_MEASURED = ("coa",)


def grams(milligrams: int) -> str:
    """Return a product mass such as ``0.30 g``."""
    sign, milligrams = ("-", -milligrams) if milligrams < 0 else ("", milligrams)
    hundredths = (milligrams + 5) // 10
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d} g"


def cannabinoid(micrograms: int) -> str:
    """Return a cannabinoid mass in mg: ``66 mg``, and ``2.5 mg`` below ten."""
    if micrograms < 10_000:
        tenths = (micrograms + 50) // 100
        whole, tenth = divmod(tenths, 10)
        return f"{whole}.{tenth} mg" if tenth else f"{whole} mg"
    return f"{(micrograms + 500) // 1000} mg"


def volume(microlitres: int) -> str:
    """Return a volume such as ``12.5 ml``."""
    return f"{_decimal(microlitres, 1000, 2)} ml"


def count(thousandths: int, unit: str | None) -> str:
    """Return a count such as ``2.5 puffs`` or ``1 puff``."""
    number = _decimal(thousandths, 1000, 3)
    if unit and abs(thousandths) > 1000:
        unit = plural_of(unit)
    return f"{number} {unit}" if unit else number


def money(minor: int, currency: str | None) -> str:
    """Return an amount of money such as ``45.00 EUR``."""
    digits = minor_digits(currency) if currency else 2
    sign, minor = ("-", -minor) if minor < 0 else ("", minor)
    text = str(minor) if not digits else f"{minor // 10**digits}.{minor % 10**digits:0{digits}d}"
    return f"{sign}{text} {currency}" if currency else sign + text


def number(value: int) -> str:
    """Return a whole number with thin groups: ``200,000``."""
    return f"{value:,}"


def dose(row: SessionRow) -> str:
    """Return a session's dose in the product, with ``≈`` where it rests on a label or an estimate."""
    about = "" if row.dose_basis in _MEASURED else "≈ "
    if row.thc_ug is not None:
        return f"{about}{cannabinoid(row.thc_ug)} THC"
    if row.cbd_ug is not None:
        return f"{about}{cannabinoid(row.cbd_ug)} CBD"
    return ""


def pair(view: PairView) -> str:
    """Return one scale: ``mood 4→7``, ``mood 4`` (before only) or ``mood _→7`` (after only)."""
    name = str(view.name)
    if view.after is None:
        return f"{name} {view.before}" if view.before is not None else name
    return f"{name} {'_' if view.before is None else view.before}→{view.after}"


def pairs(views: Iterable[PairView]) -> str:
    """Return all scales of a reading, separated by dots."""
    return " · ".join(pair(view) for view in views if view.before is not None or view.after is not None)


def opened(value: Sealed) -> str:
    """Return sealed text as far as it is open: the text, its mark, or nothing where there is none."""
    return "" if value is None else str(value)


def several(number_of: int, noun: str) -> str:
    """Return ``1 lot`` or ``3 lots``; a noun in ``-y`` becomes ``-ies``."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number(number_of)} {noun if number_of == 1 else plural}"


def minutes(value: int) -> str:
    """Return a duration such as ``25 min`` or ``1 h 05``."""
    if value < 60:
        return f"{value} min"
    return f"{value // 60} h {value % 60:02d}" if value % 60 else f"{value // 60} h"


def clock(timestamp: str, tz_offset_min: int) -> str:
    """Return the local wall clock ``21:04`` of a UTC timestamp ``2026-11-22T20:04:00.000Z``."""
    total = (int(timestamp[11:13]) * 60 + int(timestamp[14:16]) + tz_offset_min) % 1440
    return f"{total // 60:02d}:{total % 60:02d}"


def weekday(local_day: str) -> str:
    """Return the weekday's name of an ISO date."""
    return WEEKDAYS[(day_number(local_day) + 3) % 7]


def long_day(local_day: str) -> str:
    """Return ``Sunday 22 November 2026``."""
    year, month, day = local_day.split("-")
    return f"{weekday(local_day)} {int(day)} {MONTHS[int(month) - 1]} {year}"


def short_day(local_day: str) -> str:
    """Return ``Sun 22 Nov``."""
    _, month, day = local_day.split("-")
    return f"{weekday(local_day)[:3]} {int(day):2d} {MONTHS[int(month) - 1][:3]}"


def list_day(local_day: str, year: str) -> str:
    """Return ``Sun 22 Nov``, or ``22 Nov 2024`` where the year is another one than ``year``."""
    if local_day.startswith(year):
        return short_day(local_day)
    day = short_day(local_day).partition(" ")[2]
    return f"{day} {local_day[:4]}"


def day_number(local_day: str) -> int:
    """Return the days from 1970-01-01 to an ISO date (Howard Hinnant's civil calendar algorithm)."""
    year, month, day = (int(part) for part in local_day.split("-"))
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def day_of_number(days: int) -> str:
    """Return the ISO date ``days`` after 1970-01-01; the inverse of ``day_number``."""
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return f"{year_of_era + era * 400 + (month <= 2):04d}-{month:02d}-{day:02d}"


def shift_day(local_day: str, days: int) -> str:
    """Return the ISO date ``days`` later (negative: earlier)."""
    return day_of_number(day_number(local_day) + days)


def bar(part: int, whole: int, width: int) -> tuple[str, str]:
    """Return the filled and the empty part of a bar of ``width`` cells.

    It is drawn in half cells, and something left never shows as nothing.
    """
    if whole <= 0 or part <= 0:
        return "", "─" * width
    halves = min(width * 2, max(1, (part * width * 2 + whole // 2) // whole))
    filled = "━" * (halves // 2) + "╸" * (halves % 2)
    return filled, "─" * (width - len(filled))


def _decimal(value: int, scale: int, digits: int) -> str:
    whole, rest = divmod(abs(value), scale)
    fraction = f"{rest * 10**digits // scale:0{digits}d}".rstrip("0")
    text = f"{whole}.{fraction}" if fraction else str(whole)
    return "-" + text if value < 0 else text
