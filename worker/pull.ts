// POST /v1/pull: where the tip is, whether the history is still the one the device knows, and pages of rows.

import { type Device, type Gate, noteAnchor } from "./auth";
import type { Database, Row, Statement } from "./database";
import { badRequest } from "./errors";
import { integer, list, type LogRow, logRow, name, only, rev, text } from "./fields";
import { headAt, readHead, readTip, tipOf } from "./history";
import { asObject } from "./http";
import { bytesOf, type Env, LIMITS, setting } from "./limits";
import { MIN_CLIENT, SCHEMA_VERSION } from "./schema";
import { type Table, TABLES, tableNamed } from "./tables";

/** Sorts after every id. */
const AFTER_ALL_IDS = "\u{10ffff}";

interface Page {
  table: Table;
  rev: number;
  /** Null: after all ids of this rev. */
  id: string | null;
  limit: number;
}

interface Pull {
  deviceId: string;
  anchor: LogRow;
  pending: number | null;
  pages: Page[];
}

export interface PullContext {
  gate: Gate;
  hash: string;
  db: Database;
  env: Env;
  now: number;
}

export async function pull(
  readBody: () => Promise<Record<string, unknown>>,
  { gate, hash, db, env, now }: PullContext,
): Promise<string> {
  const known = gate.remembered(hash);
  let device = known ?? (await gate.device(db, hash));
  const asked = readPull(await readBody(), setting(env.DB_MAX_RESULTS, LIMITS.pullRows));

  if (mayBeIdle(asked)) {
    const tip = readTip(await db.rows(tipOf(device.userId).sql, device.userId));
    if (nothingNew(asked, tip)) {
      await note(db, device, asked, now);
      return written(tip, { anchorHead: tip.head, pendingHead: null, fork: false }, "{}", db);
    }
  }
  if (known !== null) device = await gate.device(db, hash);
  const [tips, anchors, pendings, ...pages] = await db.batch([
    tipOf(device.userId),
    headAt(device.userId, asked.anchor.rev),
    headAt(device.userId, asked.pending ?? 0),
    ...asked.pages.map((page) => pageOf(page, device.userId)),
  ]);
  const tip = readTip(tips?.rows);
  const anchorHead = asked.anchor.rev === 0 ? "" : readHead(anchors?.rows);
  const fork = anchorHead !== asked.anchor.head;
  const heads = { anchorHead, pendingHead: readHead(pendings?.rows), fork };
  if (fork) return written(tip, heads, "{}", db);
  await note(db, device, asked, now);
  return written(tip, heads, tablesOf(asked.pages, pages.map(({ rows }) => rows)), db);
}

/** A quota that is used up for writing must not keep anybody from reading. */
async function note(db: Database, device: Device, asked: Pull, now: number): Promise<void> {
  try {
    await noteAnchor(db, device, asked.deviceId, asked.anchor.rev, now);
  } catch {
    console.warn(JSON.stringify({ unnoted: "anchor" }));
  }
}

const mayBeIdle = ({ anchor, pending, pages }: Pull): boolean =>
  pending === null && pages.every((page) => page.rev === anchor.rev && page.id === null);

const nothingNew = ({ anchor }: Pull, tip: LogRow): boolean => tip.rev === anchor.rev && tip.head === anchor.head;

function pageOf({ table, rev: after, id, limit }: Page, userId: string): Statement {
  return {
    sql: `SELECT ${table.lists.join(", ")} FROM "${table.name}" AS t
      WHERE t.userId = ?1 AND (t.rev, t.id) > (CAST(?2 AS INTEGER), ?3)
        AND t.rev <= (SELECT coalesce(max(rev), 0) FROM sync_log WHERE userId = ?1)
      ORDER BY t.rev, t.id LIMIT CAST(?4 AS INTEGER)`,
    params: [userId, String(after), id ?? AFTER_ALL_IDS, String(limit)],
  };
}

// --- the reply, put together as text: D1 wrote the JSON of the rows already ---------------------------------

function tablesOf(pages: readonly Page[], found: readonly Row[][]): string {
  const room = new Room();
  const tables = pages.map(({ table, limit }, index) => {
    const rows = found[index] ?? [];
    const { json, taken } = room.take(table, rows);
    const more = taken < rows.length || rows.length === limit;
    return `${JSON.stringify(table.name)}:{"columns":${table.heading},"rows":${json},"more":${more}}`;
  });
  return `{${tables.join(",")}}`;
}

/** Counts the bytes of the rows in a reply; one row always fits. */
export class Room {
  private left: number = LIMITS.pullBytes;
  private empty = true;

  /** The first rows as a JSON list, as many as fit. Once one does not fit, none does. */
  take(table: Table, rows: readonly Row[]): { json: string; taken: number } {
    const texts: string[] = [];
    for (const row of rows) {
      const json = rowJson(table, row);
      this.left -= bytesOf(json) + 1;
      if (this.left < 0 && !this.empty) {
        this.left = Number.NEGATIVE_INFINITY;
        break;
      }
      this.empty = false;
      texts.push(json);
    }
    return { json: `[${texts.join(",")}]`, taken: texts.length };
  }
}

/** One list from the lists that D1 made of the columns. */
function rowJson(table: Table, row: Row): string {
  const parts = table.lists.map((_, index) => String(row[`p${index}`]).slice(1, -1));
  return `[${parts.join(",")}]`;
}

function written(tip: LogRow, heads: Record<string, unknown>, tables: string, db: Database): string {
  const facts = JSON.stringify({ tip, ...heads, schemaVersion: SCHEMA_VERSION, minClient: MIN_CLIENT, meta: db.meta });
  return `${facts.slice(0, -1)},"tables":${tables}}`;
}

// --- what is asked ------------------------------------------------------------------------------------------

function readPull(body: Record<string, unknown>, most: number): Pull {
  only(body, "deviceId", "anchor", "pending", "limit", "tables");
  const limit = readLimit(body["limit"], "limit", Math.min(most, LIMITS.pullRows));
  const tables = asObject(body["tables"], "tables");
  for (const table of Object.keys(tables)) tableNamed(table);
  const pending = body["pending"];
  return {
    deviceId: name(body["deviceId"], "deviceId", 64),
    anchor: logRow(body["anchor"], "anchor"),
    pending: pending === undefined || pending === null ? null : rev(pending, "pending") || null,
    pages: [...TABLES.values()]
      .filter((table) => Object.hasOwn(tables, table.name))
      .map((table) => readPage(table, tables[table.name], limit)),
  };
}

function readPage(table: Table, value: unknown, limit: number): Page {
  const fields = asObject(value, `tables.${table.name}`);
  only(fields, "after", "limit");
  const after = list(fields["after"], "after", 2);
  if (after.length !== 2) throw badRequest("after must be [rev, id].");
  const id = after[1];
  return {
    table,
    rev: rev(after[0], "after[0]"),
    id: id === null || id === AFTER_ALL_IDS ? null : text(id, "after[1]", 0, 512),
    limit: Math.min(limit, readLimit(fields["limit"], "limit", limit)),
  };
}

/** Larger limits than are allowed count as the largest. */
export function readLimit(value: unknown, what: string, most: number): number {
  return value === undefined ? most : Math.min(most, integer(value, what, 1, 1_000_000));
}
