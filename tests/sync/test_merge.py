"""The merge of one row."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.crypto.envelope import kid_of, open_cell, seal_e1
from sesh_tui.sync import rows
from sesh_tui.sync.merge import Lost, merge

EARLY, LATE = "2026-01-01T10:00:00.000Z", "2026-01-02T10:00:00.000Z"
COLUMNS = ["userId", "id", "strain", "method", "notes", "effects", "rating"]
SHAPE = rows.shape("sessions", [*COLUMNS, "createdAt", "updatedAt", "deletedAt", "rev"])

Row = dict[str, Any]


def row(at: str = EARLY, **cells: Any) -> Row:
    empty = dict.fromkeys(SHAPE.columns)
    return {
        **empty,
        "id": "s1",
        "createdAt": EARLY,
        "updatedAt": at,
        "deletedAt": None,
        "strain": "og",
        **cells,
    }


class Keys:
    """A vault with one key that is always open."""

    def __init__(self) -> None:
        self.key = os.urandom(32)

    def seal(self, table: str, row_id: str, column: str, value: Any) -> str:
        return seal_e1(self.key, table, row_id, column, value)

    def open(self, text: object, table: str, row_id: str, column: str) -> Any:
        return open_cell(text, {kid_of(self.key): self.key}, table, row_id, column)


def test_edits_of_different_columns_are_both_kept() -> None:
    done = merge(SHAPE, row(), row(LATE, rating=5), row(method="vape"))
    assert (done.row["rating"], done.row["method"], done.row["updatedAt"]) == (5, "vape", LATE)
    assert done.lost == ()
    assert not done.is_remote


def test_the_later_edit_of_a_cell_is_shown_and_the_other_is_kept_beside_it() -> None:
    base, early, late = row(), row(EARLY, rating=3), row(LATE, rating=5)
    here_is_later = merge(SHAPE, base, late, early)
    assert here_is_later.row["rating"] == 5
    assert here_is_later.lost == (Lost("rating", 3, 5, EARLY, LATE),)
    there_is_later = merge(SHAPE, base, early, late)
    assert there_is_later.row == late
    assert there_is_later.is_remote
    assert there_is_later.lost == (Lost("rating", 3, 5, EARLY, LATE),)


def test_of_two_edits_at_the_same_time_either_device_shows_the_same() -> None:
    one, other = row(rating=3), row(rating=5)
    assert merge(SHAPE, row(), one, other).row["rating"] == merge(SHAPE, row(), other, one).row["rating"]


def test_an_edit_beats_a_deletion_that_had_not_seen_it() -> None:
    edited, deleted = row(EARLY, rating=5), row(LATE, deletedAt=LATE)
    for here, there in ((edited, deleted), (deleted, edited)):
        done = merge(SHAPE, row(), here, there)
        assert (done.row["deletedAt"], done.row["rating"]) == (None, 5)
        assert done.lost == (Lost("deletedAt", LATE, None, LATE, EARLY),)


def test_a_deletion_of_what_nobody_edited_stands() -> None:
    assert merge(SHAPE, row(), row(), row(LATE, deletedAt=LATE)).row["deletedAt"] == LATE
    assert merge(SHAPE, row(), row(LATE, deletedAt=LATE), row()).row["deletedAt"] == LATE
    # after a restore the base is unknown; equal content means that only the deletion is new
    assert merge(SHAPE, None, row(LATE, deletedAt=LATE), row()).row["deletedAt"] == LATE


def test_a_row_brought_back_stays() -> None:
    base = row(deletedAt=EARLY)
    assert merge(SHAPE, base, row(LATE), base).row["deletedAt"] is None
    assert merge(SHAPE, base, base, row(LATE)).row["deletedAt"] is None


def test_without_a_base_equal_rows_are_clean_and_others_keep_both_values() -> None:
    assert merge(SHAPE, None, row(LATE), row()).is_remote
    done = merge(SHAPE, None, row(LATE, rating=4), row(rating=2))
    assert done.row["rating"] == 4
    assert [lost.value for lost in done.lost] == [2]


def test_a_blanked_tombstone_says_nothing_about_content() -> None:
    blanked = row(LATE, strain=None, deletedAt=EARLY)
    assert merge(SHAPE, None, row(deletedAt=EARLY, rating=3), blanked).is_remote
    revived = merge(SHAPE, row(), row(LATE, rating=3), blanked)
    assert (revived.row["rating"], revived.row["strain"], revived.row["deletedAt"]) == (3, "og", None)


def test_caches_are_never_compared() -> None:
    shape = rows.shape("inventory", ["userId", "id", "name", "amount", "updatedAt", "deletedAt", "rev"])
    here = {"id": "i", "name": "og", "amount": 1.0, "updatedAt": EARLY, "deletedAt": None}
    assert merge(shape, here, here | {"amount": 0.5}, here | {"amount": 2.0}).is_remote


def test_counters_add_up_and_the_latest_use_counts() -> None:
    shape = rows.shape("presets", ["userId", "id", "useCount", "lastUsedAt", "updatedAt", "deletedAt", "rev"])
    base = {"id": "p", "useCount": 5, "lastUsedAt": EARLY, "updatedAt": EARLY, "deletedAt": None}
    done = merge(shape, base, base | {"useCount": 7}, base | {"useCount": 6, "lastUsedAt": LATE})
    assert (done.row["useCount"], done.row["lastUsedAt"], done.lost) == (8, LATE, ())


def test_plain_lists_are_merged_by_element() -> None:
    done = merge(SHAPE, row(effects='["calm"]'), row(effects='["calm","dry"]'), row(effects='["happy"]'))
    assert done.row["effects"] == '["happy","dry"]'
    assert done.lost == ()


def test_text_that_is_no_json_is_one_value() -> None:
    done = merge(SHAPE, row(effects="[a"), row(LATE, effects="[b"), row(effects="[c"))
    assert (done.row["effects"], done.lost[0].value) == ("[b", "[c")


# --- sealed cells -------------------------------------------------------------------------------


def sealed(keys: Keys, text: Any, at: str = EARLY, **cells: Any) -> Row:
    return row(at, notes=keys.seal("sessions", "s1", "notes", text), **cells)


def test_sealed_text_is_merged_by_lines_with_the_key() -> None:
    keys = Keys()
    sides = (sealed(keys, "a\nb\nc"), sealed(keys, "A\nb\nc"), sealed(keys, "a\nb\nC"))
    done = merge(SHAPE, *sides, cells=keys, is_open=True)
    assert keys.open(done.row["notes"], "sessions", "s1", "notes") == "A\nb\nC"
    assert done.lost == ()


def test_without_the_key_the_other_envelope_is_kept_as_it_is() -> None:
    keys = Keys()
    base, local, remote = sealed(keys, "a"), sealed(keys, "b", LATE), sealed(keys, "c")
    done = merge(SHAPE, base, local, remote, cells=keys, is_open=False)
    assert done.row["notes"] == local["notes"]
    assert done.lost[0].value == remote["notes"]


def test_sealing_anew_is_no_edit() -> None:
    keys = Keys()
    base, anew, edited = sealed(keys, "a"), sealed(keys, "a", LATE), sealed(keys, "edited")
    for here, there in ((anew, edited), (edited, anew)):
        done = merge(SHAPE, base, here, there, cells=keys, is_open=True)
        assert (done.row["notes"], done.lost) == (edited["notes"], ())
    assert merge(SHAPE, base, anew, sealed(keys, "a"), cells=keys, is_open=True).is_remote
    deleted = row(LATE, notes=base["notes"], deletedAt=LATE)
    assert merge(SHAPE, base, anew, deleted, cells=keys, is_open=True).row["deletedAt"] == LATE


# --- laws ---------------------------------------------------------------------------------------

ROWS = st.builds(
    row,
    at=st.sampled_from([EARLY, LATE]),
    rating=st.sampled_from([None, 1, 2]),
    method=st.sampled_from(["vape", "flower"]),
    notes=st.sampled_from([None, "a\nb", "a\nc", "x\nb"]),
    deletedAt=st.sampled_from([None, None, EARLY]),
)
BASES = st.none() | ROWS


def content(of: Row) -> Row:
    return {name: of[name] for name in (*SHAPE.content, "deletedAt")}


@given(BASES, ROWS)
def test_equal_rows_stay(base: Row | None, here: Row) -> None:
    done = merge(SHAPE, base, here, here)
    assert (done.row, done.lost, done.is_remote) == (here, (), True)


@given(ROWS, ROWS)
def test_what_one_side_alone_did_is_taken_whole(base: Row, new: Row) -> None:
    for done in (merge(SHAPE, base, new, base), merge(SHAPE, base, base, new)):
        assert content(done.row) == content(new)
        assert done.lost == ()


@given(BASES, ROWS, ROWS)
def test_either_device_decides_the_same(base: Row | None, one: Row, other: Row) -> None:
    here, there = merge(SHAPE, base, one, other), merge(SHAPE, base, other, one)
    assert {name for name in SHAPE.content if here.row[name] != there.row[name]} <= {"notes"}
    assert here.row["deletedAt"] == there.row["deletedAt"]
    assert sorted(map(repr, here.lost)) == sorted(map(repr, there.lost))


@given(BASES, ROWS, ROWS)
def test_merging_again_changes_nothing(base: Row | None, one: Row, other: Row) -> None:
    done = merge(SHAPE, base, one, other)
    again = merge(SHAPE, other, done.row, other)
    assert content(again.row) == content(done.row)
    assert again.lost == ()


@given(BASES, ROWS, ROWS)
def test_no_value_disappears(base: Row | None, one: Row, other: Row) -> None:
    done = merge(SHAPE, base, one, other)
    kept = {(lost.column, lost.value) for lost in done.lost}
    for side in (one, other):
        for name in ("rating", "method"):
            news = base is None or side[name] != base[name]
            assert not news or done.row[name] == side[name] or (name, side[name]) in kept


@pytest.mark.parametrize("value", [5.0, 5])
def test_one_number_has_one_form(value: float) -> None:
    assert rows.canonical({"b": value, "a": None}) == '{"a":null,"b":5}'


def test_a_head_names_parent_and_content() -> None:
    heads = {
        rows.new_head("aa", b"0" * 16, ["x", "y"]),
        rows.new_head("ab", b"0" * 16, ["x", "y"]),
        rows.new_head("aa", b"1" * 16, ["x", "y"]),
        rows.new_head("aa", b"0" * 16, ["xy"]),
    }
    assert len(heads) == 4
    assert {len(head) for head in heads} == {24}


def test_key_ids_are_found_in_cells_and_nowhere_else() -> None:
    text = rows.to_json(["id", "e1.0123abcd.xx", "b1.89abcdef.yy", "a note about e1.ffffffff.zz"])
    assert rows.kids_in(text) == {"0123abcd", "89abcdef"}
