"""Make the pictures of the documents from the program itself: python tools/pictures.py

Each is what the app exports while it shows a demo log at a fixed time, so the same program makes the same picture.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
EVENING = datetime(2026, 11, 22, 21, 40, tzinfo=UTC)
PICTURES = {
    "today": (100, 30, ()),
    "sessions": (120, 30, ("g", "l")),
}
LINES = (
    "2puffs chemdawg #4 vaporizer cartridge mood:5-7 energy:4-6 @10:20 -- clear head on the way to the market",
    "5mg dark chocolate bar edible anxiety:5-3 @15:05",
    "0.2g blue dream vape mood:4-7 pain:6-3 +relaxed @home @20:10 -- long day, warm bath, early night",
    "1dab 3 kings space foam mood:6 energy:3 @21:15",
)


async def take(name: str) -> str:
    """The SVG of one picture."""
    from sesh_tui.app import SeshApp
    from sesh_tui.tracker import Tracker

    width, height, presses = PICTURES[name]
    with Tracker.open() as tracker:
        tracker.vault.try_unlock()
        app = SeshApp(tracker, tracker.day(), theme="sesh-dark")
        async with app.run_test(size=(width, height)) as pilot:
            await pilot.pause(1)
            await pilot.press(*presses)
            await pilot.pause(1)
            return app.export_screenshot(title=f"sesh-tui · {name}")


def fill() -> None:
    """A year of the demo's person, and a day in plain words."""
    from sesh_tui.tracker import Tracker

    with Tracker.open() as tracker:
        tracker.fill_with_demo(seed=7)
        for row in tracker.day().items:
            tracker.remove([row.id])
        tracker.buy("blue dream 3.5g 38usd thc:21% from:Apothecary @yesterday")
        for line in LINES:
            tracker.log(line)


def main() -> None:
    """Write every picture."""
    import time_machine

    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        passphrase = Path(home, "passphrase")
        passphrase.write_text("a picture")
        os.environ |= {
            "SESH_TUI_HOME": home,
            "SESH_TUI_PASSPHRASE_FILE": str(passphrase),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "TZ": "UTC",
        }
        with time_machine.travel(EVENING, tick=False):
            fill()
        for name in sys.argv[1:] or PICTURES:
            with time_machine.travel(EVENING, tick=False):
                svg = asyncio.run(take(name))
            (FOLDER / f"{name}.svg").write_text(svg, "utf-8")
            print(FOLDER / f"{name}.svg")


if __name__ == "__main__":
    main()
