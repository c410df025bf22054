"""The day as text: what stands where, and that it always fits."""

from __future__ import annotations

import pytest

from sesh_tui.screens import keys
from sesh_tui.text import chrome, day
from sesh_tui.text.screen import today_lines
from sesh_tui.text.spans import line_width, text_of
from tests.text.days import empty, full, item, lot, session

TITLES = tuple(place.title for place in keys.PLACES)


def text(width: int, height: int = 40) -> str:
    return "\n".join(map(text_of, day.body(day.frame(full(), width), height)))


def test_everything_of_the_day_is_there() -> None:
    shown = text(80)
    for part in (
        "Sunday 22 November 2026  today",
        "08:10  mood       6",
        "vape       Blue Dream",
        "≈ 66 mg THC  4/5",
        "mood 4→7 · ‹locked› 6→3 · slept well",
        "how was it?  edible Neville’s Haze gummy 20:10",
        "running since 21:00  vape Blue Dream",
        "66 mg THC in product",
        "1 without a dose",
        "2.10 g",
        "low",
    ):
        assert part in shown, part


def test_routes_are_never_added_up() -> None:
    assert [line.split()[0] for line in text(80).splitlines() if "in product" in line] == ["inhaled", "oral"]
    assert "total" not in text(80).lower()


def test_wide_screens_put_totals_and_stock_beside_the_timeline() -> None:
    lines = text(120).splitlines()
    beside = next(line for line in lines if "By route, in product" in line)
    assert "running since" in beside
    assert any("In the jar" in line for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 109, 110, 120, 200])
@pytest.mark.parametrize("height", [3, 12, 24, 60])
def test_every_line_is_as_wide_as_the_screen(width: int, height: int) -> None:
    for shown in (full(), empty(), empty(ever_logged=True), empty(is_today=False, ever_logged=True)):
        lines = today_lines(shown, TITLES, keys.hints("today"), "▒ locked", width, height)
        assert len(lines) == height
        assert {line_width(line) for line in lines} == {width}


def test_the_first_run_says_what_to_press() -> None:
    shown = "\n".join(map(text_of, day.body(day.frame(empty(), 80), 20)))
    for part in ("Nothing logged yet", "  l  ", "  :  ", "  ?  ", "sesh-tui demo"):
        assert part in shown


def test_the_shell_sees_no_keys() -> None:
    for shown in (full(), empty()):
        lines = day.body(day.frame(shown, 80, keys=False), 40)
        assert not any(span.role.startswith("key") for line in lines for span in line)


def test_scrolling_keeps_the_cursor_in_view() -> None:
    many = full()._replace(
        items=tuple(item(session(str(n), "10:00")) for n in range(60)),
        totals=(),
        open_afters=(),
        running=None,
    )
    view = day.frame(many, 80)
    top = 0
    for cursor in (0, 30, 59, 30, 0):
        top = day.scrolled(view, 20, top, cursor)
        marked = [line for line in day.body(view, 20, top, cursor) if line[0].text == day.MARK]
        assert len(marked) == 1
    assert top == 0


def test_the_hint_line_always_keeps_help() -> None:
    for place in keys.PLACES:
        for width in (20, 40, 80, 200):
            shown = chrome.hint_bar(keys.hints(place.id), width)
            assert line_width(shown) == width
            assert text_of(shown).endswith("? help")
        assert "log" in text_of(chrome.hint_bar(keys.hints(place.id), 80))


def test_the_place_under_the_mouse() -> None:
    assert chrome.place_at(TITLES, 1) == "Today"
    assert chrome.place_at(TITLES, 8) == "Sessions"
    assert chrome.place_at(TITLES, 6) is None


def test_more_lots_than_fit_are_counted() -> None:
    jars = tuple(lot(f"Lot {n}", 1_000, 500) for n in range(9))
    assert "and 3 more  g s" in "\n".join(map(text_of, day.frame(full()._replace(jar=jars), 80).lines))
