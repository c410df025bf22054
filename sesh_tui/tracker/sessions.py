"""Logging sessions: what a line says becomes a session, its readings and a stock move, in one action."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from sesh_tui.db import names, sessions, stock
from sesh_tui.db.ids import new_id
from sesh_tui.domain.dates import iso
from sesh_tui.domain.dose import dose, with_contents
from sesh_tui.domain.entry import Amount, Entry, Product
from sesh_tui.domain.stock import cost_of_use, negated, used
from sesh_tui.domain.vocab import CATEGORY_METHOD, route_of
from sesh_tui.errors import EntryError, NotFound
from sesh_tui.tracker import echo
from sesh_tui.tracker.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sesh_tui.domain.contents import Lot
    from sesh_tui.domain.stock import Quantity
    from sesh_tui.domain.units import CustomUnit
    from sesh_tui.tracker import Tracker

AFTER_KNOWN = timedelta(hours=12)
"""An after value typed with a backdated session belongs to now only if the session is not older."""


class Use(NamedTuple):
    """What was used and what follows from it: columns of ``sessions`` and the stock move."""

    columns: dict[str, Any]
    moved: Quantity | None
    notes: tuple[str, ...]


def log(tracker: Tracker, entry: Entry, source: str) -> Outcome:
    """Store a line: a session, or what a line without any product, amount and method reports."""
    if not is_session(entry):
        from sesh_tui.tracker import checks

        return checks.alone(tracker, entry, source)
    return store(tracker, entry, source)


def is_session(entry: Entry) -> bool:
    """Whether a line says that something was used."""
    return not (
        entry.amount is None and entry.method is None and entry.product is None and entry.item is None
    )


def start(tracker: Tracker, entry: Entry) -> Outcome:
    """Start a session whose length is measured; only one runs at a time."""
    running = tracker.replica.one(
        "SELECT id FROM sessions WHERE source = 'timer' AND endedAt IS NULL AND deletedAt IS NULL LIMIT 1"
    )
    if running:
        row = sessions.get_row(tracker.replica, running[0])
        raise EntryError(
            f"A session is already running: {echo.session(row)}. Nothing was stored.",
            hint="End it first: sesh-tui stop",
        )
    return store(tracker, entry, "timer")


def again(tracker: Tracker, words: str | Sequence[str], source: str) -> Outcome:
    """The last session once more, now; what the words say replaces its amount, product, method or purpose."""
    last = sessions.newest(tracker.replica)
    if last is None:
        raise NotFound(
            "There is no session to repeat yet.", hint="Log one, such as: sesh-tui log 0.3g blue dream vape"
        )
    base = repeated(tracker, last.id)
    entry = tracker.parse(words, "again") if words else Entry()
    return store(tracker, merged(base, entry), source)


def merged(base: Entry, changes: Entry) -> Entry:
    """``base`` with everything that ``changes`` says."""
    said = {name: value for name, value in changes._asdict().items() if value not in (None, (), False)}
    if "product" in said or "item" in said:
        base = base._replace(product=None, item=None, strain=None)
    if "amount" in said:
        base = base._replace(assumed_thc=False)
    return base._replace(**said)


def repeated(tracker: Tracker, session_id: str) -> Entry:
    """The part of a session that repeating it repeats: amount, method, product, purpose."""
    row = tracker.replica.one(
        "SELECT method, strain, strainId, inventoryId, amount, unit, amountMg, purpose, doseBasis, thcUg "
        "FROM sessions WHERE userId = ? AND id = ?",
        (tracker.replica.user_id, session_id),
    )
    assert row is not None
    method, strain, strain_id, item, number, unit, amount_mg, purpose, basis, thc = row
    if item is not None:
        item = _standing_lot(tracker, item)
    product = Product(strain, "recent", strain_id) if strain else None
    amount = amount_of(
        number, unit, amount_mg, thc, estimated=basis == "estimate", units=tracker.custom_units()
    )
    return Entry(
        amount=amount,
        method=method,
        product=product,
        item=item,
        purpose=purpose,
        assumed_thc=amount is not None and amount.unit == "mg" and amount.kind == "thc",
    )


def _standing_lot(tracker: Tracker, item: str) -> str | None:
    """The lot itself, or, once it is finished, the oldest standing lot of the same name."""
    row = tracker.replica.one(
        "SELECT id FROM inventory WHERE deletedAt IS NULL AND finishedAt IS NULL AND (id = ? OR name = "
        "(SELECT name FROM inventory WHERE userId = ? AND id = ?)) ORDER BY id <> ?, acquired LIMIT 1",
        (item, tracker.replica.user_id, item, item),
    )
    return row[0] if row else None


def amount_of(
    number: float | None,
    unit: str | None,
    amount_mg: int | None,
    thc_ug: int | None,
    *,
    estimated: bool,
    units: dict[str, CustomUnit],
) -> Amount | None:
    """The amount that the stored columns stand for; ``None`` where none was given."""
    from sesh_tui.domain.units import Unit, find_unit, parse_number, quantity_of

    if number is None or unit is None:
        return None
    parsed = parse_number(f"{number:.12g}")
    if parsed is None:
        return None
    found = find_unit(unit, units) or Unit(unit, "count", 1000)
    if unit == "mg" and amount_mg is None and thc_ug is not None:
        found = Unit("mg", "thc", 1000)
    return Amount(
        found.kind, quantity_of(parsed, found), parsed.text, unit, 1, estimated and found.kind == "mass"
    )


# -- what was used ---------------------------------------------------------------------------------


def use_of(tracker: Tracker, entry: Entry) -> Use:
    """Resolve the product of a line and compute dose, cost and stock move."""
    replica = tracker.replica
    item_id = stock.find(replica, entry.item) if entry.item else None
    if item_id is None and entry.product is not None and entry.product.source == "stock":
        item_id = entry.product.id
    lot: Lot | None = None
    name = entry.product.name if entry.product else None
    strain_id = entry.product.id if entry.product and entry.product.source != "stock" else None
    method = entry.method
    columns: dict[str, Any] = {}
    if item_id is not None:
        lot = stock.contents(replica, item_id)
        row = replica.one(
            "SELECT coalesce(strain, name), strainId, productId, category FROM inventory WHERE userId = ? AND id = ?",
            (replica.user_id, item_id),
        )
        assert row is not None
        name, strain_id = row[0], row[1]
        method = method or CATEGORY_METHOD.get(row[3] or "")
        columns |= {"inventoryId": item_id, "productId": row[2]}
    route = route_of(method)
    unit = _own_unit(tracker, entry.amount, item_id)
    package = with_contents(lot, entry.thc, entry.cbd)
    found = dose(entry.amount, method, route, package, unit, assumed_thc=entry.assumed_thc)
    columns |= {
        "strain": name,
        "strainId": strain_id,
        "method": method,
        "route": route,
        "amountMg": found.amount_mg,
        "thcUg": found.thc_ug,
        "cbdUg": found.cbd_ug,
        "doseBasis": found.basis if entry.amount else None,
        "doseSdPct": found.sd_pct,
    }
    moved: Quantity | None = None
    if entry.amount is not None:
        columns |= amount_columns(entry.amount)
        if lot is not None:
            moved = used(entry.amount, package or lot, unit)
            cost = cost_of_use(lot, *moved)
            columns |= {"costMinor": cost, "currency": lot.currency if cost is not None else None}
    return Use(columns, moved, found.explanation if entry.amount else ())


def amount_columns(amount: Amount) -> dict[str, Any]:
    """The columns that keep an amount as typed and in exact units."""
    from sesh_tui.domain.units import parse_number

    parsed = parse_number(amount.number)
    assert parsed is not None
    return {
        "amount": parsed.numerator / parsed.denominator * amount.times,
        "unit": amount.unit,
        "amountUl": amount.quantity if amount.kind == "volume" else None,
        "countMilli": amount.quantity if amount.kind == "count" else None,
        "countUnit": amount.unit if amount.kind == "count" else None,
    }


def _own_unit(tracker: Tracker, amount: Amount | None, item_id: str | None) -> CustomUnit | None:
    """The person's own size of the counted unit: for this lot, or in general."""
    if amount is None or amount.kind != "count":
        return None
    from sesh_tui.domain.units import CustomUnit

    row = tracker.replica.one(
        "SELECT name, plural, method, mg, sdPct, inventoryId FROM custom_units WHERE deletedAt IS NULL "
        "AND name = ? AND (inventoryId IS NULL OR inventoryId = ?) ORDER BY inventoryId IS NULL LIMIT 1",
        (amount.unit, item_id),
    )
    return CustomUnit(*row) if row else None


# -- storing ---------------------------------------------------------------------------------------


def store(tracker: Tracker, entry: Entry, source: str) -> Outcome:
    """Write a session with everything that belongs to it."""
    replica = tracker.replica
    now = tracker.now()
    at = entry.at or now
    use = use_of(tracker, entry)
    if seals_something(entry):
        tracker.vault.ensure_key()  # outside the transaction: it may ask the keyring
    session_id = new_id(int(at.timestamp() * 1000))
    label = " ".join(
        part
        for part in ("start" if source == "timer" else "log", use.columns["method"], use.columns["strain"])
        if part
    )
    with replica.action("log", label, source=source) as action:
        replica.insert(
            "sessions", {**use.columns, **_told(tracker, entry, at), "source": source}, row_id=session_id
        )
        after_at = now if now - at < AFTER_KNOWN else at
        write_readings(tracker, session_id, entry, at=at, after_at=after_at)
        if use.moved is not None and any(use.moved):
            move_stock(tracker, use.columns["inventoryId"], "use", negated(use.moved), at, session_id)
        if use.columns["strain"]:
            names.remember(replica, use.columns["strain"], iso(at))
        row = sessions.get_row(replica, session_id)
        label = " ".join(part for part in (label, row.amount) if part)
        replica.relabel(action, label)
    return Outcome(
        echo.session(row, readings_of(entry), left=left_text(tracker, use)),
        (session_id,),
        label,
        use.notes,
    )


def seals_something(entry: Entry) -> bool:
    """Whether storing this line needs a key."""
    return bool(entry.note or entry.symptoms or entry.location or entry.where or entry.triggers or entry.tags)


def _told(tracker: Tracker, entry: Entry, at: datetime) -> dict[str, Any]:
    """The columns of a session that come straight from the line."""
    from sesh_tui.tracker import offset_of

    minutes = tracker.settings.after_minutes(route_of(entry.method))
    due = None
    if open_readings(entry):
        due = iso(at + timedelta(minutes=minutes))
    return {
        "timestamp": iso(at),
        "tzOffsetMin": offset_of(at.timestamp()),
        "localDay": tracker.day_of(at),
        "duration": entry.duration_min,
        "endedAt": iso(at + timedelta(minutes=entry.duration_min))
        if entry.duration_min is not None
        else None,
        "effects": list(entry.effects) or None,
        "notes": noted(entry),
        "rating": entry.rating,
        "location": " · ".join(place for place in (entry.location, entry.where) if place) or None,
        "companions": entry.companions,
        "accompaniedBy": entry.accompanied_by,
        "purpose": entry.purpose,
        "triggers": list(entry.triggers) or None,
        "afterDueAt": due,
        **priced(tracker, entry),
    }


def priced(tracker: Tracker, entry: Entry) -> dict[str, Any]:
    """What the person says a session cost, which comes before the lot's share."""
    if entry.cost is None:
        return {}
    return {"costMinor": entry.cost.minor, "currency": entry.cost.currency or tracker.settings.currency}


def noted(entry: Entry) -> str | None:
    """The note of a line, its tags as ``#words`` behind it."""
    tags = " ".join(f"#{tag}" for tag in entry.tags)
    return "\n".join(part for part in (entry.note, tags) if part) or None


def open_readings(entry: Entry) -> bool:
    """Whether a scale has a value before and none after."""
    pairs = [entry.mood, entry.energy, *(reading for _, reading in entry.symptoms)]
    return any(pair is not None and pair.before is not None and pair.after is None for pair in pairs)


def readings_of(entry: Entry) -> list[tuple[str, int | None, int | None]]:
    """Every scale of a line as (name, before, after)."""
    scales = [("mood", entry.mood), ("energy", entry.energy), *entry.symptoms]
    return [(name, pair.before, pair.after) for name, pair in scales if pair is not None]


def write_readings(
    tracker: Tracker, session_id: str, entry: Entry, *, at: datetime, after_at: datetime
) -> None:
    """Moods and symptoms of a session; inside its action."""
    replica = tracker.replica
    for when, index, moment in (("before", 0, at), ("after", 1, after_at)):
        mood = entry.mood[index] if entry.mood else None
        energy = entry.energy[index] if entry.energy else None
        stamp = stamps(tracker, moment)
        if mood is not None or energy is not None:
            replica.insert(
                "session_moods",
                {
                    "sessionId": session_id,
                    "moodRating": mood,
                    "energyLevel": energy,
                    "relationType": when,
                    "offsetMin": int((moment - at).total_seconds() // 60),
                    **stamp,
                },
            )
        for name, reading in entry.symptoms:
            if reading[index] is not None:
                replica.insert(
                    "medical_symptoms",
                    {
                        "sessionId": session_id,
                        "pairId": session_id,
                        "symptom": name,
                        "severity": reading[index],
                        "beforeOrAfter": when,
                        **stamp,
                    },
                )
    track(tracker, entry.new_symptoms)


def track(tracker: Tracker, new_symptoms: Sequence[str]) -> None:
    """Add symptoms a person introduced with ``sym:`` to the list they track; inside an action."""
    known = tracker.own_symptoms() if new_symptoms else frozenset()
    for name in new_symptoms:
        if name.lower() not in known:
            tracker.replica.insert("tracked_symptoms", {"name": name})


def stamps(tracker: Tracker, moment: datetime) -> dict[str, Any]:
    """Time, offset and day of a row."""
    from sesh_tui.tracker import offset_of

    return {
        "timestamp": iso(moment),
        "tzOffsetMin": offset_of(moment.timestamp()),
        "localDay": tracker.day_of(moment),
    }


def move_stock(
    tracker: Tracker, item_id: str, kind: str, delta: Quantity, at: datetime, session_id: str | None = None
) -> None:
    """Book a stock move and bring the lot's cached amount up to it; inside an action."""
    replica = tracker.replica
    replica.insert(
        "stock_moves",
        {
            "inventoryId": item_id,
            "at": iso(at),
            "kind": kind,
            "deltaMg": delta.mg,
            "deltaUl": delta.ul,
            "deltaMilli": delta.milli,
            "sessionId": session_id,
        },
    )
    cache_amount(tracker, item_id)


def cache_amount(tracker: Tracker, item_id: str) -> None:
    """Write what is left into ``inventory.amount``, in the lot's unit, for readers of the original's columns."""
    mg, ul, milli = stock.left(tracker.replica, item_id)
    tracker.replica.db.execute(
        "UPDATE inventory SET amount = CASE WHEN ?1 IS NOT NULL THEN ?1 / 1000.0 "
        "WHEN ?2 IS NOT NULL THEN ?2 / 1000.0 WHEN ?3 IS NOT NULL THEN ?3 / 1000.0 ELSE amount END "
        "WHERE userId = ?4 AND id = ?5",
        (mg, ul, milli, tracker.replica.user_id, item_id),
    )


def left_text(tracker: Tracker, use: Use) -> str:
    """``3.10 g left`` after a use of a lot; empty without one."""
    item = use.columns.get("inventoryId")
    if item is None:
        return ""
    mg, ul, milli = stock.left(tracker.replica, item)
    if mg is not None:
        return f"{echo.mass(mg)} left"
    if ul is not None:
        return f"{echo.volume(ul)} left"
    if milli is not None:
        unit = tracker.replica.one(
            "SELECT countUnit FROM inventory WHERE userId = ? AND id = ?", (tracker.replica.user_id, item)
        )
        return f"{echo.count(milli, unit[0] if unit else None)} left"
    return ""
