"""What each shared table is: whether it is synced and which of its columns are sealed.

The columns themselves stand in ``migrations/`` and nowhere else; the replica reads them from the
database, so a column added there is captured, undone and synced without a change here.
"""

from __future__ import annotations

SEALED: dict[str, frozenset[str]] = {
    "users": frozenset({"email"}),
    "user_profiles": frozenset(
        {"biography", "location", "dateOfBirth", "medicalPatient", "primaryGoals"},
    ),
    "sessions": frozenset(
        {
            "notes",
            "location",
            "triggers",
            "coUse",
            "activityBefore",
            "activityDuring",
            "activityAfter",
            "mediaUrls",
            "sessionGoals",
            "sessionOutcomes",
        }
    ),
    "session_moods": frozenset({"moodDescription"}),
    "medical_symptoms": frozenset({"symptom", "notes", "bodyLocation", "triggers"}),
    "journal_entries": frozenset({"title", "content", "mood", "tags"}),
    "inventory": frozenset({"notes", "storageLocation"}),
    "stock_moves": frozenset({"note"}),
    "goals": frozenset({"title", "description"}),
    "trials": frozenset({"title", "symptom"}),
    "tracked_symptoms": frozenset({"name"}),
}
"""Columns that hold an envelope (``sesh_tui.crypto.envelope``) at the standard privacy level."""

SYNCED: tuple[str, ...] = (
    "sync_conflicts",
    "users",
    "user_profiles",
    "dashboards",
    "widgets",
    "strains",
    "dispensaries",
    "product_catalog",
    "custom_units",
    "presets",
    "tracked_symptoms",
    "inventory",
    "sessions",
    "session_moods",
    "medical_symptoms",
    "stock_moves",
    "journal_entries",
    "goals",
    "trials",
    "trial_slots",
)
"""Tables whose changes go to the outbox; the journal of conflicts first, parents before children."""


def sealed_columns(table: str) -> frozenset[str]:
    """The columns of ``table`` that must never be stored in plain text."""
    return SEALED.get(table, frozenset())
