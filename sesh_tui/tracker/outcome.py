"""What a verb answers."""

from __future__ import annotations

from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """One line for the person, and what a script may want to know."""

    message: str
    """What was stored, in one line, without the hint how to undo it."""
    ids: tuple[str, ...] = ()
    """The rows that were made or changed, the main one first."""
    action: str = ""
    """The label of the action, as the history keeps it."""
    notes: tuple[str, ...] = ()
    """Assumptions and warnings worth a second line."""
    data: dict[str, Any] | None = None
    """The stored thing as ``--json`` prints it."""

    @property
    def undoable(self) -> bool:
        """Whether ``undo`` takes this back."""
        return bool(self.action)
