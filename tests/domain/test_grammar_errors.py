"""What cannot be read is refused: the word, the cause, and what to type instead."""

from __future__ import annotations

import pytest

from sesh_tui.domain.grammar import parse, redirect_error
from sesh_tui.errors import Ambiguous, EntryError
from tests.domain.namebook import KNOWN, NameBook, context


def refused(
    line: str | list[str], *, verb: str = "log", new_ok: bool = False, **changes: object
) -> EntryError:
    """The error of a line; a list is what a shell hands over."""
    with pytest.raises(EntryError) as caught:
        parse(line, context(new_ok=new_ok, **changes), verb=verb, shell=isinstance(line, list))
    return caught.value


def pointed(error: EntryError) -> str:
    return error.line[error.start : error.end]


SHELL_CASES = [
    (["blue", "dream", "0.3g", "mood", "4", "pain"], "pain"),
    (["0.3g", "blue dream", "vape", "mood", "pain"], "mood"),
]


@pytest.mark.parametrize(("words", "word"), SHELL_CASES)
def test_a_rating_whose_value_the_shell_took(words: list[str], word: str) -> None:
    error = refused(words)
    assert pointed(error) == word
    assert f'"{word}" has no value' in error.message
    assert f'"{word} 4>7"' in error.message
    assert "redirection" in error.message
    assert 'stray file "7"' in error.message
    assert f"{word} 4-7" in error.hint


def test_the_example_shows_the_whole_line() -> None:
    assert (
        '0.3g "blue dream" vape mood 4-7 pain' in refused(["0.3g", "blue dream", "vape", "mood", "pain"]).hint
    )


def test_the_command_bar_does_not_speak_of_shells() -> None:
    error = refused("blue dream 0.3g mood 4 pain")
    assert error.message == '"pain" has no value.'
    assert "pain 4-7" in error.hint


def test_rating_words_of_a_known_name_are_no_ratings() -> None:
    entry = parse(["0.1g", "purple", "pain", "killer"], context(), shell=True)
    assert entry.product is not None
    assert entry.product.name == "Purple Pain Killer"


@pytest.mark.parametrize(
    ("words", "where", "hint"),
    [
        (["0.3g", "blue dream", "vape", "mood", "4-"], "mood 4-", "mood 4-7; for before only mood 4"),
        (["pain:6-"], "pain:6-", "pain 6-3; for before only pain 6"),
        (["mood:4-"], "mood:4-", "mood 4-7; for before only mood 4"),
    ],
)
def test_half_a_range_is_never_before(words: list[str], where: str, hint: str) -> None:
    error = refused(words)
    assert pointed(error) == where
    assert "has no end" in error.message
    assert hint in error.hint


def test_a_stray_file_named_like_a_value() -> None:
    error = redirect_error("7")
    assert '">7" as a redirection' in error.message
    assert "Nothing was stored" in error.message
    assert 'Remove the file "7"' in error.hint


CASES: list[tuple[str, str, str, str, str]] = [
    # line, the word pointed at, in the message, in the hint, the corrected line
    (
        "0.3g blue dream moood:4-7",
        "moood:4-7",
        'unknown field "moood:", did you mean "mood:"?',
        "mood:4-7",
        "0.3g blue dream mood:4-7",
    ),
    ("0.3g xyz: 4", "xyz: 4", 'unknown field "xyz:"', "sym:xyz:4", "0.3g sym:xyz:4"),
    ("0.3g colour:blue", "colour:blue", 'unknown field "colour:"', "sym:colour", ""),
    ("pain:11-3 0.2g x v", "pain:11-3", "pain goes from 0 to 10, got 11", "pain:6-3", ""),
    ("mood:0", "mood:0", "mood goes from 1 to 10, got 0", "mood:4-7", ""),
    ("rating:6", "rating:6", "rating goes from 1 to 5, got 6", "rating:4", ""),
    ("rating:3-4", "rating:3-4", "a rating is one number", "rating:4", ""),
    ("rating x", "rating", "has no value", "rating 4", ""),
    ("0.3g 0.2g x", "0.2g", 'two amounts: "0.3g" and "0.2g"', "Keep one", ""),
    ("0.3g joint vape", "vape", 'two methods: "joint" and "vape"', "Keep one", ""),
    ("mood 4 mood 5", "mood 5", "mood is given twice", "Keep one", ""),
    ("pain 4 pain 5", "pain 5", "pain is given twice", "Keep one", "pain 4"),
    ("0.1g note:a -- b", "-- b", "two notes", "Keep one", ""),
    (
        "pain:abc",
        "pain:abc",
        'cannot read "abc"',
        "pain:6-3 (before-after), pain:6 (before) or pain:_-3 (after only)",
        "",
    ),
    ("pain:-3", "pain:-3", "has no beginning", "pain _-3", ""),
    ("pain:_", "pain:_", "no number", "pain:6-3", ""),
    ("@25:90", "@25:90", 'cannot read the time "25:90"', "21:30", ""),
    ("0.1g @", "@", '"@"', "", ""),
    ("0.1g @9:99pm", "@9:99pm", "cannot read the time", "21:30", ""),
    ("0.1g @03/04", "@03/04", '"03/04" can be mar 4 or apr 3', "apr 3", ""),
    ("0.1g @2031-01-01", "@2031-01-01", "later than now", "has happened", ""),
    ("0.1g @yestreday", "@yestreday", 'did you mean "@yesterday"', "@@yestreday", "0.1g @yesterday"),
    ("0.1g @5x", "@5x", 'cannot read the time "@5x"', "@21:30", ""),
    ("0.1g 3 days ago at 25:00", "3 days ago at 25:00", "a day has 24 hours", "21:30", ""),
    ("0.2g yesterday", "yesterday", 'unknown product "yesterday"', "@yesterday", "0.2g @yesterday"),
    ("0.2g 25:90", "25:90", 'unknown product "25:90"', "--new", ""),
    ('0.2g ""', '""', "cannot be a name", "letter or a digit", ""),
    ('0.2g where:""', 'where:""', "has no value", "where:balcony", ""),
    ("strain:gg4 blue dream 0.1g", "blue", "stands beside a product", "--", ""),
    ("0.1g at:soon", "at:soon", 'cannot read the time "soon"', "21:30", ""),
    ("2 x", "2 x", 'unknown product "2 x"', "--new", ""),
    (
        "0.3g blue dreem",
        "blue dreem",
        'unknown product "blue dreem"',
        'Did you mean "Blue Dream"',
        '0.3g "Blue Dream"',
    ),
    ("0.3g blue dream foo vape", "foo", '"foo" is not understood beside Blue Dream', "--", ""),
    ("0.3g blue dream 9pm", "9pm", '"9pm" is not understood', "@9pm", "0.3g blue dream @9pm"),
    ("0.3g blue dream home", "home", '"home" is not understood', "@home", "0.3g blue dream @home"),
    (
        "0.3g blue dream relaxed",
        "relaxed",
        '"relaxed" is not understood',
        "+relaxed",
        "0.3g blue dream +relaxed",
    ),
    ("0.3g blue dream vpe", "vpe", '"vpe" is not understood', "vape", "0.3g blue dream vape"),
    ("0.3g blue dream energetc", "energetc", "not understood", "+energetic", "0.3g blue dream +energetic"),
    ("0.3g blue dream pian 4", "pian", "not understood", "pain", "0.3g blue dream pain 4"),
    ("0.3g blue @home dream", "blue @home dream", "stand apart", "in quotes", ""),
    ("strain:gg4 blue 0.1g", "blue", "stands beside a product", "--", ""),
    ("strain:nobody 0.1g", "strain:nobody", 'unknown product "nobody"', "--new", ""),
    (
        "0.1g +relxed",
        "+relxed",
        'unknown effect "+relxed", did you mean "+relaxed"?',
        "++relxed",
        "0.1g +relaxed",
    ),
    (
        "0.1g for:slep",
        "for:slep",
        'unknown purpose "slep", did you mean "sleep"?',
        "Known:",
        "0.1g for:sleep",
    ),
    ("0.1g for:zzzzzzz", "for:zzzzzzz", 'unknown purpose "zzzzzzz"', "Known:", ""),
    ("0.1g for:", "for:", '"for:" has no value', "for:sleep", ""),
    ("0.1g dur:soon", "dur:soon", "cannot read the duration", "dur:45m", ""),
    ("0.1g dur:9d", "dur:9d", "longer than a week", "dur:45m", ""),
    ("0.1g with:11", "with:11", "companions go from 0 to 10, got 11", "with:3", ""),
    ("0.1g thc:22", "thc:22", "needs a unit", "thc:22%", ""),
    ("0.1g thc:5mg", "thc:5mg", "is the content of a package, not a dose", "5thc", ""),
    ("0.1g thc:5oz", "thc:5oz", 'unknown unit "oz"', "thc:22%", ""),
    ("0.1g thc:abc", "thc:abc", "cannot read", "thc:22%", ""),
    ("0.1g 122%", "122%", "cannot exceed 100", "thc:22%", ""),
    ("0.1g cost:much", "cost:much", "cannot read the price", "cost:45", ""),
    ("0.1g cost:1.005usd", "cost:1.005usd", "more decimals than USD", "as it was paid", ""),
    ("1,000mg edible", "1,000mg", '"1,000" can be 1000 or 1.000', "Write 1000 or 1.000", ""),
    ("0g", "0g", "is nothing", "above zero", ""),
    ("0.0001mg", "0.0001mg", "less than can be stored", "above zero", ""),
    ("999999999999kg", "999999999999kg", "more than can be stored", "", ""),
    ("cost:99999999999 0.1g", "cost:99999999999", "more than can be stored", "", ""),
    ("0.1g --new", "--new", 'unknown option "--new"', "--", "0.1g -- new"),
    ("0.1g from:shop", "from:shop", '"log" does not take a seller', "seller", ""),
    ("sym:4", "sym:4", "cannot be the name of a symptom", "sym:itch", ""),
    ("sym:tag:4", "sym:tag:4", "is a field", "another name", ""),
    ("sym:itch", "sym:itch", 'the symptom "itch" has no value', "sym:itch 5", ""),
    ("", "", "nothing to log", "blue dream", ""),
]


@pytest.mark.parametrize(("line", "word", "message", "hint", "fixed"), CASES, ids=[case[0] for case in CASES])
def test_an_error_points_at_the_word(line: str, word: str, message: str, hint: str, fixed: str) -> None:
    error = refused(line)
    assert pointed(error) == word
    assert message in error.message
    assert hint in error.hint
    assert error.fixed == fixed
    assert error.exit_code == 2


def test_two_names_that_fit_are_a_question() -> None:
    names = NameBook(KNOWN, stock=("Blue Dream", "Blueberry Kush"))
    with pytest.raises(Ambiguous) as caught:
        parse("0.2g blue joint", context(names=names))
    assert caught.value.choices == ["Blue Dream", "Blueberry Kush"]
    assert caught.value.exit_code == 4
    with pytest.raises(Ambiguous):
        parse("0.2g strain:blue", context(names=names))


def test_a_beginning_beside_another_mistake() -> None:
    names = NameBook(stock=("Blue Dream",))
    assert "two amounts" in refused("0.2g 0.3g blu", names=names).message


def test_two_new_names_in_quotes() -> None:
    assert refused('0.1g "purple dragon" "green dragon"', new_ok=True).message.endswith(
        "which one is the product?"
    )


def test_two_lots_that_only_punctuation_tells_apart_are_a_question_unless_typed_exactly() -> None:
    names = NameBook(stock=("GG #4", "GG4"))
    with pytest.raises(Ambiguous):
        parse("0.2g gg-4", context(names=names))
    product = parse("0.2g gg4", context(names=names)).product
    assert product is not None
    assert product.name == "GG4"


def test_a_name_needs_a_letter_or_a_digit() -> None:
    assert "cannot be a name" in refused("0.1g &", new_ok=True).message
    assert "cannot be a name" in refused('0.1g strain:"&"', new_ok=True).message


def test_a_new_name_stands_in_one_piece() -> None:
    error = refused("purple 0.1g dragon", new_ok=True)
    assert "stand apart" in error.message
    assert "quotes" in error.hint


def test_stray_words_where_no_product_goes() -> None:
    error = refused("great", verb="mood")
    assert pointed(error) == "great"
    assert "mood, an energy level" in error.hint
    assert refused("yesterday 4", verb="check").fixed == "@yesterday 4"


def test_a_trigger_that_was_misspelt() -> None:
    error = refused("7 +borde", verb="crave")
    assert error.message == 'unknown trigger "+borde", did you mean "+bored"?'
    assert error.fixed == "7 +bored"
