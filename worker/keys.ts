// /v1/keys: wraps of the data key. The gateway stores them and cannot open them.

import type { Database, Row, Statement } from "./database";
import { ApiError, badRequest, tooBig } from "./errors";
import { list, name, only, text } from "./fields";
import { asObject } from "./http";
import { exceeds, SLOTS } from "./limits";

interface Slot {
  kid: string;
  slot: string;
  params: string;
  blob: string;
}

const KID = /^[0-9a-f]{8}$/;
const ALL = "SELECT kid, slot, params, blob, createdAt FROM sync_keys WHERE userId = ?1 ORDER BY kid, createdAt, slot";

export async function listKeys(userId: string, db: Database): Promise<string> {
  return JSON.stringify({ keys: await db.rows(ALL, userId), meta: db.meta });
}

/** The first slots by compare-and-set, later ones beside them; none is ever overwritten. */
export async function putKeys(body: Record<string, unknown>, userId: string, db: Database, now: number): Promise<string> {
  only(body, "first", "slots");
  const first = body["first"];
  if (typeof first !== "boolean") throw badRequest("first must be true or false.");
  const slots = list(body["slots"], "slots", SLOTS.perRequest).map(readSlot);
  if (slots.length === 0) throw badRequest("There is at least one slot to store.");
  const [, all] = await db.batch([insert(slots, first, userId, now), { sql: ALL, params: [userId] }]);
  const keys = all?.rows ?? [];
  return JSON.stringify({ stored: slots.every((slot) => holds(keys, slot)), keys, meta: db.meta });
}

function insert(slots: Slot[], first: boolean, userId: string, now: number): Statement {
  const rows = JSON.stringify(slots.map(({ kid, slot, params, blob }) => [kid, slot, params, blob]));
  const gate = first ? "NOT EXISTS (SELECT 1 FROM sync_keys WHERE userId = ?2)" : "true";
  return {
    sql: `INSERT INTO sync_keys (userId, kid, slot, params, blob, createdAt)
      SELECT ?2, j.value->>0, j.value->>1, j.value->>2, j.value->>3, ?3 FROM json_each(?1) AS j WHERE ${gate}
      ON CONFLICT (userId, kid, slot) DO NOTHING`,
    params: [rows, userId, new Date(now).toISOString()],
  };
}

function holds(keys: readonly Row[], slot: Slot): boolean {
  return keys.some(
    (row) =>
      row["kid"] === slot.kid &&
      row["slot"] === slot.slot &&
      row["params"] === slot.params &&
      row["blob"] === slot.blob,
  );
}

/** The last slot of a key stays, or everything sealed with it would be lost. */
export async function deleteKey(body: Record<string, unknown>, userId: string, db: Database): Promise<string> {
  only(body, "kid", "slot");
  const { kid, slot } = readName(body);
  const [removed, all] = await db.batch([
    {
      sql: `DELETE FROM sync_keys WHERE userId = ?1 AND kid = ?2 AND slot = ?3
        AND EXISTS (SELECT 1 FROM sync_keys WHERE userId = ?1 AND kid = ?2 AND slot <> ?3)`,
      params: [userId, kid, slot],
    },
    { sql: ALL, params: [userId] },
  ]);
  const keys = all?.rows ?? [];
  if (keys.some((row) => row["kid"] === kid && row["slot"] === slot)) {
    throw new ApiError(409, "last_slot", "This is the last slot of its key: without it nothing sealed could be opened.");
  }
  return JSON.stringify({ removed: (removed?.changes ?? 0) > 0, keys, meta: db.meta });
}

function readName(fields: Record<string, unknown>): { kid: string; slot: string } {
  const kid = fields["kid"];
  if (typeof kid !== "string" || !KID.test(kid)) throw badRequest("kid must be 8 lower-case hex digits.");
  return { kid, slot: name(fields["slot"], "slot", 64) };
}

function readSlot(value: unknown): Slot {
  const fields = asObject(value, "A slot");
  only(fields, "kid", "slot", "params", "blob");
  const slot = {
    ...readName(fields),
    params: text(fields["params"], "params", 1, SLOTS.bytes),
    blob: text(fields["blob"], "blob", 1, SLOTS.bytes),
  };
  if (exceeds(slot.params + slot.blob, SLOTS.bytes)) throw tooBig(`A slot has at most ${SLOTS.bytes} bytes.`);
  return slot;
}
