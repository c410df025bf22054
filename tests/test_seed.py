"""The seed of the development database obeys the rules that every row of the application obeys."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sesh_tui.crypto.envelope import Unopened, kid_of, open_cell
from sesh_tui.db.tables import SEALED, SYNCED
from sesh_tui.domain.stock import remaining

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SEED = MIGRATIONS / "seeds" / "dev_seed.sql"
DATA_KEY = bytes(range(32))
EMPTY = {"sync_conflicts", "user_connections", "shared_content", "trials", "trial_slots"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TIMES = {"createdAt", "updatedAt", "timestamp", "acquired", "openedAt", "finishedAt", "endedAt", "afterDueAt"}
TIMES |= {"at", "entryAt", "lastUsedAt"}
JSON = {
    "effects",
    "flavors",
    "terpenes",
    "cannabinoidProfile",
    "labResults",
    "payload",
    "layoutData",
    "props",
}


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for path in [*sorted(MIGRATIONS.glob("*.sql")), SEED]:
        connection.executescript(path.read_text("utf-8"))
    yield connection
    connection.close()


def rows(db: sqlite3.Connection, table: str) -> list[dict[str, object]]:
    return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]


def test_every_table_that_the_application_reads_has_rows(db: sqlite3.Connection) -> None:
    filled = {table for table in SYNCED if rows(db, table)}
    assert filled == set(SYNCED) - EMPTY


@pytest.mark.parametrize("table", sorted(set(SYNCED) - EMPTY))
def test_cells_have_the_form_of_their_column(db: sqlite3.Connection, table: str) -> None:
    for row in rows(db, table):
        assert (row["userId"], row["deletedAt"], row["rev"]) == ("dev-user", None, 0)
        for name, value in row.items():
            if name in TIMES and value is not None:
                assert TIME.fullmatch(str(value)), name
            if name in JSON and value is not None:
                json.loads(str(value))
            if re.search(r"(Mg|Ug|Ul|Milli|Minor|Min)$", name):
                assert value is None or isinstance(value, int), name


@pytest.mark.parametrize("table", sorted(SEALED.keys() - EMPTY))
def test_what_must_be_sealed_is_sealed_and_opens(db: sqlite3.Connection, table: str) -> None:
    keys = {kid_of(DATA_KEY): DATA_KEY}
    for row in rows(db, table):
        for name in SEALED[table]:
            value = open_cell(row[name], keys, table, str(row["id"]), name)
            assert not isinstance(value, Unopened), name
            assert (value is None) == (row[name] is None)


@pytest.mark.parametrize("table", ["sessions", "session_moods", "medical_symptoms", "journal_entries"])
def test_the_day_of_the_person_starts_at_four(db: sqlite3.Connection, table: str) -> None:
    for row in rows(db, table):
        moment = datetime.fromisoformat(str(row.get("timestamp") or row["entryAt"]))
        local = moment + timedelta(minutes=int(str(row["tzOffsetMin"])), hours=-4)
        assert row["localDay"] == local.date().isoformat()


def test_what_is_left_of_a_lot_is_the_sum_of_its_moves(db: sqlite3.Connection) -> None:
    moves = rows(db, "stock_moves")
    for lot in rows(db, "inventory"):
        left = remaining(
            (move["deltaMg"], move["deltaUl"], move["deltaMilli"])
            for move in moves
            if move["inventoryId"] == lot["id"]
        )
        assert {value / 1000 for value in left if value is not None} == {lot["amount"]}
        assert bool(lot["finishedAt"]) == (lot["amount"] == 0)


def test_a_session_takes_from_the_lot_what_it_used(db: sqlite3.Connection) -> None:
    used = {move["sessionId"]: move for move in rows(db, "stock_moves") if move["kind"] == "use"}
    for session in rows(db, "sessions"):
        move = used.pop(session["id"])
        assert move["inventoryId"] == session["inventoryId"]
        taken = (move["deltaMg"], move["deltaUl"])
        assert taken == tuple(
            None if session[name] is None else -session[name] for name in ("amountMg", "amountUl")
        )
    assert not used


def test_every_reference_leads_somewhere(db: sqlite3.Connection) -> None:
    targets = {"sessionId": "sessions", "inventoryId": "inventory", "strainId": "strains"}
    targets |= {"productId": "product_catalog", "dispensaryId": "dispensaries", "dashboardId": "dashboards"}
    known = {name: {row["id"] for row in rows(db, table)} for name, table in targets.items()}
    for table in SYNCED:
        for row in rows(db, table):
            for name in targets.keys() & row.keys():
                assert row[name] in {None, ""} | known[name], (table, name)


def test_loading_it_again_changes_nothing(db: sqlite3.Connection) -> None:
    before = db.total_changes
    db.executescript(SEED.read_text("utf-8"))
    assert db.total_changes == before
