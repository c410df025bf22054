"""The files beside a replica: private, replaced as a whole, and honest when they are broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.crypto import device
from sesh_tui.crypto.device import DamagedDevice, Device, FileLock, FileSlots, read_device, write_device
from sesh_tui.crypto.slots import Slot
from sesh_tui.errors import VaultError

DEVICE = Device("0123abcd", bytes(range(32)), ("ffffffff", "0123abcd"), "keyring", "Secret Service")
SLOT = Slot("0123abcd", "passphrase-1", "{}", "AAAA")


def mode(path: str | Path) -> int:
    return os.stat(path).st_mode & 0o777


def test_what_is_written_is_read(folder: Path) -> None:
    path = str(folder / "key.json")
    assert read_device(path) is None
    write_device(path, DEVICE)
    assert read_device(path) == DEVICE
    assert mode(path) == 0o600
    assert mode(folder) == 0o700
    assert os.listdir(folder) == ["key.json"]


def test_file_modes_do_not_depend_on_the_umask(folder: Path) -> None:
    former = os.umask(0)
    try:
        write_device(str(folder / "key.json"), DEVICE)
        with FileLock(str(folder / "key.lock")):
            assert mode(folder / "key.lock") == 0o600
    finally:
        os.umask(former)
    assert (mode(folder), mode(folder / "key.json")) == (0o700, 0o600)


@pytest.mark.parametrize(
    "change",
    [
        {"kid": "XX"},
        {"kid": "deadbeef"},
        {"box": "AAAA"},
        {"box": 7},
        {"kids": ["0123abcd", 7]},
        {"kids": None},
        {"store": "plain"},
        {"backend": 7},
        {"v": "1"},
    ],
)
def test_a_changed_device_file_is_damaged(folder: Path, change: dict[str, Any]) -> None:
    path = folder / "key.json"
    write_device(str(path), DEVICE)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(DamagedDevice, match="unlock` writes it anew"):
        read_device(str(path))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", "\udcff"])
def test_a_device_file_that_is_none_is_damaged(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "key.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DamagedDevice):
        read_device(str(folder / "key.json"))


def test_a_newer_device_file_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "key.json").write_text('{"v": 2}')
    with pytest.raises(VaultError, match="newer version") as caught:
        read_device(str(folder / "key.json"))
    assert not isinstance(caught.value, DamagedDevice)


def test_a_folder_in_the_files_place_gets_a_sentence(folder: Path) -> None:
    (folder / "key.json").mkdir(parents=True)
    with pytest.raises(VaultError, match="cannot be read: Is a directory"):
        read_device(str(folder / "key.json"))
    with pytest.raises(VaultError, match="cannot be written"):
        write_device(str(folder / "key.json"), DEVICE)
    with pytest.raises(VaultError, match="cannot be written"), FileLock(str(folder / "key.json")):
        pass


def test_slots_in_a_file(folder: Path) -> None:
    slots = FileSlots(str(folder / "key.slot"))
    assert slots.load() == []
    slots.remove("0123abcd", "passphrase-1")
    slots.save(SLOT)
    slots.save(SLOT._replace(slot="recovery-1"))
    slots.save(SLOT._replace(blob="BBBB"))
    assert slots.load() == [SLOT._replace(slot="recovery-1"), SLOT._replace(blob="BBBB")]
    slots.remove(*SLOT[:2])
    assert [slot.slot for slot in slots.load()] == ["recovery-1"]
    assert mode(slots.path) == 0o600


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"slots": [["a"]]}', '{"slots": [[1, 2, 3, 4]]}'])
def test_a_damaged_slot_file_is_kept(folder: Path, text: str) -> None:
    slots = FileSlots(str(folder / "key.slot"))
    folder.mkdir()
    Path(slots.path).write_text(text)
    with pytest.raises(VaultError, match="left as it is"):
        slots.load()
    slots.set_aside()
    assert slots.load() == []
    assert Path(slots.path + ".damaged").read_text() == text
    with pytest.raises(VaultError, match="cannot be written"):
        slots.set_aside()


def test_the_lock_holds_off_other_threads(folder: Path) -> None:
    path = str(folder / "key.lock")
    order: list[str] = []

    def second() -> None:
        with FileLock(path):
            order.append("second")

    with FileLock(path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.05)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_lock_that_is_held_too_long_gets_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "LOCK_SECONDS", 0.02)
    path = str(folder / "key.lock")
    with FileLock(path), pytest.raises(VaultError, match="Another sesh-tui"), FileLock(path):
        pass


def test_a_killed_holder_frees_the_lock(folder: Path) -> None:
    path = str(folder / "key.lock")
    code = (
        "import os, sys; from sesh_tui.crypto.device import FileLock;"
        "FileLock(sys.argv[1]).__enter__(); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, path]).returncode == -9
    with FileLock(path, 1):
        pass
