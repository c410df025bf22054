// /v1/devices: the tokens of a person's devices. Only hashes are stored.

import { type Device, deviceNumber, forget, hashOf } from "./auth";
import type { Database, Row } from "./database";
import { ApiError, badRequest } from "./errors";
import { only, text, timeOrNull } from "./fields";
import { DEVICES } from "./limits";

const COLUMNS = "tokenHash, name, deviceId, anchorRev, createdAt, lastUsedAt, expiresAt, retiredAt";
const NUMBER = /^[0-9a-f]{16}$/;

function shown({ tokenHash, ...rest }: Row, current: Device): Record<string, unknown> {
  return { id: deviceNumber(String(tokenHash)), ...rest, current: tokenHash === current.tokenHash };
}

export async function listDevices(device: Device, db: Database): Promise<string> {
  const rows = await db.rows(`SELECT ${COLUMNS} FROM device_tokens WHERE userId = ?1 ORDER BY createdAt`, device.userId);
  return JSON.stringify({ devices: rows.map((row) => shown(row, device)), meta: db.meta });
}

/** A new token for another device of the same person; it is answered once and never stored. */
export async function createDevice(body: Record<string, unknown>, device: Device, db: Database, now: number): Promise<string> {
  only(body, "name", "expiresAt");
  const name = text(body["name"], "name", 1, DEVICES.nameLength);
  const expiresAt = timeOrNull(body["expiresAt"], "expiresAt");
  if (expiresAt !== null && Date.parse(expiresAt) <= now) throw badRequest("expiresAt must lie in the future.");
  const token = newToken();
  const hash = await hashOf(token);
  const [inserted, rows] = await db.batch([
    {
      sql: `INSERT INTO device_tokens (userId, tokenHash, name, createdAt, expiresAt)
        SELECT ?1, ?2, ?3, ?4, nullif(?5, '')
        WHERE (SELECT count(*) FROM device_tokens WHERE userId = ?1) < ${DEVICES.perPerson}`,
      params: [device.userId, hash, name, new Date(now).toISOString(), expiresAt ?? ""],
    },
    { sql: `SELECT ${COLUMNS} FROM device_tokens WHERE tokenHash = ?1`, params: [hash] },
  ]);
  const row = rows?.rows[0];
  if (row === undefined || inserted?.changes !== 1) {
    throw new ApiError(409, "too_many_devices", `A person has at most ${DEVICES.perPerson} tokens.`);
  }
  return JSON.stringify({ token, device: shown(row, device), meta: db.meta });
}

function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function retireDevice(body: Record<string, unknown>, device: Device, db: Database, now: number): Promise<string> {
  only(body, "id");
  const id = body["id"];
  if (typeof id !== "string" || !NUMBER.test(id)) throw badRequest("id must be 16 lower-case hex digits.");
  const [, rows] = await db.batch([
    {
      sql: `UPDATE device_tokens SET retiredAt = ?3
        WHERE userId = ?1 AND substr(tokenHash, 1, 16) = ?2 AND retiredAt IS NULL`,
      params: [device.userId, id, new Date(now).toISOString()],
    },
    {
      sql: "SELECT 1 AS found FROM device_tokens WHERE userId = ?1 AND substr(tokenHash, 1, 16) = ?2",
      params: [device.userId, id],
    },
  ]);
  if (rows?.rows.length === 0) throw new ApiError(404, "not_found", "There is no device of this id.");
  forget(id);
  return JSON.stringify({ retired: true, meta: db.meta });
}
