"""The settings of this device: ``config.toml``, edited by hand or by ``sesh-tui config``.

Reading TOML costs as much as logging a session, so the last reading is kept in the replica and used
while the file's size and time stay the same.
"""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from sesh_tui import paths
from sesh_tui.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.db.replica import Replica


class Settings(NamedTuple):
    """Every option with its default. The names are those of ``config.toml``."""

    currency: str = "USD"
    """ISO 4217 code for amounts of money typed without one."""
    day_start: str = "04:00"
    """When a person's day begins; what is logged before belongs to the day before."""
    theme: str = "sesh-dark"
    """Colours of the terminal screens."""
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


def load(replica: Replica, home: str | None = None) -> Settings:
    """The settings in force: the file's, with the defaults for the rest."""
    path = paths.config_file(home)
    try:
        stat = os.stat(path)
    except OSError:
        return DEFAULTS
    stamp = f"{stat.st_mtime_ns}:{stat.st_size}"
    kept = replica.setting("config")
    if kept is not None:
        cached = json.loads(kept)
        if cached["stamp"] == stamp:
            return Settings(**cached["values"])
    values = read_file(path)
    if not replica.read_only:
        replica.remember("config", json.dumps({"stamp": stamp, "values": values}))
    return Settings(**values)


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
    """Set one option in the file and keep the others. The file is written whole, in one step."""
    path = paths.config_file(home)
    values = {**read_file(path), name: checked(name, value)}
    paths.make_private(os.path.dirname(path))
    draft = f"{path}.new-{os.getpid()}"
    with open(draft, "w", encoding="utf-8") as file:
        file.write("# Settings of sesh-tui on this device. `sesh-tui config` lists them all.\n")
        for option, content in values.items():
            file.write(f"{option} = {json.dumps(content)}\n")
    os.replace(draft, path)


def _clock(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    return bool(colon) and hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60


_FITS: dict[str, Any] = {
    "currency": lambda text: len(text) == 3 and text.isascii() and text.isalpha() and text.isupper(),
    "day_start": _clock,
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
