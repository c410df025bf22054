"""What was reported as stored is there, whatever happens to the process: real kills, real neighbours."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw
import pytest

LOOP = """
import sys
from sesh_tui.tracker import Tracker
with Tracker.open() as tracker:
    number = int(sys.argv[1])
    while True:
        number += 1
        done = tracker.log(["0.3g", "blue", "dream", "vape", "mood", "4-7", "pain:6", "--", f"note {number}"])
        sys.stdout.write(done.ids[0] + "\\n")
        sys.stdout.flush()
"""
KILLS = 24
PROCESSES, LOGS = 8, 25


@pytest.fixture(autouse=True)
def _passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "passphrase"
    file.write_text("open sesame\n")
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(file))


def replica(home: Path) -> apsw.Connection:
    return apsw.Connection(str(home / "default" / "replica.sqlite"))


def ids_in(home: Path) -> set[str]:
    with replica(home) as db:
        return {row[0] for row in db.execute("SELECT id FROM sessions WHERE deletedAt IS NULL")}


def test_kill_at_any_moment_loses_nothing_reported(sesh_home: Path) -> None:
    rng = random.Random(7)
    reported: list[str] = []
    for attempt in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(attempt * 10_000)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        if attempt:  # the first one also makes the file; later ones may be killed before they begin
            time.sleep(rng.uniform(0.0, 0.25))
        else:
            reported.append(process.stdout.readline().strip())
        os.kill(process.pid, signal.SIGKILL)
        rest, _ = process.communicate(timeout=30)
        reported += [line for line in rest.splitlines() if len(line) == 36]
    assert len(reported) > KILLS
    with replica(sesh_home) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        # no half of an action: every session has its mood readings, its symptom and its history
        torn = db.execute(
            "SELECT count(*) FROM sessions s "
            "WHERE (SELECT count(*) FROM session_moods m WHERE m.sessionId = s.id) <> 2 "
            "OR (SELECT count(*) FROM medical_symptoms y WHERE y.sessionId = s.id) <> 1 "
            "OR NOT EXISTS (SELECT 1 FROM history h WHERE h.rowId = s.id)"
        ).fetchall()
        assert torn == [(0,)]
        assert db.execute("SELECT action, silent FROM capture").fetchall() == [(None, 0)]
    assert ids_in(sesh_home) >= set(reported)


def test_killed_while_the_file_is_made(sesh_home: Path) -> None:
    for delay in (0.03, 0.05, 0.07, 0.09, 0.11, 0.13):
        process = subprocess.Popen([sys.executable, "-c", LOOP, "0"], stdout=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
    done = subprocess.run(
        [sys.executable, "-m", "sesh_tui", "log", "0.3g", "blue", "dream", "vape"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    with replica(sesh_home) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_many_processes_at_once(sesh_home: Path) -> None:
    """The very first moments included: all of them find no file and no key."""
    log = '"$0" -m sesh_tui log 0.3g blue dream vape pain:6 -- "note $1 $i"'
    line = f"for i in $(seq {LOGS}); do {log} || exit 1; done"
    processes = [
        subprocess.Popen(
            ["sh", "-c", line, sys.executable, str(number)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        out, err = process.communicate(timeout=110)
        assert process.returncode == 0, err
        assert len(out.splitlines()) == LOGS
        assert err == ""
    assert len(ids_in(sesh_home)) == PROCESSES * LOGS
    key_files = [name for name in os.listdir(sesh_home / "default") if name.startswith("key")]
    assert sorted(key_files) == ["key.json", "key.lock", "key.slot"]
    from sesh_tui.tracker import Tracker

    with Tracker.open() as tracker:
        tracker.vault.unlock()
        notes = {tracker.session(row).notes for row in ids_in(sesh_home)}
    assert notes == {f"note {number} {i}" for number in range(PROCESSES) for i in range(1, LOGS + 1)}
