"""Connecting with a server, becoming the person who is there, and waiting after failures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sesh_tui.db import history
from sesh_tui.sync import backoff, joining
from sesh_tui.sync import remote as kinds
from sesh_tui.sync.d1 import D1Remote
from sesh_tui.sync.local import Local
from tests.sync.test_engine import SLOT, Person, Vault, names, note, template, unit

__all__ = ["template"]


@pytest.fixture
def person(tmp_path: Path, template: str) -> Iterator[Person]:
    made = Person(tmp_path, template)
    yield made
    for replica in made.opened:
        replica.close()


def another_id(person: Person, name: str) -> joining.Replica:
    """A device that was used alone before, under a person's id of its own."""
    replica = person.device(name)
    with replica.transaction():
        joining.become(replica, "somebody-alone")
    return replica


def give_slot(replica: joining.Replica) -> None:
    replica.db.execute(
        "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?, ?, ?, ?, ?, '2026')",
        (replica.user_id, *SLOT),
    )


def test_a_second_device_becomes_the_person_and_keeps_what_it_logged(person: Person) -> None:
    one, other = person.device("one"), another_id(person, "other")
    give_slot(one)
    unit(one, "puff")
    joining.attach(one, D1Remote(person.execute, one.user_id), "d1/db")
    person.engine(one).round()
    unit(other, "pipe")
    note(other, "before joining")
    joining.attach(other, D1Remote(person.execute, one.user_id), "d1/db", cells=Vault())
    assert other.user_id == one.user_id == other.setting("userId")
    assert other.all("SELECT kid FROM sync_keys") == [(SLOT.kid,)]
    person.engine(other).round()
    person.engine(one).round()
    assert names(one) == names(other) == ["pipe", "puff"]
    assert one.all("SELECT id FROM users") == [(one.user_id,)]
    assert one.one("SELECT count(*) FROM journal_entries") == (1,)
    people = person.server.db.execute("SELECT DISTINCT userId FROM custom_units").fetchall()
    assert people == [(one.user_id,)]


def test_rows_loaded_silently_are_offered_too(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    one.db.execute("DELETE FROM outbox")
    joining.attach(one, D1Remote(person.execute, one.user_id), "d1/db")
    assert person.engine(one).round().pushed == 2


def test_joining_is_no_action_and_earlier_ones_can_be_undone(person: Person) -> None:
    other = another_id(person, "other")
    unit(other, "pipe")
    joining.attach(other, D1Remote(person.execute, "person-2"), "d1/db")
    assert history.undo(other).rows == 1
    assert other.one("SELECT deletedAt IS NOT NULL FROM custom_units") == (True,)


def test_what_a_running_program_wrote_under_the_old_id_is_taken_in(person: Person) -> None:
    one = person.device("one")
    joining.attach(one, D1Remote(person.execute, "person-2"), "d1/db")
    one.db.execute(
        "INSERT INTO custom_units (userId, id, name, createdAt, updatedAt) VALUES ('old', 'u9', 'late', '', '')"
    )
    report = person.engine(one).round()
    assert report.finished
    assert person.server.db.execute("SELECT userId, name FROM custom_units").fetchall() == [
        ("person-2", "late")
    ]


def test_the_person_s_own_sealed_data_moves_with_its_id(person: Person) -> None:
    one = person.device("one")
    old = one.user_id
    with one.action("edit", "edit"):
        one.update("users", old, {"email": "a@example.org"})
    with pytest.raises(joining.Locked), one.transaction():
        joining.become(one, "person-2")
    with one.transaction():
        joining.become(one, "person-2", Vault())
    cell = one.row("users", "person-2", "email")
    assert cell is not None
    assert Vault().open(cell[0], "users", "person-2", "email") == "a@example.org"


def test_a_household_is_told_apart_by_its_key_slots(person: Person) -> None:
    one, other = person.device("one"), another_id(person, "other")
    give_slot(one)
    for replica in (one, other):
        joining.attach(replica, D1Remote(person.execute, replica.user_id), "d1/db")
        person.engine(replica).round()
    found = {resident.user_id: resident.slots for resident in joining.people(person.execute)}
    assert found == {one.user_id: [SLOT], "somebody-alone": []}


def test_another_server_is_offered_everything(person: Person) -> None:
    one = person.device("one")
    unit(one, "puff")
    joining.attach(one, D1Remote(person.execute, one.user_id), "d1/db")
    person.engine(one).round()
    joining.detach(one)
    person.server = type(person.server)()
    joining.attach(one, D1Remote(person.execute, one.user_id), "d1/other")
    report = person.engine(one).round()
    assert (report.pushed, report.forks) == (2, 0)


def test_a_server_of_an_older_version_is_not_connected(person: Person) -> None:
    one = person.device("one")
    person.server.db.execute("UPDATE schema_info SET value = '0' WHERE name = 'schemaVersion'")
    with pytest.raises(kinds.SchemaOlder):
        joining.attach(one, D1Remote(person.execute, "person-2"), "d1/db")
    assert one.user_id != "person-2"


# --- waiting ------------------------------------------------------------------------------------


@pytest.fixture
def local(person: Person) -> Local:
    return Local(person.device("one"))


def test_pauses_grow_to_a_quarter_of_an_hour_and_survive_a_restart(local: Local) -> None:
    chance = random.Random(1)
    waits = [
        backoff.after_error(local, kinds.Transient("gone"), 1000.0, chance).until - 1000 for _ in range(14)
    ]
    assert 0.2 <= waits[0] <= 2
    assert max(waits) <= 900
    assert max(waits[-4:]) > 90
    again = Local(local.replica)
    assert not backoff.may_try(again, 1000.0)
    assert backoff.pause(again).kind == "offline"
    backoff.clear(again)
    assert backoff.pause(local) == backoff.NO_PAUSE
    assert backoff.may_try(local, 0.0)


def test_a_server_that_says_when_is_waited_for(local: Local) -> None:
    assert backoff.after_error(local, kinds.RateLimited("slow down", 5000.0), 1000.0).until == 5000.0
    assert backoff.after_error(local, kinds.QuotaPaused("used up", 9000.0), 1000.0).kind == "quota"
    assert not backoff.may_try(local, 8999.0)
    assert backoff.may_try(local, 9000.0)


def test_what_a_person_must_mend_waits_for_the_person(local: Local) -> None:
    assert backoff.after_error(local, kinds.Unauthorized("wrong token"), 1000.0).kind == "person"
    assert not backoff.may_try(local, 1e12)
    assert backoff.pause(local).reason == "wrong token"
