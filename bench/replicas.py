"""The replicas the benchmarks run on, built once and kept in ``bench/.cache``.

    python bench/replicas.py [--sessions 200000] [--again]

Runs that write get a copy, so that the size stays what the promise says.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from common import CACHE, PYTHON, ROOT, passphrase_file, shell_env

OFFSET_MIN = 60


def home_of(sessions: int) -> Path:
    """The ``SESH_TUI_HOME`` that holds a replica of that many sessions, which ends today; built if missing."""
    home = CACHE / f"home-{sessions}"
    mark = home / "built.json"
    if _fresh(mark):
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    passphrase_file()
    env = shell_env(home, key=True)
    subprocess.run(
        [PYTHON, str(Path(__file__).resolve()), "--fill", str(sessions)], env=env, check=True, cwd=ROOT
    )
    return home


def copy_of(home: Path, name: str) -> Path:
    """A copy of a home that a run may write to."""
    target = CACHE / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target)
    return target


def _fresh(mark: Path) -> bool:
    """Whether a replica exists, has the schema of now and reaches near today."""
    from sesh_tui.db.replica import SCHEMA

    try:
        facts = json.loads(mark.read_text())
    except (OSError, ValueError):
        return False
    until = datetime.fromisoformat(facts["until"])
    return bool(facts["schema"] == SCHEMA and datetime.now(UTC) - until < timedelta(hours=20))


def fill(sessions: int) -> None:
    """Make the replica of this environment's home and write the demo's rows into it."""
    from sesh_tui.db import names
    from sesh_tui.db.replica import SCHEMA
    from sesh_tui.demo import generate
    from sesh_tui.tracker import Tracker

    cpu = time.process_time()
    until = datetime.now(UTC)
    with Tracker.open() as tracker:
        replica, vault = tracker.replica, tracker.vault
        if sessions:
            vault.ensure_key()
            with replica.transaction():
                replica.db.execute("UPDATE capture SET silent = 1")
                for table, columns, rows in generate(
                    user_id=replica.user_id,
                    seal=vault.seal,
                    until=until,
                    sessions=sessions,
                    offset=OFFSET_MIN,
                ):
                    marks = ", ".join("?" * len(columns))
                    replica.db.executemany(
                        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows
                    )
                replica.db.execute("UPDATE capture SET silent = 0")
                names.rebuild(replica)
            replica.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            replica.db.execute("PRAGMA optimize = 0x10002")
    facts = {
        "sessions": sessions,
        "schema": SCHEMA,
        "until": until.isoformat(),
        "cpu_s": round(time.process_time() - cpu, 1),
    }
    mark = Path(os.environ["SESH_TUI_HOME"]) / "built.json"
    mark.write_text(json.dumps(facts) + "\n")


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=200_000)
    parser.add_argument("--again", action="store_true", help="throw away what was built")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill is not None:
        fill(options.fill)
        return
    if options.again:
        shutil.rmtree(CACHE / f"home-{options.sessions}", ignore_errors=True)
    home = home_of(options.sessions)
    print((home / "built.json").read_text().strip())
    sys.exit(0)


if __name__ == "__main__":
    main()
