"""Both remotes over HTTP: what they send, what they make of answers and errors."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sesh_tui.sync import classify, http
from sesh_tui.sync import remote as kinds
from sesh_tui.sync.d1 import D1Remote, Result
from sesh_tui.sync.gateway import GatewayRemote
from sesh_tui.sync.http import Http, RestExecute
from sesh_tui.sync.remote import LAST_ID, START, Ask, Cursor, Part, Push, Tip
from tests.sync.world import Memory, Server

NOW = 1_800_000_000.0
HEAD = "a" * 24
PUSH = Push(START, HEAD, "phone", "2026-01-01T00:00:00.000Z", [
    Part("custom_units", ("id", "name", "createdAt", "updatedAt"), [["u1", "puff", "2026", "2026"]]),
])  # fmt: skip
ASKS = [Ask("custom_units", ("id", "name"), Cursor(0, ""), 10)]

Handler = Callable[[httpx.Request], httpx.Response]


def over(handler: Handler, base: str = "https://api.example") -> Http:
    return Http(base, "t0k", transport=httpx.MockTransport(handler), trust_env=False)


def rest(handler: Handler, user_id: str = "person-1") -> D1Remote:
    return D1Remote(RestExecute(over(handler), "db1"), user_id)


def d1(server: Server) -> Handler:
    """Cloudflare's documented contract over a database of the model world."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/d1/database/db1/raw"
        assert request.headers["authorization"] == "Bearer t0k"
        batch = [(item["sql"], tuple(item["params"])) for item in json.loads(request.content)["batch"]]
        try:
            results = server.execute(batch)
        except kinds.RowRefused as error:
            return failure(
                400, 7500, f"{error.message}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)"
            )
        return httpx.Response(200, json={"success": True, "errors": [], "messages": [], "result": [
            {"success": True, "results": {"columns": one.columns, "rows": one.rows},
             "meta": {"rows_read": 1, "rows_written": one.rows_written, "served_by_primary": True}}
            for one in results]})  # fmt: skip

    return answer


def failure(status: int, code: int, message: str) -> httpx.Response:
    return httpx.Response(
        status,
        json={"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": []},
    )


# --- D1's REST API ------------------------------------------------------------------------------


def test_rows_go_to_d1_and_come_back() -> None:
    remote = rest(d1(Server()))
    assert remote.push(PUSH) == (HEAD, 1)
    assert remote.tip(START) == Tip(1, HEAD)
    found = remote.pull(START, 1, ASKS)
    assert found.pages == [("custom_units", [[1, "u1", "puff"]], False)]
    assert (found.tip, found.at_anchor, found.at_pending) == (Tip(1, HEAD), None, HEAD)
    assert found.schema == (1, 1)
    assert remote.cost.requests == 3


def test_a_push_may_be_repeated_and_a_stale_one_is_refused() -> None:
    server = Server()
    remote = rest(d1(server))
    remote.push(PUSH)
    written = server.db.total_changes
    assert remote.push(PUSH) == (HEAD, 1)
    assert remote.push(PUSH._replace(head="b" * 24)) == (HEAD, 1)
    assert remote.push(PUSH._replace(parent=Tip(7, "c" * 24))) == (None, 0)
    assert server.db.total_changes == written


def test_several_people_share_one_database() -> None:
    server = Server()
    rest(d1(server)).push(PUSH)
    other = rest(d1(server), "person-2")
    assert other.tip(START) == START
    assert other.pull(START, 0, ASKS).pages[0].rows == []


def test_a_host_is_asked_whether_its_batches_are_atomic() -> None:
    rest(d1(Server())).prove_atomic()
    loose = Memory()
    loose.execute(
        "CREATE TABLE sync_keys (userId, kid, slot, params, blob, createdAt, PRIMARY KEY (userId, kid, slot))"
    )

    def one_by_one(batch: Any) -> list[Result]:
        try:
            found = [loose.execute(sql, values).fetchall() for sql, values in batch]
        except sqlite3.IntegrityError as error:
            raise kinds.RowRefused(str(error)) from error
        return [Result([], [list(row) for row in rows], 0, 0) for rows in found]

    with pytest.raises(kinds.NotAtomic):
        D1Remote(one_by_one, "person-1").prove_atomic()
    assert loose.execute("SELECT count(*) FROM sync_keys").fetchone() == (0,)


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (400, 7500, "no such table: sessions: SQLITE_ERROR", kinds.SchemaOlder),
        (400, 7500, "table sessions has no column named thcUg: SQLITE_ERROR", kinds.SchemaOlder),
        (400, 7500, "NOT NULL constraint failed: t.a: SQLITE_CONSTRAINT (extended: …)", kinds.RowRefused),
        (400, 7500, "Your account has exceeded D1's free tier daily row write limit.", kinds.QuotaPaused),
        (400, 7500, "Network connection lost.", kinds.Transient),
        (400, 7500, "D1 DB reset because its code was updated.", kinds.Transient),
        (500, 10001, "internal error; reference = abc", kinds.Transient),
        (400, 7500, "D1 DB is overloaded. Requests queued for too long.", kinds.Transient),
        (400, 7500, "Currently processing a long-running export", kinds.RateLimited),
        (429, 10013, "rate limited", kinds.RateLimited),
        (401, 10000, "Authentication error", kinds.Unauthorized),
        (403, 7403, "The given account is not valid or is not authorized", kinds.Unauthorized),
        (404, 7404, "The database does not exist", kinds.NotThere),
        (400, 7400, "The request is malformed", kinds.Misused),
        (400, 7500, "too many SQL variables", kinds.Misused),
        (503, 0, "bad gateway", kinds.Transient),
    ],
)  # fmt: skip
def test_errors_are_told_apart_by_their_message(status: int, code: int, message: str, kind: type) -> None:
    with pytest.raises(kind) as caught:
        rest(lambda _: failure(status, code, message)).tip(START)
    assert type(caught.value) is kind
    assert caught.value.exit_code == 5


def test_pauses_end_when_they_should() -> None:
    day = 86400
    assert classify.quota(NOW).until == (NOW // day + 1) * day
    assert classify.rate_limited(None, NOW).until == NOW + 300
    assert classify.rate_limited(12.0, NOW).until == NOW + 12
    assert classify.of_message(400, 7500, "statement too long: SQLITE_TOOBIG", None, NOW).smaller  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(502, text=""),
        httpx.Response(200, json=["no", "object"]),
        httpx.Response(200, json={"success": True, "result": []}),
        httpx.Response(200, json={"success": True, "result": [{"success": True}]}),
        httpx.Response(
            200, stream=httpx.ByteStream(b"\x1f\x8b\x08cut"), headers={"content-encoding": "gzip"}
        ),
    ],
    ids=["a page", "nothing", "a list", "too few", "no rows", "cut gzip"],
)
def test_an_answer_of_another_form_is_not_used(reply: httpx.Response) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return reply

    with pytest.raises(kinds.Transient):
        rest(answer).tip(START)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_no_answer_leaves_the_outcome_open(error: type[httpx.TransportError]) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error("gone")

    with pytest.raises(kinds.Transient):
        rest(answer).tip(START)


def test_a_lagging_copy_is_not_believed() -> None:
    body = {"success": True, "result": [
        {"success": True, "results": {"columns": [], "rows": []}, "meta": {"served_by_primary": False}}]}  # fmt: skip
    with pytest.raises(kinds.Transient):
        rest(lambda _: httpx.Response(200, json=body)).tip(START)


@pytest.mark.parametrize(
    "base", ["http://example.com", "http://10.0.0.1", "ftp://x", "example.com", "https://a@b"]
)
def test_addresses_without_protection_are_refused(base: str) -> None:
    with pytest.raises(kinds.Misused):
        http.checked(base)


@pytest.mark.parametrize(
    "base", ["https://a.example/v/", "http://127.0.0.1:8787", "http://localhost", "http://[::1]:1"]
)
def test_this_machine_may_be_asked_plainly(base: str) -> None:
    assert http.checked(base) == base.rstrip("/")


# --- the gateway --------------------------------------------------------------------------------


class Fake:
    """Answers of a gateway, and the requests it got."""

    def __init__(self, *answers: tuple[int, Any]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(
            (request.method, request.url.path, json.loads(request.content) if request.content else None)
        )
        status, body = self.answers.pop(0)
        return httpx.Response(status, json=body)


def gateway(fake: Fake) -> GatewayRemote:
    return GatewayRemote(over(fake), device="phone")


def test_a_push_through_the_gateway() -> None:
    fake = Fake(
        (200, {"accepted": True, "head": HEAD, "stored": 1, "meta": {"rowsRead": 7, "rowsWritten": 3}})
    )
    remote = gateway(fake)
    assert remote.push(PUSH) == (HEAD, 1)
    assert (remote.cost.requests, remote.cost.rows_read, remote.cost.rows_written) == (1, 7, 3)
    method, path, body = fake.asked[0]
    assert (method, path) == ("POST", "/v1/push")
    assert body == {
        "schemaVersion": 1,
        "deviceId": "phone",
        "parent": {"rev": 0, "head": ""},
        "head": HEAD,
        "tables": {"custom_units": {"columns": list(PUSH.parts[0].columns), "rows": PUSH.parts[0].rows}},
    }


def test_a_pull_through_the_gateway_takes_columns_by_name() -> None:
    fake = Fake((200, {
        "tip": {"rev": 3, "head": HEAD}, "anchorHead": "b" * 24, "pendingHead": None, "fork": False,
        "tables": {"custom_units": {"columns": ["name", "newer", "id", "rev"], "rows": [["puff", 1, "u1", 3]],
                                    "more": True}},
        "schemaVersion": 1, "minClient": 1, "meta": {},
    }))  # fmt: skip
    asks = [ASKS[0]._replace(after=Cursor(2, LAST_ID))]
    found = gateway(fake).pull(Tip(2, "b" * 24), 3, asks)
    assert found.pages == [("custom_units", [[3, "u1", "puff"]], True)]
    assert (found.tip, found.at_anchor, found.at_pending, found.schema) == (
        Tip(3, HEAD),
        "b" * 24,
        None,
        (1, 1),
    )
    assert fake.asked[0][2]["tables"] == {"custom_units": {"after": [2, None], "limit": 10}}
    assert fake.asked[0][2]["pending"] == 3


def test_a_fork_has_no_head_at_the_anchor() -> None:
    fake = Fake((200, {"tip": {"rev": 9, "head": HEAD}, "anchorHead": "c" * 24, "fork": True, "tables": {}}))
    assert gateway(fake).pull(Tip(2, "b" * 24), 0, ASKS).at_anchor is None


def test_a_gateway_without_a_column_is_older() -> None:
    fake = Fake((200, {"tip": {"rev": 1, "head": HEAD}, "anchorHead": "", "fork": False,
                       "tables": {"custom_units": {"columns": ["id", "rev"], "rows": [], "more": False}}}))  # fmt: skip
    with pytest.raises(kinds.SchemaOlder, match="name"):
        gateway(fake).pull(START, 0, ASKS)


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (401, {"code": "token_expired", "message": "…"}, kinds.Unauthorized),
        (409, {"code": "client_too_old", "message": "…"}, kinds.ClientTooOld),
        (409, {"code": "schema_behind", "message": "…"}, kinds.SchemaOlder),
        (422, {"code": "unknown_column", "message": "…"}, kinds.SchemaOlder),
        (422, {"code": "constraint", "message": "…"}, kinds.RowRefused),
        (429, {"code": "rate_limited", "message": "…", "retryAfter": 3}, kinds.RateLimited),
        (503, {"code": "quota", "message": "…"}, kinds.QuotaPaused),
        (503, {"code": "transient", "message": "…"}, kinds.Transient),
        (413, {"code": "too_big", "message": "…"}, kinds.Transient),
        (404, {"code": "not_found", "message": "…"}, kinds.NotThere),
        (400, {"code": "bad_request", "message": "…"}, kinds.Misused),
        (500, {"code": "internal", "message": "…"}, kinds.Misused),
    ],
)
def test_the_gateway_s_errors(status: int, error: dict[str, Any], kind: type) -> None:
    with pytest.raises(kind) as caught:
        gateway(Fake((status, {"error": error}))).tip(START)
    assert type(caught.value) is kind


def test_the_gateway_names_bad_rows() -> None:
    rows = [{"table": "custom_units", "id": "u1", "column": "mg", "reason": "no integer"}]
    with pytest.raises(kinds.RowRefused) as caught:
        gateway(Fake((422, {"error": {"code": "bad_row", "message": "…", "rows": rows}}))).push(PUSH)
    assert caught.value.rows == (("custom_units", "u1", "mg no integer"),)


def test_keys_through_the_gateway() -> None:
    slot = {"kid": "0" * 8, "slot": "passphrase-1", "params": "{}", "blob": "x"}
    fake = Fake(
        (200, {"keys": [slot | {"createdAt": "2026"}]}),
        (200, {"stored": True, "keys": []}),
        (200, {"stored": False, "keys": []}),
        (409, {"error": {"code": "last_slot", "message": "…"}}),
        (200, {"atomic": False}),
    )
    remote = gateway(fake)
    slots = remote.slots()
    assert slots == [tuple(slot.values())]
    remote.save_slots(slots)
    assert not remote.first_slots(slots)
    remote.remove_slot("0" * 8, "passphrase-1")
    with pytest.raises(kinds.NotAtomic):
        remote.prove_atomic()
    assert [ask[:2] for ask in fake.asked] == [
        ("GET", "/v1/keys"),
        ("PUT", "/v1/keys"),
        ("PUT", "/v1/keys"),
        ("DELETE", "/v1/keys"),
        ("POST", "/v1/selftest"),
    ]
