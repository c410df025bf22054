"""What the benchmarks share: how programs are started, measured in turn and reported."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
CACHE = BENCH / ".cache"
PYTHON = str(ROOT / ".venv/bin/python")
APP = os.environ.get("SESH_BENCH_APP") or str(ROOT / ".venv/bin/sesh-tui")
"""The program under test; another build can be named in the environment."""
YARDSTICK = (PYTHON, "-c", "import sqlite3, json")
"""What a start is compared with: the interpreter and two modules nobody can do without."""

PAIRS = 9
# build machines set these; with the first, Python compiles every module at every start
UNLIKE_A_SHELL = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "PYTHONPATH",
    "PYTHONHASHSEED",
    "COVERAGE_PROCESS_START",
)


class Cost(NamedTuple):
    """What one run took, in ms."""

    cpu: float
    wall: float


class Check(NamedTuple):
    """One promise, measured."""

    what: str
    ours: dict[str, float]
    other: dict[str, float] | None
    ratio: float | None
    limit: str
    passed: bool
    detail: dict[str, Any] | None = None


def shell_env(home: Path | None = None, *, key: bool = False) -> dict[str, str]:
    """The environment of a person's shell, with the app's files in ``home`` and no keyring at hand.

    With ``key`` a passphrase file opens what is sealed. That takes Argon2id, 64 MiB and 0.2 s by design, so
    only the benchmarks that need the key ask for it.
    """
    env = {name: value for name, value in os.environ.items() if name not in UNLIKE_A_SHELL}
    env |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    if home is not None:
        env["SESH_TUI_HOME"] = str(home)
        env.pop("DBUS_SESSION_BUS_ADDRESS", None)
        env.pop("SESH_TUI_PASSPHRASE_FILE", None)
        if key:
            env["SESH_TUI_PASSPHRASE_FILE"] = str(passphrase_file())
    return env


def passphrase_file() -> Path:
    """A passphrase for the benchmarks' own replicas."""
    CACHE.mkdir(exist_ok=True)
    file = CACHE / "passphrase"
    if not file.exists():
        file.write_text("a benchmark keeps no secrets\n")
        file.chmod(0o600)
    return file


def compile_first() -> None:
    """Write the byte code of the app, so that no run pays for it."""
    compileall.compile_dir(str(ROOT / "sesh_tui"), quiet=2, workers=1)
    compileall.compile_dir(str(BENCH), quiet=2, workers=1)


def run_program(command: Sequence[str], env: dict[str, str]) -> Cost:
    """Run to the end; processor time of the process and of all it waited for."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    wall = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    return Cost(1000 * (usage.ru_utime + usage.ru_stime), 1000 * wall)


def in_turn(
    one: Callable[[], Cost], other: Callable[[], Cost], pairs: int, *, warm_up: int = 1
) -> tuple[list[Cost], list[Cost]]:
    """Measure both sides in turn, each first in every second pair."""
    for _ in range(warm_up):
        one(), other()
    ones: list[Cost] = []
    others: list[Cost] = []
    for number in range(pairs):
        if number % 2:
            others.append(other())
            ones.append(one())
        else:
            ones.append(one())
            others.append(other())
    return ones, others


def medians(costs: Sequence[Cost]) -> dict[str, float]:
    """Median processor and wall time in ms, and how many runs they are of."""
    return {
        "cpu_ms": round(statistics.median(cost.cpu for cost in costs), 2),
        "wall_ms": round(statistics.median(cost.wall for cost in costs), 2),
        "n": len(costs),
    }


def compare(what: str, ours: Sequence[Cost], other: Sequence[Cost], limit: float, **detail: Any) -> Check:
    """Hold the ratio of the processor times against its limit."""
    mine, theirs = medians(ours), medians(other)
    ratio = round(mine["cpu_ms"] / theirs["cpu_ms"], 2)
    return Check(what, mine, theirs, ratio, f"≤ {limit:g} ×", ratio <= limit, detail)


def at_most(what: str, costs: Sequence[Cost], limit_ms: float, **detail: Any) -> Check:
    """Hold a processor time in ms against its limit."""
    mine = medians(costs)
    return Check(what, mine, None, None, f"≤ {limit_ms:g} ms cpu", mine["cpu_ms"] <= limit_ms, detail)


def arguments(description: str | None) -> argparse.Namespace:
    """The options every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="runs of each side that count (default 9)")
    parser.add_argument("--sessions", type=int, default=200_000, help="size of the full replica")
    return parser.parse_args()


def report(name: str, checks: Sequence[Check]) -> None:
    """Print one JSON object; exit with 1 if a promise is not kept."""
    passed = all(check.passed for check in checks)
    body = {"name": name, "passed": passed, "checks": [check._asdict() for check in checks]}
    print(json.dumps(body, ensure_ascii=False, indent=2))
    sys.exit(0 if passed else 1)
