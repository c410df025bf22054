// Daily: remove expired tokens, and blank tombstones that nobody needs to see any more.

import { Database, type Statement } from "./database";
import { type Env, TOMBSTONE_MS } from "./limits";
import { type Column, type Table, TABLES } from "./tables";

/** Kept: the key, the change number and the time of deletion, which also stands for the other two times. */
const KEPT = new Set(["id", "rev", "deletedAt"]);
const TIMES = new Set(["createdAt", "updatedAt"]);
/** In schema_info, one row per person: the rev up to which tombstones are blanked. */
const MARK = "blanked:";

export async function clean(env: Env, now: number): Promise<void> {
  const db = new Database(env);
  await db.rows("DELETE FROM device_tokens WHERE expiresAt <= ?1", new Date(now).toISOString());
  const ranges = await due(db, new Date(now - TOMBSTONE_MS).toISOString());
  if (ranges.length === 0) return;
  const json = JSON.stringify(ranges);
  const outcomes = await db.batch([...[...TABLES.values()].map((table) => blank(table, json)), mark(json)]);
  const blanked = outcomes.slice(0, -1).reduce((sum, { changes }) => sum + changes, 0);
  console.log(JSON.stringify({ blanked, ...db.meta }));
}

/** Per person [userId, from, to]: the revs that all devices in use have seen and that D1 took before `before`. */
async function due(db: Database, before: string): Promise<[string, number, number][]> {
  const people = await db.rows(
    `SELECT d.userId AS userId, min(d.anchorRev) AS seen,
       (SELECT coalesce(max(rev), 0) FROM sync_log WHERE userId = d.userId) AS tip,
       coalesce((SELECT CAST(value AS INTEGER) FROM schema_info WHERE name = '${MARK}' || d.userId), 0) AS done
     FROM device_tokens AS d WHERE d.retiredAt IS NULL GROUP BY d.userId`,
  );
  const open = people
    .map(({ userId, seen, tip, done }) => {
      // a mark beyond the tip is of a history that is gone
      const from = Number(done) > Number(tip) ? 0 : Number(done);
      return [String(userId), from, Math.min(Number(seen), Number(tip))] as const;
    })
    .filter(([, from, to]) => to > from);
  if (open.length === 0) return [];
  const young = await db.rows(
    `SELECT u.value->>0 AS userId, (SELECT l.rev FROM sync_log AS l
       WHERE l.userId = u.value->>0 AND l.rev > u.value->>1 AND l.rev <= u.value->>2 AND l.at > ?2
       ORDER BY l.rev LIMIT 1) AS rev
     FROM json_each(?1) AS u`,
    JSON.stringify(open),
    before,
  );
  const firstYoung = new Map(young.map(({ userId, rev }) => [String(userId), rev]));
  return open
    .map(([userId, from, to]): [string, number, number] => {
      const rev = firstYoung.get(userId) ?? null;
      return [userId, from, rev === null ? to : Number(rev) - 1];
    })
    .filter(([, from, to]) => to > from);
}

function blank(table: Table, ranges: string): Statement {
  const set = [...table.columns].filter(([name]) => !KEPT.has(name)).map(([name, column]) => empty(name, column));
  return {
    sql: `UPDATE "${table.name}" SET ${set.join(", ")} FROM json_each(?1) AS u
      WHERE "${table.name}".userId = u.value->>0 AND "${table.name}".rev > u.value->>1
        AND "${table.name}".rev <= u.value->>2 AND "${table.name}".deletedAt IS NOT NULL`,
    params: [ranges],
  };
}

function empty(name: string, { kind, need }: Column): string {
  if (TIMES.has(name)) return `"${name}" = "deletedAt"`;
  if (need === "optional") return `"${name}" = NULL`;
  return kind === "TEXT" ? `"${name}" = ''` : `"${name}" = 0`;
}

function mark(ranges: string): Statement {
  return {
    sql: `INSERT INTO schema_info (name, value)
      SELECT '${MARK}' || (u.value->>0), CAST(u.value->>2 AS TEXT) FROM json_each(?1) AS u WHERE true
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    params: [ranges],
  };
}
