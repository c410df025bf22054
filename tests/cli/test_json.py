"""What scripts get: every document validates against the schema that is shipped with the program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sesh_tui.cli
from tests.cli.conftest import Shell

SCHEMA = json.loads((Path(sesh_tui.cli.__file__).parent / "schemas" / "output-1.json").read_text())


def valid(kind: str, document: Any) -> Any:
    assert kind in SCHEMA["$defs"]
    validator = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]})
    errors = [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(document)]
    assert not errors, errors
    return document


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.fixture
def story(sesh: Shell) -> Shell:
    """A day with something of everything."""
    sesh.ok("buy", "Blue Dream", "3.5g", "45usd", "from:Apothecary", "thc:22%", "--", "from the top shelf")
    sesh.ok("log", "0.3g", "blue", "dream", "vape", "mood", "4-7", "pain:6-3", "@home", "+relaxed", "rating:4",
            "for:sleep", "--", "slept well")  # fmt: skip
    sesh.ok("log", "5mg", "edible", "gummy bear", "--new", "anxiety:5")
    sesh.ok("mood", "6", "energy", "4")
    sesh.ok("check", "pain:6")
    sesh.ok("crave", "7", "+bored")
    sesh.ok("note", "a", "note", "--title", "Monday", "--tag", "home")
    return sesh


def test_ls(story: Shell) -> None:
    document = valid("sessions", story("ls", "--json").data)
    newest, oldest = document["sessions"]
    assert newest["timestamp"] >= oldest["timestamp"]
    assert (newest["thcUg"], newest["amountMg"], newest["doseBasis"]) == (5000, None, "label")
    assert oldest["product"] == oldest["strain"] == "Blue Dream"
    assert oldest["amountMg"] == 300
    assert oldest["thcUg"] == 66_000
    assert oldest["notes"] == "slept well"
    assert oldest["location"] == "home"
    assert oldest["effects"] == ["relaxed"]
    assert oldest["costMinor"] == 386
    assert oldest["symptoms"] == [{"symptom": "pain", "before": 6, "after": 3}]
    assert [(mood["relationType"], mood["moodRating"]) for mood in oldest["moods"]] == [
        ("before", 4),
        ("after", 7),
    ]
    assert oldest["locked"] == []


def test_one_object_a_line(story: Shell) -> None:
    lines = story.ok("ls", "--jsonl").splitlines()
    assert [valid("sessionLine", json.loads(line))["method"] for line in lines] == ["edible", "vape"]


def test_tables(story: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(story.ok("ls", "--csv"))))
    assert rows[1]["product"] == "Blue Dream"
    assert rows[1]["symptoms"] == "pain:6-3"
    assert rows[1]["moodBefore"] == "4"
    assert rows[1]["moodAfter"] == "7"
    assert rows[1]["timestamp"].startswith(rows[1]["localDay"][:4])
    header, *lines = story.ok("ls", "--tsv").splitlines()
    assert all(line.count("\t") == header.count("\t") for line in lines)
    assert "Blue Dream" in story.ok("stock", "--csv")


def test_everything_else(story: Shell) -> None:
    items = valid("items", story("stock", "--json").data)["items"]
    assert (items[0]["remainingMg"], items[0]["startMg"], items[0]["currency"]) == (3200, 3500, "USD")
    assert items[0]["notes"] == "from the top shelf"
    kinds = {item["kind"] for item in valid("day", story("day", "--json").data)["items"]}
    assert kinds == {"session", "mood", "check", "craving", "note"}
    valid("shown", story("show", "--json").data)
    valid("shown", story("show", items[0]["id"], "--json").data)
    valid("status", story("status", "--json").data)
    short = valid("statusShort", story("status", "--short", "--json").data)
    assert (short["sessionsToday"], short["openAfters"]) == (2, 1)
    valid("key", story("key", "--json").data)
    valid("config", story("config", "--json").data)
    entry = valid("entries", story("journal", "--json").data)["entries"][0]
    assert (entry["title"], entry["tags"], entry["content"]) == ("Monday", ["home"], "a note")
    valid("shown", story("note", "show", entry["id"], "--json").data)


def test_before_anything_was_logged(sesh: Shell) -> None:
    assert valid("statusShort", sesh("status", "--short", "--json").data)["sessionsToday"] == 0
    assert sesh("status", "--short").out == "0 today\n"
    ran = sesh("ls", "--json")
    assert ran.code == 1
    assert valid("sessions", ran.data)["sessions"] == []
    assert valid("items", sesh("stock", "--json").data)["items"] == []
    valid("day", sesh("day", "--json").data)


WRITING = [
    (("log", "0.2g", "blue", "dream", "vape", "mood", "4"), "session"),
    (("again", "0.1g"), "session"),
    (("after", "mood:7"), "session"),
    (("edit", "last", "0.3g"), "session"),
    (("start", "blue", "dream", "vape"), "session"),
    (("stop", "mood:6"), "session"),
    (("mood", "6"), None),
    (("check", "pain:3"), None),
    (("crave", "2"), None),
    (("buy", "Biscotti", "1g"), "item"),
    (("count", "biscotti", "0.4g"), "item"),
    (("note", "all", "well"), "entry"),
    (("undo",), None),
    (("redo",), None),
    (("rm", "last"), None),
    (("stock", "finish", "biscotti"), "item"),
]


def test_every_verb_that_writes(sesh: Shell) -> None:
    for words, part in WRITING:
        ran = sesh(*words, "--json")
        assert ran.code == 0, (words, ran.err)
        document = valid("outcome", ran.data)
        assert [name for name in ("session", "item", "entry") if document[name]] == ([part] if part else [])
        assert document["message"]


def test_locked_values_are_null_and_named(story: Shell) -> None:
    story.ok("lock")
    ran = story("ls", "--json")
    session = valid("sessions", ran.data)["sessions"][1]
    assert session["notes"] is None
    # without their names, nothing says which readings belong together
    assert [(pair["symptom"], pair["before"], pair["after"]) for pair in session["symptoms"]] == [
        (None, 6, None),
        (None, None, 3),
    ]
    assert set(session["locked"]) == {"notes", "location", "symptoms"}
    assert "sesh-tui unlock" in ran.err
    valid("day", story("day", "--json").data)
