"""``key:value`` and ``key=value``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.domain import values
from sesh_tui.domain.vocab import (
    CATEGORY_WORDS,
    COMPANIONS_MAX,
    COMPANY_WORDS,
    METHOD_WORDS,
    PURPOSE_WORDS,
    PURPOSES,
    SYMPTOM_WORDS,
)
from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.domain.reader import Reader

    Taker = Callable[[Reader, int, str], int]


def take_key(reader: Reader, place: int, key: str, value: str) -> int:
    """Read the word at ``place``; its key is in lower case. An unknown key is a problem, never text."""
    if key == "sym":
        return _symptom(reader, place, value)
    name = reader.scale_name(key)
    if name is not None:
        found, last = reader.take_key_value(place, value)
        return reader.no_value(place, name) if found is None else reader.set_scale(place, last, name, found)
    taker = _TAKERS.get(key)
    if taker is None:
        return _unknown(reader, place, key, value)
    if not value:
        return reader.fail(place, place, f'"{key}:" has no value.', _EXAMPLES[key])
    try:
        return taker(reader, place, value)
    except EntryError as error:
        return reader.rethrow(place, place, error)


def _unknown(reader: Reader, place: int, key: str, value: str) -> int:
    from sesh_tui.domain.spell import closest

    known = (*_TAKERS, "sym", "mood", "energy", "rating", *SYMPTOM_WORDS, *reader.own_symptoms)
    near = closest(key, known)
    if near is not None:
        separator = reader.tokens[place].text[len(key)]
        fixed = near + separator + (value if not any(char.isspace() for char in value) else f'"{value}"')
        return reader.fail(
            place, place, f'unknown field "{key}:", did you mean "{near}:"?', f"Write {fixed}.", fixed
        )
    found, last = reader.take_key_value(place, value)
    if found is not None and values.split_range(found) is not None:
        fixed = f"sym:{key}:{found}"
        return reader.fail(
            place, last, f'unknown field "{key}:".', f"For a new symptom write {fixed}.", fixed
        )
    return reader.fail(
        place,
        place,
        f'unknown field "{key}:".',
        f"For a new symptom write sym:{key} and its value; words that are no field belong behind --.",
    )


def _symptom(reader: Reader, place: int, value: str) -> int:
    """``sym:itch:5``, ``sym:itch 5-3``: a symptom the person introduces."""
    name, mark, number = value, "", ""
    for index, char in enumerate(value):
        if char in ":=":
            name, mark, number = value[:index], char, value[index + 1 :].strip()
            break
    name = " ".join(name.lower().split())
    if not name or not name[0].isalpha() or not all(char.isalnum() or char in "-_ '" for char in name):
        return reader.fail(place, place, f'"{name}" cannot be the name of a symptom.', "Write sym:itch 5.")
    known = reader.scale_name(name.replace(" ", "-"))
    if known is None and (name in _TAKERS or name == "sym"):
        return reader.fail(place, place, f'"{name}" is a field, not a symptom.', "Choose another name.")
    found, last = reader.take_key_value(place, number)
    if found is None:
        return reader.fail(
            place, place, f'the symptom "{name}" has no value.', f"Write sym:{name}{mark or ' '}5."
        )
    end = reader.set_scale(place, last, known or name, found)
    if known is None and reader.draft.owner[place] == "symptoms":
        reader.draft.fields.setdefault("new_symptoms", []).append(name)
    return end


def _method(reader: Reader, place: int, value: str) -> int:
    return reader.set_field("method", METHOD_WORDS.get(value.lower(), value.lower()), place, place, "hard")


def _purpose(reader: Reader, place: int, value: str) -> int:
    purpose = PURPOSE_WORDS.get(value.lower())
    if purpose is None:
        return _not_in_list(reader, place, "for", value, tuple(PURPOSE_WORDS), "purpose", PURPOSES)
    return reader.set_field("purpose", purpose, place, place, "hard")


def _category(reader: Reader, place: int, value: str) -> int:
    category = CATEGORY_WORDS.get(value.lower())
    if category is None:
        shown = tuple(dict.fromkeys(CATEGORY_WORDS.values()))
        return _not_in_list(reader, place, "type", value, tuple(CATEGORY_WORDS), "category", shown)
    return reader.set_field("category", category, place, place, "hard")


def _not_in_list(
    reader: Reader,
    place: int,
    key: str,
    value: str,
    words: tuple[str, ...],
    what: str,
    shown: tuple[str, ...],
) -> int:
    from sesh_tui.domain.spell import closest

    near = closest(value.lower(), words)
    question = f', did you mean "{near}"?' if near is not None else "."
    fixed = None if near is None else f"{key}:{near}"
    return reader.fail(
        place, place, f'unknown {what} "{value}"{question}', f"Known: {', '.join(shown)}.", fixed
    )


def _content(name: str) -> Taker:
    def take(reader: Reader, place: int, value: str) -> int:
        content = values.read_content(name, value, buying=reader.verb == "buy")
        return reader.set_field(name, content, place, place, "hard")

    return take


def _cost(reader: Reader, place: int, value: str) -> int:
    money = values.read_money(value, reader.context.currency, bare=True)
    if money is None:
        raise EntryError(f'cannot read the price "{value}".', hint="Write cost:45, cost:45usd or €45.")
    return reader.set_field("cost", money, place, place, "hard")


def _at(reader: Reader, place: int, value: str) -> int:
    from sesh_tui.domain.dates import parse_when

    return reader.set_field(
        "at", parse_when(value, reader.context.now, reader.context.offset), place, place, "hard"
    )


def _duration(reader: Reader, place: int, value: str) -> int:
    return reader.set_field("duration_min", values.read_duration(value), place, place, "hard")


def _with(reader: Reader, place: int, value: str) -> int:
    company = COMPANY_WORDS.get(value.lower())
    if company is not None:
        from sesh_tui.domain.context_words import take_company

        return take_company(reader, place, place, company)
    if value.isascii() and value.isdigit():
        if len(value) > 3 or int(value) > COMPANIONS_MAX:
            raise EntryError(f"companions go from 0 to {COMPANIONS_MAX}, got {value}.", hint="Write with:3.")
        return reader.set_field("companions", int(value), place, place, "hard")
    return reader.set_field("accompanied_by", value, place, place, "hard")


def _strain(reader: Reader, place: int, value: str) -> int:
    if reader.verb == "buy":
        return reader.set_field("strain", value, place, place, "hard")
    from sesh_tui.domain.lookup import forced

    if "product" not in reader.allowed:
        return reader.set_field("product", None, place, place, "hard")
    return reader.set_field("product", forced(reader, place, value), place, place, "hard")


def _text(field: str) -> Taker:
    def take(reader: Reader, place: int, value: str) -> int:
        return reader.set_field(field, value, place, place, "hard")

    return take


_TAKERS: dict[str, Taker] = {
    "at": _at,
    "cbd": _content("cbd"),
    "cost": _cost,
    "dur": _duration,
    "for": _purpose,
    "from": _text("seller"),
    "item": _text("item"),
    "method": _method,
    "note": _text("note"),
    "strain": _strain,
    "tag": _text("tags"),
    "thc": _content("thc"),
    "type": _category,
    "where": _text("where"),
    "with": _with,
}
_EXAMPLES: dict[str, str] = {
    "at": "Write at:21:30 or at:2026-11-20T22:10.",
    "cbd": "Write cbd:5mg/g or cbd:1%.",
    "cost": "Write cost:45 or cost:45usd.",
    "dur": "Write dur:45m.",
    "for": "Write for:sleep.",
    "from": 'Write from:Apothecary or from:"The Green Shop".',
    "item": "Write item: and the id that stock shows.",
    "method": "Write method:vape.",
    "note": "Write note:text or put the note behind --.",
    "strain": 'Write strain:"Blue Dream".',
    "tag": "Write tag:weekend.",
    "thc": "Write thc:22% or thc:10mg/unit.",
    "type": "Write type:flower.",
    "where": "Write where:balcony.",
    "with": "Write with:2 or with:Anna.",
}


def is_key(word: str) -> bool:
    """Whether a lower-case word is one of the fields that hold text or a value (not a rating)."""
    return word in _TAKERS or word == "sym"
