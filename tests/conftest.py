"""What every test gets: a home of its own, no keyring, no network, a fixed time zone.

With SESH_TUI_FORBID_SKIPS=1 (set by .ci/run, where every system part is installed) a skip is a failure.
"""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Shared machines stall for seconds at a time: a wrong result is a failure, a slow one is not.
settings.register_profile("sesh", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sesh")

FORBID_SKIPS = "SESH_TUI_FORBID_SKIPS"

_STRIPPED_PREFIXES = ("SESH_TUI_", "CLOUDFLARE_", "CF_", "WRANGLER_", "XDG_", "TMUX")
_STRIPPED = {
    *("DB_MAX_RESULTS", "SLOW_QUERY_MS"),
    *("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
    *("EDITOR", "VISUAL", "PAGER", "COLUMNS", "LINES"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    "PYTHONDONTWRITEBYTECODE",  # a started sesh-tui would compile everything anew each time
}


# --- skipping -----------------------------------------------------------------------------------


def skips_forbidden() -> bool:
    """True where every part is expected to be installed, so that a skip hides a gap."""
    return os.environ.get(FORBID_SKIPS) == "1"


def requires(program: str, package: str) -> str:
    """The path of a system program, or skip the test and name the Debian package that brings it."""
    path = shutil.which(program)
    if path is None:
        missing(f"{program} is not installed; on Debian: apt-get install {package}")
    return path


def missing(reason: str) -> Any:
    """Skip for want of a system part; `reason` says what to install."""
    __tracebackhide__ = True
    if skips_forbidden():
        pytest.fail(f"{reason} ({FORBID_SKIPS}=1: nothing may be skipped)", pytrace=False)
    pytest.skip(reason)


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail") and skips_forbidden():
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{why} ({FORBID_SKIPS}=1: nothing may be skipped)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report


# --- the surroundings of a test -----------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _far_from_the_person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test, and no program that a test starts, sees the person's files, keyring, display or accounts."""
    home = tmp_path_factory.mktemp("person")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            known = name.upper() in _STRIPPED or name.startswith(_STRIPPED_PREFIXES)
            if known and name != FORBID_SKIPS:
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("SESH_TUI_HOME", str(home / "sesh-tui"))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield home
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """A connection that would leave the machine is a failure of the test that tried it."""

    def guard(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
                pytest.fail(f"a test reached for the network: {address!r}")
            return original(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guard(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guard(socket.socket.connect_ex))
        yield


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1", "0.0.0.0"} or host.startswith("127.")


_homes = itertools.count(1)


@pytest.fixture(autouse=True)
def sesh_home(_far_from_the_person: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The SESH_TUI_HOME of this test alone; the folder does not exist until somebody makes it."""
    home = _far_from_the_person / f"sesh-tui-{next(_homes)}"
    monkeypatch.setenv("SESH_TUI_HOME", str(home))
    return home


@pytest.fixture
def time_zone() -> Iterator[Callable[[str], None]]:
    """`time_zone("Europe/Berlin")` moves the process to another IANA zone until the end of the test."""
    with pytest.MonkeyPatch.context() as patch:

        def move(name: str) -> None:
            if not Path("/usr/share/zoneinfo", name).exists():
                missing(f"the time zone {name} is unknown here; on Debian: apt-get install tzdata")
            patch.setenv("TZ", name)
            time.tzset()

        yield move
    time.tzset()
