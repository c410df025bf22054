"""What every place can do: log, undo, lock, go elsewhere, open a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from sesh_tui.errors import Locked, SeshError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sesh_tui.app import SeshApp
    from sesh_tui.db.views import SessionRow
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.screens.sheet import Sheet


class CommonActions(Screen[None]):
    """The actions behind the keys that work everywhere. Sheets are imported when they are first opened."""

    app: SeshApp

    @property
    def here(self) -> PlaceScreen:
        """This place, as sheets know it."""
        raise NotImplementedError

    def open_sheet(self, sheet: Sheet) -> None:
        """Open a sheet over the place."""
        raise NotImplementedError

    # -- logging --------------------------------------------------------------------------------

    def action_quick_log(self) -> None:
        """Open the quick form."""
        from sesh_tui.screens.quick import QuickSheet

        form = self.app.attempt(self.app.tracker.quick_form)
        if form is not None and form.choices:
            self.open_sheet(QuickSheet(self.here, form))
        elif form is not None:
            self.action_command("", note="Nothing was used yet, so type it: 0.3g blue dream vape")

    def action_again(self) -> None:
        """Log the last session once more."""
        self.app.change(lambda tracker: tracker.again("", source="tui"))

    def action_preset(self, key: int) -> None:
        """Log the preset of a number key."""
        self.app.change(lambda tracker: tracker.log_preset(key, source="tui"))

    def action_after(self, session: str | None = None) -> None:
        """Ask for the after values of the oldest open session."""
        from sesh_tui.screens.after import AfterSheet

        day = self.app.attempt(self.app.tracker.day)
        if day is None:
            return
        if not day.open_afters:
            self.app.say("No session is waiting for its after values.")
            return
        self.open_sheet(AfterSheet(self.here, day.open_afters[0]))

    def action_command(self, text: str = "", *, note: str = "") -> None:
        """Open the command bar."""
        from sesh_tui.screens.command import CommandSheet

        self.open_sheet(CommandSheet(self.here, text, note=note))

    def action_type(self, text: str) -> None:
        """Open the command bar with the beginning of a line."""
        self.action_command(text)

    def edit_session(self, row: SessionRow) -> None:
        """Open the command bar on a session: what is typed replaces what stands there."""
        from sesh_tui.screens.command import EditSheet

        self.open_sheet(EditSheet(self.here, row))

    # -- changing -------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Take back the last change."""
        self._reverse(lambda: self.app.tracker.undo(source="tui").message, "U does it again")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._reverse(lambda: self.app.tracker.redo(source="tui").message, "u undoes")

    def _reverse(self, act: Callable[[], str], hint: str) -> None:
        message = self.app.attempt(act)
        if message is not None:
            self.app.say(f"{message[:1].upper()}{message[1:]} · {hint}")
            self.app.data_changed()

    def copy_line(self, text: str) -> None:
        """Put a line into the clipboard (OSC 52)."""
        self.app.copy_to_clipboard(text)
        self.app.say(f"Copied: {text}")

    # -- looking --------------------------------------------------------------------------------

    def show_session(self, session_id: str) -> None:
        """Open everything about a session."""
        from sesh_tui.screens.detail import DetailSheet

        detail = self.app.attempt(lambda: self.app.tracker.session(session_id))
        if detail is not None:
            self.unlock_quietly()
            self.open_sheet(DetailSheet(self.here, detail))

    def action_search(self) -> None:
        """Search all sessions."""
        self.app.go_to("sessions", then="search")

    def action_help(self) -> None:
        """Show the keys of this place."""
        from sesh_tui.screens.help import HelpSheet

        self.open_sheet(HelpSheet(self.here))

    def action_escape(self) -> None:
        """Take the message away."""
        self.app.clear_notifications()

    # -- writing --------------------------------------------------------------------------------

    def write_entry(self, *, session: SessionRow | None = None) -> None:
        """Write a new journal entry, perhaps about a session."""
        from sesh_tui.screens.write import WriteScreen

        self.app.push_screen(WriteScreen(session=session))

    def open_journal_entry(self, entry_id: str) -> None:
        """Open a journal entry in the editor."""
        from sesh_tui.screens.write import WriteScreen

        entry = self.app.attempt(lambda: self.app.tracker.journal_entry(entry_id))
        if entry is None:
            return
        if entry.content is not None and not isinstance(entry.content, str):
            self.ask_key(Locked("This entry is sealed."), lambda: self.open_journal_entry(entry_id))
            return
        self.app.push_screen(WriteScreen(entry=entry))

    # -- going ----------------------------------------------------------------------------------

    def action_go(self) -> None:
        """Wait for the letter of a place."""
        from sesh_tui.screens.go import GoSheet

        self.open_sheet(GoSheet(self.here))

    def action_jump(self, index: int) -> None:
        """Go to the first (0) or the last (-1) line."""

    def action_quit(self) -> None:
        """Leave; the first time not with something unsaved."""
        self.app.leave()

    # -- the key --------------------------------------------------------------------------------

    def action_lock(self) -> None:
        """Lock the sealed text, or unlock it."""
        state = self.app.tracker.vault.state()
        if state.key == "unlocked":
            try:
                self.app.tracker.vault.lock()
            except SeshError as error:
                self.app.complain(error)
                return
            self.app.asked_keyring = True
            self.app.say("Locked. Sealed text stays closed until ctrl+l.")
            self.app.data_changed()
        elif state.key == "none":
            self.app.say("Nothing is sealed yet. The first note makes the key.")
        else:
            self.unlock_aloud()

    def unlock_quietly(self) -> None:
        """Fetch the key from the keyring beside the running screens; without one nothing is said.

        Asked for only where something sealed is shown: the keyring's library is dear to load.
        """
        if self.app.tracker.vault.unlocked or self.app.asked_keyring:
            return
        self.app.asked_keyring = True

        def fetch() -> None:
            if self.app.tracker.vault.try_unlock():
                self.app.call_from_thread(self._opened)

        self.app.run_worker(fetch, thread=True, group="key", exit_on_error=False)

    def unlock_aloud(self) -> None:
        """Fetch the key from the keyring, or ask for the passphrase."""
        self.ask_key(Locked("The sealed text is locked."), None)

    def ask_key(self, reason: SeshError, then: Callable[[], Any] | None) -> None:
        """Get the key at hand, then go on: the keyring is asked first, then the person."""
        from sesh_tui.screens.passphrase import PassphraseSheet

        vault = self.app.tracker.vault

        def fetch() -> None:
            fresh = vault.state().key == "none"
            try:
                if fresh:
                    vault.ensure_key()
                else:
                    vault.unlock()
            except SeshError:
                self.app.call_from_thread(
                    self.app.place.open_sheet, PassphraseSheet(self.app.place, reason, fresh=fresh, then=then)
                )
            else:
                self.app.call_from_thread(self._opened, then)

        self.app.run_worker(fetch, thread=True, group="key", exclusive=True, exit_on_error=False)

    def _opened(self, then: Callable[[], Any] | None = None) -> None:
        self.app.opened()
        if then is not None:
            then()
