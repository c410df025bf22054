"""A real Secret Service on a private bus, for any test that wants the OS keyring.

    pytest_plugins = ["tests.e2e.secret_service"]

    def test_something(secret_service: SecretService) -> None: ...

While the fixture is active, this process and every program it starts see that bus and nothing
else: `sesh-tui …` in a subprocess keeps its key there. The keyring's files live below tmp_path.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import requires

PASSWORD = "test password"


class SecretService:
    """gnome-keyring-daemon and its bus; stop and start it on the same files at will."""

    def __init__(self, folder: Path) -> None:
        self._bus_program = requires("dbus-daemon", "dbus")
        self._program = requires("gnome-keyring-daemon", "gnome-keyring")
        self._running: list[subprocess.Popen[str]] = []
        run = folder / "run"
        run.mkdir(parents=True)
        run.chmod(0o700)  # the daemon insists
        # The daemon's own surroundings; the tests keep theirs.
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(run),
        }
        self.address = ""
        """What DBUS_SESSION_BUS_ADDRESS has to be."""

    def start(self, password: str | None = PASSWORD) -> None:
        """Start bus and daemon; the first password ever given is the right one, None unlocks nothing."""
        bus = subprocess.Popen(
            [self._bus_program, "--session", "--nofork", "--nopidfile", "--print-address=1"],
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(bus)
        assert bus.stdout is not None
        self.address = bus.stdout.readline().strip()
        self._env["DBUS_SESSION_BUS_ADDRESS"] = self.address
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = self.address
        daemon = subprocess.Popen(
            [self._program, "--foreground", "--components=secrets", *(["--unlock"] if password else [])],
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._running.append(daemon)
        assert daemon.stdin is not None
        daemon.stdin.write(password or "")  # a line end would be part of the password
        daemon.stdin.close()
        self._wait()

    def stop(self) -> None:
        """End daemon and bus; what they stored stays."""
        while self._running:
            process = self._running.pop()
            process.terminate()
            process.wait(10)
            if process.stdout:
                process.stdout.close()

    def restart(self, password: str | None = PASSWORD) -> None:
        """As after the next login: with another password, or with none, the keyring stays locked."""
        self.stop()
        self.start(password)

    def _wait(self) -> None:
        import secretstorage
        from jeepney import DBusAddress, new_method_call
        from secretstorage.util import BUS_NAME

        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        deadline = time.monotonic() + 10
        with closing(secretstorage.dbus_init()) as connection:
            question = new_method_call(bus, "NameHasOwner", "s", (BUS_NAME,))
            while not connection.send_and_get_reply(question).body[0]:
                assert time.monotonic() < deadline, "the Secret Service did not come up"
                time.sleep(0.02)


@pytest.fixture
def secret_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    """A running, unlocked Secret Service; skips where dbus or gnome-keyring is not installed."""
    service = SecretService(tmp_path / "keyring")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    try:
        service.start()
        yield service
    finally:
        service.stop()
