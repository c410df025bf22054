// Every figure in one place: what the gateway allows, and what D1 allows in production
// (a local D1 is laxer, so these are held here).

export interface Env {
  DB: D1Database;
  /** Rows of a page at most; 1,000 if absent. */
  DB_MAX_RESULTS?: string;
  /** Statements slower than this many milliseconds are logged; 100 if absent. */
  SLOW_QUERY_MS?: string;
  /** Requests per minute and token; 600 if absent. */
  RATE_LIMIT?: string;
}

export const LIMITS = {
  /** Bytes of a request body, after unpacking. */
  bodyBytes: 1_500_000,
  pushRows: 1_000,
  /** Bytes of a row as JSON in UTF-8. */
  rowBytes: 524_288,
  /** Bytes of rows in a reply. */
  pullBytes: 900_000,
  pullRows: 1_000,
} as const;

/** Of D1 in production. The free plan counts the queries of one invocation. */
export const D1 = {
  queries: 50,
  parameters: 100,
  statementBytes: 100_000,
  valueBytes: 2_000_000,
  functionArguments: 32,
} as const;

export const SLOTS = { perRequest: 16, bytes: 8_192 } as const;
export const DEVICES = { perPerson: 200, nameLength: 64 } as const;

/** A token that was looked up may ask where the tip is for so long before it is looked up again. */
export const TOKEN_MEMORY_MS = 60_000;
export const NOTE_ANCHOR_MS = 24 * 3_600_000;
export const TOMBSTONE_MS = 30 * 24 * 3_600_000;

/** The number in a variable of the environment, or `fallback` where it is absent or no whole number above 0. */
export function setting(text: string | undefined, fallback: number): number {
  const value = Number(text ?? "");
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}

const encoder = new TextEncoder();

/** Length in UTF-8. */
export function bytesOf(text: string): number {
  return encoder.encode(text).byteLength;
}

/** Whether the text is longer than `limit` bytes in UTF-8; long texts are only encoded where it is in doubt. */
export function exceeds(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && bytesOf(text) > limit;
}
