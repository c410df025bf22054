"""A bare Textual app with an OptionList of 100 rows."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield OptionList(
            *(
                f"2026-11-{n % 28 + 1:02d} 21:{n % 60:02d} vape Blue Dream 0.30 g 66 mg {n:4d}"
                for n in range(100)
            )
        )


if __name__ == "__main__":
    Bare().run()
