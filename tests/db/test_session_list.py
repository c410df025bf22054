"""The list of sessions against plain Python: every page, every filter, with the key and without."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sesh_tui.db import filtering, names, session_list
from sesh_tui.db.session_list import SessionList
from sesh_tui.domain.filters import Comparison, Filter, parse_filter
from sesh_tui.domain.names import name_key, words_of
from sesh_tui.domain.vocab import METHOD_ROUTE, route_of
from tests.tracker.story import Story, told

STRAINS = ["Blue Dream", "Sour Diesel", "Amber Haze", "GG #4", "Dream Catcher", None]
METHODS = ["vape", "joint", "edible", "tincture", "Vaporizer", None]
EFFECTS = ["relaxed", "sleepy", "dry mouth"]
NOTES = ["slept well", "a bit of PAIN", "with anna #sleepy", "#sleep at last", None]
PLACES = ["home", "outdoors", "Grandma's garden", None]


class World:
    """A few hundred sessions in a replica, and the same as plain dictionaries."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.sessions: list[dict[str, Any]] = []
        chance = random.Random(7)
        replica = story.tracker.replica
        with replica.action("made", "made"):
            lot = {"type": "vape", "amount": 1, "unit": "g", "acquired": "2026-01-01T00:00:00.000Z"}
            self.lot = replica.insert("inventory", {"name": "North Cart", "strain": "Amber Haze", **lot})
            self.gone = replica.insert("inventory", {"name": "Old Cart", "strain": "Sour Diesel", **lot})
            for _ in range(300):
                self.add(chance)
            replica.hide("inventory", self.gone)
            names.rebuild(replica)
        self.sessions.sort(key=lambda session: (session["timestamp"], session["id"]), reverse=True)

    def add(self, chance: random.Random) -> None:
        """One session of each kind: ours, another client's, a deleted one."""
        replica = self.story.tracker.replica
        day = f"2026-{chance.randint(9, 11):02}-{chance.randint(1, 28):02}"
        session = {
            "timestamp": f"{day}T{chance.randint(4, 23):02}:00:00.000Z",
            "localDay": day,
            "tzOffsetMin": 0,
            "strain": chance.choice(STRAINS),
            "method": chance.choice(METHODS),
            "effects": chance.sample(EFFECTS, chance.randint(0, 3)) or None,
            "rating": chance.choice([1, 3, 5, None]),
            "notes": chance.choice(NOTES),
            "location": chance.choice(PLACES),
            "purpose": chance.choice(["sleep", "medical", None]),
            "accompaniedBy": chance.choice(["solo", "social", None]),
        }
        session["route"] = route_of(session["method"])
        if session["strain"] == "Amber Haze" and chance.random() < 0.5:
            session["inventoryId"] = self.lot
        if session["strain"] == "Sour Diesel" and chance.random() < 0.5:
            session["inventoryId"] = self.gone
        if chance.random() < 0.1:  # as the web client writes them
            session |= {
                "timestamp": f"{day} 12:00:00",
                "localDay": None,
                "tzOffsetMin": None,
                "effects": "no json",
            }
        row_id = replica.insert("sessions", session)
        scales: dict[tuple[str, str], int] = {}
        for when in ("before", "after"):
            if chance.random() < 0.5:
                scales["mood", when] = value = chance.randint(1, 10)
                replica.insert(
                    "session_moods",
                    {
                        "sessionId": row_id,
                        "relationType": when,
                        "moodRating": value,
                        "timestamp": session["timestamp"],
                    },
                )
            if chance.random() < 0.5:
                name = chance.choice(["pain", "nausea"])
                scales[name, when] = value = chance.randint(0, 10)
                replica.insert(
                    "medical_symptoms",
                    {
                        "sessionId": row_id,
                        "beforeOrAfter": when,
                        "symptom": name,
                        "severity": value,
                        "timestamp": session["timestamp"],
                    },
                )
        if chance.random() < 0.1:
            replica.hide("sessions", row_id)
        else:
            self.sessions.append({**session, "id": row_id, "scales": scales})

    def expected(self, chosen: Filter, *, opened: bool) -> list[str]:
        return [session["id"] for session in self.sessions if fits(session, chosen, self, opened)]


def fits(session: dict[str, Any], chosen: Filter, world: World, opened: bool) -> bool:
    """The meaning of a filter, said once more and slowly."""
    day = session["localDay"] or session["timestamp"][:10]
    effects = session["effects"] if isinstance(session["effects"], list) else []
    product = {world.lot: "North Cart", world.gone: "Old Cart"}.get(session.get("inventoryId") or "")
    note = session["notes"].casefold() if opened and session["notes"] else None
    place = session["location"].lower() if opened and session["location"] else None
    tests = [
        not chosen.methods or session["method"] in chosen.methods,
        not chosen.routes or session["route"] in chosen.routes,
        not chosen.strains
        or any(
            begins(name, text) for text in chosen.strains for name in (session["strain"], product) if name
        ),
        chosen.from_day is None or day >= chosen.from_day,
        chosen.to_day is None or day <= chosen.to_day,
        all(effect in effects for effect in chosen.effects),
        not chosen.purposes or session["purpose"] in chosen.purposes,
        chosen.company is None or session["accompaniedBy"] == chosen.company,
        chosen.has_note is None or (session["notes"] is not None) is chosen.has_note,
        chosen.item is None or (session.get("inventoryId") or "").endswith(chosen.item.removeprefix("#")),
        not chosen.places or (place is not None and any(wanted in place for wanted in chosen.places)),
        all(note is not None and f"#{tag}" in note.split() for tag in chosen.tags),
        all(worded(session, text, product, note, world) for text in chosen.text),
        all(compared(session, comparison, opened) for comparison in chosen.comparisons),
    ]
    return all(tests)


def begins(name: str, text: str) -> bool:
    if not any(char.isalnum() for char in text):
        return False
    return name_key(name).startswith(name_key(text)) or all(
        any(word.startswith(part) for word in words_of(name)) for part in words_of(text)
    )


def worded(session: dict[str, Any], text: str, product: str | None, note: str | None, world: World) -> bool:
    """A free word: where it is part of a known name or a method it means that, elsewhere the note."""
    every = [strain for strain in STRAINS if strain] + ["North Cart", "Old Cart"]
    named = any(begins(name, text) for name in every)
    methods = {
        m for m, route in METHOD_ROUTE.items() if m.startswith(text.lower()) or route.startswith(text.lower())
    }
    if not named and not methods:
        return note is not None and text.casefold() in note
    return session["method"] in methods or any(begins(n, text) for n in (session["strain"], product) if n)


def compared(session: dict[str, Any], comparison: Comparison, opened: bool) -> bool:
    if comparison.field == "rating":
        return comparison.holds(session["rating"])
    if comparison.is_symptom and not opened:
        return False
    return comparison.holds(session["scales"].get((comparison.field, comparison.side)))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with told(home=str(tmp_path_factory.mktemp("world"))) as story:
        yield World(story)


def some(*values: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


DAYS = st.one_of(st.none(), st.sampled_from(["2026-09-15", "2026-10-01", "2026-11-20"]))
COMPARISONS = st.builds(
    Comparison,
    st.sampled_from(["mood", "rating", "pain", "nausea"]),
    st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
    st.integers(1, 9),
    st.sampled_from(["before", "after"]),
)
FILTERS = st.builds(
    Filter,
    methods=some("vape", "joint", "Vaporizer"),
    strains=some("dream", "gg4", "amb", "north", "old c", "#"),
    routes=some("inhaled", "oral"),
    from_day=DAYS,
    to_day=DAYS,
    effects=some("relaxed", "sleepy"),
    purposes=some("sleep", "medical"),
    places=some("home", "garden"),
    company=st.sampled_from([None, None, "solo"]),
    tags=some("sleep"),
    comparisons=st.lists(COMPARISONS, max_size=1).map(tuple),
    text=some("slept", "dream", "vape", "pain", "inhal", "&", "cart"),
    has_note=st.sampled_from([None, None, True, False]),
    item=st.none(),
)


def single_parts() -> list[Filter]:
    """Each field of a filter alone, so that every one of them is known to let something pass."""
    return [
        Filter(methods=("vape",)),
        Filter(routes=("inhaled",)),
        Filter(strains=("dream",)),
        Filter(strains=("old c",)),
        Filter(from_day="2026-10-01", to_day="2026-10-20"),
        Filter(effects=("relaxed", "sleepy")),
        Filter(purposes=("sleep",)),
        Filter(places=("garden",)),
        Filter(company="solo"),
        Filter(tags=("sleep",)),
        Filter(text=("slept",)),
        Filter(text=("cart",)),
        Filter(has_note=False),
        *(Filter(comparisons=(Comparison(field, ">=", 3),)) for field in ("mood", "rating", "pain")),
        Filter(comparisons=(Comparison("pain", "<", 5, "after"),)),
    ]


def listed(world: World, chosen: Filter | None) -> SessionList:
    return world.story.tracker.sessions(chosen)


@pytest.mark.parametrize("chosen", single_parts(), ids=str)
def test_each_part_of_a_filter(world: World, chosen: Filter) -> None:
    expected = world.expected(chosen, opened=True)
    assert 0 < len(expected) < len(world.sessions)
    found = listed(world, chosen)
    assert found.ids() == expected
    assert found.count() == len(expected)


@given(chosen=FILTERS, opened=st.booleans(), first=st.integers(0, 40), n=st.integers(0, 30))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_filter_means_what_it_says(
    world: World, chosen: Filter, opened: bool, first: int, n: int
) -> None:
    vault = world.story.tracker.vault
    if opened:
        vault.unlock()
    else:
        vault.forget()
    expected = world.expected(chosen, opened=opened)
    found = listed(world, chosen)
    assert [row.id for row in found.rows(first, n)] == expected[first : first + n]
    assert found.ids() == expected
    assert found.ids(3) == expected[:3]
    assert found.count() == len(expected)
    for row_id in [session["id"] for session in world.sessions[:5]]:
        assert found.index_of(row_id) == (expected.index(row_id) if row_id in expected else None)


PAGES = st.lists(st.tuples(st.integers(-2, 330), st.integers(-1, 60)), min_size=1, max_size=12)


@pytest.mark.parametrize("chosen", [None, Filter(has_note=True), Filter(places=("home",))], ids=str)
@pytest.mark.parametrize("near", [0, 5, 600])
@given(pages=PAGES, counted=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_jump_lands_where_it_should(
    world: World, chosen: Filter | None, near: int, pages: list[tuple[int, int]], counted: bool
) -> None:
    world.story.tracker.vault.unlock()
    expected = world.expected(chosen or Filter(), opened=True)
    found = listed(world, chosen)
    if counted:
        assert found.count() == len(expected)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session_list, "NEAR", near)
        patch.setattr(session_list, "MOST_MARKS", 4)
        for first, n in pages:
            rows = [row.id for row in found.rows(first, n)]
            assert rows == (expected[first : first + n] if first >= 0 and n > 0 else [])


def test_a_session_that_is_not_listed_has_no_position(world: World) -> None:
    found = listed(world, None)
    assert found.index_of("nobody") is None
    assert found.index_of(world.sessions[17]["id"]) == 17
    assert listed(world, Filter(places=("home",))).index_of("nobody") is None


def test_sessions_of_one_lot(world: World) -> None:
    chosen = Filter(item="#" + world.lot[-6:])
    assert listed(world, chosen).ids() == world.expected(chosen, opened=True) != []


def test_a_line_becomes_the_same_filter(world: World) -> None:
    world.story.tracker.vault.unlock()
    chosen = parse_filter("method:vape pain:>=3 @home", world.story.tracker.context())
    assert listed(world, chosen).ids() == world.expected(chosen, opened=True)


def test_opened_notes_are_kept_until_they_are_locked(world: World) -> None:
    tracker = world.story.tracker
    tracker.vault.unlock()
    chosen = Filter(text=("slept",))
    tracker.sessions(chosen)
    assert tracker.replica.opened_notes
    row_id = next(iter(tracker.replica.opened_notes))
    kept = tracker.replica.opened_notes[row_id]
    assert filtering.opened_note(tracker.replica, row_id, kept[0]) == kept[1]
    tracker.vault.forget()
    assert tracker.sessions(chosen).count() == 0
    assert tracker.replica.opened_notes == {}
    tracker.vault.unlock()
    damaged = kept[0][:-4] + "AAAA"
    assert filtering.opened_note(tracker.replica, row_id, damaged) is None, "damaged, not locked"
