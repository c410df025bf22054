"""What a command may import: nothing heavy, and on the hot path no argument library either."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {
    *("textual", "rich", "asyncio", "pydantic", "httpx", "keyring", "secretstorage", "jeepney"),
    *(
        "importlib.metadata",
        "logging",
        "inspect",
        "dataclasses",
        "pathlib",
        "platformdirs",
        "decimal",
        "fractions",
    ),
    *("zoneinfo", "uuid", "tomllib", "tempfile", "shutil", "subprocess", "cryptography"),
}
CODE = """
import sys
from sesh_tui.__main__ import main
try:
    code = main({words!r})
finally:
    sys.stderr.write("MODULES " + " ".join(sys.modules) + "\\n")
sys.exit(code)
"""
NO_CLICK = {"click", "argparse"}
SEALING = {"cryptography"}


def modules_after(*words: str, **env: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", CODE.format(words=list(words))],
        capture_output=True,
        text=True,
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    line = next(line for line in ran.stderr.splitlines() if line.startswith("MODULES "))
    assert ran.returncode == 0, ran.stderr
    return set(line.split()[1:])


@pytest.fixture(autouse=True)
def _logged(passphrase_file: object) -> None:
    """The replica and the key are there, as on every day but the first."""
    modules_after("log", "0.3g", "blue", "dream", "vape", "--", "first")


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        (("log", "0.3g", "blue", "dream", "vape", "mood", "4-7"), set()),
        (("l", "0.3g", "blue", "dream", "vape", "+relaxed", "rating:4"), set()),
        (("again",), set()),
        ((".", "0.2g"), set()),
        (("mood", "6"), set()),
        (("start", "blue", "dream", "vape"), set()),
        (("undo",), set()),
        (("status", "--short"), set()),
        (("--profile", "default", "status", "--short"), set()),
        (("log", "0.3g", "blue", "dream", "vape", "pain:6", "--", "slept well"), SEALING),
        (("check", "pain:6"), SEALING),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_hot_path(words: tuple[str, ...], allowed: set[str]) -> None:
    found = modules_after(*words)
    assert not found & ((HEAVY - allowed) | NO_CLICK)


FACES = {"textual", "rich", "asyncio", "pydantic", "httpx", "keyring"}


@pytest.mark.parametrize("words", [("--help",), ("log", "--help"), ("ls",), ("day",), ("completion", "bash")])
def test_the_other_verbs(words: tuple[str, ...]) -> None:
    assert not modules_after(*words) & FACES


def test_completion() -> None:
    found = modules_after(
        _SESH_TUI_COMPLETE="bash_complete", COMP_WORDS="sesh-tui log blue dr", COMP_CWORD="3"
    )
    assert "click" in found
    assert not found & FACES


def test_help_imports_no_verb() -> None:
    found = modules_after("--help")
    assert not {name for name in found if name.startswith(("sesh_tui.tracker", "sesh_tui.db", "apsw"))}
