"""What is not taken: wrong shapes, wrong types, unknown names, too much, other people's rows, bad tokens."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sesh_tui.db.tables import SYNCED
from tests.e2e.d1peer import Peer, Token
from tests.gateway.client import AT, Anchor, Device
from tests.gateway.conftest import MakeDevice

HOSTILE = [
    "'; DROP TABLE sessions; --",
    '"; DELETE FROM sessions; --',
    "x' OR '1'='1",
    "?1",
    "$[0]",
    "\x00",
    "__proto__",
    "constructor",
    "toString",
    "sqlite_schema",
    "users; --",
    "rev",
    "userId",
    "rowid",
    "{}",
    "[1,2]",
    "%s%n",
    "../../etc/passwd",
    "\u202e\ufeff",
    "" * 3,
]


def everything(peer: Peer) -> list[Any]:
    tables = (*SYNCED, "sync_log", "sync_keys", "schema_info")
    return [
        result.rows for result in peer.batch(*((f"SELECT * FROM {table} ORDER BY 1, 2",) for table in tables))
    ]


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


# --- shapes and types --------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["nope", "sync_log", "sync_keys", "device_tokens", "schema_info", *HOSTILE])
def test_only_synced_tables_can_be_named(device: MakeDevice, table: str) -> None:
    here = device()
    before = everything(here.peer)
    body = here.pushed(here.row())
    body["tables"][table] = body["tables"].pop("sessions")
    for reply in (
        here.post("/v1/push", body),
        here.post("/v1/pull", here.asked() | {"tables": {table: {"after": [0, ""]}}}),
        here.post("/v1/rows", {"table": table, "after": ""}),
        here.post("/v1/check", {"tables": [table]}),
    ):
        assert (reply.status, reply.code) == (422, "unknown_table")
    assert everything(here.peer) == before


@pytest.mark.parametrize("column", ["nope", "Notes", "notes ", 'notes"', *HOSTILE])
def test_only_columns_of_the_schema_can_be_named(device: MakeDevice, column: str) -> None:
    here = device()
    before = everything(here.peer)
    reply = here.push(here.row(**{column: "x"}))
    assert (reply.status, reply.code) == (422, "unknown_column")
    assert everything(here.peer) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_sql_in_a_value_is_a_value(device: MakeDevice, text: str) -> None:
    here = device()
    there = device(here.token.user)
    here.push(here.row(id="kept"))
    names = [
        name for name in here.tables["journal_entries"]["columns"] if name not in ("id", "rev", "isPublic")
    ]
    row = {"id": "hostile", **dict.fromkeys(names, text)} | {"tzOffsetMin": 0}
    assert here.push(journal_entries=[row]).body["accepted"]
    pulled = there.pull()
    (seen,) = there.rows(pulled, "journal_entries")
    assert {name: seen[name] for name in names if name != "tzOffsetMin"} == {
        name: text for name in names if name != "tzOffsetMin"
    }
    assert [row["id"] for row in there.rows(pulled)] == ["kept"]


@pytest.mark.parametrize("text", ["", "a b", "ä", "\x7f", "x" * 129, "a\x00", None, 7, True, [], {}])
def test_an_id_is_printable_and_short(device: MakeDevice, text: Any) -> None:
    here = device()
    reply = here.push(here.row(id=text), here.row(id="fine"))
    assert (reply.status, reply.code) == (422, "bad_row")
    (bad,) = reply.body["error"]["rows"]
    assert (bad["table"], bad["row"], bad["id"], bad["column"]) == ("sessions", 0, None, "id")
    assert here.stored() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("notes", 1),
        ("notes", 1.5),
        ("notes", True),
        ("notes", ["x"]),
        ("notes", {"x": 1}),
        ("notes", "\ud800"),
        ("rating", "5"),
        ("rating", 5.5),
        ("rating", True),
        ("rating", 2**53),
        ("rating", -(2**63)),
        ("rating", 1e300),
        ("rating", "e2.x"),
        ("rating", []),
        ("amount", "0.3"),
        ("amount", "e1"),
        ("timestamp", None),
        ("createdAt", None),
    ],
)
def test_a_wrong_value_names_its_row(device: MakeDevice, column: str, value: Any) -> None:
    here = device()
    reply = here.push(here.row(id="good"), here.row(id="bad") | {column: value})
    assert (reply.status, reply.code) == (422, "bad_row")
    (bad,) = reply.body["error"]["rows"]
    assert (bad["table"], bad["row"], bad["id"], bad["column"]) == ("sessions", 1, "bad", column)
    assert bad["reason"]
    assert here.stored() == []
    assert here.push(here.row(id="good")).body["accepted"]


def test_numbers_that_json_cannot_hold_are_refused(device: MakeDevice) -> None:
    here = device()
    body = json.dumps(here.pushed(here.row(amount=77.25))).replace("77.25", "1e999").encode()
    assert here.post("/v1/push", body).code == "bad_row"
    assert here.post("/v1/push", body.replace(b"1e999", b"NaN")).code == "bad_request"


def test_an_id_stands_in_a_push_once(device: MakeDevice) -> None:
    here = device()
    reply = here.push(here.row(id="a"), here.row(id="b"), here.row(id="a"))
    assert reply.code == "bad_row"
    assert [bad["row"] for bad in reply.body["error"]["rows"]] == [2]


def test_all_bad_rows_are_named_at_once_and_not_too_many(device: MakeDevice) -> None:
    here = device()
    rows = [here.row(rating="x" if number % 3 else 1) for number in range(60)]
    reply = here.push(*rows)
    assert len(reply.body["error"]["rows"]) == 40
    reply = here.push(*[here.row(rating="x", notes=5) for _ in range(500)])
    assert len(reply.body["error"]["rows"]) == 100


PUSHES: dict[str, Any] = {
    "no parent": lambda body: body.pop("parent"),
    "no head": lambda body: body.pop("head"),
    "no tables": lambda body: body.pop("tables"),
    "no version": lambda body: body.pop("schemaVersion"),
    "nothing in it": lambda body: body.update(tables={}),
    "no rows": lambda body: body["tables"]["sessions"].update(rows=[]),
    "rows of objects": lambda body: body["tables"]["sessions"].update(rows=[{"id": "x"}]),
    "a short row": lambda body: body["tables"]["sessions"]["rows"][0].pop(),
    "a long row": lambda body: body["tables"]["sessions"]["rows"][0].append(None),
    "a column twice": lambda body: body["tables"]["sessions"]["columns"].__setitem__(0, "createdAt"),
    "no columns": lambda body: body["tables"]["sessions"].pop("columns"),
    "columns by number": lambda body: body["tables"]["sessions"].update(columns=[1, 2, 3, 4]),
    "tables as a list": lambda body: body.update(tables=[]),
    "a head of another length": lambda body: body.update(head="ab"),
    "a head in capitals": lambda body: body.update(head="A" * 24),
    "a head as a number": lambda body: body.update(head=10**23),
    "rev as text": lambda body: body.update(parent={"rev": "1", "head": ""}),
    "rev below zero": lambda body: body.update(parent={"rev": -1, "head": ""}),
    "rev in parts": lambda body: body.update(parent={"rev": 0.5, "head": ""}),
    "rev too large": lambda body: body.update(parent={"rev": 2**53, "head": "a" * 24}),
    "a head at rev 0": lambda body: body.update(parent={"rev": 0, "head": "a" * 24}),
    "no head above rev 0": lambda body: body.update(parent={"rev": 1, "head": ""}),
    "parent as text": lambda body: body.update(parent="0"),
    "device as a number": lambda body: body.update(deviceId=1),
    "device with a space": lambda body: body.update(deviceId="a b"),
    "version as text": lambda body: body.update(schemaVersion="1"),
    "version zero": lambda body: body.update(schemaVersion=0),
    "a field too many": lambda body: body.update(force=True),
    "a required column missing": lambda body: body["tables"]["sessions"].update(
        columns=["id", "notes"], rows=[["x", "y"]]
    ),
}


@pytest.mark.parametrize("what", PUSHES)
def test_a_push_of_another_shape_is_refused(device: MakeDevice, what: str) -> None:
    here = device()
    body = here.pushed(here.row())
    PUSHES[what](body)
    reply = here.post("/v1/push", body)
    assert reply.status in (400, 422)
    assert reply.code in ("bad_request", "unknown_column")
    assert here.stored() == []
    assert not reply.body["error"]["retryable"]


@pytest.mark.parametrize(
    "change",
    [
        {"anchor": None},
        {"anchor": {"rev": 1}},
        {"tables": {"sessions": {}}},
        {"tables": {"sessions": {"after": [0]}}},
        {"tables": {"sessions": {"after": ["0", ""]}}},
        {"tables": {"sessions": {"after": [0, 5]}}},
        {"tables": {"sessions": {"after": [0, "x" * 513]}}},
        {"tables": {"sessions": {"after": [0, "\ud800"]}}},
        {"tables": {"sessions": {"after": [0, ""], "limit": 0}}},
        {"tables": {"sessions": {"after": [0, ""], "columns": ["id"]}}},
        {"limit": 0},
        {"limit": "10"},
        {"limit": 1.5},
        {"pending": -1},
        {"pending": "1"},
        {"deviceId": ""},
        {"more": 1},
    ],
)
def test_a_pull_of_another_shape_is_refused(device: MakeDevice, change: dict[str, Any]) -> None:
    here = device()
    reply = here.post("/v1/pull", here.asked() | change)
    assert (reply.status, reply.code) == (400, "bad_request")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"a": "\xed\xa0\x80"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 400,
    ],
    ids=lambda body: repr(body[:8]),
)
@pytest.mark.parametrize("path", ["push", "pull"])
def test_what_is_no_object_is_refused(device: MakeDevice, path: str, body: bytes) -> None:
    reply = device().post(f"/v1/{path}", body)
    assert (reply.status, reply.code) == (400, "bad_request")


def test_an_old_client_may_pull_only(device: MakeDevice) -> None:
    """`minClient` is 1 as yet, so nobody is too old; a version from the future is nobody's business."""
    here = device()
    assert here.post("/v1/push", here.pushed(here.row()) | {"schemaVersion": 99}).body["accepted"]
    status = here.get("/v1/status").body
    assert (status["schemaVersion"], status["minClient"], status["databaseVersion"]) == (1, 1, 1)


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
