"""The command palette: every action of the key table, and the themes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from sesh_tui.screens import keys
from sesh_tui.screens.place import PlaceScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.screen import Screen

    from sesh_tui.app import SeshApp

_NOT_HERE = (keys.MOVE,)


def commands(app: SeshApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """Yield a command for every action that works where the palette was opened."""
    if not isinstance(screen, PlaceScreen):
        screen = app.place
    for action in keys.actions_of(app.place.PLACE):
        if action.group in _NOT_HERE or action.name in ("command_palette", "escape"):
            continue
        yield SystemCommand(action.title, f"key {action.shown}", _run(app, action.name))
    for place in keys.PLACES:
        yield SystemCommand(f"Go to {place.title}", f"key g {place.letter}", _go(app, place.id))
    yield SystemCommand("Theme", "Choose the colours", app.action_change_theme)


def _run(app: SeshApp, action: str) -> Callable[[], Any]:
    async def run() -> None:
        await app.run_action(action, app.place)

    return run


def _go(app: SeshApp, place: str) -> Callable[[], None]:
    return lambda: app.go_to(place)
