"""The key in the shell: by passphrase file, by standard input, and by a person at a terminal."""

from __future__ import annotations

import io
import os
import pty
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Shell, environment
from tests.cli.test_completion import read_until

LINE = ("log", "0.3g", "blue", "dream", "vape")


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_states(sesh: Shell) -> None:
    assert "no key yet" in sesh.ok("key")
    assert "wrapped by the passphrase" in sesh.ok("key", "init")
    assert "There is a key already" in sesh.ok("key", "init")
    shown = sesh.ok("key")
    assert "key.slot" in shown
    assert "passphrase  set" in shown
    assert "sesh-tui key recovery" in shown


def test_lock_and_unlock(sesh: Shell) -> None:
    sesh.ok(*LINE, "pain:6", "--", "zugzwang")
    assert "zugzwang" in sesh.ok("show")
    sesh.ok("lock")
    assert sesh("show").out.count("‹locked›") == 2
    assert sesh("show").err.count("sesh-tui unlock") == 1
    sesh.ok("again", "--", "written while locked")
    assert "1 cell was sealed anew" in sesh.ok("unlock")
    assert "written while locked" in sesh.ok("show")
    assert "0 cells were" in sesh.ok("key", "reseal")


def test_a_passphrase_from_standard_input(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    typed(monkeypatch, "first")
    sesh.ok("key", "init")
    sesh.ok(*LINE, "--", "zugzwang")
    typed(monkeypatch, "wrong")
    ran = sesh("unlock")
    assert ran.code == 3
    assert "passphrase" in ran.err
    typed(monkeypatch, "first", "second")
    sesh.ok("key", "passphrase")
    typed(monkeypatch, "first")
    assert sesh("unlock").code == 3
    typed(monkeypatch, "second")
    sesh.ok("unlock")
    typed(monkeypatch)
    assert sesh("unlock").code == 2  # the input is at its end


def test_recovery(sesh: Shell, monkeypatch: pytest.MonkeyPatch, passphrase_file: Path) -> None:
    sesh.ok(*LINE, "--", "zugzwang")
    from sesh_tui.crypto.vault import Vault

    class Person(io.StringIO):
        """Writes down what is shown and types it back."""

        def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
            assert vaults[0]._code is not None
            position = vaults[0].recovery_positions[len(answers) % 2]
            answers.append(vaults[0]._code.text.split("-")[position - 1])
            return answers[-1] + "\n"

    vaults: list[Vault] = []
    answers: list[str] = []
    make = Vault.make_recovery_code
    monkeypatch.setattr(Vault, "make_recovery_code", lambda self: (vaults.append(self), make(self))[1])
    monkeypatch.setattr("sys.stdin", Person())
    code = sesh.ok("key", "recovery").splitlines()[0]
    assert len(answers) == 2
    assert "a code is set" in sesh.ok("key")
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    sesh.ok("lock")
    typed(monkeypatch, code)
    assert "Unlocked" in sesh.ok("unlock", "--recovery")
    typed(monkeypatch, "0000-0000")
    assert sesh("unlock", "--recovery").code == 3
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(passphrase_file))
    monkeypatch.setattr("sys.stdin", io.StringIO("no\nno\n" * 3))
    ran = sesh("key", "recovery")
    assert ran.code == 3
    assert "not what groups" in ran.err


def test_rotate(sesh: Shell) -> None:
    sesh.ok(*LINE, "--", "zugzwang")
    before = sesh("key", "--json").data["kid"]
    assert "1 cell was sealed anew" in sesh.ok("key", "rotate")
    assert sesh("key", "--json").data["kid"] != before
    assert "zugzwang" in sesh.ok("show")


def test_secrets_are_no_arguments(sesh: Shell) -> None:
    sesh.ok("key", "init")
    assert sesh("key", "passphrase", "hunter2").code == 2
    assert sesh("unlock", "hunter2").code == 2


# -- a person at a terminal ------------------------------------------------------------------------


class Terminal:
    """A pseudo terminal in which one command runs."""

    def __init__(self, program: Path, folder: Path, *words: str, **env: str) -> None:
        self.process, self.end = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(str(program), [str(program), *words], environment(program) | {"TERM": "xterm"} | env)

    def reads(self, text: str) -> str:
        return re.sub(r"\x1b\[[\d;]*m", "", read_until(self.end, text))

    def types(self, text: str) -> None:
        os.write(self.end, text.encode())

    def code(self) -> int:
        try:
            while os.read(self.end, 65536):
                pass
        except OSError:
            pass  # the other end is closed
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def test_the_first_sealed_line_asks_for_a_passphrase(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path, *LINE, "--", "zugzwang")
    terminal.reads("Choose a passphrase: ")
    terminal.types("hunter2\n")
    terminal.reads("Once more: ")
    terminal.types("hunter2\n")
    seen = terminal.reads("undo: sesh-tui undo")
    assert "hunter2" not in seen
    assert terminal.code() == 0
    terminal = Terminal(program, tmp_path, "unlock")
    terminal.reads("Passphrase: ")
    terminal.types("hunter2\n")
    terminal.reads("Unlocked.")
    assert terminal.code() == 0


def test_two_different_passphrases_store_nothing(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path, *LINE, "--", "zugzwang")
    terminal.reads("Choose a passphrase: ")
    terminal.types("one\n")
    terminal.reads("Once more: ")
    terminal.types("two\n")
    terminal.reads("not the same")
    assert terminal.code() == 2
    terminal = Terminal(program, tmp_path, "status", "--short")
    terminal.reads("0 today")
    terminal.code()


def test_which_of_two_is_asked_by_number(program: Path, tmp_path: Path) -> None:
    for name in ("Mango Gummies Sour", "Mango Gummies Sweet"):
        assert Terminal(program, tmp_path, "buy", name, "10pcs").code() == 0
    terminal = Terminal(program, tmp_path, "log", "1pc", "mango", "gummies", NO_COLOR="1")
    assert "Sour" in terminal.reads("Sweet")
    terminal.types("2\n")
    assert "Mango Gummies Sweet" in terminal.reads("undo: sesh-tui undo")
    assert terminal.code() == 0
    terminal = Terminal(program, tmp_path, "log", "1pc", "mango", "gummies")
    terminal.reads("nothing to leave: ")
    terminal.types("\n")
    assert terminal.code() == 4


def test_a_prompt_for_lines(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path, "log", "-")
    terminal.reads("log> ")
    terminal.types("0.3g blue dream vape mood 4>7\n")
    assert "mood 4→7" in terminal.reads("log> ")
    terminal.types("moood:4\n")
    terminal.reads("^^^^")
    terminal.types("\n")
    assert terminal.code() == 2


def test_interrupting_is_quiet(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path, "log", "-")
    terminal.reads("log> ")
    terminal.types("\x03")
    assert terminal.code() == 130


def test_colours_only_where_they_can_be_seen(program: Path, tmp_path: Path) -> None:
    terminal = Terminal(program, tmp_path, *LINE)
    assert "\x1b[2m — undo" in read_until(terminal.end, "undo: sesh-tui undo")
    terminal.code()
    terminal = Terminal(program, tmp_path, "day", NO_COLOR="1")
    assert "\x1b" not in read_until(terminal.end, "0.3 g")
    terminal.code()
    terminal = Terminal(program, tmp_path, "day")
    assert "\x1b[" in read_until(terminal.end, "0.3 g")
    terminal.code()


def test_the_editor(program: Path, tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "slept well" > "$1"\n')
    script.chmod(0o755)
    secret = tmp_path / "secret"
    secret.write_text("hunter2\n")
    terminal = Terminal(program, tmp_path, "note", EDITOR=str(script), SESH_TUI_PASSPHRASE_FILE=str(secret))
    assert "note, 2 words" in terminal.reads("undo: sesh-tui undo")
    assert terminal.code() == 0
