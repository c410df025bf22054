"""A week in the shell, told by real programs; then every file is searched for what was sealed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.secret_service import SecretService

pytest_plugins = ["tests.e2e.secret_service"]

SEALED = [
    *("zugzwang", "Ophelia", "balcony", "quixotic", "tinnitus", "marzipan", "weltschmerz", "Brobdingnag"),
    *("migraine", "anxiety", "nausea", "insomnia", "open sesame", "brandnewphrase"),
]
"""Words that stand in notes, titles, tags, places, symptoms and passphrases below, and nowhere else."""

STORY = [
    (
        "log",
        "0.3g",
        "blue",
        "dream",
        "vape",
        "mood",
        "4-7",
        "migraine",
        "6-3",
        "@balcony",
        "--",
        "zugzwang today",
    ),
    ("buy", "Blue Dream", "3.5g", "45usd", "from:Apothecary", "thc:22%", "--", "Ophelia sold it"),
    ("log", "0.2g", "blue", "dream", "vape", "where:balcony", "anxiety:5", "--", "quixotic plans"),
    ("after", "anxiety:2", "+relaxed", "--", "weltschmerz gone"),
    ("again", "0.1g", "nausea:3"),
    ("check", "sym:tinnitus", "5"),
    ("check", "tinnitus:_-3", "--", "marzipan helped"),
    ("crave", "7", "+bored", "@balcony"),
    ("mood", "6", "--", "Ophelia called"),
    ("note", "Down", "to", "Brobdingnag", "--title", "quixotic", "--tag", "marzipan"),
    ("start", "blue", "dream", "vape", "insomnia:8"),
    ("stop", "insomnia:2", "--", "weltschmerz"),
    ("edit", "last", "0.2g", "@balcony", "--", "zugzwang again"),
    ("lock",),
    ("log", "0.1g", "gg4", "pipe", "migraine:4", "--", "logged while locked: Brobdingnag"),
    ("check", "nausea:2"),
    ("day",),
    ("unlock",),
    ("rm", "last"),
    ("undo",),
    ("undo",),
    ("redo",),
    ("ls", "migraine:>=2"),
    ("stock", "finish", "blue", "dream"),
    ("status",),
]


def sesh(*words: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sesh_tui", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "SLOW_QUERY_MS": "0"},
        **({"input": input} if input is not None else {"stdin": subprocess.DEVNULL}),
    )


def tell(story: list[tuple[str, ...]]) -> None:
    for words in story:
        ran = sesh(*words)
        assert ran.returncode == 0, (words, ran.stderr)


def leaks(home: Path) -> list[tuple[str, str]]:
    found = []
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes().lower()
            found += [(file.name, word) for word in SEALED if word.lower().encode() in content]
    return found


def check_what_was_told(home: Path) -> None:
    shown = (
        sesh("ls", "--all", "--json").stdout + sesh("day", "--json").stdout + sesh("journal", "--json").stdout
    )
    for word in SEALED[:10]:
        assert word.lower() in shown.lower(), word
    assert "‹locked›" not in sesh("day").stdout
    assert b"Apothecary" in (home / "default" / "replica.sqlite").read_bytes()  # the search does find words
    assert list(home.rglob("slow-queries.log")), "every query was slow, so its text was logged"


def test_no_sealed_word_in_any_file(sesh_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a keyring; while another process keeps the write-ahead log alive."""
    secret = tmp_path / "passphrase"
    secret.write_text("open sesame\n")
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(secret))
    from sesh_tui.tracker import Tracker

    with Tracker.open() as tracker:
        tell(STORY)
        changed = sesh("key", "passphrase", input="brandnewphrase\n")
        assert changed.returncode == 0, changed.stderr
        secret.write_text("brandnewphrase\n")
        assert sesh("key", "rotate", input="brandnewphrase\n").returncode == 0
        assert (sesh_home / "default" / "replica.sqlite-wal").stat().st_size
        assert leaks(sesh_home) == []
        assert tracker.changed() in (True, False)
    assert leaks(sesh_home) == []
    check_what_was_told(sesh_home)
    assert not list(sesh_home.rglob("note-*"))


def test_with_a_real_keyring(sesh_home: Path, secret_service: SecretService) -> None:
    """The same with a Secret Service; a passphrase is set so that locking is possible."""
    assert sesh("key", "init").returncode == 0
    changed = sesh("key", "passphrase", input="open sesame\n")
    assert changed.returncode == 0, changed.stderr
    unlock = STORY.index(("unlock",))
    tell(STORY[:unlock])
    assert "‹locked›" in sesh("day").stdout
    assert sesh("unlock", input="wrong\n").returncode == 3
    opened = sesh("unlock", input="open sesame\n")
    assert opened.returncode == 0, opened.stderr
    assert "sealed anew" in opened.stdout
    tell(STORY[unlock + 1 :])
    assert leaks(sesh_home) == []
    check_what_was_told(sesh_home)
    assert "in the keyring" in sesh("status").stdout


def test_the_first_line_on_a_desktop_needs_no_setting_up(
    sesh_home: Path, secret_service: SecretService
) -> None:
    ran = sesh("log", "0.3g", "blue", "dream", "vape", "--", "zugzwang")
    assert ran.returncode == 0, ran.stderr
    assert "zugzwang" in sesh("show").stdout
    assert leaks(sesh_home) == []


def test_the_demo_leaves_the_keyring_alone(sesh_home: Path, secret_service: SecretService) -> None:
    assert sesh("demo", "--sessions", "20", "--no-open").returncode == 0
    assert '"store": "file"' in sesh("--profile", "demo", "key", "--json").stdout
    assert "‹locked›" not in sesh("--profile", "demo", "ls", "--jsonl").stdout
    secret_service.stop()
    assert '"locked": []' in sesh("--profile", "demo", "show", "--json").stdout
