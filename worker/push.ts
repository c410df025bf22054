// POST /v1/push: one atomic batch that is accepted only if its parent is the tip.

import type { Device } from "./auth";
import type { Database, Row, Statement } from "./database";
import { ApiError, type BadRow, badRequest, tooBig } from "./errors";
import { head, integer, isName, list, type LogRow, logRow, name, only } from "./fields";
import { asObject } from "./http";
import { exceeds, LIMITS } from "./limits";
import { MIN_CLIENT } from "./schema";
import { type Column, columnNamed, requiredColumns, type Table, TABLES, tableNamed } from "./tables";

interface Part {
  table: Table;
  columns: string[];
  /** The rows as a JSON list of lists. */
  json: string;
}

interface Push {
  deviceId: string;
  parent: LogRow;
  head: string;
  parts: Part[];
}

const SEALED = /^[be]1\./;
const NAMED = 100;

export async function push(body: Record<string, unknown>, device: Device, db: Database, now: number): Promise<string> {
  const asked = readPush(body);
  const outcomes = await db.batch(statements(asked, device.userId, now));
  const found = outcomes.at(-1)?.rows[0] ?? {};
  return JSON.stringify({ ...answer(found, asked), meta: db.meta });
}

function answer(found: Row, asked: Push): Record<string, unknown> {
  const standing = found["head"] === null ? null : String(found["head"]);
  const [tipRev = "0", tipHead = ""] = String(found["tip"] ?? "0 ").split(" ");
  return {
    accepted: standing === asked.head,
    head: standing,
    stored: standing === asked.head ? Number(found["stored"]) : 0,
    tip: { rev: Number(tipRev), head: tipHead },
  };
}

// --- what is sent -------------------------------------------------------------------------------------------

function statements({ parent, head: next, deviceId, parts }: Push, userId: string, now: number): Statement[] {
  const rev = String(parent.rev);
  const counts = parts.map(
    ({ table }) => `(SELECT count(*) FROM "${table.name}" WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) + 1)`,
  );
  return [
    ...parts.map((part) => ({ sql: upsert(part), params: [part.json, userId, rev, parent.head] })),
    { sql: LOG, params: [userId, rev, parent.head, next, deviceId, new Date(now).toISOString()] },
    {
      sql: `SELECT (SELECT head FROM sync_log WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) + 1) AS head,
              (SELECT rev || ' ' || head FROM sync_log WHERE userId = ?1 ORDER BY rev DESC LIMIT 1) AS tip,
              ${counts.join(" + ")} AS stored`,
      params: [userId, rev],
    },
  ];
}

/** Writes nothing unless the parent is the tip; columns that are not named keep what they hold. */
function upsert({ table, columns }: Part): string {
  const named = columns.map((column) => `"${column}"`).join(", ");
  const values = columns.map((_, index) => `j.value->>${index}`).join(", ");
  const set = columns.filter((column) => column !== "id").map((column) => `"${column}" = excluded."${column}"`);
  return `INSERT INTO "${table.name}" (userId, ${named}, rev)
    SELECT ?2, ${values}, CAST(?3 AS INTEGER) + 1 FROM json_each(?1) AS j
    WHERE NOT EXISTS (SELECT 1 FROM sync_log WHERE userId = ?2 AND rev > CAST(?3 AS INTEGER))
      AND (CAST(?3 AS INTEGER) = 0
        OR EXISTS (SELECT 1 FROM sync_log WHERE userId = ?2 AND rev = CAST(?3 AS INTEGER) AND head = ?4))
    ON CONFLICT (userId, id) DO UPDATE SET ${set.join(", ")}, rev = excluded.rev`;
}

/** The commit record, after all rows. */
const LOG = `INSERT INTO sync_log (userId, rev, head, deviceId, at)
    SELECT ?1, CAST(?2 AS INTEGER) + 1, ?4, ?5, ?6
    WHERE (CAST(?2 AS INTEGER) = 0 AND NOT EXISTS (SELECT 1 FROM sync_log WHERE userId = ?1))
       OR EXISTS (SELECT 1 FROM sync_log WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER) AND head = ?3)
    ON CONFLICT (userId, rev) DO NOTHING`;

// --- what is taken ------------------------------------------------------------------------------------------

function readPush(body: Record<string, unknown>): Push {
  only(body, "schemaVersion", "deviceId", "parent", "head", "tables");
  if (integer(body["schemaVersion"], "schemaVersion", 1, 1_000_000) < MIN_CLIENT) {
    throw new ApiError(409, "client_too_old", "This client is too old to write here. Pulling goes on; update it to push.");
  }
  const deviceId = name(body["deviceId"], "deviceId", 64);
  const parent = logRow(body["parent"], "parent");
  const next = head(body["head"], "head");
  if (next === parent.head) throw badRequest("head must differ from the head of the parent.");
  const tables = asObject(body["tables"], "tables");
  for (const table of Object.keys(tables)) tableNamed(table);
  const bad: BadRow[] = [];
  const parts: Part[] = [];
  let rows = 0;
  for (const table of TABLES.values()) {
    if (!Object.hasOwn(tables, table.name)) continue;
    const part = readPart(table, tables[table.name], bad);
    rows += part.rows;
    if (rows > LIMITS.pushRows) throw tooBig(`A push has at most ${LIMITS.pushRows} rows. Send less at once.`);
    if (part.rows > 0) parts.push(part);
  }
  if (bad.length > 0) {
    throw new ApiError(422, "bad_row", "Some rows cannot be stored. Nothing was stored.", null, {
      rows: bad.slice(0, NAMED),
    });
  }
  if (parts.length === 0) throw badRequest("A push has at least one row.");
  return { deviceId, parent, head: next, parts };
}

function readPart(table: Table, value: unknown, bad: BadRow[]): Part & { rows: number } {
  const fields = asObject(value, `tables.${table.name}`);
  only(fields, "columns", "rows");
  const columns = list(fields["columns"], "columns", table.columns.size);
  const known = columns.map((column) => columnNamed(table, column));
  const names = columns as string[];
  if (new Set(names).size !== names.length) throw badRequest("Each column is named once.");
  const missing = requiredColumns(table).filter((column) => !names.includes(column));
  if (missing.length > 0) throw badRequest(`tables.${table.name}.columns lacks ${missing.join(", ")}.`);
  const rows = list(fields["rows"], "rows", LIMITS.pushRows);
  const texts = rows.map((row, index) => readRow({ table, names, known, index, bad }, row));
  refuseTwice(table, rows, names.indexOf("id"), bad);
  return { table, columns: names, json: `[${texts.join(",")}]`, rows: rows.length };
}

interface Place {
  table: Table;
  names: string[];
  known: Column[];
  index: number;
  bad: BadRow[];
}

/** The row as JSON; what is wrong with it goes to `bad`. */
function readRow(place: Place, row: unknown): string {
  if (!Array.isArray(row) || row.length !== place.names.length) {
    throw badRequest(`Each row of tables.${place.table.name} is a list of ${place.names.length} values.`);
  }
  const id: unknown = row[place.names.indexOf("id")];
  const complain = (column: string | null, reason: string): void => {
    const { table, index, bad } = place;
    if (bad.length < NAMED) bad.push({ table: table.name, row: index, id: isName(id, 128) ? id : null, column, reason });
  };
  place.names.forEach((column, at) => {
    const found = place.known[at];
    const reason = found === undefined ? null : complaint(column, found, row[at]);
    if (reason !== null) complain(column, reason);
  });
  const json = JSON.stringify(row);
  if (exceeds(json, LIMITS.rowBytes)) complain(null, `the row is larger than ${LIMITS.rowBytes} bytes`);
  return json;
}

/** Why a value cannot stand in a column, without repeating the value; null if it can. */
function complaint(name: string, { kind, need }: Column, value: unknown): string | null {
  if (value === null) return need === "optional" ? null : "NULL is not allowed";
  if (typeof value === "string") {
    if (name === "id" && !isName(value, 128)) return "an id is 1 to 128 printable ASCII characters without space";
    if (!value.isWellFormed()) return "the text has half a character in it";
    return kind === "TEXT" || SEALED.test(value) ? null : "a number is expected";
  }
  if (typeof value !== "number") return "only text, numbers and NULL can be stored";
  if (kind === "TEXT") return "text is expected";
  if (kind === "INTEGER") return Number.isSafeInteger(value) ? null : "a whole number below 2^53 is expected";
  return Number.isFinite(value) ? null : "a finite number is expected";
}

function refuseTwice(table: Table, rows: unknown[], at: number, bad: BadRow[]): void {
  const seen = new Set<unknown>();
  rows.forEach((row, index) => {
    const id: unknown = (row as unknown[])[at];
    if (seen.has(id) && isName(id, 128)) {
      bad.push({ table: table.name, row: index, id, column: "id", reason: "the id stands in this push twice" });
    }
    seen.add(id);
  });
}
