"""Stock: what is in the jar, what was bought, what is running low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sesh_tui.screens.list_place import ListPlace
from sesh_tui.screens.place import bindings_of
from sesh_tui.text import format as fmt
from sesh_tui.text import stock as stock_text
from sesh_tui.text.spans import line
from sesh_tui.widgets.rows import RowList

if TYPE_CHECKING:
    from sesh_tui.db.views import StockItem
    from sesh_tui.text.spans import Line


class StockScreen(ListPlace):
    """Lots with what is left of them."""

    PLACE = "stock"
    BINDINGS = bindings_of("stock")
    CSS_PATH = "../styles/stock.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.list: RowList[StockItem] = RowList(stock_text.row_line, self._nothing)
        self.list.moved = self._moved
        self.with_finished = False

    def on_mount(self) -> None:
        """Show the lots."""
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Read the lots again; the cursor stays with its lot."""
        held = self.list.current
        items = self.app.attempt(lambda: self.app.tracker.stock(finished=self.with_finished))
        if items is None:
            return
        ids = [item.id for item in items]
        cursor = ids.index(held.id) if held is not None and held.id in ids else self.list.cursor
        self.list.show_rows(items, cursor=cursor)
        low = sum(item.low for item in items)
        shown = "all lots" if self.with_finished else "in the jar"
        end = line((fmt.several(len(items), "lot"), "muted"), (f" · {low} low" if low else "", "warn"), " ")
        self.head.tell(line((" Stock", "title"), (f"  {shown}", "muted")), end)

    def _nothing(self) -> list[Line]:
        return [
            (),
            line(("  The jar is empty.", "strong")),
            (),
            line(
                "  ",
                ("b", "key"),
                "  puts in what you bought:  ",
                ("buy blue dream 3.5g 45usd thc:22%", "second"),
            ),
            line("  ", ("f", "key"), "  shows finished lots"),
        ]

    def _moved(self) -> None:
        """Follow the cursor."""
        item = self.list.current
        self.pane.show(lambda width: stock_text.detail_lines(item, width) if item is not None else [])

    def on_virtual_list_chosen(self) -> None:
        """A second click opens the lot."""
        self.action_detail()

    def action_detail(self) -> None:
        """Show everything about the lot under the cursor."""
        from sesh_tui.screens.info import InfoSheet

        if (item := self.list.current) is not None:
            self.open_sheet(InfoSheet(self, "Lot", lambda width: stock_text.detail_lines(item, width)))

    def action_finished(self) -> None:
        """Show finished lots too, or hide them."""
        self.with_finished = not self.with_finished
        self.reload()

    def action_buy(self) -> None:
        """Open the command bar for a purchase."""
        self.action_command("buy ", note="")

    def action_count(self) -> None:
        """Ask what the scale says."""
        from sesh_tui.screens.command import CountSheet

        if (item := self.list.current) is not None:
            self.open_sheet(CountSheet(self, item))

    def action_finish(self) -> None:
        """Finish the lot under the cursor."""
        if (item := self.list.current) is not None:
            self.app.change(lambda tracker: tracker.finish(item.id, source="tui"))

    def action_copy(self) -> None:
        """Copy the lot under the cursor."""
        if (item := self.list.current) is not None:
            self.copy_line(stock_text.item_text(item))
