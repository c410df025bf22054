"""The settings of this device: ``config.toml``, edited by hand or by ``sesh-tui config``.

Reading TOML costs as much as logging a session, so the last reading is kept in the replica and used
while the file's size and time stay the same.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any, NamedTuple

from sesh_tui import paths
from sesh_tui.errors import ReplicaError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.db.replica import Replica


class Settings(NamedTuple):
    """Every option with its default. The names are those of ``config.toml``."""

    currency: str = "USD"
    """ISO 4217 code for amounts of money typed without one."""
    day_start: str = "04:00"
    """When a person's day begins; what is logged before belongs to the day before."""
    theme: str = "auto"
    """Colours of the terminal screens; ``auto`` follows the terminal."""
    after_inhaled: int = 25
    """Minutes until the after values are asked for, by route."""
    after_oromucosal: int = 45
    after_oral: int = 120
    after_topical: int = 45
    lock_after_minutes: int = 0
    """Lock the screens after this many idle minutes; 0 is never."""
    low_percent: int = 15
    """A lot is marked low below this share of what was bought."""

    @property
    def day_start_min(self) -> int:
        """Minutes after midnight at which a day begins."""
        hours, _, minutes = self.day_start.partition(":")
        return int(hours) * 60 + int(minutes or 0)

    def after_minutes(self, route: str | None) -> int:
        """How long after a session of this route its after values are asked for."""
        return {
            "oral": self.after_oral,
            "oromucosal": self.after_oromucosal,
            "topical": self.after_topical,
            "transdermal": self.after_topical,
            "rectal": self.after_oral,
        }.get(route or "", self.after_inhaled)


DEFAULTS = Settings()


def load(
    replica: Replica, home: str | None = None, warn: Callable[[UsageError], object] | None = None
) -> Settings:
    """The settings in force: environment variables first, then the file's, then the defaults.

    ``SESH_TUI_CURRENCY`` and the like set any option. What cannot be read raises UsageError; with
    ``warn`` the error goes there and the last good reading counts, so that logging goes on.
    """
    path = paths.config_file(home)
    try:
        settings = _of_file(replica, path)
    except UsageError as error:
        if warn is None:
            raise
        warn(error)
        settings = _kept(replica) or DEFAULTS
    set_outside = {name: text for name in Settings._fields if (text := os.environ.get(variable(name)))}
    for name, text in set_outside.items():
        try:
            settings = settings._replace(**{name: checked(name, text, variable(name))})
        except UsageError as error:
            if warn is None:
                raise
            warn(error)
    return settings


def variable(name: str) -> str:
    """The environment variable that sets an option."""
    return f"SESH_TUI_{name.upper()}"


def _of_file(replica: Replica, path: str) -> Settings:
    try:
        stat = os.stat(path)
    except OSError:
        return DEFAULTS
    stamp = f"{stat.st_mtime_ns}:{stat.st_size}"
    kept = _kept(replica, stamp)
    if kept is not None:
        return kept
    values = read_file(path)
    if not replica.read_only:
        with suppress(ReplicaError):  # while somebody else is writing reading goes on; it is kept next time
            replica.remember("config", json.dumps({"stamp": stamp, "values": values}))
    return Settings(**values)


def _kept(replica: Replica, stamp: str | None = None) -> Settings | None:
    """The last good reading, if a version that knew the same options made it, and of this very file if asked."""
    kept = replica.setting("config")
    if kept is None:
        return None
    try:
        cached = json.loads(kept)
        return Settings(**cached["values"]) if stamp in (None, cached["stamp"]) else None
    except (ValueError, KeyError, TypeError):
        return None


def read_file(path: str) -> dict[str, Any]:
    """The options set in the file, checked. Raises UsageError with a sentence that names the line's fault."""
    import tomllib

    try:
        with open(path, "rb") as file:
            values = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Correct it, or move it away.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    return {name: checked(name, value, path) for name, value in values.items()}


def checked(name: str, value: Any, where: str = "the command") -> Any:
    """``value`` if the option ``name`` takes it. Raises UsageError otherwise."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError

    if name not in Settings._fields:
        known = ", ".join(Settings._fields)
        raise UsageError(f"{where}: there is no option {name!r}. Options: {known}.")
    kind = type(getattr(DEFAULTS, name))
    try:
        strict = isinstance(value, (bool, float))
        value = TypeAdapter(kind, config=ConfigDict(strict=strict)).validate_python(value)
    except ValidationError as error:
        raise UsageError(
            f"{where}: {name} takes {_EXAMPLES.get(name, kind.__name__)}, not {value!r}."
        ) from error
    if not _FITS.get(name, lambda _: True)(value):
        raise UsageError(f"{where}: {name} takes {_EXAMPLES[name]}, not {value!r}.")
    return value


def write(name: str, value: Any, home: str | None = None) -> None:
    """Set one option in the file; its other lines, comments too, stay. The file is replaced in one step."""
    path = paths.config_file(home)
    value = checked(name, value)
    values = {**read_file(path), name: value}
    paths.make_private(os.path.dirname(path))
    draft = f"{path}.new-{os.getpid()}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_with_option(path, name, value, values))
    os.replace(draft, path)


HEAD = "# Settings of sesh-tui on this device. `sesh-tui config` lists them all.\n"


def _with_option(path: str, name: str, value: Any, values: dict[str, Any]) -> str:
    """The text of the file with one line changed or added; written anew where that would say something else."""
    import tomllib

    line = _line(name, value)
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        lines = [HEAD.rstrip()]
    at = [number for number, text in enumerate(lines) if text.partition("=")[0].strip(" \t\"'") == name]
    if at:
        lines[at[0]] = line
    else:
        lines.append(line)
    text = "\n".join(lines) + "\n"
    try:
        same = tomllib.loads(text) == values
    except tomllib.TOMLDecodeError:
        same = False
    return text if same else HEAD + "".join(_line(*option) + "\n" for option in values.items())


def _line(name: str, value: Any) -> str:
    # what JSON and TOML write alike: the texts hold printable characters only
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _clock(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    digits = text.isascii() and hours.isdigit() and minutes.isdigit()
    return bool(colon) and digits and int(hours) < 24 and int(minutes) < 60


_FITS: dict[str, Any] = {
    "currency": lambda text: len(text) == 3 and text.isascii() and text.isalpha() and text.isupper(),
    "day_start": _clock,
    "theme": lambda text: bool(text) and text.isprintable(),
    **{
        name: lambda number: 0 <= number <= 1440
        for name in Settings._fields
        if name.startswith(("after_", "lock_"))
    },
    "low_percent": lambda number: 0 <= number <= 100,
}
_EXAMPLES = {
    "currency": "an ISO 4217 code such as EUR",
    "day_start": "a time of day such as 04:00",
    "theme": "the name of a theme",
    **{name: "minutes from 0 to 1440" for name in Settings._fields if name.startswith(("after_", "lock_"))},
    "low_percent": "a share from 0 to 100",
}
