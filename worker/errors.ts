// Typed errors, and D1's messages sorted by what a client should do about them.

export interface Details {
  table?: string;
  column?: string;
  rows?: BadRow[];
}

export interface BadRow {
  table: string;
  /** The place in `rows` of the table, from 0. */
  row: number;
  /** The row's id, if it has a usable one. */
  id: string | null;
  column: string | null;
  reason: string;
}

/** An error that is answered as `{error: {code, message, retryable, retryAfter}}`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds until the identical request may be sent again; null where repeating it does not help. */
    readonly retryAfter: number | null = null,
    readonly details: Details = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string): ApiError => new ApiError(400, "bad_request", message);
export const tooBig = (message: string): ApiError => new ApiError(413, "too_big", message);

type Maker = (now: number) => ApiError;

const unavailable =
  (code: string, message: string, retryAfter: number): Maker =>
  () =>
    new ApiError(503, code, message, retryAfter);

const QUOTA_MESSAGE = "The rows of the free plan for today are used up. They are counted anew from 00:00 UTC.";

/** In this order: the first pattern found in D1's message decides. Codes of D1 say too little. */
const KNOWN: readonly (readonly [RegExp, Maker])[] = [
  [
    /exceeded D1's .*limit|daily row (read|write) limit/i,
    (now) => new ApiError(503, "quota", QUOTA_MESSAGE, secondsToMidnight(now)),
  ],
  [
    /long-running (export|import)/i,
    unavailable("busy", "The database is being exported or imported. Try again in some minutes.", 120),
  ],
  [
    /overloaded|too many requests queued|exceeded timeout|exceeded its memory limit|exceeded its CPU time limit/i,
    unavailable("overloaded", "The database has too much to do. Try again later, with less at once.", 10),
  ],
  [
    /no such (table|column)|has no column named/i,
    () =>
      new ApiError(
        409,
        "schema_behind",
        "The database lacks a table or column. Apply the migrations: wrangler d1 migrations apply DB --remote",
      ),
  ],
  [
    /SQLITE_CONSTRAINT|constraint failed/i,
    () => new ApiError(422, "constraint", "The database refuses one of the rows. Nothing was stored."),
  ],
  [
    /SQLITE_TOOBIG|string or blob too big|statement too long/i,
    () => tooBig("The database refuses a value or statement of this size. Nothing was stored."),
  ],
  [
    /too many SQL variables|too many terms|pattern too complex|SQLITE_AUTH|malformed JSON|D1_TYPE_ERROR|syntax error/i,
    () => new ApiError(500, "internal", "The gateway sent a statement that the database does not take."),
  ],
  [
    /network connection lost|code was updated|caused object to be reset|transient issue|client disconnected|replica|internal error/i,
    unavailable("transient", "The database stumbled. Send the same request again.", 2),
  ],
];

/** The typed error for what D1 said. Unknown messages count as passing: the write may have been done. */
export function fromD1(message: string, now: number): ApiError {
  for (const [pattern, make] of KNOWN) if (pattern.test(message)) return make(now);
  return new ApiError(503, "transient", "The database did not answer as it should. Send the same request again.", 5);
}

/** Seconds until the next 00:00 UTC, at least 1. */
export function secondsToMidnight(now: number): number {
  const day = 86_400_000;
  return Math.max(1, Math.ceil((day - (now % day)) / 1000));
}
