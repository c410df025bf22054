"""Run every benchmark and write the table ``bench/RESULTS.md``: python bench/run.py [--pairs 9] [NAME …].

The full replica is built once and kept in ``bench/.cache``. Exit code 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import common
from replicas import home_of

SCRIPTS = (
    "log_plain.py",
    "log_sealed.py",
    "status_short.py",
    "first_text.py",
    "start.py",
    "scale.py",
    "idle.py",
    "scrolling.py",
    "live_filter.py",
    "period.py",
    "commit.py",
    "peers/compare.py",
)
RESULTS = common.BENCH / "RESULTS.md"
RAW = common.CACHE / "results.json"


def run(script: str, pairs: int) -> dict[str, Any]:
    """One benchmark's JSON; a benchmark that breaks is a promise not kept."""
    env = common.shell_env()
    command = [common.PYTHON, str(common.BENCH / script), "--pairs", str(pairs)]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    sys.stderr.write(done.stderr)
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["nothing was printed"])[-1]
        return {"name": Path(script).stem, "passed": False, "checks": [], "error": last}


def side(figures: dict[str, float] | None) -> str:
    """One side of a check as text."""
    if figures is None:
        return "–"
    if "mib" in figures:
        return f"{figures['mib']:g} MiB"
    return f"{figures['cpu_ms']:g} ({figures['wall_ms']:g})"


def table(results: list[dict[str, Any]]) -> str:
    """The results as Markdown."""
    lines = [
        "# Measured promises",
        "",
        f"Measured on {date.today()}: {cpu_name()}, {os.cpu_count()} processors, {platform.system()}, "
        f"Python {platform.python_version()}. `python bench/run.py` measures them again.",
        "",
        "Medians in ms of processor time of the process tree, wall time in brackets. Both sides in turn in one run.",
        "",
        "| promise | ours | compared with | ratio | limit | kept |",
        "|---|---|---|---|---|---|",
    ]
    for result in results:
        if not result["checks"]:
            lines.append(f"| {result['name']} | not measured: {result.get('error', '')} | | | | no |")
        for check in result["checks"]:
            ratio = "" if check["ratio"] is None else f"{check['ratio']:g}"
            lines.append(
                f"| {check['what']} | {side(check['ours'])} | {side(check['other'])} | {ratio} "
                f"| {check['limit']} | {'yes' if check['passed'] else '**no**'} |"
            )
    return "\n".join(lines) + "\n"


def cpu_name() -> str:
    """The processor's name, where the system tells."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def main() -> None:
    """Run the named benchmarks or all of them; figures of the others are kept from the last time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=common.PAIRS)
    parser.add_argument("names", nargs="*", help="such as start or peers")
    options = parser.parse_args()
    common.compile_first()
    home_of(200_000)
    kept = json.loads(RAW.read_text()) if options.names and RAW.exists() else {}
    for script in SCRIPTS:
        if options.names and not {Path(script).stem, Path(script).parent.name} & set(options.names):
            continue
        print(f"{script} …", file=sys.stderr)
        kept[script] = run(script, options.pairs)
    RAW.write_text(json.dumps(kept, indent=1))
    results = [kept[script] for script in SCRIPTS if script in kept]
    RESULTS.write_text(table(results))
    print(table(results))
    sys.exit(0 if all(result["passed"] for result in results) else 1)


if __name__ == "__main__":
    main()
