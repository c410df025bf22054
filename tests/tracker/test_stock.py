"""Buying, counting and finishing: the jar is the sum of its moves."""

from __future__ import annotations

import pytest

from sesh_tui.errors import Ambiguous, EntryError, NotFound
from tests.tracker.story import Story


def moves(story: Story) -> list[tuple[str, int | None]]:
    return [
        (row["kind"], row["deltaMg"]) for row in story.rows("stock_moves", "deletedAt IS NULL ORDER BY at")
    ]


def test_a_lot_with_everything_known_of_it(story: Story) -> None:
    out = story.tracker.buy('"blue dream" 3.5g 45usd from:Apothecary thc:22% cbd:1% tag:gift -- on sale')
    assert (
        "Blue Dream · 3.50 g left · THC 22 % · CBD 1 % · 45.00 USD · from Apothecary · flower" in out.message
    )
    (lot,) = story.tracker.stock()
    assert (lot.start_mg, lot.remaining_mg, lot.cost_minor, lot.currency) == (3500, 3500, 4500, "USD")
    assert (lot.seller, lot.thc, lot.category, lot.notes) == (
        "Apothecary",
        "22 %",
        "flower",
        "on sale\n#gift",
    )
    (row,) = story.rows("inventory")
    assert (row["amount"], row["unit"], row["cost"], row["thcContent"]) == (3.5, "g", 45.0, 22.0)
    (strain,) = story.rows("strains")
    assert (strain["name"], strain["isCustom"], strain["source"]) == ("Blue Dream", 0, "catalogue")
    assert moves(story) == [("purchase", 3500)]


def test_seller_and_strain_are_one_row_however_often_they_are_named(story: Story) -> None:
    story.tracker.buy('"zebra haze" 1g strain:"Zebra Lightning" from:Apothecary')
    story.tracker.buy('"zebra rosin" 1g strain:"zebra lightning" from:apothecary type:concentrate')
    assert [row["name"] for row in story.rows("dispensaries")] == ["Apothecary"]
    (strain,) = story.rows("strains")
    assert (strain["name"], strain["isCustom"], strain["type"]) == ("Zebra Lightning", 1, "unknown")
    story.tracker.log("0.1g item:rosin")
    assert (story.session()["strain"], story.session()["product"]) == ("zebra lightning", "zebra rosin")
    assert story.session()["method"] == "dab"


@pytest.mark.parametrize(
    ("line", "category", "left"),
    [
        ("1joint moon rocks", "preroll", "1 joint left"),
        ('"mango gummies" 10 gummies', "edible", "10 gummies left"),
        ('"night drops" 30ml', "tincture", "30 ml left"),
        ('"mystery box"', None, ""),
        ('"house box" 5pcs', None, "5 pieces left"),
    ],
)
def test_the_category_follows_from_the_unit(story: Story, line: str, category: str | None, left: str) -> None:
    out = story.tracker.buy(line)
    assert left in out.message
    assert story.tracker.stock()[0].category == category


def test_a_purchase_needs_a_name_and_a_size_that_is_one(story: Story) -> None:
    with pytest.raises(EntryError, match="What was bought"):
        story.tracker.buy("3.5g 45usd")
    with pytest.raises(EntryError, match="is a content, not a size"):
        story.tracker.buy('"mango gummies" 100thc')
    assert story.rows("inventory") == []


def test_a_count_books_the_difference(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g')
    story.pass_time(minutes=1)
    story.tracker.log("0.5g blue dream vape")
    story.pass_time(minutes=1)
    out = story.tracker.count("blue dream 2.1g -- spilled some")
    assert "2.10 g left" in out.message
    assert out.message.endswith("-0.90 g against the log")
    assert moves(story) == [("purchase", 3500), ("use", -500), ("count", -900)]
    assert story.rows("stock_moves", "kind = 'count'")[0]["note"] == "spilled some"
    assert story.tracker.count("2.3g", item="blue dream").message.endswith("+0.20 g against the log")
    story.tracker.undo()
    story.tracker.undo()
    assert story.tracker.stock()[0].remaining_mg == 3000
    assert story.rows("inventory")[0]["amount"] == 3.0


def test_pieces_and_millilitres_are_counted_too(story: Story) -> None:
    story.tracker.buy('"mango gummies" 10 gummies')
    story.tracker.buy('"night drops" 30ml')
    assert story.tracker.count("mango gummies 7 gummies").message.endswith("-3 gummies against the log")
    assert story.tracker.count(["night", "drops", "12ml"]).message.endswith("-18 ml against the log")
    with pytest.raises(EntryError, match="not kept in ml"):
        story.tracker.count("mango gummies 3ml")


@pytest.mark.parametrize("line", ["", "blue dream", "2.1g", "blue dream much"])
def test_a_count_needs_a_lot_and_an_amount(story: Story, line: str) -> None:
    story.tracker.buy('"blue dream" 3.5g')
    with pytest.raises(EntryError):
        story.tracker.count(line)
    with pytest.raises(EntryError):
        story.tracker.count("", item="blue dream")
    assert moves(story) == [("purchase", 3500)]


def test_a_finished_lot_leaves_the_jar(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g')
    out = story.tracker.finish("blue dream")
    assert out.message.endswith("Blue Dream is finished")
    assert story.tracker.stock() == []
    assert story.tracker.stock(finished=True)[0].remaining_mg == 0
    with pytest.raises(EntryError, match="finished already"):
        story.tracker.finish("blue dream")
    story.tracker.undo()
    (lot,) = story.tracker.stock()
    assert (lot.finished_at, lot.remaining_mg) == (None, 3500)
    assert story.rows("inventory")[0]["amount"] == 3.5
    story.tracker.redo()
    assert story.tracker.stock() == []
    assert story.rows("inventory")[0]["amount"] == 0


def test_what_the_scale_can_weigh_is_not_finished(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g')
    story.tracker.finish("blue dream")
    assert story.tracker.count("blue dream 0g").message.endswith("+0 mg against the log")
    assert story.tracker.stock() == []
    assert story.tracker.count("blue dream 0.4g").message.endswith("back in the jar")
    assert story.tracker.stock()[0].remaining_mg == 400


def test_an_empty_lot_is_finished_without_a_count(story: Story) -> None:
    story.tracker.buy('"mystery box"')
    story.tracker.finish("mystery")
    assert moves(story) == []


def test_a_lot_is_found_by_its_name_or_its_number(story: Story) -> None:
    first = story.tracker.buy('"north haze" 1g').ids[0]
    second = story.tracker.buy('"north kush" 1g').ids[0]
    assert story.tracker.item("North-Haze").id == first
    assert story.tracker.item("kush").id == second
    assert story.tracker.item(f"item:#{second[-6:]}").id == second
    with pytest.raises(Ambiguous, match="north haze, north kush"):
        story.tracker.item("north")
    with pytest.raises(NotFound, match="no lot 'elsewhere'"):
        story.tracker.item("elsewhere")
    story.tracker.finish("north haze")
    assert story.tracker.item("north").id == second, "a standing lot comes before a finished one"
    story.tracker.remove([second])
    with pytest.raises(NotFound):
        story.tracker.item(second)


def test_a_lot_that_is_gone_has_no_view(story: Story) -> None:
    from sesh_tui.db import stock

    with pytest.raises(NotFound, match="no lot 'nobody'"):
        stock.item(story.tracker.replica, "nobody")


def test_a_use_of_a_lot_without_a_size_says_nothing_of_the_rest(story: Story) -> None:
    story.tracker.buy('"mystery box"')
    assert "left" not in story.tracker.log("0.3g mystery box vape").message
    story.tracker.buy('"night drops" 30ml')
    assert story.tracker.log("0.5ml night drops tincture").message.endswith("29.5 ml left")


def test_a_lot_is_low_below_its_share_or_its_own_mark(story: Story) -> None:
    lot = story.tracker.buy('"blue dream" 10g').ids[0]
    assert not story.tracker.stock()[0].low
    story.tracker.count("blue dream 1.5g")
    assert story.tracker.stock()[0].low, "15 %"
    with story.tracker.replica.action("edit", "edit"):
        story.tracker.replica.update("inventory", lot, {"lowAt": 1})
    assert not story.tracker.stock()[0].low, "the lot's own mark is 1 g"


def test_a_certificate_that_cannot_be_read_is_none(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g thc:20%')
    db = story.tracker.replica.db
    for text in ("{not json", "[1]"):
        db.execute("UPDATE inventory SET labResults = ?", (text,))
        story.pass_time(minutes=1)
        story.tracker.log("0.1g blue dream vape")
        assert (story.session()["thcUg"], story.session()["doseBasis"]) == (20_000, "label")
    db.execute('UPDATE inventory SET labResults = \'{"thca": {"v": 25, "u": "pct"}}\'')
    story.pass_time(minutes=1)
    story.tracker.log("0.1g blue dream vape")
    assert (story.session()["thcUg"], story.session()["doseBasis"]) == (21_925, "coa")
    assert "= 22 mg THC (coa)" in story.tracker.again().message
