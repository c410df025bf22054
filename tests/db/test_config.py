"""config.toml: edited by hand or by a command, read again only when it changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sesh_tui import config
from sesh_tui.config import DEFAULTS, Settings
from sesh_tui.errors import ReplicaError, UsageError
from sesh_tui.tracker import Tracker
from tests.tracker.story import Story


@pytest.fixture
def file(sesh_home: Path) -> Path:
    sesh_home.mkdir(exist_ok=True)
    return sesh_home / "config.toml"


def load(tracker: Tracker) -> Settings:
    return config.load(tracker.replica)


def test_without_a_file_the_defaults_hold(tracker: Tracker) -> None:
    assert tracker.settings == DEFAULTS
    assert (DEFAULTS.day_start_min, Settings(day_start="00:30").day_start_min) == (240, 30)


@pytest.mark.parametrize(
    ("route", "minutes"),
    [
        ("inhaled", 25),
        ("oromucosal", 45),
        ("oral", 120),
        ("topical", 45),
        ("transdermal", 45),
        ("other", 25),
        (None, 25),
    ],
)
def test_when_to_ask_for_after_values(route: str | None, minutes: int) -> None:
    assert DEFAULTS.after_minutes(route) == minutes


def test_options_of_the_file_are_used(file: Path, story: Story) -> None:
    file.write_text('currency = "EUR"\nafter_inhaled = 5\n')
    assert story.tracker.settings == Settings(currency="EUR", after_inhaled=5)
    story.tracker.buy('"blue dream" 1g cost:10')
    story.tracker.log("0.1g blue dream vape mood 4")
    assert (story.session()["currency"], story.session()["afterDueAt"][11:16]) == ("EUR", "12:05")


def test_the_file_is_read_again_only_when_it_changed(
    file: Path, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("low_percent = 20\n")
    assert load(tracker).low_percent == 20
    with monkeypatch.context() as patch:
        patch.setattr(config, "read_file", lambda path: pytest.fail("read without need"))
        assert load(tracker).low_percent == 20
    file.write_text("low_percent = 5\n")
    os.utime(file, (1, 1))
    assert load(tracker).low_percent == 5
    file.unlink()
    assert load(tracker) == DEFAULTS


@pytest.mark.parametrize("kept", ["no json", "[]", "{}", '{"stamp": "%", "values": {"gone": 1}}'])
def test_a_reading_kept_by_another_version_is_not_used(file: Path, tracker: Tracker, kept: str) -> None:
    file.write_text("low_percent = 20\n")
    stat = os.stat(file)
    tracker.replica.remember("config", kept.replace("%", f"{stat.st_mtime_ns}:{stat.st_size}"))
    assert load(tracker).low_percent == 20


def test_reading_does_not_need_to_write(
    file: Path, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise ReplicaError("busy")

    file.write_text("low_percent = 20\n")
    monkeypatch.setattr(tracker.replica, "remember", busy)
    assert load(tracker).low_percent == 20
    tracker.replica.read_only = True
    assert load(tracker).low_percent == 20


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('currency = "eur"', "currency takes an ISO 4217 code such as EUR, not 'eur'"),
        ('currency = "EURO"', "currency takes an ISO 4217 code"),
        ('colour = "red"', "there is no option 'colour'. Options: currency, day_start"),
        ('day_start = "24:00"', "a time of day such as 04:00"),
        ('day_start = "²:00"', "a time of day such as 04:00"),
        ('day_start = "4"', "a time of day such as 04:00"),
        ("day_start = 04:00:00", "a time of day such as 04:00"),
        ("after_oral = -1", "minutes from 0 to 1440"),
        ("after_oral = 1.5", "minutes from 0 to 1440"),
        ("after_oral = true", "minutes from 0 to 1440"),
        ("low_percent = 101", "a share from 0 to 100"),
        ('theme = ""', "the name of a theme"),
        ("theme = 5", "the name of a theme"),
        ("currency = ", "is not valid TOML"),
    ],
)
def test_a_wrong_line_is_named(file: Path, tracker: Tracker, text: str, said: str) -> None:
    file.write_text(text + "\n")
    with pytest.raises(UsageError) as caught:
        load(tracker)
    assert said in caught.value.message
    assert str(file) in caught.value.message


def test_a_file_that_cannot_be_read(file: Path, tracker: Tracker) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not valid TOML"):
        load(tracker)
    file.unlink()
    file.mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        load(tracker)


def test_setting_one_option_keeps_the_rest_of_the_file(file: Path, tracker: Tracker) -> None:
    config.write("currency", "EUR")
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text('# mine\ncurrency = "EUR"  # at home\n\nlow_percent = 20\n')
    config.write("low_percent", "30")
    config.write("theme", "sesh-light ☀")
    assert file.read_text() == (
        '# mine\ncurrency = "EUR"  # at home\n\nlow_percent = 30\ntheme = "sesh-light ☀"\n'
    )
    assert load(tracker) == Settings(currency="EUR", low_percent=30, theme="sesh-light ☀")
    assert [path.name for path in file.parent.glob("config*")] == ["config.toml"]


def test_a_file_in_which_lines_mean_something_else_is_written_anew(file: Path) -> None:
    file.write_text('theme = """\nlow_percent = 1"""\nlow_percent = 20')
    config.write("low_percent", 30)
    assert config.read_file(str(file)) == {"theme": "low_percent = 1", "low_percent": 30}
    file.write_text('theme = """\\\n  x"""')
    config.write("theme", "y")
    assert config.read_file(str(file)) == {"theme": "y"}


@pytest.mark.parametrize(("name", "value"), [("colour", "red"), ("low_percent", "many"), ("theme", "a\nb")])
def test_what_is_refused_is_not_written(file: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match="the command"):
        config.write(name, value)
    assert not file.exists()


def test_a_broken_file_is_told_and_the_last_good_reading_counts(file: Path, tracker: Tracker) -> None:
    file.write_text("low_percent = 20\n")
    assert load(tracker).low_percent == 20
    file.write_text("low_percent = 500\n")
    told: list[UsageError] = []
    tracker.warn = told.append
    tracker.reload_settings()
    assert tracker.settings.low_percent == 20
    assert "a share from 0 to 100" in told[0].message
    assert tracker.log("0.1g blue dream vape").ids


def test_environment_variables_set_any_option(
    file: Path, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('currency = "EUR"\nlow_percent = 20\n')
    monkeypatch.setenv("SESH_TUI_LOW_PERCENT", "30")
    monkeypatch.setenv("SESH_TUI_DAY_START", "05:30")
    assert load(tracker) == Settings(currency="EUR", low_percent=30, day_start="05:30")
    monkeypatch.setenv("SESH_TUI_DAY_START", "25:00")
    with pytest.raises(UsageError, match="SESH_TUI_DAY_START: day_start takes a time of day"):
        load(tracker)
    told: list[UsageError] = []
    assert config.load(tracker.replica, warn=told.append).day_start == "04:00"
    assert len(told) == 1
