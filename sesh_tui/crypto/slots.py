"""Key slots: the data key wrapped by a passphrase or by the recovery code.

A slot is a row of the table ``sync_keys`` (and a line of a device's ``key.slot``). Its blob is
``commitment(32) ‖ nonce(12) ‖ wrapped data key(48) ‖ checksum(8)``. Three questions are asked in
this order, so that a person is told the right thing: does the checksum fit (else the slot was
damaged), does the commitment fit (else the passphrase is another one), does it unwrap.

A secret is stretched once per salt; the same stretched secret opens the slots of all keys that
were wrapped together, because the wrap and commit keys depend on kid and slot as well.
"""

from __future__ import annotations

import json
from os import urandom
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sesh_tui.crypto.envelope import KEY_BYTES, expand, from_text, kid_of, prefixed, to_text
from sesh_tui.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable

PASSPHRASE = "passphrase"  # noqa: S105  (a kind of slot)
RECOVERY = "recovery"

_FORMAT = 1
_COMMIT = 32
_NONCE = 12
_WRAPPED = KEY_BYTES + 16
_CHECK = 8
_BLOB = _COMMIT + _NONCE + _WRAPPED + _CHECK


class Slot(NamedTuple):
    """One wrap of one data key: a row of ``sync_keys``."""

    kid: str
    slot: str
    """``passphrase-<8 hex>`` or ``recovery-<8 hex>``; a new secret makes a new slot."""
    params: str
    """JSON: format, key derivation and its parameters, when it was made."""
    blob: str

    @property
    def kind(self) -> str:
        """`PASSPHRASE` or `RECOVERY`."""
        return self.slot.partition("-")[0]


class SlotStore(Protocol):
    """Where slots are kept: the replica's table ``sync_keys``."""

    def load(self) -> list[Slot]:
        """All slots of this replica."""

    def save(self, slot: Slot) -> None:
        """Store a slot, replacing the one with the same kid and slot name."""

    def remove(self, kid: str, slot: str) -> None:
        """Remove a slot; nothing happens where there is none."""


class Cost(NamedTuple):
    """Work factors of Argon2id (RFC 9106): passes, memory in KiB, lanes."""

    time: int
    memory: int
    lanes: int


COST = Cost(3, 64 * 1024, 4)
# Below the floor (OWASP's smallest) a slot was weakened by somebody; above the ceiling it would
# take the machine down before it is known to be genuine.
FLOOR = Cost(2, 19 * 1024, 1)
CEILING = Cost(16, 1024 * 1024, 16)


class WrongSecret(VaultError):
    """The slot is whole, but it was made with another passphrase or recovery code."""


class DamagedSlot(VaultError):
    """The slot was altered or cut; no passphrase can open it."""


class Secret:
    """A passphrase or recovery code; stretches itself once per salt and remembers the result."""

    def __init__(self, kind: str, secret: bytes, where: str = "") -> None:
        self.kind = kind
        self.spoken = ("recovery code" if kind == RECOVERY else "passphrase") + where
        """What a person calls it, and where it came from if nobody typed it."""
        self._secret = secret
        self._stretched: dict[str, bytes] = {}
        self._salts: dict[str, Any] = {}

    @classmethod
    def passphrase(cls, text: str, where: str = "") -> Secret:
        """Text as typed; composed and decomposed accents are the same. ``where``: “ in FILE”."""
        from unicodedata import normalize

        return cls(PASSPHRASE, normalize("NFC", text).encode("utf-8", "surrogatepass"), where)

    @classmethod
    def recovery(cls, code: bytes) -> Secret:
        """The 20 bytes of a recovery code."""
        return cls(RECOVERY, code)

    def again(self) -> Secret:
        """The same secret that has to be stretched anew: for a true test of a slot just made."""
        return Secret(self.kind, self._secret)

    def fresh(self) -> dict[str, Any]:
        """Parameters with a salt of its own, the same for all slots that this object wraps."""
        if not self._salts:
            self._salts = {"v": _FORMAT, "salt": to_text(urandom(16))}
            if self.kind == PASSPHRASE:
                self._salts |= {"kdf": "argon2id", "t": COST.time, "m": COST.memory, "p": COST.lanes}
            else:
                self._salts["kdf"] = "hkdf-sha256"
        return dict(self._salts)

    def stretch(self, params: dict[str, Any]) -> bytes:
        """32 uniformly random bytes for checked parameters; Argon2id takes 0.15 to 0.3 s."""
        salt = from_text(params["salt"])
        known = json.dumps([params.get(name) for name in ("kdf", "salt", "t", "m", "p")])
        if known not in self._stretched:
            derive = _argon2id(params, salt) if self.kind == PASSPHRASE else _hkdf(salt)
            self._stretched[known] = derive(self._secret)
        return self._stretched[known]


def wrap(secret: Secret, data_key: bytes, *, name: str = "", **facts: Any) -> Slot:
    """A new slot for ``data_key``; ``facts`` are kept in its parameters, readable and authenticated."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    kid = kid_of(data_key)
    slot = name or f"{secret.kind}-{urandom(4).hex()}"
    params = secret.fresh() | {"made": _now()} | facts
    text = json.dumps(params, sort_keys=True, separators=(",", ":"))
    wrap_key, commitment = _keys(secret.stretch(params), kid, slot)
    nonce = urandom(_NONCE)
    wrapped = AESGCM(wrap_key).encrypt(nonce, data_key, b"sesh/slot" + prefixed(kid, slot, text))
    body = commitment + nonce + wrapped
    return Slot(kid, slot, text, to_text(body + _checksum(kid, slot, text, body)))


def unwrap(secret: Secret, slot: Slot) -> bytes:
    """The data key (32 bytes) in a slot.

    Raises WrongSecret, DamagedSlot, or VaultError for parameters that are refused.
    """
    from hmac import compare_digest

    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    body = _whole(slot)
    params = _params(slot)
    wrap_key, commitment = _keys(secret.stretch(params), slot.kid, slot.slot)
    if not compare_digest(commitment, body[:_COMMIT]):
        raise WrongSecret(
            f"The {secret.spoken} does not open the key {slot.kid}.",
            hint="Nothing was changed; try again.",
        )
    nonce, wrapped = body[_COMMIT : _COMMIT + _NONCE], body[_COMMIT + _NONCE :]
    place = b"sesh/slot" + prefixed(slot.kid, slot.slot, slot.params)
    try:
        data_key = AESGCM(wrap_key).decrypt(nonce, wrapped, place)
    except InvalidTag:
        raise _damaged(slot) from None
    if kid_of(data_key) != slot.kid:
        raise _damaged(slot)
    return data_key


def is_whole(slot: Slot) -> bool:
    """True if the slot's checksum fits and its parameters are accepted; needs no secret."""
    try:
        _whole(slot)
        _params(slot)
    except VaultError:
        return False
    return True


def facts(slot: Slot) -> dict[str, Any]:
    """The readable parameters of a slot; empty where they cannot be read."""
    try:
        params = json.loads(slot.params)
    except ValueError:
        return {}
    return params if isinstance(params, dict) else {}


def _whole(slot: Slot) -> bytes:
    try:
        blob = from_text(slot.blob)
    except ValueError:
        raise _damaged(slot) from None
    body, check = blob[:-_CHECK], blob[-_CHECK:]
    if len(blob) != _BLOB or check != _checksum(slot.kid, slot.slot, slot.params, body):
        raise _damaged(slot)
    return body


def _params(slot: Slot) -> dict[str, Any]:
    """The parameters of a slot after every check that needs no secret."""
    params = facts(slot)
    version = params.get("v")
    if isinstance(version, int) and version > _FORMAT:
        raise VaultError(
            f"The key slot {slot.slot} was made by a newer version of sesh-tui.",
            hint="Nothing was changed; install the current version.",
        )
    kdf = {PASSPHRASE: "argon2id", RECOVERY: "hkdf-sha256"}.get(slot.kind)
    if version != _FORMAT or kdf is None or params.get("kdf") != kdf or not _salt_fits(params):
        raise _damaged(slot)
    if slot.kind == PASSPHRASE:
        asked = [params.get(name) for name in ("t", "m", "p")]
        if not all(isinstance(number, int) for number in asked):
            raise _damaged(slot)
        for number, low, high in zip(asked, FLOOR, CEILING, strict=True):
            if not low <= number <= high:  # type: ignore[operator]
                raise VaultError(
                    f"The key slot {slot.slot} asks for work outside the allowed range "
                    f"(t={asked[0]}, m={asked[1]} KiB, p={asked[2]}), so it was not tried.",
                    hint="Somebody may have altered it; use the recovery code.",
                )
    return params


def _salt_fits(params: dict[str, Any]) -> bool:
    try:
        return 16 <= len(from_text(params["salt"])) <= 64
    except (KeyError, ValueError, AttributeError):
        return False


def _keys(stretched: bytes, kid: str, slot: str) -> tuple[bytes, bytes]:
    both = expand(stretched, b"sesh/slot/keys" + prefixed(kid, slot), KEY_BYTES + _COMMIT)
    return both[:KEY_BYTES], both[KEY_BYTES:]


def _checksum(kid: str, slot: str, params: str, body: bytes) -> bytes:
    from hashlib import sha256

    return sha256(b"sesh/slot/check" + prefixed(kid, slot, params) + body).digest()[:_CHECK]


def _argon2id(params: dict[str, Any], salt: bytes) -> Callable[[bytes], bytes]:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    try:
        return Argon2id(
            salt=salt,
            length=KEY_BYTES,
            iterations=params["t"],
            lanes=params["p"],
            memory_cost=params["m"],
        ).derive
    except UnsupportedAlgorithm:
        raise VaultError(
            "The cryptography library here uses an OpenSSL without Argon2id (3.2 and newer have it).",
            hint="Nothing was changed; install the wheel of cryptography instead of a source build.",
        ) from None


def _hkdf(salt: bytes) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, b"sesh/slot/recovery").derive


def _damaged(slot: Slot) -> DamagedSlot:
    names = ("passphrase", "recovery code")
    mine, other = names if slot.kind == PASSPHRASE else reversed(names)
    return DamagedSlot(
        f"The key slot {slot.slot} is damaged; it is no matter of the {mine}.",
        hint=f"Nothing was changed; use the {other}, or a backup of the replica.",
    )


def _now() -> str:
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime())
