"""Storms: devices, edits, and anything at all between any two steps of a round.

More of them than here: ``python -m tests.sync.storm --runs 100000``.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.sync import storm
from tests.sync.world import COLUMNS, World, crash

pytestmark = [pytest.mark.usefixtures("small_world"), pytest.mark.timeout(600)]

STORMS = 2000
GROUPS = 10
MACHINES = 400

TROUBLES = (22226, 23359, 10291, 10378, 10704, 11631, 11777)
"""Seeds that once broke the engine or the oracle."""

NUMBER = st.integers(0, 4)
TABLE = st.integers(0, 1)
ROW = st.integers(0, len(storm.ROWS) - 1)
COLUMN = st.integers(0, 1)
ACTS = st.one_of(
    st.builds(storm.fault, st.sampled_from(storm.FAULTS)),
    st.just(crash),
    st.builds(storm.edit, NUMBER, TABLE, ROW, COLUMN),
    st.builds(storm.own_edit, TABLE, ROW),
    st.builds(storm.delete, NUMBER, TABLE, ROW),
    st.builds(storm.other_round, NUMBER),
    st.just(storm.late),
    st.just(storm.snapshot),
    st.just(storm.set_back),
)
EVENTS = st.lists(st.tuples(st.integers(0, 14), ACTS), max_size=4)


class Storm(RuleBasedStateMachine):
    """Three to five devices and a server; every rule is one thing that happens."""

    world: World

    @initialize(days=st.lists(st.sampled_from(storm.DAYS), min_size=3, max_size=5))
    def begin(self, days: list[int]) -> None:
        self.world = World(min(len(days), 4), days=[*days, 0, 0, 0])

    def device(self, number: int):  # type: ignore[no-untyped-def]
        return self.world.devices[number % len(self.world.devices)]

    @rule(number=NUMBER, table=TABLE, row=ROW, column=COLUMN)
    def edit(self, number: int, table: int, row: int, column: int) -> None:
        self.world.edit(self.device(number), list(COLUMNS)[table], storm.ROWS[row], column)

    @rule(number=NUMBER, table=TABLE, row=ROW)
    def delete(self, number: int, table: int, row: int) -> None:
        self.world.delete(self.device(number), list(COLUMNS)[table], storm.ROWS[row])

    @rule(number=NUMBER, events=EVENTS)
    def sync(self, number: int, events: list[tuple[int, storm.Act]]) -> None:
        self.world.sync(self.device(number), events)

    @rule(number=NUMBER, events=EVENTS)
    def sync_again(self, number: int, events: list[tuple[int, storm.Act]]) -> None:
        self.world.sync(self.device(number), events)

    @rule()
    def late(self) -> None:
        self.world.deliver()

    @rule(number=NUMBER)
    def keep_backup(self, number: int) -> None:
        self.world.keep_backup(self.device(number))

    @precondition(lambda self: self.world.backups)
    @rule(number=NUMBER)
    def restore_backup(self, number: int) -> None:
        self.world.restore_backup(number % len(self.world.backups))

    @rule()
    def keep_snapshot(self) -> None:
        self.world.keep_snapshot()

    @precondition(lambda self: self.world.snapshots)
    @rule(number=NUMBER)
    def restore_server(self, number: int) -> None:
        self.world.restore_server(number % len(self.world.snapshots))

    @precondition(lambda self: len(self.world.devices) < 5)
    @rule(number=NUMBER)
    def clone(self, number: int) -> None:
        self.world.clone(self.device(number))

    @invariant()
    def positions_are_earned(self) -> None:
        if hasattr(self, "world"):
            self.world.check_positions()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.settle()


def test_a_state_machine_finds_no_loss() -> None:
    run_state_machine_as_test(
        Storm,
        settings=settings(
            max_examples=MACHINES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("group", range(GROUPS))
def test_storms_lose_nothing(group: int) -> None:
    values = 0
    for seed in range(group, STORMS, GROUPS):
        try:
            values += storm.storm(seed)
        except Exception as error:
            error.add_note(f"storm {seed}")
            raise
    assert values > STORMS // GROUPS


@pytest.mark.parametrize("seed", TROUBLES)
def test_old_troubles_stay_away(seed: int) -> None:
    storm.storm(seed)
