"""The verbs: the one door that both faces use.

A ``Tracker`` holds one connection to one replica and belongs to the thread that opened it. The verbs
themselves stand in the modules beside this one and are imported when they are first used, so that a
line logged from a shell pays only for logging.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sesh_tui import config, paths
from sesh_tui.crypto.vault import Vault
from sesh_tui.db.keys import KeySlots
from sesh_tui.db.replica import Replica, open_replica
from sesh_tui.tracker.outcome import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sesh_tui.db import views
    from sesh_tui.db.session_list import SessionList
    from sesh_tui.domain.entry import Entry
    from sesh_tui.domain.filters import Filter
    from sesh_tui.domain.grammar import Context
    from sesh_tui.domain.units import CustomUnit
    from sesh_tui.errors import UsageError
    from sesh_tui.tracker.preview import Preview

    Words = str | Sequence[str]

__all__ = ["Outcome", "Tracker"]


def offset_of(epoch: float) -> int:
    """Minutes east of UTC on this machine at a time."""
    return time.localtime(epoch).tm_gmtoff // 60


class Tracker:
    """One person's log, open."""

    def __init__(self, replica: Replica, vault: Vault, *, profile: str, home: str | None = None) -> None:
        self.replica = replica
        self.vault = vault
        self.profile = profile
        self.home = home
        self._settings: config.Settings | None = None
        self.warn: Callable[[UsageError], object] | None = None
        """Told what is wrong with the settings while the last good ones are used; else it is raised."""
        self._key_refused = False
        replica.sealer = vault

    @classmethod
    def open(
        cls,
        profile: str | None = None,
        *,
        home: str | None = None,
        create: bool = True,
        ask_passphrase: Callable[[], str | None] | None = None,
    ) -> Tracker:
        """Open the replica of a profile, making it where it is missing. Raises ReplicaError."""
        folder = paths.profile_folder(profile, home)
        replica = open_replica(f"{folder}/{paths.REPLICA}", create=create)
        name = paths.profile_name(profile)
        vault = Vault(folder, name, KeySlots(replica), ask_passphrase=ask_passphrase)
        return cls(replica, vault, profile=name, home=home)

    def beside(self) -> Tracker:
        """A second tracker on the same file for another thread; it shares the opened keys."""
        replica = open_replica(self.replica.path, create=False)
        other = Tracker(replica, self.vault, profile=self.profile, home=self.home)
        other._settings = self.settings
        return other

    def close(self) -> None:
        """Close the connection."""
        self.replica.close()

    def __enter__(self) -> Tracker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- surroundings ----------------------------------------------------------------------------

    @property
    def settings(self) -> config.Settings:
        """The options of ``config.toml``, read once."""
        if self._settings is None:
            self._settings = config.load(self.replica, self.home, self.warn)
        return self._settings

    def reload_settings(self) -> None:
        """Read the options again at their next use."""
        self._settings = None

    def now(self) -> datetime:
        """The present, aware UTC."""
        return datetime.now(UTC)

    def today(self) -> str:
        """The person's day of now, ``YYYY-MM-DD``."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> str:
        """The person's day of a time."""
        offset = offset_of(moment.timestamp())
        wall = moment + timedelta(minutes=offset - self.settings.day_start_min)
        return wall.date().isoformat()

    def custom_units(self) -> dict[str, CustomUnit]:
        """The person's own units by each word they may be typed with."""
        from sesh_tui.db import units

        return units.custom_units(self.replica)

    def own_symptoms(self) -> frozenset[str]:
        """The symptoms the person added, lower case; only what can be opened without asking for a key."""
        from sesh_tui.db import units

        return units.tracked_symptoms(self.replica)

    def context(self, *, new: bool = False) -> Context:
        """What the grammar may know when it reads a line."""
        from sesh_tui.db.names import KnownNames
        from sesh_tui.domain.grammar import Context

        return Context(
            now=self.now(),
            offset_at=offset_of,
            day_start_min=self.settings.day_start_min,
            names=KnownNames(self.replica),
            units=self.custom_units(),
            symptoms=self.own_symptoms(),
            new_ok=new,
            currency=self.settings.currency,
        )

    def parse(self, words: Words, verb: str = "log", *, new: bool = False) -> Entry:
        """Read a line. Raises EntryError or Ambiguous; a field nobody knows may be an own symptom."""
        from sesh_tui.domain.grammar import parse
        from sesh_tui.errors import EntryError

        shell = not isinstance(words, str)
        try:
            return parse(words, self.context(new=new), verb=verb, shell=shell)
        except EntryError:
            from sesh_tui.db import units

            # own symptoms are sealed: a line that names one is worth asking the keyring, once
            if self.vault.unlocked or self._key_refused or not units.has_tracked_symptoms(self.replica):
                raise
            if not self.vault.try_unlock():
                self._key_refused = True
                raise
            return parse(words, self.context(new=new), verb=verb, shell=shell)

    def changed(self) -> bool:
        """Whether somebody else wrote to the replica since the last call. Cheap enough to poll."""
        return self.replica.changed()

    # -- logging ---------------------------------------------------------------------------------

    def log(self, words: Words, *, source: str = "cli", new: bool = False) -> Outcome:
        """Log a session, or the moods and symptoms of a line that names no product."""
        from sesh_tui.tracker import sessions

        return sessions.log(self, self.parse(words, new=new), source)

    def again(self, words: Words = (), *, source: str = "cli") -> Outcome:
        """Log the last session once more, now, with what ``words`` change."""
        from sesh_tui.tracker import sessions

        return sessions.again(self, words, source)

    def log_preset(self, key: int, *, source: str = "tui") -> Outcome:
        """Log the preset of a number key. Raises NotFound."""
        from sesh_tui.tracker import presets

        return presets.use(self, key, source)

    def start(self, words: Words, *, source: str = "cli", new: bool = False) -> Outcome:
        """Start a session whose length is measured."""
        from sesh_tui.tracker import sessions

        return sessions.start(self, self.parse(words, "start", new=new))

    def stop(self, words: Words = (), *, source: str = "cli") -> Outcome:
        """Stop the running session; ``words`` may give after values."""
        from sesh_tui.tracker import after

        return after.stop(self, words, source)

    def after(self, words: Words, session: str | None = None, *, source: str = "cli") -> Outcome:
        """Give the after values of the oldest open session, or of the one named."""
        from sesh_tui.tracker import after

        return after.after(self, words, session, source)

    def mood(self, words: Words, *, source: str = "cli") -> Outcome:
        """Note a mood without a session."""
        from sesh_tui.tracker import checks

        return checks.mood(self, words, source)

    def check(self, words: Words, *, source: str = "cli") -> Outcome:
        """Note symptoms without a session: a first reading, or with ``_-3`` the second."""
        from sesh_tui.tracker import checks

        return checks.check(self, words, source)

    def crave(self, words: Words, *, source: str = "cli") -> Outcome:
        """Note a craving and what it came with."""
        from sesh_tui.tracker import checks

        return checks.crave(self, words, source)

    # -- stock -----------------------------------------------------------------------------------

    def buy(self, words: Words, *, source: str = "cli") -> Outcome:
        """Put a new lot into the stock."""
        from sesh_tui.tracker import stock

        return stock.buy(self, self.parse(words, "buy", new=True), source)

    def count(self, words: Words, item: str | None = None, *, source: str = "cli") -> Outcome:
        """Reconcile a lot with what the scale says; without ``item`` the line names it."""
        from sesh_tui.tracker import stock

        return stock.count(self, words, item, source)

    def finish(self, item: str, *, source: str = "cli") -> Outcome:
        """Take a lot out of the jar; what was left in it is counted as gone."""
        from sesh_tui.tracker import stock

        return stock.finish(self, item, source)

    # -- writing and changing --------------------------------------------------------------------

    def note(
        self,
        content: str,
        *,
        title: str | None = None,
        tags: Sequence[str] | None = None,
        session: str | None = None,
        entry: str | None = None,
        at: datetime | None = None,
        source: str = "cli",
    ) -> Outcome:
        """Write a journal entry, or change ``entry`` and keep what is not given of its title and tags."""
        from sesh_tui.tracker import notes

        return notes.note(
            self, content, title=title, tags=tags, session=session, entry=entry, at=at, source=source
        )

    def edit(self, ref: str, words: Words, *, source: str = "cli", new: bool = False) -> Outcome:
        """Change a session: what the words say replaces what stands there."""
        from sesh_tui.tracker import changes

        return changes.edit(self, ref, words, source, new=new)

    def remove(self, refs: Sequence[str], *, source: str = "cli") -> Outcome:
        """Delete sessions, checks, lots or journal entries by their numbers."""
        from sesh_tui.tracker import changes

        return changes.remove(self, refs, source)

    def undo(self, *, source: str = "cli") -> Outcome:
        """Take back the last action. Raises NotFound."""
        from sesh_tui.db import history

        done = history.undo(self.replica, source=source)
        return Outcome(f"undone: {done.label}", data={"undone": done.label, "rows": done.rows})

    def redo(self, *, source: str = "cli") -> Outcome:
        """Do the last undone action again. Raises NotFound."""
        from sesh_tui.db import history

        done = history.redo(self.replica, source=source)
        return Outcome(
            f"done again: {done.label}", action=done.label, data={"redone": done.label, "rows": done.rows}
        )

    # -- looking ---------------------------------------------------------------------------------

    def preview(self, line: str, verb: str = "log") -> Preview:
        """How a line of the command bar is read while it is being typed; nothing is stored."""
        from sesh_tui.tracker import preview

        return preview.preview(self, line, verb)

    def day(self, local_day: str | None = None) -> views.Day:
        """A day of the person; today unless one is named."""
        from sesh_tui.db import day
        from sesh_tui.domain.dates import iso

        now = self.now()
        today = self.day_of(now)
        return day.day(
            self.replica,
            local_day or today,
            today=today,
            since=iso(now - timedelta(hours=24)),
            low_percent=self.settings.low_percent,
        )

    def session(self, ref: str) -> views.SessionDetail:
        """Everything about one session, by its number, its id or ``last``."""
        from sesh_tui.db import sessions

        return sessions.detail(self.replica, sessions.find(self.replica, ref))

    def sessions(self, chosen: Filter | None = None) -> SessionList:
        """The sessions that fit a filter, newest first, read page by page."""
        from sesh_tui.db.session_list import SessionList

        return SessionList(self.replica, chosen)

    def stock(self, *, finished: bool = False) -> list[views.StockItem]:
        """What is in the jar; with ``finished`` also what was."""
        from sesh_tui.db import stock

        return stock.items(self.replica, finished=finished, low_percent=self.settings.low_percent)

    def item(self, ref: str) -> views.StockItem:
        """One lot by its name or number."""
        from sesh_tui.db import stock

        return stock.item(self.replica, stock.find(self.replica, ref), low_percent=self.settings.low_percent)

    def journal(self, query: str = "", *, limit: int = -1, offset: int = 0) -> list[views.JournalRow]:
        """Journal entries, newest first; with a query those that hold all of its words."""
        from sesh_tui.db import journal

        return journal.entries(self.replica, query, limit=limit, offset=offset)

    def journal_entry(self, entry_id: str) -> views.JournalEntry:
        """One journal entry with its body."""
        from sesh_tui.db import journal

        return journal.entry(self.replica, entry_id)

    def presets(self) -> list[views.Preset]:
        """What the number keys log."""
        from sesh_tui.tracker import presets

        return presets.presets(self)

    def quick_form(self) -> views.QuickForm:
        """The products the quick form offers, the likely one first."""
        from sesh_tui.tracker import presets

        return presets.quick_form(self)

    def status(self, *, short: bool = False) -> views.Status:
        """Where things stand; the short form reads today only."""
        from sesh_tui.tracker import status

        return status.status(self, short=short)

    def reseal(self) -> int:
        """Seal anew, with the data key, what was written while locked; returns the number of cells."""
        from sesh_tui.db import resealing

        return resealing.reseal(self.replica, self.vault)

    def as_dict(self, session_id: str) -> dict[str, Any]:
        """A session as ``--json`` prints it."""
        from sesh_tui.tracker import records

        return records.session(self, session_id)

    def fill_with_demo(
        self, *, sessions: int | None = None, seed: int = 1, progress: Callable[[int], None] | None = None
    ) -> int:
        """Fill an empty replica with a made-up log: a year, or that many sessions; returns the rows written."""
        from sesh_tui.db import bulk
        from sesh_tui.demo import generate

        self.vault.ensure_key()
        batches = generate(
            user_id=self.replica.user_id,
            seal=self.vault.seal,
            until=self.now(),
            sessions=sessions,
            seed=seed,
            offset=offset_of,
            day_start_min=self.settings.day_start_min,
            currency=self.settings.currency,
        )
        return bulk.load(self.replica, batches, progress)
