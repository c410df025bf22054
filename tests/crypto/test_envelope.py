"""One cell in, one line of text out; nothing but the right key at the right place opens it."""

from __future__ import annotations

import builtins
import hmac
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.crypto.envelope import (
    Unopened,
    _encode,
    box_public_key,
    expand,
    from_text,
    is_kid,
    is_sealed,
    kid_in,
    kid_of,
    open_cell,
    padded_size,
    prefixed,
    seal_b1,
    seal_e1,
    to_text,
)

KEY = bytes(range(32))
KID = kid_of(KEY)
KEYS = {KID: KEY}
BOX = box_public_key(KEY)
PLACE = ("sessions", "row-1", "notes")
GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "envelopes.json").read_text(encoding="utf-8"))

SEALERS = {
    "e1": lambda *place_and_value: seal_e1(KEY, *place_and_value),
    "b1": lambda *place_and_value: seal_b1(BOX, KID, *place_and_value),
}
both = pytest.mark.parametrize("form", SEALERS)
values = (
    st.text()
    | st.integers()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.text() | st.integers() | st.none())
)


def with_plaintext(plain: bytes) -> str:
    """An e1 envelope of the right key around a plaintext that `seal_e1` would not write."""
    place = prefixed(KID, *PLACE)
    cipher = AESGCM(expand(KEY, b"sesh/e1/field" + place))
    return f"e1.{KID}.{to_text(bytes(12) + cipher.encrypt(bytes(12), plain, b'e1' + place))}"


# --- what it does ---------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    "value", ["slept well", "", "näher ✓ 🌿", 7, 2.5, True, ["calm", 3, None], [], "\udce4"]
)
def test_what_was_sealed_opens(form: str, value: Any) -> None:
    envelope = SEALERS[form](*PLACE, value)
    assert envelope.startswith(f"{form}.{KID}.")
    assert open_cell(envelope, KEYS, *PLACE) == value


@given(value=values, table=st.text(), row=st.text(), column=st.text(), form=st.sampled_from(sorted(SEALERS)))
def test_every_value_comes_back_from_every_place(
    value: Any, table: str, row: str, column: str, form: str
) -> None:
    assert open_cell(SEALERS[form](table, row, column, value), KEYS, table, row, column) == value


@both
def test_the_same_value_never_gives_the_same_envelope(form: str) -> None:
    assert SEALERS[form](*PLACE, "x") != SEALERS[form](*PLACE, "x")


def test_null_stays_null() -> None:
    assert open_cell(None, KEYS, *PLACE) is None


@both
@pytest.mark.parametrize("value", [None, {"a": 1}, b"bytes", object()])
def test_only_scalars_and_lists_are_sealed(form: str, value: Any) -> None:
    with pytest.raises(TypeError, match="only JSON scalars and lists"):
        SEALERS[form](*PLACE, value)


def test_not_a_number_is_not_json() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        seal_e1(KEY, *PLACE, float("nan"))


# --- what it refuses ------------------------------------------------------------------------------


@both
def test_without_the_key_it_is_locked(form: str) -> None:
    outcome = open_cell(SEALERS[form](*PLACE, "x"), {"00000000": KEY}, *PLACE)
    assert outcome == Unopened("locked", KID)
    assert str(outcome) == outcome.mark == "‹locked›"


@both
def test_a_wrong_key_of_the_same_name_opens_nothing(form: str) -> None:
    assert open_cell(SEALERS[form](*PLACE, "x"), {KID: bytes(32)}, *PLACE) == Unopened("damaged", KID)


@both
@pytest.mark.parametrize(
    "place",
    [
        ("moods", "row-1", "notes"),
        ("sessions", "row-2", "notes"),
        ("sessions", "row-1", "place"),
        ("sessionsr", "ow-1", "notes"),
        ("sessions", "row-1n", "otes"),
        ("notes", "row-1", "sessions"),
    ],
)
def test_a_moved_cell_does_not_open(form: str, place: tuple[str, str, str]) -> None:
    assert open_cell(SEALERS[form](*PLACE, "x"), KEYS, *place) == Unopened("damaged", KID)


@both
def test_every_changed_character_is_refused(form: str) -> None:
    envelope = SEALERS[form](*PLACE, "a note")
    for index, char in enumerate(envelope):
        for other in "A-_zB.0e1b92=+/ é":
            changed = envelope[:index] + other + envelope[index + 1 :]
            outcome = open_cell(changed, KEYS, *PLACE)
            assert char == other or isinstance(outcome, Unopened), (index, char, other)


@both
def test_every_truncation_and_every_extension_is_refused(form: str) -> None:
    envelope = SEALERS[form](*PLACE, "a note")
    for length in range(len(envelope)):
        assert open_cell(envelope[:length], KEYS, *PLACE).reason == "damaged"
    for end in ("A", "AA", "AAA", "AAAA", "=", "==", "\n", " ", "."):
        assert open_cell(envelope + end, KEYS, *PLACE).reason == "damaged"


def test_an_e1_is_no_b1() -> None:
    for form, other in (("e1", "b1"), ("b1", "e1")):
        swapped = other + SEALERS[form](*PLACE, "a note of some length, so that sizes fit")[2:]
        assert open_cell(swapped, KEYS, *PLACE).reason == "damaged"


@pytest.mark.parametrize("text", [f"e2.{KID}.AAAA", f"b7.{KID}.", f"e10.{KID}.what ever", f"e999.{KID}.x"])
def test_a_later_format_is_too_new(text: str) -> None:
    assert is_sealed(text)
    outcome = open_cell(text, KEYS, *PLACE)
    assert outcome == Unopened("too-new", KID)
    assert str(outcome) == "‹newer version›"


@pytest.mark.parametrize("text", ["e2.", "e2.nothex!!.AAAA", "e2.0123"])
def test_a_later_format_may_name_its_key_differently(text: str) -> None:
    assert open_cell(text, KEYS, *PLACE) == Unopened("too-new", "")


@pytest.mark.parametrize(
    "text", ["", "a note", "e1", "e0.x", "e.x", "e01.x", "e1234.x", "c1.x", "e².x", 7, None]
)
def test_other_text_is_not_sealed(text: object) -> None:
    assert not is_sealed(text)
    assert kid_in(text) == ""
    assert text is None or open_cell(text, KEYS, *PLACE) == Unopened("damaged")


def frame(body: bytes, size: int | None = None) -> bytes:
    framed = (len(body) if size is None else size).to_bytes(4, "big") + body
    return framed.ljust(padded_size(len(framed)), b"\0")


@pytest.mark.parametrize(
    "plain",
    [
        frame(b'"x"')[:-1] + b"\1",  # padding that carries something
        frame(b'"x"', 2),  # a length that cuts
        frame(b'"x"', 2**31),  # a length beyond the end
        frame(b'"' + b"x" * 40 + b'"', 3),  # more padding than needed
        frame(b"{}"),
        frame(b"null"),
        frame(b"NaN"),
        frame(b"\xff\xfe"),
        frame(b"no json"),
        frame(b"[" * 100_000),  # deeper than any parser goes
        frame(b"9" * 5000),  # more digits than Python reads
    ],
)
def test_a_forged_plaintext_is_damaged_not_a_crash(plain: bytes) -> None:
    assert open_cell(with_plaintext(plain), KEYS, *PLACE) == Unopened("damaged", KID)


def test_a_degenerate_sender_key_is_damaged_not_a_crash() -> None:
    zeros = f"b1.{KID}.{to_text(bytes(32 + 32 + 16))}"
    assert open_cell(zeros, KEYS, *PLACE) == Unopened("damaged", KID)


@given(text=st.text() | st.from_regex(r"[eb]1\.[0-9a-f]{8}\.[A-Za-z0-9_-]*", fullmatch=True))
def test_no_text_raises(text: str) -> None:
    assert isinstance(open_cell(text, KEYS, *PLACE), Unopened)


# --- the parts ------------------------------------------------------------------------------------


def test_unopened_compares_by_value() -> None:
    assert Unopened("locked", KID) == Unopened("locked", KID)
    assert len({Unopened("locked", KID), Unopened("locked", KID), Unopened("damaged", KID)}) == 2
    assert Unopened("damaged") != "‹damaged›"
    assert repr(Unopened("damaged", "ab")) == "Unopened('damaged', 'ab')"


def test_a_kid_is_eight_hex_characters() -> None:
    assert sha256(b"sesh/kid" + KEY).hexdigest()[:8] == KID
    assert is_kid(KID)
    assert not any(map(is_kid, ["", "0123456", "0123456G", "0123456A", 12345678, None]))


@given(size=st.integers(0, 2**34))
def test_padme_adds_at_most_an_eighth(size: int) -> None:
    padded = padded_size(size)
    assert max(size, 32) <= padded <= max(32, size * 1.125)
    assert padded_size(padded) == padded


@pytest.mark.parametrize(
    ("size", "padded"), [(0, 32), (32, 32), (33, 36), (100, 104), (1000, 1024), (9999, 10240)]
)
def test_padme_examples(size: int, padded: int) -> None:
    assert padded_size(size) == padded


def test_short_notes_all_look_alike() -> None:
    assert len({len(seal_e1(KEY, *PLACE, "x" * count)) for count in range(27)}) == 1


@given(data=st.binary())
def test_base64url_is_canonical(data: bytes) -> None:
    text = to_text(data)
    assert from_text(text) == data
    for wrong in (text + "=", text + "\n", " " + text, text + "+"):
        with pytest.raises(ValueError, match=r".*"):
            from_text(wrong)


@given(left=st.lists(st.text()), right=st.lists(st.text()))
def test_no_two_places_share_their_bytes(left: list[str], right: list[str]) -> None:
    assert (prefixed(*left) == prefixed(*right)) == (left == right)


def test_without_the_inner_module_the_public_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "cryptography.hazmat.bindings._rust":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    envelope = seal_b1(BOX, KID, *PLACE, "x")
    monkeypatch.undo()
    assert open_cell(envelope, KEYS, *PLACE) == "x"


def test_nothing_heavy_is_imported_for_a_locked_write() -> None:
    """The promise about the cost of `sesh-tui log` rests on this list."""
    code = (
        "import sys; from sesh_tui.crypto.envelope import seal_b1;"
        "assert 'cryptography' not in sys.modules;"
        f"seal_b1(bytes.fromhex('{BOX.hex()}'), '{KID}', 't', 'r', 'c', 'x');"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {
        "keyring",
        "secretstorage",
        "jeepney",
        "dataclasses",
        "inspect",
        "logging",
        "asyncio",
        "hashlib",
        "pathlib",
    }
    assert not heavy & set(loaded.split())
    assert "cryptography.hazmat.backends.openssl.backend" not in loaded.split()


# --- golden vectors -------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", GOLDEN["cells"], ids=lambda cell: f"{cell['envelope'][:2]} {cell['column']}")
def test_what_version_0_1_sealed_still_opens(cell: dict[str, Any]) -> None:
    keys = {GOLDEN["kid"]: bytes.fromhex(GOLDEN["dataKey"])}
    assert open_cell(cell["envelope"], keys, cell["table"], cell["rowId"], cell["column"]) == cell["value"]


def test_the_derived_names_stay() -> None:
    key = bytes.fromhex(GOLDEN["dataKey"])
    assert (kid_of(key), box_public_key(key).hex()) == (GOLDEN["kid"], GOLDEN["boxPublic"])


def _hkdf_expand(key: bytes, info: bytes, size: int) -> bytes:
    block, output = b"", b""
    while len(output) < size:
        block = hmac.digest(key, block + info + bytes([len(output) // 32 + 1]), "sha256")
        output += block
    return output[:size]


@pytest.mark.parametrize("cell", [c for c in GOLDEN["cells"] if c["envelope"].startswith("e1")])
def test_e1_is_what_the_design_says(cell: dict[str, Any]) -> None:
    """The construction spelled out once more with the standard library's HMAC."""
    key, kid = bytes.fromhex(GOLDEN["dataKey"]), GOLDEN["kid"]
    parts = [part.encode() for part in (kid, cell["table"], cell["rowId"], cell["column"])]
    place = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    data = from_text(cell["envelope"][12:])
    cipher = AESGCM(_hkdf_expand(key, b"sesh/e1/field" + place, 32))
    assert cipher.decrypt(data[:12], data[12:], b"e1" + place) == _encode(cell["value"])


@pytest.mark.parametrize("cell", [c for c in GOLDEN["cells"] if c["envelope"].startswith("b1")])
def test_b1_is_hpke_of_rfc_9180(cell: dict[str, Any]) -> None:
    """Base mode of RFC 9180, sections 4.1 and 5.1, spelled out with HMAC and X25519 alone."""
    key, kid = bytes.fromhex(GOLDEN["dataKey"]), GOLDEN["kid"]
    info = b"sesh/b1" + prefixed(kid, cell["table"], cell["rowId"], cell["column"])
    data = from_text(cell["envelope"][12:])

    def extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
        return hmac.digest(salt, b"HPKE-v1" + suite + label + material, "sha256")

    def labelled(suite: bytes, secret: bytes, label: bytes, context: bytes, size: int) -> bytes:
        return _hkdf_expand(secret, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context, size)

    private = X25519PrivateKey.from_private_bytes(_hkdf_expand(key, b"sesh/b1/box", 32))
    shared = private.exchange(X25519PublicKey.from_public_bytes(data[:32]))
    kem = b"KEM\x00\x20"
    context = data[:32] + private.public_key().public_bytes_raw()
    shared = labelled(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    suite = b"HPKE\x00\x20\x00\x01\x00\x02"
    schedule = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    cipher = AESGCM(labelled(suite, secret, b"key", schedule, 32))
    nonce = labelled(suite, secret, b"base_nonce", schedule, 12)
    assert cipher.decrypt(nonce, data[32:], b"") == _encode(cell["value"])
