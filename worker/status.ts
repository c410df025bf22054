// GET /v1/status and POST /v1/selftest: what this gateway is, and whether its host keeps its word.

import { type Device, deviceNumber } from "./auth";
import type { Database } from "./database";
import { only } from "./fields";
import { readTip, tipOf } from "./history";
import { LIMITS } from "./limits";
import { MIN_CLIENT, SCHEMA_VERSION } from "./schema";
import { requiredColumns, TABLES } from "./tables";

export async function status(device: Device, db: Database, now: number): Promise<string> {
  const [tips, kids, versions] = await db.batch([
    tipOf(device.userId),
    { sql: "SELECT DISTINCT kid FROM sync_keys WHERE userId = ?1 ORDER BY kid", params: [device.userId] },
    { sql: "SELECT value FROM schema_info WHERE name = 'schemaVersion'", params: [] },
  ]);
  const tables = [...TABLES.values()].map((table) => [
    table.name,
    { columns: [...table.columns.keys()], required: requiredColumns(table) },
  ]);
  return JSON.stringify({
    service: "sesh-tui-gateway",
    protocol: 1,
    time: new Date(now).toISOString(),
    userId: device.userId,
    device: { id: deviceNumber(device.tokenHash), name: device.name, expiresAt: device.expiresAt },
    tip: readTip(tips?.rows),
    kids: kids?.rows.map(({ kid }) => String(kid)) ?? [],
    schemaVersion: SCHEMA_VERSION,
    minClient: MIN_CLIENT,
    databaseVersion: Number(versions?.rows[0]?.["value"] ?? 0),
    limits: LIMITS,
    tables: Object.fromEntries(tables),
    meta: db.meta,
  });
}

/** Proves that nothing stays of a batch whose second statement fails. */
export async function selftest(body: Record<string, unknown>, db: Database): Promise<string> {
  only(body);
  const probe = `probe:${crypto.randomUUID()}`;
  const insert = "INSERT INTO schema_info (name, value) VALUES (?1, ";
  let failed = false;
  try {
    await db.batch([
      { sql: `${insert}'1')`, params: [probe] },
      { sql: `${insert}NULL)`, params: [`${probe}:2`] },
    ]);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "constraint")) throw error;
    failed = true;
  }
  const left = await db.rows("SELECT name FROM schema_info WHERE name = ?1", probe);
  if (left.length > 0) await db.rows("DELETE FROM schema_info WHERE name = ?1", probe);
  return JSON.stringify({ atomic: failed && left.length === 0, meta: db.meta });
}
