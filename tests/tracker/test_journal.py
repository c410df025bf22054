"""The journal: sealed entries, linked to sessions, changed without losing what was not named."""

from __future__ import annotations

import pytest

from sesh_tui.errors import EntryError, NotFound
from tests.tracker.story import Story


def test_an_entry_about_a_session(story: Story) -> None:
    session = story.tracker.log("0.3g blue dream vape").ids[0]
    out = story.tracker.note("# Calm\nslept *well*", title="Calm", tags=["sleep"], session="last")
    assert "note, 4 words · to vape Blue Dream 12:00" in out.message
    entry = story.tracker.journal_entry(out.ids[0])
    assert (entry.row.title, entry.content, entry.tags) == ("Calm", "# Calm\nslept *well*", ("sleep",))
    assert (entry.row.session_id, entry.session_label) == (session, "vape Blue Dream 12:00")
    assert entry.row.excerpt == "# Calm slept *well*"
    story.tracker.remove(["last"])
    assert story.tracker.journal_entry(out.ids[0]).session_label is None


def test_a_change_keeps_what_it_does_not_name(story: Story) -> None:
    note = story.tracker.note("one", title="Title", tags=["a"]).ids[0]
    out = story.tracker.note("two", entry=f"#{note[-6:]}")
    assert out.action == "edit note"
    entry = story.tracker.journal_entry(note)
    assert (entry.content, entry.row.title, entry.tags) == ("two", "Title", ("a",))
    story.tracker.log("0.3g blue dream vape")
    story.tracker.note("three", entry=note, title="", tags=(), session="last")
    entry = story.tracker.journal_entry(note)
    assert (entry.content, entry.row.title, entry.tags) == ("three", None, None)
    assert entry.row.session_id == story.session()["id"]
    story.tracker.undo()
    assert story.tracker.journal_entry(note).row.title == "Title"


def test_what_is_refused(story: Story) -> None:
    with pytest.raises(EntryError, match="is empty"):
        story.tracker.note("  \n")
    with pytest.raises(NotFound, match="no journal entry"):
        story.tracker.note("text", entry="abcdef")
    with pytest.raises(NotFound):
        story.tracker.note("text", session="abcdef")
    with pytest.raises(NotFound, match="no such journal entry"):
        story.tracker.journal_entry("abcdef")
    assert story.tracker.journal() == []


def test_entries_are_found_by_all_of_their_words(story: Story) -> None:
    for number, text in enumerate(["slept badly", "slept well", "walked"]):
        story.tracker.note(text, title=f"Day {number}")
        story.pass_time(hours=1)
    assert [row.excerpt for row in story.tracker.journal()] == ["walked", "slept well", "slept badly"]
    assert [row.excerpt for row in story.tracker.journal("SLEPT day")] == ["slept well", "slept badly"]
    assert [row.excerpt for row in story.tracker.journal("slept", limit=1, offset=1)] == ["slept badly"]
    assert [row.excerpt for row in story.tracker.journal(limit=1, offset=1)] == ["slept well"]
    assert story.tracker.journal("nowhere") == []
    story.locked()
    assert story.tracker.journal("slept") == []
    assert [str(row.title) for row in story.tracker.journal()] == ["‹locked›"] * 3


def test_an_entry_of_another_client(story: Story) -> None:
    """The original writes no ``entryAt`` and seals nothing."""
    replica = story.tracker.replica
    replica.db.execute(
        "INSERT INTO journal_entries (userId, id, title, content, tags, createdAt, updatedAt) "
        "VALUES (?, 'foreign', 'Title', 'words', '[\"one\",\"two\"]', '2026-11-19 08:00:00', '2026-11-19 08:00:00')",
        (replica.user_id,),
    )
    (row,) = story.tracker.journal("words title")
    assert (row.local_day, row.local_time, row.entry_at) == ("2026-11-19", "08:00", "2026-11-19 08:00:00")
    assert story.tracker.journal_entry("foreign").tags == ("one", "two")
    (item,) = story.tracker.day("2026-11-19").items
    assert (item.kind, item.text) == ("note", "Title")
