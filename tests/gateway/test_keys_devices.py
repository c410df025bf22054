"""Key slots, tokens, what the gateway says of itself, and looking at both sides."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.d1peer import Token
from tests.gateway.client import AT, Device, Reply
from tests.gateway.conftest import MakeDevice

KID = "0a1b2c3d"


def slot(name: str, kid: str = KID, blob: str = "opaque") -> dict[str, str]:
    return {"kid": kid, "slot": name, "params": '{"kdf":"argon2id"}', "blob": blob}


def put(device: Device, *slots: dict[str, str], first: bool) -> Reply:
    return device.send("PUT", "/v1/keys", {"first": first, "slots": list(slots)})


def names(reply: Reply) -> list[tuple[str, str]]:
    return [(key["kid"], key["slot"]) for key in reply.body["keys"]]


# --- key slots ---------------------------------------------------------------------------------------------


def test_the_first_slots_are_stored_together_or_not_at_all(device: MakeDevice) -> None:
    here = device()
    late = device(here.token.user)
    assert here.get("/v1/keys").body["keys"] == []
    mine = put(here, slot("passphrase-11111111"), slot("recovery-22222222"), first=True)
    assert mine.body["stored"]
    assert names(mine) == [(KID, "passphrase-11111111"), (KID, "recovery-22222222")]
    assert put(here, slot("passphrase-11111111"), slot("recovery-22222222"), first=True).body[
        "stored"
    ]  # again

    other = put(late, slot("passphrase-33333333", "ffffffff"), first=True)
    assert not other.body["stored"]
    assert names(other) == names(mine)  # whoever comes late adopts the key that is there
    added = put(late, slot("passphrase-33333333", "ffffffff"), first=False)
    assert added.body["stored"]
    assert len(added.body["keys"]) == 3
    assert here.get("/v1/status").body["kids"] == [KID, "ffffffff"]


def test_two_devices_set_up_at_the_same_moment(device: MakeDevice) -> None:
    here = device()
    devices = [here, *(device(here.token.user) for _ in range(7))]
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(
                lambda pair: put(pair[1], slot("passphrase-11111111", f"0000000{pair[0]}"), first=True),
                enumerate(devices),
            )
        )
    assert sum(reply.body["stored"] for reply in replies) == 1
    assert len({json.dumps(reply.body["keys"]) for reply in replies}) == 1


def test_a_slot_is_never_overwritten(device: MakeDevice) -> None:
    here = device()
    put(here, slot("passphrase-11111111", blob="genuine"), first=True)
    for first in (True, False):
        reply = put(here, slot("passphrase-11111111", blob="forged"), first=first)
        assert not reply.body["stored"]
        assert [key["blob"] for key in reply.body["keys"]] == ["genuine"]


def test_an_old_slot_goes_and_the_last_one_stays(device: MakeDevice) -> None:
    here = device()
    put(here, slot("passphrase-11111111"), slot("passphrase-22222222"), first=True)
    gone = here.send("DELETE", "/v1/keys", {"kid": KID, "slot": "passphrase-11111111"})
    assert gone.body["removed"]
    assert names(gone) == [(KID, "passphrase-22222222")]
    assert not here.send("DELETE", "/v1/keys", {"kid": KID, "slot": "passphrase-11111111"}).body["removed"]
    last = here.send("DELETE", "/v1/keys", {"kid": KID, "slot": "passphrase-22222222"})
    assert (last.status, last.code) == (409, "last_slot")
    assert names(here.get("/v1/keys")) == [(KID, "passphrase-22222222")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"slots": [slot("a")]}, 400),
        ({"first": 1, "slots": [slot("a")]}, 400),
        ({"first": True, "slots": []}, 400),
        ({"first": True, "slots": [slot("a") | {"userId": "x"}]}, 400),
        ({"first": True, "slots": [slot("a", kid="XYZ")]}, 400),
        ({"first": True, "slots": [slot("a", kid="0A1B2C3D")]}, 400),
        ({"first": True, "slots": [slot("a b")]}, 400),
        ({"first": True, "slots": [slot("a", blob="")]}, 400),
        ({"first": True, "slots": [slot("a", blob="x" * 8192)]}, 413),
        ({"first": True, "slots": [slot("a", blob="€" * 3000)]}, 413),
        ({"first": True, "slots": [slot(f"s{number}") for number in range(17)]}, 400),
        ({"first": True, "slots": ["slot"]}, 400),
    ],
)
def test_a_slot_of_another_shape_is_refused(device: MakeDevice, body: Any, status: int) -> None:
    here = device()
    assert here.send("PUT", "/v1/keys", body).status == status
    assert here.get("/v1/keys").body["keys"] == []


# --- devices -----------------------------------------------------------------------------------------------


def test_a_device_makes_a_token_for_another_one(device: MakeDevice) -> None:
    here = device()
    here.push(here.row())
    made = here.post("/v1/devices", {"name": "Fernseher im Wohnzimmer"})
    assert made.status == 201
    token = Token(made.body["token"], here.token.user)
    assert len(token.text) == 43
    assert made.body["device"]["id"] == token.id
    assert token.text not in json.dumps(here.peer.query("SELECT * FROM device_tokens"))

    there = device(token=token)
    assert len(there.rows(there.pull())) == 1
    listed = there.get("/v1/devices").body["devices"]
    assert {row["name"]: row["current"] for row in listed} == {
        "laptop": False,
        "Fernseher im Wohnzimmer": True,
    }
    assert not any("Hash" in name for row in listed for name in row)

    assert there.post("/v1/devices/retire", {"id": here.token.id}).body["retired"]
    assert here.pull().code == "token_retired"
    assert there.post("/v1/devices/retire", {"id": here.token.id}).body["retired"]  # again
    assert there.post("/v1/devices/retire", {"id": there.token.id}).body["retired"]  # itself
    assert there.get("/v1/devices").code == "token_retired"


def test_a_token_may_be_made_for_a_time(device: MakeDevice) -> None:
    here = device()
    made = here.post("/v1/devices", {"name": "guest", "expiresAt": "2999-01-01T00:00:00Z"})
    assert made.body["device"]["expiresAt"] == "2999-01-01T00:00:00.000Z"
    guest = device(token=Token(made.body["token"], here.token.user))
    assert guest.get("/v1/status").body["device"] == {
        "id": guest.token.id,
        "name": "guest",
        "expiresAt": "2999-01-01T00:00:00.000Z",
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 65},
        {"name": 5},
        {"name": "x", "expiresAt": "2020-01-01T00:00:00Z"},
        {"name": "x", "expiresAt": "tomorrow"},
        {"name": "x", "expiresAt": "2999-13-45T00:00:00Z"},
        {"name": "x", "expiresAt": 5},
        {"name": "x", "token": "mine"},
    ],
)
def test_a_token_of_another_shape_is_refused(device: MakeDevice, body: Any) -> None:
    here = device()
    assert here.post("/v1/devices", body).status == 400
    assert len(here.get("/v1/devices").body["devices"]) == 1


def test_a_person_has_so_many_tokens_at_most(device: MakeDevice) -> None:
    here = device()
    here.peer.batch(
        (
            "INSERT INTO device_tokens (userId, tokenHash, name, createdAt)"
            " SELECT ?1, 'h' || value, 'x', 'x' FROM json_each(?2)",
            here.token.user,
            json.dumps(list(range(199))),
        )
    )
    assert here.post("/v1/devices", {"name": "one more"}).code == "too_many_devices"
    other = device()
    assert other.post("/v1/devices", {"name": "one more"}).status == 201


@pytest.mark.parametrize("number", ["", "x", "0" * 15, "0" * 64, "%", None, 5, "' OR 1=1"])
def test_only_a_device_that_is_there_is_retired(device: MakeDevice, number: Any) -> None:
    assert device().post("/v1/devices/retire", {"id": number}).status == 400
    assert device().post("/v1/devices/retire", {"id": "0" * 16}).status == 404


def test_a_token_that_two_devices_use_holds_the_tombstones(device: MakeDevice) -> None:
    here = device()
    clone = device(token=here.token)

    def noted() -> tuple[str, int]:
        (row,) = here.peer.query("SELECT deviceId, anchorRev FROM device_tokens")
        return row["deviceId"], row["anchorRev"]

    here.push(here.row())
    here.pull()
    assert noted() == (here.id, 1)
    clone.settle()
    assert noted() == ("several devices", 0)
    clone.push(clone.row())
    here.peer.batch((f"UPDATE device_tokens SET lastUsedAt = '{AT[:4]}-01-01T00:00:00.000Z'",))
    clone.get("/v1/status")
    assert clone.pull().written == 1
    assert noted() == ("several devices", 0)


# --- status, self-test, both sides -------------------------------------------------------------------------


def test_status_says_what_a_client_needs(device: MakeDevice) -> None:
    here = device()
    here.push(here.row())
    status = here.get("/v1/status").body
    assert status["service"] == "sesh-tui-gateway"
    assert status["protocol"] == 1
    assert status["userId"] == here.token.user
    assert status["tip"] == here.anchor._asdict()
    assert status["limits"]["bodyBytes"] == 1_500_000
    assert len(status["tables"]) == 20
    assert "rev" in status["tables"]["sessions"]["columns"]
    assert "userId" not in status["tables"]["sessions"]["columns"]
    assert status["tables"]["sessions"]["required"] == ["id", "timestamp", "createdAt", "updatedAt"]


def test_a_batch_is_atomic_here(device: MakeDevice) -> None:
    here = device()
    reply = here.post("/v1/selftest", {})
    assert reply.body["atomic"]
    assert len(here.peer.query("SELECT * FROM schema_info")) == 2


def test_both_sides_can_be_compared_row_by_row(device: MakeDevice) -> None:
    here = device()
    here.push(*[here.row(id=f"{number:04}", notes="n" * 2000) for number in range(700)])
    counted = here.post("/v1/check", {"tables": ["sessions", "goals", "sessions"]})
    assert counted.body["tables"] == {
        "sessions": {"rows": 700, "revSum": 700},
        "goals": {"rows": 0, "revSum": 0},
    }
    assert counted.body["tip"] == here.anchor._asdict()

    seen: list[str] = []
    more = True
    while more:
        reply = here.post("/v1/rows", {"table": "sessions", "after": seen[-1] if seen else ""})
        assert len(json.dumps(reply.body["rows"], separators=(",", ":"))) <= 900_002
        seen += [row[0] for row in reply.body["rows"]]
        more = reply.body["more"]
    assert seen == [f"{number:04}" for number in range(700)]

    some = here.post("/v1/rows", {"table": "sessions", "ids": ["0007", "0003", "0007", "nope"]})
    assert {row[0] for row in some.body["rows"]} == {"0003", "0007"}
    assert not some.body["more"]


@pytest.mark.parametrize(
    "body",
    [
        {"table": "sessions"},
        {"table": "sessions", "after": "", "ids": []},
        {"table": "sessions", "ids": "a"},
        {"table": "sessions", "ids": [5]},
        {"table": "sessions", "ids": ["x"] * 1001},
        {"table": "sessions", "after": 5},
        {"table": "sessions", "after": "", "limit": 0},
    ],
)
def test_rows_of_another_shape_are_refused(device: MakeDevice, body: Any) -> None:
    reply = device().post("/v1/rows", body)
    assert (reply.status, reply.code) == (400, "bad_request")
