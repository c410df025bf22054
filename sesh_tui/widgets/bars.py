"""The line of places at the top and the line of keys at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens import keys
from sesh_tui.text import chrome
from sesh_tui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual import events

    from sesh_tui.text.spans import Line

TITLES = tuple(place.title for place in keys.PLACES)


class PlaceBar(LineView):
    """The places, the current one marked; a click goes there."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.current = next(known.title for known in keys.PLACES if known.id == place)

    def line_at(self, row: int) -> Line:
        """Return the bar."""
        return chrome.place_bar(TITLES, self.current, self.app.status_text, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Go to the place that was clicked."""
        title = chrome.place_at(TITLES, event.x)
        for place in keys.PLACES:
            if place.title == title:
                self.app.go_to(place.id)


class HintBar(LineView):
    """The keys that help most here."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.hints = keys.hints(place)

    def line_at(self, row: int) -> Line:
        """Return the bar."""
        return chrome.hint_bar(self.hints, self.size.width)
