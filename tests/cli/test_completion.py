"""Completion, asked by the shells themselves where they are installed."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from pathlib import Path

import pytest

from sesh_tui.cli.complete import endings, typeable
from tests.cli.conftest import Shell, environment, run
from tests.conftest import requires

pytestmark = pytest.mark.usefixtures("passphrase_file")


@pytest.fixture
def stocked(program: Path) -> Path:
    """A program with a few names of its own."""
    for name in ("Blue Dream", "GG #4", "Neville's Haze"):
        assert run(program, "buy", name, "3.5g").returncode == 0
    assert run(program, "log", "0.3g", "Cherry Puff", "joint").returncode == 0
    return program


def ask_bash(program: Path, folder: Path, *words: str) -> list[str]:
    """What the completion function of a real bash answers for the last of ``words``."""
    array = " ".join(f"'{word}'" for word in words)
    script = f"""
eval "$(sesh-tui completion bash)"
COMP_WORDS=({array}) COMP_CWORD={len(words) - 1}
_sesh_tui_completion sesh-tui
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    ran = subprocess.run(
        ["bash", "-c", script],
        env=environment(program),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    return [line for line in ran.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("lo",), ["log", "lock"]),
        (("log", "0.3g", "bl"), ["Blue Dream", "blunt"]),
        (("log", "blue", "dr"), ["Dream", "drink"]),
        (("log", "nev"), ["Nevilles Haze"]),
        (("log", "gg"), ["GG 4"]),
        (("again", "cher"), ["Cherry Puff"]),
        (("log", "va"), ["vape"]),
        (("log", "0.3g", "+rel"), ["+relaxed"]),
        (("log", "@hom"), ["@home"]),
        (("log", "@", "hom"), ["home"]),
        (("stock", "bl"), ["Blue Dream"]),
        (("log", "--", "bl"), []),
        (("key", "pass"), ["passphrase"]),
        (("completion", "z"), ["zsh"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_bash(stocked: Path, tmp_path: Path, words: tuple[str, ...], expected: list[str]) -> None:
    requires("bash", "bash")
    assert ask_bash(stocked, tmp_path, "sesh-tui", *words) == expected


def test_a_real_tab_key(stocked: Path, tmp_path: Path) -> None:
    """An interactive bash in a pseudo terminal: type, press tab, press enter, and it is logged."""
    requires("bash", "bash")
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        env = environment(stocked) | {"TERM": "dumb", "PS1": "$ ", "HISTFILE": ""}
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], env)
    try:
        os.write(terminal, b'eval "$(sesh-tui completion bash)"; echo rea""dy\n')
        read_until(terminal, "\r\nready")
        os.write(terminal, b"sesh-tui log 0.3g nev\t")
        read_until(terminal, "Nevilles Haze ")
        os.write(terminal, b"va\t\n")
        assert "vape Neville's Haze 0.3 g" in read_until(terminal, "undo: sesh-tui undo")
    finally:
        os.write(terminal, b"\x04")
        os.close(terminal)
        os.waitpid(process, 0)


def read_until(terminal: int, text: str, seconds: float = 20) -> str:
    seen = ""
    end = time.monotonic() + seconds
    while text not in seen:
        assert time.monotonic() < end, f"{text!r} did not appear in {seen!r}"
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")
    return seen


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_scripts_name_the_program(sesh: Shell, shell: str) -> None:
    script = sesh.ok("completion", shell)
    assert "_SESH_TUI_COMPLETE" in script
    assert "sesh-tui" in script


def test_nothing_is_made_by_asking(program: Path, tmp_path: Path, sesh_home: Path) -> None:
    assert ask_bash(program, tmp_path, "sesh-tui", "log", "va") == ["vape"]
    assert not sesh_home.exists()


def test_typeable_names() -> None:
    assert typeable("GG #4") == "GG 4"
    assert typeable("Neville's Haze") == "Nevilles Haze"
    assert typeable("Half&Half $5 (new)") == "Half Half 5 new"


def test_endings() -> None:
    names = ["Blue Dream", "Dream Queen"]
    assert endings(names, [], "") == names
    assert endings(names, ["blue"], "d") == ["Dream", "Dream Queen"]
    assert endings(names, ["0.3g"], "") == []
