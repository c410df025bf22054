"""Write worker/schema.ts, the tables and columns the gateway knows, from migrations/.

With --check nothing is written; the exit code is 1 if the file is out of date.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sesh_tui.db.tables import SYNCED

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "worker" / "schema.ts"
HEAD = """\
// Made by tools/worker_schema.py from migrations/: change those and run it again.

/** INTEGER and REAL columns hold numbers, or a sealed cell. */
export type Kind = "TEXT" | "INTEGER" | "REAL";

/** `required`: NOT NULL without a default. `filled`: NOT NULL with a default. `optional`: may be NULL. */
export type Need = "required" | "filled" | "optional";

"""


def schema() -> str:
    """The text of worker/schema.ts; parents come before children, the journal of conflicts first."""
    with closing(sqlite3.connect(":memory:")) as db:
        for path in sorted((ROOT / "migrations").glob("*.sql")):
            db.executescript(path.read_text("utf-8"))
        versions = dict(db.execute("SELECT name, value FROM schema_info"))
        lines = [
            f"export const SCHEMA_VERSION = {int(versions['schemaVersion'])};",
            f"export const MIN_CLIENT = {int(versions['minClient'])};",
            "",
            "/** Synced tables in the order of a push, with their columns but for `userId`. */",
            "export const SCHEMA: Readonly<Record<string, Readonly<Record<string, readonly [Kind, Need]>>>> = {",
        ]
        for table in SYNCED:
            lines.append(f"  {table}: {{")
            described = db.execute(
                'SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,)
            )
            for name, kind, notnull, default in described:
                need = "optional" if not notnull else "required" if default is None else "filled"
                if name != "userId":
                    lines.append(f'    {name}: ["{kind}", "{need}"],')
            lines.append("  },")
    return HEAD + "\n".join([*lines, "};", ""])


def main(arguments: list[str]) -> int:
    """Write or, with --check, compare; returns the exit code."""
    if arguments == ["--check"]:
        current = TARGET.exists() and TARGET.read_text("utf-8") == schema()
        if not current:
            print("worker/schema.ts is out of date: python tools/worker_schema.py", file=sys.stderr)
        return 0 if current else 1
    TARGET.write_text(schema(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
