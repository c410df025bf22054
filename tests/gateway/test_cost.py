"""What D1 bills, as D1 itself reports it: an index added carelessly or a scan must fail here."""

from __future__ import annotations

import pytest

from tests.gateway.client import Device, Reply
from tests.gateway.conftest import MakeDevice


def billed(device: Device, reply: Reply) -> tuple[int, int]:
    """(read, written), token and all."""
    assert reply.status == 200, reply.body
    assert reply.body["meta"]["queries"] <= 50
    return reply.read, reply.written


@pytest.fixture
def here(device: MakeDevice) -> Device:
    """A device among the rows of others, so that a scan would show."""
    other = device()
    other.push(*[other.row() for _ in range(300)])
    mine = device()
    mine.push(*[mine.row() for _ in range(200)], strains=[mine.row("strains") for _ in range(200)])
    mine.settle()
    return mine


def test_an_idle_poll_reads_one_row(here: Device) -> None:
    for _ in range(3):
        reply = here.pull()
        assert billed(here, reply) == (1, 0)
        assert reply.body["meta"]["queries"] == 1
        assert reply.body["tables"] == {}
        assert reply.body["tip"] == here.anchor._asdict()


def test_an_idle_poll_may_be_written_in_two_ways(here: Device) -> None:
    here.pull()
    here.cursors = {table: [here.anchor.rev, "\U0010ffff"] for table in here.tables}
    assert billed(here, here.pull(pending=0)) == (1, 0)
    assert billed(here, here.post("/v1/pull", here.asked() | {"tables": {}})) == (1, 0)


def test_an_idle_poll_of_a_device_just_started_looks_the_token_up(here: Device, device: MakeDevice) -> None:
    fresh = device(here.token.user)
    fresh.anchor, fresh.cursors = here.anchor, here.cursors
    read, written = billed(here, fresh.pull())
    assert (read <= 3, written) == (True, 1)  # the token and the tip; once a day the anchor is noted
    assert billed(here, fresh.pull()) == (1, 0)


@pytest.mark.parametrize(("rows", "written", "read"), [(1, 3, 10), (100, 201, 208), (1000, 2001, 2008)])
def test_a_push_writes_two_per_row_and_one(here: Device, rows: int, written: int, read: int) -> None:
    reply = here.push(*[here.row() for _ in range(rows)])
    assert reply.body["stored"] == rows
    assert reply.written == written
    assert reply.read <= read


def test_changing_rows_costs_as_much_as_making_them(here: Device) -> None:
    rows = [here.row() for _ in range(100)]
    here.push(*rows)
    reply = here.push(*[row | {"rating": 3} for row in rows])
    assert reply.written == 201
    assert reply.read <= 307


def test_the_same_push_again_writes_nothing(here: Device) -> None:
    body = here.pushed(*[here.row() for _ in range(500)])
    assert here.post("/v1/push", body).written == 1001
    again = here.post("/v1/push", body)
    assert again.body["accepted"]
    assert again.written == 0
    assert again.read <= 2 * 500 + 10


def test_a_refused_push_writes_nothing(here: Device, device: MakeDevice) -> None:
    other = device(here.token.user)
    other.settle()
    other.push(other.row())
    refused = here.push(here.row())
    assert not refused.body["accepted"]
    assert refused.written == 0
    assert refused.read <= 11


@pytest.mark.parametrize("rows", [0, 1, 50, 1000])
def test_a_pull_reads_what_it_gives(here: Device, device: MakeDevice, rows: int) -> None:
    other = device(here.token.user)
    other.settle()
    if rows:
        other.push(*[other.row() for _ in range(rows)])
    else:
        other.push(goals=[other.row("goals")])
    reply = here.pull()
    given = sum(len(page["rows"]) for page in reply.body["tables"].values())
    assert given == max(rows, 1)
    assert reply.read <= given + 2 * len(here.tables)
    assert reply.written == 0


def test_a_first_pull_reads_every_row_once(here: Device, device: MakeDevice) -> None:
    for _ in range(3):
        here.push(*[here.row() for _ in range(700)])
    fresh = device(here.token.user)
    read = rows = requests = 0
    open_tables: list[str] = ["sessions"]
    while open_tables:  # one table with more at a time, as docs/sync.md says
        reply = fresh.pull(*open_tables)
        read += reply.read
        rows += sum(len(page["rows"]) for page in reply.body["tables"].values())
        open_tables = [table for table, page in reply.body["tables"].items() if page["more"]]
        requests += 1
    reply = fresh.pull()
    rows += sum(len(page["rows"]) for page in reply.body["tables"].values())
    read += reply.read
    assert rows == 2100 + 400
    assert read <= rows + 10 * requests + 2 * len(here.tables) + 5


def test_looking_at_both_sides_reads_every_row_and_says_so(here: Device) -> None:
    reply = here.post("/v1/check", {"tables": ["sessions", "strains"]})
    assert reply.body["tables"] == {
        "sessions": {"rows": 200, "revSum": 200},
        "strains": {"rows": 200, "revSum": 200},
    }
    assert 400 <= reply.read <= 404
    assert reply.written == 0


def test_rows_by_id_cost_what_they_give(here: Device) -> None:
    ids = [row["id"] for row in here.stored()]
    reply = here.post("/v1/rows", {"table": "sessions", "ids": ids[:20]})
    assert len(reply.body["rows"]) == 20
    assert reply.read <= 2 * 20 + 3
    reply = here.post("/v1/rows", {"table": "sessions", "after": ids[9], "limit": 50})
    assert [row[0] for row in reply.body["rows"]] == ids[10:60]
    assert reply.body["more"]
    assert reply.read <= 50 + 3


def test_status_is_cheap(here: Device) -> None:
    reply = here.get("/v1/status")
    assert reply.read <= 4
    assert reply.written == 0


def test_the_anchor_is_noted_once_a_day_and_when_it_goes_back(here: Device, device: MakeDevice) -> None:
    fresh = device(here.token.user)

    def noted() -> dict[str, object]:
        (row,) = here.peer.query(
            "SELECT deviceId, anchorRev, lastUsedAt FROM device_tokens WHERE tokenHash = ?1", fresh.token.hash
        )
        return row

    assert noted() == {"deviceId": None, "anchorRev": 0, "lastUsedAt": None}
    assert fresh.pull().written == 1
    assert (noted()["deviceId"], noted()["anchorRev"]) == (fresh.id, 0)
    fresh.settle()
    fresh.push(fresh.row())
    assert fresh.pull().written == 0
    assert (
        noted()["anchorRev"] == 0
    )  # not every day has to be known at once: the older anchor is the safe one
    here.peer.batch(("UPDATE device_tokens SET lastUsedAt = '2026-01-01T00:00:00.000Z'",))
    fresh.get("/v1/status")  # looks the token up anew
    assert fresh.pull().written == 1
    assert noted()["anchorRev"] == 2
    assert fresh.pull().written == 0
    back = fresh.asked() | {"anchor": {"rev": 1, "head": here.anchor.head}}
    assert fresh.post("/v1/pull", back).written == 1  # a device restored from an old copy
    assert noted()["anchorRev"] == 1
