"""The data key in a real Secret Service: kept, fetched, refused, removed and brought back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto import keystore, slots
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.keystore import KeyringLocked, NoKeyring, SecretServiceStore
from sesh_tui.crypto.vault import Vault
from sesh_tui.errors import Locked, VaultError
from tests.conftest import requires
from tests.e2e.secret_service import SecretService

pytest_plugins = ["tests.e2e.secret_service"]

PLACE = ("sessions", "row-1", "notes")
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def _cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "COST", slots.FLOOR)


@pytest.fixture
def vault(tmp_path: Path) -> Any:
    def make() -> Vault:
        return Vault(str(tmp_path / "profile"), "default", FileSlots(str(tmp_path / "table")))

    return make


def in_process(code: str, *args: str, **env: str) -> Any:
    """Run Python elsewhere, as a shell command would, and return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


WRITE = """
import json, sys
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.vault import Vault
vault = Vault(sys.argv[1], "default", FileSlots(sys.argv[2]))
print(json.dumps([vault.seal("sessions", "row-1", "notes", sys.argv[3]), "keyring" in sys.modules]))
"""
READ = """
import json, sys
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.vault import Vault
vault = Vault(sys.argv[1], "default", FileSlots(sys.argv[2]))
print(json.dumps([vault.try_unlock(), str(vault.open(sys.argv[3], "sessions", "row-1", "notes"))]))
"""


def test_a_note_sealed_by_one_process_is_read_by_another(
    secret_service: SecretService, tmp_path: Path
) -> None:
    paths = (str(tmp_path / "profile"), str(tmp_path / "table"))
    first, _ = in_process(WRITE, *paths, "the first note")
    second, used_library = in_process(WRITE, *paths, "the second note")
    assert (first[:3], second[:3], used_library) == ("e1.", "b1.", False)
    assert in_process(READ, *paths, first) == [True, "the first note"]
    assert in_process(READ, *paths, second) == [True, "the second note"]
    # Nothing but public facts lies beside the replica.
    with keystore.opened() as store:
        kid = first.split(".")[1]
        key = store.get(f"datakey:default:{kid}")
    assert key is not None
    assert sorted(os.listdir(paths[0])) == ["key.json", "key.lock"]
    assert key not in (tmp_path / "profile" / "key.json").read_text()


def test_the_library_finds_what_was_stored_directly_and_the_other_way_round(
    secret_service: SecretService,
) -> None:
    direct = SecretServiceStore.connect()
    assert direct is not None
    direct.set("datakey:default", "stored directly")
    code = """
import json, keyring
found = keyring.get_password("sesh-tui", "datakey:default")
keyring.set_password("sesh-tui", "datakey:default", "stored by the library")
print(json.dumps([found, keyring.get_keyring().name]))
"""
    found = in_process(code, PYTHON_KEYRING_BACKEND="keyring.backends.SecretService.Keyring")
    assert found[0] == "stored directly"
    assert direct.get("datakey:default") == "stored by the library"
    direct.delete("datakey:default")
    direct.delete("datakey:default")
    assert direct.get("datakey:default") is None
    direct.close()


def test_a_backend_chosen_by_hand_is_used_through_the_library(
    secret_service: SecretService, tmp_path: Path
) -> None:
    paths = (str(tmp_path / "profile"), str(tmp_path / "table"))
    chosen = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}
    cell, used_library = in_process(WRITE, *paths, "a note", **chosen)
    assert used_library
    assert in_process(READ, *paths, cell, **chosen) == [True, "a note"]
    assert in_process(READ, *paths, cell) == [True, "a note"]


def test_the_entries_are_as_documented(secret_service: SecretService, vault: Any) -> None:
    tool = requires("secret-tool", "libsecret-tools")
    kid = vault().ensure_key()
    listed = subprocess.run(
        [tool, "search", "--all", "service", "sesh-tui"], capture_output=True, text=True, check=True
    )
    shown = listed.stdout + listed.stderr
    assert "attribute.username = datakey:default\n" in shown
    assert f"attribute.username = datakey:default:{kid}\n" in shown


@pytest.mark.parametrize("password", ["another password", "test password\n", None])
def test_a_locked_keyring_keeps_cells_locked_and_logging_works(
    secret_service: SecretService, vault: Any, password: str | None
) -> None:
    envelope = vault().seal(*PLACE, "a note")
    secret_service.restart(password)
    began = time.monotonic()
    with pytest.raises(KeyringLocked, match="is locked and was not unlocked"):
        keystore.open_store()
    assert time.monotonic() - began < 5, "must not wait where no dialog can appear"
    later = vault()
    assert not later.try_unlock()
    with pytest.raises(Locked, match=r"keyring \(Secret Service\) is locked"):
        later.unlock()
    assert later.seal(*PLACE, "logged meanwhile").startswith("b1.")
    assert str(later.open(envelope, *PLACE)) == "‹locked›"

    secret_service.restart()
    assert later.try_unlock()
    assert later.open(envelope, *PLACE) == "a note"


def test_lock_removes_the_key_and_the_passphrase_brings_it_back(
    secret_service: SecretService, vault: Any
) -> None:
    one = vault()
    envelope = one.seal(*PLACE, "a note")
    with pytest.raises(VaultError, match="nothing would bring it back"):
        one.lock()
    one.set_passphrase("open sesame")
    kid = one.state().kid
    one.lock()
    with keystore.opened() as store:
        assert keystore.read_keys(store, "default", [kid]) == {}
    secret_service.restart()
    assert not vault().try_unlock()
    back = vault()
    back.unlock("open sesame")
    assert back.open(envelope, *PLACE) == "a note"
    assert vault().try_unlock()
    assert back.state().backend == "Secret Service"


def test_a_first_key_while_the_keyring_is_locked_goes_to_the_passphrase_file(
    secret_service: SecretService, vault: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with keystore.opened() as store:  # the keyring's first password is set by its first use
        store.set("datakey:other", "x")
    secret_service.restart("another password")
    with pytest.raises(Locked, match="Nothing was stored"):
        vault().seal(*PLACE, "x")
    (tmp_path / "passphrase").write_text("open sesame")
    monkeypatch.setenv("SESH_TUI_PASSPHRASE_FILE", str(tmp_path / "passphrase"))
    assert vault().seal(*PLACE, "x").startswith("e1.")
    assert vault().state().store == "file"


def test_a_service_that_dies_is_one_sentence(secret_service: SecretService, vault: Any) -> None:
    vault().ensure_key()
    store = SecretServiceStore.connect()
    assert store is not None
    secret_service.stop()
    with pytest.raises(NoKeyring, match=r"keyring \(Secret Service\) could not be used"):
        store.get("datakey:default")
    store.close()
    assert not vault().try_unlock()


def test_a_bus_without_a_secret_service_is_no_keyring(
    secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    import secretstorage

    monkeypatch.setattr(secretstorage, "check_service_availability", lambda connection: False)
    assert SecretServiceStore.connect() is None


def test_several_keys_live_beside_each_other(secret_service: SecretService, vault: Any) -> None:
    one = vault()
    old = one.seal(*PLACE, "old")
    one.rotate()
    new = one.seal(*PLACE, "new")
    later = vault()
    later.unlock()
    assert [later.open(cell, *PLACE) for cell in (old, new)] == ["old", "new"]
