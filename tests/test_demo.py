"""The demo's rows fit the schema, agree with each other and leak nothing that is sealed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.db.tables import SEALED
from sesh_tui.demo import Batch, generate
from sesh_tui.demo.data import COLUMNS, NOTE_STARTS, SYMPTOMS, WARES, WAYS
from sesh_tui.domain.vocab import CATEGORIES, EFFECTS, METHOD_ROUTE, PLACES, PURPOSES

UNTIL = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
MIGRATIONS = sorted((Path(__file__).parent.parent / "migrations").glob("*.sql"))


def seal(table: str, row_id: str, column: str, value: Any) -> str:
    """An envelope that can be looked into and does not hold the words as they are."""
    return "b1." + json.dumps([table, row_id, column, value]).encode().hex()


def rows(**options: Any) -> Iterator[Batch]:
    settings = {"user_id": "u", "seal": seal, "until": UNTIL, "offset": 60}
    return generate(**(settings | options))


def loaded(**options: Any) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    for file in MIGRATIONS:
        db.executescript(file.read_text())
    for table, columns, batch in rows(**options):
        marks = ", ".join("?" * len(columns))
        db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", batch)
    return db


@pytest.fixture(scope="module")
def year() -> Iterator[sqlite3.Connection]:
    db = loaded()
    yield db
    db.close()


def one(db: sqlite3.Connection, sql: str) -> Any:
    return db.execute(sql).fetchone()[0]


def test_a_year_holds_a_year(year: sqlite3.Connection) -> None:
    assert 350 <= one(year, "SELECT count(*) FROM sessions") <= 480
    assert one(year, "SELECT min(localDay) FROM sessions") >= "2025-11-23"
    assert one(year, "SELECT max(localDay) FROM sessions") == "2026-11-22"
    assert one(year, "SELECT max(timestamp) FROM sessions") <= "2026-11-22T21:30:00.000Z"
    use_days = one(year, "SELECT count(DISTINCT localDay) FROM sessions")
    assert 150 <= use_days <= 330  # it takes breaks
    for table in COLUMNS:
        assert one(year, f"SELECT count(*) FROM {table}") > 0, table


def test_today_has_something_and_one_after_is_open(year: sqlite3.Connection) -> None:
    assert one(year, "SELECT count(*) FROM sessions WHERE localDay = '2026-11-22'") >= 2
    assert one(year, "SELECT count(*) FROM sessions WHERE afterDueAt IS NOT NULL") >= 1
    assert one(year, "SELECT min(timestamp) FROM sessions WHERE afterDueAt IS NOT NULL") > "2026-11-21T21:30"


@pytest.mark.parametrize("count", [1, 7, 10, 1000])
def test_exactly_as_many_sessions_as_asked_for(count: int) -> None:
    assert sum(len(batch.rows) for batch in rows(sessions=count) if batch.table == "sessions") == count


def test_a_lifetime_grows_denser_instead_of_longer() -> None:
    days = [row[1:3] for batch in rows(sessions=40_000) if batch.table == "sessions" for row in batch.rows]
    years = {stamp[:4] for _, stamp in days}
    assert 39 <= len(years) <= 41


def test_the_same_seed_tells_the_same_story_and_another_one_does_not() -> None:
    assert list(rows(sessions=50)) == list(rows(sessions=50))
    assert list(rows(sessions=50)) != list(rows(sessions=50, seed=2))


def test_every_row_of_a_story_stands_by_itself(year: sqlite3.Connection) -> None:
    for child, column, parent in (
        ("sessions", "inventoryId", "inventory"),
        ("stock_moves", "inventoryId", "inventory"),
        ("stock_moves", "sessionId", "sessions"),
        ("medical_symptoms", "sessionId", "sessions"),
        ("inventory", "dispensaryId", "dispensaries"),
    ):
        known = f"SELECT id FROM {parent}"
        lost = f"SELECT count(*) FROM {child} WHERE {column} IS NOT NULL AND {column} NOT IN ({known})"
        assert one(year, lost) == 0, (child, column)
    known = "SELECT id FROM sessions"
    lost = f"SELECT count(*) FROM session_moods WHERE sessionId <> '' AND sessionId NOT IN ({known})"
    assert one(year, lost) == 0


def test_stock_is_the_sum_of_its_moves(year: sqlite3.Connection) -> None:
    left = year.execute(
        "SELECT i.finishedAt, i.startMg, i.startUl, i.startMilli, i.amount, "
        "sum(m.deltaMg), sum(m.deltaUl), sum(m.deltaMilli) "
        "FROM inventory i JOIN stock_moves m ON m.inventoryId = i.id GROUP BY i.id"
    ).fetchall()
    assert len(left) > 10
    assert 1 <= sum(row[0] is None for row in left) <= 8
    for finished, *start, amount, mg, ul, milli in left:
        for first, now in zip(start, (mg, ul, milli), strict=True):
            assert (first is None) == (now is None)
            assert now is None or (now == 0 if finished else 0 <= now <= first)
        rest = milli if milli is not None else ul if ul is not None else mg
        assert amount == rest / 1000
    assert one(year, "SELECT count(*) FROM sessions") == one(
        year, "SELECT count(*) FROM stock_moves WHERE kind = 'use'"
    )


def test_no_lot_is_used_before_it_was_bought(year: sqlite3.Connection) -> None:
    used = "sessions s JOIN inventory i ON i.id = s.inventoryId"
    assert one(year, f"SELECT count(*) FROM {used} WHERE s.timestamp < i.acquired") == 0


def test_doses_and_costs_are_those_of_the_lot(year: sqlite3.Connection) -> None:
    checked = 0
    for mg, thc_ug, percent, cost, price, start in year.execute(
        "SELECT s.amountMg, s.thcUg, i.thcValue, s.costMinor, i.costMinor, i.startMg FROM sessions s "
        "JOIN inventory i ON i.id = s.inventoryId "
        "WHERE i.thcUnit = 'pct' AND i.labResults IS NULL AND s.amountMg > 0"
    ):
        assert abs(thc_ug - mg * percent * 10) <= 1
        assert abs(cost - price * mg / start) <= 0.5
        checked += 1
    assert checked > 50
    bases = {row[0] for row in year.execute("SELECT DISTINCT doseBasis FROM sessions")}
    assert bases == {"coa", "label", "estimate"}


def test_words_are_those_of_the_vocabulary(year: sqlite3.Connection) -> None:
    for method, route in year.execute("SELECT DISTINCT method, route FROM sessions"):
        assert METHOD_ROUTE[method] == route
    purposes = {
        row[0] for row in year.execute("SELECT DISTINCT purpose FROM sessions WHERE purpose IS NOT NULL")
    }
    assert purposes <= set(PURPOSES)
    for (effects,) in year.execute("SELECT effects FROM sessions WHERE effects IS NOT NULL"):
        assert set(json.loads(effects)) <= set(EFFECTS)
    assert {row[0] for row in year.execute("SELECT category FROM inventory")} <= set(CATEGORIES)
    for (place,) in year.execute("SELECT location FROM sessions WHERE location IS NOT NULL"):
        assert opened(place)[-1] in PLACES


def test_scales_are_kept(year: sqlite3.Connection) -> None:
    for sql, low, high in (
        ("SELECT min(moodRating), max(moodRating) FROM session_moods", 1, 10),
        ("SELECT min(energyLevel), max(energyLevel) FROM session_moods", 1, 10),
        ("SELECT min(severity), max(severity) FROM medical_symptoms", 0, 10),
        ("SELECT min(rating), max(rating) FROM sessions", 1, 5),
    ):
        least, most = year.execute(sql).fetchone()
        assert low <= least <= most <= high


def opened(text: str) -> list[Any]:
    return json.loads(bytes.fromhex(text.removeprefix("b1.")))


def test_sealed_columns_hold_envelopes_of_their_own_cell_and_nothing_else(year: sqlite3.Connection) -> None:
    seen = set()
    for table, columns in SEALED.items():
        for column in columns & set(COLUMNS.get(table, ())):
            for row_id, text in year.execute(f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"):
                assert opened(text)[:3] == [table, row_id, column]
                seen.add((table, column))
    assert {("sessions", "notes"), ("sessions", "location"), ("medical_symptoms", "symptom")} <= seen
    assert {
        ("journal_entries", "content"),
        ("medical_symptoms", "triggers"),
        ("tracked_symptoms", "name"),
    } <= seen


def test_no_sealed_word_stands_in_plain_text(year: sqlite3.Connection) -> None:
    dump = "\n".join(year.iterdump())
    for word in (*NOTE_STARTS, *(name for name, _ in SYMPTOMS)):
        assert word not in dump.replace("Purple Pain Killer", "")


def test_times_follow_the_clock_of_the_place() -> None:
    # the clocks go from +2 h to +1 h on 25 October 2026 at 01:00 UTC
    change = datetime(2026, 10, 25, 1, tzinfo=UTC).timestamp()
    db = loaded(offset=lambda epoch: 120 if epoch < change else 60)
    offsets = dict(db.execute("SELECT tzOffsetMin, max(timestamp) FROM sessions GROUP BY 1"))
    assert set(offsets) == {60, 120}
    assert offsets[120] < "2026-10-25T01:00"
    for stamp, offset, day in db.execute("SELECT timestamp, tzOffsetMin, localDay FROM sessions"):
        local = datetime.fromisoformat(stamp).timestamp() + (offset - 240) * 60
        assert datetime.fromtimestamp(local, UTC).date().isoformat() == day
    db.close()


def test_identifiers_are_unique_and_sort_by_time(year: sqlite3.Connection) -> None:
    ids = [row[0] for row in year.execute("SELECT id FROM sessions ORDER BY timestamp, id")]
    assert ids == sorted(ids)
    assert all(len(text) == 36 and text[14] == "7" and text[19] in "89ab" for text in ids)


def test_the_wares_are_complete() -> None:
    assert {ware.kind for ware in WARES} | {"flower"} <= set(WAYS)
    for ware in WARES:
        assert ware.mg or ware.ul or ware.pieces
        assert (ware.unit is None) == (ware.pieces is None)
