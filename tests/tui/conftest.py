"""A real tracker in a home of its own, at a fixed time, with a few real lines in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from sesh_tui.app import SeshApp
from sesh_tui.tracker import Tracker

if TYPE_CHECKING:
    from textual.pilot import Pilot

NOON = datetime(2026, 11, 22, 20, 40, tzinfo=UTC)
LINES = (
    "0.25g gg4 joint rating:4 @yesterday",
    "0.2g blue dream vape mood:6-7 energy:5-4 @09:10",
    "0.5ml harlequin tincture @13:30",
    "0.3g blue dream vape mood:4-7 @18:00",
)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Time stands still at a Sunday evening."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def empty(clock: time_machine.Coordinates, sesh_home: Path) -> Iterator[Tracker]:
    """A tracker on the first run."""
    with Tracker.open() as tracker:
        yield tracker


@pytest.fixture
def tracker(empty: Tracker) -> Tracker:
    """A tracker with stock, sessions, moods, and one session that waits for its after values."""
    empty.buy("blue dream 3.5g 45usd thc:22% from:Apothecary")
    empty.buy("gg4 2g 30usd thc:26%")
    for line in LINES:
        empty.log(line, source="tui", new=True)
    empty.mood("6 @12:00")
    empty.log("0.1g blue dream vape mood:5 @20:10", source="tui")
    return empty


@pytest.fixture
def screens() -> Callable[..., Any]:
    """``async with screens(tracker) as (app, pilot)`` runs the app headless."""

    @asynccontextmanager
    async def run(tracker: Tracker, size: tuple[int, int] = (80, 24)) -> Any:
        tracker.changed()
        app = SeshApp(tracker, tracker.day(), theme="sesh-dark")
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield app, pilot

    return run


def screen_text(app: SeshApp) -> str:
    """Return what the screen shows."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def toasts(app: SeshApp) -> str:
    """Return the messages that are shown."""
    return "\n".join(note.message for note in app._notifications)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds that another thread brings about."""
    for _ in range(200):
        await pilot.pause(0.02)
        if holds():
            return
    raise AssertionError(f"it never came; the screen shows:\n{screen_text(pilot.app)}")  # type: ignore[arg-type]
