"""What the demo is made of: real names of strains, products and shops, and invented lines of notes.

Names: Kushy cannabis dataset (MIT) and the Cannlytics licence lists (CC BY 4.0); see ``data/LICENSES``.
Contents, prices and every word about a session are invented.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from sesh_tui.domain.entry import Amount


def _words(text: str, separator: str = " ") -> tuple[str, ...]:
    return tuple(text.split(separator))


STRAINS = _words(
    "Blue Dream|Sour Diesel|OG Kush|Jack Herer|Granddaddy Purple|Sunset Sherbert|Green Crack|"
    "White Widow|Pineapple Express|Do-Si-Dos|Mimosa|Durban Poison|Northern Lights|Bubba Kush|Chemdawg|"
    "Cherry Pie|Amnesia Haze|Trainwreck|StarDawg|Strawberry Cough|SFV OG|Bruce Banner|Super Lemon Haze|"
    "AK-47|Mendo Breath|Blue Cookies|Super Silver Haze|Blueberry|Lemon Haze|Grape Ape|Blue Cheese|"
    "Strawberry Banana|Bubblegum|Alien OG|Animal Cookies|Grease Monkey|Candyland|Tangie|Gelato #33|"
    "Tahoe OG|Purple Kush|King Louis|Jet-Fuel|Maui Wowie|Purple Haze|Banana Kush|Headband|G13|"
    "Thin Mint|Fire OG|9 Pound Hammer|LA Confidential|Superglue|Master Kush|Mango Kush|White Rhino|"
    "Cinderella 99|Black Diamond|Biscotti|Apple Fritter|Motorbreath|Berry White|Venom OG|Cheese|"
    "Kosher Kush|Pink Kush|Lemon Skunk|Ghost OG|Clementine|Golden Goat|Purple Urkle|God's Gift|"
    "Larry OG|Hindu Kush|Death Star|Skunk #1|Acapulco Gold|Papaya|Tangerine Dream|Afghan Kush|"
    "Chocolope|True OG|GG #4|3 Kings|Cherry Puff|Purple Pain Killer|Wedding Cake|Zkittlez|"
    "Neville’s Haze|Half&Half Cookies",
    "|",
)
CBD_STRAINS = ("Harlequin", "ACDC", "Sour Tsunami", "Canna-Tsu")

SHOPS = (
    ("Apothecary Farms", "Colorado Springs", "CO"),
    ("The Green Solution", "Denver", "CO"),
    ("Native Roots", "Boulder", "CO"),
    ("Starbuds", "Denver", "CO"),
)


class Ware(NamedTuple):
    """A product that is bought ready made: its package and what it says about its contents."""

    name: str
    strain: str | None
    kind: str
    mg: int | None
    ul: int | None
    pieces: int | None
    unit: str | None
    thc: tuple[str, str]
    cbd: tuple[str, str] | None
    price: int
    """Minor units."""


def _pair(text: str) -> tuple[str, str] | None:
    value, _, unit = text.partition(" ")
    return (value, unit) if unit else None


def _ware(line: str) -> Ware:
    name, strain, kind, package, thc, cbd, price = line.split("|")
    size: dict[str, int] = {}
    unit = None
    for word in package.split():
        if word[0].isdigit():
            size[word.lstrip("0123456789")] = int(word.rstrip("mgul"))
        else:
            unit = word
    content = _pair(thc)
    assert content is not None
    return Ware(
        name,
        strain or None,
        kind,
        size.get("mg"),
        size.get("ul"),
        size.get(""),
        unit,
        content,
        _pair(cbd),
        int(price),
    )


WARES = tuple(
    _ware(line)
    for line in """
OG Kush - Vaporizer Cartridge|OG Kush|cart|500mg|62.5 pct|0.16 pct|3500
Hawaiian Haze - Vaporizer Cartridge|Hawaiian Haze|cart|500mg|66.32 pct|1.99 pct|3800
Chemdawg #4 - Vaporizer Cartridge|Chemdawg #4|cart|1000mg|80.07 pct|0.15 pct|5900
Sour Diesel (THC Seeds) - Vaporizer Cartridge|Sour Diesel|cart|1000mg|60 pct||5500
CBD-Rich Peach Gummies||edible|40000mg 10 gummy|2.5 mg_unit|2.5 mg_unit|1800
Gummies - Marionberry||edible|42000mg 10 gummy|10 mg_unit||2200
Gummy Bears - Indica (100mg)||edible|50000mg 20 gummy|100 mg_pkg||2000
Dark Chocolate Bar - 60mg||edible|43000mg 12 piece|60 mg_pkg||1700
Caramel Corn (180mg) - Sativa||edible|90000mg|180 mg_pkg||2400
Harlequin Tincture - 30ml|Harlequin|tincture|30000ul|10 mg_ml|15 mg_ml|6000
CBD Rich 1:1 1oz||tincture|30000ul|150 mg_pkg|150 mg_pkg|5200
Revivid CBD Tincture 5:1 - 25 mL||tincture|25000ul|4 mg_ml|20 mg_ml|5800
Liquid Dreams Indica Capsules - 10 Pack (25mg)||capsule|10 capsule|25 mg_unit||3000
Endocann Balanced Softgels (12.5mg : 12.5mg)||capsule|5 capsule|12.5 mg_unit|12.5 mg_unit|2600
Blue Dream - 3 Pack - Pre-roll|Blue Dream|preroll|1500mg 3 joint|19.4 pct|0.1 pct|1800
Emerald Triangle - 5 pack - Indica - Pre-roll||preroll|2500mg 5 joint|17.8 pct||2700
Jack Herer Minis - Pre-roll|Jack Herer|preroll|3500mg 10 joint|20.1 pct||3600
3 Kings - Space Foam|3 Kings|concentrate|1000mg|64.2 pct||4500
Girl Scout Cookies - Shatter|Girl Scout Cookies|concentrate|1000mg|83.97 pct|0.18 pct|4800
Sparkling Ale Hitz - Strawberry Hitz||drink|355000ul 1 piece|80 mg_pkg||1200
""".strip().splitlines()
)
"""Name, strain, kind, package, THC, CBD, price in minor units."""

KINDS = {
    "flower": ("flower", "flower"),
    "cart": ("cartridge", "vape"),
    "edible": ("edible", "edible"),
    "tincture": ("tincture", "tincture"),
    "capsule": ("pill", "capsule"),
    "preroll": ("preroll", "preroll"),
    "concentrate": ("concentrate", "concentrate"),
    "drink": ("edible", "beverage"),
}
"""Kind of ware → the original's inventory type and our category."""

OWN_UNITS = (
    ("bowl", "bowls", "pipe", 180, 25),
    ("joint", "joints", "joint", 400, 20),
    ("puff", "puffs", "cartridge", 3, 40),
    ("dab", "dabs", "dab", 30, 35),
)
"""Name, plural, method, mg, spread in percent."""

PRESET_LINES = (
    ("Evening vape", "0.1g blue dream vape @home"),
    ("Small edible", "5mg edible @home"),
    ("Joint with friends", "1joint og kush @friends"),
    ("Sleep tincture", "0.5ml harlequin tincture for:sleep"),
)

GOOD = (
    "relaxed",
    "happy",
    "uplifted",
    "creative",
    "sleepy",
    "focused",
    "hungry",
    "talkative",
    "giggly",
    "tingly",
)
BAD = ("dry mouth", "dry eyes", "foggy", "anxious", "couch-lock", "cough", "red eyes")

SYMPTOMS = (("pain", 4.2), ("insomnia", 5.0), ("anxiety", 3.8), ("stress", 4.6))
"""What this person follows and how strong it usually is."""

PLACES = ("home", "home", "home", "outdoors", "friends", "party", "work", "concert", "hiking")

NOTE_STARTS = (
    "Tired,",
    "Long day,",
    "Calm evening,",
    "Rain all day,",
    "After the climb,",
    "Bit too much,",
    "Shared with Kim,",
    "New jar,",
    "Tasted of pine,",
    "Tasted of lemon,",
    "Half would do,",
    "On the balcony,",
    "Before the film,",
    "Back was sore,",
    "Could not settle,",
    "Good talk,",
    "With dinner,",
    "On an empty stomach,",
)
NOTE_ENDS = (
    "in bed by eleven.",
    "warm and slow.",
    "nothing special.",
    "music was lovely.",
    "back to the book afterwards.",
    "drank a lot of water.",
    "would take less next time.",
    "came on after forty minutes.",
    "steady for two hours.",
    "woke once at three.",
    "sketched for an hour.",
    "headache in the morning.",
    "fine again by ten.",
    "noted for later.",
)

JOURNAL = (
    (
        "Sunday notes",
        "Cooked, walked by the river, early to bed.\n\n- less than last week\n- slept through twice",
        ("week",),
    ),
    (
        "About the break",
        "Three days without. The **evenings** are the hard part; tea and a bath help.",
        ("break",),
    ),
    ("Trying the vape", "Lower temperature, smaller loads. Less cough than with the pipe.", ("gear",)),
    (
        "Back pain log",
        "Worse after sitting. Stretching in the morning, heat in the evening.",
        ("pain", "body"),
    ),
    ("A good concert", "Half a gummy an hour before. *Just right*, still clear for the way home.", ("out",)),
    ("Money", "Spent more this month. Plan: one small jar, no impulse pre-rolls.", ("plan",)),
)


class Way(NamedTuple):
    """One usual way of using a kind of product."""

    weight: float
    amount: Amount
    method: str


def _grams(weight: float, mg: int, method: str) -> Way:
    return Way(weight, Amount("mass", mg, f"{mg / 1000:g}", "g"), method)


def _counted(weight: float, number: str, unit: str, method: str) -> Way:
    return Way(weight, Amount("count", round(float(number) * 1000), number, unit), method)


WAYS: dict[str, tuple[Way, ...]] = {
    "flower": (
        *(_grams(w, mg, "vape") for w, mg in ((2, 50), (6, 100), (5, 150), (3, 200), (1, 300))),
        *(_grams(w, mg, "joint") for w, mg in ((2, 300), (1, 500))),
        *(_grams(w, mg, "bong") for w, mg in ((1.5, 150), (1, 250))),
        Way(1, Amount("mass", 250, "0.25", "g", estimated=True), "joint"),
        _counted(2, "1", "bowl", "pipe"),
        _counted(1.5, "0.5", "bowl", "pipe"),
        _counted(2, "1", "joint", "joint"),
    ),
    "cart": tuple(_counted(w, n, "puff", "cartridge") for w, n in ((2, "2"), (4, "3"), (2, "4"), (1, "6"))),
    "preroll": (_counted(3, "1", "joint", "joint"), _counted(2, "0.5", "joint", "joint")),
    "concentrate": (_counted(3, "1", "dab", "dab"), _grams(1, 25, "dab")),
    "edible": (
        Way(3, Amount("thc", 5_000, "5", "mg"), "edible"),
        Way(2, Amount("thc", 10_000, "10", "mg"), "edible"),
        Way(1, Amount("thc", 2_500, "2.5", "mg"), "edible"),
    ),
    "pieces": (*(_counted(w, n, "piece", "edible") for w, n in ((3, "1"), (2, "0.5"), (1, "2"))),),
    "drink": (_counted(2, "0.25", "piece", "beverage"), _counted(1, "0.5", "piece", "beverage")),
    "capsule": (_counted(4, "1", "capsule", "capsule"), _counted(1, "2", "capsule", "capsule")),
    "tincture": tuple(
        Way(w, Amount("volume", ul, f"{ul / 1000:g}", "ml"), "tincture")
        for w, ul in ((3, 500), (2, 250), (1, 1000))
    ),
}


# weights in the morning, by day, in the evening and at night
CHOICE = {
    "flower": (30, 40, 55, 50),
    "cart": (25, 22, 12, 8),
    "preroll": (5, 10, 9, 4),
    "concentrate": (2, 4, 5, 3),
    "edible": (4, 10, 9, 5),
    "tincture": (20, 8, 6, 18),
    "capsule": (12, 4, 2, 12),
    "drink": (0, 2, 2, 0),
}
HOURS = (1, 0.5, 0.5, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 6, 8, 10, 12, 14, 14, 11, 7, 4, 2, 1)
"""How often by hour, the first being the first hour of the day (04:00 unless set otherwise)."""
HOURS_CUMULATIVE = list(accumulate(HOURS))


WEEKDAY = (0.75, 0.8, 0.85, 0.9, 1.25, 1.45, 1.1)
"""Habit by weekday, Monday first."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "sessions": _words(
        "id timestamp strain method duration effects notes rating createdAt updatedAt location "
        "accompaniedBy inventoryId amount unit amountMg amountUl countMilli countUnit thcUg cbdUg "
        "doseBasis doseSdPct route endedAt tzOffsetMin localDay purpose companions food afterDueAt "
        "costMinor currency source",
    ),
    "session_moods": _words(
        "id sessionId timestamp moodRating energyLevel relationType createdAt updatedAt offsetMin "
        "tzOffsetMin localDay",
    ),
    "medical_symptoms": _words(
        "id sessionId symptom severity beforeOrAfter timestamp createdAt updatedAt pairId kind "
        "triggers tzOffsetMin localDay",
    ),
    "stock_moves": _words("id inventoryId at kind deltaMg deltaUl deltaMilli sessionId createdAt updatedAt"),
    "inventory": _words(
        "id name type strain amount unit acquired createdAt updatedAt dispensaryId labResults cost "
        "category startMg startUl startMilli countUnit openedAt finishedAt costMinor currency thcValue "
        "thcUnit cbdValue cbdUnit",
    ),
    "journal_entries": _words(
        "id title content tags sessionId createdAt updatedAt entryAt tzOffsetMin localDay"
    ),
    "custom_units": _words("id name plural method mg sdPct createdAt updatedAt"),
    "presets": _words("id name key payload useCount createdAt updatedAt"),
    "tracked_symptoms": _words("id name position createdAt updatedAt"),
    "dispensaries": _words("id name city state createdAt updatedAt"),
}
"""What is written, without ``userId``, which comes first in every row."""
