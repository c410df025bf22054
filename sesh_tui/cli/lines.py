"""``sesh-tui log -``: one entry a line, from standard input or typed at a prompt.

Lines come as text, not as a shell's words, so ``mood 4>7`` and quotes mean what they say, and nothing
of them lands in the shell's history.
"""

from __future__ import annotations

import sys

from sesh_tui.cli import say
from sesh_tui.cli.fast import opened, tell
from sesh_tui.errors import EntryError, SeshError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sesh_tui.cli.options import Options
    from sesh_tui.tracker import Tracker

PROMPT = "log> "


def log_lines(options: Options, given: dict[str, str]) -> int:
    """Log every line and report each; a line that cannot be read does not stop the others.

    Returns 0, or the exit code of the first line that was refused.
    """
    asking = sys.stdin is not None and sys.stdin.isatty()
    code = stored = refused = 0
    with opened(options) as tracker:
        if asking:
            say.hint("One entry a line; an empty line or Ctrl-D ends.")
        for number, line in enumerate(_lines(asking), 1):
            if asking and not line.strip():
                break
            if not line.strip():
                continue
            try:
                _log(tracker, line, options, given)
                stored += 1
            except SeshError as error:
                say.problem(error, "" if asking else f"line {number}: ")
                if not isinstance(error, EntryError) and not asking and error.exit_code == 2:
                    raise  # the file itself cannot be used: more lines would only say so again
                refused += 1
                code = code or error.exit_code
    if not asking:
        say.err(f"{stored} stored, {refused} refused." if refused else f"{stored} stored.")
    return code


def _log(tracker: Tracker, line: str, options: Options, given: dict[str, str]) -> None:
    outcome = tracker.log(line.strip(), new="--new" in given)
    tell(outcome, tracker, options, as_json="--json" in given)
    sys.stdout.flush()


def _lines(asking: bool) -> Iterator[str]:
    if sys.stdin is None:
        return iter(())
    if not asking:
        return (line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for line in sys.stdin)
    return iter(_prompt, None)


def _prompt() -> str | None:
    sys.stderr.write(PROMPT)
    sys.stderr.flush()
    return sys.stdin.readline() or None
