"""The recovery code: 160 random bits as eight groups of four characters, and a checksum.

``7K3M-QX0P-…-9TWB-4E``: Crockford's base32 (no I, L, O, U), the number modulo 1021 as two more
characters. 1021 is prime and 32 has a large order modulo it, so each single wrong character
and each swap of two characters is noticed, before any key is tried.
"""

from __future__ import annotations

from sesh_tui.errors import VaultError

CODE_BYTES = 20
GROUPS = 8

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_CHARS = CODE_BYTES * 8 // 5
_PRIME = 1021
_HINT = "Look for a character that was read wrongly; nothing was changed."


def write(code: bytes) -> str:
    """The code of 20 bytes as a person writes it down."""
    number = int.from_bytes(code, "big")
    chars = _digits(number, _CHARS) + _digits(number % _PRIME, 2)
    return "-".join(chars[start : start + 4] for start in range(0, len(chars), 4))


def read(text: str) -> bytes:
    """The 20 bytes of a typed code; case, spaces, hyphens, O for 0 and I or L for 1 do not matter.

    Raises VaultError that says what is wrong with it.
    """
    values = _values(text)
    if len(values) != _CHARS + 2:
        raise VaultError(
            f"A recovery code has {_CHARS + 2} characters (eight groups of four and two more); "
            f"this one has {len(values)}.",
            hint=_HINT,
        )
    number, check = _number(values[:_CHARS]), _number(values[_CHARS:])
    if number % _PRIME != check:
        raise VaultError("This recovery code has a typing mistake: its checksum does not fit.", hint=_HINT)
    return number.to_bytes(CODE_BYTES, "big")


def same_group(code: str, position: int, typed: str) -> bool:
    """True if ``typed`` is the group at ``position`` (the first is 1) of a written code."""
    try:
        return _values(code.split("-")[position - 1]) == _values(typed)
    except VaultError:
        return False


def _values(text: str) -> list[int]:
    values = []
    for char in text.upper():
        if char in _VALUES:
            values.append(_VALUES[char])
        elif not (char.isspace() or char in "-–—‐−_."):
            raise VaultError(f"“{char}” never stands in a recovery code.", hint=_HINT)
    return values


def _number(values: list[int]) -> int:
    number = 0
    for value in values:
        number = number * 32 + value
    return number


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
