"""What is not taken: wrong shapes, wrong types, names the schema does not have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gateway.client import everything
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
