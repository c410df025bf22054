"""The days of the made-up person: sessions with moods and symptoms, checks, cravings, journal."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Callable

from sesh_tui.demo.data import (
    BAD,
    CHOICE,
    GOOD,
    HOURS_CUMULATIVE,
    JOURNAL,
    NOTE_ENDS,
    NOTE_STARTS,
    PLACES,
    SYMPTOMS,
)
from sesh_tui.demo.sheet import DAY_MS, Sheet
from sesh_tui.demo.shelf import Shelf
from sesh_tui.domain.units import parse_number
from sesh_tui.domain.vocab import AFTER_PROMPT_MIN, METHOD_ROUTE, TRIGGERS

KINDS = tuple(CHOICE)
PARTS = (6 * 60, 13 * 60, 18 * 60)
"""Minutes after the day's start at which noon, evening and night begin."""
CHOICE_OF_PART = [[CHOICE[kind][part] for kind in KINDS] for part in range(4)]
PURPOSES_OF_PART = (
    ("medical", "productivity"),
    ("creative", "recreational"),
    ("relaxation", "social"),
    ("sleep",),
)
MINUTE_MS = 60_000


def clamp(value: float, low: int, high: int) -> int:
    """The nearest whole number within a scale."""
    return max(low, min(high, round(value)))


class Person:
    """Lives one day after the other and writes down what it logs."""

    def __init__(
        self,
        rng: random.Random,
        sheet: Sheet,
        shelf: Shelf,
        offset_at: Callable[[float], int],
        day_start_min: int,
        end_ms: int,
    ) -> None:
        self.rng = rng
        self.sheet = sheet
        self.shelf = shelf
        self.offset_at = offset_at
        self.day_start_min = day_start_min
        self.end_ms = end_ms
        self.levels = dict(SYMPTOMS)
        self.mood = 5.5

    def live(self, day: int, sessions: int, *, resting: bool, last: bool) -> None:
        """Write the day with number ``day`` (local, from 1970-01-01)."""
        rng = self.rng
        noon = day * 86_400 + 43_200
        begin = day * DAY_MS + (self.day_start_min - self.offset_at(noon)) * MINUTE_MS
        longest = min(DAY_MS, self.end_ms - begin) if last else DAY_MS
        for name, base in SYMPTOMS:
            self.levels[name] = base + 0.5 * (self.levels[name] - base) + rng.gauss(0, 1.3)
        self.mood = 5.5 + 0.5 * (self.mood - 5.5) + rng.gauss(0, 1.0) - (0.8 if resting else 0)
        times = sorted(self._time(longest) for _ in range(sessions))
        for number, time in enumerate(times, 1):
            self._session(begin + time, time // MINUTE_MS, open_end=last and number == len(times))
        self._besides(begin, longest, resting=resting)

    def _time(self, longest: int) -> int:
        """Milliseconds after the day's start, in the hours of habit."""
        rng = self.rng
        hour = bisect(HOURS_CUMULATIVE, rng.random() * HOURS_CUMULATIVE[-1])
        time = int((hour + rng.random()) * 60 * MINUTE_MS)
        return time if time < longest else int(rng.random() * max(1, longest - MINUTE_MS))

    def _local(self, at: int) -> tuple[int, str]:
        """Offset in minutes and the person's day at a time."""
        offset = self.offset_at(at / 1000)
        return offset, self.sheet.day((at + (offset - self.day_start_min) * MINUTE_MS) // DAY_MS)

    def _session(self, at: int, minute: int, *, open_end: bool) -> None:
        rng, sheet = self.rng, self.sheet
        part = bisect(PARTS, minute)
        session_id = sheet.new_id(at)
        lot, use = self.shelf.take(rng.choices(KINDS, CHOICE_OF_PART[part])[0], at, session_id)
        amount, method = use.way.amount, use.way.method
        route = METHOD_ROUTE[method]
        number = parse_number(amount.number)
        offset, local_day = self._local(at)
        stamp = sheet.stamp(at)
        due = at + AFTER_PROMPT_MIN[route] * MINUTE_MS
        asked_mood, asked_symptom = open_end or rng.random() < 0.6, rng.random() < 0.10
        recent = self.end_ms - at < DAY_MS
        answered = not open_end and due < self.end_ms and rng.random() < (0.95 if recent else 0.7)
        waiting = recent and not answered and (asked_mood or asked_symptom)
        length = rng.choice((5, 10, 10, 15, 20, 30, 45)) if rng.random() < 0.6 else None
        social = rng.random() < (0.25 if part >= 2 else 0.08)
        counted = (amount.quantity, amount.unit) if amount.kind == "count" else (None, None)
        dose = use.dose
        row = (
            *(session_id, stamp, lot.strain, method, length, self._effects(), self._note()),
            *(clamp(rng.gauss(3.7, 0.9), 1, 5) if rng.random() < 0.35 else None, stamp, stamp),
            *(rng.choice(PLACES) if rng.random() < 0.12 else None, "social" if social else None, lot.id),
            *(number.numerator / number.denominator if number else None, amount.unit, dose.amount_mg),
            *(amount.quantity if amount.kind == "volume" else None, *counted),
            *(dose.thc_ug, dose.cbd_ug, dose.basis, dose.sd_pct, route),
            *(sheet.stamp(at + length * MINUTE_MS) if length else None, offset, local_day),
            *(self._purpose(part), rng.randint(1, 4) if social else None),
            rng.choice(("empty", "light", "full")) if route == "oral" else None,
            sheet.stamp(due) if waiting else None,
            *(use.cost, self.shelf.currency, "tui" if rng.random() < 0.7 else "cli"),
        )
        sheet.add("sessions", row)
        if asked_mood:
            self._moods(session_id, at, due, answered=answered)
        if asked_symptom:
            self._symptom(session_id, at, due, answered=answered)

    def _effects(self) -> str | None:
        rng = self.rng
        if rng.random() > 0.45:
            return None
        words = set(rng.choices(GOOD, k=rng.randint(1, 2)))
        if rng.random() < 0.25:
            words.add(rng.choice(BAD))
        return self.sheet.json(sorted(words))

    def _note(self) -> str | None:
        rng = self.rng
        return f"{rng.choice(NOTE_STARTS)} {rng.choice(NOTE_ENDS)}" if rng.random() < 0.08 else None

    def _purpose(self, part: int) -> str | None:
        rng = self.rng
        if rng.random() > 0.5:
            return None
        return rng.choice(PURPOSES_OF_PART[part])

    def _moods(self, session_id: str, at: int, due: int, *, answered: bool) -> None:
        rng = self.rng
        before = clamp(self.mood + rng.gauss(0, 1), 1, 10)
        energy = clamp(rng.gauss(5, 1.8), 1, 10) if rng.random() < 0.5 else None
        self._mood(session_id, at, "before", before, energy, 0)
        if answered:
            after = clamp(before + rng.gauss(1.0, 1.3), 1, 10)
            later = None if energy is None else clamp(energy + rng.gauss(-0.6, 1.4), 1, 10)
            self._mood(session_id, due, "after", after, later, (due - at) // MINUTE_MS)

    def _mood(
        self, session_id: str, at: int, relation: str, mood: int, energy: int | None, minutes: int | None
    ) -> None:
        stamp = self.sheet.stamp(at)
        row = (self.sheet.new_id(at), session_id, stamp, mood, energy, relation, stamp, stamp, minutes)
        self.sheet.add("session_moods", row + self._local(at))

    def _symptom(self, session_id: str | None, at: int, due: int, *, answered: bool) -> None:
        """One symptom before and after; without a session it is a check, and nothing was taken."""
        rng = self.rng
        name = rng.choice(SYMPTOMS)[0]
        level = self.levels[name]
        before = clamp(level + rng.gauss(0, 0.8), 0, 10)
        pair = session_id or self.sheet.new_id(at)
        kind = None if session_id else "check"
        self._reading(session_id, name, before, "before", at, pair, kind, None)
        if answered:
            change = rng.gauss(1.2, 1.5) if session_id else rng.gauss(0.3, 1.2)
            self._reading(session_id, name, clamp(before - change, 0, 10), "after", due, pair, kind, None)

    def _reading(
        self,
        session_id: str | None,
        name: str,
        value: int,
        when: str,
        at: int,
        pair: str,
        kind: str | None,
        triggers: list[str] | None,
    ) -> None:
        stamp = self.sheet.stamp(at)
        row = (
            self.sheet.new_id(at),
            session_id,
            name,
            value,
            when,
            stamp,
            stamp,
            stamp,
            pair,
            kind,
            triggers,
        )
        self.sheet.add("medical_symptoms", row + self._local(at))

    def _besides(self, begin: int, longest: int, *, resting: bool) -> None:
        """What is logged without a session: checks, cravings, moods, journal."""
        rng = self.rng
        if rng.random() < 0.07:
            at = begin + self._time(longest)
            due = at + 45 * MINUTE_MS
            self._symptom(None, at, due, answered=due < self.end_ms and rng.random() < 0.85)
        if rng.random() < (0.35 if resting else 0.02):
            at = begin + self._time(longest)
            words = [rng.choice(TRIGGERS)]
            value = clamp(rng.gauss(5, 2), 0, 10)
            self._reading(None, "craving", value, "before", at, self.sheet.new_id(at), "craving", words)
        if rng.random() < 0.1:
            at = begin + self._time(longest)
            self._mood("", at, "during", clamp(self.mood + rng.gauss(0, 1), 1, 10), None, None)
        if rng.random() < 0.08:
            at = begin + self._time(longest)
            title, content, tags = rng.choice(JOURNAL)
            stamp = self.sheet.stamp(at)
            row = (self.sheet.new_id(at), title, content, list(tags), None, stamp, stamp, stamp)
            self.sheet.add("journal_entries", row + self._local(at))
