"""The README says what the program does: its made parts are current and what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from tools import readme

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")


def test_keys_and_figures_are_those_of_the_program() -> None:
    assert readme.made(TEXT) == TEXT, "run: python tools/readme.py"


def test_what_it_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
