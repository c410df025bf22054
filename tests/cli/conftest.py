"""``sesh-tui`` as a person calls it: in this process where that is enough, as a program of its own where not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sesh_tui.__main__ import main


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class Shell:
    """Runs commands in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> Ran:
        self._capsys.readouterr()
        code = main(words)
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def ok(self, *words: str) -> str:
        """Run a command that must succeed; returns its standard output."""
        ran = self(*words)
        assert ran.code == 0, ran.err
        return ran.out


@pytest.fixture
def sesh(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    passphrase_file: Path,
) -> Shell:
    """A shell without a terminal and without a keyring, with a passphrase file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return Shell(capsys)


@pytest.fixture
def passphrase_file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What keeps the key where there is no keyring."""
    file = tmp_path_factory.mktemp("secret") / "passphrase"
    file.write_text("open sesame\n")
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(file))
    return file


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``sesh-tui`` as an installed console script would be, for real shells; its folder goes on PATH."""
    script = tmp_path_factory.mktemp("bin") / "sesh-tui"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom sesh_tui.__main__ import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return script


def environment(program: Path) -> dict[str, str]:
    """The surroundings of a started program: the package is found, and the script by its name."""
    package = str(Path(__file__).parents[2])
    return {
        **os.environ,
        "PYTHONPATH": package,
        "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def run(program: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the program itself."""
    return subprocess.run(
        [str(program), *words],
        env=environment(program) | more.pop("env", {}),
        capture_output=True,
        text=True,
        stdin=more.pop("stdin", subprocess.DEVNULL) if "input" not in more else None,
        check=False,
        timeout=60,
        **more,
    )
