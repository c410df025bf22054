"""The key slots as rows beside the data."""

from __future__ import annotations

from sesh_tui.crypto.slots import Slot
from sesh_tui.db.keys import KeySlots
from tests.tracker.story import Story


def test_slots_are_kept_replaced_and_taken_away(story: Story) -> None:
    slots = KeySlots(story.tracker.replica)
    assert slots.load() == []
    slots.save(Slot("0099c104", "passphrase", "{}", "one"))
    story.pass_time(minutes=1)
    slots.save(Slot("0099c104", "recovery", "{}", "two"))
    slots.save(Slot("0099c104", "passphrase", '{"t": 3}', "three"))
    assert slots.load() == [
        Slot("0099c104", "passphrase", '{"t": 3}', "three"),
        Slot("0099c104", "recovery", "{}", "two"),
    ]
    slots.remove("0099c104", "recovery")
    slots.remove("0099c104", "recovery")
    assert [slot.slot for slot in slots.load()] == ["passphrase"]


def test_a_new_device_opens_everything_with_the_passphrase(story: Story) -> None:
    story.tracker.note("secret")
    story.tracker.vault.set_passphrase("correct horse")
    story.keyring.entries.clear()
    tracker = story.reopen()
    tracker.vault.unlock(passphrase="correct horse")
    assert tracker.journal()[0].excerpt == "secret"


def test_cells_of_an_older_key_are_sealed_anew(story: Story) -> None:
    story.tracker.note("secret")
    kid = story.tracker.vault.rotate()
    assert story.tracker.reseal() == 1
    (text,) = story.tracker.replica.all("SELECT content FROM journal_entries")[0]
    assert text.startswith(f"e1.{kid}.")
    assert story.tracker.journal()[0].excerpt == "secret"
