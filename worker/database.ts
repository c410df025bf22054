// D1 as the handlers see it: batches of statements with text parameters, counted, bounded, and logged when slow.

import { fromD1, tooBig } from "./errors";
import { D1, type Env, exceeds, setting } from "./limits";

export interface Statement {
  sql: string;
  params: readonly string[];
}

export type Row = Record<string, unknown>;

export interface Outcome {
  rows: Row[];
  changes: number;
}

/** All statements of one request. Every batch is one transaction and is read from the primary. */
export class Database {
  queries = 0;
  rowsRead = 0;
  rowsWritten = 0;
  private readonly session: D1DatabaseSession;
  private readonly slowMs: number;

  constructor(env: Env) {
    this.session = env.DB.withSession("first-primary");
    this.slowMs = setting(env.SLOW_QUERY_MS, 100);
  }

  get meta(): { queries: number; rowsRead: number; rowsWritten: number } {
    return { queries: this.queries, rowsRead: this.rowsRead, rowsWritten: this.rowsWritten };
  }

  /** One outcome per statement, in order; nothing is left if one of them fails. Throws ApiError. */
  async batch(statements: readonly Statement[]): Promise<Outcome[]> {
    this.hold(statements);
    let results: D1Result[];
    try {
      results = await this.session.batch(
        statements.map(({ sql, params }) => this.session.prepare(sql).bind(...params)),
      );
    } catch (error) {
      throw fromD1(error instanceof Error ? error.message : "", Date.now());
    }
    return results.map(({ results: rows, meta }, index) => {
      this.rowsRead += meta.rows_read;
      this.rowsWritten += meta.rows_written;
      if (meta.duration >= this.slowMs) this.logSlow(statements[index]?.sql ?? "", meta);
      return { rows, changes: meta.changes };
    });
  }

  /** The rows of a single statement. */
  async rows(sql: string, ...params: string[]): Promise<Row[]> {
    const [outcome] = await this.batch([{ sql, params }]);
    return outcome?.rows ?? [];
  }

  private hold(statements: readonly Statement[]): void {
    this.queries += statements.length;
    if (this.queries > D1.queries) throw tooBig("This request needs more statements than the host allows.");
    for (const { sql, params } of statements) {
      if (params.length > D1.parameters || exceeds(sql, D1.statementBytes - 1)) {
        throw tooBig("This request needs a statement longer than the database allows.");
      }
      if (params.some((value) => exceeds(value, D1.valueBytes))) {
        throw tooBig("This request has a value larger than the database allows.");
      }
    }
  }

  /** The text of a statement holds names and numbered places only, never a value of a person. */
  private logSlow(sql: string, meta: D1Meta): void {
    console.warn(
      JSON.stringify({
        slow: sql.replace(/\s+/g, " ").slice(0, 160),
        ms: Math.round(meta.duration),
        rowsRead: meta.rows_read,
        rowsWritten: meta.rows_written,
      }),
    );
  }
}
