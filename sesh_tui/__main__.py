"""The command ``sesh-tui``: find out which verb is meant, then import what that verb needs."""

from __future__ import annotations

import os
import sys

from sesh_tui.cli.options import COMPLETION, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from sesh_tui.cli.options import Options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = [_text(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    if COMPLETION in os.environ:
        from sesh_tui.cli.app import complete

        return complete(os.environ[COMPLETION])
    options, words = split(words)
    if not words:
        return _screens(options)
    from sesh_tui.cli import fast

    code = fast.run(words, options)
    if arguments is None:
        _leave(code)
    return code


def _leave(code: int) -> None:
    """End the process at once: taking the interpreter apart costs as much as reading the status.

    Everything is written and closed by now. Returns where somebody has registered work for the end.
    """
    import atexit

    if atexit._ncallbacks():
        return
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            return
    os._exit(code)


def _screens(options: Options) -> int:
    """Open the terminal screens."""
    from sesh_tui.cli import say

    if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        say.err("sesh-tui: the screens need a terminal. For one verb type: sesh-tui --help")
        return 2
    with say.told(options.debug) as told:
        from sesh_tui.cli import demo_key
        from sesh_tui.launch import run

        demo_key.offer(options.profile, options.home)
        told.code = run(options.profile, options.home, mouse=options.mouse)
    return told.code


def _text(word: str) -> str:
    """An argument without bytes that are no text: they could be neither stored nor shown."""
    return word if word.isascii() else word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
