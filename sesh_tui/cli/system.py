"""demo, config and completion."""

from __future__ import annotations

import os
import sys

import click

from sesh_tui import config as settings
from sesh_tui import paths
from sesh_tui.cli import demo_key, say, shapes
from sesh_tui.cli.options import COMPLETION
from sesh_tui.cli.painting import form_of, formats
from sesh_tui.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sesh_tui.cli.options import Options
    from sesh_tui.tracker import Tracker

SHELLS = ("bash", "zsh", "fish")
_MADE_WITH = "demo"
"""The setting of a demo's replica that says what it was made with."""


def command(name: str) -> click.Command:
    """The command of a verb of this module."""
    found: click.Command = {"demo": demo, "config": config, "completion": completion}[name]
    return found


# -- demo ------------------------------------------------------------------------------------------


@click.command("demo")
@click.option("--sessions", type=click.IntRange(1, 2_000_000), help="So many sessions instead of a year.")
@click.option("--days", type=click.IntRange(1, 14_600), help="So many days instead of a year.")
@click.option("--seed", type=int, help="Another made-up person (default 1).")
@click.option("--fresh", is_flag=True, help="Throw the demo away and make it anew.")
@click.option("--no-open", is_flag=True, help="Only make it.")
@click.pass_obj
def demo(
    options: Options, sessions: int | None, days: int | None, seed: int | None, fresh: bool, no_open: bool
) -> int:
    """Open the screens on a made-up year, in a replica of its own. Your log is not touched."""
    if sessions is None and days is not None:
        from sesh_tui.demo import USUAL_PER_DAY

        sessions = max(1, round(days * USUAL_PER_DAY))
    asked = (sessions, seed or 1)
    wanted = None if sessions is None and seed is None else _recipe(*asked)
    if fresh or not _is_made(options.home, wanted):
        _make(options.home, *asked)
    if no_open or not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        say.out("The demo is ready. Open it with: sesh-tui --profile demo")
        return 0
    from sesh_tui.launch import run

    demo_key.offer(demo_key.PROFILE, options.home)
    return run(demo_key.PROFILE, options.home, mouse=options.mouse)


def _recipe(sessions: int | None, seed: int) -> str:
    return f"sessions={sessions or 'a year'} seed={seed}"


def _is_made(home: str | None, wanted: str | None) -> bool:
    """Whether the demo is there, and as wanted. Raises UsageError where a log of one's own has its name."""
    from sesh_tui.tracker import Tracker

    folder = paths.profile_folder(demo_key.PROFILE, home)
    if not os.path.exists(os.path.join(folder, paths.REPLICA)):
        return False
    if not os.path.exists(demo_key.path(home)):
        raise UsageError(
            f"The profile demo in {folder} is not one that this command made, so it was left as it is.",
            hint="Rename that folder, or keep the demo elsewhere with: sesh-tui --home FOLDER demo",
        )
    if wanted is None:
        return True
    with Tracker.open(demo_key.PROFILE, home=home, create=False) as tracker:
        return tracker.replica.setting(_MADE_WITH) == wanted


def _make(home: str | None, sessions: int | None, seed: int) -> None:
    """Make the demo beside its place, then put it there in one step, so that no half of one is ever opened."""
    import shutil

    _is_made(home, None)  # refuses to replace what is not a demo
    draft = f"{demo_key.PROFILE}-new-{os.getpid()}"
    folder = paths.profile_folder(demo_key.PROFILE, home)
    made = paths.profile_folder(draft, home)
    shutil.rmtree(made, ignore_errors=True)
    try:
        _fill(draft, home, sessions, seed)
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _fill(draft: str, home: str | None, sessions: int | None, seed: int) -> None:
    from sesh_tui.tracker import Tracker

    with Tracker.open(draft, home=home) as tracker:
        _give_key(tracker, demo_key.path(home, draft))
        rows = tracker.fill_with_demo(sessions=sessions, seed=seed, progress=_progress())
        tracker.replica.remember(_MADE_WITH, _recipe(sessions, seed))
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
    say.err(f"Made {rows:,} rows.")


def _give_key(tracker: Tracker, file: str) -> None:
    """Let the demo's own passphrase keep its key; see ``demo_key``."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(demo_key.PASSPHRASE + "\n")
    before = {name: os.environ.get(name) for name in (demo_key.VARIABLE, "PYTHON_KEYRING_BACKEND")}
    # the vault prefers a keyring where there is one; for the demo it is told that there is none
    os.environ |= {demo_key.VARIABLE: file, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    try:
        tracker.vault.ensure_key()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _progress() -> Callable[[int], None] | None:
    """Tells on a terminal how far it is, not more than some times a second."""
    if not sys.stderr.isatty():
        return None
    from time import monotonic

    said = monotonic()

    def tell(rows: int) -> None:
        nonlocal said
        if monotonic() - said > 0.2:
            said = monotonic()
            sys.stderr.write(f"\rMaking the demo: {rows:,} rows \x1b[K")
            sys.stderr.flush()

    return tell


# -- config ----------------------------------------------------------------------------------------


@click.command("config")
@click.argument("name", required=False)
@click.argument("value", required=False)
@formats("json")
@click.pass_obj
def config(options: Options, /, name: str | None, value: str | None, **chosen: bool) -> int:
    """Show the settings, show one, or change one.

    \b
      sesh-tui config
      sesh-tui config currency EUR
    """
    file = paths.config_file(options.home)
    if value is not None and name is not None:
        settings.write(name, settings.checked(name, _typed(name, value), "config"), options.home)
        say.out(f"{name} = {value}")
        return 0
    values = settings.Settings(**settings.read_file(file))
    if name is not None and name not in settings.Settings._fields:
        settings.checked(name, "", "config")  # raises the sentence that lists what there is
    found: dict[str, Any] = {key: getattr(values, key) for key in ([name] if name else values._fields)}
    if form_of(chosen):
        say.out(shapes.document(file=file, settings=found))
    elif name:
        say.out(str(found[name]))
    else:
        for key, content in found.items():
            mark = "" if content == getattr(settings.DEFAULTS, key) else "  changed"
            say.out(f"{key:<20} {content}{say.styled(mark, say.DIM)}".rstrip())
        say.hint(f"File: {file}{'' if os.path.exists(file) else ' (not there yet: all defaults)'}")
    return 0


def _typed(name: str, value: str) -> object:
    """A typed value: a number where the option is one."""
    kind = type(getattr(settings.DEFAULTS, name, ""))
    return int(value) if kind is int and value.lstrip("-").isdecimal() else value


# -- completion ------------------------------------------------------------------------------------


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print the completion script of a shell.

    \b
      bash   echo 'eval "$(sesh-tui completion bash)"' >> ~/.bashrc
      zsh    echo 'eval "$(sesh-tui completion zsh)"' >> ~/.zshrc
      fish   sesh-tui completion fish > ~/.config/fish/completions/sesh-tui.fish
    """
    from click.shell_completion import get_completion_class

    from sesh_tui.cli.app import group

    kind = get_completion_class(shell)
    assert kind is not None
    # the script itself; `source()` would first start a bash to ask for its version
    made = kind(group, {}, "sesh-tui", COMPLETION)
    say.out(made.source_template % made.source_vars())
    return 0
