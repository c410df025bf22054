"""The shell takes ``>`` before the program sees it: nothing may be stored then."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import environment, run
from tests.conftest import requires

EATEN = [
    "sesh-tui log 0.3g 'blue dream' vape mood 4>7 pain 6>3",
    "sesh-tui log 0.3g 'blue dream' vape mood 4>7",
    "sesh-tui log 0.3g 'blue dream' vape mood 4->7",
    "sesh-tui log 0.3g 'blue dream' vape mood:4>7",
    "sesh-tui log 0.3g 'blue dream' vape mood 1>7",
    "sesh-tui log 0.3g 'blue dream' vape pain 0>3",
    "sesh-tui mood 4>7",
    "sesh-tui mood 2>7",
    "sesh-tui check pain 6>03",
    "sesh-tui note rested 4>7",
    "sesh-tui again mood:4>10",
]
FINE = [
    "sesh-tui log 0.3g 'blue dream' vape 'mood 4>7'",
    "sesh-tui log 0.3g 'blue dream' vape mood 4\\>7",
    "sesh-tui log 0.3g blue dream vape mood 4-7 pain:6-3 > echo.txt",
    "sesh-tui log 0.3g blue dream vape mood 4..7 2>errors.log",
    "sesh-tui status > 7",
]


def shell(name: str, line: str, program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [name, "-c", line],
        env=environment(program),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def stored(program: Path) -> int:
    return int(run(program, "status", "--short").stdout.split()[0])


@pytest.mark.usefixtures("passphrase_file")
@pytest.mark.parametrize("name", ["bash", "dash"])
@pytest.mark.parametrize("line", EATEN)
def test_a_swallowed_range_stores_nothing(name: str, line: str, program: Path, tmp_path: Path) -> None:
    requires(name, name)
    ran = shell(name, line, program, tmp_path)
    assert ran.returncode == 2
    told = ran.stderr + ran.stdout + "".join(file.read_text() for file in tmp_path.iterdir())
    assert "redirection" in told
    assert "Nothing was stored" in told
    assert all(f'"{file.name}"' in told for file in tmp_path.iterdir())
    assert stored(program) == 0
    assert run(program, "undo").returncode == 1  # no action of any kind


@pytest.mark.usefixtures("passphrase_file")
@pytest.mark.parametrize("name", ["bash", "dash"])
@pytest.mark.parametrize("line", FINE)
def test_ordinary_redirections_are_left_alone(name: str, line: str, program: Path, tmp_path: Path) -> None:
    requires(name, name)
    assert shell(name, line, program, tmp_path).returncode == 0


def test_a_comparison_of_a_filter_is_noticed_too(program: Path, tmp_path: Path) -> None:
    requires("bash", "bash")
    ran = shell("bash", "sesh-tui ls pain:>=2", program, tmp_path)
    assert ran.returncode == 2
    assert '"pain:>=2"' in ran.stderr
