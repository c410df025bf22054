"""Who may ask, and for whose rows: tokens unknown, old or retired, and other people in the same database."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.e2e.d1peer import Peer, Token
from tests.gateway.client import AT, everything
from tests.gateway.conftest import MakeDevice

# --- tokens ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["push", "pull", "rows", "check", "status", "selftest", "keys", "devices"])
def test_nothing_is_said_without_a_token(http: httpx.Client, method: str, path: str) -> None:
    answer = http.request(method, f"/v1/{path}", json={})
    assert answer.status_code in (401, 405)
    if answer.status_code == 401:
        assert answer.json()["error"]["code"] == "token_missing"
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer short",
        "Basic dXNlcjpwYXNz",
        "Bearer " + "x" * 201,
        "Bearer " + "ä" * 30,
        "Bearer abcdefghijklmnopqrstuvwx yz",
        "Bearer abcdefghijklmnopqrstu' OR 1=1 --",
    ],
)
def test_what_looks_like_no_token_is_not_looked_up(http: httpx.Client, header: str) -> None:
    answer = http.get("/v1/status", headers={"Authorization": header.encode()})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "token_missing"


@pytest.mark.parametrize("path", ["push", "pull", "rows", "check", "selftest", "devices", "devices/retire"])
def test_an_unknown_token_is_refused_everywhere(device: MakeDevice, path: str) -> None:
    stranger = device(token=Token("nobody-has-made-this-token-here", "nobody"))
    reply = stranger.post(f"/v1/{path}", stranger.asked() if path == "pull" else {})
    assert (reply.status, reply.code) == (401, "token_unknown")


@pytest.mark.parametrize(("field", "code"), [("expires", "token_expired"), ("retired", "token_retired")])
def test_an_old_token_opens_nothing(device: MakeDevice, peer: Peer, field: str, code: str) -> None:
    now = datetime.now(UTC)
    past = (now - timedelta(seconds=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    old = device(token=peer.token(**{field: past}))
    for reply in (old.pull(), old.push(old.row()), old.get("/v1/status"), old.get("/v1/keys")):
        assert (reply.status, reply.code) == (401, code)
    assert old.stored() == []


def test_a_date_nobody_can_read_counts_as_expired(device: MakeDevice, peer: Peer) -> None:
    assert device(token=peer.token(expires="some day")).pull().code == "token_expired"


def test_a_token_runs_out_while_it_is_in_use(device: MakeDevice, peer: Peer) -> None:
    soon = (
        (datetime.now(UTC) + timedelta(seconds=2)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
    here = device(token=peer.token(expires=soon))
    assert here.pull().status == 200
    time.sleep(2.1)
    assert here.pull().code == "token_expired"  # an idle poll too, which does not ask D1 for the token
    assert here.push(here.row()).code == "token_expired"


def test_a_retired_token_is_refused_from_then_on(device: MakeDevice) -> None:
    here = device()
    lost = device(here.token.user)
    assert lost.push(lost.row()).body["accepted"]
    lost.settle()
    replayed = lost.pushed(lost.row())
    assert here.post("/v1/devices/retire", {"id": lost.token.id}).body["retired"]
    assert lost.post("/v1/push", replayed).code == "token_retired"
    assert lost.pull().code == "token_retired"
    assert len(here.stored()) == 1
    assert here.pull().status == 200


def test_a_token_retired_in_the_database_reads_no_row_any_more(device: MakeDevice, peer: Peer) -> None:
    """The gateway may remember a token for a minute, but whatever shows or changes a row looks it up."""
    here = device()
    lost = device(here.token.user)
    lost.settle()
    peer.batch(("UPDATE device_tokens SET retiredAt = ?1 WHERE tokenHash = ?2", AT, lost.token.hash))
    here.push(here.row())
    for reply in (
        lost.pull(),
        lost.push(lost.row()),
        lost.get("/v1/keys"),
        lost.post("/v1/rows", {"table": "sessions", "after": ""}),
        lost.post("/v1/check", {"tables": ["sessions"]}),
    ):
        assert reply.code == "token_retired"


# --- other people ------------------------------------------------------------------------------------------


def test_a_user_id_in_a_body_is_refused(device: MakeDevice) -> None:
    ann, bob = device(), device()
    ann.push(ann.row(id="hers"))
    before = everything(ann.peer)
    push, pull = bob.pushed(bob.row(id="hers")), bob.asked("sessions")
    table = push["tables"]["sessions"]
    for path, body in [
        ("push", push | {"userId": ann.token.user}),
        ("pull", pull | {"userId": ann.token.user}),
        ("pull", pull | {"tables": {"sessions": {"after": [0, ""], "userId": ann.token.user}}}),
        ("rows", {"table": "sessions", "after": "", "userId": ann.token.user}),
        ("check", {"tables": ["sessions"], "userId": ann.token.user}),
        ("devices", {"name": "x", "userId": ann.token.user}),
        ("devices/retire", {"id": ann.token.id, "userId": ann.token.user}),
    ]:
        reply = bob.post(f"/v1/{path}", body)
        assert (reply.status, reply.code) == (400, "bad_request"), path
    columns = {"columns": [*table["columns"], "userId"], "rows": [[*table["rows"][0], ann.token.user]]}
    reply = bob.post("/v1/push", push | {"tables": {"sessions": columns}})
    assert (reply.status, reply.code, reply.body["error"]["column"]) == (422, "unknown_column", "userId")
    assert everything(ann.peer) == before


def test_nobody_reads_or_retires_what_is_another_persons(device: MakeDevice) -> None:
    ann, bob = device(), device()
    ann.push(ann.row(id="hers", notes="secret words"))
    slot = {"kid": "0a1b2c3d", "slot": "recovery-00000000", "params": "{}", "blob": "hers"}
    ann.send("PUT", "/v1/keys", {"first": True, "slots": [slot]})
    answers = [
        bob.pull(),
        bob.post("/v1/rows", {"table": "sessions", "after": ""}),
        bob.post("/v1/rows", {"table": "sessions", "ids": ["hers"]}),
        bob.post("/v1/check", {"tables": ["sessions"]}),
        bob.get("/v1/status"),
        bob.get("/v1/keys"),
        bob.get("/v1/devices"),
        bob.send("DELETE", "/v1/keys", {"kid": "0a1b2c3d", "slot": "recovery-00000000"}),
        bob.send("PUT", "/v1/keys", {"first": True, "slots": [slot | {"blob": "his"}]}),
    ]
    for answer in answers:
        assert answer.status == 200
        text = json.dumps(answer.body)
        assert not any(word in text for word in ("hers", "secret", ann.token.id, ann.token.user))
    assert bob.post("/v1/devices/retire", {"id": ann.token.id}).status == 404
    assert [key["blob"] for key in ann.get("/v1/keys").body["keys"]] == ["hers"]
    assert ann.pull().status == 200
