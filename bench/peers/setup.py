"""Install Bagels into ``bench/peers/.venv`` and fill its database: python bench/peers/setup.py [--records 100000].

Bagels 0.3.12 needs Python 3.13; ``BENCH_PEER_PYTHON`` names one that is not found by itself.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BAGELS = VENV / "bin/bagels"
RECORDS = 100_000
YEARS = 5
MAKE_FILES = """
import sys
from pathlib import Path
from bagels.locations import set_custom_root
set_custom_root(Path(sys.argv[1]))
from bagels.config import load_config, write_state
load_config()
write_state("check_for_updates", False)
from bagels.models.database.app import init_db
init_db()
"""


def python_for_bagels() -> str:
    """A Python 3.13 or newer."""
    candidates = [os.environ.get("BENCH_PEER_PYTHON"), *(shutil.which(f"python3.{n}") for n in (14, 13))]
    candidates += sorted(str(path) for path in Path.home().glob(".pyenv/versions/3.1[34]*/bin/python"))
    for candidate in candidates:
        test = "import sys, venv; sys.exit(sys.version_info < (3, 13))"
        if candidate and not subprocess.run([candidate, "-c", test], capture_output=True).returncode:
            return candidate
    sys.exit("Bagels needs Python 3.13: name one with BENCH_PEER_PYTHON=/path/to/python3.13")


def install() -> None:
    """Make the environment, with byte code, unless it stands."""
    if BAGELS.exists():
        return
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([python_for_bagels(), "-m", "venv", str(VENV)], check=True, env=env)
    pip = [str(VENV / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run(
        [*pip, "--no-deps", "--compile", "-r", str(HERE / "requirements.txt")], check=True, env=env
    )


def fill(home: Path, records: int = RECORDS) -> Path:
    """A Bagels folder with that many records over five years, which end today."""
    mark = home / f"records-{records}-{datetime.now():%Y-%m-%d}"
    if mark.exists():
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    subprocess.run(
        [str(VENV / "bin/python"), "-c", MAKE_FILES, str(home)], check=True, stdout=subprocess.DEVNULL
    )
    rng = random.Random(1)
    now = datetime.now()
    words = ("coffee", "beer", "bread", "train", "rent", "cinema", "books", "groceries", "gift", "dinner")
    with sqlite3.connect(home / "db.db") as db:
        categories = [row[0] for row in db.execute("SELECT id FROM category")]
        db.execute(
            "INSERT INTO account (createdAt, updatedAt, name, description, beginningBalance, hidden) "
            "VALUES (?, ?, 'Bank', 'everything', 0, 0)",
            (str(now), str(now)),
        )
        account = db.execute("SELECT max(id) FROM account").fetchone()[0]
        db.executemany(
            "INSERT INTO record (createdAt, updatedAt, label, amount, date, accountId, categoryId, isInProgress, "
            "isIncome, isTransfer) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 0)",
            (
                (
                    *(
                        str(now),
                        str(now),
                        f"{rng.choice(words)} {rng.randint(1, 999)}",
                        rng.randint(100, 9999) / 100,
                    ),
                    str(now - timedelta(seconds=rng.random() * YEARS * 365.25 * 86_400)),
                    *(account, rng.choice(categories), rng.random() < 0.1),
                )
                for _ in range(records)
            ),
        )
    mark.touch()
    return home


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    install()
    print(fill(HERE.parent / ".cache/bagels", parser.parse_args().records))
