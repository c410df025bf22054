"""Builds ``sesh_tui/data/strains.tsv`` from the Kushy strains and the phytochemical-diversity popularity list.

    python tools/build_catalogue.py DATA_FOLDER

``DATA_FOLDER`` holds ``kushy/strains.csv`` and ``phytochem/strain_info_pub_20210915.csv``. The outcome is the same for
the same input, byte for byte. Effects and ailments are left out: they are marketing folklore.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from sesh_tui.domain.names import name_key, repair

TARGET = Path(__file__).parent.parent / "sesh_tui" / "data" / "strains.tsv"
OVERFLOW = 127
"""The largest signed byte, in 157 rows: not 1.27 %."""
HIGHEST_THC = 3_500
LABELS = {"Indica": "indica", "Sativa": "sativa", "Hybrid": "hybrid"}
CAPITALS = frozenset(
    "og gsc gmo mac ak cbd thc lsd uk ny nyc la xj dj mk spk fpog ogkb gg nl hp bc ufo usa tkp gdp".split()  # noqa: SIM905
)
SMALL = frozenset(("and", "of", "the", "in", "on", "at", "to", "with", "x", "n"))


def spelled(slug: str) -> str:
    """A readable name from a slug: ``la-kush-cake`` → ``LA Kush Cake``."""
    words = [word for word in slug.split("-") if word]
    shown = []
    for index, word in enumerate(words):
        if word in CAPITALS or (word.isalnum() and any(char.isdigit() for char in word)):
            shown.append(word.upper() if len(word) < 5 else word.capitalize())
        elif word in SMALL and index:
            shown.append(word)
        else:
            shown.append(word.capitalize())
    return " ".join(shown)


def oddness(name: str) -> int:
    """How many characters of a name few people would type; the tidier of two spellings is kept."""
    return sum(not (char.isalnum() or char in " -.'’#&") for char in name)


def thc_of(text: str) -> int | None:
    """Hundredths of a percent, or nothing where the value is missing, an overflow or implausible."""
    value = int(text) if text.isdigit() else 0
    return value if 0 < value <= HIGHEST_THC and value != OVERFLOW else None


def rows(folder: Path) -> list[tuple[str, str, str, str, int]]:
    """key, name, label, thc and popularity in millionths, most popular first, one row a key."""
    with (folder / "phytochem" / "strain_info_pub_20210915.csv").open(encoding="utf-8", newline="") as file:
        popular = {name_key(row["strain_slug"]): row for row in csv.DictReader(file)}
    found: dict[str, list[str]] = {}
    with (folder / "kushy" / "strains.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = " ".join(repair(row["name"]).split())
            if not name or name == "NULL":
                continue
            entry = found.setdefault(name_key(name), [name, "", ""])
            entry[0] = min(entry[0], name, key=oddness)
            entry[1] = entry[1] or LABELS.get(row["type"], "")
            thc = thc_of(row["thc"])
            entry[2] = entry[2] or ("" if thc is None else str(thc))
    for key, row in popular.items():
        entry = found.setdefault(key, [spelled(row["strain_slug"]), "", ""])
        # Kushy's "Hybrid" is mostly a default, so the other list's label goes first
        entry[1] = LABELS.get(row["strain_category"], "") or entry[1]
    out = []
    for key, (name, label, thc_text) in found.items():
        score = round(float(popular[key]["strain_popularity"]) * 1_000_000) if key in popular else 0
        out.append((key, name, label, thc_text, score))
    return sorted(out, key=lambda row: (-row[4], row[0]))


def main() -> int:
    """Write the catalogue and say how many rows it has."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    table = rows(Path(sys.argv[1]))
    lines = ["key\tname\tlabel\tthc\tpopularity", *("\t".join(map(str, row)) for row in table)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(table)} strains written to {TARGET}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
