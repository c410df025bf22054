"""The vault: a write never waits, only reading asks for the key, and no key is ever lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto import slots
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.envelope import Unopened, kid_of, seal_e1
from sesh_tui.crypto.keystore import KeyringLocked
from sesh_tui.crypto.slots import Secret, WrongSecret, wrap
from sesh_tui.crypto.vault import Vault
from sesh_tui.errors import Locked, VaultError
from tests.crypto.conftest import NO_KEYRING, MemoryKeyring

MakeVault = Callable[..., Vault]
PLACE = ("sessions", "row-1", "notes")


# --- with a keyring ---------------------------------------------------------------------------------


def test_the_first_sealed_write_makes_the_key(vault: MakeVault, keyring: MemoryKeyring, folder: Path) -> None:
    first = vault()
    assert first.state().key == "none"
    envelope = first.seal(*PLACE, "slept well")
    assert envelope.startswith("e1.")
    assert first.open(envelope, *PLACE) == "slept well"
    state = first.state()
    assert (state.key, state.store, state.backend) == ("unlocked", "keyring", "test keyring")
    assert (state.has_passphrase, state.has_recovery, state.locked_by_hand) == (False, False, False)
    assert sorted(os.listdir(folder)) == ["key.json", "key.lock"]
    assert keyring.entries.keys() == {"datakey:default", f"datakey:default:{state.kid}"}


def test_a_later_process_seals_without_asking_anybody(vault: MakeVault, keyring: MemoryKeyring) -> None:
    vault().seal(*PLACE, "first")
    keyring.opened = 0
    later = vault()
    envelope = later.seal(*PLACE, "a note")
    assert envelope.startswith("b1.")
    assert str(later.open(envelope, *PLACE)) == "‹locked›"
    assert not later.unlocked
    assert later.state().key == "locked"
    assert keyring.opened == 0

    assert later.try_unlock()
    assert later.open(envelope, *PLACE) == "a note"
    assert later.seal(*PLACE, "another").startswith("e1.")
    assert later.try_unlock()
    assert keyring.opened == 1


def test_what_was_sealed_while_locked_is_sealed_anew(vault: MakeVault, keyring: MemoryKeyring) -> None:
    first = vault()
    assert not first.needs_reseal("b1.00000000.AAAA")
    first.ensure_key()
    envelope = vault().seal(*PLACE, "a note")
    assert vault().reseal(envelope, *PLACE) == envelope
    anew = first.reseal(envelope, *PLACE)
    assert anew.startswith("e1.")
    assert first.open(anew, *PLACE) == "a note"
    assert not first.needs_reseal(anew)
    assert first.reseal(anew, *PLACE) == anew
    assert first.reseal(envelope, "moods", "row-1", "notes") == envelope  # damaged: kept as it is


def test_state_may_look_into_the_keyring(vault: MakeVault, keyring: MemoryKeyring) -> None:
    vault().ensure_key()
    assert vault().state().key == "locked"
    assert vault().state(probe=True).key == "unlocked"


def test_forgetting_is_for_this_process_alone(vault: MakeVault, keyring: MemoryKeyring) -> None:
    one, two = vault(), vault()
    one.ensure_key()
    two.unlock()
    one.forget()
    assert (one.unlocked, two.unlocked) == (False, True)
    assert one.try_unlock()


def test_a_keyring_that_will_not_open_leaves_cells_locked(vault: MakeVault, keyring: MemoryKeyring) -> None:
    vault().ensure_key()
    keyring.broken = KeyringLocked("The keyring is locked and was not unlocked.")
    later = vault()
    assert not later.try_unlock()
    with pytest.raises(Locked, match=r"The key is locked. The keyring is locked .* Logging works meanwhile"):
        later.unlock()
    assert later.seal(*PLACE, "x").startswith("b1.")


def test_two_replicas_of_one_profile_name_keep_their_keys_apart(
    keyring: MemoryKeyring, tmp_path: Path
) -> None:
    """Say two SESH_TUI_HOMEs on one machine: locking one must not cost the other its key."""
    one, two = (
        Vault(str(tmp_path / name), "default", FileSlots(str(tmp_path / f"{name}.t"))) for name in "ab"
    )
    assert one.ensure_key() != two.ensure_key()
    two.set_passphrase("open sesame")
    two.lock()
    assert not two.try_unlock()
    with pytest.raises(VaultError, match="key passphrase"):
        one.lock()
    one.forget()
    assert one.try_unlock()
    with pytest.raises(Locked):
        two.unlock()
    two.unlock("open sesame")
    assert two.unlocked


def test_a_restored_replica_reads_with_the_key_in_the_keyring(
    vault: MakeVault, keyring: MemoryKeyring, folder: Path
) -> None:
    envelope = vault().seal(*PLACE, "before")
    (folder / "key.json").unlink()
    restored = vault()
    assert restored.try_unlock()
    assert restored.open(envelope, *PLACE) == "before"
    restored.unlock()
    assert not (folder / "key.json").exists()  # without slots nothing says that this key is ours
    assert restored.unlocked


def test_a_restored_replica_with_slots_goes_on_with_its_key(
    vault: MakeVault, keyring: MemoryKeyring, folder: Path
) -> None:
    kid = vault().ensure_key()
    vault().set_passphrase("open sesame")
    (folder / "key.json").unlink()
    assert vault().ensure_key() == kid
    (folder / "key.json").unlink()
    again = vault()
    again.unlock()
    assert again.state().kid == kid
    assert again.state().store == "keyring"


# --- lock and unlock --------------------------------------------------------------------------------


def test_locking_without_a_way_back_is_refused(vault: MakeVault, keyring: MemoryKeyring) -> None:
    one = vault()
    with pytest.raises(VaultError, match="no key yet"):
        one.lock()
    one.ensure_key()
    with pytest.raises(VaultError, match="nothing would bring it back"):
        one.lock()
    one.make_recovery_code()
    with pytest.raises(VaultError, match="nothing would bring it back"):
        one.lock()  # nobody has confirmed that the code was written down
    assert one.unlocked
    assert not one.state().locked_by_hand


def test_lock_reaches_other_processes_and_ends_with_unlock(
    vault: MakeVault, keyring: MemoryKeyring, folder: Path
) -> None:
    tui, shell = vault(), vault()
    envelope = tui.seal(*PLACE, "a note")
    tui.set_passphrase("open sesame")
    shell.lock()
    assert keyring.entries == {}
    assert not tui.unlocked
    assert tui.open(envelope, *PLACE) == Unopened("locked", tui.state().kid)
    assert tui.seal(*PLACE, "logged while locked").startswith("b1.")
    assert tui.state().locked_by_hand
    assert not tui.try_unlock()
    with pytest.raises(WrongSecret):
        tui.unlock("open sesam")
    assert tui.state().locked_by_hand

    shell.unlock("open sesame")
    assert len(keyring.entries) == 2
    assert tui.try_unlock()
    assert tui.open(envelope, *PLACE) == "a note"


def test_lock_holds_against_a_passphrase_file(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, folder: Path
) -> None:
    one = vault()
    one.ensure_key()
    one.lock()
    assert not vault().try_unlock()
    one.unlock()
    assert one.unlocked
    assert vault().try_unlock()
    assert (folder / "key.slot").exists()


def test_a_key_the_keyring_will_not_let_go_of_is_said(vault: MakeVault, keyring: MemoryKeyring) -> None:
    one = vault()
    one.ensure_key()
    one.set_passphrase("open sesame")
    keyring.broken = KeyringLocked("The keyring is locked.")
    with pytest.raises(VaultError, match="is locked, but the key could not be removed"):
        one.lock()
    assert not one.unlocked
    assert one.state().locked_by_hand


def test_unlocking_with_a_keyring_that_is_gone_works_for_this_process(
    vault: MakeVault, keyring: MemoryKeyring
) -> None:
    one = vault()
    envelope = one.seal(*PLACE, "x")
    one.set_passphrase("open sesame")
    one.lock()
    keyring.broken = NO_KEYRING
    one.unlock("open sesame")
    assert one.open(envelope, *PLACE) == "x"
    assert one.state().store == "keyring"


def test_a_marker_that_cannot_be_removed_gets_a_sentence(
    vault: MakeVault, keyring: MemoryKeyring, folder: Path
) -> None:
    vault().ensure_key()
    (folder / "locked").mkdir()
    with pytest.raises(VaultError, match="locked cannot be written"):
        vault().unlock()


# --- without a keyring ------------------------------------------------------------------------------


def test_nowhere_to_keep_a_key_stores_nothing(
    vault: MakeVault, no_keyring: MemoryKeyring, folder: Path, table: FileSlots
) -> None:
    for ask in (None, lambda: None, lambda: ""):
        with pytest.raises(Locked, match=r"Nothing was stored. .*`sesh-tui key init`") as caught:
            vault(ask_passphrase=ask).seal(*PLACE, "x")
        assert caught.value.exit_code == 3
        assert "SESH_TUI_PASSPHRASE_FILE" in caught.value.hint
    assert os.listdir(folder) == ["key.lock"]
    assert table.load() == []
    with pytest.raises(Locked, match="no key yet"):
        vault().unlock()
    assert not vault().try_unlock()


def test_a_passphrase_file_alone_is_enough(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, table: FileSlots, folder: Path
) -> None:
    one = vault()
    envelope = one.seal(*PLACE, "a note")
    state = one.state()
    assert (state.store, state.backend, state.has_passphrase) == ("file", "", True)
    assert FileSlots(str(folder / "key.slot")).load() == table.load()
    assert (folder / "key.slot").stat().st_mode & 0o777 == 0o600
    no_keyring.opened = 0
    later = vault()
    assert later.seal(*PLACE, "b").startswith("b1.")
    assert later.try_unlock()
    assert later.open(envelope, *PLACE) == "a note"
    assert no_keyring.opened == 0


def test_a_person_is_asked_where_a_face_can_ask(vault: MakeVault, no_keyring: MemoryKeyring) -> None:
    one = vault(ask_passphrase=lambda: "open sesame")
    envelope = one.seal(*PLACE, "x")
    with pytest.raises(Locked, match="unlock"):
        vault().unlock()
    with pytest.raises(Locked, match="unlock"):
        vault().unlock(ask=lambda: None)
    with pytest.raises(WrongSecret):
        vault().unlock(ask=lambda: "sesame")
    later = vault()
    later.unlock(ask=lambda: "open sesame")
    assert later.open(envelope, *PLACE) == "x"


@pytest.mark.parametrize("text", ["secret", "secret\n", "secret\r\n"])
def test_a_line_end_is_no_part_of_the_passphrase(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, text: str
) -> None:
    passphrase_file.write_bytes(text.encode())
    vault().ensure_key()
    vault().unlock("secret")


def test_a_bad_passphrase_file_gets_a_sentence(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path
) -> None:
    passphrase_file.write_text("\n")
    with pytest.raises(VaultError, match="is empty"):
        vault().seal(*PLACE, "x")
    passphrase_file.unlink()
    with pytest.raises(VaultError, match="cannot be read: No such file"):
        vault().seal(*PLACE, "x")
    passphrase_file.write_text("one")
    vault().ensure_key()
    passphrase_file.write_text("two")
    with pytest.raises(WrongSecret, match=f"The passphrase in {passphrase_file} does not open"):
        vault().unlock()


def test_with_keyring_and_passphrase_file_the_key_has_both(
    vault: MakeVault, keyring: MemoryKeyring, passphrase_file: Path, folder: Path
) -> None:
    one = vault()
    one.ensure_key()
    state = one.state()
    assert (state.store, state.has_passphrase) == ("keyring", True)
    assert not (folder / "key.slot").exists()
    one.lock()
    assert keyring.entries == {}
    one.unlock()
    assert one.unlocked


# --- a second device --------------------------------------------------------------------------------


@pytest.mark.parametrize("has_keyring", [True, False])
def test_a_second_device_needs_only_the_passphrase(
    keyring: MemoryKeyring, tmp_path: Path, has_keyring: bool
) -> None:
    table = FileSlots(str(tmp_path / "synced"))
    laptop = Vault(str(tmp_path / "laptop"), "default", table)
    envelope = laptop.seal(*PLACE, "x")
    laptop.set_passphrase("open sesame")
    keyring.entries.clear()
    keyring.broken = None if has_keyring else NO_KEYRING

    server = Vault(str(tmp_path / "server"), "default", table)
    assert server.state().key == "none"
    with pytest.raises(Locked, match="The key is locked"):
        server.unlock()
    server.unlock("open sesame")
    assert server.open(envelope, *PLACE) == "x"
    state = server.state()
    assert (state.kid, state.store) == (laptop.state().kid, "keyring" if has_keyring else "file")
    assert bool(FileSlots(str(tmp_path / "server" / "key.slot")).load()) is not has_keyring


def test_a_second_device_adopts_the_key_when_it_is_given_the_passphrase_first(
    no_keyring: MemoryKeyring, tmp_path: Path, passphrase_file: Path
) -> None:
    table = FileSlots(str(tmp_path / "synced"))
    kid = Vault(str(tmp_path / "one"), "default", table).ensure_key()
    assert Vault(str(tmp_path / "two"), "default", table).ensure_key() == kid
    passphrase_file.write_text("something else")
    with pytest.raises(WrongSecret):
        Vault(str(tmp_path / "three"), "default", table).ensure_key()
    assert not (tmp_path / "three" / "key.json").exists()


def test_the_newest_key_is_adopted(keyring: MemoryKeyring, tmp_path: Path, monkeypatch: Any) -> None:
    table = FileSlots(str(tmp_path / "synced"))
    secret = Secret.passphrase("open sesame")
    for year, byte in (("2024", 1), ("2026", 3), ("2025", 2)):
        monkeypatch.setattr(slots, "_now", lambda year=year: f"{year}-01-01T00:00:00Z")
        table.save(wrap(secret, bytes([byte]) * 32))
    device = Vault(str(tmp_path / "device"), "default", table)
    device.unlock("open sesame")
    assert device.state().kid == kid_of(b"\3" * 32)
    cell = seal_e1(b"\1" * 32, *PLACE, "old")
    assert device.open(cell, *PLACE) == "old"


def test_a_replaced_passphrase_does_not_come_back(
    no_keyring: MemoryKeyring, tmp_path: Path, passphrase_file: Path
) -> None:
    """Another device changed it; this one's slot file still has the old wrap."""
    table = FileSlots(str(tmp_path / "synced"))
    one = Vault(str(tmp_path / "one"), "default", table)
    one.ensure_key()
    key = one._keys[one.state().kid]
    table.remove(*table.load()[0][:2])
    table.save(wrap(Secret.passphrase("new"), key))
    one.unlock("new")
    file = FileSlots(str(tmp_path / "one" / "key.slot"))
    assert len(table.load()) == 1
    assert file.load() == table.load()
    with pytest.raises(WrongSecret):
        one.unlock("open sesame")
