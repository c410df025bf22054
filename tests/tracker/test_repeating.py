"""Again, presets and the quick form: the same once more with as little typing as possible."""

from __future__ import annotations

import json

import pytest

from sesh_tui.errors import EntryError, NotFound
from tests.tracker.story import Story


def test_again_logs_the_last_session_now(story: Story) -> None:
    story.tracker.log("2x0.1g blue dream vape for:sleep mood 4 thc:22% +relaxed -- note")
    story.pass_time(hours=3)
    out = story.tracker.again()
    assert out.action == "log vape Blue Dream 0.2 g"
    record = story.session()
    assert record["timestamp"] == "2026-11-20T15:00:00.000Z"
    assert (record["amountMg"], record["purpose"], record["thcUg"]) == (200, "sleep", 44_000)
    assert (record["notes"], record["effects"], record["moods"]) == (None, [], [])


def test_words_change_what_they_name(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape thc:22%")
    story.pass_time(hours=1)
    story.tracker.again("0.1g mood 5 with:2")
    record = story.session()
    assert (record["amountMg"], record["thcUg"], record["companions"]) == (100, 22_000, 2)
    story.pass_time(hours=1)
    story.tracker.again(["sour", "diesel", "joint"])
    record = story.session()
    assert (record["strain"], record["method"], record["amountMg"]) == ("Sour Diesel", "joint", 100)
    assert record["thcUg"] is None, "the content of another product is not known"


def test_a_zero_is_a_change_too(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.pass_time(hours=1)
    story.tracker.again("with:0")
    assert story.session()["companions"] == 0
    story.tracker.edit("last-1", "with:0")
    assert story.session("last-1")["companions"] == 0


@pytest.mark.parametrize("amount", ["1/3bowl", "1/7bowl", "2/3ml", "123456.5mg", "1000000000mg"])
def test_any_amount_can_be_repeated(story: Story, amount: str) -> None:
    story.tracker.log(f"{amount} blue dream")
    first = story.session()
    story.pass_time(hours=1)
    story.tracker.again()
    again = story.session()
    for column in ("unit", "countMilli", "amountMg", "amountUl"):
        assert again[column] == first[column], column
    assert again["amount"] == pytest.approx(first["amount"])


def test_the_next_lot_of_a_name_follows_a_finished_one(story: Story) -> None:
    first = story.tracker.buy('"blue dream" 1g thc:22%').ids[0]
    story.tracker.log("0.3g blue dream vape")
    story.tracker.finish(first)
    story.pass_time(days=1)
    second = story.tracker.buy('"blue dream" 1g thc:10%').ids[0]
    story.tracker.again()
    assert (story.session()["inventoryId"], story.session()["thcUg"]) == (second, 30_000)
    story.tracker.remove([second])
    story.pass_time(minutes=1)
    story.tracker.again()
    assert (story.session()["inventoryId"], story.session()["thcUg"]) == (None, None)
    assert story.session()["strain"] == "Blue Dream"


def test_mg_of_thc_stay_mg_of_thc(story: Story) -> None:
    story.tracker.log('5mg "mango gummies" edible', new=True)
    story.pass_time(hours=1)
    assert "5 mg THC" in story.tracker.again().message
    assert story.session()["thcUg"] == 5_000
    story.pass_time(hours=1)
    story.tracker.log('10cbd "mango gummies" edible')
    story.pass_time(hours=1)
    assert "10 mg CBD" in story.tracker.again().message
    assert story.session()["cbdUg"] == 10_000


def test_without_a_session_there_is_nothing_to_repeat(story: Story) -> None:
    with pytest.raises(NotFound, match="no session to repeat"):
        story.tracker.again()


# --- presets --------------------------------------------------------------------------------------


def log_often(story: Story, line: str, times: int) -> None:
    for _ in range(times):
        story.tracker.log(line)
        story.pass_time(minutes=7)


def keep_preset(story: Story, key: int, payload: object) -> None:
    with story.tracker.replica.action("preset", "preset"):
        story.tracker.replica.insert("presets", {"name": "mine", "key": key, "payload": payload})


def test_the_keys_fill_with_what_is_logged_most(story: Story) -> None:
    assert story.tracker.presets() == []
    log_often(story, "0.3g blue dream vape", 2)
    log_often(story, "1joint sour diesel", 3)
    log_often(story, "0.31g blue dream vape", 2)  # the same handful
    found = [(preset.key, preset.name, preset.line) for preset in story.tracker.presets()]
    assert found == [
        (1, "0.3 g Blue Dream vape", '0.3g "Blue Dream" vape'),
        (2, "1 joint Sour Diesel joint", '1joint "Sour Diesel" joint'),
    ]
    out = story.tracker.log_preset(1)
    assert out.action == "log vape Blue Dream 0.3 g"


@pytest.mark.parametrize(
    "name",
    [
        "Purple Pain Killer",
        "3 Kings",
        "GG #4",
        "Cherry Puff",
        "+Speed",
        "11:59 Armageddon Skunk",
        "Oil Spill",
        "1.3G",
    ],
)
def test_a_preset_of_any_name_can_be_read_again(story: Story, name: str) -> None:
    story.tracker.buy(f'"{name}" 3g')
    story.tracker.log(f'0.2g "{name}" pipe')
    story.tracker.finish(name)  # known from the session alone
    story.pass_time(minutes=5)
    (preset,) = story.tracker.presets()
    story.tracker.log_preset(preset.key)
    first, second = story.session("last-1"), story.session()
    assert second["strain"] == first["strain"]
    assert (second["amountMg"], second["method"]) == (200, "pipe")
    (choice,) = story.tracker.quick_form().choices
    story.pass_time(minutes=5)
    story.tracker.log(f"{choice.usual}{choice.unit} {choice.words} {choice.method}")
    assert story.session()["strain"] == first["strain"]


def test_a_kept_preset_stands_on_its_key_before_what_is_used_most(story: Story) -> None:
    log_often(story, "0.3g blue dream vape", 2)
    keep_preset(story, 1, {"line": "2 puffs sour diesel vape"})
    keep_preset(story, 2, "not json")
    keep_preset(story, 3, [1])
    keep_preset(story, 4, {"line": 5})
    assert [(preset.key, preset.line) for preset in story.tracker.presets()] == [
        (1, "2 puffs sour diesel vape"),
        (2, '0.3g "Blue Dream" vape'),
    ]


def test_a_preset_that_cannot_be_read_any_more_says_so(story: Story) -> None:
    keep_preset(story, 3, {"line": "0.3g 0.4g blue dream"})
    with pytest.raises(EntryError, match=r"Preset 3 cannot be read any more \(0.3g 0.4g blue dream\)"):
        story.tracker.log_preset(3)
    with pytest.raises(NotFound, match="no preset on 7"):
        story.tracker.log_preset(7)
    assert story.rows("sessions") == []


def test_words_of_another_client_do_not_end_up_in_a_line(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.tracker.replica.db.execute("UPDATE sessions SET method = 'vaporizer'")
    (preset,) = story.tracker.presets()
    assert preset.line == '0.3g "Blue Dream"'
    assert story.tracker.quick_form().choices[0].method is None
    story.pass_time(minutes=5)
    story.tracker.again()
    assert (story.session()["method"], story.session()["route"]) == ("vaporizer", "inhaled")


def test_an_amount_of_another_client_without_a_unit(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.tracker.replica.db.execute("UPDATE sessions SET unit = NULL, amountMg = NULL")
    assert story.tracker.session("last").row.amount == "0.3"
    assert story.tracker.presets() == []
    story.pass_time(minutes=5)
    story.tracker.again()
    assert story.session()["amount"] is None
    story.tracker.replica.db.execute("UPDATE sessions SET unit = 'g', amount = 1e15")
    story.pass_time(minutes=5)
    story.tracker.again()
    assert story.session()["amount"] is None, "no amount that a person can have used"


def test_small_and_large_doses_are_presets_and_there_are_nine(story: Story) -> None:
    for amount in (25, 0.02, *range(1, 11)):
        story.tracker.log(f"{amount}g blue dream vape")
        story.pass_time(minutes=1)
    story.tracker.replica.db.execute("UPDATE sessions SET amount = 0 WHERE amount = 1")
    story.tracker.log("0.0205g blue dream vape @1d")
    found = [preset.line.split()[0] for preset in story.tracker.presets()]
    assert found[0] == "0.02g", "used twice"
    assert len(found) == 9
    assert "0g" not in found


def test_a_session_without_any_product_can_be_repeated(story: Story) -> None:
    story.tracker.start("vape")
    story.tracker.stop()
    story.pass_time(minutes=5)
    assert story.tracker.again().action == "log vape"


def test_presets_and_units_of_old_sessions_fade(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.pass_time(days=91)
    assert story.tracker.presets() == []


# --- the quick form -------------------------------------------------------------------------------


def test_the_product_used_at_this_time_of_day_comes_first(story: Story) -> None:
    story.tracker.buy('"night haze" 2g')
    story.tracker.buy('"gummies" 10pcs type:edible')
    story.tracker.buy('"drops" 30ml')
    story.tracker.log("0.3g sour diesel vape at:2026-11-19T12:30")
    story.tracker.log("0.2g night haze vape at:2026-11-19T21:00")
    form = story.tracker.quick_form()
    found = [(choice.label, choice.method, choice.usual, choice.unit) for choice in form.choices]
    assert found == [
        ("Sour Diesel", "vape", "0.3", "g"),
        ("night haze", "vape", "0.2", "g"),
        ("gummies", None, "", "piece"),
        ("drops", None, "", "ml"),
    ]
    story.pass_time(hours=9)
    assert story.tracker.quick_form().choices[0].label == "night haze"


def test_what_stands_in_the_jar_again_is_offered_as_the_lot(story: Story) -> None:
    story.tracker.log("0.3g sour diesel vape")
    lot = story.tracker.buy('"sour diesel" 2g').ids[0]
    (choice,) = story.tracker.quick_form().choices
    assert choice.words == f"item:{lot}"


def test_a_session_whose_time_cannot_be_read_does_not_stop_the_form(story: Story) -> None:
    story.tracker.log("0.3g sour diesel vape")
    story.tracker.replica.db.execute("UPDATE sessions SET timestamp = 'some day'")
    assert [choice.label for choice in story.tracker.quick_form().choices] == ["Sour Diesel"]
    assert json.loads(json.dumps(story.session()))["localTime"] == "--:--"
