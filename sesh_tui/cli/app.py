"""The click group: verbs are imported when they are called, their help lines stand in a table.

Hot verbs are here too, for their ``--help`` and for completion; ``__main__`` runs them without click.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from sesh_tui.cli import fast, say
from sesh_tui.cli.options import COMPLETION
from sesh_tui.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from sesh_tui.cli.options import Options

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Log": {
        "log": ("hot", "Log a session in one line; log - takes one entry a line"),
        "again": ("hot", "Log the last session once more, now"),
        "start": ("hot", "Start a session whose length is measured"),
        "stop": ("hot", "Stop the running session"),
        "after": ("hot", "Say how it was later"),
        "mood": ("hot", "Note a mood without a session"),
        "check": ("hot", "Note symptoms without a session"),
        "crave": ("hot", "Note a craving"),
    },
    "Stock": {
        "buy": ("hot", "Put a new lot into the stock"),
        "stock": ("looking", "Show what is in the jar; stock finish ITEM takes one out"),
        "count": ("hot", "Reconcile a lot with what the scale says"),
    },
    "Write": {
        "note": ("writing", "Write a journal entry"),
        "journal": ("writing", "List or search the journal"),
    },
    "Look": {
        "day": ("looking", "Show a day"),
        "ls": ("looking", "List sessions"),
        "show": ("looking", "Show one session, lot or journal entry in full"),
        "status": ("hot", "Show where things stand; --short for prompts"),
    },
    "Change": {
        "edit": ("hot", "Change a session"),
        "rm": ("hot", "Delete sessions, checks, lots or journal entries"),
        "undo": ("hot", "Take back the last change"),
        "redo": ("hot", "Do it again"),
    },
    "Privacy": {
        "key": ("keys", "Show and change what keeps the data key"),
        "lock": ("keys", "Lock notes, places and symptoms on this device"),
        "unlock": ("keys", "Open them again"),
    },
    "System": {
        "demo": ("system", "Open the screens on a made-up year"),
        "config": ("system", "Show and change the settings"),
        "completion": ("system", "Print the completion script of a shell"),
    },
}
VERBS: dict[str, tuple[str, str]] = {name: verb for part in SECTIONS.values() for name, verb in part.items()}


class LazyGroup(click.Group):
    """Imports the module of a verb when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of the help."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a verb, or ``None``."""
        name = fast.ALIASES.get(cmd_name, cmd_name)
        if name not in VERBS:
            return None
        module = import_module(f"sesh_tui.cli.{VERBS[name][0]}")
        command: click.Command = module.command(name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; one that is not known gets the nearest name."""
        if not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None:
            raise _unknown(args)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs by what they are for, without importing them."""
        for section, verbs in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name, text) for name, (_, text) in verbs.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Verbs that begin with what is typed, and options after a dash; imports no verb."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return [
            CompletionItem(name, help=text)
            for name, (_, text) in VERBS.items()
            if name.startswith(incomplete)
        ]


def _unknown(args: list[str]) -> UsageError:
    from sesh_tui.domain.spell import closest

    near = next((verb for verb in VERBS if verb.startswith(args[0])), None) or closest(args[0], VERBS)
    hint = f"Did you mean: sesh-tui {near}?" if near else f"To log it: sesh-tui log {' '.join(args)}"
    return UsageError(f"There is no verb {args[0]!r}.", hint=f"{hint} All verbs: sesh-tui --help")


def version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    """Print the version of the installed distribution."""
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version as of

        say.out(f"sesh-tui {of('sesh-tui')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a verb the screens open. SESH_TUI_HOME moves all files, SESH_TUI_PROFILE picks a replica.",
)
@click.option("--profile", metavar="NAME", help="Use another replica, such as demo.")
@click.option("--home", metavar="FOLDER", help="Keep all files there; also SESH_TUI_HOME.")
@click.option("--debug", is_flag=True, help="Show where a fault in the program is.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=version)
@click.pass_context
def group(ctx: click.Context, profile: str | None, home: str | None, debug: bool, no_mouse: bool) -> None:
    """Track cannabis sessions, moods, symptoms and stock: offline, in a file of your own.

    \b
      sesh-tui log 0.3g blue dream vape mood 4-7 -- slept well
      sesh-tui again            the same once more
      sesh-tui undo             takes back anything
    """
    from sesh_tui.cli.options import Options

    options = ctx.obj = ctx.obj or Options()
    options.profile = profile or options.profile
    options.home = home or options.home
    options.debug = debug or options.debug
    options.mouse = options.mouse and not no_mouse


def run(words: Iterable[str], options: Options) -> int:
    """Run a verb through click; faults are told as everywhere else. Returns the exit code."""
    with say.told(options.debug) as told:
        try:
            # not group.main(), which ends the process by itself where a reader has left
            with group.make_context("sesh-tui", list(words), obj=options) as ctx:
                result = group.invoke(ctx)
            told.code = result if isinstance(result, int) else 0
        except click.ClickException as error:
            raise _as_usage(error) from None
        except click.Abort:
            raise KeyboardInterrupt from None
        except click.exceptions.Exit as leave:
            told.code = leave.exit_code
    return told.code


def complete(instruction: str) -> int:
    """Answer a shell that asks for completions, such as ``bash_complete``; returns the exit code."""
    from click.shell_completion import shell_complete

    with say.told() as told:
        told.code = shell_complete(group, {}, "sesh-tui", COMPLETION, instruction)
    return told.code


def _as_usage(error: click.ClickException) -> UsageError:
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else "sesh-tui"
    return UsageError(error.format_message(), hint=f"See: {path} --help")
