"""Words as they come from a shell or the command bar, and what each verb takes."""

from __future__ import annotations

import pytest

from sesh_tui.domain import tokens
from sesh_tui.domain.entry import Amount, Content, Entry, Money, Product, Reading
from sesh_tui.domain.grammar import Context, analyse, format_entry, parse
from sesh_tui.domain.names import NoNames
from sesh_tui.domain.verbs import FIELD_NAMES, FIELDS
from sesh_tui.errors import EntryError
from tests.domain.namebook import KNOWN, NOW, NameBook, context

BLUE = Product("Blue Dream", "catalogue")


def test_a_quoted_shell_word_is_a_name_a_line_or_a_rating() -> None:
    amount = Amount("mass", 300, "0.3", "g")
    assert parse(["0.3g", "blue dream"], context()) == Entry(amount=amount, product=BLUE)
    assert parse(["0.3g", "mood 4>7"], context()) == Entry(amount=amount, mood=Reading(4, 7))
    assert parse(["0.3g blue dream vape"], context()) == Entry(amount=amount, product=BLUE, method="vape")
    assert parse(["0.3g", "20m ago"], context()).at == parse("0.3g @20m", context()).at
    assert parse(["0.3g", "@yesterday 9pm"], context()).at == parse("0.3g @yesterday 9pm", context()).at


def test_quotes_around_a_whole_line() -> None:
    assert parse(["0.3g blue dream vape -- slept well"], context()) == parse(
        "0.3g blue dream vape -- slept well", context()
    )
    assert parse(["0.3g blue dream", "--", "well"], context()).note == "well"
    assert parse(['0.3g "blue dream" mood 4>7'], context()).mood == Reading(4, 7)
    assert parse(["pain 6", "mood 4"], context(), verb="check").mood == Reading(4, None)


def test_a_key_keeps_its_spaces() -> None:
    entry = parse(["0.3g", "where:my own place", "note:was fine"], context())
    assert (entry.where, entry.note) == ("my own place", "was fine")


def test_what_follows_two_dashes_is_the_note() -> None:
    assert parse(["0.3g", "--", "took", "--", "it  slowly"], context()).note == "took -- it  slowly"
    assert parse("0.3g --   took  it ", context()).note == "took  it"
    assert parse("0.3g --", context()).note is None
    assert parse("-- only this", context()) == Entry(note="only this")


def test_quotes_of_the_command_bar() -> None:
    names = NameBook((*KNOWN, "joint", "0.3g", 'Double "D"'))
    person = context(names=names)
    assert parse('"joint" 0.2g', person).product == Product("joint", "catalogue")
    assert parse('"0.3g" 0.2g', person).product == Product("0.3g", "catalogue")
    assert parse('0.2g Double "D"', person).product == Product('Double "D"', "catalogue")
    assert parse('0.2g strain:"double \\"d\\""', person).product == Product('Double "D"', "catalogue")
    assert parse('0.2g note:"a \\\\ b"', person).note == "a \\ b"
    assert parse('0.2g note:5"pipe', person).note == '5"pipe'
    assert parse('0.2g where:"open', person).where == '"open'


def test_a_quoted_known_name_does_not_grow() -> None:
    names = NameBook(stock=("Lift Bar", "Lift Bar 180mg"))
    entry = parse('"lift bar" 180mg', context(names=names))
    assert entry.product == Product("Lift Bar", "stock", "item-0")
    assert entry.amount == Amount("mass", 180, "180", "mg")
    assert parse(["lift bar", "180mg"], context(names=names)) == entry


def test_every_word_has_a_field() -> None:
    found = analyse("0.3g blue dream mood 4 @home -- fine", context())
    words = [(found.line[span.start : span.end], span.field) for span in found.spans]
    assert words == [
        ("0.3g", "amount"),
        ("blue", "product"),
        ("dream", "product"),
        ("mood", "mood"),
        ("4", "mood"),
        ("@home", "location"),
        ("-- fine", "note"),
    ]


def test_places_of_words_in_a_shells_line() -> None:
    line = tokens.of(["0.3g", "blue dream", "", "x"])
    assert line.text == '0.3g "blue dream" x'
    assert [line.text[token.start : token.end] for token in line.tokens] == ["0.3g", '"blue dream"', "x"]
    inner = tokens.split(line.tokens[1])
    assert [line.text[token.start : token.end] for token in inner] == ["blue", "dream"]


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("0.3g", "0.3g"),
        ("blue dream", '"blue dream"'),
        ('say "hi"', "'say \"hi\"'"),
        ("it's $5", "'it'\\''s $5'"),
        ("", '""'),
    ],
)
def test_words_for_a_posix_shell(word: str, quoted: str) -> None:
    assert tokens.shell_quote(word) == quoted


# -- buy ------------------------------------------------------------------------------------------

BUYER = context(new_ok=True, currency="EUR")


def test_a_purchase() -> None:
    assert parse('"blue dream" 3.5g 45usd from:Apothecary thc:22%', BUYER, verb="buy") == Entry(
        product=BLUE,
        amount=Amount("mass", 3_500, "3.5", "g"),
        cost=Money(4_500, "USD"),
        seller="Apothecary",
        thc=Content("22", "pct"),
    )


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("eighth", 3_500),
        ("quarter", 7_000),
        ("half", 14_000),
        ("half ounce", 14_000),
        ("ounce", 28_000),
        ("2 eighths", 7_000),
    ],
)
def test_retail_words_are_amounts_only_where_buying(text: str, milligrams: int) -> None:
    amount = parse(f"blue dream {text}", BUYER, verb="buy").amount
    assert amount is not None
    assert (amount.kind, amount.quantity) == ("mass", milligrams)
    with pytest.raises(EntryError):
        parse(f"blue dream {text}", context())


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("45usd", 4_500, "USD"),
        ("45 usd", 4_500, "USD"),
        ("€45", 4_500, "EUR"),
        ("45,50€", 4_550, "EUR"),
        ("$45", 4_500, "USD"),
        ("cost:45", 4_500, None),
        ("cost:45.5", 4_550, None),
        ("cost:£9.99", 999, "GBP"),
        ("cost:500jpy", 500, "JPY"),
        ("cost:1.250kwd", 1_250, "KWD"),
        ("0usd", 0, "USD"),
    ],
)
def test_prices(text: str, minor: int, currency: str | None) -> None:
    assert parse(f"blue dream {text}", BUYER, verb="buy").cost == Money(minor, currency)


def test_a_dollar_is_the_persons_own_dollar() -> None:
    assert parse("$45", context(currency="CAD"), verb="buy").cost == Money(4_500, "CAD")
    assert parse("¥45", context(currency="CNY"), verb="buy").cost == Money(4_500, "CNY")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("thc:22%", Content("22", "pct")),
        ("thc:18,50%", Content("18.5", "pct")),
        ("22%", Content("22", "pct")),
        ("thc:220mg/g", Content("220", "mg_g")),
        ("thc:10mg/unit", Content("10", "mg_unit")),
        ("thc:10mg/pc", Content("10", "mg_unit")),
        ("thc:20mg/ml", Content("20", "mg_ml")),
        ("thc:100mg", Content("100", "mg_pkg")),
        ("thc:100mg/package", Content("100", "mg_pkg")),
    ],
)
def test_contents(text: str, content: Content) -> None:
    assert parse(f"blue dream {text}", BUYER, verb="buy").thc == content


def test_names_that_are_bought_hold_method_and_rating_words() -> None:
    assert parse("purple sleep cart 1g", BUYER, verb="buy").product == Product("purple sleep cart", "new")
    bought = parse(["Lift Bar 180mg", "2pc", "cost:9"], BUYER, verb="buy")
    assert bought.product == Product("Lift Bar 180mg", "new")
    assert bought.amount == Amount("count", 2_000, "2", "piece")
    assert parse(["Lift Bar 180mg"], BUYER, verb="buy").product == Product("Lift Bar 180mg", "new")
    assert parse(["blue dream 3.5g 45usd"], BUYER, verb="buy").cost == Money(4_500, "USD")


def test_a_category_is_named() -> None:
    assert parse("blue dream type:cart", BUYER, verb="buy").category == "vape"
    with pytest.raises(EntryError, match="did you mean"):
        parse("blue dream type:edibel", BUYER, verb="buy")


# -- new names while logging ----------------------------------------------------------------------


def test_new_names() -> None:
    person = context(new_ok=True)
    assert parse("0.2g purple dragon joint", person).product == Product("purple dragon", "new")
    assert parse(["0.2g", "Purple Pain Rising", "joint"], person).product == Product(
        "Purple Pain Rising", "new"
    )
    assert parse(["Purple Haze Nine"], person).product == Product("Purple Haze Nine", "new")
    assert parse(["0.2g purple dragon joint"], person).product == Product("purple dragon", "new")
    assert parse("0.2g strain:joint", person).product == Product("joint", "new")
    assert parse("0.2g blue dream", person).product == BLUE


def test_a_beginning_of_an_own_name_is_enough() -> None:
    names = NameBook(KNOWN, stock=("Revivid CBD Tincture 5:1 - 25 mL", "Gelato 41"), recent=("Gelato 33",))
    person = context(names=names)
    product = parse("0.5ml revivid cbd", person).product
    assert product is not None
    assert product.name == "Revivid CBD Tincture 5:1 - 25 mL"
    assert parse("0.2g gelato 41 joint", person).product == Product("Gelato 41", "stock", "item-1")
    assert parse("0.2g strain:gela", context(names=NameBook(stock=("Gelato",)))).product is not None


def test_nobody_knows_a_name_by_default() -> None:
    with pytest.raises(EntryError, match="unknown product"):
        parse("0.2g blue", Context(NOW))
    assert NoNames().nearest("x") == ()


# -- verbs ----------------------------------------------------------------------------------------

VERB_LINES: list[tuple[str, str, Entry]] = [
    ("mood", "4-7", Entry(mood=Reading(4, 7))),
    ("mood", "7 energy 5 -- rested", Entry(mood=Reading(7, None), energy=Reading(5, None), note="rested")),
    ("mood", "mood:4", Entry(mood=Reading(4, None))),
    ("check", "pain:6", Entry(symptoms=(("pain", Reading(6, None)),))),
    ("check", "pain 6 mood 4", Entry(symptoms=(("pain", Reading(6, None)),), mood=Reading(4, None))),
    ("crave", "7 +bored", Entry(symptoms=(("craving", Reading(7, None)),), triggers=("bored",))),
    (
        "crave",
        "craving:7-3 ++itchy @home",
        Entry(symptoms=(("craving", Reading(7, 3)),), triggers=("itchy",), location="home"),
    ),
    (
        "after",
        "pain:3 mood:7 +relaxed",
        Entry(symptoms=(("pain", Reading(None, 3)),), mood=Reading(None, 7), effects=("relaxed",)),
    ),
    ("after", "pain 6-3 rating 4", Entry(symptoms=(("pain", Reading(6, 3)),), rating=4)),
    ("after", "", Entry()),
    ("start", "vape blue dream mood 4", Entry(method="vape", product=BLUE, mood=Reading(4, None))),
    ("stop", "mood 7 dur:40m", Entry(mood=Reading(None, 7), duration_min=40)),
    ("again", "0.2g", Entry(amount=Amount("mass", 200, "0.2", "g"))),
    ("again", "", Entry()),
    ("edit", "0.2g mood:_-8", Entry(amount=Amount("mass", 200, "0.2", "g"), mood=Reading(None, 8))),
    ("count", "2.1g", Entry(amount=Amount("mass", 2_100, "2.1", "g"))),
    ("count", "0 pieces", Entry(amount=Amount("count", 0, "0", "piece"))),
]


@pytest.mark.parametrize(("verb", "line", "entry"), VERB_LINES)
def test_what_a_verb_takes(verb: str, line: str, entry: Entry) -> None:
    assert parse(line, context(), verb=verb) == entry
    assert parse(line.split(), context(), verb=verb) == entry


@pytest.mark.parametrize(
    ("verb", "line"),
    [
        ("mood", "4 0.3g"),
        ("mood", "4 pain:3"),
        ("mood", ""),
        ("check", ""),
        ("crave", "mood:4"),
        ("buy", ""),
        ("count", "mood:4"),
        ("after", "0.3g"),
        ("after", "item:4"),
        ("stop", "strain:gg4"),
        ("start", "dur:4m"),
        ("buy", "blue dream for:sleep"),
        ("log", "type:flower"),
        ("check", "+happy pain:3"),
        ("mood", "4 5"),
    ],
)
def test_what_a_verb_does_not_take(verb: str, line: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse(line, context(), verb=verb)
    assert caught.value.message


def test_every_field_has_a_name_and_belongs_to_a_verb() -> None:
    used = frozenset().union(*FIELDS.values())
    assert used == set(FIELD_NAMES)
    assert used | {"new_symptoms", "assumed_thc"} == set(Entry._fields)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["0.3g", "$20 Bag", "vape"], "$20 Bag"),
        (["0.3g", "50% Off", "vape"], "50% Off"),
        (["0.2g", "100mg Bottle", "joint"], "100mg Bottle"),
        (["0.2g", "Topical Stick", "joint"], "Topical Stick"),
        (["0.3g", "Jane's #1 Grünkern $5", "vape"], "Jane's #1 Grünkern $5"),
        (["0.3g", '100mg "Blue Dream" Tincture', "vape"], '100mg "Blue Dream" Tincture'),
        (["0.3g xyzzy", "vape"], "xyzzy"),
    ],
)
def test_a_new_name_in_quotes_is_whole_unless_it_begins_with_the_only_amount(
    words: list[str], name: str
) -> None:
    entry = parse(words, context()._replace(new_ok=True))
    assert entry.product == Product(name, "new")
    assert entry.amount is not None
    assert entry.cost is None
    assert entry.thc is None


def test_a_misspelt_long_name_is_offered_even_where_a_part_of_it_is_a_name() -> None:
    names = NameBook(["Cherry", "Cherry Puff"])
    with pytest.raises(EntryError) as caught:
        parse("0.3g cherry puft vape", context(names=names))
    assert 'Did you mean "Cherry Puff"?' in caught.value.hint


def test_a_craving_is_written_back_with_what_it_came_with() -> None:
    entry = parse("7 +bored ++rain", context(), verb="crave")
    assert entry.triggers == ("bored", "rain")
    assert parse(format_entry(entry, 60, verb="crave"), context(), verb="crave") == entry


def test_a_quote_in_the_middle_of_a_word_quotes_nothing() -> None:
    names = NameBook(['12" Bong Mix'])
    assert parse('0.3g 12" bong mix', context(names=names)).product == Product('12" Bong Mix', "catalogue")
    assert parse('0.3g "blue"dream vape', context()).product == BLUE


def test_words_that_stand_apart_are_not_taken_for_one_misspelt_name() -> None:
    names = NameBook(["Cherry", "Cherry Puff"])
    with pytest.raises(EntryError, match="not understood beside Cherry"):
        parse("cherry 0.3g puft vape", context(names=names))
