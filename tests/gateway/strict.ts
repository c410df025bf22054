// The gateway as it is shipped, over a D1 that holds the limits of production and fails when it is told to.
//   X-Test-Fault: MESSAGE   the next batch throws what D1 would say, before anything is done
//   X-Test-Late: MESSAGE    the same after the batch was committed
//   X-Test-Skip: N          let N batches pass before that
// Every answer has X-Test-Report: {"queries", "statements", "broken": […]}.

import gateway from "../../worker/index";
import type { Env } from "../../worker/limits";

const MOST = { queries: 50, parameters: 100, statement: 99_999, value: 2_000_000, arguments: 32, terms: 5 };

class Watch {
  queries = 0;
  batches = 0;
  readonly statements = new Set<string>();
  readonly broken: string[] = [];

  see(sql: string, values: unknown[]): void {
    this.queries += 1;
    this.statements.add(sql);
    const bytes = (text: string): number => new TextEncoder().encode(text).byteLength;
    this.hold("queries", this.queries, MOST.queries);
    this.hold("parameters", values.length, MOST.parameters);
    this.hold("statement", bytes(sql), MOST.statement);
    this.hold("terms", sql.split(/\b(?:UNION|INTERSECT|EXCEPT)\b/).length, MOST.terms);
    for (const [call] of sql.matchAll(/\w+\([^()]*\)/g)) {
      if (!/^(SELECT|INTO|VALUES|sync_log|sync_keys)/i.test(call)) {
        this.hold(`arguments of ${call.slice(0, 20)}`, call.split(",").length, listOf(call) ? 99 : MOST.arguments);
      }
    }
    for (const value of values) {
      if (typeof value !== "string") this.broken.push(`a parameter is ${typeof value}`);
      else this.hold("value", bytes(value), MOST.value);
    }
  }

  private hold(what: string, is: number, most: number): void {
    if (is > most) this.broken.push(`${what}: ${is}`);
  }
}

/** `INSERT INTO table (…)` names columns and calls nothing. */
const listOf = (call: string): boolean => !/^(json_array|coalesce|min|max|count|sum|nullif|substr|json_each)\(/.test(call);

function watched(db: D1Database, watch: Watch, headers: Headers): D1Database {
  const wrap = (session: D1DatabaseSession): D1DatabaseSession => ({
    prepare(sql) {
      const statement = session.prepare(sql);
      return {
        bind(...values) {
          watch.see(sql, values);
          return statement.bind(...values);
        },
      };
    },
    async batch(statements) {
      const now = watch.batches === Number(headers.get("X-Test-Skip") ?? "0");
      watch.batches += 1;
      const [fault, late] = [headers.get("X-Test-Fault"), headers.get("X-Test-Late")];
      if (now && fault !== null) throw new Error(fault);
      const results = await session.batch(statements);
      if (now && late !== null) throw new Error(late);
      return results;
    },
  });
  return { withSession: (constraint) => wrap(db.withSession(constraint)) };
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const watch = new Watch();
    const answer = await gateway.fetch(request, { ...env, DB: watched(env.DB, watch, request.headers) });
    const { queries, statements, broken } = watch;
    const reported = new Response(answer.body, answer);
    reported.headers.set("X-Test-Report", JSON.stringify({ queries, statements: statements.size, broken }));
    return reported;
  },

  async scheduled(controller: ScheduledController, env: Env): Promise<void> {
    const watch = new Watch();
    await gateway.scheduled(controller, { ...env, DB: watched(env.DB, watch, new Headers()) });
    console.log(JSON.stringify({ report: { queries: watch.queries, broken: watch.broken } }));
  },
};
