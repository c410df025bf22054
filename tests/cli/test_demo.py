"""The demo: a replica of its own, with a key of its own that no keyring sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def alone(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell without any place for a key: the demo needs none."""
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    return sesh


def test_a_year(alone: Shell, sesh_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = alone("demo")
    assert ran.code == 0
    assert "sesh-tui --profile demo" in ran.out
    assert sorted(file.name for file in sesh_home.iterdir()) == ["demo"]
    sessions = alone("--profile", "demo", "ls", "--all", "--json").data["sessions"]
    assert 300 < len(sessions) < 500
    assert any(session["notes"] for session in sessions)
    assert not any(session["locked"] for session in sessions)
    monkeypatch.setenv("SESH_TUI_PROFILE", "demo")
    assert alone("journal").code == 0
    assert alone("status", "--json").data["sessions"] == len(sessions)


def test_it_is_made_once_unless_asked(alone: Shell, sesh_home: Path) -> None:
    alone.ok("demo", "--sessions", "10")
    alone.ok("--profile", "demo", "log", "0.3g", "blue", "dream", "vape")
    alone.ok("demo")
    alone.ok("demo", "--sessions", "10")
    assert alone("--profile", "demo", "status", "--json").data["sessions"] == 11
    alone.ok("demo", "--sessions", "20")
    assert alone("--profile", "demo", "status", "--json").data["sessions"] == 20
    alone.ok("demo", "--fresh", "--sessions", "20", "--seed", "3")
    assert alone("--profile", "demo", "status", "--json").data["sessions"] == 20
    alone.ok("demo", "--days", "10")
    assert alone("--profile", "demo", "status", "--json").data["sessions"] == 12
    assert sorted(file.name for file in sesh_home.iterdir()) == ["demo"]


def test_a_log_of_ones_own_called_demo_is_left_alone(alone: Shell) -> None:
    alone.ok("--profile", "demo", "log", "0.3g", "blue", "dream", "vape")
    for words in (("demo",), ("demo", "--fresh")):
        ran = alone(*words)
        assert ran.code == 2
        assert "left as it is" in ran.err
    assert alone.ok("--profile", "demo", "status", "--short").startswith("1 today")
