"""The OS keyring: who is trusted with a key, and what a person is told when nobody is.

A real Secret Service is asked in ``tests/e2e/test_secret_service.py``.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import keyring as library
import pytest
from keyring.backends import SecretService, fail, kwallet, libsecret, macOS, null

from sesh_tui.crypto import keystore
from sesh_tui.crypto.envelope import kid_of, to_text
from sesh_tui.crypto.keystore import KeyringLocked, LibraryStore, NoKeyring, SecretServiceStore
from sesh_tui.errors import VaultError
from tests.crypto.conftest import MemoryKeyring

ONE, TWO = bytes(range(32)), bytes(32)


@pytest.mark.parametrize("module", [SecretService, kwallet, libsecret, macOS])
def test_an_operating_systems_own_store_is_trusted(module: Any) -> None:
    kind = getattr(module, "Keyring", None) or module.DBusKeyring
    assert keystore.is_trusted(kind.__new__(kind))


def test_everything_else_is_not() -> None:
    class PlaintextKeyring:
        __module__ = "keyrings.alt.file"

    for backend in (null.Keyring(), fail.Keyring(), PlaintextKeyring(), object()):
        assert not keystore.is_trusted(backend)


def test_a_chain_is_as_good_as_its_worst_member() -> None:
    good, bad = SecretService.Keyring(), null.Keyring()
    assert keystore.is_trusted(SimpleNamespace(backends=[good, good]))
    assert not keystore.is_trusted(SimpleNamespace(backends=[good, bad]))
    assert not keystore.is_trusted(SimpleNamespace(backends=[]))


def test_a_backend_that_is_not_trusted_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "get_keyring", null.Keyring)
    with pytest.raises(NoKeyring, match=r"keyring\.backends\.null\.Keyring\) is not one of") as caught:
        keystore.open_store()
    assert "key init" in caught.value.hint


def test_no_keyring_is_one_sentence() -> None:
    with pytest.raises(NoKeyring, match="There is no keyring here"):
        keystore.open_store()


class Backend:
    """Looks like the macOS backend and keeps entries in a dictionary.

    No subclass of the library's own: those are registered, and may be chosen by it.
    """

    __module__ = "keyring.backends.macOS"
    name = "macOS Keyring"
    broken: Exception | None = None

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise self.broken
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


def test_a_trusted_backend_of_the_library_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Backend()
    monkeypatch.setattr(library, "get_keyring", lambda: backend)
    with keystore.opened() as store:
        keystore.write_key(store, "default", ONE)
        assert keystore.read_keys(store, "default", []) == {kid_of(ONE): ONE}
        assert set(backend.entries) == {
            ("sesh-tui", "datakey:default"),
            ("sesh-tui", f"datakey:default:{kid_of(ONE)}"),
        }
        keystore.remove_keys(store, "default", [kid_of(ONE), "00000000"])
        assert backend.entries == {}


@pytest.mark.parametrize(
    ("error", "sentence", "kind"),
    [
        (library.errors.KeyringLocked("x"), "is locked and was not unlocked", KeyringLocked),
        (library.errors.KeyringError("bus is gone"), "could not be used: bus is gone", NoKeyring),
        (KeyringLocked("already said"), "already said", KeyringLocked),
    ],
)
def test_trouble_in_the_library_is_one_sentence(
    error: Exception, sentence: str, kind: type[VaultError]
) -> None:
    backend = Backend()
    backend.broken = error
    with pytest.raises(kind, match=sentence):
        LibraryStore(backend).get("datakey:default")


# --- several keys -----------------------------------------------------------------------------------


def test_keys_are_kept_beside_each_other() -> None:
    memory = MemoryKeyring()
    for key in (ONE, TWO, ONE):
        keystore.write_key(memory, "default", key)
    assert keystore.read_keys(memory, "default", []) == {kid_of(ONE): ONE, kid_of(TWO): TWO}
    assert keystore.read_keys(memory, "work", [kid_of(ONE)]) == {}
    keystore.remove_keys(memory, "default", [kid_of(ONE)])
    assert keystore.read_keys(memory, "default", [kid_of(ONE)]) == {kid_of(TWO): TWO}
    assert memory.entries["datakey:default"] == kid_of(TWO)


@pytest.mark.parametrize("text", ["", "!!", "AAAA", to_text(TWO)])
def test_an_entry_that_is_no_key_of_that_name_is_passed_over(text: str) -> None:
    memory = MemoryKeyring()
    keystore.write_key(memory, "default", ONE)
    memory.entries[f"datakey:default:{kid_of(ONE)}"] = text
    assert keystore.read_keys(memory, "default", []) == {}


def test_a_damaged_list_of_kids_is_passed_over() -> None:
    memory = MemoryKeyring()
    keystore.write_key(memory, "default", ONE)
    memory.entries["datakey:default"] = "what is this"
    assert keystore.read_keys(memory, "default", [kid_of(ONE)]) == {kid_of(ONE): ONE}


def test_a_keyring_that_forgets_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = MemoryKeyring()
    monkeypatch.setattr(memory, "set", lambda user, text: None)
    with pytest.raises(NoKeyring, match="did not keep the key"):
        keystore.write_key(memory, "default", ONE)


# --- the Secret Service without one -----------------------------------------------------------------


@pytest.fixture
def _unforced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(library, "get_keyring", fail.Keyring)


@pytest.mark.usefixtures("_unforced")
@pytest.mark.parametrize("address", [None, "unix:path=/nowhere/bus", "nonsense"])
def test_without_a_bus_the_library_is_asked(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with pytest.raises(NoKeyring, match="There is no keyring here"):
        keystore.open_store()


@pytest.mark.usefixtures("_unforced")
def test_without_secretstorage_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "secretstorage", None)
    assert SecretServiceStore.connect() is None


@pytest.mark.usefixtures("_unforced")
def test_a_configured_backend_is_not_bypassed(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "python_keyring").mkdir()
    (tmp_path / "python_keyring" / "keyringrc.cfg").write_text("[backend]\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(library, "get_keyring", null.Keyring)
    monkeypatch.setattr(SecretServiceStore, "connect", lambda: pytest.fail("was asked"))
    with pytest.raises(NoKeyring, match="null"):
        keystore.open_store()
