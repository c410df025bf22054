"""What can go wrong, and what a person is told about it.

SeshError
├── EntryError       a typed line could not be read; points at the word
├── UsageError       a command was used the wrong way
├── NotFound         nothing matches
├── Ambiguous        more than one thing matches
├── Locked           the data key is needed and is not at hand
├── VaultError       wrong passphrase, damaged slot, refused key store
└── ReplicaError     the file cannot be used; it is left untouched
    └── Interrupted  a query was stopped on purpose

Every message says what happened, what was kept and what to type next. ``exit_code`` is what
the shell sees: 1 nothing found, 2 usage, parse or unusable file, 3 locked, 4 ambiguous,
5 offline or refused by the remote.
"""


class SeshError(Exception):
    """Base of all errors that are shown to a person as one sentence."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        """What to type next, as a command or a corrected line; may be empty."""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class EntryError(SeshError):
    """A line of the entry grammar that could not be read. Nothing was stored."""

    def __init__(
        self, message: str, *, line: str = "", start: int = 0, end: int = 0, fixed: str = "", hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.line = line
        self.start = start
        """First character of the offending word in ``line``."""
        self.end = end
        """One past its last character."""
        self.fixed = fixed
        """The corrected line, or an empty string where none can be guessed."""


class UsageError(SeshError):
    """A command or an option was used in a way it does not allow."""


class NotFound(SeshError):
    """Nothing matches what was asked for."""

    exit_code = 1


class Ambiguous(SeshError):
    """More than one thing matches; ``choices`` holds their names."""

    exit_code = 4

    def __init__(self, message: str, choices: "list[str] | tuple[str, ...]" = (), *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.choices = list(choices)


class Locked(SeshError):
    """Something sealed was asked for while the data key is not at hand."""

    exit_code = 3


class VaultError(SeshError):
    """A wrong passphrase or recovery code, a damaged key slot, or a key store that is not trusted."""

    exit_code = 3


class ReplicaError(SeshError):
    """The replica file cannot be used; it was left as it is."""


class Interrupted(ReplicaError):
    """A query was stopped on purpose; nobody needs to be told."""
