"""Opening the file: making it, sharing it, and refusing what is not ours without touching it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import apsw
import pytest

from sesh_tui import paths
from sesh_tui.db import replica as replica_module
from sesh_tui.db import setup
from sesh_tui.db.replica import APPLICATION_ID, SCHEMA, Replica, connect, open_replica
from sesh_tui.errors import ReplicaError, UsageError


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "home" / "default" / "replica.sqlite")


def bytes_of(path: str) -> dict[str, bytes]:
    """The file and everything beside it."""
    folder = Path(path).parent
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if not entry.name.endswith("-shm")}


def test_schema_says_how_many_migrations_there_are() -> None:
    assert len(setup.migration_names()) == SCHEMA // 1000
    assert 0 < SCHEMA % 1000 < 1000


def test_a_new_file_is_whole_private_and_ours(path: str) -> None:
    with open_replica(path) as replica:
        assert replica.one("PRAGMA application_id") == (APPLICATION_ID,)
        assert replica.one("PRAGMA user_version") == (SCHEMA,)
        assert replica.one("PRAGMA journal_mode") == ("wal",)
        assert replica.one("PRAGMA integrity_check") == ("ok",)
        assert [row[0] for row in replica.all("SELECT name FROM d1_migrations")] == setup.migration_names()
        assert replica.all("SELECT id FROM users") == [(replica.user_id,)]
        assert replica.all("SELECT count(*) > 9000 FROM catalogue") == [(1,)]
        assert replica.setting("deviceId") not in (None, replica.user_id)
        for pragma, value in [("synchronous", 2), ("temp_store", 2), ("trusted_schema", 0)]:
            assert replica.one(f"PRAGMA {pragma}") == (value,)
        modes = {entry.name: entry.stat().st_mode & 0o777 for entry in Path(path).parent.iterdir()}
        assert set(modes.values()) == {0o600}
    for folder in (Path(path).parent, Path(path).parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in Path(path).parent.iterdir()] == ["replica.sqlite"], (
        "nothing is left beside it"
    )


def test_a_file_is_only_made_on_request(path: str) -> None:
    with pytest.raises(ReplicaError, match="There is no replica"):
        open_replica(path, create=False)
    assert not os.path.exists(path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ReplicaError, match="cannot be made"):
        open_replica(str(tmp_path / "file" / "default" / "replica.sqlite"))


def test_two_processes_that_make_the_file_at_once_share_one(path: str) -> None:
    program = (
        "import sys; from sesh_tui.db.replica import open_replica; sys.stdin.readline(); "
        f"print(open_replica({path!r}).user_id)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda process: process.communicate("go\n", timeout=60)[0], started))
    assert len(set(answers)) == 1
    assert answers[0].strip()
    assert [entry.name for entry in Path(path).parent.iterdir() if ".new-" in entry.name] == []


def test_the_second_to_finish_takes_the_first_one_s_file(path: str) -> None:
    with open_replica(path) as first:
        setup.make_replica(path)
        with open_replica(path) as second:
            assert second.user_id == first.user_id


def test_a_file_system_without_links(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    with open_replica(path) as replica:
        assert replica.user_id
    setup.make_replica(path)
    with open_replica(path) as again:
        assert again.user_id == replica.user_id


# --- files that are refused -----------------------------------------------------------------------


def foreign(path: str) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    db.close()


def newer(path: str) -> None:
    open_replica(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()


def corrupt(path: str) -> None:
    open_replica(path).close()
    data = bytearray(Path(path).read_bytes())
    data[20:4096] = os.urandom(4076)
    Path(path).write_bytes(data)


def no_database(path: str) -> None:
    Path(path).write_text("dear diary, " * 1000)


def cut(path: str) -> None:
    open_replica(path).close()
    Path(path).write_bytes(Path(path).read_bytes()[:5000])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (foreign, "not one of sesh-tui"),
        (newer, "newer sesh-tui"),
        (corrupt, "damaged or is not"),
        (no_database, "damaged or is not"),
        (cut, "damaged or is not"),
    ],
)
def test_what_is_refused_is_left_as_it_is(path: str, make: Any, said: str) -> None:
    paths.make_private(os.path.dirname(path))
    make(path)
    before = bytes_of(path)
    with pytest.raises(ReplicaError, match=said):
        open_replica(path)
    assert bytes_of(path) == before


def test_a_newer_file_that_was_not_closed_is_not_even_tidied_up(path: str) -> None:
    writer = open_replica(path)
    writer.db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    crashed = Path(path).parent.parent / "crashed"
    crashed.mkdir()
    for name, data in bytes_of(path).items():
        (crashed / name).write_bytes(data)
    writer.close()
    copy = str(crashed / "replica.sqlite")
    before = bytes_of(copy)
    assert before["replica.sqlite-wal"]
    with pytest.raises(ReplicaError, match="newer"):
        open_replica(copy)
    assert bytes_of(copy) == before


def test_a_folder_in_place_of_the_file(path: str) -> None:
    os.makedirs(path)
    with pytest.raises(ReplicaError, match="cannot be opened"):
        open_replica(path)


def forbid_writing(monkeypatch: pytest.MonkeyPatch, *forbidden: str) -> None:
    """As for somebody who is not the owner, also where the tests run as root."""
    access = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda name, mode: not (mode == os.W_OK and str(name) in forbidden) and access(name, mode),
    )


def test_a_read_only_file_is_read_and_not_written(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_replica(path) as replica:
        replica.remember("colour", "green")
    before = bytes_of(path)
    forbid_writing(monkeypatch, path)
    with open_replica(path) as replica:
        assert replica.read_only
        assert replica.setting("colour") == "green"
        with pytest.raises(ReplicaError, match="is read-only"):
            replica.remember("colour", "red")
        with pytest.raises(ReplicaError, match="is read-only"), replica.action("x", "x"):
            pass  # pragma: no cover - never entered
    assert bytes_of(path)["replica.sqlite"] == before["replica.sqlite"]


def test_a_read_only_folder_with_a_strange_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "a?b#c%20" / "replica.sqlite")
    with open_replica(path) as replica:
        user = replica.user_id
    forbid_writing(monkeypatch, path, os.path.dirname(path))
    with open_replica(path) as replica:
        assert replica.user_id == user
    assert [entry.name for entry in Path(path).parent.iterdir()] == ["replica.sqlite"]


def test_an_old_read_only_file_cannot_be_brought_up_to_date(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_replica(path) as replica:
        replica.db.execute("PRAGMA user_version = 3001")
    before = bytes_of(path)
    forbid_writing(monkeypatch, path)
    with pytest.raises(ReplicaError, match="older version and read-only"):
        open_replica(path)
    assert bytes_of(path)["replica.sqlite"] == before["replica.sqlite"]


# --- who the person is ----------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["users", "sessions"])
def test_a_file_that_forgot_whose_it_is_finds_out(
    path: str, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_replica(path) as replica:
        user = replica.user_id
        replica.insert("sessions", {"timestamp": "2026-11-20T12:00:00.000Z"})
        replica.remember("userId", None)
        if left == "sessions":
            replica.db.execute("DELETE FROM users")
    with monkeypatch.context() as patch:
        forbid_writing(patch, path)
        with open_replica(path) as replica:
            assert replica.user_id == user
    with open_replica(path) as replica:
        assert replica.user_id == user == replica.setting("userId")


def test_a_file_of_nobody_is_given_a_person(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_replica(path) as replica:
        replica.db.execute("DELETE FROM users")
        replica.remember("userId", None)
    with monkeypatch.context() as patch:
        forbid_writing(patch, path)
        with open_replica(path) as replica:
            assert replica.user_id == ""
    with open_replica(path) as replica:
        assert replica.all("SELECT id FROM users") == [(replica.user_id,)]


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (apsw.IOError("disk I/O error"), "The disk reported an error"),
        (apsw.InterruptError("interrupted"), "The query was stopped"),
        (apsw.LockedError("locked"), "Another program has been writing"),
        (apsw.SQLError("no such table: x"), "SQLite refused: no such table: x"),
    ],
)
def test_every_error_of_sqlite_is_a_sentence(error: apsw.Error, said: str) -> None:
    with pytest.raises(ReplicaError, match=said), replica_module.told_in_words("file"):
        raise error


def test_a_busy_writer_is_waited_for_and_then_named(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_replica(path).close()
    monkeypatch.setattr(replica_module, "BUSY_MS", 50)
    with open_replica(path) as one, open_replica(path) as other:
        one.db.execute("BEGIN IMMEDIATE")
        with pytest.raises(ReplicaError, match=r"Another program has been writing to .* Nothing was stored"):
            other.remember("colour", "red")
        with pytest.raises(ReplicaError, match="Another program"), other.action("log", "log"):
            pass  # pragma: no cover - never entered
        one.db.execute("ROLLBACK")
        other.remember("colour", "green")
        assert one.setting("colour") == "green"


def log_much(replica: Replica) -> None:
    with replica.action("log", "log"):
        for _ in range(1000):
            replica.insert("sessions", {"timestamp": "2026-11-20T12:00:00.000Z", "strain": "x" * 500})


def test_a_full_disk_stores_nothing_and_harms_nothing(path: str) -> None:
    with open_replica(path) as replica:
        pages = replica.one("PRAGMA page_count")
        assert pages is not None
        replica.db.execute(f"PRAGMA max_page_count = {pages[0]}")
        with pytest.raises(ReplicaError, match=r"The disk is full\. Nothing was stored"):
            log_much(replica)
        assert replica.all("SELECT count(*) FROM sessions") == [(0,)]
        assert replica.all("SELECT action, silent FROM capture") == [(None, 0)]
        assert replica.one("PRAGMA integrity_check") == ("ok",)
        replica.db.execute("PRAGMA max_page_count = 1000000")
        with replica.action("log", "log"):
            replica.insert("sessions", {"timestamp": "2026-11-20T12:00:00.000Z"})


# --- where things are -----------------------------------------------------------------------------


def test_the_home_is_one_folder_or_the_platform_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("SESH_TUI_HOME", "/somewhere")
    assert paths.profile_folder() == "/somewhere/default"
    assert paths.config_file() == "/somewhere/config.toml"
    assert paths.profile_folder("demo", "/elsewhere") == "/elsewhere/demo"
    monkeypatch.delenv("SESH_TUI_HOME")
    monkeypatch.setenv("HOME", "/home/person")
    assert paths.data_home() == "/home/person/.local/share/sesh-tui"
    assert paths.config_file() == "/home/person/.config/sesh-tui/config.toml"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    assert paths.data_home() == "/data/sesh-tui"
    assert paths.config_file() == "/config/sesh-tui/config.toml"


def test_other_platforms_are_asked_for_their_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv("SESH_TUI_HOME")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda *_, **__: "/Library/Data/sesh-tui")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: "/Library/Config/sesh-tui")
    assert paths.data_home() == "/Library/Data/sesh-tui"
    assert paths.config_file() == "/Library/Config/sesh-tui/config.toml"


@pytest.mark.parametrize("name", ["../up", "a/b", "--", "a b", "."])
def test_a_profile_s_name_is_a_plain_word(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="may hold letters"):
        paths.profile_name(name)
    monkeypatch.setenv("SESH_TUI_PROFILE", "work_2-a")
    assert paths.profile_name() == "work_2-a"


def test_a_private_folder_may_be_there_or_be_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.make_private(str(tmp_path / "a" / "b"))
    paths.make_private(str(tmp_path / "a" / "b"))
    monkeypatch.setattr(os.path, "isdir", lambda name, seen=[]: seen.append(name) or seen.count(name) > 1)  # type: ignore[func-returns-value]
    paths.make_private(str(tmp_path / "a" / "b"))


def test_a_connection_makes_the_file_if_nobody_says_otherwise(tmp_path: Path) -> None:
    db = connect(str(tmp_path / "new.sqlite"))
    db.execute("CREATE TABLE t (x)")
    with pytest.raises(apsw.SQLError):
        db.execute('SELECT * FROM t WHERE x = "no column"')
    db.close()


def test_a_closed_replica(path: str) -> None:
    replica = open_replica(path)
    assert isinstance(replica, Replica)
    replica.close()
    with pytest.raises(apsw.ConnectionClosedError):
        replica.db.execute("SELECT 1")
