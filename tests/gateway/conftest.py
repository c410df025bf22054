"""The shipped gateway on real workerd, once per test process; every test finds its database empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.d1peer import Peer, Token
from tests.gateway.client import Device

MakeDevice = Callable[..., Device]


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """The Worker of wrangler.json. Only the rate is raised: a test run asks more than a person."""
    peer = Peer(tmp_path_factory.mktemp("gateway"), RATE_LIMIT="1000000")
    yield peer
    peer.close()


@pytest.fixture
def peer(running: Peer) -> Peer:
    running.wipe()
    return running


@pytest.fixture(scope="session")
def http(running: Peer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def known_tables(running: Peer) -> dict[str, dict[str, Any]]:
    """What the gateway says of its tables."""
    token = running.token()
    answer = httpx.get(
        running.url + "/v1/status", headers={"Authorization": f"Bearer {token.text}"}, trust_env=False
    )
    assert answer.status_code == 200, answer.text
    return answer.json()["tables"]


@pytest.fixture
def device(http: httpx.Client, peer: Peer, known_tables: dict[str, dict[str, Any]]) -> MakeDevice:
    """`device()` is one of a new person; `device(other.token.user)` another one of the same."""

    def make(user: str = "", token: Token | None = None) -> Device:
        return Device(http, peer, token or peer.token(user), known_tables)

    return make
