"""Merging inside one cell: texts by lines, lists and objects by element."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.sync.texts import MOST_LINES, merge_lines, merge_values

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "a longer line"]), max_size=8).map("\n".join)
ITEMS = st.lists(st.integers(0, 6), max_size=5, unique=True)


def test_edits_of_different_lines_are_both_kept() -> None:
    base = "slept well\nno pain\nwalked"
    assert merge_lines(base, "slept badly\nno pain\nwalked", "slept well\nno pain\nwalked far") == (
        "slept badly\nno pain\nwalked far"
    )


def test_lines_added_at_the_same_place_are_both_kept() -> None:
    assert merge_lines("day one", "day one\nfrom the phone", "day one\nfrom the laptop") == (
        "day one\nfrom the laptop\nfrom the phone"
    )


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        ("one\nTWO\nthree", "one\n2\nthree"),
        ("one\nthree", "one\n2\nthree"),
        ("one\nTWO\nthree", "one\ntwo\n3"),
    ],
    ids=["the same line", "removed and changed", "neighbouring lines"],
)
def test_edits_of_the_same_lines_are_left_to_a_person(local: str, remote: str) -> None:
    assert merge_lines("one\ntwo\nthree", local, remote) is None


def test_very_long_texts_are_not_compared_by_lines() -> None:
    assert merge_lines("x\n" * MOST_LINES, "y", "z") is None


@given(LINES, LINES)
def test_one_sided_changes_are_taken_whole(base: str, new: str) -> None:
    assert merge_lines(base, new, base) == new
    assert merge_lines(base, base, new) == new
    assert merge_lines(base, new, new) == new


@given(LINES, LINES, LINES)
def test_every_line_that_somebody_added_is_in_the_merge(base: str, local: str, remote: str) -> None:
    merged = merge_lines(base, local, remote)
    if merged is not None:
        for side in (local, remote):
            assert set(side.split("\n")) - set(base.split("\n")) <= set(merged.split("\n"))


def test_lists_count_as_sets() -> None:
    assert merge_values(["relaxed", "happy"], ["happy", "hungry"], ["relaxed", "happy", "tired"]) == [
        "happy",
        "tired",
        "hungry",
    ]


def test_layouts_are_merged_by_the_id_of_their_parts() -> None:
    base = [{"id": "dose", "x": 0}, {"id": "stock", "x": 1}]
    local = [{"id": "dose", "x": 2}, {"id": "stock", "x": 1}]
    remote = [{"id": "dose", "x": 0}, {"id": "stock", "x": 1}, {"id": "mood", "x": 3}]
    assert merge_values(base, local, remote) == [*local, {"id": "mood", "x": 3}]


@pytest.mark.parametrize(
    ("base", "local", "remote"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}),
        ({"a": 1}, {}, {"a": 3}),
        ([1], [1, 1, 2], [1, 3]),
        ("text", "other", "third"),
    ],
    ids=["one key", "removed and changed", "an element twice", "not a list"],
)
def test_clashes_inside_are_left_to_the_whole_cell(base: Any, local: Any, remote: Any) -> None:
    assert merge_values(base, local, remote) is None


@given(ITEMS, ITEMS, ITEMS)
def test_elements_are_added_and_removed_by_either_side(
    base: list[int], local: list[int], remote: list[int]
) -> None:
    merged = merge_values(base, local, remote)
    old, ours, theirs = set(base), set(local), set(remote)
    assert set(merged) == (ours & theirs) | (ours - old) | (theirs - old)
