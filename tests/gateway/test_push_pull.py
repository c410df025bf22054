"""One linear history: what is accepted, what is refused, and what a repeated or lost request does."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.gateway.client import Anchor, Device, new_head
from tests.gateway.conftest import MakeDevice


def test_a_row_pushed_here_is_pulled_there(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    reply = here.push(here.row(strain="Blue Dream", rating=8, amount=0.3))
    assert reply.status == 200
    assert reply.body["accepted"]
    assert reply.body["stored"] == 1
    assert reply.body["tip"] == here.anchor._asdict() == {"rev": 1, "head": reply.body["head"]}

    (row,) = there.rows(there.pull())
    assert (row["strain"], row["rating"], row["amount"], row["rev"]) == ("Blue Dream", 8, 0.3, 1)
    assert "userId" not in row
    assert there.anchor == here.anchor


def test_every_table_travels(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    reply = here.push(**{table: [here.row(table), here.row(table)] for table in here.tables})
    assert reply.body["stored"] == 2 * len(here.tables) == 40
    pulled = there.pull()
    for table in there.tables:
        assert len(there.rows(pulled, table)) == 2, table
        assert not pulled.body["tables"][table]["more"]


def test_columns_that_are_not_named_keep_their_value(device: MakeDevice) -> None:
    """An older client never blanks a newer column."""
    here = device()
    row = here.row(weather="rain", rating=5)
    here.push(row)
    del row["weather"]
    here.push(row | {"rating": 6})
    (stored,) = here.stored()
    assert (stored["weather"], stored["rating"], stored["rev"]) == ("rain", 6, 2)


def test_whoever_is_second_is_refused_and_wins_after_a_pull(device: MakeDevice) -> None:
    first = device()
    second = device(first.token.user)
    first.push(first.row(id="a"))
    refused = second.push(second.row(id="b"))
    assert not refused.body["accepted"]
    assert refused.body["head"] == first.anchor.head
    assert refused.body["tip"] == first.anchor._asdict()
    assert [row["id"] for row in first.stored()] == ["a"]

    second.pull()
    assert second.push(second.row(id="b")).body["accepted"]
    assert [(row["id"], row["rev"]) for row in first.stored()] == [("a", 1), ("b", 2)]


@pytest.mark.parametrize(
    "parent",
    [
        Anchor(2, "0" * 24),  # the right rev of another history
        Anchor(1, "1" * 24),
        Anchor(5, "2" * 24),  # a rev that never was
        Anchor(9_007_199_254_740_990, "3" * 24),
    ],
)
def test_another_history_is_never_pushed_onto(device: MakeDevice, parent: Anchor) -> None:
    here = device()
    here.push(here.row())
    here.push(here.row())
    before = here.stored()
    reply = here.post("/v1/push", here.pushed(here.row(), parent=parent))
    assert reply.status == 200
    assert not reply.body["accepted"]
    assert reply.body["tip"] == here.anchor._asdict()
    assert reply.written == 0
    assert here.stored() == before


def test_an_empty_server_refuses_the_anchor_of_a_full_one(device: MakeDevice) -> None:
    here = device()
    reply = here.post("/v1/push", here.pushed(here.row(), parent=Anchor(3, "a" * 24)))
    assert reply.body | {"meta": None} == {
        "accepted": False,
        "head": None,
        "stored": 0,
        "meta": None,
        "tip": {"rev": 0, "head": ""},
    }
    pulled = here.post("/v1/pull", here.asked() | {"anchor": {"rev": 3, "head": "a" * 24}})
    assert pulled.body["fork"]
    assert pulled.body["anchorHead"] is None
    assert pulled.body["tables"] == {}


def test_the_same_push_again_changes_nothing(device: MakeDevice) -> None:
    here = device()
    body = here.pushed(*[here.row() for _ in range(50)])
    assert here.post("/v1/push", body).written == 101
    before = here.stored()
    for _ in range(3):
        again = here.post("/v1/push", body)
        assert again.body["accepted"]
        assert again.body["stored"] == 50
        assert again.written == 0
    assert here.stored() == before


def test_a_late_repetition_is_still_known_as_accepted(device: MakeDevice) -> None:
    here = device()
    first, second = here.row(id="a"), here.row(id="b")
    body = here.pushed(first, second)
    here.post("/v1/push", body)
    here.anchor = Anchor(1, body["head"])
    here.push(first | {"rating": 9})
    again = here.post("/v1/push", body)
    assert again.body["accepted"]
    assert again.body["stored"] == 1  # the other row was changed since: move the anchor, but no cursor
    assert again.body["tip"] == here.anchor._asdict()
    assert [(row["id"], row["rating"]) for row in here.stored()] == [("a", 9), ("b", None)]


def test_a_lost_reply_and_a_lost_request_are_told_apart(device: MakeDevice) -> None:
    here = device()
    other = device(here.token.user)
    lost = here.pushed(here.row())
    assert here.post("/v1/pull", here.asked(pending=1)).body["pendingHead"] is None  # the request was lost
    here.post("/v1/push", lost)
    pulled = here.post("/v1/pull", here.asked(pending=1))
    assert pulled.body["pendingHead"] == lost["head"]  # only the reply was
    other.pull()
    other.push(other.row())
    assert here.post("/v1/pull", here.asked(pending=2)).body["pendingHead"] == other.anchor.head  # refused


def test_a_server_that_was_restored_and_grew_again_is_a_fork(device: MakeDevice) -> None:
    here = device()
    for number in range(3):
        here.push(here.row(id=f"row-{number}"))
    here.peer.batch(
        ("DELETE FROM sync_log WHERE rev > 1",),
        ("DELETE FROM sessions WHERE rev > 1",),
    )
    other = device(here.token.user)
    other.pull()
    for number in range(5):
        other.push(other.row(id=f"new-{number}"))
    pulled = here.pull()
    assert pulled.body["fork"]
    assert pulled.body["anchorHead"] not in (None, here.anchor.head)
    assert pulled.body["tables"] == {}
    assert not here.push(here.row()).body["accepted"]


def test_pages_come_in_the_order_of_rev_and_id(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    for push in range(4):
        here.push(*[here.row(id=f"{number:03}-{push}") for number in range(10)])
    seen = []
    more = True
    while more:
        reply = there.pull("sessions", limit=7)
        rows = there.rows(reply)
        assert len(rows) <= 7
        seen += [(row["rev"], row["id"]) for row in rows]
        more = reply.body["tables"]["sessions"]["more"]
    assert seen == sorted(seen)
    assert len(seen) == 40
    assert there.cursors["sessions"] == [4, None]


def test_a_row_without_a_log_row_is_never_shown(device: MakeDevice) -> None:
    """Should a host cut a batch, the commit record is missing and nothing half-done is visible."""
    here = device()
    here.push(here.row(id="whole"))
    here.peer.batch(
        (
            "INSERT INTO sessions (userId, id, timestamp, createdAt, updatedAt, rev)"
            " VALUES (?1, 'cut', 'x', 'x', 'x', 2)",
            here.token.user,
        )
    )
    there = device(here.token.user)
    assert [row["id"] for row in there.rows(there.pull())] == ["whole"]
    here.push(here.row(id="cut", rating=1))  # the device sends it again and it becomes whole
    assert [(row["id"], row["rev"]) for row in there.rows(there.pull())] == [("cut", 2)]


def test_a_reply_holds_no_more_than_it_may_and_nothing_is_left_out(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    for number in range(6):
        here.push(here.row(id=f"note-{number}", notes="n" * 400_000), here.row(id=f"short-{number}"))
    here.push(here.row(id="wide", notes="é" * 250_000))
    here.push(journal_entries=[here.row("journal_entries", content="x")])
    seen = []
    for _ in range(20):
        answer = there.http.post(
            "/v1/pull", json=there.asked(), headers={"Authorization": f"Bearer {there.token.text}"}
        )
        assert len(answer.content) < 930_000
        reply = there.pull()
        seen += [row["id"] for row in there.rows(reply)] + [
            row["id"] for row in there.rows(reply, "journal_entries")
        ]
        if not any(page["more"] for page in reply.body["tables"].values()):
            break
    assert len(seen) == len(set(seen)) == 14


@pytest.mark.parametrize(
    "text",
    [
        "",
        "é",
        "日本語",
        "😀",
        "a\x00b",
        "\x7f\x01\t\r\n",
        "\u2028\u202e",
        "quote\"'\\",
        "𐏿",
        "\ufeff",
        "x" * 500_000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_text_comes_back_as_it_was_sent(device: MakeDevice, text: str) -> None:
    here = device()
    there = device(here.token.user)
    assert here.push(here.row(notes=text)).body["accepted"]
    (row,) = there.rows(there.pull())
    assert row["notes"] == text


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", 0.1 + 0.2),
        ("amount", 5e-324),
        ("amount", 1.7976931348623157e308),
        ("amount", -0.000123456789012345678),
        ("amount", 3.0),
        ("amount", 2**60),
        ("amountMg", 2**53 - 1),
        ("amountMg", -(2**53) + 1),
        ("rating", 0),
        ("rating", "e1.0a1b2c3d.AAAA"),
        ("doseSdPct", "b1.0a1b2c3d.AAAA"),
        ("rating", None),
    ],
)
def test_values_come_back_as_they_were_sent(device: MakeDevice, column: str, value: object) -> None:
    here = device()
    there = device(here.token.user)
    assert here.push(here.row(**{column: value})).body["accepted"]
    (row,) = there.rows(there.pull())
    assert row[column] == value
    (stored,) = here.peer.query(f"SELECT typeof({column}) AS t FROM sessions")
    kind = {int: "integer", float: "real", str: "text", type(None): "null"}[type(value)]
    assert stored["t"] == ("real" if column == "amount" else kind)


def test_a_packed_body_is_taken(device: MakeDevice) -> None:
    here = device()
    body = here.pushed(*[here.row() for _ in range(100)])
    packed = gzip.compress(json.dumps(body).encode())
    reply = here.post("/v1/push", packed, headers={"Content-Encoding": "gzip"})
    assert reply.body["accepted"]
    assert reply.body["stored"] == 100


def test_people_in_one_database_do_not_see_each_other(device: MakeDevice) -> None:
    ann, bob = device(), device()
    ann.push(ann.row(id="same", notes="of Ann"))
    assert bob.rows(bob.pull()) == []
    bob.push(bob.row(id="same", notes="of Bob"))
    ann.push(ann.row(id="same", notes="of Ann, later"))
    assert [row["notes"] for row in bob.stored()] == ["of Bob"]
    assert [row["notes"] for row in ann.stored()] == ["of Ann, later"]
    assert (ann.anchor.rev, bob.anchor.rev) == (2, 1)
    assert not bob.post("/v1/push", bob.pushed(bob.row(), parent=ann.anchor)).body["accepted"]


def test_a_deletion_is_a_row_like_any_other(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    row = here.row()
    here.push(row)
    there.settle()
    here.push(row | {"deletedAt": "2026-11-22T11:00:00.000Z"})
    (seen,) = there.rows(there.pull())
    assert (seen["id"], seen["deletedAt"]) == (row["id"], "2026-11-22T11:00:00.000Z")


def test_the_log_says_who_wrote_when(device: MakeDevice) -> None:
    here = device()
    here.push(here.row())
    (entry,) = here.peer.query("SELECT * FROM sync_log")
    assert (entry["userId"], entry["rev"], entry["head"]) == (here.token.user, 1, here.anchor.head)
    assert entry["deviceId"] == here.id
    assert entry["at"].endswith("Z")


def test_pushes_at_the_same_moment_make_one_history(device: MakeDevice) -> None:
    from concurrent.futures import ThreadPoolExecutor

    devices = [device()]
    devices += [device(devices[0].token.user) for _ in range(7)]

    def work(one: Device) -> int:
        refused = 0
        for _ in range(5):
            one.settle()
            while not one.push(one.row(id=new_head())).body["accepted"]:
                refused += 1
                one.settle()
        return refused

    with ThreadPoolExecutor(8) as pool:
        refused = sum(pool.map(work, devices))
    rows = devices[0].stored()
    assert sorted(row["rev"] for row in rows) == list(range(1, 41))
    log = devices[0].peer.query("SELECT rev FROM sync_log ORDER BY rev")
    assert [entry["rev"] for entry in log] == list(range(1, 41))
    assert refused > 0
