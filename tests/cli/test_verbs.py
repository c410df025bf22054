"""Every verb, as it is typed: what it says, where it says it, and its exit code."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell

LINE = ("log", "0.3g", "blue", "dream", "vape")


def test_success_is_one_line_with_the_way_back(sesh: Shell) -> None:
    ran = sesh(*LINE, "mood", "4-7", "pain:6-3", "--", "slept", "well")
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert "vape Blue Dream 0.3 g" in ran.out
    assert "mood 4→7 · pain 6→3" in ran.out
    assert ran.out.endswith(" — undo: sesh-tui undo\n")
    assert ran.err == ""


def test_the_way_back_names_the_profile(sesh: Shell) -> None:
    assert sesh.ok("--profile", "other", *LINE).endswith("undo: sesh-tui --profile other undo\n")
    assert sesh.ok("log", "--profile=other", "0.1g", "gg4").endswith("undo: sesh-tui --profile other undo\n")
    assert sesh.ok("--profile=other", "status", "--short").startswith("2 today")
    assert sesh.ok("status", "--short") == "0 today\n"


def test_assumptions_stand_on_a_second_line(sesh: Shell) -> None:
    ran = sesh("log", "5mg", "edible", "gummy bear", "--new")
    assert ran.out.count("\n") == 1
    assert "mg was read as mg of THC because of edible" in ran.err


def test_everything_can_be_undone_and_done_again(sesh: Shell) -> None:
    sesh.ok(*LINE)
    sesh.ok("rm", "last")
    assert sesh("ls").code == 1
    assert "redo: sesh-tui redo" in sesh.ok("undo")
    assert "Blue Dream" in sesh.ok("ls")
    sesh.ok("redo")
    assert sesh("ls").code == 1
    sesh.ok("undo")
    sesh.ok("undo")
    ran = sesh("undo")
    assert (ran.code, ran.err) == (1, "sesh-tui: There is nothing to undo.\n")


def test_a_note_keeps_every_dash_and_option(sesh: Shell) -> None:
    sesh.ok(*LINE, "--", "--json", "is", "--not", "-an", "option", "--", "here")
    assert sesh("show", "--json").data["session"]["notes"] == "--json is --not -an option -- here"


def test_a_line_that_cannot_be_read_is_shown_with_its_word_marked(sesh: Shell) -> None:
    ran = sesh("log", "0.3g", "blue", "dream", "moood:4-7")
    assert ran.code == 2
    assert ran.out == ""
    first, line, mark, fixed, *_ = ran.err.splitlines()
    assert first == 'sesh-tui: unknown field "moood:", did you mean "mood:"?'
    assert line == "  0.3g blue dream moood:4-7"
    assert line[mark.index("^") : mark.rindex("^") + 1].startswith("moood:")
    assert fixed == "  0.3g blue dream mood:4-7"
    assert sesh.ok("status", "--short") == "0 today\n"


def test_a_mark_stands_under_wide_letters(sesh: Shell) -> None:
    ran = sesh("log", "大麻", "0.3g", "--new", "moood:4")
    line, mark = ran.err.splitlines()[1:3]
    assert line.startswith("  大麻")
    assert mark.index("^") == line.index("moood") + 2  # two letters of two cells each


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("status", "--short"), 0, ""),
        (("ls",), 1, "There is no session yet"),
        (("show", "last"), 1, "no such session"),
        (("show", "abcdef"), 1, "Nothing has the number"),
        (("again",), 1, "no session to repeat"),
        (("stop",), 1, "No session is running"),
        (("after", "mood:7"), 1, "No session of the last 24 hours"),
        (("rm", "abcdef"), 1, "Nothing has the number"),
        (("rm",), 1, "Nothing to delete is named"),
        (("stock", "nothing"), 1, "no lot"),
        (("journal",), 1, "The journal is empty"),
        (("redo",), 1, "nothing to do again"),
        (("log",), 2, "nothing to log"),
        (("edit",), 2, "Which session"),
        (("mood",), 2, "sesh-tui mood 6"),
        (("buy",), 2, "What was bought?"),
        (("log", "0.3g", "0.2g", "blue", "dream"), 2, "two amounts"),
        (("log", "0.3g", "--shart"), 2, "no option --shart"),
        (("after", "--session"), 2, "needs a value"),
        (("status", "--shrot"), 2, "Did you mean --short?"),
        (("status", "now"), 2, "status takes no words"),
        (("undo", "last"), 2, "takes no words"),
        (("lgo", "0.3g"), 2, "Did you mean: sesh-tui log?"),
        (("stat",), 2, "Did you mean: sesh-tui status?"),
        (("0.3g", "vape"), 2, "To log it: sesh-tui log 0.3g vape"),
        (("--frobnicate",), 2, "No such option"),
        (("ls", "--json", "--csv"), 2, "Choose one of"),
        (("ls", "moood:4"), 2, "unknown field"),
        (("ls", "--limit", "0"), 2, "limit"),
        (("day", "someday"), 2, "cannot read the day"),
        (("stock", "finish"), 2, "Which lot"),
        (("config", "colour"), 2, "no option 'colour'"),
        (("config", "currency", "dollars"), 2, "ISO 4217"),
        (("--profile", "../up", "ls"), 2, "profile name"),
        (("completion", "tcsh"), 2, "tcsh"),
        (("lock",), 3, "no key yet"),
        (("unlock",), 3, "no key yet"),
        ((), 2, "need a terminal"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_exit_codes(sesh: Shell, words: tuple[str, ...], code: int, says: str) -> None:
    ran = sesh(*words)
    assert ran.code == code, ran.err
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_name_that_fits_twice_lists_the_choices(sesh: Shell) -> None:
    sesh.ok("buy", "Mango Gummies Sour", "10pcs")
    sesh.ok("buy", "Mango Gummies Sweet", "10pcs")
    ran = sesh("log", "1pc", "mango", "gummies")
    assert ran.code == 4
    assert ran.err.splitlines()[1:] == ["  Mango Gummies Sour", "  Mango Gummies Sweet"]
    assert sesh("count", "mango gummies", "2pcs").code == 4


def test_locked_is_three(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    sesh.ok("note", "secret")
    sesh.ok("lock")
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    assert sesh("unlock").code != 0
    ran = sesh("key", "rotate")
    assert ran.code in (2, 3)


def test_without_any_place_for_a_key_nothing_sealed_is_stored(
    sesh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SESH_TUI_PASSPHRASE_FILE")
    ran = sesh(*LINE, "--", "a", "note")
    assert ran.code == 3
    assert "Nothing was stored" in ran.err
    assert "sesh-tui key init" in ran.err
    assert sesh.ok(*LINE)  # what needs no key is stored all the same
    assert sesh.ok("status", "--short").startswith("1 today")


def test_log_from_standard_input(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    lines = '0.3g blue dream vape mood 4>7\n\n0.3g xyz: 4\n5mg edible "blue dream" -- with tea\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    ran = sesh("log", "-")
    assert ran.code == 2
    assert ran.out.count("undo: sesh-tui undo") == 2
    assert "mood 4→7" in ran.out
    assert "line 3: unknown field" in ran.err
    assert "2 stored, 1 refused." in ran.err


def test_timer(sesh: Shell) -> None:
    sesh.ok("start", "blue", "dream", "vape", "mood", "4")
    assert "running" in sesh.ok("status", "--short")
    assert "already running" in sesh("start", "gg4").err
    assert "mood 4→7" in sesh.ok("stop", "mood:7", "+relaxed")
    assert "running" not in sesh.ok("status", "--short")


def test_after_fills_the_open_session(sesh: Shell) -> None:
    sesh.ok(*LINE, "mood", "4", "pain:6")
    assert "1 open" in sesh.ok("status", "--short")
    out = sesh.ok("after", "mood:7", "pain:3", "rating:4", "--", "better")
    assert "mood 4→7 · pain" in out
    assert "rating 4" in out
    assert sesh("show", "--json").data["session"]["symptoms"] == [
        {"symptom": "pain", "before": 6, "after": 3}
    ]
    assert "open" not in sesh.ok("status", "--short")
    first = sesh("ls", "--json").data["sessions"][0]["id"]
    sesh.ok("again")
    sesh.ok("after", "--session", first[-6:], "mood:9")
    assert sesh("show", first, "--json").data["session"]["moods"][1]["moodRating"] == 9


def test_stock(sesh: Shell) -> None:
    sesh.ok("buy", "Blue Dream", "3.5g", "45usd", "thc:22%")
    sesh.ok(*LINE)
    assert "3.20 g / 3.50 g" in sesh.ok("stock")
    assert "-1.10 g against the log" in sesh.ok("count", "blue", "dream", "2.1g")
    assert "2.10 g of 3.50 g" in sesh.ok("stock", "blue", "dream")
    sesh.ok("stock", "finish", "blue", "dream")
    assert sesh("stock").code == 1
    assert "finished" in sesh.ok("stock", "--all")


def test_ls_limits_and_filters(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        sesh.ok(*LINE)
    sesh.ok("log", "5mg", "edible", "blue", "dream", "pain:6", "@home", "+sleepy")
    assert sesh.ok("ls", "method:edible").count("\n") == 1
    assert sesh.ok("ls", "pain:>=2").count("\n") == 1
    assert sesh.ok("ls", "@home", "+sleepy", "from:2w", "to:today").count("\n") == 1
    assert sesh("ls", "pain:>=7").code == 1
    ran = sesh("ls", "--limit", "2")
    assert ran.out.count("\n") == 2
    assert "2 of 5 sessions" in ran.err
    monkeypatch.setenv("DB_MAX_RESULTS", "3")
    assert sesh.ok("ls").count("\n") == 3
    assert sesh.ok("ls", "--all").count("\n") == 5


def test_columns_stay_aligned_with_wide_names(sesh: Shell) -> None:
    from sesh_tui.text.spans import cell_width

    sesh.ok(*LINE, "rating:4")
    sesh.ok("log", "0.3g", "大麻の花", "vape", "rating:4", "--new")
    widths = {cell_width(line) for line in sesh.ok("ls").splitlines()}
    assert len(widths) == 1


def test_no_escapes_into_a_pipe_and_no_control_characters_at_all(sesh: Shell) -> None:
    sesh.ok("buy", "Evil\x1b[31m\x07 Kush", "1g")
    sesh.ok("log", "0.1g", "evil", "vape")
    for words in (("ls",), ("stock",), ("day",), ("show",), ("status",), ("again",)):
        ran = sesh(*words)
        assert "\x1b" not in ran.out + ran.err, words
        assert "\x07" not in ran.out + ran.err, words


def test_day(sesh: Shell) -> None:
    sesh.ok(*LINE, "@yesterday", "--", "slept", "well")
    assert "slept well" in sesh.ok("day", "yesterday")
    assert "slept well" not in sesh.ok("day")


def test_config(sesh: Shell) -> None:
    assert "all defaults" in sesh("config").err
    sesh.ok("config", "currency", "EUR")
    sesh.ok("config", "after_inhaled", "30")
    assert sesh.ok("config", "currency") == "EUR\n"
    assert sesh("config", "--json").data["settings"]["after_inhaled"] == 30
    assert "EUR" in sesh.ok("buy", "Blue Dream", "1g", "cost:10")


def test_a_fault_of_the_program_is_one_line(sesh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from sesh_tui.tracker import Tracker

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(Tracker, "again", broken)
    ran = sesh("again")
    assert (ran.code, ran.err.count("\n")) == (70, 1)
    assert "--debug" in ran.err
    with pytest.raises(ZeroDivisionError):
        sesh("--debug", "again")
    monkeypatch.setattr(Tracker, "again", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    assert sesh("again") == (130, "", "")


def test_help(sesh: Shell) -> None:
    from sesh_tui.cli.app import VERBS

    general = sesh.ok("--help")
    for verb, (_, text) in VERBS.items():
        assert verb in general
        assert text.split(";")[0] in " ".join(general.split())
        assert "Usage: sesh-tui " + verb in sesh.ok(verb, "--help")
    assert "Usage: sesh-tui log" in sesh.ok("l", "-h")
    assert "sesh-tui 0." in sesh.ok("--version")
