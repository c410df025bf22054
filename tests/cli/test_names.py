"""Real product names, with all their quotes, hashes, dollars and umlauts, through the shell and back."""

from __future__ import annotations

import json
import random
import shlex
import subprocess
from pathlib import Path

import pytest

from sesh_tui.domain.names import name_key
from tests.cli.conftest import Shell, environment, run
from tests.conftest import requires

NAMES = (Path(__file__).parents[1] / "domain" / "data" / "product_names.txt").read_text("utf-8").splitlines()
HARD = [
    "GG #4", "3 Kings", "100 OG", "5K Puff", "Cherry Puff", "Purple Pain Killer", "Deep Sleep", "Oil Spill",
    "Fruit Bowl", "Naran J", "Sour Diesel Hash Joint", "+Speed", "1.3G", "3D", "11:59 Armageddon Skunk",
    "Tranquil Elephantizer: Remix", "CBD Mango Haze", "Neville’s Haze", "Neville's Haze", "Half&Half Cookies",
    "Revivid CBD Tincture 5:1 - 25 mL", "Lift Bar 180mg", "1/8", "$20 Bag", "Müsli Größe XL", 'The "Best" Kush',
    "back\\slash", "`tick`", "*star*", "question?", "semi;colon", "(paren) [bracket] {brace}", "50% Off", "!bang!",
    "~tilde", "pipe|line", "<less> >more", "Crème brûlée", "大麻",
]  # fmt: skip


def sample(count: int) -> list[str]:
    names = [name for name in NAMES if name.strip() and not name.startswith("# ")]
    return random.Random(4).sample(names, min(count, len(names)))


def distinct(names: list[str]) -> list[str]:
    """One of each name, as the program tells them apart: names that differ in case or punctuation are one."""
    return list({name_key(name): name for name in names if name_key(name)}.values())


def test_bought_then_logged(sesh: Shell) -> None:
    """In quotes, as a shell hands it over: one word."""
    for name in distinct([*HARD, *sample(400)]):
        bought = sesh("buy", name, "3.5g", "--json")
        assert bought.code == 0, (name, bought.err)
        item = bought.data["item"]
        assert name_key(item["name"]) == name_key(name)  # written as in the catalogue where it is known there
        logged = sesh("log", "0.3g", name, "vape", "--json")
        assert logged.code == 0, (name, logged.err)
        session = logged.data["session"]
        assert session["inventoryId"] == item["id"], name
        assert (session["amountMg"], session["method"]) == (300, "vape"), name


def test_logged_as_new_then_again(sesh: Shell) -> None:
    for name in distinct([*HARD, *sample(200)]):
        if name == "Suppository":
            continue  # a method, quotes or not: only buy takes such a name
        logged = sesh("log", "0.3g", name, "vape", "--new", "--json")
        assert logged.code == 0, (name, logged.err)
        assert name_key(logged.data["session"]["product"]) == name_key(name)
        assert sesh("again", "--json").data["session"]["product"] == logged.data["session"]["product"]


@pytest.mark.usefixtures("passphrase_file")
def test_through_a_real_shell(program: Path, tmp_path: Path) -> None:
    """bash, with its own quoting: what is typed in quotes arrives as it is."""
    requires("bash", "bash")
    names = distinct(HARD)
    lines = [f"sesh-tui buy {shlex.quote(name)} 3.5g --json" for name in names]
    lines += [f"sesh-tui log 0.3g {shlex.quote(name)} vape --json" for name in names]
    ran = subprocess.run(
        ["bash", "-e"], input="\n".join(lines), env=environment(program), cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    documents = [json.loads(line) for line in ran.stdout.splitlines()]
    bought = [name_key(each["item"]["name"]) for each in documents[: len(names)]]
    assert bought == [name_key(name) for name in names]
    assert all(each["session"]["inventoryId"] for each in documents[len(names) :])
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("passphrase_file")
def test_bytes_that_are_no_text(program: Path, tmp_path: Path) -> None:
    ran = subprocess.run(
        ["bash", "-c", r"""sesh-tui log 0.3g $'Caf\xe9 Kush' vape --new -- $'\xff\xfe' && sesh-tui ls"""],
        env=environment(program), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Caf\ufffd Kush" in ran.stdout


@pytest.mark.usefixtures("passphrase_file")
def test_a_terminal_without_unicode(program: Path) -> None:
    ran = run(program, "log", "0.3g", "Crème brûlée", "vape", "mood", "4-7", "--new",
              env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "mood 4?7" in ran.stdout
