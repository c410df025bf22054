"""The real wrangler applies the migrations to a real local D1; a replica has the very same schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import apsw
import pytest

from sesh_tui.db.replica import open_replica
from sesh_tui.db.tables import SYNCED
from tests.e2e.wrangler import D1, ROOT

FILES = sorted(path.name for path in (ROOT / "migrations").glob("*.sql"))
SEED = ROOT / "migrations" / "seeds" / "dev_seed.sql"

pytestmark = pytest.mark.timeout(600)


class Table(NamedTuple):
    """Everything SQLite tells about a table."""

    without_rowid: bool
    strict: bool
    columns: list[tuple[Any, ...]]
    """(position, name, type, not null, default, place in the primary key, hidden)."""
    indexes: dict[str, tuple[Any, ...]]
    """name → (unique, origin, partial, its columns with collation and direction)."""


def described(db: apsw.Connection) -> dict[str, Table]:
    """All tables but SQLite's and workerd's own."""
    listed = db.execute(
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    )
    tables = {}
    for name, without_rowid, strict in listed.fetchall():
        if name.startswith(("sqlite_", "_cf_")):
            continue
        indexes = {}
        for index, unique, origin, partial in db.execute(
            'SELECT name, "unique", origin, partial FROM pragma_index_list(?)', (name,)
        ).fetchall():
            parts = db.execute(
                'SELECT name, "desc", coll, key FROM pragma_index_xinfo(?)', (index,)
            ).fetchall()
            indexes[index] = (unique, origin, partial, parts)
        columns = db.execute("SELECT * FROM pragma_table_xinfo(?)", (name,)).fetchall()
        tables[name] = Table(bool(without_rowid), bool(strict), columns, indexes)
    return tables


def applied(db: apsw.Connection) -> list[tuple[Any, ...]]:
    return db.execute("SELECT id, name FROM d1_migrations ORDER BY id").fetchall()


@pytest.fixture(scope="module", params=[None, "development"], ids=["production", "development"])
def d1(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> D1:
    """A database of each environment, freshly migrated."""
    database = D1(tmp_path_factory.mktemp("d1"), request.param)
    printed = database.migrate()
    assert all(name in printed for name in FILES)
    return database


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[apsw.Connection]:
    with open_replica(str(tmp_path / "replica.sqlite")) as opened:
        yield opened.db


def test_a_replica_has_the_schema_of_d1(d1: D1, replica: apsw.Connection) -> None:
    with closing(apsw.Connection(str(d1.file), flags=apsw.SQLITE_OPEN_READONLY)) as remote:
        theirs, ours = described(remote), described(replica)
        assert set(SYNCED) < theirs.keys() <= ours.keys()
        for name, table in theirs.items():
            mine = ours[name]
            assert mine.columns == table.columns, name
            assert mine._replace(indexes={}) == table._replace(indexes={}), name
            # what the replica needs for reading is named local_…; all else must agree
            shared = {index: how for index, how in mine.indexes.items() if not index.startswith("local_")}
            assert shared == table.indexes, name


def test_both_agree_on_what_is_applied(d1: D1, replica: apsw.Connection) -> None:
    with closing(apsw.Connection(str(d1.file), flags=apsw.SQLITE_OPEN_READONLY)) as remote:
        assert applied(remote) == applied(replica) == list(enumerate(FILES, start=1))


def test_a_second_time_there_is_nothing_to_apply(d1: D1) -> None:
    assert "No migrations to apply!" in d1.migrate()


def test_the_seed_loads_into_both(d1: D1, replica: apsw.Connection) -> None:
    expected = seeded_rows()
    counts = " UNION ALL ".join(
        f"SELECT '{table}' AS t, count(*) AS n FROM {table}" for table in list(expected)[:5]
    )
    d1.run("execute", "DB", "--file", str(SEED), "--yes")
    with closing(apsw.Connection(str(d1.file), flags=apsw.SQLITE_OPEN_READONLY)) as remote:
        replica.execute(SEED.read_text("utf-8"))
        for table in SYNCED:
            rows = f"SELECT * FROM {table} WHERE userId = 'dev-user' ORDER BY id"
            stored = remote.execute(rows).fetchall()
            assert len(stored) == expected.get(table, 0), table
            assert replica.execute(rows).fetchall() == stored, table
    answered = {row["t"]: row["n"] for row in d1.query(counts)}
    assert answered == {table: expected[table] for table in answered}


def seeded_rows() -> dict[str, int]:
    """table → number of rows, as written in the seed file."""
    parts = re.findall(r"INSERT INTO (\w+)\n(.*?)\nON CONFLICT", SEED.read_text("utf-8"), re.DOTALL)
    return {table: body.count("\n  ('dev-user', ") for table, body in parts}


def test_the_two_databases_are_told_apart() -> None:
    """A command without --env means production; nothing may make the two the same database."""
    settings = json.loads((ROOT / "wrangler.json").read_text("utf-8"))
    (production,), (development,) = settings["d1_databases"], settings["env"]["development"]["d1_databases"]
    assert production["binding"] == development["binding"] == "DB"
    assert production["database_name"] == "sesh-tracker-prod"
    assert development["database_name"] == "sesh-tracker-dev"
    assert production["database_id"] != development["database_id"]
    assert production["migrations_dir"] == development["migrations_dir"] == "migrations"
