"""One cell of a table, sealed into one line of text, and back.

``e1.<kid>.<data>``  written by whoever holds the data key: AES-256-GCM under a key per cell.
``b1.<kid>.<data>``  written by a device that is locked: HPKE (RFC 9180, base mode) to the
                     public half of a pair whose private half is derived from the data key.

``kid`` names the data key, ``data`` is base64url without padding. Both bind table, row and
column, so a cell that was moved does not open. The plaintext is a JSON scalar or list,
length-prefixed and padded with zeros to the Padmé size, so its length says little.

The single-shot HPKE of the cryptography library takes no AAD; as RFC 9180 section 8.1
recommends for such use, what is authenticated travels in ``info`` instead.
"""

from __future__ import annotations

import json
from binascii import a2b_base64, b2a_base64
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.hpke import Suite

KEY_BYTES = 32
KID_CHARS = 8
SMALLEST = 32  # bytes of padded plaintext; hides whether a note has three letters or twenty

_NONCE = 12
_TAG = 16
_ENC = 32  # the sender's X25519 public key in front of an HPKE ciphertext
_HEX = frozenset("0123456789abcdef")
_MARKS = {"locked": "‹locked›", "damaged": "‹damaged›", "too-new": "‹newer version›"}
_OVERHEAD = {"e1": _NONCE + _TAG, "b1": _ENC + _TAG}


class Unopened:
    """A sealed cell that was not opened, and why; shown as a mark where the value would stand."""

    __slots__ = ("kid", "reason")

    def __init__(self, reason: str, kid: str = "") -> None:
        self.reason = reason
        """``locked`` (its key is not at hand), ``damaged`` or ``too-new``."""
        self.kid = kid
        """The key it names; empty where even that could not be read."""

    @property
    def mark(self) -> str:
        """What a person sees in place of the value."""
        return _MARKS[self.reason]

    def __str__(self) -> str:
        return self.mark

    def __repr__(self) -> str:
        return f"Unopened({self.reason!r}, {self.kid!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Unopened):
            return NotImplemented
        return (self.reason, self.kid) == (other.reason, other.kid)

    def __hash__(self) -> int:
        return hash((self.reason, self.kid))


class _Parsed(NamedTuple):
    form: str
    kid: str
    data: bytes


def is_sealed(text: object) -> bool:
    """True if ``text`` looks like an envelope of any version, whole or not; cheap, opens nothing."""
    return isinstance(text, str) and _version(text) > 0


def seal_e1(data_key: bytes, table: str, row_id: str, column: str, value: Any) -> str:
    """Seal a JSON scalar or list with the data key (32 bytes).

    Raises TypeError for None (NULL stays NULL), dicts and what JSON cannot hold.
    """
    from os import urandom

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    kid = kid_of(data_key)
    place = _place(kid, table, row_id, column)
    nonce = urandom(_NONCE)
    sealed = AESGCM(_cell_key(data_key, place)).encrypt(nonce, _encode(value), b"e1" + place)
    return f"e1.{kid}.{to_text(nonce + sealed)}"


def seal_b1(public_key: bytes, kid: str, table: str, row_id: str, column: str, value: Any) -> str:
    """Seal with the public half (32 bytes, see `box_public_key`) of the data key ``kid``."""
    plain = _encode(value)
    place = _place(kid, table, row_id, column)
    sealed = _suite().encrypt(plain, _public_key(public_key), b"sesh/b1" + place)
    return f"b1.{kid}.{to_text(sealed)}"


def open_cell(text: object, keys: Mapping[str, bytes], table: str, row_id: str, column: str) -> Any:
    """Return the value in an envelope, or an `Unopened`; None stays None. Never raises.

    ``keys`` maps a kid to its data key; an envelope of a kid that is missing there is ``locked``.
    """
    if text is None:
        return None
    parsed = _parse(text)
    if isinstance(parsed, Unopened):
        return parsed
    key = keys.get(parsed.kid)
    if key is None:
        return Unopened("locked", parsed.kid)
    from cryptography.exceptions import InvalidTag

    try:
        return _decode(_decrypt(parsed, key, _place(parsed.kid, table, row_id, column)))
    except (InvalidTag, ValueError, RecursionError):
        return Unopened("damaged", parsed.kid)


def kid_of(data_key: bytes) -> str:
    """The name of a data key: 8 hex characters that say nothing about the key itself."""
    from hashlib import sha256

    return sha256(b"sesh/kid" + data_key).hexdigest()[:KID_CHARS]


def is_kid(text: object) -> bool:
    """True if ``text`` could name a data key."""
    return isinstance(text, str) and len(text) == KID_CHARS and _HEX.issuperset(text)


def kid_in(text: object) -> str:
    """The kid an envelope names, or an empty string; opens nothing."""
    parts = text.split(".", 2) if isinstance(text, str) and is_sealed(text) else ()
    return parts[1] if len(parts) == 3 and is_kid(parts[1]) else ""


def box_public_key(data_key: bytes) -> bytes:
    """The public half (32 bytes) with which a locked device seals for this data key."""
    return _box_key(data_key).public_key().public_bytes_raw()


def prefixed(*parts: str) -> bytes:
    """Join texts so that no two different tuples give the same bytes: u32 length, then UTF-8."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join([len(part).to_bytes(4, "big") + part for part in encoded])


def to_text(data: bytes) -> str:
    """Base64url without padding."""
    return b2a_base64(data, newline=False).decode("ascii").rstrip("=").replace("+", "-").replace("/", "_")


def from_text(text: str) -> bytes:
    """The inverse of `to_text`; ValueError for anything that `to_text` would not have written."""
    padded = text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)
    data = a2b_base64(padded.encode("ascii"), strict_mode=True)
    if to_text(data) != text:
        raise ValueError("not canonical base64url")
    return data


def padded_size(size: int) -> int:
    """The Padmé size for ``size`` bytes, at least `SMALLEST`: at most 12 % more, few distinct sizes.

    PURBs, Nikitin et al. 2019, section 4: keep the top log2(log2 n) + 1 bits of the length.
    """
    if size <= SMALLEST:
        return SMALLEST
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def _version(text: str) -> int:
    """The format number of something that starts like an envelope (``e1.``, ``b12.``), else 0."""
    if text[:1] not in ("e", "b"):
        return 0
    digits = text[1:5].partition(".")
    number = digits[0]
    if not (digits[1] and number.isascii() and number.isdigit()) or number[0] == "0":
        return 0
    return int(number)


def _parse(text: object) -> _Parsed | Unopened:
    if not isinstance(text, str):
        return Unopened("damaged")
    kid = kid_in(text)
    if _version(text) > 1:
        return Unopened("too-new", kid)
    form = text[:2]
    if not kid or form not in _OVERHEAD:
        return Unopened("damaged")
    try:
        data = from_text(text[4 + KID_CHARS :])
    except ValueError:
        return Unopened("damaged", kid)
    size = len(data) - _OVERHEAD[form]
    if size < SMALLEST or padded_size(size) != size:
        return Unopened("damaged", kid)
    return _Parsed(form, kid, data)


def _decrypt(parsed: _Parsed, data_key: bytes, place: bytes) -> bytes:
    if parsed.form == "b1":
        return _suite().decrypt(parsed.data, _box_key(data_key), b"sesh/b1" + place)
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_cell_key(data_key, place))
    return cipher.decrypt(parsed.data[:_NONCE], parsed.data[_NONCE:], b"e1" + place)


def _place(kid: str, table: str, row_id: str, column: str) -> bytes:
    return prefixed(kid, table, row_id, column)


def _encode(value: Any) -> bytes:
    if value is None or not isinstance(value, (str, int, float, list)):
        raise TypeError(f"only JSON scalars and lists are sealed, not {type(value).__name__}")
    try:
        body = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        # A lone surrogate (an undecodable byte of a shell argument) survives only as \udcXX.
        body = json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    framed = len(body).to_bytes(4, "big") + body
    return framed.ljust(padded_size(len(framed)), b"\0")


def _decode(padded: bytes) -> Any:
    end = 4 + int.from_bytes(padded[:4], "big")
    if padded_size(end) != len(padded) or padded[end:].strip(b"\0"):
        raise ValueError("wrong padding")
    value = json.loads(padded[4:end].decode("utf-8"), parse_constant=_no_constant)
    if value is None or isinstance(value, dict):
        raise ValueError("neither a scalar nor a list")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _cell_key(data_key: bytes, place: bytes) -> bytes:
    return expand(data_key, b"sesh/e1/field" + place)


def expand(key: bytes, info: bytes, size: int = KEY_BYTES) -> bytes:
    """HKDF-Expand (RFC 5869) with SHA-256; ``key`` is uniformly random already."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(SHA256(), size, info).derive(key)


def _box_key(data_key: bytes) -> X25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(expand(data_key, b"sesh/b1/box"))


def _public_key(raw: bytes) -> X25519PublicKey:
    # X25519PublicKey.from_public_bytes calls the function below, but imports a whole backend
    # first: 15 ms of CPU that a locked `sesh-tui log` would pay for nothing.
    try:
        from cryptography.hazmat.bindings._rust import openssl

        return openssl.x25519.from_public_bytes(raw)
    except (ImportError, AttributeError):
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

        return X25519PublicKey.from_public_bytes(raw)


def _suite() -> Suite:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
