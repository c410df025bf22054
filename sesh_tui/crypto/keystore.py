"""Data keys in the operating system's keyring.

Entries: service ``sesh-tui``, user ``datakey:<profile>:<kid>`` → the key as base64url, and user
``datakey:<profile>`` → the kids, so that a replica restored without its ``key.json`` finds them.
One entry a key: two processes never overwrite each other's key.

The Secret Service is asked directly, with the attributes that the keyring library would use: a
quarter of its time. Everything else (macOS, Windows, KWallet) goes through that library, and
only to stores on a list: a plain-text file that happens to be installed is not a keyring.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from sesh_tui.crypto.envelope import KEY_BYTES, from_text, is_kid, kid_of, to_text
from sesh_tui.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SERVICE = "sesh-tui"
TRUSTED = frozenset({"SecretService", "kwallet", "libsecret", "macOS", "Windows"})

_INSTEAD = "Use a passphrase instead: `sesh-tui key init`, or set SESH_TUI_PASSPHRASE_FILE."


class NoKeyring(VaultError):
    """There is no keyring here, or only one that is not trusted."""


class KeyringLocked(VaultError):
    """There is a keyring, and it did not let us in."""


class KeyStore(Protocol):
    """An open keyring; close it after use."""

    name: str
    """As a person knows it."""

    def get(self, user: str) -> str | None:
        """The text stored for a user name, or None."""

    def set(self, user: str, text: str) -> None:
        """Store or replace a text."""

    def delete(self, user: str) -> None:
        """Remove a text; nothing happens where there is none."""

    def close(self) -> None:
        """End the connection."""


def open_store() -> KeyStore:
    """The keyring of this session; NoKeyring or KeyringLocked where there is none to be used.

    Takes 50 to 200 ms; on a desktop it may wait for a dialog. Never call it on an event loop.
    """
    if sys.platform.startswith("linux") and not _chosen_by_hand():
        store = SecretServiceStore.connect()
        if store is not None:
            return store
    return _library_store()


@contextmanager
def opened() -> Iterator[KeyStore]:
    """`open_store`, closed at the end of the block."""
    store = open_store()
    try:
        yield store
    finally:
        store.close()


def read_keys(store: KeyStore, profile: str, kids: Iterable[str]) -> dict[str, bytes]:
    """The data keys of these kids and of those the keyring lists; unreadable entries are passed over."""
    listed = (store.get(_index(profile)) or "").split()
    found = {}
    for kid in dict.fromkeys([*kids, *filter(is_kid, listed)]):
        text = store.get(f"{_index(profile)}:{kid}")
        try:
            key = from_text(text or "")
        except ValueError:
            continue
        if len(key) == KEY_BYTES and kid_of(key) == kid:
            found[kid] = key
    return found


def write_key(store: KeyStore, profile: str, data_key: bytes) -> None:
    """Store a data key, and make sure that the keyring gives it back."""
    kid = kid_of(data_key)
    store.set(f"{_index(profile)}:{kid}", to_text(data_key))
    if kid not in read_keys(store, profile, [kid]):
        raise NoKeyring(f"The keyring ({store.name}) did not keep the key.", hint=_INSTEAD)
    listed = (store.get(_index(profile)) or "").split()
    if kid not in listed:
        store.set(_index(profile), " ".join([*listed, kid]))


def remove_keys(store: KeyStore, profile: str, kids: Iterable[str]) -> None:
    """Remove data keys from the keyring."""
    gone = list(kids)
    for kid in gone:
        store.delete(f"{_index(profile)}:{kid}")
    listed = (store.get(_index(profile)) or "").split()
    left = [kid for kid in listed if kid not in gone]
    if left:
        store.set(_index(profile), " ".join(left))
    else:
        store.delete(_index(profile))


def is_trusted(backend: object) -> bool:
    """True if a backend of the keyring library, or every member of a chain, is an OS's own store."""
    chain = getattr(backend, "backends", None)
    if chain is not None:
        members = list(chain)
        return bool(members) and all(is_trusted(member) for member in members)
    package, _, module = type(backend).__module__.rpartition(".")
    return package == "keyring.backends" and module in TRUSTED


class SecretServiceStore:
    """The freedesktop Secret Service (GNOME Keyring, KeePassXC, KWallet 5.97 and later)."""

    name = "Secret Service"

    def __init__(self, collection: Any) -> None:
        self._collection = collection

    @classmethod
    def connect(cls) -> SecretServiceStore | None:
        """The default collection, unlocked; None where no such service runs here."""
        try:
            import secretstorage
        except ImportError:
            return None
        try:
            connection = secretstorage.dbus_init()
        except Exception:  # no bus, a dead one, a refused handshake: each has its own type
            return None
        try:
            if not secretstorage.check_service_availability(connection):
                connection.close()
                return None
            store = cls(secretstorage.get_default_collection(connection))
            store._unlock(store._collection)
        except Exception as error:
            connection.close()
            raise _as_ours(error, cls.name) from error
        return store

    def get(self, user: str) -> str | None:
        def find() -> str | None:
            for item in self._items(user):
                self._unlock(item)
                return bytes(item.get_secret()).decode("ascii", "replace")
            return None

        text: str | None = _guarded(find, self.name)
        return text

    def set(self, user: str, text: str) -> None:
        # The keyring library writes the same three; others would make a second entry beside its own.
        facts = {"service": SERVICE, "username": user, "application": "Python keyring library"}
        make = self._collection.create_item
        _guarded(lambda: make(f"sesh-tui {user}", facts, text.encode("ascii"), replace=True), self.name)

    def delete(self, user: str) -> None:
        def remove() -> None:
            for item in self._items(user):
                self._unlock(item)
                item.delete()

        _guarded(remove, self.name)

    def close(self) -> None:
        self._collection.connection.close()

    def _items(self, user: str) -> list[Any]:
        return list(self._collection.search_items({"service": SERVICE, "username": user}))

    @staticmethod
    def _unlock(thing: Any) -> None:
        if thing.is_locked():
            thing.unlock()
            if thing.is_locked():
                raise _locked(SecretServiceStore.name)


class LibraryStore:
    """A trusted backend of the keyring library."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self.name = str(backend.name)

    def get(self, user: str) -> str | None:
        text = _guarded(lambda: self._backend.get_password(SERVICE, user), self.name)
        return None if text is None else str(text)

    def set(self, user: str, text: str) -> None:
        _guarded(lambda: self._backend.set_password(SERVICE, user, text), self.name)

    def delete(self, user: str) -> None:
        if self.get(user) is not None:
            _guarded(lambda: self._backend.delete_password(SERVICE, user), self.name)

    def close(self) -> None:
        """Backends of the library hold nothing open."""


def _library_store() -> KeyStore:
    import keyring
    from keyring.backends import fail

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring):
        raise NoKeyring("There is no keyring here.", hint=_INSTEAD)
    if not is_trusted(backend):
        kind = type(backend)
        raise NoKeyring(
            f"The keyring that is set up here ({kind.__module__}.{kind.__qualname__}) is not one of the "
            "operating system's own, so the key was not entrusted to it.",
            hint=_INSTEAD,
        )
    return LibraryStore(backend)


def _chosen_by_hand() -> bool:
    """True if the keyring library was told which backend to use; then it is asked, not bypassed."""
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    by_file = os.path.exists(os.path.join(config, "python_keyring", "keyringrc.cfg"))
    return by_file or bool(os.environ.get("PYTHON_KEYRING_BACKEND"))


def _guarded(call: Callable[[], Any], name: str) -> Any:
    """Run a keyring call; whatever a bus, a daemon or a dialog does becomes one sentence."""
    try:
        return call()
    except Exception as error:
        raise _as_ours(error, name) from error


def _as_ours(error: Exception, name: str) -> VaultError:
    if isinstance(error, VaultError):
        return error
    # secretstorage: LockedException, PromptDismissedException; keyring: KeyringLocked, InitError
    if type(error).__name__ in ("LockedException", "PromptDismissedException", "KeyringLocked"):
        return _locked(name)
    return NoKeyring(f"The keyring ({name}) could not be used: {error}.", hint=_INSTEAD)


def _locked(name: str) -> KeyringLocked:
    return KeyringLocked(
        f"The keyring ({name}) is locked and was not unlocked.",
        hint="Unlock it with your login password and try again, or `sesh-tui unlock` with your passphrase.",
    )


def _index(profile: str) -> str:
    return f"datakey:{profile}"
