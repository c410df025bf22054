"""Names are matched whatever their case and punctuation, and every real name can be logged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sesh_tui.data import load_catalogue
from sesh_tui.domain.entry import Amount, Product
from sesh_tui.domain.grammar import Context, parse
from sesh_tui.domain.names import name_key, repair, words_of
from tests.domain.namebook import NOW, NameBook

CATALOGUE = [strain.name for strain in load_catalogue()]
PRODUCTS = (Path(__file__).parent / "data" / "product_names.txt").read_text(encoding="utf-8").split("\n")[:-1]
AMOUNT = Amount("mass", 200, "0.2", "g")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("GG #4", "gg4"),
        ("gg4", "gg4"),
        ("Neville’s Haze", "nevilleshaze"),
        ("Neville's Haze", "nevilleshaze"),
        ("Nevilleâ€™s Haze", "nevilleshaze"),
        ("Half&Half Cookies", "halfhalfcookies"),
        ("+Speed", "speed"),
        ("1.3G", "13g"),
        ("Crème Brûlée", "cremebrulee"),
        ("CrÃ¨me BrÃ»lÃ©e", "cremebrulee"),
        ("Müller Straße", "mullerstrasse"),
        ("Ｗｉｄｅ", "wide"),
        ("ガンジャ", "\u30ab\u3099\u30f3\u30b7\u3099\u30e3"),
        ("हिन्दी", "हिन्दी"),
        ("$$$", "$$$"),
        ("™ ™", "tmtm"),
        ("", ""),
    ],
)
def test_the_key_of_a_name(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Tangie-Land #2", ("tangie", "land", "2")),
        ("Revivid CBD Tincture 5:1 - 25 mL", ("revivid", "cbd", "tincture", "51", "25", "ml")),
        ("# &", ()),
        ("AC/DC", ("ac", "dc")),
    ],
)
def test_the_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_text_that_was_never_garbled_stays() -> None:
    assert repair("Rosé") == "Rosé"
    assert repair("RosÃ©") == "Rosé"
    assert repair("RosÃƒÂ©") == "Rosé"
    thrice = "é"
    for _ in range(3):
        thrice = thrice.encode().decode("cp1252")
    assert repair(thrice) == "é"
    assert repair("Ã") == "Ã"
    assert repair("plain") == "plain"
    assert repair("日本") == "日本"
    assert repair("Ã\x8d") == "Í"


@given(st.text())
def test_folding_a_key_again_gives_the_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.text())
def test_case_and_outer_space_never_matter(text: str) -> None:
    assert name_key(f" {text.upper()} ") == name_key(text.upper())


def logged(line: str | list[str], person: Context) -> Product:
    entry = parse(line, person, shell=isinstance(line, list))
    assert entry.amount == AMOUNT, line
    assert entry.method == "joint", line
    assert entry.product is not None, line
    return entry.product


@pytest.mark.parametrize("pattern", ["0.2g {} joint", "{} 0.2g joint", "joint {} 0.2g"])
def test_every_strain_of_the_catalogue_can_be_logged(pattern: str) -> None:
    person = Context(NOW, names=NameBook(CATALOGUE))
    for name in CATALOGUE:
        assert name_key(logged(pattern.format(name), person).name) == name_key(name)


@pytest.mark.parametrize("pattern", ["0.2g {} joint", "{} 0.2g joint", "joint {} 0.2g"])
def test_products_whose_names_are_full_of_syntax_can_be_logged(pattern: str) -> None:
    person = Context(NOW, names=NameBook(CATALOGUE, stock=PRODUCTS))
    for name in PRODUCTS:
        assert name_key(logged(pattern.format(name), person).name) == name_key(name)


def test_names_in_the_quotes_of_a_shell_can_be_logged() -> None:
    person = Context(NOW, names=NameBook(CATALOGUE, stock=PRODUCTS))
    for name in (*PRODUCTS, *CATALOGUE[::10]):
        assert name_key(logged(["0.2g", name, "joint"], person).name) == name_key(name)


def test_names_without_quotes_in_a_shell_can_be_logged() -> None:
    person = Context(NOW, names=NameBook(CATALOGUE, stock=PRODUCTS))
    for name in PRODUCTS:
        assert name_key(logged(["0.2g", *name.split(), "joint"], person).name) == name_key(name)


def test_a_line_asks_for_few_names() -> None:
    names = NameBook(CATALOGUE)
    parse("0.3g blue dream vape mood 4-7 pain 6-3 @home +relaxed -- slept well", Context(NOW, names=names))
    assert names.lookups <= 6
    names.lookups = 0
    parse("0.3g blue dream vape", Context(NOW, names=names))
    assert names.lookups <= 6


# -- which name ----------------------------------------------------------------------------------

FAMOUS = (
    "GG #4",
    "3 Kings",
    "100 OG",
    "303 Stooges",
    "5K Puff",
    "Cherry Puff",
    "Purple Pain Killer",
    "Deep Sleep",
    "Oil Spill",
    "Fruit Bowl",
    "Cabbage Patch",
    "Pipe Dream",
    "Naran J",
    "Sour Diesel Hash Joint",
    "Cap OG",
    "+Speed",
    "1.3G",
    "3D",
    "11:59 Armageddon Skunk",
    "Tranquil Elephantizer: Remix",
    "CBD Mango Haze",
    "Neville’s Haze",
    "Half&Half Cookies",
    "Revivid CBD Tincture 5:1 - 25 mL",
    "Lift Bar 180mg",
    "1/8",
)


@pytest.mark.parametrize("name", FAMOUS)
def test_names_that_look_like_syntax(name: str) -> None:
    person = Context(NOW, names=NameBook(CATALOGUE, stock=FAMOUS))
    for line in (f"0.2g {name.lower()} j", f"{name} 0.2g j", f"j 0.2g {name} mood 4-7 @home"):
        assert logged(line, person).name == name


def test_own_stock_goes_before_recent_before_catalogue() -> None:
    books = {
        "stock": NameBook(["Blue Dream"], ["Blue-Dream"], ["BLUE DREAM"]),
        "recent": NameBook(["Blue Dream"], [], ["BLUE DREAM"]),
        "catalogue": NameBook(["Blue Dream"]),
    }
    for source, names in books.items():
        assert logged("0.2g blue dream joint", Context(NOW, names=names)).source == source


def test_the_longest_name_wins() -> None:
    person = Context(NOW, names=NameBook(["Blue", "Blue Dream", "Blue Dream Haze"], ["Dream"]))
    assert logged("0.2g blue dream haze joint", person).name == "Blue Dream Haze"
    assert logged("0.2g blue dream joint", person).name == "Blue Dream"


def test_a_number_and_its_unit_stay_together_unless_the_longer_name_is_owned() -> None:
    catalogue = Context(NOW, names=NameBook(["OG Kush", "OG Kush #1"]))
    entry = parse("og kush 1 joint", catalogue)
    assert entry.product == Product("OG Kush", "catalogue")
    assert entry.amount == Amount("count", 1_000, "1", "joint")
    owned = Context(NOW, names=NameBook(["OG Kush"], ["OG Kush #1"]))
    entry = parse("og kush 1 joint", owned)
    assert entry.product == Product("OG Kush #1", "stock", "item-0")
    assert entry.amount is None
    assert logged("0.2g og kush 1 joint", catalogue).name == "OG Kush #1"


def test_a_word_that_is_syntax_stays_syntax_unless_there_is_no_other_way() -> None:
    person = Context(NOW, names=NameBook(["Joint", "0.2g", "Happy", "Speed"]))
    assert parse("0.2g joint +happy", person).product is None
    assert logged("0.2g joint joint", person).name == "Joint"
    assert logged("0.2g 0.2g joint", person).name == "0.2g"
    assert logged("0.2g +speed joint", person).name == "Speed"
    assert parse("0.2g happy", person).effects == ()
