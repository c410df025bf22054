"""Every screen as a picture, at two sizes, light, dark and with 16 colours."""

from __future__ import annotations

from typing import Any

import pytest

from sesh_tui.app import SeshApp

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
THEMES = ("sesh-dark", "sesh-light", "ansi-dark")
SCREENS: dict[str, tuple[str, ...]] = {
    "today": (),
    "sessions": ("g", "l"),
    "stock": ("g", "s"),
    "journal": ("g", "j"),
}
OVERLAYS: dict[str, tuple[str, ...]] = {
    "help": ("question_mark",),
    "log": ("l", "3", "m"),
    "after": ("a", "7"),
    "command": ("colon", *"mood", "space", *"11"),
}


@pytest.fixture
def picture(snap_compare: Any, tracker: Any) -> Any:
    """``picture(keys, theme, size)`` compares what the app shows then."""
    tracker.vault.ensure_key("a passphrase")
    tracker.note("The **first** evening of a quiet week.", title="A quiet evening", source="tui")

    def compare(keys: tuple[str, ...], theme: str, size: str, data: Any = tracker) -> bool:
        async def press(pilot: Any) -> None:
            await pilot.press(*keys)
            for _ in range(100):
                await pilot.pause(0.02)
                found = getattr(pilot.app.place, "counted", True)
                if found:
                    break
            await pilot.pause(0.1)

        app = SeshApp(data, data.day(), theme=theme)
        return bool(snap_compare(app, terminal_size=SIZES[size], run_before=press))

    return compare


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("screen", SCREENS)
def test_place(picture: Any, screen: str, theme: str, size: str) -> None:
    assert picture(SCREENS[screen], theme, size)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlay(picture: Any, overlay: str) -> None:
    assert picture(OVERLAYS[overlay], "sesh-dark", "80x24")


def test_first_run(picture: Any, tmp_path: Any, monkeypatch: Any) -> None:
    from sesh_tui.tracker import Tracker

    with Tracker.open(home=str(tmp_path)) as empty:
        assert picture((), "sesh-dark", "80x24", empty)
