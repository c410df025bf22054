"""Requests gone wrong, thousands of them: the gateway never fails, and never touches what is another person's."""

from __future__ import annotations

import copy
import gzip
import json
import os
import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from sesh_tui.db.tables import SYNCED
from tests.e2e.d1peer import Peer
from tests.gateway.client import AT, Device, encoded, new_head
from tests.gateway.conftest import MakeDevice

REQUESTS = int(os.environ.get("SESH_TUI_FUZZ_REQUESTS", "10000"))
SEED = int(os.environ.get("SESH_TUI_FUZZ_SEED", "0")) or random.SystemRandom().getrandbits(32)
WORKERS = 4
SECRET = "what-only-the-victim-may-read"
HERS = "row-of-the-victim"

Mutation = Callable[[random.Random, Any], Any]


def values(victim: Device) -> list[Any]:
    """What stands in the places of values, names and whole parts of a request."""
    return [
        *(None, True, False, 0, -1, 1, 0.5, -0.0, 2**31, 2**53 - 1, 2**53, 2**63, -(2**63), 10**400, 1e308),
        *("", " ", "0", "null", "\x00", "\ud800", "é", "😀", "\u202e", "x" * 129, "y" * 5000),
        *("'; DROP TABLE sessions; --", '" OR 1=1 --', "sessions", "sync_log", "device_tokens", "sync_keys"),
        *(
            "id",
            "rev",
            "userId",
            "rowid",
            "__proto__",
            "constructor",
            "$[0]",
            "?1",
            "%",
            "e1.",
            "e1.0a1b2c3d.AA",
        ),
        *(HERS, victim.token.user, victim.token.hash, victim.token.id, victim.token.text, AT, "a" * 24),
        *([], {}, [[]], [None], {"rev": 1, "head": ""}, [0, ""], {"": {}}, [[[[[[]]]]]]),
    ]


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every part of a body."""
    found = [path] if path else []
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, part in items:
        found += places(part, (*path, key))
    return found


def spoil(rng: random.Random, body: Any, hostile: list[Any]) -> Any:
    """The body with one to four parts replaced, removed, added, doubled or renamed."""
    body = copy.deepcopy(body)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        found = places(body)
        if not found:
            return rng.choice(hostile)
        *way, last = rng.choice(found)
        parent = body
        for key in way:
            parent = parent[key]
        match rng.randrange(6):
            case 0 | 1 | 2:
                parent[last] = copy.deepcopy(rng.choice(hostile))
            case 3:
                del parent[last]
            case 4 if isinstance(parent, dict):
                parent[str(rng.choice(hostile))[:50]] = copy.deepcopy(parent[last])
            case 4:
                parent.insert(0, copy.deepcopy(parent[last]))
            case 5 if isinstance(parent, dict):
                parent[str(rng.choice(hostile))[:50]] = parent.pop(last)
            case 5:
                parent.append(copy.deepcopy(rng.choice(hostile)))
    return body


def wound(rng: random.Random, raw: bytes) -> bytes:
    """Bytes cut, flipped, doubled or replaced."""
    data = bytearray(raw)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(data)) if data else 0
        match rng.randrange(4):
            case 0:
                del data[at:]
            case 1 if data:
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                data[at:at] = data[at : at + rng.randrange(64)]
            case _:
                data[at : at + 1] = rng.randbytes(rng.randrange(4))
    return bytes(data)


class Fuzzer:
    """One person's device that sends nothing sensible, or nearly so."""

    def __init__(self, device: Device, victim: Device, seed: int) -> None:
        self.device, self.rng, self.hostile = device, random.Random(seed), values(victim)
        self.seen: Counter[int] = Counter()
        self.secrets = (SECRET, victim.anchor.head)  # known to nobody else, so never sent

    def genuine(self) -> tuple[str, str, Any]:
        """A request the gateway would take, or nearly: many have a parent that is stale."""
        here, rng = self.device, self.rng
        table = rng.choice(SYNCED)
        rows = [
            here.row(table, id=rng.choice((HERS, f"mine-{rng.randrange(40)}")))
            for _ in range(rng.randrange(1, 4))
        ]
        push = here.pushed(**{table: rows})
        page = {"after": [rng.randrange(3), rng.choice(("", None, HERS))]}
        pull = {
            "deviceId": here.id,
            "anchor": here.anchor._asdict(),
            "tables": {table: page},
            "pending": 1,
            "limit": 5,
        }
        slot = {"kid": "0a1b2c3d", "slot": f"s{rng.randrange(9)}", "params": "{}", "blob": new_head()}
        return rng.choice(
            [
                ("POST", "/v1/push", push),
                ("POST", "/v1/push", push),
                ("POST", "/v1/push", push),
                ("POST", "/v1/pull", pull),
                ("POST", "/v1/pull", pull),
                ("POST", "/v1/rows", {"table": table, "after": "", "limit": 3}),
                ("POST", "/v1/rows", {"table": table, "ids": [HERS]}),
                ("POST", "/v1/check", {"tables": [table, "sessions"]}),
                ("PUT", "/v1/keys", {"first": rng.random() < 0.5, "slots": [slot]}),
                ("DELETE", "/v1/keys", {"kid": "0a1b2c3d", "slot": f"s{rng.randrange(9)}"}),
                ("POST", "/v1/devices", {"name": "phone", "expiresAt": "2999-01-01T00:00:00.000Z"}),
                ("POST", "/v1/devices/retire", {"id": "0" * 16}),
            ]
        )

    def request(self) -> httpx.Request:
        rng = self.rng
        method, path, body = self.genuine()
        headers = {"Authorization": f"Bearer {self.device.token.text}"}
        if rng.random() < 0.9:
            body = spoil(rng, body, self.hostile)
        raw = encoded(body)
        if rng.random() < 0.1:
            raw = wound(rng, raw)
        if rng.random() < 0.05:
            raw, headers["Content-Encoding"] = gzip.compress(raw, 1), "gzip"
            if rng.random() < 0.5:
                raw = wound(rng, raw)
        if rng.random() < 0.03:
            method = rng.choice(("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "PROPFIND"))
        if rng.random() < 0.02:
            path = rng.choice(
                (
                    "/v1/status",
                    "/v1/keys",
                    "/v1/devices",
                    "/v1/selftest",
                    "/v1/../v1/push",
                    "/v1/push?userId=x",
                    "/",
                )
            )
        if rng.random() < 0.02:
            odd = (b"", b"Bearer x", b"Bearer " + b"x" * 64, b"Basic eDp5", b"Bearer \xff" + b"x" * 30)
            headers["Authorization"] = rng.choice(odd).decode("latin-1")
        coded = {name: value.encode("latin-1") for name, value in headers.items()}
        return self.device.http.build_request(method, path, content=raw, headers=coded)

    def run(self, count: int) -> Counter[int]:
        for _ in range(count):
            request = self.request()
            answer = self.device.http.send(request)
            self.seen[answer.status_code] += 1
            self.judge(request, answer)
        return self.seen

    def judge(self, request: httpx.Request, answer: httpx.Response) -> None:
        sent, got = request.content[:2000], answer.text[:500]
        told = f"{request.method} {request.url.path} {sent!r} → {answer.status_code} {got}"
        assert answer.status_code < 500, told
        body = answer.json()
        assert answer.headers["cache-control"] == "no-store", told
        if answer.status_code >= 400:
            error = body["error"]
            assert {"code", "message", "retryable", "retryAfter"} <= set(error), told
        assert not [word for word in self.secrets if word in answer.text], told
        if answer.status_code == 200 and body.get("accepted"):
            packed = "content-encoding" in request.headers
            push = json.loads(gzip.decompress(request.content) if packed else request.content)
            self.device.anchor = type(self.device.anchor)(push["parent"]["rev"] + 1, push["head"])


def rows_of(peer: Peer, user: str) -> list[Any]:
    tables = (*SYNCED, "sync_log", "sync_keys", "device_tokens")
    return [
        result.rows
        for result in peer.batch(
            *((f"SELECT * FROM {table} WHERE userId = ?1 ORDER BY 2, 3", user) for table in tables)
        )
    ]


@pytest.mark.timeout(600)
def test_nothing_that_is_sent_breaks_it_or_touches_another_person(device: MakeDevice, peer: Peer) -> None:
    victim = device()
    victim.push(**{table: [victim.row(table, id=HERS)] for table in victim.tables})
    victim.push(victim.row(id=HERS, notes=SECRET), goals=[victim.row("goals", id=HERS, description=SECRET)])
    slot = {"kid": "0a1b2c3d", "slot": "s1", "params": "{}", "blob": SECRET}
    victim.send("PUT", "/v1/keys", {"first": True, "slots": [slot]})
    before, schema = rows_of(peer, victim.token.user), peer.query("SELECT * FROM sqlite_schema ORDER BY name")

    fuzzers = [Fuzzer(device(), victim, SEED + number) for number in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        seen = sum(pool.map(lambda fuzzer: fuzzer.run(REQUESTS // WORKERS), fuzzers), Counter[int]())

    told = f"SESH_TUI_FUZZ_SEED={SEED}: {dict(seen)}"
    assert sum(seen.values()) >= REQUESTS // WORKERS * WORKERS, told
    assert seen[200] > REQUESTS / 20, told  # it is no fuzz if nothing gets through
    assert seen[400] > REQUESTS / 5, told
    assert seen[422] > REQUESTS / 50, told
    assert rows_of(peer, victim.token.user) == before, told
    assert peer.query("SELECT * FROM sqlite_schema ORDER BY name") == schema, told
    people = {fuzzer.device.token.user for fuzzer in fuzzers} | {victim.token.user}
    for table in (*SYNCED, "sync_log", "sync_keys", "device_tokens"):
        (count,) = peer.query(
            f"SELECT count(*) AS n FROM {table} WHERE userId NOT IN (SELECT value FROM json_each(?1))",
            json.dumps(list(people)),
        )
        assert count["n"] == 0, (table, told)
    for fuzzer in fuzzers:  # whatever came through left a history that holds together
        fresh = device(fuzzer.device.token.user)
        fresh.settle()
        log = peer.query(
            "SELECT count(*) AS n, max(rev) AS rev FROM sync_log WHERE userId = ?1", fuzzer.device.token.user
        )
        assert log[0]["n"] == (log[0]["rev"] or 0) == fresh.anchor.rev
        assert fresh.push(fresh.row()).body["accepted"]
