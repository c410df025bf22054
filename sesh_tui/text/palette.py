"""Colours by meaning, and the escape sequences that paint them.

A palette gives every role a style. The first frame is painted with these escapes and the running app
with the same palette, so both show the same cells. Colours are ``#rrggbb``, ``0``–``15`` (the terminal's
own sixteen) or empty for the terminal's default.
"""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sesh_tui.text.spans import Line

TRUECOLOR, EIGHT_BIT, STANDARD, MONO = "truecolor", "256", "16", "none"


class Style(NamedTuple):
    """How one role looks; an empty background is the palette's own."""

    fg: str
    bg: str = ""
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False


class Palette(NamedTuple):
    """All roles of a theme."""

    name: str
    dark: bool
    ansi: bool
    """True where only the terminal's own sixteen colours are used."""
    bg: str
    styles: Mapping[str, Style]

    def style(self, role: str) -> Style:
        """Return the style of a role; an unknown role looks like normal text."""
        return self.styles.get(role) or self.styles[""]


class Tones(NamedTuple):
    """The few colours from which a palette is made."""

    bg: str
    fg: str
    muted: str
    faint: str
    accent: str
    second: str
    good: str
    warn: str
    bad: str
    row: str
    """Background of the line under the cursor."""
    sheet: str
    """Background of what opens over the screen: forms, help, the command bar."""


ROLES = (
    "", "strong", "muted", "faint", "title", "tab", "tab-on", "key", "time", "number", "second",
    "good", "warn", "bad", "bar", "bar-low", "rail", "sealed", "mark", "cursor", "match",
)  # fmt: skip


def palette_of(name: str, dark: bool, tones: Tones) -> Palette:
    """Make a palette from its tones."""
    t = tones
    styles = {
        "": Style(t.fg),
        "strong": Style(t.fg, bold=True),
        "muted": Style(t.muted),
        "faint": Style(t.faint),
        "title": Style(t.fg, bold=True),
        "tab": Style(t.muted),
        "tab-on": Style(t.accent, bold=True, underline=True),
        "key": Style(t.accent, bold=True),
        "time": Style(t.muted),
        "number": Style(t.fg),
        "second": Style(t.second),
        "good": Style(t.good),
        "warn": Style(t.warn),
        "bad": Style(t.bad),
        "bar": Style(t.accent),
        "bar-low": Style(t.warn),
        "rail": Style(t.faint),
        "sealed": Style(t.muted, italic=True),
        "mark": Style(t.accent, bold=True),
        "cursor": Style(t.bg, t.fg),
        "match": Style(t.accent, underline=True),
    }
    for role, style in list(styles.items()):
        for layer, background in (("row", t.row), ("sheet", t.sheet)):
            styles[f"{role}@{layer}"] = style if role == "cursor" else style._replace(bg=background)
    return Palette(name, dark, False, t.bg, styles)


def _ansi_palette(name: str, dark: bool) -> Palette:
    bright = "" if dark else "0"
    styles = {
        "": Style(""),
        "strong": Style(bright, bold=True),
        "muted": Style("", dim=True),
        "faint": Style("", dim=True),
        "title": Style(bright, bold=True),
        "tab": Style(""),
        "tab-on": Style("2", bold=True, underline=True),
        "key": Style("2", bold=True),
        "time": Style("", dim=True),
        "number": Style(""),
        "second": Style("6"),
        "good": Style("2"),
        "warn": Style("3", bold=True),
        "bad": Style("1", bold=True),
        "bar": Style("2"),
        "bar-low": Style("3", bold=True),
        "rail": Style("", dim=True),
        "sealed": Style("", dim=True, italic=True),
        "mark": Style("2", bold=True),
        "cursor": Style("", reverse=True),
        "match": Style("2", underline=True),
    }
    for role, style in list(styles.items()):
        # Without a background of its own the line under the cursor is told apart by weight and its mark.
        styles[f"{role}@row"] = style if role == "cursor" else style._replace(bold=True, dim=False)
        styles[f"{role}@sheet"] = style
    return Palette(name, dark, True, "", styles)


SESH_DARK = Tones(
    bg="#14181a", fg="#d7dcd6", muted="#929c96", faint="#4a534f", accent="#8fc98b", second="#7fb4c4",
    good="#8fc98b", warn="#e0b45c", bad="#e07a6c", row="#232a2b", sheet="#1d2325",
)  # fmt: skip
SESH_LIGHT = Tones(
    bg="#faf8f2", fg="#2b2f2c", muted="#5f655f", faint="#bfc2b8", accent="#2f7040", second="#1f667c",
    good="#2f7040", warn="#8a5a00", bad="#a8352a", row="#e9e7dc", sheet="#f1eee4",
)  # fmt: skip
SESH_DUSK = Tones(
    bg="#1b1722", fg="#dcd5e4", muted="#9c92aa", faint="#4f475d", accent="#c3a1e0", second="#8fb3dd",
    good="#98c39a", warn="#e3b56a", bad="#e58296", row="#2a2434", sheet="#231e2c",
)  # fmt: skip

TONES: dict[str, tuple[bool, Tones]] = {
    "sesh-dark": (True, SESH_DARK),
    "sesh-light": (False, SESH_LIGHT),
    "sesh-dusk": (True, SESH_DUSK),
}
"""The themes of our own by name: dark or not, and their tones."""


def own_palette(name: str) -> Palette | None:
    """Return the palette of one of our own themes or of the two 16-colour ones, else ``None``."""
    if name in ("ansi-dark", "ansi-light"):
        return _ansi_palette(name, name == "ansi-dark")
    if name in TONES:
        return palette_of(name, *TONES[name])
    return None


SETTING = "tui.palette"
"""Where the replica keeps the tones of a theme that is not ours, for the next first frame."""


def pack(name: str, dark: bool, tones: Tones) -> str:
    """Return a palette's tones as one line of text."""
    return " ".join((name, "dark" if dark else "light", *tones))


def unpack(name: str, text: str | None) -> Palette | None:
    """Return the palette that ``pack`` wrote, if it is the one of the theme ``name``."""
    words = (text or "").split(" ")
    if words[0] != name or len(words) != 2 + len(Tones._fields):
        return None
    return palette_of(name, words[1] == "dark", Tones(*words[2:]))


def mix(first: str, second: str, share: float) -> str:
    """Return the colour that lies ``share`` (0–1) of the way from one ``#rrggbb`` to another."""
    one, two = _rgb(first), _rgb(second)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, two, strict=True))


def colour_depth(environ: Mapping[str, str]) -> str:
    """Return how many colours the terminal shows, judged as the terminal library judges it."""
    if "NO_COLOR" in environ:
        return MONO
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return TRUECOLOR
    _, _, colours = environ.get("TERM", "").strip().lower().rpartition("-")
    return EIGHT_BIT if colours == "256color" else STANDARD


def choose(name: str, environ: Mapping[str, str]) -> str:
    """Return the theme to start with: the person's own choice as far as this terminal can show it.

    With 16 colours or fewer only the terminal's own colours are legible. Without a choice, a terminal
    that says its background is light (``COLORFGBG``) gets the light theme.
    """
    light = environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
    if colour_depth(environ) in (STANDARD, MONO):
        return name if name.startswith("ansi-") else "ansi-light" if light else "ansi-dark"
    return name if name not in ("", "auto") else "sesh-light" if light else "sesh-dark"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def eight_bit(colour: str) -> int:
    """Return the nearest of the 256 colours, found the way Rich finds it (hue, then grey ramp or cube)."""
    red, green, blue = (part / 255 for part in _rgb(colour))
    high, low = max(red, green, blue), min(red, green, blue)
    lightness = (high + low) / 2
    saturation = 0.0
    if high != low:
        saturation = (high - low) / ((high + low) if lightness <= 0.5 else (2 - high - low))
    if saturation < 0.15:
        grey = round(lightness * 25.0)
        return 16 if grey == 0 else 231 if grey == 25 else 231 + grey
    cube = []
    for value in _rgb(colour):
        six = value / 95 if value < 95 else 1 + (value - 95) / 40
        cube.append(round(six))
    return 16 + 36 * cube[0] + 6 * cube[1] + cube[2]


def _colour_code(colour: str, depth: str, base: int) -> str:
    if depth == MONO:
        return ""
    if not colour:
        return str(base + 9)
    if colour.startswith("#"):
        if depth == TRUECOLOR:
            return "{};2;{};{};{}".format(base + 8, *_rgb(colour))
        return f"{base + 8};5;{eight_bit(colour)}"
    value = int(colour)
    return str(base + value if value < 8 else base + 52 + value)


def sgr(style: Style, background: str, depth: str) -> str:
    """Return the escape sequence that switches to a style, attributes first as Rich writes them."""
    flags = (style.bold, style.dim, style.italic, style.underline, False, False, style.reverse)
    codes = [str(index + 1) for index, flag in enumerate(flags) if flag]
    codes += [_colour_code(style.fg, depth, 30), _colour_code(style.bg or background, depth, 40)]
    return "\x1b[" + ";".join(["0", *filter(None, codes)]) + "m"


def paint(lines: Iterable[Line], palette: Palette, depth: str, first_row: int = 1) -> str:
    """Return the escapes that draw lines at the left edge, one below the other, from a row (1 is the top)."""
    known: dict[str, str] = {}
    parts: list[str] = []
    for row, spans in enumerate(lines, first_row):
        parts.append(f"\x1b[{row};1H")
        current = None
        for text, role in spans:
            if role != current:
                if role not in known:
                    known[role] = sgr(palette.style(role), palette.bg, depth)
                parts.append(known[role])
                current = role
            parts.append(text)
    parts.append("\x1b[0m")
    return "".join(parts)


def layered(spans: Line, layer: str) -> Line:
    """Return the line with every role on a layer: ``row`` (under the cursor) or ``sheet``."""
    return tuple(span if "@" in span.role else span._replace(role=f"{span.role}@{layer}") for span in spans)
