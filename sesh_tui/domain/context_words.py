"""``@word``: a time, a place, or company; ``+word``: an effect or a trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.domain.dates import match_when
from sesh_tui.domain.vocab import COMPANY_WORDS, EFFECT_WORDS, PLACE_WORDS, TRIGGERS
from sesh_tui.errors import EntryError

if TYPE_CHECKING:
    from sesh_tui.domain.reader import Reader

_TIME_WORDS = ("yesterday", "today", "tonight", "noon", "midnight", "morning", "evening", "now")


def take_at(reader: Reader, place: int) -> int:
    """Read the word at ``place`` and as many after it as belong to a time phrase."""
    body = reader.tokens[place].text[1:].strip()
    low = body.lower()
    if low.startswith("@") and len(low) > 1:
        return reader.set_field("location", low[1:].strip(), place, place, "hard")
    if low in COMPANY_WORDS:
        return take_company(reader, place, place, COMPANY_WORDS[low])
    if low in PLACE_WORDS:
        return reader.set_field("location", PLACE_WORDS[low], place, place, "hard")
    end = _time(reader, place, body)
    if end is not None:
        return end
    if not low or not low[0].isalpha():
        return reader.fail(
            place, place, f'cannot read the time "@{body}".', "Write @21:30, @9pm, @20m, @noon or @yesterday."
        )
    from sesh_tui.domain.spell import closest

    near = closest(low, (*PLACE_WORDS, *COMPANY_WORDS, *_TIME_WORDS))
    if near is not None:
        return reader.fail(
            place,
            place,
            f'unknown word "@{body}", did you mean "@{near}"?',
            f"For a place of your own write @@{low}.",
            f"@{near}",
        )
    return reader.set_field("location", low, place, place, "hard")


def take_company(reader: Reader, first: int, last: int, company: str) -> int:
    """``@alone`` also means no companions."""
    end = reader.set_field("accompanied_by", company, first, last, "hard")
    if company == "solo" and reader.draft.owner[first] == "accompanied_by":
        reader.set_field("companions", 0, first, last, "hard")
    return end


def _time(reader: Reader, place: int, body: str) -> int | None:
    """The longest time phrase that starts here; a clock time that cannot be is a problem of its own."""
    tail = reader.time_words(place)
    now, offset = reader.context.now, reader.context.offset
    for size in range(len(tail), -1, -1):
        words = tail[:size]
        phrase = " ".join([body, *(token.text for token in words)])
        try:
            moment = match_when(phrase, now, offset)
        except EntryError as error:
            if size and not (":" in words[-1].text or words[-1].text.lower().endswith(("am", "pm"))):
                continue
            return reader.rethrow(place, place + size, error)
        if moment is not None:
            return reader.set_field("at", moment, place, place + size, "hard")
    return None


def take_plus(reader: Reader, place: int) -> int:
    """Read ``+relaxed``; ``++word`` is a word of the person's own, however near it is to a known one."""
    body = reader.tokens[place].text[1:]
    field = "triggers" if reader.verb == "crave" else "effects"
    forced = body.startswith("+")
    name = body.lstrip("+").lower()
    if field not in reader.allowed or not name or not name[0].isalpha():
        return reader.free_word(place)
    known = known_effect(field, name)
    if forced or known is not None:
        return reader.set_field(field, name if forced else known, place, place, "hard")
    from sesh_tui.domain.spell import closest

    near = closest("".join(name.replace("-", " ").split()), TRIGGERS if field == "triggers" else EFFECT_WORDS)
    if near is not None:
        proper = near if field == "triggers" else EFFECT_WORDS[near].replace(" ", "-")
        return reader.fail(
            place,
            place,
            f'unknown {field[:-1]} "+{name}", did you mean "+{proper}"?',
            f"For a word of your own write ++{name}.",
            f"+{proper}",
        )
    reader.draft.weak.append(place)
    return reader.set_field(field, name, place, place)


def known_effect(field: str, name: str) -> str | None:
    """The effect or trigger that a lower-case word names."""
    if field == "triggers":
        return name if name in TRIGGERS else None
    return EFFECT_WORDS.get(name.replace("-", "").replace("_", "").replace(" ", ""))
