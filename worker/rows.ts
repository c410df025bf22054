// POST /v1/rows and /v1/check: looking at both sides of a sync that should be equal.

import type { Database, Statement } from "./database";
import { badRequest } from "./errors";
import { list, only, text } from "./fields";
import { readTip, tipOf } from "./history";
import { type Env, LIMITS, setting } from "./limits";
import { readLimit, Room } from "./pull";
import { type Table, TABLES, tableNamed } from "./tables";

/** Rows of one table, by id. */
export async function rows(body: Record<string, unknown>, userId: string, db: Database, env: Env): Promise<string> {
  only(body, "table", "after", "ids", "limit");
  const table = tableNamed(body["table"]);
  const most = Math.min(setting(env.DB_MAX_RESULTS, LIMITS.pullRows), LIMITS.pullRows);
  const limit = readLimit(body["limit"], "limit", most);
  if ((body["ids"] === undefined) === (body["after"] === undefined)) throw badRequest("Name either after or ids.");
  const [tips, found] = await db.batch([
    tipOf(userId),
    body["ids"] === undefined
      ? following(table, userId, text(body["after"], "after", 0, 512), limit)
      : named(table, userId, body["ids"], limit),
  ]);
  const all = found?.rows ?? [];
  const { json, taken } = new Room().take(table, all);
  const more = taken < all.length || (body["ids"] === undefined && all.length === limit);
  const facts = JSON.stringify({ tip: readTip(tips?.rows), more, meta: db.meta });
  return `${facts.slice(0, -1)},"columns":${table.heading},"rows":${json}}`;
}

function following(table: Table, userId: string, after: string, limit: number): Statement {
  return {
    sql: `SELECT ${table.lists.join(", ")} FROM "${table.name}" AS t
      WHERE t.userId = ?1 AND t.id > ?2 ORDER BY t.id LIMIT CAST(?3 AS INTEGER)`,
    params: [userId, after, String(limit)],
  };
}

function named(table: Table, userId: string, value: unknown, limit: number): Statement {
  const ids = list(value, "ids", limit).map((id) => text(id, "An id", 1, 512));
  return {
    sql: `SELECT ${table.lists.join(", ")} FROM json_each(?2) AS j
      CROSS JOIN "${table.name}" AS t ON t.userId = ?1 AND t.id = j.value`,
    params: [userId, JSON.stringify([...new Set(ids)])],
  };
}

/** How many rows a table has and the sum of their revs, tombstones included. */
export async function check(body: Record<string, unknown>, userId: string, db: Database): Promise<string> {
  only(body, "tables");
  const tables = [...new Set(list(body["tables"], "tables", TABLES.size).map(tableNamed))];
  const [tips, ...sums] = await db.batch([
    tipOf(userId),
    ...tables.map(({ name }) => ({
      sql: `SELECT count(*) AS n, coalesce(sum(rev), 0) AS total FROM "${name}" WHERE userId = ?1`,
      params: [userId],
    })),
  ]);
  const counted = tables.map(({ name }, index) => {
    const row = sums[index]?.rows[0];
    return [name, { rows: Number(row?.["n"]), revSum: Number(row?.["total"]) }];
  });
  return JSON.stringify({ tip: readTip(tips?.rows), tables: Object.fromEntries(counted), meta: db.meta });
}
