"""The words in which a verb says what it stored."""

from __future__ import annotations

from sesh_tui.db.clock import clock_text
from sesh_tui.db.ids import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesh_tui.crypto.envelope import Unopened
    from sesh_tui.db.views import PairView, SessionRow

    Pair = PairView | tuple[str | Unopened, int | None, int | None]


def mass(mg: int) -> str:
    """``0.30 g``, ``25 mg``: product mass as people write it."""
    if abs(mg) < 100:
        return f"{mg} mg"
    grams = f"{mg / 1000:.3f}".rstrip("0")
    whole, _, part = grams.partition(".")
    return f"{whole}.{part:0<2} g" if len(part) < 2 else f"{grams} g"


def cannabinoid(ug: int) -> str:
    """``66 mg``, ``2.5 mg``: micrograms as milligrams, to a tenth below ten."""
    mg = ug / 1000
    return f"{mg:.0f} mg" if mg >= 10 or mg == int(mg) else f"{mg:.1f} mg"


def volume(ul: int) -> str:
    """``0.5 ml``."""
    return f"{ul / 1000:g} ml"


def count(milli: int, unit: str | None) -> str:
    """``2 joints``, ``0.5 bowl``."""
    from sesh_tui.db.sessions import human_amount

    return human_amount(milli / 1000, unit or "pc")


def quantity(mg: int | None, ul: int | None, milli: int | None, unit: str | None) -> str:
    """What there is of a lot, in the dimension it is kept in; empty where that is not known."""
    if mg is not None:
        return mass(mg)
    if ul is not None:
        return volume(ul)
    return "" if milli is None else count(milli, unit)


def money(minor: int, currency: str | None) -> str:
    """``45.00 USD``, ``4500 JPY``, ``4.500 KWD``: with the decimals of the currency."""
    from sesh_tui.domain.units import minor_digits

    digits = minor_digits(currency or "")
    whole, part = divmod(abs(minor), 10**digits)
    text = f"{whole}.{part:0{digits}d}" if digits else str(whole)
    return f"{'-' if minor < 0 else ''}{text} {currency or ''}".rstrip()


def pair(view: Pair) -> str:
    """``mood 4→7``, ``pain 6``, ``pain _→3``."""
    name, before, after = view
    if after is None:
        return f"{name} {before}"
    return f"{name} {'_' if before is None else before}→{after}"


def dose(thc_ug: int | None, cbd_ug: int | None, basis: str | None) -> str:
    """``≈ 66 mg THC (label)``; empty when nothing is known."""
    known = [f"{cannabinoid(ug)} {name}" for ug, name in ((thc_ug, "THC"), (cbd_ug, "CBD")) if ug is not None]
    if not known:
        return ""
    sign = "=" if basis == "coa" else "≈"
    return f"{sign} {' + '.join(known)}" + (f" ({basis})" if basis else "")


def session(row: SessionRow, pairs: Iterable[Pair] = (), *, words: Iterable[str] = (), left: str = "") -> str:
    """One line that says what a session holds; ``words`` are effects and the like, as they are typed."""
    head = [short(row.id), clock_text(row.timestamp, row.tz_offset_min), row.method, row.product, row.amount]
    parts = [" ".join(part for part in head if part)]
    said = dose(row.thc_ug, row.cbd_ug, row.dose_basis)
    if said:
        parts[0] += " " + said
    parts += [pair(view) for view in pairs]
    said_words = " ".join(words)
    if said_words:
        parts.append(said_words)
    if row.rating is not None:
        parts.append(f"rating {row.rating}")
    if row.duration_min is not None:
        parts.append(f"{row.duration_min} min")
    if row.cost_minor is not None:
        parts.append(money(row.cost_minor, row.currency))
    if row.has_note:
        parts.append("note")
    if left:
        parts.append(left)
    return " · ".join(parts)
