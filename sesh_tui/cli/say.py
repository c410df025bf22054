"""What a person reads in the shell: data on standard output, messages on standard error.

Success is one line; an error is a sentence, and for a typed line the line itself with a mark under the
word. Colours only on a terminal, and none where ``NO_COLOR`` is set.
"""

from __future__ import annotations

import os
import sys

from sesh_tui.errors import Ambiguous, EntryError, SeshError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

INTERNAL = 70
"""Exit code of a fault in the program itself (``EX_SOFTWARE`` of sysexits)."""
INTERRUPTED = 130

BOLD, DIM, RED = "1", "2", "31"


def coloured(descriptor: int) -> bool:
    """Whether escapes may be written to standard output (1) or standard error (2)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return os.isatty(descriptor)


def styled(text: str, style: str, descriptor: int = 1) -> str:
    """``text`` in a style where colours may be shown."""
    return f"\x1b[{style}m{text}\x1b[0m" if coloured(descriptor) else text


def clean(text: str) -> str:
    """``text`` without control characters, so that no name can move the cursor."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def out(text: str) -> None:
    """Write a line of data."""
    _write(sys.stdout, text)


def err(text: str) -> None:
    """Write a line for the person."""
    _write(sys.stderr, text)


def hint(text: str) -> None:
    """Write a quiet line for the person."""
    err(styled(text, DIM, 2))


def _write(stream: object, text: str) -> None:
    if stream is None:  # started with a closed descriptor
        return
    try:
        stream.write(text + "\n")  # type: ignore[attr-defined]
    except UnicodeEncodeError:
        encoding = getattr(stream, "encoding", "ascii")
        stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")  # type: ignore[attr-defined]


def problem(error: SeshError, where: str = "") -> None:
    """Say what went wrong, and for a typed line, at which word."""
    head = styled("sesh-tui:", RED, 2)
    message = clean(f"{where}{error.message}")
    if isinstance(error, EntryError):
        err(f"{head} {message}")
        pointed(error)
        if error.hint:
            err(clean(error.hint))
        return
    err(f"{head} {message} {clean(error.hint)}".rstrip())
    if isinstance(error, Ambiguous):
        for choice in error.choices:
            err(f"  {clean(choice)}")


def pointed(error: EntryError) -> None:
    """The line, a mark under the word, and the corrected line."""
    line = error.line
    if not line or not line.isprintable():
        return
    err(f"  {line}")
    if error.end > error.start:
        from sesh_tui.text.spans import cell_width

        gap = cell_width(line[: error.start])
        width = max(1, cell_width(line[error.start : error.end]))
        err("  " + " " * gap + styled("^" * width, RED, 2))
    if error.fixed and error.fixed != line:
        err(f"  {styled(error.fixed, BOLD, 2)}")


class told:
    """A block whose errors a person reads as sentences; ``code`` is what the shell will see.

    A class, because ``contextlib`` costs more than all the rest of a short command.
    """

    def __init__(self, debug: bool = False, code: int = 0) -> None:
        self.debug = debug
        self.code = code

    def __enter__(self) -> told:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or (self.debug and not isinstance(error, BrokenPipeError)):
            self.code = _flushed(self.code) if error is None else self.code
            return False
        if isinstance(error, SeshError):
            problem(error)
            self.code = error.exit_code
        elif isinstance(error, BrokenPipeError):
            _let_go()
        elif isinstance(error, KeyboardInterrupt):
            self.code = INTERRUPTED
        elif isinstance(error, OSError):
            self.code = _unusable(error)
        elif isinstance(error, Exception):
            err(
                f"{styled('sesh-tui:', RED, 2)} a fault in the program ({type(error).__name__}: "
                f"{clean(str(error))}). What was stored before is safe; --debug after sesh-tui shows where."
            )
            self.code = INTERNAL
        else:
            return False
        self.code = _flushed(self.code)
        return True


def _unusable(error: OSError) -> int:
    if error.filename:
        err(f"{styled('sesh-tui:', RED, 2)} {error.filename}: {error.strerror}.")
    else:  # only standard output has no name
        _let_go()
        err(f"{styled('sesh-tui:', RED, 2)} the output could not be written: {error.strerror or error}.")
    return 2


def _flushed(code: int) -> int:
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        return _unusable(error)
    return code


def _let_go() -> None:
    """Nobody reads any more: what is still buffered goes nowhere, and quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
