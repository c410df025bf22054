"""Ends of pipes, editors and what they leave behind."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sesh_tui.cli.writing import edited
from sesh_tui.errors import UsageError
from tests.cli.conftest import Shell, environment
from tests.conftest import requires


@pytest.mark.usefixtures("passphrase_file")
def test_a_reader_that_leaves_early(program: Path, tmp_path: Path) -> None:
    requires("bash", "bash")
    script = """
set -o pipefail
sesh-tui demo --no-open >/dev/null 2>&1
for form in "" --json --jsonl --csv; do
  sesh-tui --profile demo ls --all $form | head -1 >/dev/null || echo "code $? for $form"
done
sesh-tui --profile demo ls --all | true
sesh-tui log 0.3g blue dream vape | true
sesh-tui log 0.3g blue dream vape >&-
sesh-tui status --short
"""
    ran = subprocess.run(
        ["bash", "-c", script],
        env=environment(program),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["2 today · 0m"]


def test_output_that_cannot_be_written(program: Path, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full on this system")
    ran = subprocess.run(
        ["sh", "-c", "sesh-tui ls --help > /dev/full"], env=environment(program), cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "could not be written" in ran.stderr
    assert "Traceback" not in ran.stderr


def editor(tmp_path: Path, body: str) -> str:
    script = tmp_path / "editor.py"
    script.write_text("import os, pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n" + body)
    return f"{sys.executable} '{script}' --wait"


def test_the_draft_is_private_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    body = """
print(oct(file.stat().st_mode & 0o777), file.parent, file.read_text(), file=open(file.parent.parent / "seen", "w"))
file.with_name("." + file.name + ".swp").write_text("zugzwang in a swap file")
file.with_name(file.name + "~").write_text("zugzwang in a backup")
file.write_text("zugzwang\\n\\nand more\\n")
"""
    monkeypatch.setenv("EDITOR", editor(tmp_path, body))
    assert edited("before", str(folder)) == "zugzwang\n\nand more"
    assert (tmp_path / "seen").read_text().split() == ["0o600", str(folder), "before"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "says"), [("file.write_text('zugzwang'); sys.exit(3)", "ended with code 3"), ("", "")]
)
def test_the_draft_is_removed_also_on_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, says: str
) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    monkeypatch.setenv("EDITOR", editor(tmp_path, body) if body else "/no/such/editor")
    with pytest.raises(UsageError, match=says or "cannot be started"):
        edited("zugzwang", str(folder))
    assert list(folder.iterdir()) == []


def test_notes_from_words_and_standard_input(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    sesh.ok("log", "0.3g", "blue", "dream", "vape")
    assert "3 words" in sesh.ok("note", "slept", "well", "today", "--title", "Night")
    monkeypatch.setattr("sys.stdin", io.StringIO("# a page\n\nof **text**\n"))
    out = sesh.ok("note", "-", "--session", "last", "--tag", "home", "--tag", "rain")
    assert "to vape Blue Dream" in out
    entry = out.split()[0].removeprefix("#")
    shown = sesh.ok("note", "show", entry)
    assert "of **text**" in shown
    assert "#home #rain" in shown
    assert shown == sesh.ok("show", entry) == sesh.ok("journal", "show", entry)
    assert sesh.ok("note", "show", "me", "the", "way").count("\n") == 1  # words are words
    assert sesh.ok("journal").count("\n") == 3
    assert sesh.ok("journal", "text").count("\n") == 1
    assert sesh.ok("note", "--search", "slept").count("\n") == 1
    assert sesh("journal", "nothing").code == 1
    assert sesh("note", "-").code == 2  # the input is at its end: an empty note
    assert sesh("note").code == 2


def test_files_are_private(sesh: Shell, sesh_home: Path) -> None:
    sesh.ok("log", "0.3g", "blue", "dream", "vape", "--", "note")
    folder = sesh_home / "default"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
