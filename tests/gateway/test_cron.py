"""The scheduled event, fired for real: expired tokens go, tombstones everybody has seen are blanked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.gateway.client import Device
from tests.gateway.conftest import MakeDevice

GONE = "2026-11-22T12:00:00.000Z"


def fire(device: Device, days: float) -> None:
    """The cron as it will be so many days from now."""
    device.peer.fire_cron(int((datetime.now(UTC) + timedelta(days=days)).timestamp() * 1000))


def report_anchor(*devices: Device) -> None:
    """As after a day with a pull: what a device has seen is noted."""
    for device in devices:
        device.settle()
        device.peer.batch(
            ("UPDATE device_tokens SET lastUsedAt = NULL WHERE tokenHash = ?1", device.token.hash),
        )
        device.get("/v1/status")
        device.pull()


def row_of(device: Device, row_id: str, table: str = "sessions") -> dict[str, Any]:
    (row,) = [row for row in device.stored(table) if row["id"] == row_id]
    return row


def blanked(row: dict[str, Any]) -> bool:
    kept = {"userId", "id", "rev", "deletedAt", "createdAt", "updatedAt"}
    return all(value in (None, "", 0) for name, value in row.items() if name not in kept)


def test_a_tombstone_that_all_have_seen_is_blanked_after_30_days(device: MakeDevice) -> None:
    here = device()
    there = device(here.token.user)
    row = here.row(id="gone", notes="e1.0a1b2c3d.secret", strain="Blue Dream", rating=8, amount=0.3)
    here.push(row, here.row(id="kept", notes="e1.0a1b2c3d.other"))
    here.push(row | {"deletedAt": GONE})
    report_anchor(here, there)
    before = here.peer.query("SELECT * FROM sync_log")

    fire(here, 29.9)
    assert not blanked(row_of(here, "gone"))
    fire(here, 30.1)
    gone = row_of(here, "gone")
    assert blanked(gone)
    assert (gone["id"], gone["rev"], gone["deletedAt"]) == ("gone", 2, GONE)
    assert (gone["createdAt"], gone["updatedAt"], gone["timestamp"]) == (GONE, GONE, "")
    assert row_of(here, "kept")["notes"] == "e1.0a1b2c3d.other"
    assert here.peer.query("SELECT * FROM sync_log") == before
    assert here.pull().read == 1  # nothing new for anybody


def test_every_table_is_blanked_and_stays_valid(device: MakeDevice) -> None:
    here = device()
    rows = {table: [here.row(table, id="gone")] for table in here.tables}
    here.push(**rows)
    here.push(**{table: [row | {"deletedAt": GONE}] for table, (row,) in rows.items()})
    report_anchor(here)
    fire(here, 31)
    for table in here.tables:
        assert blanked(row_of(here, "gone", table)), table
    fresh = device(here.token.user)
    assert fresh.pull().status == 200


def test_it_waits_for_the_slowest_device_and_not_for_a_retired_one(device: MakeDevice) -> None:
    here = device()
    slow = device(here.token.user)
    here.push(here.row(id="gone", notes="x"))
    report_anchor(slow)
    here.push(here.row(id="gone", notes="x", deletedAt=GONE))
    report_anchor(here)
    fire(here, 40)
    assert not blanked(row_of(here, "gone"))
    here.post("/v1/devices/retire", {"id": slow.token.id})
    fire(here, 41)
    assert blanked(row_of(here, "gone"))


def test_it_waits_for_a_device_that_never_came(device: MakeDevice) -> None:
    here = device()
    device(here.token.user)
    here.push(here.row(id="gone", notes="x", deletedAt=GONE))
    report_anchor(here)
    fire(here, 400)
    assert not blanked(row_of(here, "gone"))


def test_the_clock_of_the_device_that_deleted_does_not_matter(device: MakeDevice) -> None:
    here = device()
    here.push(
        here.row(id="fast", notes="x", deletedAt="2028-01-01T00:00:00.000Z"),
        here.row(id="slow", notes="x", deletedAt="2001-01-01T00:00:00.000Z"),
    )
    report_anchor(here)
    fire(here, 1)
    assert not any(blanked(row_of(here, name)) for name in ("fast", "slow"))
    fire(here, 31)
    assert all(blanked(row_of(here, name)) for name in ("fast", "slow"))


def test_a_row_brought_back_is_left_alone(device: MakeDevice) -> None:
    here = device()
    here.push(here.row(id="back", notes="x", deletedAt=GONE))
    here.push(here.row(id="back", notes="x", deletedAt=None))
    report_anchor(here)
    fire(here, 31)
    assert row_of(here, "back")["notes"] == "x"


def test_every_tombstone_is_read_once(device: MakeDevice) -> None:
    """Each day goes on where the last one stopped, so a large history is not read over and over."""
    here = device()
    here.push(*[here.row(notes="x") for _ in range(500)])
    here.push(*[here.row(notes="x", deletedAt=GONE) for _ in range(10)])
    report_anchor(here)
    read = []
    for days in (31, 32, 33):
        here.peer.logs()
        fire(here, days)
        lines = [line for line in here.peer.logs() if "blanked" in line]
        read.append(json.loads(json.loads(lines[0])["message"])["rowsRead"] if lines else 0)
    assert 500 < read[0] < 1300
    assert read[1:] == [0, 0]


def test_a_history_that_was_replaced_starts_anew(device: MakeDevice) -> None:
    here = device()
    for _ in range(5):
        here.push(here.row(deletedAt=GONE))
    report_anchor(here)
    fire(here, 31)
    here.peer.batch(("DELETE FROM sync_log",), ("DELETE FROM sessions",))
    new = device(here.token.user)
    here.post("/v1/devices/retire", {"id": here.token.id})
    new.push(new.row(id="gone", notes="x", deletedAt=GONE))
    report_anchor(new)
    fire(new, 62)
    assert blanked(row_of(new, "gone"))


def test_expired_tokens_are_removed_and_nothing_else(device: MakeDevice) -> None:
    here = device()
    peer = here.peer
    later = (datetime.now(UTC) + timedelta(days=10)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    expired = peer.token(here.token.user, name="expired", expires="2026-01-01T00:00:00.000Z")
    soon = peer.token(here.token.user, name="soon", expires=later)
    retired = peer.token(here.token.user, name="retired", retired=GONE)

    def tokens() -> set[str]:
        return {row["tokenHash"] for row in peer.query("SELECT tokenHash FROM device_tokens")}

    fire(here, 0)
    assert tokens() == {here.token.hash, soon.hash, retired.hash}
    assert expired.hash not in tokens()
    fire(here, 11)
    assert tokens() == {here.token.hash, retired.hash}
    assert here.pull().status == 200


def test_nobody_there_is_nothing_to_do(device: MakeDevice) -> None:
    here = device()
    here.peer.wipe()
    fire(here, 0)
