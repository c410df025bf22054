"""Small and odd terminals, and a change of size with a form open."""

from __future__ import annotations

from typing import Any

import pytest

from sesh_tui.screens import keys
from tests.tui.conftest import screen_text


@pytest.mark.parametrize("size", [(40, 12), (20, 6), (300, 80)])
async def test_every_place_and_form_at_every_size(screens: Any, tracker: Any, size: tuple[int, int]) -> None:
    async with screens(tracker, size) as (app, pilot):
        for place in keys.PLACES:
            app.go_to(place.id)
            await pilot.pause()
            for key in ("l", "a", "colon", "question_mark", "g", "enter", "down", "pagedown", "end", "home"):
                await pilot.press(key)
                await pilot.pause()
                assert all(len(line) <= size[0] for line in screen_text(app).splitlines())
                await pilot.press("escape")
                await pilot.pause()
                if not hasattr(app.screen, "sheet"):
                    app.pop_screen()


async def test_a_form_survives_a_change_of_size(screens: Any, tracker: Any) -> None:
    async with screens(tracker, (120, 40)) as (app, pilot):
        await pilot.press("l", "3")
        await pilot.resize_terminal(80, 24)
        await pilot.pause(0.2)
        assert "  0.3 g  Blue Dream" in screen_text(app)
        assert "? help" not in screen_text(app)
        await pilot.press("escape")
        assert "? help" in screen_text(app)


async def test_going_wide_shows_the_pane(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("g", "s")
        await pilot.pause()
        assert "Apothecary" not in screen_text(app)
        await pilot.resize_terminal(120, 40)
        await pilot.pause(0.2)
        assert "Apothecary" in screen_text(app)
