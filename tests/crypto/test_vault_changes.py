"""Changing passphrase, recovery code and key; damaged files; several processes and threads at once."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sesh_tui.crypto import recovery
from sesh_tui.crypto.device import FileSlots, read_device, write_device
from sesh_tui.crypto.envelope import box_public_key
from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY, DamagedSlot, WrongSecret
from sesh_tui.crypto.vault import Vault
from sesh_tui.errors import Locked, VaultError
from tests.crypto.conftest import MemoryKeyring

MakeVault = Callable[..., Vault]
PLACE = ("sessions", "row-1", "notes")


def kinds(table: FileSlots) -> list[tuple[str, str]]:
    return sorted((slot.kid, slot.kind) for slot in table.load())


def confirm(vault: Vault, code: str) -> None:
    groups = code.split("-")
    vault.confirm_recovery([groups[position - 1] for position in vault.recovery_positions])


# --- passphrase and recovery code -------------------------------------------------------------------


def test_a_new_passphrase_replaces_the_old(
    vault: MakeVault, keyring: MemoryKeyring, table: FileSlots
) -> None:
    one = vault()
    one.set_passphrase("one")  # makes the key, too
    first = table.load()
    one.set_passphrase("two")
    assert kinds(table) == [(one.state().kid, PASSPHRASE)]
    assert table.load() != first
    with pytest.raises(WrongSecret):
        vault().unlock("one")
    vault().unlock("two")
    with pytest.raises(VaultError, match="is empty"):
        one.set_passphrase("")
    with pytest.raises(VaultError, match="is empty"):
        one.unlock("")


def test_while_locked_the_old_passphrase_is_needed(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault().ensure_key()
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    one = vault()
    with pytest.raises(Locked, match="needed to set a passphrase"):
        one.set_passphrase("two")
    with pytest.raises(WrongSecret):
        one.set_passphrase("two", old="wrong")
    one.set_passphrase("two", old="open sesame")
    with pytest.raises(WrongSecret):
        one.unlock("open sesame")
    one.unlock("two")


def test_a_slot_that_was_not_stored_is_noticed(
    vault: MakeVault, keyring: MemoryKeyring, table: FileSlots, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = vault()
    one.set_passphrase("one")
    monkeypatch.setattr(table, "save", lambda slot: None)
    with pytest.raises(VaultError, match="not stored as it should be; the former ones stay"):
        one.set_passphrase("two")
    vault().unlock("one")


def test_the_recovery_code_opens_everything(
    vault: MakeVault, keyring: MemoryKeyring, table: FileSlots
) -> None:
    one = vault()
    envelope = one.seal(*PLACE, "x")
    with pytest.raises(VaultError, match="No recovery code was shown"):
        one.confirm_recovery(["AAAA", "BBBB"])
    code = one.make_recovery_code()
    low, high = one.recovery_positions
    assert 1 <= low < high <= recovery.GROUPS
    assert (one.state().has_recovery, one.state().recovery_confirmed) == (True, False)
    for wrong in (["AAAA", "BBBB"], code.split("-")[low - 1 : low], []):
        with pytest.raises(VaultError, match=f"groups {low} and {high}"):
            one.confirm_recovery(wrong)
    confirm(one, code.lower())
    assert one.state().recovery_confirmed
    assert kinds(table) == [(one.state().kid, RECOVERY)]
    one.lock()
    later = vault()
    with pytest.raises(VaultError, match="No passphrase is set"):
        later.unlock("guess")
    with pytest.raises(VaultError, match="typing mistake"):
        later.unlock(recovery=("0" if code[0] != "0" else "1") + code[1:])
    later.unlock(recovery=code)
    assert later.open(envelope, *PLACE) == "x"


def test_the_former_code_works_until_the_new_one_is_confirmed(
    vault: MakeVault, keyring: MemoryKeyring, table: FileSlots
) -> None:
    one = vault()
    former = one.make_recovery_code()
    confirm(one, former)
    lost = one.make_recovery_code()  # never confirmed, replaced by the next
    new = one.make_recovery_code()
    assert len(table.load()) == 2
    vault().unlock(recovery=former)
    vault().unlock(recovery=new)
    confirm(one, new)
    assert len(table.load()) == 1
    for gone in (former, lost):
        with pytest.raises(WrongSecret):
            vault().unlock(recovery=gone)


# --- rotation ---------------------------------------------------------------------------------------


def test_rotation_with_a_keyring(vault: MakeVault, keyring: MemoryKeyring) -> None:
    one, tui = vault(), vault()
    old = one.seal(*PLACE, "old")
    tui.unlock()
    kid = one.rotate()
    assert kid != old.split(".")[1]
    new = one.seal(*PLACE, "new")
    assert new.startswith(f"e1.{kid}.")
    assert [one.open(cell, *PLACE) for cell in (old, new)] == ["old", "new"]
    assert one.needs_reseal(old)
    assert one.reseal(old, *PLACE).startswith(f"e1.{kid}.")
    # A process that holds only the former key notices, and fetches the new one.
    assert tui.seal(*PLACE, "meanwhile").startswith(f"b1.{kid}.")
    assert tui.try_unlock()
    assert tui.open(new, *PLACE) == "new"


def test_rotation_with_a_passphrase_wraps_the_new_key_too(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = vault()
    old = one.seal(*PLACE, "old")
    one.rotate()
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    with pytest.raises(VaultError, match="Nothing was changed"):
        one.rotate()
    with pytest.raises(WrongSecret):
        one.rotate("wrong")
    kid = one.rotate(ask=lambda: "open sesame")
    later = vault()
    with pytest.raises(Locked, match="needed to change the key"):
        later.rotate("open sesame")
    later.unlock("open sesame")
    assert later.state().kid == kid
    assert later.open(old, *PLACE) == "old"
    one.set_passphrase("new")
    fresh = vault()
    fresh.unlock("new")
    assert len(fresh._keys) == 3


# --- damage -----------------------------------------------------------------------------------------


def test_a_damaged_device_file_stores_nothing_and_heals_with_unlock(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, folder: Path
) -> None:
    kid = vault().ensure_key()
    (folder / "key.json").write_text("{")
    one = vault()
    with pytest.raises(VaultError, match="damaged"):
        one.seal(*PLACE, "x")
    assert not one.try_unlock()
    one.unlock("open sesame")
    assert one.ensure_key() == kid


def test_a_swapped_public_half_is_put_right(vault: MakeVault, keyring: MemoryKeyring, folder: Path) -> None:
    """Somebody who writes the device's files could have cells sealed to a key of theirs."""
    vault().ensure_key()
    path = str(folder / "key.json")
    device = read_device(path)
    assert device is not None
    write_device(path, device._replace(box=box_public_key(bytes(32))))
    vault().unlock()
    assert read_device(path) == device


def test_a_damaged_slot_file_is_replaced_from_the_table(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, folder: Path, table: FileSlots
) -> None:
    vault().ensure_key()
    (folder / "key.slot").write_text("rubbish")
    vault().unlock()
    assert FileSlots(str(folder / "key.slot")).load() == table.load()
    assert (folder / "key.slot.damaged").read_text() == "rubbish"


def test_a_slot_that_the_table_lost_comes_back_from_the_file(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, table: FileSlots
) -> None:
    """The first key may be made in a transaction that is rolled back."""
    vault().ensure_key()
    former = table.load()
    table.remove(*former[0][:2])
    vault().unlock()
    assert table.load() == former


def test_a_damaged_slot_heals_from_its_whole_copy(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, table: FileSlots
) -> None:
    vault().ensure_key()
    whole = table.load()[0]
    table.save(whole._replace(blob="AAAA"))
    vault().unlock()
    assert table.load() == [whole]


def test_nothing_but_damage_is_called_damage(
    vault: MakeVault, no_keyring: MemoryKeyring, passphrase_file: Path, table: FileSlots, folder: Path
) -> None:
    vault().ensure_key()
    table.save(table.load()[0]._replace(blob="AAAA"))
    (folder / "key.slot").unlink()
    with pytest.raises(DamagedSlot):
        vault().unlock()
    table.remove(*table.load()[0][:2])
    (folder / "key.slot").write_text("rubbish")
    with pytest.raises(VaultError, match=r"key\.slot is damaged"):
        vault().unlock()


# --- several processes, several threads --------------------------------------------------------------


FIRST_WRITE = """
import sys, time
from sesh_tui.crypto.device import FileSlots
from sesh_tui.crypto.vault import Vault
folder, start = sys.argv[1], float(sys.argv[2])
time.sleep(max(0.0, start - time.time()))
print(Vault(folder, "default", FileSlots(folder + ".table")).seal("t", sys.argv[3], "c", "from " + sys.argv[3]))
"""


def test_processes_that_race_for_the_first_key_agree(folder: Path, passphrase_file: Path) -> None:
    start = str(time.time() + 0.5)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", FIRST_WRITE, str(folder), start, str(row)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for row in range(4)
    ]
    cells = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert len({cell.split(".")[1] for cell in cells}) == 1
    reader = Vault(str(folder), "default", FileSlots(f"{folder}.table"))
    reader.unlock("open sesame")
    assert [reader.open(cell, "t", str(row), "c") for row, cell in enumerate(cells)] == [
        f"from {row}" for row in range(4)
    ]
    assert len(FileSlots(str(folder / "key.slot")).load()) == 1


def test_a_key_made_while_waiting_for_the_lock_is_used(
    vault: MakeVault, keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = vault()
    kid = vault().ensure_key()
    real = late._custody.device
    looks = iter([None])  # the first look comes before the other process wrote its key
    monkeypatch.setattr(late._custody, "device", lambda: next(looks, real()))
    assert late.ensure_key() == kid


def test_one_thread_unlocks_while_another_seals(vault: MakeVault, keyring: MemoryKeyring) -> None:
    vault().ensure_key()
    shared = vault()
    waiting, answered = threading.Event(), threading.Event()
    open_store = keyring.open

    def dialog() -> MemoryKeyring:
        waiting.set()
        assert answered.wait(10)
        return open_store()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sesh_tui.crypto.keystore.open_store", dialog)
        worker = threading.Thread(target=shared.unlock)
        worker.start()
        assert waiting.wait(10)
        sealed = [shared.seal(*PLACE, number) for number in range(20)]
        answered.set()
        worker.join()
    assert {cell[:2] for cell in sealed} == {"b1"}
    assert [shared.open(cell, *PLACE) for cell in sealed] == list(range(20))
