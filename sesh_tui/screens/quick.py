"""The quick form: ``l``, digits of the amount, Enter.

Digits fill the amount from the tenths, as a till fills cents: ``3`` is 0.3 and ``12`` is 1.2, where the
product's unit is grams; counts and milligrams are read as they stand. A point or a comma takes over.
The line shows at every moment what Enter will log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.errors import Locked
from sesh_tui.screens.help import pair_of
from sesh_tui.screens.sheet import Sheet
from sesh_tui.text import chrome
from sesh_tui.text.spans import Span, between, line

if TYPE_CHECKING:
    from sesh_tui.db.views import Choice, QuickForm
    from sesh_tui.screens.place import PlaceScreen
    from sesh_tui.text.spans import Line

_TENTHS = frozenset(("g", "ml", "oz"))
_RATINGS = {"m": "mood", "p": "pain"}


class Amount:
    """The digits typed so far."""

    def __init__(self, usual: str, unit: str) -> None:
        self.usual = usual
        self.unit = unit
        self.typed = ""

    @property
    def number(self) -> str:
        """The amount that would be logged: what was typed, else the usual one."""
        if not self.typed:
            return self.usual
        if "." in self.typed or self.unit not in _TENTHS:
            return self.typed.strip(".") or "0"
        digits = self.typed.rjust(2, "0")
        return f"{digits[:-1].lstrip('0') or '0'}.{digits[-1]}"

    def key(self, key: str, character: str | None) -> bool:
        """Take a digit, a point or a backspace; return whether it was one."""
        if key in ("backspace", "ctrl+h"):
            self.typed = self.typed[:-1]
        elif character is not None and character in "0123456789" and len(self.typed) < 6:
            self.typed += character
        elif character in (".", ",") and "." not in self.typed:
            self.typed = (self.typed or "0") + "."
        else:
            return False
        return True


class Scale:
    """A reading from 0 or 1 to 10, typed in one press, ten in two (``00``) or with ``t``."""

    def __init__(self, name: str, low: int = 0) -> None:
        self.name = name
        self.low = low
        self.value: int | None = None

    def key(self, key: str, character: str | None) -> bool:
        """Take a digit or ``t``; return whether it was one."""
        if character == "t":
            self.value = 10
        elif character is not None and character in "0123456789":
            self.value = 10 if character == "0" and self.value == 0 else int(character)
        elif key in ("backspace", "delete"):
            self.value = None
        else:
            return False
        return True


class QuickSheet(Sheet):
    """Amount, product, and the two ratings before."""

    def __init__(self, screen: PlaceScreen, form: QuickForm) -> None:
        super().__init__(screen)
        self.choices = form.choices
        self.index = 0
        self.amount = Amount(self.choice.usual, self.choice.unit)
        self.scales = {key: Scale(name, low=name == "mood") for key, name in _RATINGS.items()}
        self.scale: Scale | None = None

    @property
    def choice(self) -> Choice:
        """The product that is chosen."""
        return self.choices[self.index]

    @property
    def line(self) -> str:
        """The line that Enter logs, in the grammar of the command bar."""
        words = [f"{self.amount.number}{self.choice.unit}", self.choice.words, self.choice.method or ""]
        words += [f"{scale.name}:{scale.value}" for scale in self.scales.values() if scale.value is not None]
        return " ".join(word for word in words if word)

    def lines(self, width: int, height: int) -> list[Line]:
        """Return the form."""
        choice = self.choice
        said = line(
            "  ", (f"{self.amount.number} {choice.unit}", "strong"), "  ", (choice.label, "strong"), "  ",
            (choice.method or "", "second"), *self._ratings(),
        )  # fmt: skip
        how = f"3 is 0.3 {choice.unit}, 12 is 1.2" if choice.unit in _TENTHS else "type the number"
        if not self.amount.typed:
            how = f"usual amount · {how}"
        rows = [chrome.rule(width, "Log"), between(said, line((f"{how} ", "muted")), width)]
        for number, other in enumerate(self.choices[:6]):
            mark = "▸ " if number == self.index else "  "
            rows.append(
                line("  ", (mark, "mark"), (other.label, "" if number == self.index else "muted"),
                     (f"  {other.method or ''} · {other.usual} {other.unit}", "muted"))
            )  # fmt: skip
        foot = [Span(" "), *pair_of("enter", "log"), *pair_of("↑ ↓", "product"), *pair_of("m", "mood before")]
        foot += [*pair_of("p", "pain before"), *pair_of("esc", "leave")]
        return [*rows, tuple(foot)]

    def _ratings(self) -> list[Span]:
        spans = []
        for scale in self.scales.values():
            if scale is self.scale or scale.value is not None:
                value = "?" if scale.value is None else str(scale.value)
                spans.append(Span(f"   {scale.name} {value}", "mark" if scale is self.scale else "second"))
        return spans

    def key(self, key: str, character: str | None) -> None:
        """Take a key."""
        if key == "enter":
            self._log()
        elif character in self.scales:
            self.scale = self.scales[character]
        elif key in ("down", "tab", "ctrl+n"):
            self._choose(1)
        elif key in ("up", "shift+tab", "ctrl+p"):
            self._choose(-1)
        elif not (self.scale or self.amount).key(key, character):
            super().key(key, character)

    def _choose(self, step: int) -> None:
        self.index = (self.index + step) % len(self.choices)
        typed = self.amount.typed
        self.amount = Amount(self.choice.usual, self.choice.unit)
        self.amount.typed = typed

    def _log(self) -> None:
        self.close()
        text = self.line
        if self.app.keyless and self.scales["p"].value is not None:  # names of symptoms are sealed
            self.screen.ask_key(
                Locked(self.app.NO_KEY),
                lambda: self.app.change(lambda tracker: tracker.log(text, source="tui")),
            )
            return
        if (
            self.app.change(lambda tracker: tracker.log(text, source="tui")) is None
            and self.screen.sheet is None
        ):
            self.screen.action_command(text)
