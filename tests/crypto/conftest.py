"""What the crypto tests share: cheap Argon2id, a keyring in memory, slots in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto import keystore, slots
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.vault import Vault


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weakest parameters that are accepted: 40 ms instead of 200."""
    monkeypatch.setattr(slots, "COST", slots.FLOOR)


class MemoryKeyring:
    """A keyring that a test can lock, break and look into."""

    name = "test keyring"

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.broken: Exception | None = None
        self.opened = 0

    def open(self) -> MemoryKeyring:
        self.opened += 1
        if self.broken:
            raise self.broken
        return self

    def get(self, user: str) -> str | None:
        return self.entries.get(user)

    def set(self, user: str, text: str) -> None:
        self.entries[user] = text

    def delete(self, user: str) -> None:
        self.entries.pop(user, None)

    def close(self) -> None:
        pass


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """Stands in for the OS keyring."""
    memory = MemoryKeyring()
    monkeypatch.setattr(keystore, "open_store", memory.open)
    return memory


NO_KEYRING = keystore.NoKeyring("There is no keyring here.", hint="Use a passphrase instead.")


@pytest.fixture
def no_keyring(keyring: MemoryKeyring) -> MemoryKeyring:
    """A machine without a keyring."""
    keyring.broken = NO_KEYRING
    return keyring


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The replica's folder; not there until somebody makes it."""
    return tmp_path / "profile"


@pytest.fixture
def table(tmp_path: Path) -> FileSlots:
    """Stands in for the table ``sync_keys``."""
    return FileSlots(str(tmp_path / "table.json"))


@pytest.fixture
def vault(folder: Path, table: FileSlots) -> Callable[..., Vault]:
    """`vault()` opens the same replica's vault again, as another process would."""

    def make(**options: Any) -> Vault:
        return Vault(str(folder), "default", table, **options)

    return make


@pytest.fixture
def passphrase_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """SESH_TUI_PASSPHRASE_FILE, holding “open sesame”."""
    path = tmp_path / "passphrase"
    path.write_text("open sesame\n", encoding="utf-8")
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(path))
    return path
