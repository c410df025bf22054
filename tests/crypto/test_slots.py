"""Key slots tell a wrong passphrase from damage, and refuse what would be unsafe to try."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf import argon2
from hypothesis import given, settings
from hypothesis import strategies as st

from sesh_tui.crypto import recovery, slots
from sesh_tui.crypto.envelope import from_text, kid_of, prefixed, to_text
from sesh_tui.crypto.slots import DamagedSlot, Secret, Slot, WrongSecret, facts, is_whole, unwrap, wrap
from sesh_tui.errors import VaultError

KEY = bytes(range(32))
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "envelopes.json").read_text(encoding="utf-8"))
SECRET = Secret.passphrase("open sesame")
CODE = Secret.recovery(bytes(20))


@pytest.fixture(scope="module")
def slot() -> Slot:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "COST", slots.FLOOR)
        return wrap(SECRET, KEY)


def forged(slot: Slot, **changes: Any) -> Slot:
    """A slot whose parameters somebody changed, checksum and all."""
    params = json.dumps(facts(slot) | changes)
    body = from_text(slot.blob)[:-8]
    return slot._replace(
        params=params, blob=to_text(body + slots._checksum(slot.kid, slot.slot, params, body))
    )


@pytest.mark.parametrize("secret", [SECRET, CODE], ids=["passphrase", "recovery code"])
def test_the_right_secret_gives_the_key_back(secret: Secret) -> None:
    slot = wrap(secret, KEY)
    assert slot.kid == kid_of(KEY)
    assert slot.kind == secret.kind
    assert unwrap(secret.again(), slot) == KEY


@settings(max_examples=8)
@given(text=st.text(min_size=1), key=st.binary(min_size=32, max_size=32))
def test_any_passphrase_wraps_any_key(text: str, key: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "COST", slots.FLOOR)
        slot = wrap(Secret.passphrase(text), key)
    assert unwrap(Secret.passphrase(text), slot) == key


@given(code=st.binary(min_size=20, max_size=20), key=st.binary(min_size=32, max_size=32))
def test_any_recovery_code_wraps_any_key(code: bytes, key: bytes) -> None:
    slot = wrap(Secret.recovery(code), key, confirmed=False)
    assert unwrap(Secret.recovery(recovery.read(recovery.write(code))), slot) == key
    assert facts(slot)["confirmed"] is False


def test_composed_and_decomposed_accents_are_one_passphrase() -> None:
    assert unwrap(Secret.passphrase("cafe\u0301"), wrap(Secret.passphrase("caf\u00e9"), KEY)) == KEY


def test_one_stretch_serves_all_keys_wrapped_together(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    real = slots._argon2id
    monkeypatch.setattr(slots, "_argon2id", lambda *args: (runs.append(1), real(*args))[1])
    secret = Secret.passphrase("x")
    made = [wrap(secret, bytes([number]) * 32) for number in range(3)]
    assert len({slot.blob for slot in made}) == 3
    other = secret.again()
    assert [unwrap(other, slot)[0] for slot in made] == [0, 1, 2]
    assert len(runs) == 2


def test_the_default_is_what_the_design_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    params = Secret.passphrase("x").fresh()
    assert (params["kdf"], params["t"], params["m"], params["p"]) == ("argon2id", 3, 65536, 4)
    assert len(from_text(params["salt"])) == 16


# --- wrong, damaged, refused ------------------------------------------------------------------------


def test_a_wrong_passphrase_is_called_wrong(slot: Slot) -> None:
    with pytest.raises(WrongSecret, match=f"The passphrase in /run/pp does not open the key {slot.kid}"):
        unwrap(Secret.passphrase("open sesam", " in /run/pp"), slot)
    with pytest.raises(WrongSecret, match="recovery code does not open"):
        unwrap(Secret.recovery(bytes(19) + b"\1"), wrap(CODE, KEY))


def test_every_changed_character_is_called_damage(slot: Slot) -> None:
    for index, char in enumerate(slot.blob):
        other = "B" if char == "A" else "A"
        with pytest.raises(DamagedSlot):
            unwrap(SECRET, slot._replace(blob=slot.blob[:index] + other + slot.blob[index + 1 :]))
    for length in range(len(slot.blob)):
        with pytest.raises(DamagedSlot):
            unwrap(SECRET, slot._replace(blob=slot.blob[:length]))


def test_a_slot_of_another_key_or_name_is_damage(slot: Slot) -> None:
    for change in (
        {"kid": "00000000"},
        {"slot": "passphrase-0"},
        {"params": slot.params + " "},
        {"blob": "!"},
    ):
        with pytest.raises(DamagedSlot, match="use the recovery code"):
            unwrap(SECRET, slot._replace(**change))
        assert not is_whole(slot._replace(**change))
    assert is_whole(slot)
    with pytest.raises(DamagedSlot, match="use the passphrase"):
        unwrap(CODE, wrap(CODE, KEY)._replace(blob=""))


def test_a_forger_who_fixes_the_checksum_gains_nothing(slot: Slot) -> None:
    body = bytearray(from_text(slot.blob)[:-8])
    body[50] ^= 1
    check = slots._checksum(slot.kid, slot.slot, slot.params, bytes(body))
    with pytest.raises(DamagedSlot):
        unwrap(SECRET, slot._replace(blob=to_text(bytes(body) + check)))
    with pytest.raises(DamagedSlot):
        unwrap(SECRET, forged(slot, made="1999"))
    with pytest.raises(WrongSecret):
        unwrap(SECRET, forged(slot, salt=to_text(bytes(16))))


def test_a_slot_around_the_key_of_another_kid_is_damage() -> None:
    """Whoever knows the passphrase could still put a foreign key under a kid."""
    slot = wrap(CODE, KEY)
    wrap_key, commitment = slots._keys(CODE.stretch(facts(slot)), slot.kid, slot.slot)
    place = b"sesh/slot" + prefixed(slot.kid, slot.slot, slot.params)
    body = commitment + bytes(12) + AESGCM(wrap_key).encrypt(bytes(12), bytes(32), place)
    check = slots._checksum(slot.kid, slot.slot, slot.params, body)
    with pytest.raises(DamagedSlot):
        unwrap(CODE, slot._replace(blob=to_text(body + check)))


@pytest.mark.parametrize(
    "change", [{"t": 1}, {"t": 17}, {"m": 8}, {"m": 4 * 1024 * 1024}, {"p": 0}, {"p": 1000}, {"m": -1}]
)
def test_work_outside_the_allowed_range_is_not_tried(slot: Slot, change: dict[str, int]) -> None:
    with pytest.raises(VaultError, match="outside the allowed range"):
        unwrap(SECRET, forged(slot, **change))


@pytest.mark.parametrize(
    "change",
    [
        {"t": "3"},
        {"m": None},
        {"kdf": "scrypt"},
        {"kdf": "hkdf-sha256"},
        {"v": 0},
        {"v": "1"},
        {"salt": "AAAA"},
        {"salt": "!"},
        {"salt": 7},
        {"salt": to_text(bytes(65))},
    ],
)
def test_senseless_parameters_are_damage(slot: Slot, change: dict[str, Any]) -> None:
    with pytest.raises(DamagedSlot):
        unwrap(SECRET, forged(slot, **change))


@pytest.mark.parametrize("params", ["", "[]", "{}", "nonsense"])
def test_unreadable_parameters_are_damage(slot: Slot, params: str) -> None:
    body = from_text(slot.blob)[:-8]
    check = slots._checksum(slot.kid, slot.slot, params, body)
    with pytest.raises(DamagedSlot):
        unwrap(SECRET, slot._replace(params=params, blob=to_text(body + check)))


def test_a_slot_of_a_newer_version_is_called_so(slot: Slot) -> None:
    with pytest.raises(VaultError, match="newer version"):
        unwrap(SECRET, forged(slot, v=2))


def test_a_library_without_argon2id_gets_a_sentence(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing:
        def __init__(self, **_: Any) -> None:
            raise UnsupportedAlgorithm("no Argon2id")

    monkeypatch.setattr(argon2, "Argon2id", Missing)
    with pytest.raises(VaultError, match="without Argon2id"):
        unwrap(SECRET.again(), slot)


@pytest.mark.parametrize("number", range(2))
def test_what_version_0_1_wrapped_still_opens(number: int) -> None:
    slot = Slot(**GOLDEN["slots"][number])
    secrets = [
        Secret.passphrase(GOLDEN["passphrase"]),
        Secret.recovery(recovery.read(GOLDEN["recoveryCode"])),
    ]
    assert unwrap(secrets[number], slot).hex() == GOLDEN["dataKey"]
