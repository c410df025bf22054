"""Makes the golden replica of a released schema: ``python -m tests.golden.make_replica 1``.

Once a version is released its files stay as they are; a later version only opens copies of them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import time_machine

from sesh_tui.db.tables import SYNCED
from sesh_tui.tracker import Tracker

FOLDER = Path(__file__).parent
PASSPHRASE = "golden replica"
BEGIN = 1_795_176_000.0  # 2026-11-20T12:00:00Z


def tell(tracker: Tracker, clock: time_machine.Coordinates) -> None:
    """A small story with a row in most of the tables, something undone, something deleted."""
    tracker.buy('"blue dream" 3.5g 45usd thc:22% from:Apothecary -- on the shelf')
    tracker.buy('"mango gummies" 10pcs thc:100mg type:edible €20')
    clock.shift(600)
    tracker.log("0.3g blue dream vape mood 4 pain 6 sym:tinnitus:3 +relaxed @home for:sleep -- slept well")
    clock.shift(1800)
    tracker.after("mood:7 pain:3 tinnitus:2")
    tracker.log("2 gummies mango gummies energy 3")
    tracker.undo()
    tracker.redo()
    tracker.check("pain:5")
    tracker.crave("6 +bored")
    tracker.mood("6 energy 4 -- long day")
    tracker.note("# Friday\nAll quiet.", title="Friday", tags=["week"], session="last")
    clock.shift(86_400)
    tracker.log("0.2g sour diesel joint", new=True)
    tracker.remove(["last"])
    tracker.count("blue dream 3g")
    tracker.finish("mango gummies")
    tracker.undo()
    with tracker.replica.action("unit", "unit"):
        tracker.replica.insert("custom_units", {"name": "cone", "mg": 250, "sdPct": 10})
        tracker.replica.insert(
            "presets", {"name": "evening", "key": 1, "payload": {"line": "0.3g blue dream vape"}}
        )


def contents(tracker: Tracker, tables: dict[str, list[str]]) -> list[Any]:
    """Every row of the synced tables, sealed cells opened, deleted ones included."""
    found = []
    for table, columns in tables.items():
        for row in tracker.replica.all(f"SELECT {', '.join(columns)} FROM {table} ORDER BY userId, id"):
            cells = dict(zip(columns, row, strict=True))
            opened = {n: tracker.replica.opened(v, table, cells["id"], n) for n, v in cells.items()}
            found.append([table, opened])
    return found


def digest(tracker: Tracker, tables: dict[str, list[str]]) -> str:
    """A fingerprint of ``contents``."""
    text = json.dumps(contents(tracker, tables), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def make(version: str) -> None:
    """Write ``replica-VERSION.sqlite`` and beside it what a reader must find in it."""
    from sesh_tui.db.capture import columns_of
    from sesh_tui.db.replica import SCHEMA

    with tempfile.TemporaryDirectory() as home, time_machine.travel(BEGIN, tick=False) as clock:
        secret = Path(home, "passphrase")
        secret.write_text(PASSPHRASE)
        os.environ |= {
            "SESH_TUI_HOME": home,
            "SESH_TUI_PASSPHRASE_FILE": str(secret),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        with Tracker.open() as tracker:
            tell(tracker, clock)
            tables = {table: columns_of(tracker.replica.db, table) for table in SYNCED}
            facts = {
                "schema": SCHEMA,
                "passphrase": PASSPHRASE,
                "digest": digest(tracker, tables),
                "rows": {table: len(tracker.replica.all(f"SELECT id FROM {table}")) for table in tables},
                "tables": tables,
            }
            path = tracker.replica.path
        shutil.copy(path, FOLDER / f"replica-{version}.sqlite")
        (FOLDER / f"replica-{version}.json").write_text(json.dumps(facts, indent=1) + "\n")


if __name__ == "__main__":
    make(sys.argv[1])
