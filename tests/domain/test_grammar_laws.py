"""Laws of the entry grammar: the way there and back, no other errors, no word lost."""

from __future__ import annotations

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.domain import vocab
from sesh_tui.domain.entry import Amount, Content, Entry, Money, Product, Reading
from sesh_tui.domain.filters import parse_filter
from sesh_tui.domain.grammar import analyse, assume_thc, explain, format_entry, parse
from sesh_tui.domain.units import UNITS, CustomUnit, parse_number, quantity_of
from sesh_tui.domain.values import amount_of, read_measure
from sesh_tui.domain.verbs import FIELDS
from sesh_tui.errors import Ambiguous, EntryError
from tests.domain.namebook import KNOWN, NOW, NameBook, context

VERBS = tuple(FIELDS)
OWN_UNITS = {
    "cone": CustomUnit("cone", "cones", "joint", 250, 10.0),
    "cones": CustomUnit("cone", "cones", "joint", 250, 10.0),
}
STOCK = ("Lift Bar", "Lift Bar 180mg", "Pain 5", "0.3g", "joint", 'Double "D" - Shatter')
PERSON = context(
    names=NameBook((*KNOWN, "+Speed", "1.3G"), STOCK),
    units=OWN_UNITS,
    symptoms=frozenset(("itch", "joint pain")),
    new_ok=True,
)

text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=12)
phrase = (
    st.lists(text, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda found: found == " ".join(found.split()))
)
word = st.text("abcdefghijklmnopqrstuvwxyz-äß0123456789", min_size=1, max_size=10).filter(
    lambda w: w[0].isalpha()
)


def numbers() -> st.SearchStrategy[str]:
    decimal = st.builds(lambda whole, part: f"{whole}.{part}", st.integers(0, 9_999), st.integers(0, 999))
    fraction = st.builds(lambda top, bottom: f"{top}/{bottom}", st.integers(1, 9), st.integers(1, 9))
    return st.one_of(st.integers(1, 9_999).map(str), decimal, fraction)


@st.composite
def amounts(draw: st.DrawFn, verb: str) -> Amount | None:
    unit = draw(st.sampled_from([*UNITS, "cone"]))
    times = draw(st.integers(1, 20))
    sign = "~" if draw(st.booleans()) else ""
    measure = read_measure(f"{times}x{draw(numbers())}{unit}{sign}", OWN_UNITS, retail=verb == "buy")
    assert measure is not None
    if quantity_of(measure.number, measure.unit, times) == 0:
        return None
    return amount_of(measure)


def readings(low: int, high: int) -> st.SearchStrategy[Reading]:
    value = st.none() | st.integers(low, high)
    return st.builds(Reading, value, value).filter(lambda reading: reading != Reading(None, None))


@st.composite
def contents(draw: st.DrawFn) -> Content:
    number = parse_number(draw(st.decimals(0, 100, places=2).map(str)))
    assert number is not None
    return Content(number.text, draw(st.sampled_from(("pct", "mg_g", "mg_unit", "mg_ml", "mg_pkg"))))


def money() -> st.SearchStrategy[Money]:
    return st.builds(Money, st.integers(0, 10**7), st.sampled_from((None, "USD", "EUR", "JPY", "KWD")))


SYMPTOM_NAMES = st.sampled_from([*vocab.SYMPTOMS, "itch", "joint pain"]) | word.filter(
    lambda name: (
        name not in vocab.SYMPTOM_WORDS
        and name
        not in (
            "mood",
            "energy",
            "rating",
            "sym",
            "at",
            "for",
            "from",
            "with",
            "tag",
            "dur",
            "thc",
            "cbd",
            "cost",
            "where",
            "strain",
            "item",
            "note",
            "type",
            "method",
        )
    )
)


@st.composite
def entries(draw: st.DrawFn, verb: str) -> Entry:
    """An entry that a line for the verb can mean."""
    allowed = FIELDS[verb]
    found: dict[str, object] = {}

    def maybe(field: str, strategy: st.SearchStrategy[object]) -> None:
        if field in allowed and draw(st.booleans()):
            found[field] = draw(strategy)

    maybe("amount", amounts(verb))
    methods = st.sampled_from(tuple(vocab.METHOD_ROUTE)) | st.sampled_from(("smoking", "vaping", "hookah"))
    maybe("method", methods)
    known = st.sampled_from(
        [Product(n, "stock", f"item-{i}") for i, n in enumerate(STOCK)]
        + [Product(n, "catalogue") for n in KNOWN]
    )
    new = phrase.filter(lambda n: any(map(str.isalnum, n)) and not PERSON.names.exact(parse_key(n))).map(
        lambda n: Product(n, "new")
    )
    maybe("product", known | new)
    if "product" not in found:
        maybe("item", text)
    maybe("mood", readings(1, 10))
    maybe("energy", readings(1, 10))
    maybe("rating", st.integers(1, 5))
    if "symptoms" in allowed:
        names = draw(st.lists(SYMPTOM_NAMES, max_size=3, unique_by=lambda name: name.replace(" ", "-")))
        found["symptoms"] = tuple((name, draw(readings(0, 10))) for name in names)
        old = (*vocab.SYMPTOMS, *PERSON.symptoms)
        found["new_symptoms"] = tuple(
            name for name in names if name not in old and name.replace("-", " ") not in old
        )
        found["symptoms"] = tuple(
            (name.replace("-", " ") if name.replace("-", " ") in old else name, reading)
            for name, reading in found["symptoms"]  # type: ignore[attr-defined]
        )
    own = st.sampled_from(tuple(vocab.EFFECTS)) | word
    maybe("effects", st.lists(own, max_size=3, unique=True).map(tuple))
    maybe("triggers", st.lists(st.sampled_from(vocab.TRIGGERS) | word, max_size=3, unique=True).map(tuple))
    maybe("location", st.sampled_from(vocab.PLACES) | word)
    if "companions" in allowed:
        company = draw(st.sampled_from((None, "solo", "social", "Anna and Ben")))
        found["accompanied_by"] = company
        found["companions"] = 0 if company == "solo" else draw(st.none() | st.integers(0, 10))
    maybe("purpose", st.sampled_from(vocab.PURPOSES))
    maybe(
        "at",
        st.timedeltas(timedelta(0), timedelta(days=9_000)).map(lambda back: (NOW - back).astimezone(UTC)),
    )
    maybe("duration_min", st.integers(0, 10_080))
    maybe("thc", contents())
    maybe("cbd", contents())
    maybe("cost", money())
    maybe("seller", phrase)
    maybe("where", phrase)
    maybe("strain", phrase)
    maybe("category", st.sampled_from(tuple(vocab.CATEGORIES)))
    maybe("tags", st.lists(phrase, max_size=2, unique=True).map(tuple))
    maybe("note", st.text(min_size=1, max_size=30).map(str.strip).filter(bool))
    entry = Entry(**found)  # type: ignore[arg-type]
    if (
        "method" in allowed
        and entry.method is None
        and entry.amount is not None
        and entry.amount.kind == "count"
    ):
        unit = entry.amount.unit
        entry = entry._replace(method="joint" if unit == "cone" else vocab.IMPLIED_METHOD.get(unit))
    return assume_thc(entry) if "method" in allowed else entry


def check_error(error: EntryError) -> None:
    assert error.message
    assert 0 <= error.start <= error.end <= len(error.line)


def check_choices(error: Ambiguous) -> None:
    assert len(error.choices) > 1


def check_correction(error: EntryError) -> None:
    assert error.fixed != error.line or not error.line


def parse_key(name: str) -> str:
    from sesh_tui.domain.names import name_key

    return name_key(name)


@given(
    st.sampled_from(VERBS).flatmap(lambda verb: st.tuples(st.just(verb), entries(verb))),
    st.integers(-720, 840),
)
def test_parsing_what_was_formatted_gives_the_same_entry(case: tuple[str, Entry], offset: int) -> None:
    verb, entry = case
    line = format_entry(entry, offset, verb=verb)
    if not line and verb not in ("again", "start", "stop", "after", "edit"):
        return
    assert parse(line, PERSON, verb=verb) == entry


SYNTAX = """
    0.3g ~0.3g 0.3 g 3x0.1g 2 x 5mg 5mg 30g 1/2bowl 1/0g 3puffs joint j e vape cart oil puff 1,000mg
    mood energy pain sleep rating 4-7 4- -7 _-3 _ 6 4>7 4->7 pain:6 pain:11 mood=4/7 sym:itch sym: 9999999999999999g
    sym:joint-pain:4 moood:4 xyz: x:y +relaxed +relxd ++relxd +speed + ++ @home @alone @garage @@x @ @21:30 @25:90
    @noon @20m 20m ago half an hour @yesterday 9pm @03/04 at:2026-11-20T22:10 at:x for:sleep for:x dur:45m dur:x
    with:3 with:anna cost:45 45usd €45 $ 45 22% 122% thc:22% thc:5 cbd:1mg/g blue dream blue-dream gg4 3 kings cherry
    purple killer lift bar 180mg 1.3G -- --new - item:7 strain:dream strain:"blue dream" tag:a tag:"b c" note:hi
    where:" from:shop type:flower eighth half ounce " "blue dream" "pain 5" ' ` \\ # ; é ½g １g ² cone cones
"""
PIECES = st.sampled_from(SYNTAX.split())
LINES = st.lists(PIECES | st.text(max_size=6), max_size=9)


@given(
    LINES | st.text(max_size=40).map(lambda found: [found]),
    st.sampled_from(VERBS),
    st.booleans(),
    st.booleans(),
)
def test_no_input_raises_anything_but_the_two_errors_and_no_word_is_dropped(
    words: list[str], verb: str, as_list: bool, new_ok: bool
) -> None:
    line = words if as_list else " ".join(words)
    try:
        found = analyse(line, PERSON._replace(new_ok=new_ok), verb=verb, shell=as_list)
    except EntryError as error:
        check_error(error)
        return
    except Ambiguous as error:
        check_choices(error)
        return
    covered = [False] * len(found.line)
    for span in found.spans:
        assert getattr(found.entry, span.field) not in (None, (), "") or span.field == "note"
        covered[span.start : span.end] = [True] * (span.end - span.start)
    lost = [
        char
        for char, seen in zip(found.line, covered, strict=True)
        if not seen and not char.isspace() and not (as_list and char == '"')
    ]
    assert not lost
    for given_word in words if as_list else []:
        assert " ".join(given_word.split()) in " ".join(found.line.split())
    assert all(label and shown for label, shown in explain(found.entry, 60))


@given(LINES | st.text(max_size=40).map(lambda found: [found]), st.booleans())
def test_a_filter_is_read_or_refused(words: list[str], as_list: bool) -> None:
    try:
        parse_filter(words if as_list else " ".join(words), PERSON)
    except EntryError as error:
        check_error(error)


@given(LINES, st.booleans())
def test_a_correction_that_is_offered_differs_from_the_line(words: list[str], shell: bool) -> None:
    try:
        parse(words if shell else " ".join(words), PERSON._replace(new_ok=False), shell=shell)
    except EntryError as error:
        check_correction(error)
    except Ambiguous:
        pass
