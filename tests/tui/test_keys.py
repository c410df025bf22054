"""Every key path, with the number of presses that it may cost."""

from __future__ import annotations

from typing import Any

from sesh_tui.screens import keys
from tests.tui.conftest import screen_text, toasts, until


def newest(tracker: Any) -> Any:
    return tracker.sessions().rows(0, 1)[0]


async def test_repeat_is_one_press(screens: Any, tracker: Any) -> None:
    before = tracker.sessions().count()
    async with screens(tracker) as (app, pilot):
        await pilot.press("full_stop")
        assert tracker.sessions().count() == before + 1
        assert newest(tracker).product == "Blue Dream"
        assert newest(tracker).amount == "0.1 g"
        assert "u undoes" in toasts(app)


async def test_a_preset_is_one_press(screens: Any, tracker: Any) -> None:
    before = tracker.sessions().count()
    async with screens(tracker) as (_, pilot):
        await pilot.press("1")
    assert tracker.sessions().count() == before + 1


async def test_the_typical_form_is_three_presses(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("l")
        await pilot.press("3")
        assert "0.3 g" in screen_text(app)
        await pilot.press("enter")
    assert (newest(tracker).amount, newest(tracker).product) == ("0.3 g", "Blue Dream")


async def test_both_ratings_before_are_seven_presses(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    async with screens(tracker) as (_, pilot):
        for key in ("l", "3", "m", "4", "p", "6", "enter"):
            await pilot.press(key)
    detail = tracker.session(newest(tracker).id)
    assert [(pair.before, pair.after) for pair in (*detail.moods, *detail.symptoms)] == [(4, None), (6, None)]


async def test_after_values_are_four_presses(screens: Any, tracker: Any) -> None:
    tracker.vault.ensure_key("a passphrase")
    tracker.log("0.2g blue dream vape mood:3 pain:6 @19:30", source="tui")
    waiting = tracker.day().open_afters[0].session_id
    async with screens(tracker) as (_, pilot):
        for key in ("a", "7", "3", "enter"):
            await pilot.press(key)
    detail = tracker.session(waiting)
    assert [(pair.before, pair.after) for pair in (*detail.moods, *detail.symptoms)] == [(3, 7), (6, 3)]
    assert waiting not in [after.session_id for after in tracker.day().open_afters]


async def test_ten_is_zero_twice_or_t(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (_, pilot):
        waiting = tracker.day().open_afters[0].session_id
        await pilot.press("a", "0", "0", "enter")
        assert tracker.session(waiting).moods[0].after == 10
        await pilot.press("u", "a", "t", "enter")
        assert tracker.session(waiting).moods[0].after == 10


async def test_other_amounts_in_the_quick_form(screens: Any, tracker: Any, clock: Any) -> None:
    for typed, amount in (("", "0.1 g"), ("12", "1.2 g"), (".25", "0.25 g")):
        async with screens(tracker) as (_, pilot):
            await pilot.press("l", *("full_stop" if c == "." else c for c in typed), "enter")
        assert newest(tracker).amount == amount
        clock.shift(60)


async def test_keys_typed_in_one_go_are_worked_off_in_order(screens: Any, tracker: Any) -> None:
    from textual import events

    before = tracker.sessions().count()
    async with screens(tracker) as (app, pilot):
        for key, character in (
            ("l", "l"),
            ("2", "2"),
            ("enter", None),
            ("full_stop", "."),
            ("u", "u"),
            ("g", "g"),
            ("s", "s"),
        ):
            app.post_message(events.Key(key, character))
        await until(pilot, lambda: app.current_mode == "stock")
    assert tracker.sessions().count() == before + 1
    assert newest(tracker).amount == "0.2 g"


async def test_undo_and_redo_say_how_to_go_back(screens: Any, tracker: Any) -> None:
    before = tracker.sessions().count()
    async with screens(tracker) as (app, pilot):
        await pilot.press("full_stop", "u")
        assert tracker.sessions().count() == before
        assert "U does it again" in toasts(app)
        await pilot.press("U")
        assert tracker.sessions().count() == before + 1
        assert "u undoes" in toasts(app)
        for _ in range(40):
            await pilot.press("u")
        assert "othing" in toasts(app)


async def test_days_before_and_after(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("left_square_bracket")
        assert "Saturday 21 November 2026" in screen_text(app)
        assert "GG #4" in screen_text(app)
        await pilot.press("right_square_bracket", "right_square_bracket")
        assert "This is today." in toasts(app)
        await pilot.press("left_square_bracket", "left_square_bracket", "t")
        assert "Sunday 22 November 2026" in screen_text(app)


async def test_detail_edit_delete_copy(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("enter")
        assert "22 mg THC (label), in product" in screen_text(app)
        await pilot.press("escape", "y")
        assert app.clipboard.startswith("20:10  vape  Blue Dream")
        await pilot.press("e", *"0.4g", "enter")
        assert newest(tracker).amount == "0.4 g"
        await pilot.press("x")
        assert newest(tracker).amount == "0.3 g"
        assert "u undoes" in toasts(app)


async def test_every_place_is_two_keys_away_and_back(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        for place in (*keys.PLACES[1:], keys.PLACES[0]):
            await pilot.press("g", place.letter)
            await pilot.pause()
            assert app.current_mode == place.id
            assert place.title in screen_text(app)
        await pilot.press("g", "escape")
        assert app.place.sheet is None


async def test_help_shows_every_key_of_the_place(screens: Any, tracker: Any) -> None:
    async with screens(tracker, (120, 60)) as (app, pilot):
        for place in keys.PLACES:
            app.go_to(place.id)
            await pilot.pause()
            await pilot.press("question_mark")
            shown = screen_text(app)
            for action in keys.actions_of(place.id):
                assert action.name.startswith("preset") or action.title in shown
            await pilot.press("escape")
            assert app.place.sheet is None


async def test_the_palette_holds_every_action(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        titles = [command.title for command in app.get_system_commands(app.screen)]
        for action in keys.actions_of("today"):
            if action.group != keys.MOVE and action.name not in ("escape", "command_palette"):
                assert action.title in titles
        await pilot.press("ctrl+p")
        await pilot.press(*"Go to Stock".replace(" ", "").lower())
        await pilot.pause(0.3)
        await pilot.press("escape")
        await pilot.pause()


async def test_palette_commands_run(screens: Any, tracker: Any) -> None:
    before = tracker.sessions().count()
    async with screens(tracker) as (app, pilot):
        for command in app.get_system_commands(app.screen):
            if command.title == "Log the last session again":
                await command.callback()
        await pilot.pause()
    assert tracker.sessions().count() == before + 1


async def test_q_quits(screens: Any, tracker: Any) -> None:
    async with screens(tracker) as (app, pilot):
        await pilot.press("q")
    assert app.return_code == 0


def test_no_key_means_two_things_in_a_place() -> None:
    for place in keys.PLACES:
        pressed = [key for action in keys.actions_of(place.id) for key in action.keys]
        assert len(pressed) == len(set(pressed)), sorted(pressed)
