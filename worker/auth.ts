// Who asks: a bearer token, known by its SHA-256 alone, decides whose rows are read and written.

import type { Database, Row } from "./database";
import { ApiError } from "./errors";
import { type Env, NOTE_ANCHOR_MS, setting, TOKEN_MEMORY_MS } from "./limits";

export interface Device {
  userId: string;
  tokenHash: string;
  name: string;
  /** Null before the first pull; SHARED once two devices used the token. */
  deviceId: string | null;
  anchorRev: number;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

/** In place of the device id where several use one token: nobody knows what each has seen. No id has a space. */
const SHARED = "several devices";
const BEARER = /^Bearer ([A-Za-z0-9_-]{24,200})$/i;
const REMEMBERED = 1_000;

const remembered = new Map<string, { device: Device; until: number }>();

/** The public name of a token: the beginning of its hash. */
export const deviceNumber = (tokenHash: string): string => tokenHash.slice(0, 16);

/** 64 lower-case hex digits. */
export async function hashOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const refused = (code: string, message: string): ApiError =>
  new ApiError(401, code, message, null, {}, { "WWW-Authenticate": "Bearer" });

export class Gate {
  constructor(
    private readonly env: Env,
    private readonly request: Request,
    private readonly now: number,
  ) {}

  /** The hash of the token sent; counts the request against its limit. */
  async hash(): Promise<string> {
    const sent = BEARER.exec(this.request.headers.get("Authorization") ?? "")?.[1];
    if (sent === undefined) {
      throw refused("token_missing", "Send the token of this device: Authorization: Bearer TOKEN");
    }
    const hash = await hashOf(sent);
    count(`token ${hash}`, setting(this.env.RATE_LIMIT, 600), this.now);
    return hash;
  }

  /** The device from D1 (one row read), whatever was remembered. Throws 401, or 429 after many wrong tokens. */
  async device(db: Database, hash: string): Promise<Device> {
    const address = this.request.headers.get("CF-Connecting-IP") ?? "";
    const wrong = `wrong ${address}`;
    const limit = Math.ceil(setting(this.env.RATE_LIMIT, 600) / 5);
    if (!remembered.has(hash)) hold(wrong, limit, this.now);
    const rows = await db.rows(
      `SELECT userId, tokenHash, name, deviceId, anchorRev, lastUsedAt, expiresAt, retiredAt
       FROM device_tokens WHERE tokenHash = ?1`,
      hash,
    );
    remembered.delete(hash);
    const row = rows[0];
    if (row === undefined || !sameText(String(row["tokenHash"]), hash)) {
      count(wrong, limit, this.now);
      throw refused("token_unknown", "This token is unknown here. Make one for this device.");
    }
    if (row["retiredAt"] !== null) {
      throw refused("token_retired", "This token was retired. Make a new one for this device.");
    }
    const device = read(row);
    this.hold(device);
    remember(device, this.now);
    return device;
  }

  /** A device that was looked up a moment ago, without asking D1; enough to say where the tip is, no more. */
  remembered(hash: string): Device | null {
    const known = remembered.get(hash);
    if (known === undefined || known.until <= this.now) return null;
    this.hold(known.device);
    return known.device;
  }

  private hold({ expiresAt }: Device): void {
    if (expiresAt !== null && !(Date.parse(expiresAt) > this.now)) {
      throw refused("token_expired", "This token has expired. Make a new one for this device.");
    }
  }
}

function read(row: Row): Device {
  const textOrNull = (value: unknown): string | null => (value === null ? null : String(value));
  return {
    userId: String(row["userId"]),
    tokenHash: String(row["tokenHash"]),
    name: String(row["name"]),
    deviceId: textOrNull(row["deviceId"]),
    anchorRev: Number(row["anchorRev"]),
    lastUsedAt: textOrNull(row["lastUsedAt"]),
    expiresAt: textOrNull(row["expiresAt"]),
  };
}

/** Takes the same time wherever two texts of one length differ. */
function sameText(one: string, other: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(one), encoder.encode(other)];
  return a.byteLength === b.byteLength && crypto.subtle.timingSafeEqual(a, b);
}

function remember(device: Device, now: number): void {
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(device.tokenHash, { device, until: now + TOKEN_MEMORY_MS });
}

/** After a token was retired; other instances of the gateway forget it within a minute. */
export function forget(number: string): void {
  for (const hash of remembered.keys()) if (deviceNumber(hash) === number) remembered.delete(hash);
}

/** Notes how far a device has come, for the tombstones: at once when it went back, else once a day. */
export async function noteAnchor(
  db: Database,
  device: Device,
  deviceId: string,
  rev: number,
  now: number,
): Promise<void> {
  const shared = device.deviceId !== null && device.deviceId !== deviceId;
  const becomesShared = shared && device.deviceId !== SHARED;
  const due = device.lastUsedAt === null || !(Date.parse(device.lastUsedAt) > now - NOTE_ANCHOR_MS);
  const wentBack = !shared && rev < device.anchorRev;
  if (!due && !wentBack && !becomesShared && device.deviceId !== null) return;
  const at = new Date(now).toISOString();
  await db.rows(
    `UPDATE device_tokens SET
       anchorRev = CASE WHEN coalesce(deviceId, ?2) = ?2 THEN CAST(?3 AS INTEGER) ELSE 0 END,
       deviceId = CASE WHEN coalesce(deviceId, ?2) = ?2 THEN ?2 ELSE '${SHARED}' END,
       lastUsedAt = ?4
     WHERE tokenHash = ?1`,
    device.tokenHash,
    deviceId,
    String(rev),
    at,
  );
  const anchorRev = shared ? 0 : rev;
  remember({ ...device, deviceId: shared ? SHARED : deviceId, anchorRev, lastUsedAt: at }, now);
}

// --- how many requests: counted in memory, per minute, without asking D1 -----------------------------------

const WINDOW_MS = 60_000;
const COUNTED = 10_000;
let windowStart = 0;
const counts = new Map<string, number>();

/** Counts one; throws 429 beyond `limit` in this minute. */
function count(what: string, limit: number, now: number): void {
  hold(what, limit, now);
  if (counts.size < COUNTED || counts.has(what)) counts.set(what, (counts.get(what) ?? 0) + 1);
}

function hold(what: string, limit: number, now: number): void {
  if (now - windowStart >= WINDOW_MS) {
    windowStart = now;
    counts.clear();
  }
  if ((counts.get(what) ?? 0) < limit) return;
  const wait = Math.max(1, Math.ceil((windowStart + WINDOW_MS - now) / 1000));
  throw new ApiError(429, "rate_limited", "Too many requests in this minute.", wait);
}
