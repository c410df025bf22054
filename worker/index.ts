// The gateway between a person's devices and their own D1. The protocol stands in docs/sync.md.

import { type Device, Gate } from "./auth";
import { clean } from "./cron";
import { Database } from "./database";
import { createDevice, listDevices, retireDevice } from "./devices";
import { ApiError } from "./errors";
import { errorReply, readObject, reply } from "./http";
import { deleteKey, listKeys, putKeys } from "./keys";
import type { Env } from "./limits";
import { pull } from "./pull";
import { push } from "./push";
import { check, rows } from "./rows";
import { selftest, status } from "./status";

interface Call {
  request: Request;
  env: Env;
  db: Database;
  gate: Gate;
  hash: string;
  now: number;
}

interface Answer {
  text: string;
  status?: number;
}

type Body = Record<string, unknown>;
type Handler = (call: Call) => Promise<Answer>;

/** Looks the token up in D1, then reads the body: nobody unknown makes the gateway parse anything. */
function known(handle: (call: Call, device: Device, body: Body) => Promise<string>, code = 200): Handler {
  return async (call) => {
    const device = await call.gate.device(call.db, call.hash);
    const body = call.request.method === "GET" ? {} : await readObject(call.request);
    return { text: await handle(call, device, body), status: code };
  };
}

const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/v1/push": { POST: known(({ db, now }, device, body) => push(body, device, db, now)) },
  "/v1/pull": { POST: async (call) => ({ text: await pull(() => readObject(call.request), call) }) },
  "/v1/rows": { POST: known(({ db, env }, { userId }, body) => rows(body, userId, db, env)) },
  "/v1/check": { POST: known(({ db }, { userId }, body) => check(body, userId, db)) },
  "/v1/status": { GET: known(({ db, now }, device) => status(device, db, now)) },
  "/v1/selftest": { POST: known(({ db }, _, body) => selftest(body, db)) },
  "/v1/keys": {
    GET: known(({ db }, { userId }) => listKeys(userId, db)),
    PUT: known(({ db, now }, { userId }, body) => putKeys(body, userId, db, now)),
    DELETE: known(({ db }, { userId }, body) => deleteKey(body, userId, db)),
  },
  "/v1/devices": {
    GET: known(({ db }, device) => listDevices(device, db)),
    POST: known(({ db, now }, device, body) => createDevice(body, device, db, now), 201),
  },
  "/v1/devices/retire": { POST: known(({ db, now }, device, body) => retireDevice(body, device, db, now)) },
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function handlerOf(request: Request): Handler {
  const { protocol, hostname, pathname } = new URL(request.url);
  if (protocol !== "https:" && !LOOPBACK.test(hostname)) {
    throw new ApiError(403, "https_required", "Use https: over plain http everybody on the way reads the token.");
  }
  const methods = Object.hasOwn(ROUTES, pathname) ? ROUTES[pathname] : undefined;
  if (methods === undefined) throw new ApiError(404, "not_found", "There is nothing at this path.");
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (handler !== undefined) return handler;
  const allowed = Object.keys(methods).join(", ");
  throw new ApiError(405, "method_not_allowed", `This path takes ${allowed}.`, null, {}, { Allow: allowed });
}

async function respond(request: Request, env: Env): Promise<Response> {
  const handler = handlerOf(request);
  const now = Date.now();
  const gate = new Gate(env, request, now);
  const hash = await gate.hash();
  const answer = await handler({ request, env, db: new Database(env), gate, hash, now });
  return reply(answer.text, answer.status);
}

/** Where it happened, without the message: that may repeat what a person sent. */
function logFault(error: unknown): void {
  const frames = error instanceof Error ? (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)) : [];
  const what = error instanceof Error ? error.name : typeof error;
  console.error(JSON.stringify({ fault: what, at: frames.slice(0, 4).map((line) => line.trim()) }));
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      return await respond(request, env);
    } catch (error) {
      if (error instanceof ApiError) return errorReply(error);
      logFault(error);
      return errorReply(new ApiError(500, "internal", "The gateway has a fault. What was sent is not lost on the device."));
    }
  },

  async scheduled(controller: ScheduledController, env: Env): Promise<void> {
    await clean(env, controller.scheduledTime);
  },
};
