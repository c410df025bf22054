"""The after form: ``a``, a digit for each scale, Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.help import pair_of
from sesh_tui.screens.quick import Scale
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome
from sesh_tui.text.spans import Span, line

if TYPE_CHECKING:
    from sesh_tui.db.views import OpenAfter
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line


DIGITS_AFTER_ZERO = tuple("123456789t")
"""After a zero these belong to the next scale; another zero makes ten."""


class AfterSheet(Sheet):
    """Asks for mood and for every scale that was rated before; each may be left open."""

    def __init__(self, screen: PlaceScreen, after: OpenAfter) -> None:
        super().__init__(screen)
        self.after = after
        detail = self.app.tracker.session(after.session_id)
        self.before: dict[str, int] = {}
        names = ["mood"]
        for view in (*detail.moods, *detail.symptoms):
            if isinstance(view.name, str) and view.before is not None and view.after is None:
                self.before[view.name] = view.before
                if view.name not in names:
                    names.append(view.name)
        if len(names) == 1:
            names.append("rating")
        self.scales = [Scale(name, low=name in ("mood", "energy", "rating")) for name in names]
        self.at = 0

    @property
    def words(self) -> list[str]:
        """What Enter stores, in the grammar of ``after``."""
        given = [scale for scale in self.scales if scale.value is not None]
        return [f"{scale.name}:{scale.value}" for scale in given]

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the form."""
        rows = [chrome.rule(width, "How was it?"), line(f"  {self.after.label}"), ()]
        for number, scale in enumerate(self.scales):
            current = number == self.at
            value = "_" if scale.value is None else str(scale.value)
            was = f"was {self.before[scale.name]}" if scale.name in self.before else ""
            span = "1–5" if scale.name == "rating" else "1–10" if scale.low else "0–10"
            rows.append(
                line(
                    "  ", ("▸ " if current else "  ", "mark"), (f"{scale.name:<12}", "strong" if current else ""),
                    (f"{value:>2}", "mark" if current else "second"), (f"   {span:<5} {was}", "muted"),
                )
            )  # fmt: skip
        foot = [
            Span(" "),
            *pair_of("digit", "next scale"),
            *pair_of("00 or t", "ten"),
            *pair_of("↓", "leave open"),
        ]
        foot += [*pair_of("enter", "save"), *pair_of("esc", "later")]
        return [*rows, tuple(foot)]

    def key(self, key: str, character: str | None) -> None:
        """Take a key. A digit answers and moves on; ``0`` waits, because a second one makes it ten."""
        scale = self.scales[self.at]
        last = self.at == len(self.scales) - 1
        if key == "enter":
            self._save()
        elif key in ("down", "tab", "space"):
            self.at = min(self.at + 1, len(self.scales) - 1)
        elif key in ("up", "shift+tab"):
            self.at = max(0, self.at - 1)
        elif scale.value == 0 and not scale.low and not last and character in DIGITS_AFTER_ZERO:
            self.at += 1
            self.key(key, character)
        elif scale.key(key, character):
            if scale.value and not last:
                self.at += 1
        else:
            super().key(key, character)

    def _save(self) -> None:
        words = self.words
        if not words:
            self.app.say("No value given: type a digit, or esc to answer later.")
            return
        self.close()
        session = self.after.session_id
        self.app.change(lambda tracker: tracker.after(words, session, source="tui"))
