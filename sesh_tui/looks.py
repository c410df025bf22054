"""Themes: the palette of the one that is chosen, as the terminal library wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.style import Style
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from sesh_tui.errors import SeshError
from sesh_tui.text import palette as palettes

if TYPE_CHECKING:
    from sesh_tui.app import SeshApp
    from sesh_tui.text.palette import Palette


class Looks:
    """The palette in use, and the styles made of it."""

    def __init__(self, app: SeshApp, theme: str) -> None:
        self.app = app
        self._theme = theme
        self.palette = palettes.own_palette(theme) or palettes.palette_of(theme, *palettes.TONES["sesh-dark"])
        self._styles: dict[str, Style] = {}

    def register(self, theme: str) -> None:
        """Make our themes known to the app and take the one to start with."""
        for name in palettes.TONES:
            self.app.register_theme(_own_theme(name))
        if theme not in self.app.available_themes:
            theme = self._theme = "sesh-dark"
        self.app.theme = theme
        if self.app.no_color:
            # chosen by the library for the theme it begins with, which is none of the 16-colour ones
            filters = self.app._filters
            filters[:] = [NoColor() if isinstance(known, Monochrome) else known for known in filters]
        self.palette = self._palette_of(theme)

    def role_style(self, role: str) -> Style:
        """Return the style of a role."""
        style = self._styles.get(role)
        if style is None:
            style = self._styles[role] = self._made(role)
        return style

    def changed(self, theme: str) -> None:
        """Follow a change of theme, repaint, and remember it for the next start."""
        self.palette = self._palette_of(theme)
        self._styles.clear()
        for widget in self.app.place.query("LineView"):
            widget.refresh()
        if theme != self._theme:
            self._theme = theme
            self.app.run_worker(lambda: self._remember(theme), thread=True, group="theme")

    def _remember(self, theme: str) -> None:
        from sesh_tui import config

        palette = self.palette
        try:
            with self.app.tracker.beside() as tracker:
                config.write("theme", theme, tracker.home)
                packed = None
                if palettes.own_palette(theme) is None:
                    packed = palettes.pack(theme, palette.dark, self._tones_of(theme))
                tracker.replica.remember(palettes.SETTING, packed)
        except SeshError as error:
            self.app.call_from_thread(self.app.complain, error)

    def _palette_of(self, theme: str) -> Palette:
        own = palettes.own_palette(theme)
        if own is not None:
            return own
        return palettes.palette_of(theme, self.app.available_themes[theme].dark, self._tones_of(theme))

    def _tones_of(self, theme: str) -> palettes.Tones:
        system = self.app.available_themes[theme].to_color_system().generate()

        def tone(name: str) -> str:
            return str(system[name])[:7].lower()

        bg, fg = tone("background"), tone("foreground")
        return palettes.Tones(
            bg=bg,
            fg=fg,
            muted=palettes.mix(fg, bg, 0.38),
            faint=palettes.mix(fg, bg, 0.72),
            accent=tone("primary"),
            second=tone("secondary"),
            good=tone("success"),
            warn=tone("warning"),
            bad=tone("error"),
            row=palettes.mix(bg, fg, 0.1),
            sheet=palettes.mix(bg, fg, 0.06),
        )

    def _made(self, role: str) -> Style:
        style = self.palette.style(role)
        return Style(
            color=_colour(style.fg),
            bgcolor=_colour(style.bg or self.palette.bg),
            bold=style.bold or None,
            dim=style.dim or None,
            italic=style.italic or None,
            underline=style.underline or None,
            reverse=style.reverse or None,
        )


def _colour(name: str) -> Color:
    if not name:
        return Color.default()
    return Color.parse(name) if name.startswith("#") else Color.from_ansi(int(name))


def _own_theme(name: str) -> Theme:
    dark, tones = palettes.TONES[name]
    return Theme(
        name=name,
        dark=dark,
        primary=tones.accent,
        secondary=tones.second,
        accent=tones.accent,
        warning=tones.warn,
        error=tones.bad,
        success=tones.good,
        foreground=tones.fg,
        background=tones.bg,
        surface=tones.sheet,
        panel=tones.row,
    )
