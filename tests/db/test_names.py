"""Names: what is in the jar before what was used before what the catalogue knows."""

from __future__ import annotations

from sesh_tui.db import catalogue, names
from sesh_tui.db.names import KnownNames
from tests.tracker.story import Story


def known(story: Story) -> KnownNames:
    return KnownNames(story.tracker.replica)


def exact(story: Story, key: str) -> list[tuple[str, str]]:
    return [(product.name, product.source) for product in known(story).exact(key)]


def partial(story: Story, words: str) -> list[tuple[str, str]]:
    return [(product.name, product.source) for product in known(story).partial(words)]


def test_the_jar_comes_before_what_was_used_before_the_catalogue(story: Story) -> None:
    assert exact(story, "bluedream") == [("Blue Dream", "catalogue")]
    story.tracker.log("0.1g blue dream vape")
    assert exact(story, "bluedream") == [("Blue Dream", "recent")]
    lot = story.tracker.buy('"Blue Dream" 1g').ids[0]
    assert exact(story, "bluedream") == [("Blue Dream", "stock")]
    assert known(story).exact("bluedream")[0].id == lot
    story.tracker.finish("blue dream")
    assert exact(story, "bluedream") == [("Blue Dream", "recent")]
    assert exact(story, "nothinglikethis") == []


def test_a_lot_is_also_found_by_its_strain(story: Story) -> None:
    story.tracker.buy('"north cartridge" 1g strain:"Zebra Haze" type:vape')
    story.tracker.buy('"north flower" 1g strain:"Zebra Haze"')
    assert exact(story, "zebrahaze") == [("north cartridge", "stock"), ("north flower", "stock")]
    assert partial(story, "zeb cart") == []
    assert partial(story, "nor car") == [("north cartridge", "stock")]


def test_parts_of_names_are_looked_for_in_the_jar_then_in_what_was_used(story: Story) -> None:
    for name in ("Amber Dream Kush", "Amber Dream Haze"):
        story.tracker.log(f'0.1g "{name}" vape', new=True)
        story.pass_time(minutes=1)
    assert partial(story, "dre amb") == [("Amber Dream Haze", "recent"), ("Amber Dream Kush", "recent")]
    assert partial(story, "dream haz") == [("Amber Dream Haze", "recent")]
    assert partial(story, "ream") == [], "a word is begun, not cut"
    assert partial(story, "") == []
    story.tracker.buy('"Amber Dream Kush" 1g')
    assert partial(story, "dream") == [("Amber Dream Kush", "stock")]


def test_at_most_five_are_offered(story: Story) -> None:
    for number in range(7):
        story.tracker.log(f'0.1g "Amber Number {number}" vape', new=True)
    assert len(partial(story, "amber")) == 5


def test_what_one_may_have_meant(story: Story) -> None:
    assert "Blue Dream" in known(story).nearest("bluedraem")
    story.tracker.log('0.1g "Zebra Lightning" vape', new=True)
    assert known(story).nearest("zebralightnin")[0] == "Zebra Lightning"
    story.tracker.buy('"Zebra Lightnings" 1g')
    assert {"Zebra Lightning", "Zebra Lightnings"} <= set(known(story).nearest("zebralightning"))
    assert list(known(story).nearest("qqqqqqqqqqqq")) == []


def test_spellings_of_one_name_are_one_name_and_all_are_found(story: Story) -> None:
    from sesh_tui.domain.filters import Filter

    replica = story.tracker.replica
    for number, name in enumerate(["GG #4", "gg4", "Gg 4"]):
        replica.insert("sessions", {"timestamp": f"2026-11-20T12:0{number}:00.000Z", "strain": name})
    with replica.transaction():
        names.rebuild(replica)
    assert exact(story, "gg4") == [("Gg 4", "recent")], "as it was spelled last"
    assert partial(story, "gg") == [("Gg 4", "recent")]
    assert story.tracker.sessions(Filter(strains=("gg4",))).count() == 3


def test_names_used_before_the_latest_first(story: Story) -> None:
    for name in ("blue dream", "sour diesel"):
        story.tracker.log(f"0.1g {name} vape")
        story.pass_time(minutes=1)
    assert known(story).recent(1) == ["Sour Diesel"]


def test_strains_of_the_catalogue(story: Story) -> None:
    assert catalogue.strain(story.tracker.replica, "bluedream") == ("Blue Dream", "hybrid")
    assert catalogue.strain(story.tracker.replica, "nothinglikethis") is None
