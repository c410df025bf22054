"""The entry grammar by example: lines a person types, and what each is read as."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sesh_tui.domain.entry import Amount, Content, Entry, Money, Product, Reading
from sesh_tui.domain.grammar import assume_thc, explain, format_entry, parse
from sesh_tui.domain.units import CustomUnit
from tests.domain.namebook import KNOWN, NameBook, context


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 on the tests' wall clock."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def catalogue(name: str) -> Product:
    return Product(name, "catalogue")


EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    (
        "0.3g blue dream vape mood 4-7 pain 6-3",
        {
            "amount": Amount("mass", 300, "0.3", "g"),
            "method": "vape",
            "product": catalogue("Blue Dream"),
            "mood": Reading(4, 7),
            "symptoms": (("pain", Reading(6, 3)),),
        },
    ),
    ("mood 4→7", {"mood": Reading(4, 7)}),
    (
        "5mg gummy-brand edible @20m",
        {
            "amount": Amount("thc", 5_000, "5", "mg"),
            "assumed_thc": True,
            "method": "edible",
            "product": catalogue("gummy-brand"),
            "at": at(22, 16, 38),
        },
    ),
    (
        "1/2bowl blue dream +relaxed +dry-mouth @home",
        {
            "amount": Amount("count", 500, "1/2", "bowl"),
            "method": "pipe",
            "product": catalogue("Blue Dream"),
            "effects": ("relaxed", "dry mouth"),
            "location": "home",
        },
    ),
    (
        "3puffs cart pain:6",
        {
            "amount": Amount("count", 3_000, "3", "puff"),
            "method": "cartridge",
            "symptoms": (("pain", Reading(6, None)),),
        },
    ),
    (
        "2x5mg edible anxiety:5-2 -- took with food",
        {
            "amount": Amount("thc", 10_000, "5", "mg", times=2),
            "assumed_thc": True,
            "method": "edible",
            "symptoms": (("anxiety", Reading(5, 2)),),
            "note": "took with food",
        },
    ),
    (
        "0.25g~ gg4 j 45m ago mood:_-7",
        {
            "amount": Amount("mass", 250, "0.25", "g", estimated=True),
            "product": catalogue("GG #4"),
            "method": "joint",
            "at": at(22, 16, 13),
            "mood": Reading(None, 7),
        },
    ),
    (
        "10thc 5pm-gummy e @21:30",
        {
            "amount": Amount("thc", 10_000, "10", "thc"),
            "method": "edible",
            "product": catalogue("5pm-gummy"),
            "at": at(21, 21, 30),
        },
    ),
    (
        "1joint cherry puff @yesterday",
        {
            "amount": Amount("count", 1_000, "1", "joint"),
            "method": "joint",
            "product": catalogue("Cherry Puff"),
            "at": at(21, 16, 58),
        },
    ),
    (
        "3 kings 0.2g bong",
        {"amount": Amount("mass", 200, "0.2", "g"), "product": catalogue("3 Kings"), "method": "bong"},
    ),
    (
        "purple pain killer 0.1g pipe",
        {
            "amount": Amount("mass", 100, "0.1", "g"),
            "product": catalogue("Purple Pain Killer"),
            "method": "pipe",
        },
    ),
    (
        "0.5ml tinc sleep:7",
        {
            "amount": Amount("volume", 500, "0.5", "ml"),
            "method": "tincture",
            "symptoms": (("sleep", Reading(7, None)),),
        },
    ),
    # spellings of the same things
    ("mood:4-7", {"mood": Reading(4, 7)}),
    ("mood 4..7", {"mood": Reading(4, 7)}),
    ("mood=4/7", {"mood": Reading(4, 7)}),
    ("mood 4>7", {"mood": Reading(4, 7)}),
    ("mood 4->7", {"mood": Reading(4, 7)}),
    ("mood 4 - 7", {"mood": Reading(4, 7)}),
    ("pain: 6", {"symptoms": (("pain", Reading(6, None)),)}),
    ("pain:0-0", {"symptoms": (("pain", Reading(0, 0)),)}),
    ("0,3 g", {"amount": Amount("mass", 300, "0.3", "g")}),
    ("~0.30g", {"amount": Amount("mass", 300, "0.3", "g", estimated=True)}),
    ("0.3 g ~", {"amount": Amount("mass", 300, "0.3", "g", estimated=True)}),
    ("½g", {"amount": Amount("mass", 500, "1/2", "g")}),
    ("1oz", {"amount": Amount("mass", 28_350, "1", "oz")}),
    ("3x0.1g", {"amount": Amount("mass", 300, "0.1", "g", times=3)}),
    ("3 x 0.1 g", {"amount": Amount("mass", 300, "0.1", "g", times=3)}),
    ("2x 5mg e", {"amount": Amount("thc", 10_000, "5", "mg", 2), "method": "edible", "assumed_thc": True}),
    ("20cbd oil", {"amount": Amount("cbd", 20_000, "20", "cbd"), "method": "oil"}),
    ("30g edible", {"amount": Amount("mass", 30_000, "30", "g"), "method": "edible"}),
    (
        "1000mg edible",
        {"amount": Amount("thc", 1_000_000, "1000", "mg"), "method": "edible", "assumed_thc": True},
    ),
    ("1001mg edible", {"amount": Amount("mass", 1_001, "1001", "mg"), "method": "edible"}),
    ("500mg joint", {"amount": Amount("mass", 500, "500", "mg"), "method": "joint"}),
    ("2 gummies", {"amount": Amount("count", 2_000, "2", "gummy"), "method": "edible"}),
    ("2 dabs rig", {"amount": Amount("count", 2_000, "2", "dab"), "method": "dab"}),
    ("1 blunt vape", {"amount": Amount("count", 1_000, "1", "blunt"), "method": "vape"}),
    # context
    ("0.1g @alone", {"amount": Amount("mass", 100, "0.1", "g"), "accompanied_by": "solo", "companions": 0}),
    (
        "0.1g @friends with:3",
        {"amount": Amount("mass", 100, "0.1", "g"), "location": "friends", "companions": 3},
    ),
    (
        "0.1g with:alone",
        {"amount": Amount("mass", 100, "0.1", "g"), "accompanied_by": "solo", "companions": 0},
    ),
    ("0.1g with:Anna", {"amount": Amount("mass", 100, "0.1", "g"), "accompanied_by": "Anna"}),
    ("0.1g @garage", {"amount": Amount("mass", 100, "0.1", "g"), "location": "garage"}),
    ("0.1g @@hom", {"amount": Amount("mass", 100, "0.1", "g"), "location": "hom"}),
    ("0.1g for:sleep", {"amount": Amount("mass", 100, "0.1", "g"), "purpose": "sleep"}),
    ("0.1g dur:1h30m", {"amount": Amount("mass", 100, "0.1", "g"), "duration_min": 90}),
    ("0.1g dur:1:30", {"amount": Amount("mass", 100, "0.1", "g"), "duration_min": 90}),
    ("0.1g dur:45", {"amount": Amount("mass", 100, "0.1", "g"), "duration_min": 45}),
    (
        '0.1g where:"my place" tag:a tag:"b c" tag:a',
        {"amount": Amount("mass", 100, "0.1", "g"), "where": "my place", "tags": ("a", "b c")},
    ),
    ("0.1g note:hi", {"amount": Amount("mass", 100, "0.1", "g"), "note": "hi"}),
    ("0.1g rating 4", {"amount": Amount("mass", 100, "0.1", "g"), "rating": 4}),
    ("0.1g +floaty", {"amount": Amount("mass", 100, "0.1", "g"), "effects": ("floaty",)}),
    ("0.1g ++relaxd", {"amount": Amount("mass", 100, "0.1", "g"), "effects": ("relaxd",)}),
    ("item:42 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "item": "42"}),
    ("strain:gg4 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "product": catalogue("GG #4")}),
    ("method:smoking 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "method": "smoking"}),
    ("22% 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "thc": Content("22", "pct")}),
    # new symptoms
    (
        "sym:itch 5-3",
        {"symptoms": (("itch", Reading(5, 3)),), "new_symptoms": ("itch",)},
    ),
    (
        'sym:"joint pain:4"',
        {"symptoms": (("joint pain", Reading(4, None)),), "new_symptoms": ("joint pain",)},
    ),
    ("sym:pain=4", {"symptoms": (("pain", Reading(4, None)),)}),
    # times
    ("0.1g @noon", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(22, 12)}),
    ("0.1g @midnight", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(22, 1).replace(hour=23, day=21)}),
    ("0.1g 20 min ago", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(22, 16, 38)}),
    ("half an hour ago 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(22, 16, 28)}),
    ("0.1g 3 days ago at noon", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(19, 12)}),
    ("0.1g @last fri 20:30", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(20, 20, 30)}),
    ("@yesterday 9pm 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(21, 21)}),
    (
        "@noon 3 kings 0.1g",
        {"amount": Amount("mass", 100, "0.1", "g"), "at": at(22, 12), "product": catalogue("3 Kings")},
    ),
    (
        "@noon 1/2 joint",
        {"amount": Amount("count", 500, "1/2", "joint"), "method": "joint", "at": at(22, 12)},
    ),
    ("at:2026-11-20T22:10 0.1g", {"amount": Amount("mass", 100, "0.1", "g"), "at": at(20, 22, 10)}),
    ('at:"yesterday 9pm" 0.1g', {"amount": Amount("mass", 100, "0.1", "g"), "at": at(21, 21)}),
    # notes keep what grammar would read
    ('0.1g -- mood 9 #1 "x"', {"amount": Amount("mass", 100, "0.1", "g"), "note": 'mood 9 #1 "x"'}),
]


@pytest.mark.parametrize(("line", "fields"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_a_line_is_read_as(line: str, fields: dict[str, Any]) -> None:
    person = context(names=NameBook((*KNOWN, "gummy-brand", "5pm-gummy")))
    entry = parse(line, person)
    assert entry == Entry(**fields)
    assert parse(format_entry(entry, 60), person._replace(symptoms=frozenset())) == entry


def test_a_price_in_a_line() -> None:
    assert parse("cost:45 blue dream", context(), verb="buy") == Entry(
        product=catalogue("Blue Dream"), cost=Money(4_500, None)
    )


def test_own_units_count_in_their_own_name_and_imply_their_method() -> None:
    cone = CustomUnit("cone", "cones", "joint", 250, 10.0)
    person = context(units={"cone": cone, "cones": cone})
    entry = parse("2 cones blue dream", person)
    assert entry.amount == Amount("count", 2_000, "2", "cone")
    assert entry.method == "joint"
    assert parse("2cones vape", person).method == "vape"


def test_own_symptoms_need_no_introduction_and_take_hyphens_for_spaces() -> None:
    person = context(symptoms=frozenset(("itch", "joint pain")))
    entry = parse("itch 5 joint-pain:4-2", person)
    assert entry.symptoms == (("itch", Reading(5, None)), ("joint pain", Reading(4, 2)))
    assert entry.new_symptoms == ()
    assert parse("sym:itch:5", person).new_symptoms == ()


def test_a_method_that_is_known_later_still_makes_small_mg_thc() -> None:
    entry = parse("5mg", context())
    assert entry.amount == Amount("mass", 5, "5", "mg")
    later = assume_thc(entry._replace(method="edible"))
    assert later.amount == Amount("thc", 5_000, "5", "mg")
    assert later.assumed_thc
    assert assume_thc(later) == later
    stored = Entry(amount=Amount("mass", 5, "some", "mg"), method="oil")
    assert assume_thc(stored).amount == Amount("thc", 5_000, "some", "mg")
    half = parse("2.5mg oil", context()).amount
    assert half is not None
    assert half.quantity == 2_500


def test_the_echo_names_what_was_assumed() -> None:
    entry = parse("2x5mg edible blue dream @home pain 6-3 mood:_-7 -- ate", context())
    assert explain(entry, 60) == [
        ("amount", "2 × 5 mg THC (mg with this method is read as THC)"),
        ("product", "Blue Dream (catalogue)"),
        ("method", "edible (oral)"),
        ("mood", "? → 7"),
        ("pain", "6 → 3"),
        ("place", "home"),
        ("note", "ate"),
    ]


def test_the_echo_of_a_purchase() -> None:
    line = '"My Bar" 2pc 45.50eur thc:100mg cbd:1% type:edible strain:x from:shop tag:a @yesterday'
    entry = parse(line, context(new_ok=True), verb="buy")
    assert explain(entry, 60) == [
        ("amount", "2 pieces"),
        ("product", "My Bar (new)"),
        ("category", "Edible"),
        ("strain", "x"),
        ("THC", "100 mg/pkg"),
        ("CBD", "1 %"),
        ("price", "45.50 EUR"),
        ("from", "shop"),
        ("time", "2026-11-21 16:58"),
        ("tags", "a"),
    ]


def test_the_echo_of_everything_else() -> None:
    line = "1thc~ item:7 method:hookah energy 5 rating 3 sym:itch 4 appetite 2 +happy with:2 with:Anna where:roof"
    entry = parse(line + " for:fun dur:5m", context())
    assert explain(entry) == [
        ("amount", "about 1 mg THC"),
        ("item", "7"),
        ("method", "hookah"),
        ("energy", "5"),
        ("rating", "3 of 5"),
        ("itch (new)", "4"),
        ("lack of appetite", "2"),
        ("effects", "happy"),
        ("where", "roof"),
        ("with", "Anna"),
        ("companions", "2"),
        ("for", "recreational"),
        ("duration", "5 min"),
    ]
    assert explain(parse("7 +bored", context(), verb="crave")) == [("craving", "7"), ("triggers", "bored")]
    assert explain(parse("eighth", context(), verb="buy")) == [("amount", "1 eighth")]
