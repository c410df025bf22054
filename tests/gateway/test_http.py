"""Sizes, encodings, paths, methods and headers."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from tests.gateway.client import Anchor, Device
from tests.gateway.conftest import MakeDevice

# --- sizes -------------------------------------------------------------------------------------------------


def test_a_body_is_no_larger_than_it_may_be(device: MakeDevice) -> None:
    here = device()
    body = json.dumps(here.pushed(*[here.row(notes="n" * 300_000) for _ in range(5)])).encode()
    assert len(body) > 1_500_000
    cut = json.dumps(here.pushed(*[here.row(notes="n" * 299_000) for _ in range(5)])).encode()
    assert len(cut) < 1_500_000
    for reply in (
        here.post("/v1/push", body),
        here.send("POST", "/v1/push", content=iter([body[:1000], body[1000:]])),  # without a length
        here.post("/v1/push", gzip.compress(body), headers={"Content-Encoding": "gzip"}),
        here.post("/v1/pull", b" " * 1_500_001),
    ):
        assert (reply.status, reply.code) == (413, "too_big")
    assert here.stored() == []
    assert here.post("/v1/push", cut).body["accepted"]


def test_a_bomb_is_not_unpacked(device: MakeDevice) -> None:
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 300_000
    started = time.perf_counter()
    reply = device().post("/v1/push", bomb, headers={"Content-Encoding": "gzip"})
    assert (reply.status, reply.code) == (413, "too_big")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("encoding", "status"), [("br", 415), ("deflate", 415), ("gzip, gzip", 415), ("gzip", 400)]
)
def test_a_body_is_packed_as_it_says(device: MakeDevice, encoding: str, status: int) -> None:
    reply = device().post("/v1/push", b"{}", headers={"Content-Encoding": encoding})
    assert reply.status == status


def test_a_cut_gzip_is_refused(device: MakeDevice) -> None:
    here = device()
    packed = gzip.compress(json.dumps(here.pushed(here.row())).encode())
    for length in (1, 10, len(packed) // 2, len(packed) - 1):
        reply = here.post("/v1/push", packed[:length], headers={"Content-Encoding": "gzip"})
        assert (reply.status, reply.code) == (400, "bad_request")
    assert here.stored() == []


def test_a_push_has_a_thousand_rows_at_most(device: MakeDevice) -> None:
    here = device()
    rows = [here.row(id=f"{number}") for number in range(1001)]
    assert here.push(*rows).code in ("too_big", "bad_request")
    spread = {"sessions": rows[:500], "goals": [here.row("goals") for _ in range(501)]}
    assert here.push(**spread).code == "too_big"
    assert here.push(*rows[:1000]).body["stored"] == 1000


@pytest.mark.parametrize("letter", ["n", "é", "€", "😀"])
def test_a_row_is_half_a_megabyte_at_most(device: MakeDevice, letter: str) -> None:
    here = device()
    size = len(letter.encode())
    row = here.row(id="big", notes="")
    room = 524_288 - len(json.dumps(list(row.values()), separators=(",", ":"), ensure_ascii=False).encode())
    assert here.push(row | {"notes": letter * (room // size)}).body["accepted"]
    reply = here.push(here.row(id="small"), row | {"notes": letter * (room // size + 1)})
    assert reply.code == "bad_row"
    (bad,) = reply.body["error"]["rows"]
    assert (bad["id"], bad["row"], bad["column"]) == ("big", 1, None)


# --- HTTP --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/push/", "/v2/push", "/V1/PUSH", "/v1/__proto__", "/v1/%70ush/x"]
)
def test_other_paths_are_not_there(device: MakeDevice, path: str) -> None:
    assert device().post(path, {}).status == 404


def test_other_methods_are_not_there(device: MakeDevice) -> None:
    here = device()
    for method, path, allowed in [
        ("GET", "/v1/push", "POST"),
        ("OPTIONS", "/v1/push", "POST"),
        ("PATCH", "/v1/keys", "GET, PUT, DELETE"),
        ("POST", "/v1/status", "GET"),
    ]:
        reply = here.send(method, path)
        assert (reply.status, reply.code) == (405, "method_not_allowed")
        assert reply.headers["allow"] == allowed
    head = here.http.head("/v1/status", headers={"Authorization": f"Bearer {here.token.text}"})
    assert head.status_code == 405


def test_no_page_of_a_browser_may_call_it(device: MakeDevice) -> None:
    here = device()
    for reply in (
        here.send("OPTIONS", "/v1/pull", headers={"Origin": "https://example.org"}),
        here.post("/v1/pull", here.asked(), headers={"Origin": "https://example.org"}),
        here.get("/v1/status"),
    ):
        assert not [name for name in reply.headers if name.startswith("access-control-")]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "max-age" in reply.headers["strict-transport-security"]
        assert "set-cookie" not in reply.headers


def test_plain_http_stops_at_loopback(device: MakeDevice) -> None:
    here = device()
    reply = here.get("/v1/status")
    assert reply.status == 200
    reply = here.send("GET", "/v1/status", headers={"Host": "gateway.example.org"})
    assert (reply.status, reply.code) == (403, "https_required")


def test_no_log_repeats_what_was_sent(device: MakeDevice) -> None:
    here = device()
    here.peer.logs()
    here.push(here.row(notes="unmistakable words", rating="x"))
    here.push(here.row(notes="unmistakable words"))
    here.post("/v1/push", b'{"unmistakable": ')
    here.pull()
    assert not [line for line in here.peer.logs() if "unmistakable" in line or here.token.text in line]


def test_the_answer_to_an_error_is_always_the_same_shape(device: MakeDevice) -> None:
    here: Device = device()
    for reply in (
        here.get("/v1/nowhere"),
        here.post("/v1/push", b"x"),
        here.push(here.row(rating="x")),
        here.post("/v1/push", here.pushed(here.row(), parent=Anchor(0, "")) | {"userId": "x"}),
    ):
        error = reply.body["error"]
        assert set(reply.body) == {"error"}
        assert {"code", "message", "retryable", "retryAfter"} <= set(error)
        assert error["retryable"] is (error["retryAfter"] is not None)
        assert error["message"].endswith((".", "}", "T"))
