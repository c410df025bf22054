"""Logging: what one line stores, what it costs and holds, and what is refused."""

from __future__ import annotations

import pytest

from sesh_tui.domain.dates import from_iso
from sesh_tui.errors import Ambiguous, EntryError, NotFound
from sesh_tui.tracker import Tracker
from tests.tracker.story import Story


def test_a_line_becomes_a_session_with_dose_readings_and_the_way_back(story: Story) -> None:
    out = story.tracker.log(
        "0.3g blue dream vape mood 4-7 pain 6-3 thc:22% +relaxed @home for:sleep -- slept well"
    )
    assert out.undoable
    assert out.action == "log vape Blue Dream 0.3 g"
    assert "vape Blue Dream 0.3 g ≈ 66 mg THC (label)" in out.message
    assert "mood 4→7 · pain 6→3 · +relaxed @home for:sleep · note" in out.message
    record = story.session()
    assert record["id"] == out.ids[0]
    assert (record["method"], record["route"], record["strain"]) == ("vape", "inhaled", "Blue Dream")
    assert (record["amountMg"], record["thcUg"], record["doseBasis"]) == (300, 66_000, "label")
    assert (record["timestamp"], record["localDay"], record["tzOffsetMin"]) == (
        "2026-11-20T12:00:00.000Z",
        "2026-11-20",
        0,
    )
    assert record["effects"] == ["relaxed"]
    assert (record["purpose"], record["location"], record["notes"]) == ("sleep", "home", "slept well")
    assert [(mood["relationType"], mood["moodRating"]) for mood in record["moods"]] == [
        ("before", 4),
        ("after", 7),
    ]
    assert record["symptoms"] == [{"symptom": "pain", "before": 6, "after": 3}]
    assert record["locked"] == []


def test_a_missing_answer_stays_missing_and_a_zero_is_a_zero(story: Story) -> None:
    story.tracker.log("blue dream vape pain 0")
    record = story.session()
    assert record["rating"] is None
    assert record["thcUg"] is None
    assert record["amountMg"] is None
    assert record["symptoms"] == [{"symptom": "pain", "before": 0, "after": None}]


def test_a_use_is_taken_from_the_jar_with_its_share_of_the_price(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g 45usd thc:22%')
    out = story.tracker.log("0.3g blue dream vape")
    assert out.message.endswith("3.86 USD · 3.20 g left")  # 45 × 0.3 ÷ 3.5
    record = story.session()
    assert (record["costMinor"], record["currency"], record["product"]) == (386, "USD", "Blue Dream")
    (lot,) = story.tracker.stock()
    assert lot.remaining_mg == 3200
    assert story.rows("inventory")[0]["amount"] == 3.2


@pytest.mark.parametrize(
    ("bought", "used", "said"),
    [
        ('"mango gummies" 10pcs thc:100mg type:edible', "2 gummies mango gummies", "≈ 20 mg THC (label)"),
        ('"night drops" 30ml thc:10mg/ml type:tincture', "0.5ml night drops", "≈ 5 mg THC (label)"),
        ('"mango gummies" 10pcs thc:100mg type:edible', "5mg mango gummies", "≈ 5 mg THC (label)"),
        ('"house flower" 5g', "0.3g house flower joint", "0.3 g ·"),
    ],
)
def test_the_dose_follows_from_the_lot(story: Story, bought: str, used: str, said: str) -> None:
    story.tracker.buy(bought)
    assert said in story.tracker.log(used).message


def test_mg_of_an_edible_lot_is_mg_of_thc_though_no_method_was_typed(story: Story) -> None:
    story.tracker.buy('"mango gummies" 10pcs thc:100mg type:edible')
    out = story.tracker.log("5mg mango gummies")
    record = story.session()
    assert (record["method"], record["thcUg"], record["amountMg"]) == ("edible", 5_000, None)
    assert "mg was read as mg of THC because of edible" in out.notes
    assert story.tracker.stock()[0].remaining_milli == 9_500


def test_of_two_lots_of_a_name_the_older_is_used_first_and_item_forces_one(story: Story) -> None:
    first = story.tracker.buy('"blue dream" 1g 10usd').ids[0]
    story.pass_time(days=1)
    second = story.tracker.buy('"blue dream" 1g 20usd').ids[0]
    story.tracker.log("0.1g blue dream vape")
    assert story.session()["inventoryId"] == first
    story.pass_time(minutes=1)
    story.tracker.log(f"0.1g item:{second[-6:]} vape")
    assert story.session()["inventoryId"] == second
    assert story.session()["costMinor"] == 200


def test_stock_below_zero_is_shown_and_not_refused(story: Story) -> None:
    story.tracker.buy('"blue dream" 1g')
    assert "-0.50 g left" in story.tracker.log("1.5g blue dream vape").message


def test_a_price_on_the_line_comes_before_the_share_of_the_lot(story: Story) -> None:
    story.tracker.buy('"blue dream" 3.5g 45usd')
    story.tracker.log("0.3g blue dream vape cost:€2.50")
    assert (story.session()["costMinor"], story.session()["currency"]) == (250, "EUR")


@pytest.mark.parametrize(
    ("price", "minor", "said"),
    [("4500jpy", 4500, "4500 JPY"), ("12.345kwd", 12345, "12.345 KWD"), ("4500huf", 450000, "4500.00 HUF")],
)
def test_money_has_the_decimals_of_its_currency(story: Story, price: str, minor: int, said: str) -> None:
    out = story.tracker.buy(f'"blue dream" 3.5g {price}')
    (lot,) = story.tracker.stock()
    assert lot.cost_minor == minor
    assert said in out.message


def test_an_own_unit_has_its_size_and_its_spread(story: Story) -> None:
    with story.tracker.replica.action("unit", "unit"):
        story.tracker.replica.insert(
            "custom_units", {"name": "cone", "plural": "cones", "method": "joint", "mg": 250, "sdPct": 10}
        )
    out = story.tracker.log("2 cones blue dream thc:20%")
    record = story.session()
    assert (record["method"], record["amountMg"], record["thcUg"]) == ("joint", 500, 100_000)
    assert (record["doseBasis"], record["doseSdPct"]) == ("estimate", 10)
    assert "1 cone is taken as 250 mg ± 10 % (own unit)" in out.notes
    assert out.action.endswith("2 cones")


def test_an_own_symptom_is_introduced_once(story: Story) -> None:
    with pytest.raises(EntryError, match="sym:"):
        story.tracker.log("0.3g blue dream vape tinnitus:5")
    story.tracker.log("0.3g blue dream vape sym:tinnitus:5")
    story.pass_time(minutes=1)
    story.tracker.log("0.3g blue dream vape tinnitus:4-2 sym:tinnitus-left:3")
    assert story.session()["symptoms"][0] == {"symptom": "tinnitus", "before": 4, "after": 2}
    story.tracker.check("sym:tinnitus:1")
    names = sorted(row["name"] for row in story.rows("tracked_symptoms"))
    assert names[0] == "tinnitus"
    assert len(names) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "nothing to log"),
        ("0.3g nothing like this anywhere vape", "unknown product"),
        ("0.3g 0.2g blue dream", "two amounts"),
        ("+relaxed", "names no amount, product"),
        ("mood:6 +relaxed", "no place for an effect"),
        ("mood:6 rating:4 dur:20", "no place for a rating and a duration"),
        ("pain:6 @alone", "no place for company"),
    ],
)
def test_what_is_refused_stores_nothing(story: Story, line: str, said: str) -> None:
    with pytest.raises(EntryError, match=said):
        story.tracker.log(line)
    assert story.tracker.replica.all("SELECT * FROM outbox WHERE tableName <> 'users'") == []
    assert story.tracker.replica.all("SELECT * FROM actions") == []


def test_a_name_that_fits_twice_is_asked_about(story: Story) -> None:
    story.tracker.buy('"north shop haze" 1g')
    story.tracker.buy('"north shop kush" 1g')
    with pytest.raises(Ambiguous) as caught:
        story.tracker.log("0.3g north shop vape")
    assert sorted(caught.value.choices) == ["north shop haze", "north shop kush"]
    assert story.rows("sessions") == []


def test_a_new_name_is_taken_on_request_and_known_from_then_on(story: Story) -> None:
    story.tracker.log('0.3g "zebra lightning" vape', new=True)
    story.pass_time(minutes=1)
    story.tracker.log("0.2g zebra lightning vape")
    assert story.session()["strain"] == "zebra lightning"


def test_a_lot_that_is_not_there_is_refused(tracker: Tracker) -> None:
    with pytest.raises(NotFound, match="no lot"):
        tracker.log("0.3g item:abcdef vape")


def test_a_line_without_a_product_notes_mood_and_symptoms_alone(story: Story) -> None:
    out = story.tracker.log("mood 4-7 pain 6")
    assert story.rows("sessions") == []
    assert "mood 4→7 · pain 6" in out.message
    kinds = [(item.kind, item.pairs) for item in story.tracker.day().items]
    assert sorted(kind for kind, _ in kinds) == ["check", "mood"]


def test_a_bare_note_goes_to_the_journal(story: Story) -> None:
    out = story.tracker.log("tag:sleep -- slept well")
    (entry,) = story.tracker.journal()
    assert entry.excerpt == "slept well"
    assert story.tracker.journal_entry(entry.id).tags == ("sleep",)
    assert "note, 2 words" in out.message


def test_a_backdated_line_has_its_time_and_its_after_value_is_of_now_only_if_recent(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape @2h mood 4-7")
    assert [row["timestamp"][11:16] for row in story.rows("session_moods")] == ["10:00", "12:00"]
    assert [row["offsetMin"] for row in story.rows("session_moods")] == [0, 120]
    story.tracker.log("0.3g blue dream vape at:2026-11-18T12:00 energy 4-7")
    old = story.rows("session_moods", "energyLevel IS NOT NULL")
    assert {row["timestamp"][:16] for row in old} == {"2026-11-18T12:00"}


def test_what_a_line_says_is_previewed_and_not_stored(tracker: Tracker) -> None:
    found = tracker.preview("0.3g blue dream vape thc:22%")
    assert found.error is None
    assert ("dose", "≈ 66 mg THC (label)") in found.labels
    assert tracker.preview("  ").labels == ()
    wrong = tracker.preview("0.3g blue dream vape moood:4")
    assert isinstance(wrong.error, EntryError)
    assert isinstance(tracker.preview("0.3g item:abcdef vape").error, NotFound), "also of a lot half typed"
    assert [label for label, _ in tracker.preview("0.3g vape").labels] == ["amount", "method"]
    from sesh_tui.tracker.preview import preview

    assert preview(tracker, "mood 4", "mood").labels == (("mood", "4"),)
    assert tracker.sessions().count() == 0


def test_an_edible_from_the_jar_is_asked_about_when_an_edible_is_due(story: Story) -> None:
    """The method follows from the lot, and with it the route, the dose and the time to ask."""
    story.tracker.buy('"mango gummies" 10pcs thc:100mg type:edible')
    story.tracker.log("mango gummies 5mg mood 4 @12:00")
    record = story.session()
    assert record["route"] == "oral"
    asked_after = from_iso(record["afterDueAt"]) - from_iso(record["timestamp"])
    assert asked_after.total_seconds() / 60 == story.tracker.settings.after_oral
