"""Any order of verbs, undo and redo: undo brings back what was there before, redo what was there after."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sesh_tui.crypto.envelope import Unopened, is_sealed
from sesh_tui.db.tables import SEALED, SYNCED
from sesh_tui.errors import NotFound, SeshError
from sesh_tui.tracker import Tracker
from tests.tracker.story import Story, told

PRODUCTS = st.sampled_from(["blue dream", "sour diesel", "gg4", "mango gummies"])
AMOUNTS = st.sampled_from(["0.3g", "0.1g~", "2 puffs", "1/3bowl", "5mg", "0.5ml", ""])
METHODS = st.sampled_from(["vape", "joint", "edible", ""])
EXTRAS = st.sampled_from(
    [
        "",
        "mood 4-7",
        "mood 4 pain 6",
        "sym:tinnitus:3",
        "@1h",
        "+relaxed",
        "thc:22%",
        "cost:5",
        "-- a note",
        "dur:20",
    ]
)
LINES = st.tuples(AMOUNTS, PRODUCTS, METHODS, EXTRAS).map(lambda words: " ".join(words))
LOTS = st.integers(0, 3)


def shown(tracker: Tracker) -> dict[str, Any]:
    """All that is visible of the data: live rows without the time of their last change, and the names known."""
    replica = tracker.replica
    state: dict[str, Any] = {}
    for table in SYNCED:
        columns = [row[1] for row in replica.all(f"PRAGMA table_info({table})") if row[1] != "updatedAt"]
        names = ", ".join(columns)
        state[table] = replica.all(f"SELECT {names} FROM {table} WHERE deletedAt IS NULL ORDER BY id")
    state["names"] = replica.all("SELECT key, name FROM recent_names ORDER BY key, name")
    return state


class UndoMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.surroundings = ExitStack()
        self.story: Story = self.surroundings.enter_context(
            told(home=self.surroundings.enter_context(TemporaryDirectory()))
        )
        self.before: list[dict[str, Any]] = []
        self.after: list[dict[str, Any]] = []
        self.rows_ever = 0

    @initialize()
    def begin(self) -> None:
        self.act("buy", '"blue dream" 3.5g 45usd thc:20%')
        self.act("log", "0.3g blue dream vape mood 4 pain 6 -- a note")
        self.act("log", "1joint sour diesel", new=True)
        self.act("note", "words", title="A title")

    def teardown(self) -> None:
        try:
            self.every_sealed_cell_opens()
        finally:
            self.surroundings.close()

    @property
    def tracker(self) -> Tracker:
        return self.story.tracker

    def act(self, verb: str, *args: Any, **named: Any) -> None:
        """Run a verb: a refusal changes nothing, an action can be undone and ends what could be redone."""
        self.story.pass_time(minutes=3)
        before = shown(self.tracker)
        try:
            out = getattr(self.tracker, verb)(*args, **named)
        except SeshError:
            assert shown(self.tracker) == before
            event(f"{verb} refused")
            return
        event(f"{verb} done")
        assert out.undoable
        self.before.append(before)
        self.after = []

    # -- the verbs -----------------------------------------------------------------------------------

    @rule(line=LINES)
    def log(self, line: str) -> None:
        self.act("log", line, new=True)

    @rule(words=st.sampled_from(["", "0.2g", "sour diesel", "pain 5"]))
    def again(self, words: str) -> None:
        self.act("again", words)

    @rule(words=st.sampled_from(["mood 7", "pain 2 +hungry", "-- later", "rating:4"]))
    def after_values(self, words: str) -> None:
        self.act("after", words)

    @rule(back=LOTS, words=LINES)
    def edit(self, back: int, words: str) -> None:
        self.act("edit", f"last-{back}", words, new=True)

    @rule(back=LOTS, words=st.sampled_from(["0.2g", "@2h", "mood _-9", "pain 3", "gg4", "tag:x", "dur:5"]))
    def edit_little(self, back: int, words: str) -> None:
        self.act("edit", f"last-{back}", words)

    @rule(back=LOTS)
    def remove_session(self, back: int) -> None:
        self.act("remove", [f"last-{back}"])

    @rule(table=st.sampled_from(["inventory", "medical_symptoms", "session_moods", "journal_entries"]))
    def remove_something(self, table: str) -> None:
        rows = self.tracker.replica.all(f"SELECT id FROM {table} WHERE deletedAt IS NULL LIMIT 1")
        self.act("remove", [row[0] for row in rows])

    @rule(
        product=PRODUCTS, size=st.sampled_from(["3.5g 45usd thc:20%", "10pcs thc:100mg", "30ml", "from:Shop"])
    )
    def buy(self, product: str, size: str) -> None:
        self.act("buy", f'"{product}" {size}')

    @rule(product=PRODUCTS, amount=st.sampled_from(["1g", "0g", "4pcs", "12ml"]))
    def count(self, product: str, amount: str) -> None:
        self.act("count", f"{product} {amount}")

    @rule(product=PRODUCTS)
    def finish(self, product: str) -> None:
        self.act("finish", product)

    @rule(session=st.sampled_from([None, "last"]))
    def note(self, session: str | None) -> None:
        self.act("note", "some words", title="A title", tags=["one"], session=session)

    @rule()
    def edit_note(self) -> None:
        rows = self.tracker.replica.all("SELECT id FROM journal_entries WHERE deletedAt IS NULL LIMIT 1")
        if rows:
            self.act("note", "other words", entry=rows[0][0], tags=())

    @rule(words=st.sampled_from(["pain:6", "pain:_-4", "nausea:5-2", "sym:tinnitus:1"]))
    def check(self, words: str) -> None:
        self.act("check", words)

    @rule(words=st.sampled_from(["5", "4-6 energy 3"]))
    def mood(self, words: str) -> None:
        self.act("mood", words)

    @rule(product=PRODUCTS)
    def start(self, product: str) -> None:
        self.act("start", f"{product} vape mood 4", new=True)

    @rule(words=st.sampled_from(["", "mood 7", "@1m"]))
    def stop(self, words: str) -> None:
        self.act("stop", words)

    # -- there and back ------------------------------------------------------------------------------

    @rule()
    def undo(self) -> None:
        self.story.pass_time(minutes=1)
        now = shown(self.tracker)
        if not self.before:
            with pytest.raises(NotFound, match="nothing to undo"):
                self.tracker.undo()
            return
        self.tracker.undo()
        assert shown(self.tracker) == self.before.pop()
        self.after.append(now)

    @rule()
    def redo(self) -> None:
        self.story.pass_time(minutes=1)
        now = shown(self.tracker)
        if not self.after:
            with pytest.raises(NotFound, match="nothing to do again"):
                self.tracker.redo()
            assert shown(self.tracker) == now
            return
        self.tracker.redo()
        assert shown(self.tracker) == self.after.pop()
        self.before.append(now)

    @precondition(lambda self: self.before)
    @rule(times=st.integers(1, 4))
    def there_and_back(self, times: int) -> None:
        for _ in range(times):
            self.undo()
        for _ in range(times):
            self.redo()

    @rule(fetch_key=st.booleans())
    def reopen(self, fetch_key: bool) -> None:
        self.story.reopen()
        if fetch_key:
            self.tracker.vault.unlock()

    # -- always --------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_ever_deleted_for_good(self) -> None:
        rows = sum(self.tracker.replica.all(f"SELECT count(*) FROM {table}")[0][0] for table in SYNCED)
        assert rows >= self.rows_ever
        self.rows_ever = rows

    @invariant()
    def what_is_left_of_a_lot_is_the_sum_of_its_moves(self) -> None:
        for lot in self.tracker.stock():
            row = self.tracker.replica.row("inventory", lot.id, "amount")
            assert row is not None
            parts = (lot.remaining_mg, lot.remaining_ul, lot.remaining_milli)
            left = next((part for part in parts if part is not None), 0)
            assert row[0] == pytest.approx(left / 1000)

    @invariant()
    def nothing_is_left_in_the_capture_row(self) -> None:
        assert self.tracker.replica.all("SELECT action, silent FROM capture") == [(None, 0)]

    def every_sealed_cell_opens(self) -> None:
        self.tracker.vault.unlock()
        replica = self.tracker.replica
        for table, columns in SEALED.items():
            for column in columns:
                for row_id, text in replica.all(f"SELECT id, {column} FROM {table} WHERE {column} <> ''"):
                    assert is_sealed(text)
                    assert not isinstance(replica.opened(text, table, row_id, column), Unopened)


class TestUndo(UndoMachine.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


def test_there_may_be_nothing_to_undo(story: Story) -> None:
    with pytest.raises(NotFound, match="nothing to undo"):
        story.tracker.undo()


def test_redo_survives_a_restart_and_ends_with_a_new_action(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape -- note")
    story.tracker.remove(["last"])
    story.tracker.undo()
    assert story.session()["amountMg"] == 300
    out = story.reopen().redo()
    assert (out.message, out.undoable) == ("done again: rm vape Blue Dream 12:00", True)
    assert story.tracker.sessions().count() == 0
    story.reopen().undo()
    story.tracker.mood("5")
    with pytest.raises(NotFound, match="nothing to do again"):
        story.tracker.redo()


def test_a_name_that_was_only_in_an_undone_line_is_unknown_again(story: Story) -> None:
    story.tracker.log('0.3g "zebra lightnign" vape', new=True)
    story.tracker.undo()
    with pytest.raises(SeshError):
        story.tracker.log("0.3g zebra lightnign vape")
    story.tracker.redo()
    story.tracker.log("0.3g zebra lightnign vape")


def test_undo_keeps_what_somebody_else_changed_meanwhile(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    story.tracker.edit("last", "rating:5")
    replica = story.tracker.replica
    with replica.transaction():  # as pulled rows are applied
        replica.db.execute("UPDATE capture SET silent = 1")
        replica.db.execute("UPDATE sessions SET purpose = 'sleep'")
        replica.db.execute("UPDATE capture SET silent = 0")
    story.tracker.undo()
    assert (story.session()["rating"], story.session()["purpose"]) == (None, "sleep")


def test_an_undo_is_itself_news_for_sync(story: Story) -> None:
    story.tracker.log("0.3g blue dream vape")
    replica = story.tracker.replica
    stamp = replica.all("SELECT updatedAt FROM sessions")
    story.pass_time(minutes=1)
    (before,) = replica.all("SELECT gen FROM outbox WHERE tableName = 'sessions'")
    story.tracker.undo()
    (after,) = replica.all("SELECT gen FROM outbox WHERE tableName = 'sessions'")
    assert after[0] == before[0] + 1
    assert replica.all("SELECT updatedAt FROM sessions") != stamp
