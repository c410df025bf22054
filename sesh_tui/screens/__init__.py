"""The places of the terminal face, and what opens over them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.screens.place import PlaceScreen


def make_place(name: str) -> PlaceScreen:
    """Import and make a place when it is gone to for the first time."""
    from importlib import import_module

    module = import_module(f"sesh_tui.screens.{name}")
    screen: PlaceScreen = getattr(module, f"{name.capitalize()}Screen")()
    return screen
