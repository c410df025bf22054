"""The recovery code: forgiving to a hand that writes, unforgiving to a wrong character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sesh_tui.crypto import recovery
from sesh_tui.errors import VaultError

CODE = bytes(range(100, 120))
WRITTEN = recovery.write(CODE)
codes = st.binary(min_size=20, max_size=20)


def test_it_looks_like_eight_groups_and_a_checksum() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{2}", WRITTEN)


@given(code=codes)
def test_what_is_written_is_read(code: bytes) -> None:
    assert recovery.read(recovery.write(code)) == code


@given(code=codes, data=st.data())
def test_a_hand_may_write_as_it_likes(code: bytes, data: st.DataObject) -> None:
    look_alikes = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        data.draw(st.sampled_from(look_alikes.get(char, char + char.lower())))
        for char in recovery.write(code)
    )
    separator = data.draw(st.sampled_from(["-", " ", "", "–", "\n", " - ", "."]))
    assert recovery.read(typed.replace("-", separator)) == code


@settings(max_examples=15)
@given(code=codes)
def test_every_single_wrong_character_is_noticed(code: bytes) -> None:
    plain = recovery.write(code).replace("-", "")
    for index, char in enumerate(plain):
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".replace(char, ""):
            with pytest.raises(VaultError, match="typing mistake"):
                recovery.read(plain[:index] + other + plain[index + 1 :])


def test_every_swap_of_two_different_characters_is_noticed() -> None:
    plain = recovery.write(bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")).replace("-", "")
    for left in range(32):
        for right in range(left + 1, 32):
            chars = list(plain)
            chars[left], chars[right] = chars[right], chars[left]
            if chars[left] != chars[right]:
                with pytest.raises(VaultError, match="typing mistake"):
                    recovery.read("".join(chars))


@pytest.mark.parametrize("typed", ["", WRITTEN[:-1], WRITTEN + "0", "-- --"])
def test_a_missing_or_extra_character_is_counted(typed: str) -> None:
    with pytest.raises(VaultError, match=r"has 34 characters .* this one has \d+"):
        recovery.read(typed)


def test_a_character_that_cannot_be_is_named() -> None:
    with pytest.raises(VaultError, match="“U” never stands"):
        recovery.read("u" + WRITTEN[1:])


def test_groups_are_compared_as_read() -> None:
    code = "00I1-ABCD-" + WRITTEN[10:]
    assert recovery.same_group(code, 1, "oO1l")
    assert recovery.same_group(code, 2, " ab-cd ")
    assert not recovery.same_group(code, 2, "ABCE")
    assert not recovery.same_group(code, 2, "")
    assert not recovery.same_group(code, 2, "äbcd")
