"""Write the parts of README.md that follow from the program: python tools/readme.py

The keys come from ``sesh_tui/screens/keys.py``, the figures from ``bench/RESULTS.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def keys() -> str:
    """Every key as a table, in the order and the words of the help."""
    from sesh_tui.screens.keys import ACTIONS, PLACES

    titles = {place.id: place.title for place in PLACES}
    lines = ["| key | what it does | where |", "|---|---|---|"]
    for action in ACTIONS:
        if action.name.startswith("preset"):
            if action.name == "preset(1)":
                lines.append("| `1` … `9` | Log a preset: what you use most | |")
            continue
        shown = " ".join(f"`{key}`" for key in action.shown.split())
        where = (
            ", ".join(titles[place] for place in action.places) if len(action.places) < len(PLACES) else ""
        )
        lines.append(f"| {shown} | {action.title} | {where} |")
    return "\n".join(lines)


def figures() -> str:
    """The table of the last measurement, without its heading."""
    results = ROOT / "bench" / "RESULTS.md"
    _, _, body = results.read_text("utf-8").partition("\n\n")
    return body.strip()


def with_part(text: str, name: str, content: str) -> str:
    """``text`` with what stands between the marks of a part replaced."""
    head, start, rest = text.partition(f"<!-- {name}: made by tools/readme.py -->\n")
    _, end, tail = rest.partition(f"<!-- /{name} -->")
    if not (start and end):
        sys.exit(f"README.md has no marks for {name!r}.")
    return f"{head}{start}{content}\n{end}{tail}"


def made(text: str) -> str:
    """The README with both parts as they should be."""
    return with_part(with_part(text, "keys", keys()), "bench", figures())


if __name__ == "__main__":
    README.write_text(made(README.read_text("utf-8")), "utf-8")
