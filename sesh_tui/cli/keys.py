"""The data key in the shell: where it is kept, what opens it, locking and unlocking.

A secret is typed without echo, read from SESH_TUI_PASSPHRASE_FILE, or, where standard input is no
terminal, from its next line. None is ever an argument: arguments are seen by everyone on the machine.
"""

from __future__ import annotations

import click

from sesh_tui.cli import prompts, say, shapes
from sesh_tui.cli.fast import opened
from sesh_tui.cli.painting import form_of, formats
from sesh_tui.db.keys import KeySlots
from sesh_tui.errors import Locked, VaultError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sesh_tui.cli.options import Options
    from sesh_tui.tracker import Tracker

TRIES = 3


def command(name: str) -> click.Command:
    """The command of a verb of this module."""
    found: click.Command = {"key": key, "lock": lock, "unlock": unlock}[name]
    return found


@click.group("key", invoke_without_command=True)
@formats("json")
@click.pass_context
def key(ctx: click.Context, /, **chosen: bool) -> int:
    """Show where the data key is kept and what opens it. Subcommands change that."""
    if ctx.invoked_subcommand is not None:
        return 0
    with opened(ctx.obj) as tracker:
        state = tracker.vault.state()
        if form_of(chosen):
            say.out(shapes.document(**{_camel(name): value for name, value in state._asdict().items()}))
            return 0
        if state.key == "none":
            say.out(
                "There is no key yet. The first note, place or symptom makes one; so does: sesh-tui key init"
            )
            return 0
        kept = f"in the keyring ({state.backend})" if state.store == "keyring" else "in key.slot, wrapped"
        by_hand = "; locked by hand" if state.locked_by_hand else ""
        say.out(f"key         {state.kid}, kept {kept}{by_hand}")
        say.out(f"passphrase  {'set' if state.has_passphrase else 'not set: sesh-tui key passphrase'}")
        say.out(f"recovery    {_recovery_words(state.has_recovery, state.recovery_confirmed)}")
        return 0


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def _recovery_words(there: bool, confirmed: bool) -> str:
    if not there:
        return "no code yet: sesh-tui key recovery"
    return "a code is set" if confirmed else "a code was shown and not confirmed: sesh-tui key recovery"


@key.command("init")
@click.pass_obj
def init(options: Options) -> int:
    """Make the data key now: in the keyring, or wrapped by a passphrase where there is none."""
    with opened(options) as tracker:
        if tracker.vault.state().key != "none":
            say.out("There is a key already. sesh-tui key shows where it is kept.")
            return 0
        tracker.vault.ask_passphrase = prompts.new_passphrase
        tracker.vault.ensure_key()
        state = tracker.vault.state()
        kept = (
            f"in the keyring ({state.backend})" if state.store == "keyring" else "wrapped by the passphrase"
        )
        say.out(f"The key {state.kid} is made and kept {kept}. Nobody can open what it seals without it:")
        say.out("write down a recovery code with: sesh-tui key recovery")
        return 0


@key.command("passphrase")
@click.pass_obj
def passphrase(options: Options) -> int:
    """Set or change the passphrase. Without a terminal: the former one, if any, then the new one, on standard input."""
    with opened(options) as tracker:
        vault = tracker.vault
        old = None
        if vault.state(probe=True).has_passphrase and not vault.unlocked:
            old = prompts.secret("Former passphrase: ")
        new = prompts.chosen_twice("New passphrase: ")
        vault.set_passphrase(new, old)
        say.out("The passphrase is set. A former one opens nothing any more.")
        return 0


@key.command("recovery")
@click.pass_obj
def recovery(options: Options) -> int:
    """Make a recovery code. It is shown once; two of its groups are typed back."""
    with opened(options) as tracker:
        vault = tracker.vault
        _unlocked(tracker)
        code = vault.make_recovery_code()
        say.out(code)
        say.err("Write it down on paper. It opens your log if keyring and passphrase are lost, and it is")
        say.err("not shown again. To be sure that it was written down, type two of its groups:")
        for left in range(TRIES - 1, -1, -1):
            groups = [prompts.question(f"group {position}: ") for position in vault.recovery_positions]
            try:
                vault.confirm_recovery(groups)
                break
            except VaultError as error:
                if not left:
                    raise
                say.problem(error)
        say.err("The recovery code is confirmed; a former one opens nothing any more.")
        return 0


@key.command("rotate")
@click.pass_obj
def rotate(options: Options) -> int:
    """Make a new data key for new entries, and seal the old ones anew with it."""
    with opened(options) as tracker:
        _unlocked(tracker)
        kid = tracker.vault.rotate(ask=lambda: prompts.secret("Passphrase: "))
        count = tracker.reseal()
        say.out(f"New entries are sealed with the key {kid}; {_cells(count)} sealed anew.")
        say.err("Make a new recovery code for it: sesh-tui key recovery")
        return 0


@key.command("reseal")
@click.pass_obj
def reseal(options: Options) -> int:
    """Seal anew, with the current key, what was written while locked or with an older key."""
    with opened(options) as tracker:
        _unlocked(tracker)
        say.out(f"{_cells(tracker.reseal())} sealed anew.")
        return 0


def _cells(count: int) -> str:
    return f"{count} cell{' was' if count == 1 else 's were'}"


def _unlocked(tracker: Tracker) -> None:
    """Fetch the key, asking for the passphrase if nothing else has it. Raises Locked or VaultError."""
    vault = tracker.vault
    if vault.state(probe=True).key != "locked":
        return
    vault.unlock(ask=lambda: prompts.secret("Passphrase: "))


@click.command("lock")
@click.pass_obj
def lock(options: Options) -> int:
    """Forget the key on this device until unlock. Logging goes on; what is sealed shows as a mark."""
    with opened(options) as tracker:
        tracker.vault.lock()
        say.out("Locked. Logging works as before; to read what is sealed: sesh-tui unlock")
        return 0


@click.command("unlock")
@click.option("--recovery", "by_code", is_flag=True, help="Use the recovery code instead of the passphrase.")
@click.pass_obj
def unlock(options: Options, by_code: bool) -> int:
    """Open what is sealed again, and seal anew what was written while locked."""
    with opened(options) as tracker:
        if tracker.vault.state().key == "none" and not KeySlots(tracker.replica).load():
            raise Locked("There is no key yet, so nothing is locked. The first note or symptom makes one.")
        if by_code:
            tracker.vault.unlock(recovery=prompts.secret("Recovery code: "))
        else:
            tracker.vault.unlock(ask=lambda: prompts.secret("Passphrase: "))
        count = tracker.reseal()
        kept = tracker.vault.state().store == "keyring"
        tail = "" if kept else " Where there is no keyring, each command asks SESH_TUI_PASSPHRASE_FILE."
        done = f" {_cells(count)} sealed anew." if count else ""
        say.out(f"Unlocked.{done}{tail}")
        return 0
