"""Older files: put aside, brought up to date, and everything in them still there."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.db import setup
from sesh_tui.db.replica import APPLICATION_ID, SCHEMA, connect, open_replica
from sesh_tui.db.tables import SYNCED
from sesh_tui.errors import ReplicaError
from sesh_tui.tracker import Tracker
from tests.golden.make_replica import digest

GOLDEN = Path(__file__).parents[1] / "golden"
USER = "01890000-0000-7000-8000-000000000001"


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "default" / "replica.sqlite")


def older(path: str) -> None:
    """A file of the time when there were three migrations, with other local tables, and a session in it."""
    os.makedirs(os.path.dirname(path))
    db = connect(path)
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    setup.apply_migrations(db, setup.migration_names()[:3])
    db.execute(
        "CREATE TABLE local_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
        "CREATE TABLE recent_names (key TEXT PRIMARY KEY, name TEXT NOT NULL);"
        "CREATE INDEX local_gone ON sessions (rating);"
        "PRAGMA user_version = 3001"
    )
    db.execute("INSERT INTO local_settings VALUES ('userId', ?)", (USER,))
    db.execute(
        "INSERT INTO sessions (userId, id, timestamp, strain, createdAt, updatedAt) "
        "VALUES (?, 'one', '2026-11-20T12:00:00.000Z', 'Blue Dream', 'x', 'x')",
        (USER,),
    )
    db.close()


def test_an_older_file_is_put_aside_and_brought_up_to_date(path: str) -> None:
    older(path)
    with open_replica(path) as replica:
        assert replica.one("PRAGMA user_version") == (SCHEMA,)
        assert [row[0] for row in replica.all("SELECT name FROM d1_migrations")] == setup.migration_names()
        assert replica.user_id == USER
        assert replica.all("SELECT id, strain, rev, deletedAt FROM sessions") == [
            ("one", "Blue Dream", 0, None)
        ]
        assert replica.all("SELECT name FROM recent_names") == [("Blue Dream",)]
        assert replica.all("SELECT name FROM sqlite_schema WHERE name = 'local_gone'") == []
        with replica.action("edit", "edit"):
            replica.update("sessions", "one", {"rating": 5})
        assert replica.all("SELECT tableName, rowId FROM outbox") == [("sessions", "one")]
        assert replica.one("PRAGMA integrity_check") == ("ok",)
    aside = f"{path}.before-{SCHEMA}"
    assert os.stat(aside).st_mode & 0o777 == 0o600
    with sqlite3.connect(aside) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3001,)
        assert db.execute("SELECT id FROM sessions").fetchall() == [("one",)]
        assert "rev" not in [row[1] for row in db.execute("PRAGMA table_info(sessions)")]
    db.close()
    assert sorted(os.listdir(os.path.dirname(path))) == ["replica.sqlite", os.path.basename(aside)]
    open_replica(path).close()


def test_two_processes_that_migrate_at_once_do_it_once(path: str) -> None:
    older(path)
    program = (
        "import sys; from sesh_tui.db.replica import open_replica; sys.stdin.readline(); "
        f"print(open_replica({path!r}).one('PRAGMA user_version')[0])"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0].strip() for process in started] == [str(SCHEMA)] * 3


def test_a_migration_that_fails_leaves_the_file_at_the_one_before(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(path)
    read = setup._read
    broken = "ALTER TABLE sessions ADD COLUMN rev INTEGER; SELECT nonsense FROM nowhere"
    with monkeypatch.context() as patch:
        patch.setattr(setup, "_read", lambda name: broken if name.startswith("0003") else read(name))
        with pytest.raises(ReplicaError, match="no such table: nowhere"):
            open_replica(path)
    db = sqlite3.connect(path)
    assert "rev" not in [row[1] for row in db.execute("PRAGMA table_info(sessions)")]
    assert len(db.execute("SELECT * FROM d1_migrations").fetchall()) == 3
    db.close()
    with open_replica(path) as replica:
        assert replica.one("PRAGMA user_version") == (SCHEMA,)


def test_a_copy_that_cannot_be_made_stops_the_migration(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path)
    os.mkdir(f"{path}.before-{SCHEMA}.new-{os.getpid()}")
    with pytest.raises(ReplicaError):
        open_replica(path)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (3001,)
    db.close()


def test_the_first_copy_stands(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path)
    aside = Path(f"{path}.before-{SCHEMA}")
    exists = os.path.exists
    asked: list[str] = []

    def appears(name: str) -> bool:
        """Another process finishes its copy while we make ours."""
        if str(name) == str(aside):
            asked.append(name)
            if len(asked) == 2:
                aside.write_text("theirs")
        return exists(name)

    with monkeypatch.context() as patch:
        patch.setattr(os.path, "exists", appears)
        open_replica(path).close()
    assert aside.read_text() == "theirs"
    assert sorted(os.listdir(os.path.dirname(path))) == ["replica.sqlite", aside.name]


def test_the_migrations_of_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "sesh_tui"
    (package / "migrations").mkdir(parents=True)
    monkeypatch.setattr("sesh_tui.__file__", str(package / "__init__.py"))
    assert setup.migrations_folder() == str(package / "migrations")
    monkeypatch.undo()
    assert Path(setup.migrations_folder()) == Path(__file__).parents[2] / "migrations"


# --- golden replicas ------------------------------------------------------------------------------


@pytest.fixture(params=sorted(GOLDEN.glob("replica-*.sqlite")), ids=lambda path: path.stem)
def golden(request: pytest.FixtureRequest, sesh_home: Path) -> Iterator[tuple[Tracker, dict[str, Any]]]:
    """A copy of a golden replica, opened, and what must be found in it."""
    folder = sesh_home / "default"
    folder.mkdir(parents=True)
    shutil.copy(request.param, folder / "replica.sqlite")
    tracker = Tracker.open(create=False)
    yield tracker, json.loads(request.param.with_suffix(".json").read_text())
    tracker.close()


def test_a_replica_of_every_released_version_is_read_whole(golden: tuple[Tracker, dict[str, Any]]) -> None:
    tracker, facts = golden
    replica = tracker.replica
    assert replica.one("PRAGMA user_version") == (SCHEMA,)
    assert replica.one("PRAGMA integrity_check") == ("ok",)
    assert tracker.journal()[0].title != "Friday", "locked"
    tracker.vault.unlock(passphrase=facts["passphrase"])
    assert digest(tracker, facts["tables"]) == facts["digest"]
    assert {table: len(replica.all(f"SELECT id FROM {table}")) for table in facts["rows"]} == facts["rows"]
    assert set(facts["tables"]) <= set(SYNCED)
    detail = tracker.session("last")
    assert (detail.row.product, detail.row.thc_ug) == ("mango gummies", 20_000)
    assert [(pair.name, pair.before, pair.after) for pair in tracker.session("last-1").symptoms] == [
        ("pain", 6, 3),
        ("tinnitus", 3, 2),
    ]
    assert tracker.journal()[0].title == "Friday"
    assert [lot.remaining_mg or lot.remaining_milli for lot in tracker.stock()] == [3000, 8000]
    assert tracker.presets()[0].line == "0.3g blue dream vape"


def test_what_was_done_in_an_older_version_is_undone_in_this_one(
    golden: tuple[Tracker, dict[str, Any]],
) -> None:
    tracker, _ = golden
    said = []
    for _ in range(4):
        said.append(tracker.undo().data)
    assert [data["undone"] for data in said if data] == [
        "unit",
        "count Blue Dream",
        "rm joint Sour Diesel 12:40",
        "log joint Sour Diesel 0.2 g",
    ]
