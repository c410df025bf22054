"""The engine against real workerd: through the gateway, and with its own SQL on the same D1."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sesh_tui.db.replica import Replica, open_replica
from sesh_tui.sync import classify, joining
from sesh_tui.sync.d1 import D1Remote, Result
from sesh_tui.sync.engine import Engine
from sesh_tui.sync.gateway import GatewayRemote
from sesh_tui.sync.http import Http
from sesh_tui.sync.rounds import Limits
from sesh_tui.sync.statements import Statement
from tests.e2e.d1peer import Peer, PeerError
from tests.sync.test_engine import names, template, unit

__all__ = ["template"]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    started = Peer(tmp_path_factory.mktemp("workerd"))
    yield started
    started.close()


Connect = Callable[[str], Any]


@pytest.fixture(params=["gateway", "sql"])
def connect(request: pytest.FixtureRequest, peer: Peer) -> Iterator[Connect]:
    """A way to the person's rows for a device of this name."""
    peer.wipe()
    user = peer.token().user
    opened: list[Http] = []

    def gateway(device: str) -> GatewayRemote:
        http = Http(peer.url, peer.token(user, name=device).text, trust_env=False)
        opened.append(http)
        remote = GatewayRemote(http, device=device)
        assert remote.status()["userId"] == user
        return remote

    def execute(batch: Sequence[Statement]) -> list[Result]:
        try:
            results = peer.batch(*((sql, *values) for sql, values in batch))
        except PeerError as error:
            raise classify.of_message(400, 7500, str(error), None, 0.0) from error
        return [
            Result([], [list(row.values()) for row in one.rows], one.read, one.written) for one in results
        ]

    def rest(device: str) -> D1Remote:
        return D1Remote(execute, user, device=device, name=device)

    yield gateway if request.param == "gateway" else rest
    for http in opened:
        http.close()


@pytest.fixture
def device(tmp_path: Path, template: str) -> Iterator[Callable[[str], Replica]]:
    opened: list[Replica] = []

    def made(name: str) -> Replica:
        (tmp_path / name).mkdir()
        path = str(tmp_path / name / "replica.sqlite")
        shutil.copy(template, path)
        opened.append(open_replica(path))
        opened[-1].remember("deviceId", name)
        return opened[-1]

    yield made
    for replica in opened:
        replica.close()


def engine(replica: Replica, remote: Any, **limits: Any) -> Engine:
    return Engine(replica, remote, limits=Limits(**{"pause": 0.0, **limits}))


def test_two_devices_agree(connect: Connect, device: Callable[[str], Replica]) -> None:
    one, other = device("one"), device("other")
    one_remote, other_remote = connect("one"), connect("other")
    first = unit(one, "puff")
    with one.action("more", "more"):
        for number in range(150):
            one.insert(
                "sessions",
                {
                    "timestamp": f"2026-01-01T10:{number // 60:02d}:{number % 60:02d}.000Z",
                    "thcUg": 5,
                    "doseSdPct": 12.5,
                },
            )
    joining.attach(one, one_remote, "here")
    assert engine(one, one_remote).round().pushed == 152
    unit(other, "pipe")
    joining.attach(other, other_remote, "here")
    assert engine(other, other_remote).round().pulled == 152
    for replica, name in ((one, "left"), (other, "right")):
        with replica.action("edit", "edit"):
            replica.update("custom_units", first, {"name": name})
    engine(one, one_remote).round()
    assert engine(other, other_remote).round().conflicts == 1
    engine(one, one_remote).round()
    assert names(one) == names(other)
    for table in ("sessions", "custom_units", "sync_conflicts", "users"):
        rows = [replica.all(f"SELECT * FROM {table} ORDER BY id") for replica in (one, other)]
        assert rows[0] == rows[1]
    idle = engine(one, one_remote).round()
    assert (idle.requests, idle.rowsWritten) == (1, 0)


def test_costs(connect: Connect, device: Callable[[str], Replica], peer: Peer) -> None:
    one = device("one")
    remote = connect("one")
    joining.attach(one, remote, "here")
    engine(one, remote).round()
    engine(one, remote).round()
    overhead = 1 if isinstance(remote, GatewayRemote) else 0  # the look-up of the token
    idle = engine(one, remote).round()
    assert idle.requests == 1
    assert idle.rowsRead <= 1 + overhead
    assert idle.rowsWritten == 0
    unit(one, "puff")
    assert engine(one, remote).round().rowsWritten <= 3
    with one.action("more", "more"):
        for number in range(1000):
            one.insert("sessions", {"timestamp": "2026-01-01T10:00:00.000Z", "rating": number % 5})
    report = engine(one, remote).round()
    assert (report.pushed, report.rowsWritten) == (1000, 2001)


def test_a_host_is_atomic_and_a_bad_row_delays_only_itself(
    connect: Connect, device: Callable[[str], Replica], peer: Peer
) -> None:
    one = device("one")
    remote = connect("one")
    remote.prove_atomic()
    joining.attach(one, remote, "here")
    for number in range(5):
        unit(one, f"unit {number}")
    peer.batch(("CREATE UNIQUE INDEX spoiler ON custom_units (userId, name)",))
    try:
        unit(one, "unit 3")
        report = engine(one, remote).round()
    finally:
        peer.batch(("DROP INDEX spoiler",))
    assert (report.pushed, report.quarantined) == (6, 1)
