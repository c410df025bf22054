"""Disks and files that cannot be used: one clear sentence, exit code 2, and not a byte changed."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sesh_tui.tracker import Tracker
from tests.conftest import missing, requires

LOG = ("log", "0.3g", "blue", "dream", "vape")
VERBS = [LOG, ("ls",), ("day",), ("status",), ("status", "--short"), ("undo",), ("stock",)]


def sesh(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sesh_tui", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def one_sentence(ran: subprocess.CompletedProcess[str]) -> str:
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith("sesh-tui: ")
    assert ran.stderr.count("\n") == 1
    assert "Traceback" not in ran.stderr
    return ran.stderr


@pytest.fixture
def file(sesh_home: Path) -> Path:
    """A replica with one session, closed."""
    with Tracker.open() as tracker:
        tracker.log(list(LOG[1:]))
    return sesh_home / "default" / "replica.sqlite"


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_damaged_file(file: Path, verb: tuple[str, ...]) -> None:
    file.write_bytes(b"SQLite format 3\0" + os.urandom(40_000))
    before = digest(file)
    assert "damaged" in one_sentence(sesh(*verb))
    assert digest(file) == before


@pytest.mark.parametrize("content", [b"", b"hello, this is a text file\n" * 100])
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_not_a_database(file: Path, verb: tuple[str, ...], content: bytes) -> None:
    file.write_bytes(content)
    told = one_sentence(sesh(*verb))
    assert "left untouched" in told
    assert file.read_bytes() == content


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_file_of_another_program(file: Path, verb: tuple[str, ...]) -> None:
    file.unlink()
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY, text TEXT)")
        db.execute("INSERT INTO recipes (text) VALUES ('pancakes')")
    db.close()
    before = digest(file)
    assert "not one of sesh-tui" in one_sentence(sesh(*verb))
    assert digest(file) == before


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_a_file_of_a_newer_version(file: Path, verb: tuple[str, ...]) -> None:
    with sqlite3.connect(file) as db:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute(f"PRAGMA user_version = {version + 1000}")
    db.close()
    before = digest(file)
    assert "newer" in one_sentence(sesh(*verb))
    assert digest(file) == before


def test_damage_within_the_file(file: Path) -> None:
    """A page in the middle is gone: reading or writing it says so, and does not make it worse."""
    content = bytearray(file.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    ran = sesh(*LOG)
    assert ran.returncode == 2
    assert "damaged" in ran.stderr
    assert "Traceback" not in ran.stderr


# -- read-only -------------------------------------------------------------------------------------


def in_namespace(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script with mounts of its own. Skips where that is not allowed."""
    unshare = requires("unshare", "util-linux")
    probe = subprocess.run([unshare, "-m", "true"], capture_output=True)
    if probe.returncode:
        missing("mounts of one's own are not allowed here: run as root, with CAP_SYS_ADMIN")
    return subprocess.run(
        [unshare, "-m", "sh", "-ec", script],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=90,
    )


@pytest.fixture
def command() -> str:
    return f"{sys.executable} -m sesh_tui"


def test_a_read_only_folder(file: Path, command: str) -> None:
    """As root, permissions do not bite; a read-only mount does."""
    before = digest(file)
    folder = file.parent
    script = f"""
mount --bind {folder} {folder}
mount -o remount,bind,ro {folder}
{command} {" ".join(LOG)} && exit 90
code=$?; [ $code = 2 ] || exit 91
{command} ls --json || exit 92
{command} day >/dev/null || exit 93
{command} status --short || exit 94
"""
    ran = in_namespace(script)
    assert ran.returncode == 0, f"{ran.returncode}: {ran.stderr}"
    assert "read-only" in ran.stderr
    assert "Nothing was stored" in ran.stderr
    assert '"Blue Dream"' in ran.stdout
    assert digest(file) == before


def test_a_read_only_file(file: Path) -> None:
    file.chmod(0o400)
    file.parent.chmod(0o500)
    before = digest(file)
    try:
        # root may write anything, so another user tries it then
        ran = _as_nobody(file) if os.geteuid() == 0 else sesh(*LOG)
    finally:
        file.parent.chmod(0o700)
    told = one_sentence(ran)
    assert "read-only" in told or "cannot be opened" in told
    assert digest(file) == before


def _as_nobody(file: Path) -> subprocess.CompletedProcess[str]:
    """Run it as a user who owns a copy of the files and may only read it."""
    requires("setpriv", "util-linux")
    home = file.parents[1]
    copy = Path("/tmp") / f"sesh-tui-read-only-{os.getpid()}"
    subprocess.run(["cp", "-r", str(home), str(copy)], check=True)
    subprocess.run(["chown", "-R", "65534:65534", str(copy)], check=True)
    try:
        return subprocess.run(
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
             sys.executable, "-m", "sesh_tui", *LOG],
            env=os.environ | {"SESH_TUI_HOME": str(copy), "HOME": str(copy)},
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        subprocess.run(["rm", "-rf", str(copy)], check=True)


# -- full ------------------------------------------------------------------------------------------

FILL = """
import sys
from sesh_tui.errors import SeshError
from sesh_tui.tracker import Tracker
told = ""
stored = 0
with Tracker.open() as tracker:
    for number in range(100_000):
        try:
            tracker.log(["0.3g", "blue", "dream", "vape"])
            tracker.buy(["product", str(number), "3.5g"])
            stored += 1
        except SeshError as error:
            told = str(error)
            break
print(stored, told)
"""


def test_a_full_disk(sesh_home: Path, command: str, tmp_path: Path) -> None:
    """A file system of three megabytes: it fills, it says so, and what was stored is whole and readable."""
    sesh_home.mkdir(parents=True)
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / "fill.py").write_text(FILL)
    script = f"""
mount -t tmpfs -o size=3m tmpfs {sesh_home}
{sys.executable} {tmp_path}/fill.py > {tmp_path}/told
dd if=/dev/zero of={sesh_home}/ballast bs=4096 2>/dev/null || true
{command} {" ".join(LOG)} 2> {tmp_path}/second && exit 90
[ $? = 2 ] || exit 91
{command} ls --all --json > {tmp_path}/ls.json || exit 92
rm {sesh_home}/ballast
cp {sesh_home}/default/replica.sqlite* {kept}/
"""
    ran = in_namespace(script)
    assert ran.returncode == 0, f"{ran.returncode}: {ran.stderr} {(tmp_path / 'second').read_text()}"
    stored, _, told = (tmp_path / "told").read_text().partition(" ")
    assert told.startswith("The disk is full. Nothing was stored")
    assert "full" in (tmp_path / "second").read_text()
    with sqlite3.connect(kept / "replica.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (count,) = db.execute("SELECT count(*) FROM sessions").fetchone()
    db.close()
    assert int(stored) <= count <= int(stored) + 1


def test_a_file_that_may_not_grow(file: Path) -> None:
    """Without root: a limit on file sizes is met where a disk would be full."""
    import resource

    limit = file.stat().st_size + 8192

    def small() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    (script := file.parents[1] / "fill.py").write_text(FILL)
    ran = subprocess.run(
        [sys.executable, str(script)], preexec_fn=small, capture_output=True, text=True, timeout=90
    )
    assert "Nothing was stored" in ran.stdout, ran.stderr
    assert sesh("ls").returncode == 0
    with sqlite3.connect(file) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


@pytest.fixture(autouse=True)
def _package_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
