// What workerd offers beyond the web platform, as far as the gateway uses it.

interface D1Meta {
  duration: number;
  rows_read: number;
  rows_written: number;
  changes: number;
}

interface D1Result {
  results: Record<string, unknown>[];
  meta: D1Meta;
}

interface D1PreparedStatement {
  bind(...values: string[]): D1PreparedStatement;
}

interface D1DatabaseSession {
  prepare(sql: string): D1PreparedStatement;
  batch(statements: D1PreparedStatement[]): Promise<D1Result[]>;
}

interface D1Database {
  withSession(constraint: "first-primary"): D1DatabaseSession;
}

interface ScheduledController {
  scheduledTime: number;
  cron: string;
}

interface SubtleCrypto {
  timingSafeEqual(a: ArrayBufferView, b: ArrayBufferView): boolean;
}
