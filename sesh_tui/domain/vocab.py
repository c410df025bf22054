"""Words the tracker knows: methods and their routes, categories, purposes, effects, symptoms, scales.

Canonical words are what is stored; they never change once released. The ``*_WORDS`` tables map every
accepted spelling (lower case) to its canonical word.
"""

from __future__ import annotations

METHOD_ROUTE: dict[str, str] = {
    "joint": "inhaled",
    "blunt": "inhaled",
    "spliff": "inhaled",
    "pipe": "inhaled",
    "bong": "inhaled",
    "bubbler": "inhaled",
    "vape": "inhaled",
    "cartridge": "inhaled",
    "dab": "inhaled",
    "edible": "oral",
    "beverage": "oral",
    "capsule": "oral",
    "oil": "oral",
    "tincture": "oromucosal",
    "spray": "oromucosal",
    "topical": "topical",
    "patch": "transdermal",
    "suppository": "rectal",
    "other": "other",
}
"""Canonical method → route. The route decides time course and grouping, the method is what a person did."""

METHOD_WORDS: dict[str, str] = {
    **{name: name for name in METHOD_ROUTE},
    "j": "joint",
    "bowl": "pipe",
    "v": "vape",
    "cart": "cartridge",
    "pen": "cartridge",
    "rig": "dab",
    "e": "edible",
    "drink": "beverage",
    "tinc": "tincture",
    "supp": "suppository",
}
"""Accepted word → canonical method."""

FOREIGN_METHOD_ROUTE: dict[str, str] = {
    "smoking": "inhaled",
    "vaping": "inhaled",
    "vaporizer": "inhaled",
    "concentrate": "inhaled",
}
"""Routes of method words that only occur in data written by Sesh-Tracker's web client."""

ROUTES: tuple[str, ...] = ("inhaled", "oral", "oromucosal", "topical", "transdermal", "rectal", "other")

SWALLOWED_ROUTES: frozenset[str] = frozenset({"oral", "oromucosal"})
"""Routes on which a small number of ``mg`` is read as milligrams of THC."""

AFTER_PROMPT_MIN: dict[str, int] = {
    "inhaled": 25,
    "oromucosal": 45,
    "oral": 120,
    "topical": 45,
    "transdermal": 120,
    "rectal": 45,
    "other": 45,
}
"""Minutes after which the after values may be asked for, by route. A prompt, not a promise about onset."""

IMPLIED_METHOD: dict[str, str] = {
    "joint": "joint",
    "blunt": "blunt",
    "dab": "dab",
    "bowl": "pipe",
    "capsule": "capsule",
    "gummy": "edible",
    "patch": "patch",
}
"""Count unit → method, used only where no method is given."""

CATEGORIES: dict[str, str] = {
    "flower": "Flower",
    "preroll": "Pre-Roll",
    "vape": "Vapor Pens",
    "edible": "Edible",
    "beverage": "Beverage",
    "concentrate": "Concentrates",
    "tincture": "Tincture & Sublingual",
    "capsule": "Capsules",
    "topical": "Topical",
    "transdermal": "Transdermal",
    "suppository": "Suppository",
    "plant": "Seed/Plant",
    "accessory": "Accessory",
    "other": "Other",
}
"""Stored category → the label people read (Headset's nine and five more)."""

CATEGORY_WORDS: dict[str, str] = {
    **{name: name for name in CATEGORIES},
    "bud": "flower",
    "buds": "flower",
    "flowers": "flower",
    "herb": "flower",
    "pre-roll": "preroll",
    "prerolls": "preroll",
    "pre-rolls": "preroll",
    "joint": "preroll",
    "joints": "preroll",
    "cart": "vape",
    "carts": "vape",
    "cartridge": "vape",
    "pen": "vape",
    "vapes": "vape",
    "edibles": "edible",
    "gummies": "edible",
    "gummy": "edible",
    "chocolate": "edible",
    "drink": "beverage",
    "concentrates": "concentrate",
    "wax": "concentrate",
    "shatter": "concentrate",
    "rosin": "concentrate",
    "resin": "concentrate",
    "hash": "concentrate",
    "kief": "concentrate",
    "extract": "concentrate",
    "oil": "tincture",
    "tinc": "tincture",
    "tinctures": "tincture",
    "spray": "tincture",
    "sublingual": "tincture",
    "cap": "capsule",
    "caps": "capsule",
    "capsules": "capsule",
    "pill": "capsule",
    "pills": "capsule",
    "topicals": "topical",
    "cream": "topical",
    "balm": "topical",
    "patch": "transdermal",
    "patches": "transdermal",
    "supp": "suppository",
    "suppositories": "suppository",
    "seed": "plant",
    "seeds": "plant",
    "clone": "plant",
    "gear": "accessory",
    "accessories": "accessory",
}
"""Accepted word after ``type:`` → stored category."""

CATEGORY_METHOD: dict[str, str] = {
    "preroll": "joint",
    "vape": "cartridge",
    "edible": "edible",
    "beverage": "beverage",
    "concentrate": "dab",
    "tincture": "tincture",
    "capsule": "capsule",
    "topical": "topical",
    "transdermal": "patch",
    "suppository": "suppository",
}
"""The method a product of this category is normally used with; flower has none."""

PURPOSES: tuple[str, ...] = (
    "recreational",
    "medical",
    "creative",
    "relaxation",
    "social",
    "sleep",
    "productivity",
    "spiritual",
    "other",
)
PURPOSE_WORDS: dict[str, str] = {
    **{name: name for name in PURPOSES},
    "fun": "recreational",
    "rec": "recreational",
    "med": "medical",
    "medicine": "medical",
    "creativity": "creative",
    "relax": "relaxation",
    "relaxing": "relaxation",
    "sleeping": "sleep",
    "focus": "productivity",
    "work": "productivity",
}

PLACES: tuple[str, ...] = (
    "home",
    "outdoors",
    "friends",
    "party",
    "work",
    "concert",
    "hiking",
    "meditation",
    "other",
)
PLACE_WORDS: dict[str, str] = {
    **{name: name for name in PLACES},
    "outside": "outdoors",
    "outdoor": "outdoors",
}
COMPANY_WORDS: dict[str, str] = {
    "alone": "solo",
    "solo": "solo",
    "social": "social",
    "together": "social",
}
"""``@alone`` and its kin → the original's ``accompaniedBy`` values."""

FOOD: tuple[str, ...] = ("empty", "light", "full")
TRIGGERS: tuple[str, ...] = (
    "hungry",
    "angry",
    "anxious",
    "lonely",
    "tired",
    "sad",
    "bored",
    "social",
    "habit",
    "cue",
)

POSITIVE, NEGATIVE, EITHER = "positive", "negative", "either"
EFFECTS: dict[str, str] = {
    "happy": POSITIVE,
    "relaxed": POSITIVE,
    "euphoric": POSITIVE,
    "uplifted": POSITIVE,
    "creative": POSITIVE,
    "sleepy": EITHER,
    "energetic": POSITIVE,
    "focused": POSITIVE,
    "hungry": EITHER,
    "talkative": POSITIVE,
    "tingly": POSITIVE,
    "giggly": POSITIVE,
    "aroused": POSITIVE,
    "dry mouth": NEGATIVE,
    "dry eyes": NEGATIVE,
    "paranoid": NEGATIVE,
    "anxious": NEGATIVE,
    "dizzy": NEGATIVE,
    "headache": NEGATIVE,
    "foggy": NEGATIVE,
    "cough": NEGATIVE,
    "racing heart": NEGATIVE,
    "red eyes": NEGATIVE,
    "nausea": NEGATIVE,
    "couch-lock": NEGATIVE,
    "memory gap": NEGATIVE,
}
"""Effect → polarity. Sleepy and hungry have no fixed sign; a person sets it."""

EFFECT_WORDS: dict[str, str] = {
    **{name.replace(" ", "").replace("-", ""): name for name in EFFECTS},
    "relax": "relaxed",
    "calm": "relaxed",
    "euphoria": "euphoric",
    "drymouth": "dry mouth",
    "cottonmouth": "dry mouth",
    "dryeye": "dry eyes",
    "redeye": "red eyes",
    "paranoia": "paranoid",
    "anxiety": "anxious",
    "dizziness": "dizzy",
    "munchies": "hungry",
    "horny": "aroused",
    "couchlocked": "couch-lock",
    "nauseous": "nausea",
    "focus": "focused",
}
"""Effect word without spaces and hyphens → effect; ``+dry-mouth`` is looked up as ``drymouth``."""

SYMPTOMS: tuple[str, ...] = (
    "pain",
    "anxiety",
    "stress",
    "insomnia",
    "sleep",
    "depression",
    "nausea",
    "appetite",
    "spasm",
    "inflammation",
    "headache",
    "migraine",
    "fatigue",
    "dizziness",
    "irritability",
    "craving",
)
"""Built-in symptoms, each from 0 (none) to 10 (worst)."""

SYMPTOM_LABELS: dict[str, str] = {
    "appetite": "lack of appetite",
    "spasm": "muscle spasm",
    "sleep": "trouble sleeping",
}
"""What a person reads where the word alone would be unclear."""

SYMPTOM_WORDS: dict[str, str] = {
    **{name: name for name in SYMPTOMS},
    "pains": "pain",
    "spasms": "spasm",
    "headaches": "headache",
    "migraines": "migraine",
    "cravings": "craving",
}

MOOD_MIN, MOOD_MAX = 1, 10
SYMPTOM_MIN, SYMPTOM_MAX = 0, 10
RATING_MIN, RATING_MAX = 1, 5
COMPANIONS_MAX = 10

RETAIL_MASS_MG: dict[str, int] = {
    "eighth": 3_500,
    "quarter": 7_000,
    "half": 14_000,
    "ounce": 28_000,
    "zip": 28_000,
}
"""Retail words for flower, in mg. A trade convention, rounder than the avoirdupois ounce."""


def route_of(method: str | None) -> str | None:
    """Route of a method word, canonical or another client's; ``None`` where the word does not tell."""
    if method is None:
        return None
    word = method.strip().lower()
    known = METHOD_WORDS.get(word)
    if known is not None:
        return METHOD_ROUTE[known]
    return FOREIGN_METHOD_ROUTE.get(word)


def scale_of(name: str) -> tuple[int, int]:
    """Lowest and highest value of ``mood``, ``energy``, ``rating`` or any symptom."""
    if name in ("mood", "energy"):
        return MOOD_MIN, MOOD_MAX
    if name == "rating":
        return RATING_MIN, RATING_MAX
    return SYMPTOM_MIN, SYMPTOM_MAX
