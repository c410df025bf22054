// The log of accepted pushes.

import type { Row, Statement } from "./database";
import type { LogRow } from "./fields";

export const tipOf = (userId: string): Statement => ({
  sql: "SELECT rev, head FROM sync_log WHERE userId = ?1 ORDER BY rev DESC LIMIT 1",
  params: [userId],
});

export const headAt = (userId: string, rev: number): Statement => ({
  sql: "SELECT head FROM sync_log WHERE userId = ?1 AND rev = CAST(?2 AS INTEGER)",
  params: [userId, String(rev)],
});

/** The tip from the rows of `tipOf`; the empty history is rev 0 with an empty head. */
export function readTip(rows: readonly Row[] | undefined): LogRow {
  const row = rows?.[0];
  return row === undefined ? { rev: 0, head: "" } : { rev: Number(row["rev"]), head: String(row["head"]) };
}

/** The head from the rows of `headAt`, null where the log has none. */
export function readHead(rows: readonly Row[] | undefined): string | null {
  const row = rows?.[0];
  return row === undefined ? null : String(row["head"]);
}
