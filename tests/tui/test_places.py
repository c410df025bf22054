"""Sessions, Stock and Journal on a real tracker."""

from __future__ import annotations

from typing import Any

from tests.tui.conftest import screen_text, toasts, until
from tests.tui.test_command_bar import type_text


async def test_sessions_search_narrows_while_typing(screens: Any, tracker: Any) -> None:
    async with screens(tracker, (120, 40)) as (app, pilot):
        await pilot.press("g", "l")
        await until(pilot, lambda: "1 / 5" in screen_text(app))
        await pilot.press("slash")
        await type_text(pilot, "joint")
        await until(pilot, lambda: "1 / 1 of 5" in screen_text(app))
        assert "GG #4" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: "1 / 5" in screen_text(app))
        await pilot.press("slash")
        await type_text(pilot, "metod:vape")
        await until(pilot, lambda: "method" in screen_text(app).splitlines()[-3])
        await pilot.press("escape")


async def test_sessions_period_detail_and_delete(screens: Any, tracker: Any) -> None:
    async with screens(tracker, (120, 40)) as (app, pilot):
        await pilot.press("g", "l")
        await until(pilot, lambda: "1 / 5" in screen_text(app))
        assert "Sunday 22 November 2026, 20:10" in screen_text(app)
        await pilot.press("j", "j")
        assert "3 / 5" in screen_text(app)
        await pilot.press("x")
        await until(pilot, lambda: "3 / 4" in screen_text(app))
        await pilot.press("u")
        await until(pilot, lambda: "/ 5" in screen_text(app))
        await pilot.press("p")
        await until(pilot, lambda: "last 7 days" in screen_text(app))
        await pilot.press("G")
        assert "5 / 5" in screen_text(app)
        await pilot.press("g", "g")
        assert "1 / 5" in screen_text(app)


async def test_a_line_logged_elsewhere_appears(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        with tracker.beside() as shell:
            shell.log("0.7g gg4 joint", source="cli")
        await until(pilot, lambda: "0.7 g" in screen_text(app))


async def test_stock_buy_count_finish(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("g", "s")
        await pilot.pause()
        assert "2 lots" in screen_text(app)
        await pilot.press("b")
        await type_text(pilot, "sour diesel 7g 60usd")
        await pilot.press("enter")
        await pilot.pause()
        assert "Sour Diesel" in screen_text(app)
        await pilot.press("c", *"1", "full_stop", *"5g", "enter")
        await pilot.pause()
        assert "1.50 g" in screen_text(app)
        await pilot.press("x")
        await pilot.pause()
        assert "2 lots" in screen_text(app)
        await pilot.press("f")
        await pilot.pause()
        assert "finished" in screen_text(app)
        assert "3 lots" in screen_text(app)
        await pilot.press("enter")
        assert "best by" not in screen_text(app)
        await pilot.press("escape")


async def test_journal_write_search_edit(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    async with screens(tracker, (120, 40)) as (app, pilot):
        await pilot.press("g", "j", "n")
        await pilot.pause()
        app.screen.area.insert("# A quiet evening\n\nThe **first** entry.")
        await pilot.press("ctrl+t")
        await pilot.pause(0.2)
        assert "The first entry." in screen_text(app)
        await pilot.press("ctrl+t", "ctrl+s")
        await until(pilot, lambda: "A quiet evening" in screen_text(app))
        rows = tracker.journal()
        assert (rows[0].title, tracker.journal_entry(rows[0].id).content) == (
            "A quiet evening",
            "The **first** entry.",
        )
        await pilot.press("slash")
        await type_text(pilot, "nowhere")
        assert "No entry holds these words." in screen_text(app)
        await pilot.press("escape", "enter")
        await pilot.pause()
        app.screen.area.insert(" More.")
        await pilot.press("escape")
        await pilot.pause()
        assert "kept" in toasts(app)
        await pilot.press("q")
        assert app.is_running
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.area.text.endswith("More.")
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
    assert tracker.journal_entry(tracker.journal()[0].id).content.endswith("More.")


async def test_a_note_about_a_session_is_linked(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    async with screens(tracker) as (app, pilot):
        await pilot.press("n")
        await pilot.pause()
        assert "about vape Blue Dream" in screen_text(app)
        app.screen.area.insert("Good.")
        await pilot.press("ctrl+s")
        await pilot.pause(0.1)
    assert tracker.journal()[0].session_id == tracker.sessions().rows(0, 1)[0].id


async def test_locked_text_shows_its_mark_and_opens_with_the_passphrase(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    tracker.log("0.3g blue dream vape -- very secret words", source="tui")
    tracker.vault.forget()
    async with screens(tracker) as (app, pilot):
        await pilot.pause(0.2)
        assert "secret" not in screen_text(app)
        assert "‹locked›" in screen_text(app)
        assert "▒ locked" in screen_text(app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.place.sheet is not None)
        await type_text(pilot, "wrong")
        await pilot.press("enter")
        await until(pilot, lambda: "does not open" in screen_text(app))
        await type_text(pilot, "a passphrase")
        await pilot.press("enter")
        await until(pilot, lambda: "very secret words" in screen_text(app))
        assert "▒ locked" not in screen_text(app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "very secret words" not in screen_text(app))


async def test_the_first_sealed_text_asks_for_a_passphrase_where_no_keyring_is(
    screens: Any, tracker: Any
) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("g", "j", "n")
        await pilot.pause()
        app.screen.area.insert("Words.")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.place.sheet is not None)
        for _ in range(2):
            await type_text(pilot, "a passphrase")
            await pilot.press("enter")
        await until(pilot, lambda: bool(tracker.journal()))
        assert not app.drafts
    assert tracker.journal_entry(tracker.journal()[0].id).content == "Words."


async def test_a_theme_is_kept_and_painted_from_the_next_start_on(screens: Any, tracker: Any) -> None:
    from sesh_tui.text import palette

    async with screens(tracker) as (app, pilot):
        app.theme = "nord"
        await until(pilot, lambda: tracker.replica.setting(palette.SETTING) is not None)
        shown = app.looks.palette
    tracker.reload_settings()
    assert tracker.settings.theme == "nord"
    assert palette.unpack("nord", tracker.replica.setting(palette.SETTING)) == shown


async def test_mouse_moves_the_cursor_and_changes_places(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        row = next(y for y, text in enumerate(screen_text(app).splitlines()) if "18:00" in text)
        await pilot.click(offset=(20, row))
        assert app.place.view.item.local_time == "18:00"
        await pilot.click(offset=(9, 0))
        await pilot.pause()
        assert app.current_mode == "sessions"


async def test_text_can_be_marked_with_the_mouse(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.mouse_down(offset=(1, 2))
        await pilot.hover(offset=(7, 2))
        await pilot.mouse_up(offset=(7, 2))
        assert (app.screen.get_selected_text() or "").startswith("Sunda")


async def test_the_screens_lock_when_nobody_types(screens: Any, tracker: Any, monkeypatch: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    tracker.log("0.3g blue dream vape -- very secret words", source="tui")
    tracker._settings = tracker.settings._replace(lock_after_minutes=5)
    async with screens(tracker) as (app, pilot):
        assert "very secret words" in screen_text(app)
        monkeypatch.setattr(app, "_last_key", app._last_key - 301)
        await until(pilot, lambda: "very secret words" not in screen_text(app))
        await until(pilot, lambda: "ctrl+l unlocks" in toasts(app))


async def test_a_note_from_a_shell_is_opened_when_it_shows_up(
    screens: Any, tracker: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("a passphrase")
    tracker.vault.ensure_key("a passphrase")
    tracker.vault.forget()
    async with screens(tracker) as (app, pilot):
        monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(secret))
        with tracker.beside() as shell:
            shell.log("0.3g blue dream vape -- from a shell", source="cli")
        app.data_changed()
        await until(pilot, lambda: "from a shell" in screen_text(app))


async def test_what_was_written_while_locked_is_sealed_anew(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    tracker.vault.forget()
    tracker.log("0.3g blue dream vape -- written blind", source="tui")
    select = "SELECT substr(notes, 1, 2) FROM sessions WHERE notes IS NOT NULL"
    assert tracker.replica.one(select) == ("b1",)
    async with screens(tracker) as (app, pilot):
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.place.sheet is not None)
        await type_text(pilot, "a passphrase")
        await pilot.press("enter")
        await until(pilot, lambda: tracker.replica.one(select) == ("e1",))
        assert "written blind" in screen_text(app)
