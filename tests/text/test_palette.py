"""Colours by meaning: the same in the first frame and in the app."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem

from sesh_tui.text import palette
from sesh_tui.text.spans import line

rgb = st.tuples(*(st.integers(0, 255),) * 3).map(lambda parts: "#{:02x}{:02x}{:02x}".format(*parts))


@given(rgb)
def test_256_colours_are_chosen_as_rich_chooses_them(colour: str) -> None:
    assert palette.eight_bit(colour) == Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number


def test_every_theme_has_every_role_on_every_layer() -> None:
    for name in (*palette.TONES, "ansi-dark", "ansi-light"):
        made = palette.own_palette(name)
        assert made is not None
        for role in palette.ROLES:
            for layer in ("", "@row", "@sheet"):
                assert role + layer in made.styles, (name, role, layer)


def test_normal_text_is_legible_in_our_themes() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, two: str) -> float:
        high, low = sorted((light(one), light(two)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for _, tones in palette.TONES.values():
        for back in (tones.bg, tones.row, tones.sheet):
            assert contrast(tones.fg, back) >= 7
            for tone in (tones.accent, tones.second, tones.good, tones.warn, tones.bad):
                assert contrast(tone, back) >= 4.5, (tone, back)
            assert contrast(tones.muted, back) >= 4.5, (tones.muted, back)


def test_the_depth_of_colour_is_judged_from_the_surroundings() -> None:
    assert palette.colour_depth({"COLORTERM": "truecolor", "TERM": "xterm"}) == palette.TRUECOLOR
    assert palette.colour_depth({"TERM": "xterm-256color"}) == palette.EIGHT_BIT
    assert palette.colour_depth({"TERM": "linux"}) == palette.STANDARD
    assert palette.colour_depth({"NO_COLOR": "", "COLORTERM": "truecolor"}) == palette.MONO


def test_the_theme_is_one_that_the_terminal_can_show() -> None:
    full = {"COLORTERM": "truecolor"}
    assert palette.choose("nord", full) == "nord"
    assert palette.choose("", full) == "sesh-dark"
    assert palette.choose("", {**full, "COLORFGBG": "0;15"}) == "sesh-light"
    assert palette.choose("nord", {"TERM": "linux"}) == "ansi-dark"
    assert palette.choose("sesh-dark", {"TERM": "linux", "COLORFGBG": "0;15"}) == "ansi-light"


def test_a_packed_palette_comes_back() -> None:
    dark, tones = palette.TONES["sesh-dusk"]
    text = palette.pack("some-theme", dark, tones)
    assert palette.unpack("some-theme", text) == palette.palette_of("some-theme", dark, tones)
    assert palette.unpack("other", text) is None
    assert palette.unpack("other", None) is None


def test_painting_without_colour_writes_none() -> None:
    made = palette.own_palette("ansi-dark")
    assert made is not None
    drawn = palette.paint([line(("a", "key"), "b")], made, palette.MONO)
    assert drawn == "\x1b[1;1H\x1b[0;1ma\x1b[0mb\x1b[0m"
