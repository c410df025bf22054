"""The one door to sealing: it knows which key to use and where keys come from.

A write never waits: it takes the data key if this process holds it, else the public half beside
the replica. Only reading asks the keyring, a passphrase file or a person, and only once.

One vault may be used by several threads: a worker unlocks while the interface goes on sealing.
"""

from __future__ import annotations

import os
from _thread import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from sesh_tui.crypto.custody import Custody, find_secret
from sesh_tui.crypto.device import FileLock, unwritable, write_private
from sesh_tui.crypto.envelope import Unopened, kid_in, kid_of, open_cell, seal_b1, seal_e1
from sesh_tui.errors import Locked, VaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesh_tui.crypto.device import Device
    from sesh_tui.crypto.slots import SlotStore


class VaultState(NamedTuple):
    """What `sesh-tui key` and the settings show."""

    key: str
    """``none``, ``locked`` or ``unlocked``."""
    kid: str
    store: str
    """Where the data key is kept: ``keyring``, ``file`` (wrapped by the passphrase) or ``none``."""
    backend: str
    """The keyring's name; empty where none is used."""
    has_passphrase: bool
    has_recovery: bool
    recovery_confirmed: bool
    locked_by_hand: bool
    """True after `Vault.lock`, until `Vault.unlock`."""


class Vault:
    """Seals and opens the cells of one replica; see the module."""

    def __init__(
        self,
        folder: str,
        profile: str,
        slots: SlotStore,
        *,
        ask_passphrase: Callable[[], str | None] | None = None,
    ) -> None:
        """``folder`` holds the replica; ``slots`` are its table ``sync_keys``.

        ``ask_passphrase`` is how a face asks a person for a new passphrase when the first key is
        made and no keyring is there; without it, such a write raises Locked.
        """
        self.ask_passphrase = ask_passphrase
        self._custody = Custody(folder, profile, slots)
        self._lock_path = os.path.join(folder, "key.lock")
        self._marker = os.path.join(folder, "locked")
        self._keys: dict[str, bytes] = {}  # replaced, never changed: readers take no lock
        self._mutex = RLock()
        self._code: _Code | None = None

    # -- cells ---------------------------------------------------------------------------------

    def seal(self, table: str, row_id: str, column: str, value: Any) -> str:
        """An envelope for a JSON scalar or list (not None: NULL stays NULL).

        The first call of a replica's life makes its key. Raises Locked where there is nowhere to
        keep one, VaultError where the vault's files cannot be used; nothing is stored then.
        """
        device = self._custody.device() or self._ensured(None)
        key = self._held().get(device.kid)
        if key is None:
            return seal_b1(device.box, device.kid, table, row_id, column, value)
        return seal_e1(key, table, row_id, column, value)

    def open(self, text: object, table: str, row_id: str, column: str) -> Any:
        """The value in an envelope, or an `Unopened`; None stays None. Fetches no key, never raises."""
        return open_cell(text, self._held(), table, row_id, column)

    def needs_reseal(self, text: str) -> bool:
        """True if a cell was sealed while locked or with an older key and can be sealed anew now."""
        device = self._custody.device()
        if device is None or device.kid not in self._held() or kid_in(text) not in self._held():
            return False
        return text.startswith("b1.") or kid_in(text) != device.kid

    def reseal(self, text: str, table: str, row_id: str, column: str) -> str:
        """The same value as an ``e1`` of the current key; the text itself where that is not possible."""
        if not self.needs_reseal(text):
            return text
        value = self.open(text, table, row_id, column)
        return text if isinstance(value, Unopened) else self.seal(table, row_id, column, value)

    # -- the key -------------------------------------------------------------------------------

    @property
    def unlocked(self) -> bool:
        """True if this process holds a data key and nobody locked the replica meanwhile."""
        return bool(self._held())

    def ensure_key(self, passphrase: str | None = None) -> str:
        """Make the first key if there is none; returns the current kid. Safe between processes.

        The key goes to the OS keyring; without one, into ``key.slot``, wrapped by ``passphrase``,
        by the one in SESH_TUI_PASSPHRASE_FILE, or by what ``ask_passphrase`` returns.
        Raises Locked where none of these is there, VaultError where one of them fails.
        """
        return self._ensured(passphrase).kid

    def unlock(
        self,
        passphrase: str | None = None,
        recovery: str | None = None,
        ask: Callable[[], str | None] | None = None,
    ) -> None:
        """Fetch the data keys and end `lock`.

        With a passphrase or a recovery code, opens the key slots; without, asks the keyring, then
        SESH_TUI_PASSPHRASE_FILE, then ``ask``. Takes 0.05 to 0.5 s, or as long as a dialog does.
        Raises Locked where no key was to be had, VaultError (WrongSecret, DamagedSlot) otherwise.
        """
        from sesh_tui.crypto import recovery as codes
        from sesh_tui.crypto.slots import Secret

        from_keyring = False
        with self._mutex:
            if passphrase is not None:
                keys = self._custody.open_slots(Secret.passphrase(_not_empty(passphrase)))
            elif recovery is not None:
                keys = self._custody.open_slots(Secret.recovery(codes.read(recovery)))
            else:
                keys, from_keyring = self._custody.at_hand(ask)
            with FileLock(self._lock_path):
                keys = self._custody.settle(keys, from_keyring)
                self._remove_marker()
            self._keys = keys

    def try_unlock(self) -> bool:
        """Fetch the keys from the keyring or SESH_TUI_PASSPHRASE_FILE, asking nobody; never raises.

        Does nothing after `lock`: that lasts until `unlock`.
        """
        try:
            device = self._custody.device()
            if self._held() and (device is None or device.kid in self._keys):
                return True
            if os.path.exists(self._marker):
                return False
            with self._mutex:
                self._keys = self._keys | self._custody.at_hand(None)[0]
        except (Locked, VaultError):
            return False
        return self.unlocked

    def forget(self) -> None:
        """Drop the keys from this process's memory; the keyring and other processes keep theirs."""
        self._keys = {}
        self._code = None

    def lock(self) -> None:
        """Forget the keys everywhere on this device until `unlock`, also in other running processes.

        Raises VaultError, and changes nothing, where no slot would bring the key back.
        """
        with self._mutex:
            device = self._custody.device()
            if device is None:
                raise VaultError("There is no key yet, so there is nothing to lock.")
            with FileLock(self._lock_path):
                if device.store == "keyring" and not self._custody.recoverable(device.kids):
                    raise VaultError(
                        "Locking removes the key from the keyring, and without a passphrase nothing would "
                        "bring it back. Nothing was changed.",
                        hint="Set one first: `sesh-tui key passphrase`",
                    )
                self.forget()
                write_private(self._marker, "Locked with `sesh-tui lock`; `sesh-tui unlock` ends it.\n")
                if device.store == "keyring":
                    self._custody.leave_keyring(device)

    def rotate(self, passphrase: str | None = None, ask: Callable[[], str | None] | None = None) -> str:
        """Make a new data key for new writes and return its kid; older keys go on opening old cells.

        Where a passphrase is set it is needed (argument, SESH_TUI_PASSPHRASE_FILE or ``ask``), for
        the new key is wrapped by it too. A recovery code is to be made anew afterwards.
        """
        from sesh_tui.crypto.slots import PASSPHRASE

        with self._mutex:
            device, keys = self._in_hand("change the key")
            secret = None
            if self._custody.slots(PASSPHRASE, device.kid):
                secret = find_secret(passphrase, ask)
                if secret is None:
                    raise VaultError(
                        "A new key must be wrapped by your passphrase too. Nothing was changed.",
                        hint="Type the passphrase, or set SESH_TUI_PASSPHRASE_FILE.",
                    )
                self._custody.open_slots(secret, device.kid)
            with FileLock(self._lock_path):
                key = self._custody.new_key(device, secret)
            self._keys = keys | {kid_of(key): key}
            return kid_of(key)

    # -- passphrase and recovery code ------------------------------------------------------------

    def set_passphrase(self, new: str, old: str | None = None) -> None:
        """Wrap the keys by a new passphrase and drop the slots of the former one.

        Needs the keys: held, given by ``old``, or at hand in the keyring. Takes about 0.5 s.
        Raises VaultError (nothing changed) if ``old`` is wrong, Locked if there is no key at hand.
        """
        from sesh_tui.crypto.slots import Secret

        _not_empty(new)
        with self._mutex:
            if self._custody.device() is None:
                self._ensured(new)
                return
            opened = self._custody.open_slots(Secret.passphrase(old)) if old is not None else {}
            device, keys = self._in_hand("set a passphrase", opened)
            with FileLock(self._lock_path):
                self._custody.wrap_all(keys, Secret.passphrase(new), to_file=device.store == "file")

    def make_recovery_code(self) -> str:
        """A new recovery code, to be shown once. It opens the keys from now on.

        The former code works until `confirm_recovery` has seen that the new one was written down.
        """
        from sesh_tui.crypto import recovery as codes
        from sesh_tui.crypto.slots import RECOVERY, Secret, facts

        with self._mutex:
            self._ensured(None)
            device, keys = self._in_hand("make a recovery code")
            code = os.urandom(codes.CODE_BYTES)
            to_file = device.store == "file"
            with FileLock(self._lock_path):
                for slot in self._custody.slots(RECOVERY):
                    if not facts(slot).get("confirmed"):
                        self._custody.drop(slot)
                secret = Secret.recovery(code)
                name = self._custody.wrap_all(keys, secret, to_file=to_file, keep=True, confirmed=False)
            first, second = sorted(_two_of(codes.GROUPS))
            self._code = _Code(name, codes.write(code), (first + 1, second + 1))
            return self._code.text

    @property
    def recovery_positions(self) -> tuple[int, int]:
        """Which two groups (the first is 1) `confirm_recovery` wants typed back."""
        return self._shown_code().positions

    def confirm_recovery(self, groups: Sequence[str]) -> None:
        """Compare the two groups typed back; then the new code stands alone.

        Raises VaultError if they differ (the code stays as it is and can be tried again).
        """
        from sesh_tui.crypto import recovery as codes
        from sesh_tui.crypto.slots import Secret

        with self._mutex:
            name, code, positions = self._shown_code()
            right = len(groups) == 2 and all(map(codes.same_group, (code, code), positions, groups))
            if not right:
                raise VaultError(
                    f"That is not what groups {positions[0]} and {positions[1]} of the recovery code say.",
                    hint="Nothing was changed; compare with what you wrote down and type them again.",
                )
            device, keys = self._in_hand("confirm the recovery code")
            secret = Secret.recovery(codes.read(code))
            with FileLock(self._lock_path):
                to_file = device.store == "file"
                self._custody.wrap_all(keys, secret, to_file=to_file, name=name, confirmed=True)
            self._code = None

    def state(self, probe: bool = False) -> VaultState:
        """Where things stand. ``probe`` lets it fetch the key first (see `try_unlock`)."""
        from sesh_tui.crypto.slots import PASSPHRASE, RECOVERY, facts

        if probe:
            self.try_unlock()
        device = self._custody.device()
        by_hand = os.path.exists(self._marker)
        if device is None:
            return VaultState("none", "", "none", "", False, False, False, by_hand)
        codes = self._custody.slots(RECOVERY, device.kid)
        return VaultState(
            "unlocked" if device.kid in self._held() else "locked",
            device.kid,
            device.store,
            device.backend,
            bool(self._custody.slots(PASSPHRASE, device.kid)),
            bool(codes),
            any(facts(slot).get("confirmed") for slot in codes),
            by_hand,
        )

    # -- inside --------------------------------------------------------------------------------

    def _held(self) -> dict[str, bytes]:
        """The keys in memory; none if another process locked the replica meanwhile."""
        keys = self._keys
        if keys and os.path.exists(self._marker):
            if self._keys is keys:  # else another thread has just unlocked
                self._keys = {}
            return {}
        return keys

    def _ensured(self, passphrase: str | None) -> Device:
        with self._mutex:
            device = self._custody.device()
            if device is None:
                with FileLock(self._lock_path):
                    device = self._custody.device()
                    if device is None:
                        key, device = self._custody.first_key(passphrase, self.ask_passphrase)
                        self._keys = self._keys | {device.kid: key}
            return device

    def _in_hand(
        self, purpose: str, opened: dict[str, bytes] | None = None
    ) -> tuple[Device, dict[str, bytes]]:
        """The device and all keys that can be had without asking; Locked if the current one is missing."""
        device = self._custody.device()
        keys = self._held() | (opened or {})
        if device and device.kid not in keys and self.try_unlock():
            keys = keys | self._keys
        if device is None or device.kid not in keys:
            raise Locked(
                f"The key is needed to {purpose}, and it is locked. Nothing was changed.",
                hint="Type `sesh-tui unlock` first.",
            )
        return device, self._custody.own(device, keys)

    def _shown_code(self) -> _Code:
        if self._code is None:
            raise VaultError(
                "No recovery code was shown just now.", hint="`sesh-tui key recovery` makes a new one."
            )
        return self._code

    def _remove_marker(self) -> None:
        try:
            os.remove(self._marker)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unwritable(self._marker, error) from None


class _Code(NamedTuple):
    """A recovery code that is on the screen and was not confirmed yet."""

    slot: str
    text: str
    positions: tuple[int, int]


def _two_of(count: int) -> tuple[int, int]:
    from secrets import SystemRandom

    first, second = SystemRandom().sample(range(count), 2)
    return first, second


def _not_empty(passphrase: str) -> str:
    if not passphrase:
        raise VaultError("The passphrase is empty. Nothing was changed.")
    return passphrase
