"""The Textual application: the places, the theme, and what works in all of them."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App

from sesh_tui.errors import Locked, SeshError
from sesh_tui.looks import Looks
from sesh_tui.screens import keys, make_place
from sesh_tui.screens.place import PlaceScreen
from sesh_tui.text.chrome import status_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.style import Style
    from textual.app import SystemCommand
    from textual.driver import Driver
    from textual.screen import Screen

    from sesh_tui.db.views import Day
    from sesh_tui.tracker import Outcome, Tracker

T = TypeVar("T")

PROBE_SECONDS = 0.4
TOAST_SECONDS = 6


class SeshApp(App[None]):
    """The terminal face over a tracker. The tracker belongs to the thread of the event loop."""

    TITLE = "sesh-tui"
    CSS_PATH = "styles/app.tcss"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        place.id: partial(make_place, place.id) for place in keys.PLACES
    }
    DEFAULT_MODE = "today"
    NO_KEY = "What you write is sealed. No keyring was found to keep the key."

    def __init__(
        self,
        tracker: Tracker,
        day: Day,
        *,
        theme: str,
        driver_class: type[Driver] | None = None,
        problems: Sequence[str] = (),
    ) -> None:
        self.looks = Looks(self, theme)
        super().__init__(driver_class=driver_class)
        self.tracker = tracker
        self.first_day = day
        self._problems = problems
        self.status_text = status_text(day.locked)
        self.drafts: dict[str, str] = {}
        """Journal text that was left without saving, by entry."""
        self.drafts_warned = False
        self.asked_keyring = False
        self._last_key = monotonic()
        self.line_history: list[str] = []
        self.unfinished_line = ""
        """What was typed into the command bar and left by escape."""
        self.looks.register(theme)

    # -- looks ----------------------------------------------------------------------------------

    def role_style(self, role: str) -> Style:
        """Return the style of a role in the present theme."""
        return self.looks.role_style(role)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Return everything that can be done here, for the command palette."""
        from sesh_tui.screens.palette import commands

        yield from commands(self, screen)

    # -- life -----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Start what runs beside the screens, once the first paint is done."""
        self.theme_changed_signal.subscribe(self, lambda theme: self.looks.changed(theme.name))
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        import asyncio
        import gc
        import signal

        gc.enable()
        loop = asyncio.get_running_loop()
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)
        loop.call_later(PROBE_SECONDS, self._probe)
        for problem in self._problems:
            self.say(f"{problem} The last good settings are in force.", severity="warning")
        if self.first_day.locked:
            self.place.unlock_quietly()

    def _probe(self) -> None:
        """Notice what a shell or another window has written. A timer of the app would wake it each time."""
        import asyncio

        if self._exit or not self.is_running:
            return
        try:
            if self.tracker.changed():
                self.data_changed()
        except SeshError as error:
            self.complain(error)
        self._lock_when_idle()
        asyncio.get_running_loop().call_later(PROBE_SECONDS, self._probe)

    def _lock_when_idle(self) -> None:
        minutes = self.tracker.settings.lock_after_minutes
        if minutes and monotonic() - self._last_key > minutes * 60 and self.tracker.vault.unlocked:
            self.tracker.vault.forget()
            self.asked_keyring = True  # locked stays locked until somebody asks
            self.say(f"Locked after {minutes} idle minutes. ctrl+l unlocks.")
            self.data_changed()

    # -- keys -----------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Hand keys to an open sheet here, before the next key is looked at."""
        if isinstance(event, events.InputEvent):
            self._last_key = monotonic()
        screen = self.screen_stack[-1] if self._screen_stack else None
        if isinstance(screen, PlaceScreen) and screen.sheet is not None and not event.is_forwarded:
            if isinstance(event, events.Key) and event.key not in ("ctrl+q", "ctrl+p"):
                screen.sheet_key(event.key, event.character)
                return
            if isinstance(event, events.Paste):
                screen.sheet_paste(event.text)
                return
        await super().on_event(event)

    @property
    def place(self) -> PlaceScreen:
        """The place that is shown, also while something stands over it."""
        screen = self.screen_stack[0]
        assert isinstance(screen, PlaceScreen)
        return screen

    def go_to(self, place: str, *, then: str = "") -> None:
        """Go to a place, and do something there (the name of one of its actions)."""
        self.switch_mode(place)
        if then:
            getattr(self.place, f"action_{then}")()

    def leave(self) -> None:
        """Quit; with an unsaved journal text only when asked twice."""
        if self.drafts:
            self.drafts_warned, warned = True, self.drafts_warned
            if not warned:
                self.say("A journal text is not saved yet: g j n goes back to it, q again leaves without it.")
                return
        self.exit()

    # -- talking --------------------------------------------------------------------------------

    def say(self, message: str, *, severity: str = "information") -> None:
        """Show a short message that goes away by itself."""
        self.clear_notifications()
        self.notify(message, severity=severity, timeout=TOAST_SECONDS, markup=False)  # type: ignore[arg-type]

    def complain(self, error: SeshError) -> None:
        """Show an error as the sentence it is."""
        self.say(str(error), severity="error")

    def attempt(self, ask: Callable[[], T]) -> T | None:
        """Return what ``ask`` returns, or ``None`` after showing its error."""
        try:
            return ask()
        except SeshError as error:
            self.complain(error)
            return None

    # -- changing -------------------------------------------------------------------------------

    def change(self, act: Callable[[Tracker], Outcome]) -> Outcome | None:
        """Change the data, say what was stored and how to take it back, and show it."""
        try:
            outcome = act(self.tracker)
        except Locked as error:
            self.place.ask_key(error, lambda: self.change(act))
            return None
        except SeshError as error:
            self.complain(error)
            return None
        self.stored(outcome)
        return outcome

    def stored(self, outcome: Outcome) -> None:
        """Say what was stored and how to take it back, and show it."""
        message = outcome.message
        if message.startswith("#"):  # the number is for the shell, here the cursor points
            message = message.partition(" ")[2]
        self.say(f"{message} · u undoes" if outcome.undoable else message)
        self.data_changed()

    @property
    def keyless(self) -> bool:
        """Whether no key was made yet; making one may ask the keyring, which is not done on the event loop."""
        return self.tracker.vault.state().key == "none"

    def save_draft(self, key: str, act: Callable[[Tracker], Outcome]) -> None:
        """Store a journal text, making or fetching the key first; the draft is dropped once it is stored."""

        def store() -> None:
            if self.change(act) is not None:
                self.drafts.pop(key, None)

        if self.keyless:
            self.place.ask_key(Locked(self.NO_KEY), store)
        else:
            store()

    def opened(self) -> None:
        """Show what the key opens, and seal anew, beside the screens, what was written while it was away."""

        def reseal() -> None:
            try:
                with self.tracker.beside() as tracker:
                    tracker.reseal()
            except SeshError as error:
                self.call_from_thread(self.complain, error)

        self.data_changed()
        self.run_worker(reseal, thread=True, group="key", exit_on_error=False)

    def data_changed(self) -> None:
        """Show the data as they are now, in every place that has been opened."""
        for stack in self._screen_stacks.values():
            if stack and isinstance(stack[0], PlaceScreen):
                stack[0].mark_stale()
        self.update_status()

    def update_status(self) -> None:
        """Show whether the sealed text is open."""
        state = self.tracker.vault.state()
        text = status_text(state.key not in ("none", "unlocked"))
        if text != self.status_text:
            self.status_text = text
            for stack in self._screen_stacks.values():
                if stack and isinstance(stack[0], PlaceScreen):
                    stack[0].refresh_bars()
