"""The migration files themselves: one schema for D1 and the replica, with nothing that D1 handles badly."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "migrations").glob("*.sql"))
SEED = ROOT / "migrations" / "seeds" / "dev_seed.sql"

# The 15 tables of Sesh-Tracker with the columns that its two migrations gave them.
ORIGINAL = {
    "users": "id email displayName role accountType subscriptionTier lastActive preferences"
    " createdAt updatedAt timezone profileImageUrl status",
    "user_profiles": "userId biography location dateOfBirth medicalPatient experienceLevel"
    " primaryGoals privacySettings socialLinks createdAt updatedAt",
    "dashboards": "id userId name layoutData isDefault version createdAt updatedAt",
    "widgets": "id dashboardId widgetTypeId props showTitle createdAt updatedAt",
    "sessions": "id userId timestamp strain method duration effects notes rating createdAt"
    " updatedAt location weather activityBefore activityDuring activityAfter"
    " accompaniedBy mediaUrls sessionGoals sessionOutcomes deviceId",
    "inventory": "id userId name type strain amount unit acquired expires cost notes thcContent"
    " cbdContent createdAt updatedAt batchNumber dispensaryId brandId storageLocation"
    " imageUrls labResults purchasePrice rating",
    "strains": "id name type thcRange cbdRange effects flavors description imageUrl breeder"
    " createdAt updatedAt",
    "session_moods": "id sessionId timestamp moodRating moodDescription energyLevel relationType"
    " createdAt updatedAt",
    "medical_symptoms": "id userId sessionId symptom severity beforeOrAfter notes timestamp createdAt"
    " updatedAt",
    "product_catalog": "id name type strain brand description imageUrls averageRating reviewCount"
    " cannabinoidProfile terpeneProfile createdAt updatedAt",
    "dispensaries": "id name address city state zipCode location website phoneNumber operatingHours"
    " amenities createdAt updatedAt",
    "journal_entries": "id userId title content mood tags sessionId isPublic createdAt updatedAt",
    "user_connections": "id userId connectedUserId status createdAt updatedAt",
    "shared_content": "id userId contentType contentId shareSettings shareUrl expiresAt createdAt updatedAt",
    "goals": "id userId title description goalType targetValue currentValue startDate endDate"
    " status reminderSettings createdAt updatedAt",
}
ADDED = {
    "stock_moves",
    "custom_units",
    "presets",
    "trials",
    "trial_slots",
    "tracked_symptoms",
    "sync_conflicts",
}
SYNCED = sorted(ORIGINAL.keys() | ADDED)
BOOKKEEPING = {"sync_log", "sync_keys", "device_tokens", "schema_info"}  # never merged row by row

# Columns the original demands, but for moodRating: energy alone may be reported, and nothing is filled in.
ORIGINAL_NOT_NULL = {
    "users": "email role accountType subscriptionTier",
    "dashboards": "name layoutData isDefault version",
    "widgets": "dashboardId widgetTypeId props showTitle",
    "sessions": "timestamp",
    "inventory": "name type amount unit acquired",
    "strains": "name type",
    "session_moods": "sessionId timestamp relationType",
    "medical_symptoms": "symptom severity beforeOrAfter timestamp",
    "product_catalog": "name type",
    "dispensaries": "name",
    "journal_entries": "content",
    "user_connections": "connectedUserId status",
    "shared_content": "contentType contentId shareSettings",
    "goals": "title goalType startDate",
}
ORIGINAL_DEFAULTS = {
    ("users", "role"): "'user'",
    ("users", "accountType"): "'user'",
    ("users", "subscriptionTier"): "'basic'",
    ("users", "status"): "'active'",
    ("user_profiles", "medicalPatient"): "0",
    ("dashboards", "isDefault"): "0",
    ("dashboards", "version"): "1",
    ("widgets", "showTitle"): "1",
    ("product_catalog", "reviewCount"): "0",
    ("journal_entries", "isPublic"): "0",
    ("goals", "currentValue"): "0",
    ("goals", "status"): "'active'",
}


# Words that abort a push, break an export or a remote migration, or leave the three plain types.
REFUSED = re.compile(
    r"\b(TRIGGER|REFERENCES|FOREIGN|CHECK|UNIQUE|AUTOINCREMENT|VIRTUAL|VIEW|GENERATED|TEMP|REPLACE|DROP|BEGIN"
    r"|COMMIT|PRAGMA|ATTACH|VACUUM|BLOB|BOOLEAN|DATETIME)\b",
    re.IGNORECASE,
)


def code_of(sql: str) -> str:
    """The statements without comments and string literals."""
    return re.sub(r"'[^']*'", "''", re.sub(r"--[^\n]*", "", sql))


@pytest.fixture(scope="module")
def schema() -> Iterator[sqlite3.Connection]:
    """The files applied in order with the SQLite of this Python, the oldest that may have to read them."""
    connection = sqlite3.connect(":memory:")
    for path in FILES:
        connection.executescript(path.read_text("utf-8"))
    yield connection
    connection.close()


def columns(schema: sqlite3.Connection, table: str) -> dict[str, tuple[str, int, str | None]]:
    """name → (type, not null, default)."""
    rows = schema.execute('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)', (table,))
    return {name: (kind, notnull, default) for name, kind, notnull, default in rows}


def test_the_first_four_files_are_in_place() -> None:
    assert [path.name for path in FILES[:4]] == [
        "0000_initial_schema.sql",
        "0001_enhanced_schema.sql",
        "0002_tracking_additions.sql",
        "0003_sync.sql",
    ]
    assert [path.name[:4] for path in FILES] == [f"{number:04}" for number in range(len(FILES))]


# --- the text: what a remote D1 cuts, refuses or bills -----------------------------------------------------


@pytest.mark.parametrize("path", [*FILES, SEED], ids=lambda path: path.name)
def test_the_text_survives_the_remote_splitter(path: Path) -> None:
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    for comment in re.findall(r"--.*|/\*[\s\S]*?\*/", raw.decode("utf-8")):
        assert not set("'\"`;") & set(comment), comment


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_in_it_breaks_a_push_an_export_or_a_remote_migration(path: Path) -> None:
    code = re.sub(r"\bblob TEXT\b", "", code_of(path.read_text("utf-8")))  # a column of that name is fine
    assert not REFUSED.findall(code)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_tables_and_indexes_are_made_only_if_missing(path: Path) -> None:
    for statement in code_of(path.read_text("utf-8")).split(";"):
        if statement.strip().upper().startswith("CREATE"):
            assert re.match(r"\s*CREATE (TABLE|INDEX) IF NOT EXISTS \w+", statement), statement


# --- the schema that results -------------------------------------------------------------------------------


def test_these_are_all_tables(schema: sqlite3.Connection) -> None:
    found = {name for (name,) in schema.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert found == set(SYNCED) | BOOKKEEPING
    assert not schema.execute("SELECT 1 FROM sqlite_schema WHERE type NOT IN ('table', 'index')").fetchall()


@pytest.mark.parametrize("table", ORIGINAL)
def test_the_original_columns_are_all_there(schema: sqlite3.Connection, table: str) -> None:
    assert set(ORIGINAL[table].split()) <= columns(schema, table).keys()
    for name in ORIGINAL_NOT_NULL.get(table, "").split():
        assert columns(schema, table)[name][1] == 1, name


@pytest.mark.parametrize(("table", "column"), ORIGINAL_DEFAULTS)
def test_the_original_defaults_are_kept(schema: sqlite3.Connection, table: str, column: str) -> None:
    assert columns(schema, table)[column][2] == ORIGINAL_DEFAULTS[table, column]


@pytest.mark.parametrize("table", SYNCED)
def test_a_synced_table_is_keyed_stamped_and_indexed_once(schema: sqlite3.Connection, table: str) -> None:
    listed = schema.execute("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,))
    assert listed.fetchone() == (1,), "WITHOUT ROWID"
    key = schema.execute(
        "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,)
    ).fetchall()
    assert key == [("userId",), ("id",)]

    here = columns(schema, table)
    assert here["userId"] == here["id"] == here["createdAt"] == here["updatedAt"] == ("TEXT", 1, None)
    assert here["deletedAt"] == ("TEXT", 0, None)
    assert here["rev"] == ("INTEGER", 1, "0")

    indexes = schema.execute(
        "SELECT name, \"unique\", partial FROM pragma_index_list(?) WHERE origin = 'c'", (table,)
    )
    assert indexes.fetchall() == [(f"{table}_rev", 0, 0)]
    parts = schema.execute("SELECT name FROM pragma_index_info(?)", (f"{table}_rev",)).fetchall()
    assert parts == [("userId",), ("rev",)]


@pytest.mark.parametrize("table", sorted(BOOKKEEPING))
def test_a_bookkeeping_table_has_its_key_and_no_index(schema: sqlite3.Connection, table: str) -> None:
    listed = schema.execute("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,))
    assert listed.fetchone() == (1,), "WITHOUT ROWID"
    assert not schema.execute("SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", (table,)).fetchall()


@pytest.mark.parametrize("table", sorted(set(SYNCED) | BOOKKEEPING))
def test_sums_are_exact(schema: sqlite3.Connection, table: str) -> None:
    """Grams, micrograms, thousandths and money are integers wherever the application adds them up."""
    for name, (kind, _, _) in columns(schema, table).items():
        assert kind in {"TEXT", "INTEGER", "REAL"}, name
        if re.search(r"(Mg|Ug|Ul|Milli|Minor|Min)$|^(mg|rev|rating|duration|severity|companions)$", name):
            assert kind == "INTEGER", name


@pytest.mark.parametrize("table", sorted(ADDED - {"sync_conflicts"}) + list(ORIGINAL))
def test_a_column_added_to_a_filled_table_needs_no_value(table: str) -> None:
    """Somebody upgrades with rows in place: applying one file after another keeps them."""
    connection = sqlite3.connect(":memory:")
    filled = False
    for path in FILES:
        connection.executescript(path.read_text("utf-8"))
        names = [
            name
            for name, (_, notnull, default) in columns(connection, table).items()
            if notnull and default is None
        ]
        if names and not filled:
            marks = ", ".join("?" for _ in names)
            connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", names)
            filled = True
    assert filled
    assert connection.execute(f"SELECT count(*), max(rev) FROM {table}").fetchone() == (1, 0)
    connection.close()


def test_the_schema_names_its_version(schema: sqlite3.Connection) -> None:
    assert dict(schema.execute("SELECT name, value FROM schema_info")) == {
        "schemaVersion": "1",
        "minClient": "1",
    }
