"""What a device keeps beside its replica, and how it is written.

``key.json``  public: the current kid, the public half that a locked device seals with, where
              the data key is kept
``key.slot``  only without an OS keyring: the data key wrapped by the passphrase
``locked``    a marker: until ``sesh-tui unlock``, no key is fetched from anywhere
``key.lock``  held while one of them is changed, so that two processes agree on the first key

Files are 0600 and replaced atomically; a folder made here is 0700.
"""

from __future__ import annotations

import json
import os
from time import monotonic, sleep
from typing import IO, TYPE_CHECKING, NamedTuple

from sesh_tui.crypto.envelope import KEY_BYTES, from_text, is_kid, to_text
from sesh_tui.errors import VaultError
from sesh_tui.locking import try_lock

if TYPE_CHECKING:
    from types import TracebackType

    from sesh_tui.crypto.slots import Slot

LOCK_SECONDS = 120.0
"""How long another process may take to make a key; it may be waiting for a keyring dialog."""


class Device(NamedTuple):
    """The public facts in ``key.json``."""

    kid: str
    """The key that new cells are sealed with."""
    box: bytes
    """Its X25519 public half, 32 bytes."""
    kids: tuple[str, ...]
    """All keys this replica has used, the current one included."""
    store: str
    """Where the data keys are kept: ``keyring`` or ``file``."""
    backend: str
    """The keyring's name as a person knows it; empty for ``file``."""


class DamagedDevice(VaultError):
    """``key.json`` does not say what it should; whoever has the data key can write it anew."""


def read_device(path: str) -> Device | None:
    """The device file, or None where there is none; VaultError where it cannot be used."""
    text = _read(path)
    if text is None:
        return None
    try:
        raw = json.loads(text)
        if raw["v"] > 1:
            raise VaultError(
                f"{path} was written by a newer version of sesh-tui.",
                hint="Nothing was stored; install the current version.",
            )
        kids = tuple(raw["kids"])
        device = Device(raw["kid"], from_text(raw["box"]), kids, raw["store"], raw["backend"])
        sound = device.kid in kids and all(map(is_kid, kids)) and len(device.box) == KEY_BYTES
        if not sound or device.store not in ("keyring", "file") or not isinstance(device.backend, str):
            raise ValueError(text)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamagedDevice(
            f"{path} is damaged, so nothing can be sealed and nothing was stored.",
            hint="`sesh-tui unlock` writes it anew.",
        ) from None
    return device


def write_device(path: str, device: Device) -> None:
    """Replace the device file."""
    facts = {"v": 1} | device._asdict() | {"box": to_text(device.box)}
    write_private(path, json.dumps(facts, indent=1) + "\n")


class FileSlots:
    """Key slots in a file of their own; the `SlotStore` of a device without a keyring."""

    def __init__(self, path: str) -> None:
        self.path = path

    def load(self) -> list[Slot]:
        """All slots; VaultError where the file cannot be read as such."""
        from sesh_tui.crypto.slots import Slot

        text = _read(self.path)
        if text is None:
            return []
        try:
            rows = [Slot(*row) for row in json.loads(text)["slots"]]
            if not all(isinstance(field, str) for row in rows for field in row):
                raise ValueError(text)
        except (ValueError, KeyError, TypeError):
            raise VaultError(
                f"{self.path} is damaged, so the key in it cannot be opened.",
                hint="It was left as it is; use a copy of it from a backup.",
            ) from None
        return rows

    def save(self, slot: Slot) -> None:
        """Add or replace a slot."""
        rows = [row for row in self.load() if row[:2] != slot[:2]]
        self._write([*rows, slot])

    def remove(self, kid: str, slot: str) -> None:
        """Remove a slot if it is there."""
        rows = self.load()
        kept = [row for row in rows if row[:2] != (kid, slot)]
        if len(kept) != len(rows):
            self._write(kept)

    def set_aside(self) -> None:
        """Keep a file that cannot be read under another name, so that a new one can take its place."""
        try:
            os.replace(self.path, f"{self.path}.damaged")
        except OSError as error:
            raise unwritable(self.path, error) from None

    def _write(self, rows: list[Slot]) -> None:
        write_private(self.path, json.dumps({"v": 1, "slots": rows}, indent=1) + "\n")


class FileLock:
    """Held by one process (and one thread) at a time; the system frees it when the holder dies."""

    def __init__(self, path: str, seconds: float | None = None) -> None:
        self._path = path
        self._seconds = seconds
        self._file: IO[str] | None = None

    def __enter__(self) -> FileLock:
        deadline = monotonic() + (LOCK_SECONDS if self._seconds is None else self._seconds)
        try:
            make_folder(os.path.dirname(self._path))
            self._file = open(self._path, "a", opener=_private)
        except OSError as error:
            raise unwritable(self._path, error) from None
        while not try_lock(self._file.fileno()):
            if monotonic() > deadline:
                self._file.close()
                raise VaultError(
                    "Another sesh-tui is making or changing the key and has not finished.",
                    hint="Nothing was stored; answer its question or end it, then try again.",
                )
            sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()


def write_private(path: str, text: str) -> None:
    """Replace a file as a whole: 0600, on disk before it gets its name. VaultError if it cannot be."""
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        make_folder(os.path.dirname(path))
        with open(beside, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError as error:
        raise unwritable(path, error) from None


def make_folder(folder: str) -> None:
    """Make a folder that only its owner can enter; one that is there keeps its mode."""
    os.makedirs(folder, mode=0o700, exist_ok=True)


def unwritable(path: str, error: OSError) -> VaultError:
    """What a person is told when a file of the vault cannot be written."""
    return VaultError(
        f"{path} cannot be written: {error.strerror}.",
        hint="Nothing was stored; free some space or check the folder's permissions.",
    )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VaultError(
            f"{path} cannot be read: {error.strerror}.",
            hint="It was left as it is; check its permissions.",
        ) from None
