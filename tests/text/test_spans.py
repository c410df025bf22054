"""Widths are cells, and every line keeps its width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sesh_tui.text.spans import (
    Span,
    between,
    cell_width,
    clip,
    fit,
    left,
    line,
    line_width,
    right,
    text_of,
    wrap,
)

words = st.text(alphabet=st.characters(categories=("L", "N", "P", "S", "Zs", "Mn")), max_size=40)


def test_wide_and_combining_letters_count_as_they_show() -> None:
    assert cell_width("Blue Dream") == 10
    assert cell_width("大麻") == 4
    assert cell_width("Neville’s Haze") == 14
    assert cell_width("e\u0301") == 1


def test_real_names_measure_as_the_terminal_library_measures_them() -> None:
    for name in (
        "GG #4",
        "Neville’s Haze",
        "Café Racer",
        "大麻",
        "Ｗide",
        "≈ 66 mg",
        "4→7",
        "━╸─",
        "‹locked›",
        "▌▒…·",
    ):
        assert cell_width(name) == cell_len(name), name


def test_clip_marks_what_it_cut() -> None:
    assert clip("Purple Pain Killer", 11) == "Purple Pai…"
    assert clip("大麻大麻", 5) == "大麻…"
    assert clip("abc", 0) == ""
    assert clip("two\nlines\x1b[2J", 20) == "two lines [2J"


@given(words, st.integers(0, 30))
def test_padding_is_exact(text: str, width: int) -> None:
    assert cell_width(left(text, width)) == width
    assert cell_width(right(text, width)) == width


@given(st.lists(st.tuples(words, st.sampled_from(["", "muted"])), max_size=5), st.integers(1, 40))
def test_fit_is_exact(parts: list[tuple[str, str]], width: int) -> None:
    spans = line(*((clip(text, 99), role) for text, role in parts))
    assert line_width(fit(spans, width)) == width
    assert line_width(between(spans, (Span("end"),), width)) == width


@given(words, st.integers(2, 20))
def test_wrap_loses_no_word(text: str, width: int) -> None:
    pieces = wrap(text, width)
    assert all(cell_width(piece) <= width for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join("".join(clip(text, 999)).split())


def test_text_of_is_for_people() -> None:
    assert text_of(line("a", ("b", "key"), "  ")) == "ab"
