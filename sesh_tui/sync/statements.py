"""The statements of sync as D1 runs them: string parameters only, integers by CAST, rows as one JSON text.

The gateway runs the same ones. ``docs/sync.md`` explains them for another client.
"""

from __future__ import annotations

from collections.abc import Sequence

from sesh_tui.sync.remote import Ask, Push
from sesh_tui.sync.rows import to_json

Statement = tuple[str, tuple[str, ...]]

TIP = "SELECT rev, head FROM sync_log WHERE userId = ?1 ORDER BY rev DESC LIMIT 1"

HEADS = (
    "SELECT rev, head FROM sync_log WHERE userId = ?1 AND rev IN (CAST(?2 AS INTEGER), CAST(?3 AS INTEGER))"
)

SCHEMA = "SELECT name, value FROM schema_info WHERE name IN ('schemaVersion', 'minClient')"

SLOTS = "SELECT kid, slot, params, blob FROM sync_keys WHERE userId = ?1 ORDER BY createdAt, slot"

ADD_SLOT = (
    "INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT (userId, kid, slot) DO NOTHING"
)

REMOVE_SLOT = "DELETE FROM sync_keys WHERE userId = ?1 AND kid = ?2 AND slot = ?3"

# at most one row written a day and device; tells the host which tombstones everybody has seen
SEEN = """\
INSERT INTO device_tokens (userId, tokenHash, name, deviceId, anchorRev, createdAt, lastUsedAt)
VALUES (?1, 'rest:' || ?2, ?3, ?2, CAST(?4 AS INTEGER), ?5, ?5)
ON CONFLICT (tokenHash) DO UPDATE SET anchorRev = excluded.anchorRev, lastUsedAt = excluded.lastUsedAt"""

# no row of a push is written unless its parent is the newest point of the history, by number and by name
_GATE = """\
WHERE NOT EXISTS (SELECT 1 FROM sync_log WHERE userId = ?2 AND rev > CAST(?3 AS INTEGER))
AND (CAST(?3 AS INTEGER) = 0
  OR EXISTS (SELECT 1 FROM sync_log WHERE userId = ?2 AND rev = CAST(?3 AS INTEGER) AND head = ?4))"""

_LOG = """\
INSERT INTO sync_log (userId, rev, head, deviceId, at)
SELECT ?1, CAST(?2 AS INTEGER) + 1, ?4, ?5, ?6
WHERE (CAST(?2 AS INTEGER) = 0 AND NOT EXISTS (SELECT 1 FROM sync_log WHERE userId = ?1))
  OR EXISTS (SELECT 1 FROM sync_log WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) AND head = ?3)
ON CONFLICT (userId, rev) DO NOTHING"""

_HEAD = "SELECT head FROM sync_log WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) + 1"


def upsert(table: str, columns: tuple[str, ...]) -> str:
    """Write the rows of one table: ?1 rows as JSON arrays, ?2 user, ?3 and ?4 the parent.

    Only the columns this client knows are named, so an older client never blanks a newer column.
    """
    names = ", ".join(columns)
    values = ", ".join(f"j.value ->> {index}" for index in range(len(columns)))
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "id")
    return (
        f"INSERT INTO {table} (userId, {names}, rev)\n"
        f"SELECT ?2, {values}, CAST(?3 AS INTEGER) + 1 FROM json_each(?1) AS j\n{_GATE}\n"
        f"ON CONFLICT (userId, id) DO UPDATE SET {sets}, rev = excluded.rev"
    )


def push_batch(user_id: str, push: Push) -> list[Statement]:
    """One step of the history: the rows table by table, the log row last, then what became of it.

    The log row is the commit record: whoever reads it finds the rows before it.
    """
    rev = str(push.parent.rev)
    batch: list[Statement] = [
        (upsert(part.table, part.columns), (to_json(part.rows), user_id, rev, push.parent.head))
        for part in push.parts
    ]
    batch.append((_LOG, (user_id, rev, push.parent.head, push.head, push.device, push.at)))
    batch.append((_HEAD, (user_id, rev)))
    batch += [(count(part.table), (user_id, rev)) for part in push.parts]
    return batch


def count(table: str) -> str:
    """How many rows of a table carry the revision after ?2."""
    return f"SELECT count(*) FROM {table} WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) + 1"


def page(ask: Ask) -> str:
    """A page of one table: ?1 user, ?2 and ?3 the cursor, ?4 how many rows."""
    # no quotes: SQLite takes a quoted name of a column that is missing for a text, and no error tells
    names = ", ".join(ask.columns)
    return (
        f"SELECT rev, {names} FROM {ask.table} WHERE userId = ?1 AND (rev, id) > (CAST(?2 AS INTEGER), ?3) "
        "AND rev <= (SELECT coalesce(max(rev), 0) FROM sync_log WHERE userId = ?1) "
        "ORDER BY rev, id LIMIT CAST(?4 AS INTEGER)"
    )


def pull_batch(user_id: str, anchor: int, pending: int, asks: Sequence[Ask]) -> list[Statement]:
    """One look: the tip, the heads at two revisions, the versions of the schema, a page of each table."""
    batch: list[Statement] = [
        (TIP, (user_id,)),
        (HEADS, (user_id, str(anchor), str(pending))),
        (SCHEMA, ()),
    ]
    batch += [(page(ask), (user_id, str(ask.after.rev), ask.after.id, str(ask.limit))) for ask in asks]
    return batch
