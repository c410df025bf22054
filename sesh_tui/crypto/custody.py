"""Where the data keys of one replica are kept, and how they are fetched; holds none itself.

`Vault` decides when; this decides where: the OS keyring if there is a trusted one, else the file
``key.slot``; the slots in the replica's table ``sync_keys`` in any case where a secret was set.
Callers hold the file lock around everything that writes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sesh_tui.crypto.device import DamagedDevice, Device, FileSlots, read_device, write_device
from sesh_tui.crypto.envelope import KEY_BYTES, box_public_key, kid_of
from sesh_tui.errors import Locked, VaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sesh_tui.crypto.slots import Secret, Slot, SlotStore

    Ask = Callable[[], str | None]

PASSPHRASE_FILE = "SESH_TUI_PASSPHRASE_FILE"  # noqa: S105  (a variable's name)


class Custody:
    """The device file, the slots and the keyring entries of one replica."""

    def __init__(self, folder: str, profile: str, slots: SlotStore) -> None:
        self.profile = profile
        self.table = slots
        self.file = FileSlots(os.path.join(folder, "key.slot"))
        self._path = os.path.join(folder, "key.json")
        self._seen: tuple[tuple[int, int, int], Device] | None = None

    def device(self) -> Device | None:
        """The device file, read again only when it changed (another process may rotate the key)."""
        try:
            stat = os.stat(self._path)
        except OSError:
            return read_device(self._path)  # None, or the sentence for what is wrong
        version = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
        if self._seen is not None and self._seen[0] == version:
            return self._seen[1]
        device = read_device(self._path)
        if device is not None:
            self._seen = (version, device)
        return device

    def slots(self, kind: str, kid: str = "") -> list[Slot]:
        """The slots of a kind, from file and table; where both have one, the whole one."""
        from sesh_tui.crypto.slots import is_whole

        rows = self.table.load()
        try:
            rows = rows + self.file.load()
        except VaultError:
            if not rows:
                raise
        merged: dict[tuple[str, str], Slot] = {}
        for row in rows:
            if row.kind == kind and kid in ("", row.kid):
                former = merged.get(row[:2])
                if former is None or not is_whole(former):
                    merged[row[:2]] = row
        return list(merged.values())

    def open_slots(self, secret: Secret, kid: str = "") -> dict[str, bytes]:
        """The data keys that a secret opens; WrongSecret, DamagedSlot or VaultError if none."""
        from sesh_tui.crypto.slots import WrongSecret, unwrap

        keys: dict[str, bytes] = {}
        problem: VaultError | None = None
        for slot in self.slots(secret.kind, kid):
            try:
                keys[slot.kid] = unwrap(secret, slot)
            except VaultError as error:
                if problem is None or isinstance(error, WrongSecret):
                    problem = error
        if keys:
            return keys
        raise problem or VaultError(
            f"No {secret.spoken} is set for this replica, so none can open it.",
            hint="`sesh-tui key` shows where its key is kept.",
        )

    def from_keyring(self) -> dict[str, bytes]:
        """The data keys in the keyring; VaultError where it cannot be used."""
        from sesh_tui.crypto.keystore import opened, read_keys

        device = self.device()
        with opened() as store:
            return read_keys(store, self.profile, device.kids if device else self._slot_kids())

    def at_hand(self, ask: Ask | None) -> tuple[dict[str, bytes], bool]:
        """Data keys from the keyring, the passphrase file or a person; and if it was the keyring.

        Raises Locked where none of them has one, VaultError for a wrong passphrase.
        """
        device = self.device()
        mine = [device.kid] if device else self._slot_kids()
        reason = ""
        if device is None or device.store == "keyring":
            try:
                keys = self.from_keyring()
                # Another replica of this profile may have its own keys there.
                if keys and (not mine or not keys.keys().isdisjoint(mine)):
                    return keys, True
            except VaultError as error:
                reason = error.message
        secret = find_secret(None, ask)
        if secret:
            return self.open_slots(secret), False
        if not mine:
            raise Locked("There is no key yet: the first note or symptom makes one.")
        raise Locked(
            f"The key is locked. {reason}".rstrip(),
            hint="Type `sesh-tui unlock`, or set SESH_TUI_PASSPHRASE_FILE. Logging works meanwhile.",
        )

    def first_key(self, passphrase: str | None, ask: Ask | None) -> tuple[bytes, Device]:
        """Make the replica's first key, or adopt the one that its slots or the keyring already hold."""
        from sesh_tui.crypto.slots import PASSPHRASE

        secret = find_secret(passphrase, None)
        key = self._adopted(secret)
        backend, refusal = "", ""
        try:
            key, backend = self._into_keyring(key)
        except VaultError as error:
            refusal = error.message
        if refusal and not secret:
            secret = find_secret(None, ask)
            if not secret:
                raise Locked(
                    f"{refusal} So there is no place yet for the key that seals notes and symptoms. "
                    "Nothing was stored.",
                    hint="Choose a passphrase with `sesh-tui key init`, or set SESH_TUI_PASSPHRASE_FILE.",
                )
            key = self._adopted(secret)
        key = key or os.urandom(KEY_BYTES)
        kid = kid_of(key)
        device = Device(kid, box_public_key(key), (kid,), "file" if refusal else "keyring", backend)
        if secret and (refusal or not self.slots(PASSPHRASE, kid)):
            self.wrap_all({kid: key}, secret, to_file=bool(refusal))
        write_device(self._path, device)
        return key, device

    def new_key(self, device: Device, secret: Secret | None) -> bytes:
        """A further data key, current from now on, kept where the others are."""
        key = os.urandom(KEY_BYTES)
        kid = kid_of(key)
        if device.store == "keyring":
            self._into_keyring(key)
        if secret:
            self.wrap_all({kid: key}, secret, to_file=device.store == "file")
        kids = (*device.kids, kid)
        write_device(self._path, device._replace(kid=kid, box=box_public_key(key), kids=kids))
        return key

    def settle(self, keys: dict[str, bytes], from_keyring: bool) -> dict[str, bytes]:
        """Make this device use the keys from now on; returns them with those that the keyring adds.

        Puts them (back) into the keyring, writes a missing or damaged ``key.json`` anew, and copies
        slots between file and table where one of them lacks some.
        """
        from sesh_tui.crypto.keystore import opened, read_keys, write_key

        try:
            device = self.device()
        except DamagedDevice:
            device = None
        store, backend = (device.store, device.backend) if device else ("file", "")
        if device is None or store == "keyring":
            try:
                with opened() as keyring:
                    store, backend = "keyring", keyring.name
                    if not from_keyring:
                        there = read_keys(keyring, self.profile, device.kids if device else ())
                        for kid in keys.keys() - there.keys():
                            write_key(keyring, self.profile, keys[kid])
                        keys = there | keys
            except VaultError:
                pass  # they stay in memory; a new device finds them in its slot file next time
        self._level(to_file=store == "file")
        listed = self._slot_kids()
        mine = {kid: key for kid, key in keys.items() if kid in listed}
        kid = device.kid if device else self._newest(mine)
        if kid in keys:
            kids = tuple(dict.fromkeys([*(device.kids if device else ()), *mine]))
            wanted = Device(kid, box_public_key(keys[kid]), kids, store, backend)
            if wanted != device:
                write_device(self._path, wanted)
        return keys

    def wrap_all(
        self,
        keys: Mapping[str, bytes],
        secret: Secret,
        *,
        to_file: bool,
        name: str = "",
        keep: bool = False,
        **facts: Any,
    ) -> str:
        """Make a slot of one name for each key, open it again as a test, then drop older ones of the kind.

        ``keep`` leaves the older ones; returns the slot's name.
        """
        from sesh_tui.crypto.slots import unwrap, wrap

        places: tuple[SlotStore, ...] = (self.file, self.table) if to_file else (self.table,)
        test = secret.again()
        for key in keys.values():
            slot = wrap(secret, key, name=name, **facts)
            name = slot.slot
            for place in places:
                place.save(slot)
                stored = [row for row in place.load() if row[:2] == slot[:2]]
                if not stored or unwrap(test, stored[0]) != key:
                    raise VaultError("The key slot was not stored as it should be; the former ones stay.")
        for old in () if keep else self.slots(secret.kind):
            if old.kid in keys and old.slot != name:
                self.drop(old)
        return name

    def drop(self, slot: Slot) -> None:
        """Remove a slot from table and file."""
        self.table.remove(slot.kid, slot.slot)
        self.file.remove(slot.kid, slot.slot)

    def recoverable(self, kids: Iterable[str]) -> bool:
        """True if every key has a whole slot whose secret was seen to work."""
        from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY, facts, is_whole

        slots = [slot for kind in (PASSPHRASE, RECOVERY) for slot in self.slots(kind)]
        safe = {slot.kid for slot in slots if is_whole(slot) and facts(slot).get("confirmed", True)}
        return safe.issuperset(kids)

    def leave_keyring(self, device: Device) -> None:
        """Remove this replica's keys from the keyring; VaultError if it keeps them."""
        from sesh_tui.crypto.keystore import opened, remove_keys

        try:
            with opened() as store:
                remove_keys(store, self.profile, device.kids)
        except VaultError as error:
            raise VaultError(
                f"sesh-tui is locked, but the key could not be removed from the keyring. {error.message}",
                hint="Unlock the keyring, then `sesh-tui lock` again.",
            ) from error

    def _adopted(self, secret: Secret | None) -> bytes | None:
        """The newest key that the passphrase opens, where slots are there already (another device's)."""
        if secret is None or not self.slots(secret.kind):
            return None
        keys = self.open_slots(secret)
        return keys[self._newest(keys)]

    def _into_keyring(self, key: bytes | None) -> tuple[bytes, str]:
        """Store a key, or adopt one that a slot here names and the keyring has, or make one."""
        from sesh_tui.crypto.keystore import opened, read_keys, write_key

        with opened() as store:
            if key is None:
                listed = self._slot_kids()
                there = read_keys(store, self.profile, listed)
                mine = {kid: there[kid] for kid in listed if kid in there}
                key = mine[self._newest(mine)] if mine else os.urandom(KEY_BYTES)
            write_key(store, self.profile, key)
            return key, store.name

    def _newest(self, keys: Mapping[str, bytes]) -> str:
        """The kid whose slot was made last; any of them where no slot says so."""
        from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY, facts

        slots = [slot for kind in (PASSPHRASE, RECOVERY) for slot in self.slots(kind) if slot.kid in keys]
        made = {slot.kid: str(facts(slot).get("made", "")) for slot in slots}
        return max(keys, key=lambda kid: made.get(kid, ""), default="")

    def own(self, device: Device, keys: Mapping[str, bytes]) -> dict[str, bytes]:
        """Those keys that this replica uses; the keyring may list another replica's too."""
        mine = {*device.kids, *self._slot_kids()}
        return {kid: key for kid, key in keys.items() if kid in mine}

    def _slot_kids(self) -> list[str]:
        from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY

        return list(dict.fromkeys(slot.kid for kind in (PASSPHRASE, RECOVERY) for slot in self.slots(kind)))

    def _level(self, *, to_file: bool) -> None:
        """Heal what only one of table and file has; the file is filled only where it is the key's place.

        A slot that only the file has was made here, or replaced on another device: it goes into the
        table only where that has none of its kind, so that an old passphrase does not come back.
        """
        from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY

        try:
            in_file = self.file.load()
        except VaultError:
            self.file.set_aside()
            in_file = []
        in_table = self.table.load()
        covered = {(row.kid, row.kind) for row in in_table}
        for slot in (slot for kind in (PASSPHRASE, RECOVERY) for slot in self.slots(kind)):
            known = slot[:2] in [row[:2] for row in in_table]
            if not known and (slot.kid, slot.kind) in covered:
                self.file.remove(slot.kid, slot.slot)
                continue
            if slot not in in_table:
                self.table.save(slot)
            if to_file and slot not in in_file:
                self.file.save(slot)


def find_secret(passphrase: str | None, ask: Ask | None) -> Secret | None:
    """The passphrase that was given, else that of SESH_TUI_PASSPHRASE_FILE, else the answer to ``ask``."""
    from sesh_tui.crypto.slots import Secret

    if passphrase:
        return Secret.passphrase(passphrase)
    text = passphrase_from_file()
    if text:
        return Secret.passphrase(text, f" in {os.environ[PASSPHRASE_FILE]}")
    text = ask() if ask else None
    return Secret.passphrase(text) if text else None


def passphrase_from_file() -> str | None:
    """The passphrase in the file that SESH_TUI_PASSPHRASE_FILE names, without its last line end.

    None where the variable is not set; VaultError where the file is missing, unreadable or empty.
    """
    path = os.environ.get(PASSPHRASE_FILE)
    if not path:
        return None
    try:
        with open(os.path.expanduser(path), encoding="utf-8", errors="surrogateescape", newline="") as file:
            text = file.read()
    except OSError as error:
        raise VaultError(
            f"The passphrase file {path} cannot be read: {error.strerror}.",
            hint="SESH_TUI_PASSPHRASE_FILE names it; nothing was stored.",
        ) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise VaultError(
            f"The passphrase file {path} is empty.",
            hint="Write the passphrase into it, on one line; nothing was stored.",
        )
    return text
