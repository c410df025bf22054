// Starts one Worker with its D1 in workerd and serves a test run over stdin and stdout: a JSON line in, a JSON line out.
//   node d1peer.mjs ROOT CONFIG '{"vars": {…}}'
// The first line printed is {"url"}; after that every request line gets one answer line, {"ok"} or {"error"}.
// End of input stops everything, so a test run that dies leaves no process behind.
import readline from "node:readline";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , root, configPath, settings = "{}"] = process.argv;
const { resolve } = createRequire(path.join(root, "package.json"));
const { createTestHarness } = await import(pathToFileURL(resolve("wrangler")).href);

const harness = createTestHarness({ root, workers: [{ configPath, ...JSON.parse(settings) }] });
let worker;
let db;

async function up() {
  const { url } = await harness.listen();
  worker = harness.getWorker();
  await worker.applyD1Migrations("DB");
  db = (await worker.getEnv()).DB;
  return { url: String(url) };
}

const operations = {
  /** Statements in one transaction, past the gateway; answers D1's results with their meta. */
  batch: ({ batch }) => db.batch(batch.map(({ sql, params = [] }) => db.prepare(sql).bind(...params))),
  /** Fires the cron of the Worker as if it were `time` (milliseconds since 1970). */
  scheduled: ({ cron, time }) => worker.scheduled({ cron, scheduledTime: new Date(time) }),
  /** A new, empty, freshly migrated database, at a new address. */
  reset: async () => {
    await harness.reset();
    return up();
  },
  /** What the Worker logged since the last call. */
  logs: () => {
    const lines = harness.getLogs();
    harness.clearLogs();
    return lines;
  },
};

const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

answer(await up());
for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    const request = JSON.parse(line);
    answer({ ok: (await operations[request.op](request)) ?? null });
  } catch (error) {
    answer({ error: String(error?.message ?? error) });
  }
}
await harness.close();
process.exit(0);
