"""The promises of tests/conftest.py: what every test may rely on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import FORBID_SKIPS, requires

ROOT = Path(__file__).parents[1]


def test_each_test_has_a_home_of_its_own(sesh_home: Path) -> None:
    assert os.environ["SESH_TUI_HOME"] == str(sesh_home)
    assert not sesh_home.exists()
    assert sesh_home.is_relative_to(os.environ["HOME"])


def test_the_keyring_is_out_of_reach() -> None:
    import keyring
    import keyring.errors

    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("sesh-tui", "datakey:default")


def test_a_connection_that_leaves_the_machine_fails() -> None:
    with socket.socket() as outside, pytest.raises(pytest.fail.Exception, match="reached for the network"):
        outside.connect(("192.0.2.1", 443))


def test_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_zone_is_utc_until_a_test_moves(time_zone: Callable[[str], None]) -> None:
    assert time.localtime(0).tm_gmtoff == 0
    time_zone("Europe/Berlin")
    assert time.localtime(0).tm_gmtoff == 3600


@given(st.integers())
def test_property_tests_need_no_extra_settings(number: int) -> None:
    assert number - number == 0


def test_requires_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert requires("sh", "dash") == shutil.which("sh")
    monkeypatch.delenv(FORBID_SKIPS, raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install unheard-of"):
        requires("no-such-program", "unheard-of")
    monkeypatch.setenv(FORBID_SKIPS, "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install unheard-of"):
        requires("no-such-program", "unheard-of")


SKIPPING = """\
import pytest

def test_quietly_skipped():
    pytest.skip("no reason at all")

@pytest.mark.skip(reason="marked")
def test_marked():
    pass

@pytest.mark.xfail(reason="known")
def test_expected_failure():
    assert False
"""


@pytest.mark.parametrize(
    ("forbid", "summary"), [("1", "1 failed, 1 xfailed, 2 errors"), ("0", "3 skipped, 1 xfailed")]
)
def test_a_skip_is_a_failure_where_skips_are_forbidden(tmp_path: Path, forbid: str, summary: str) -> None:
    (tmp_path / "test_it.py").write_text(SKIPPING)
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    here = ["-c", os.devnull, "--rootdir", tmp_path, "-o", "asyncio_default_fixture_loop_scope=function"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *here, tmp_path],
        env={**os.environ, FORBID_SKIPS: forbid, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert summary in done.stdout, done.stdout + done.stderr
