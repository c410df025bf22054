"""Each guard of the engine has a story that goes wrong without it.

Every story is told twice: with the engine as it is, and with one guard taken out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from sesh_tui.sync import engine, statements
from sesh_tui.sync.apply import Applier
from sesh_tui.sync.engine import Engine
from sesh_tui.sync.local import Local
from sesh_tui.sync.remote import Pulled, Push
from tests.sync.storm import crash, edit, fault, other_round
from tests.sync.world import USER, Device, World

pytestmark = pytest.mark.usefixtures("small_world")

SYMPTOMS, UNITS = "tracked_symptoms", "custom_units"

Patch = Callable[[pytest.MonkeyPatch], None]


# --- stories ------------------------------------------------------------------------------------


def shared(count: int = 2, rows: int = 1) -> World:
    """Devices that all hold the same rows."""
    world = World(count)
    for number in range(rows):
        world.insert(world.devices[0], SYMPTOMS, f"r{number + 1}")
    for device in (*world.devices, *world.devices):
        world.sync(device)
    return world


def two_push_at_once() -> None:
    """Both edit one cell; the second push is sent though somebody was first."""
    world = shared()
    one, other = world.devices
    world.edit(one, SYMPTOMS, "r1", 0)
    # between the look at the server and the push of this device the other one gets in
    world.edit(other, SYMPTOMS, "r1", 0)
    for step in range(12):
        world.edit(one, SYMPTOMS, "r1", 0)
        world.edit(other, SYMPTOMS, "r1", 0)
        world.sync(one, [(step, other_round(1))])
    world.settle()


def a_push_comes_late() -> None:
    """A request held up on the way arrives after others have written the same cell."""
    world = shared()
    one, other = world.devices
    world.edit(one, SYMPTOMS, "r1", 0)
    hold_the_push(world, one)
    world.sync(other)
    world.edit(other, SYMPTOMS, "r1", 0)
    world.sync(other)
    world.deliver()
    world.settle()


def hold_the_push(world: World, device: Device) -> None:
    """Sync, but the push stays under way."""
    carry, seen = world.carry, []

    def carried(by: Device, batch: Any) -> Any:
        if any(sql.startswith("INSERT INTO sync_log") for sql, _ in batch):
            seen.append(1)
            world.fault = "delay"
        return carry(by, batch)

    world.carry = carried  # type: ignore[method-assign]
    assert world.sync(device) is None
    world.carry = carry  # type: ignore[method-assign]
    assert seen


def a_push_is_cut_by_the_host() -> None:
    """A host that is not atomic stores only the first statement of a push that is stale by now."""
    world = shared()
    one, other = world.devices
    world.edit(one, SYMPTOMS, "r1", 0)
    hold_the_push(world, one)
    world.edit(other, SYMPTOMS, "r1", 0)
    world.sync(other)
    tip = world.server.tip()
    world.server.checks = False
    world.server.execute(world.packets.pop()[:1])
    assert world.server.tip() == tip
    row = world.server.db.execute("SELECT rev FROM tracked_symptoms WHERE id = 'r1'").fetchone()
    assert row == (tip.rev,), "a stale push wrote a row"
    world.settle()


def killed_at_every_step_of_a_pull() -> None:
    """A pull of several pages dies anywhere; what lies before a cursor must be stored."""
    for step in range(1, 40):
        world = World(2)
        one, other = world.devices
        for number in range(7):
            world.insert(one, SYMPTOMS, f"r{number}")
        world.sync(one)
        world.sync(other, [(step, crash)])
        world.check_positions()
        world.settle()


def edited_while_the_push_is_under_way() -> None:
    """The cell that is being pushed is edited again before the answer comes."""
    for step in range(12):
        world = shared()
        one, _ = world.devices
        world.edit(one, SYMPTOMS, "r1", 0)
        world.sync(one, [(step, edit(0, 0, 0, 0))])
        world.settle()


def set_back_between_two_pages() -> None:
    """The database is set back and grows again while a device reads it page by page."""
    for cut in range(2, 20):
        world = shared(3)
        one, other, third = world.devices
        world.keep_snapshot()
        for number in range(2, 9):
            world.insert(one, SYMPTOMS, f"r{number}")
        world.sync(one)

        def act(_: Device, world: World = world, third: Device = third) -> None:
            world.restore_server(0)
            for number in range(2, 9):
                world.insert(third, SYMPTOMS, f"a{number}")
            world.sync(third)

        world.sync(other, [(cut, act)])
        world.settle()


def set_back() -> None:
    """The database is set back to before a push."""
    world = shared()
    one, _ = world.devices
    world.keep_snapshot()
    world.edit(one, SYMPTOMS, "r1", 0)
    world.sync(one)
    world.restore_server(0)
    world.settle()


def set_back_and_grown_again() -> None:
    """… and has grown past the device's place in it when the device comes back."""
    world = shared(3)
    one, other, third = world.devices
    world.keep_snapshot()
    world.edit(one, SYMPTOMS, "r1", 0)
    world.sync(one)
    world.restore_server(0)
    for _ in range(4):
        world.edit(third, SYMPTOMS, "r1", 1)
        world.sync(third)
    world.edit(one, UNITS, "u1", 0)
    world.sync(one)
    world.sync(other)
    world.settle()


def set_back_under_a_push() -> None:
    """The database is set back and grows to the same number just before a push arrives."""
    world = shared(3)
    one, other, _ = world.devices
    world.keep_snapshot()
    world.edit(one, SYMPTOMS, "r1", 0)
    world.sync(one)
    world.edit(one, UNITS, "u1", 0)
    hold_the_push(world, one)
    packet = world.packets.pop()
    world.restore_server(0)
    world.edit(other, SYMPTOMS, "r1", 1)
    world.sync(other)
    before = world.server.tip()
    world.server.checks = False
    world.server.execute(packet)
    assert world.server.tip() == before, "a push was accepted on a history it does not know"
    world.settle()


def two_clones_push_different_rows() -> None:
    """Two machines with the same disk push at the same place; each must know whose push stands there."""
    world = shared()
    one, _ = world.devices
    twin = world.clone(one)
    world.edit(one, SYMPTOMS, "r1", 0)
    world.edit(twin, SYMPTOMS, "r1", 0)
    hold_the_push(world, twin)
    world.packets.clear()
    world.sync(one)
    world.sync(twin)
    world.settle()


def both_edit_one_cell() -> None:
    """The value that gives way must be in the journal."""
    world = shared()
    for device in world.devices:
        world.edit(device, SYMPTOMS, "r1", 0)
    world.settle()


def the_answer_is_lost() -> None:
    """A push whose answer is lost is recognised; nobody is told of a conflict with himself."""
    world = shared()
    one, _ = world.devices
    world.edit(one, SYMPTOMS, "r1", 0)
    for step in range(30):
        world.sync(one, [(step, fault("drop reply"))])
        world.edit(one, SYMPTOMS, "r1", 0)
    world.settle()
    noise = world.server.db.execute(
        "SELECT count(*) FROM sync_conflicts WHERE userId = ?", (USER,)
    ).fetchone()
    assert noise == (0,), "a device quarrelled with itself"


# --- mutants ------------------------------------------------------------------------------------


def no_gate(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statements, "_GATE", "WHERE ?4 = ?4")


def log_row_first_and_no_gate(patch: pytest.MonkeyPatch) -> None:
    no_gate(patch)
    batch = statements.push_batch

    def turned(user_id: str, push: Push) -> list[statements.Statement]:
        parts = len(push.parts)
        made = batch(user_id, push)
        return [made[parts], *made[:parts], *made[parts + 1 :]]

    patch.setattr(statements, "push_batch", turned)


def cursor_before_data(patch: pytest.MonkeyPatch) -> None:
    take_in = Engine._take_in

    def early(self: Engine, reply: Pulled, pending: tuple[int, str] | None) -> None:
        with self.replica.transaction():
            for page in reply.pages:
                self._advance(page, reply.tip)
        take_in(self, reply, pending)

    patch.setattr(Engine, "_take_in", early)


def acknowledgement_ignores_gen(patch: pytest.MonkeyPatch) -> None:
    acknowledge = Applier.acknowledge

    def blind(self: Applier, to: Any) -> int:
        self.db.execute(
            "UPDATE sync_pending_rows SET gen = (SELECT gen FROM outbox o WHERE "
            "o.tableName = sync_pending_rows.tableName AND o.rowId = sync_pending_rows.rowId)"
            " WHERE EXISTS (SELECT 1 FROM outbox o WHERE "
            "o.tableName = sync_pending_rows.tableName AND o.rowId = sync_pending_rows.rowId)"
        )
        return acknowledge(self, to)

    patch.setattr(Applier, "acknowledge", blind)


def anchor_moves_with_the_last_page_only(patch: pytest.MonkeyPatch) -> None:
    take_in, move = Engine._take_in, Local.move_anchor

    def late(self: Engine, reply: Pulled, pending: tuple[int, str] | None) -> None:
        if any(page.full for page in reply.pages):
            patch.setattr(Local, "move_anchor", lambda *_: None)
        try:
            take_in(self, reply, pending)
        finally:
            patch.setattr(Local, "move_anchor", move)

    patch.setattr(Engine, "_take_in", late)


def no_fork_check(patch: pytest.MonkeyPatch) -> None:
    look = Engine._look

    def trusting(self: Engine, pending: tuple[int, str] | None) -> Pulled:
        return look(self, pending)._replace(at_anchor=self.local.anchor.head)

    patch.setattr(Engine, "_look", trusting)


def head_reused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(engine, "new_head", lambda parent, nonce, rows: f"{parent}+"[-20:])


def no_journal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Applier, "_keep", lambda *_: None)


def parent_compared_by_number_only(patch: pytest.MonkeyPatch) -> None:
    for name in ("_GATE", "_LOG"):
        text = getattr(statements, name)
        patch.setattr(statements, name, text.replace("head = ?4", "?4 = ?4").replace("head = ?3", "?3 = ?3"))


def pending_not_durable(patch: pytest.MonkeyPatch) -> None:
    init = Engine._pull_all

    def forgetful(self: Engine) -> None:
        with self.replica.transaction():
            self.local.drop_pending()
        init(self)

    patch.setattr(Engine, "_pull_all", forgetful)


class Case(NamedTuple):
    story: Callable[[], None]
    mutant: Patch


CASES = [
    Case(a_push_comes_late, no_gate),
    Case(a_push_is_cut_by_the_host, no_gate),
    Case(a_push_comes_late, log_row_first_and_no_gate),
    Case(killed_at_every_step_of_a_pull, cursor_before_data),
    Case(edited_while_the_push_is_under_way, acknowledgement_ignores_gen),
    Case(set_back_between_two_pages, anchor_moves_with_the_last_page_only),
    Case(set_back, no_fork_check),
    Case(set_back_and_grown_again, no_fork_check),
    Case(two_clones_push_different_rows, head_reused),
    Case(both_edit_one_cell, no_journal),
    Case(two_push_at_once, no_journal),
    Case(set_back_under_a_push, parent_compared_by_number_only),
    Case(the_answer_is_lost, pending_not_durable),
]


@pytest.mark.parametrize("story", sorted({case.story for case in CASES}, key=lambda s: s.__name__))
def test_the_engine_stands(story: Callable[[], None]) -> None:
    story()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.mutant.__name__}-{case.story.__name__}")
def test_without_the_guard_the_story_goes_wrong(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.mutant(monkeypatch)
    with pytest.raises(AssertionError):
        case.story()
