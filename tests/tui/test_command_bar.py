"""The command bar: what it understood, what it refuses, and what it keeps."""

from __future__ import annotations

from typing import Any

from tests.tui.conftest import screen_text, toasts


async def type_text(pilot: Any, text: str) -> None:
    """Paste a line, as one event."""
    from textual import events

    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def test_it_shows_while_typing_what_it_understood(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("colon")
        await type_text(pilot, "0.3g blue dream vape mood 4>7")
        shown = screen_text(app)
        for word in ("amount", "Blue Dream", "vape", "4→7", "66 mg THC"):
            assert word in shown
        await pilot.press("enter")
    assert tracker.sessions().rows(0, 1)[0].mood_after == 7


async def test_an_error_points_at_the_word_and_nothing_is_stored(screens: Any, tracker: Any) -> None:
    before = tracker.sessions().count()
    async with screens(tracker) as (app, pilot):
        await pilot.press("colon")
        await type_text(pilot, "0.3g blue dream moood:4")
        shown = screen_text(app)
        assert "moood:" in shown
        assert "mood:4" in shown
        await pilot.press("enter")
        assert app.place.sheet is not None
        assert tracker.sessions().count() == before
        await pilot.press("tab")
        assert "tab →" not in screen_text(app)
        await pilot.press("enter")
    assert tracker.sessions().count() == before + 1


async def test_verbs(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        for line, said in (
            ("buy northern lights 1g 12usd thc:20%", "Northern Lights"),
            ("count gg4 1.5g", "1.5"),
            ("mood 8", "mood 8"),
            ("start blue dream vape", "Blue Dream"),
            ("stop", "Blue Dream"),
            ("finish northern lights", "Northern Lights"),
            ("undo", "ndone"),
        ):
            await pilot.press("colon")
            await type_text(pilot, line)
            await pilot.press("enter")
            await pilot.pause()
            assert app.place.sheet is None, screen_text(app)
            assert said in toasts(app), line


async def test_a_new_name_needs_to_be_meant(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("colon")
        await type_text(pilot, "0.1g qwzrtk nvxplm vape")
        assert "unknown product" in screen_text(app)
        await type_text(pilot, " --new")
        assert "unknown product" not in screen_text(app)
        await pilot.press("enter")
    assert tracker.sessions().rows(0, 1)[0].product == "qwzrtk nvxplm"


async def test_history_and_the_line_left_by_escape(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("m", "7", "enter")
        assert "mood 7" in toasts(app)
        await pilot.press("colon", *"abc", "escape")
        assert app.place.sheet is None
        await pilot.press("colon")
        assert ": abc" in screen_text(app)
        await pilot.press("up")
        assert ": mood 7" in screen_text(app)
        await pilot.press("down", "escape")
        await pilot.press("colon")
        assert "abc" not in screen_text(app)


async def test_the_first_run_leads_to_the_bar(screens: Any, empty: Any) -> None:
    async with screens(empty) as (app, pilot):
        assert "Nothing logged yet" in screen_text(app)
        assert "sesh-tui demo" in screen_text(app)
        await pilot.press("l")
        assert "type it: 0.3g blue dream vape" in screen_text(app)
        await pilot.press(*"1g gg4 joint".replace(" ", "~"), "escape")


async def test_editing_keys() -> None:
    from sesh_tui.screens.editor import LineEditor

    editor = LineEditor("one two")
    for key in ("ctrl+left", "ctrl+w"):
        editor.key(key, None)
    assert (editor.text, editor.at) == ("two", 0)
    editor.key("end", None)
    editor.insert("\nthree\x1b")
    assert editor.text == "two three "
    editor.key("ctrl+u", None)
    assert editor.text == ""
    assert not editor.key("f5", None)


async def test_a_line_with_something_sealed_asks_for_the_first_passphrase(screens: Any, tracker: Any) -> None:
    from tests.tui.conftest import until

    async with screens(tracker) as (app, pilot):
        await pilot.press("colon")
        await type_text(pilot, "0.3g blue dream vape -- quiet words")
        await pilot.press("enter")
        await until(pilot, lambda: "Choose a passphrase" in screen_text(app))
        await pilot.press("escape", "colon")
        assert "quiet words" in screen_text(app), "the line is kept"
        await pilot.press("enter")
        await until(pilot, lambda: "Choose a passphrase" in screen_text(app))
        for _ in range(2):
            await type_text(pilot, "a passphrase")
            await pilot.press("enter")
        await until(pilot, lambda: "quiet words" in screen_text(app))
        assert not app.unfinished_line
