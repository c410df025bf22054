"""Random storms over the model world, for more of them than a test run has time for.

    python -m tests.sync.storm --runs 100000 [--seed 7] [--workers 2]

A storm that fails prints its seed; the same seed makes the same storm again.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable
from multiprocessing import Pool

from tests.sync.world import COLUMNS, Device, World, crash, few_tables

ROWS = ("r1", "r2", "r3")
FAULTS = ("drop request", "drop reply", "delay", "copy", "twice")
DAYS = (-400, -3, 0, 5, 400)

Act = Callable[[Device], None]


def fault(kind: str) -> Act:
    """Something happens to the next request."""

    def act(device: Device) -> None:
        device.world.fault = kind

    return act


def edit(number: int, table: int, row: int, column: int) -> Act:
    """Somebody edits, on this device or on another."""

    def act(device: Device) -> None:
        world = device.world
        world.edit(world.devices[number % len(world.devices)], list(COLUMNS)[table], ROWS[row], column)

    return act


def delete(number: int, table: int, row: int) -> Act:
    """Somebody deletes a row."""

    def act(device: Device) -> None:
        world = device.world
        world.delete(world.devices[number % len(world.devices)], list(COLUMNS)[table], ROWS[row])

    return act


def other_round(number: int) -> Act:
    """Another device syncs in between."""

    def act(device: Device) -> None:
        world = device.world
        other = world.devices[number % len(world.devices)]
        if other is not device:
            world.sync(other)

    return act


def own_edit(table: int, row: int) -> Act:
    """The person at this device goes on editing during its round."""

    def act(device: Device) -> None:
        for column in range(2):
            device.world.edit(device, list(COLUMNS)[table], ROWS[row], column)

    return act


def late(device: Device) -> None:
    """A packet held up on the way arrives now."""
    device.world.deliver()


def snapshot(device: Device) -> None:
    """The host remembers this moment."""
    device.world.keep_snapshot()


def set_back(device: Device) -> None:
    """The host goes back to a moment it remembers."""
    if device.world.snapshots:
        device.world.restore_server(-1)


def random_edit(chance: random.Random) -> Act:
    """An edit or, rarely, a deletion by anybody."""
    number, table, row = chance.randrange(5), chance.randrange(2), chance.randrange(len(ROWS))
    if chance.random() < 0.12:
        return delete(number, table, row)
    return edit(number, table, row, chance.randrange(2))


def random_event(chance: random.Random) -> Act:
    """What may happen between two steps of a round."""
    kind = chance.random()
    if kind < 0.3:
        return fault(chance.choice(FAULTS))
    if kind < 0.45:
        return crash
    if kind < 0.55:
        return own_edit(chance.randrange(2), chance.randrange(len(ROWS)))
    if kind < 0.65:
        return random_edit(chance)
    if kind < 0.9:
        return other_round(chance.randrange(5))
    if kind < 0.95:
        return late
    return set_back


def storm(seed: int) -> int:
    """One storm; returns how many values were committed in it."""
    chance = random.Random(seed)
    world = World(chance.choice((3, 3, 3, 4)), days=[chance.choice(DAYS) for _ in range(9)])
    disasters = chance.random() < 0.5
    for _ in range(chance.randrange(8, 24)):
        device = chance.choice(world.devices)
        kind = chance.random()
        if kind < 0.45:
            random_edit(chance)(device)
        elif kind < 0.9:
            events = [
                (chance.randrange(14), random_event(chance)) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))
            ]
            if not disasters:
                events = [event for event in events if event[1] is not set_back]
            world.sync(device, events)
        elif not disasters:
            world.deliver()
        else:
            disaster(world, device, chance)
    world.settle()
    return len(world.written)


def disaster(world: World, device: Device, chance: random.Random) -> None:
    """A disk or the database is set back, or a disk is copied."""
    kind = chance.randrange(6)
    if kind == 0:
        world.keep_snapshot()
    elif kind == 1 and world.snapshots:
        world.restore_server(chance.randrange(len(world.snapshots)))
    elif kind in (2, 3):
        world.keep_backup(device)
    elif kind == 4 and world.backups:
        world.restore_backup(chance.randrange(len(world.backups)))
    elif kind == 5 and len(world.devices) < 5:
        world.clone(device)


def attempt(seed: int) -> tuple[int, int, str]:
    """A storm with its outcome: the seed, the values committed, the error if it failed."""
    try:
        with few_tables():
            return seed, storm(seed), ""
    except Exception:
        return seed, 0, traceback.format_exc()


def main() -> int:
    """Run storms and tell of those that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.runs)
    began, values, failed = time.perf_counter(), 0, 0
    with Pool(options.workers) as pool:
        for number, (seed, count, error) in enumerate(pool.imap_unordered(attempt, seeds, chunksize=20), 1):
            values += count
            if error:
                failed += 1
                print(f"seed {seed}:\n{error}", flush=True)
            if number % 5000 == 0:
                print(f"{number} storms, {values} values, {failed} failed", flush=True)
    seconds = time.perf_counter() - began
    print(f"{options.runs} storms in {seconds:.0f} s, {values} values committed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
