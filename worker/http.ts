// Bodies in, JSON out: sizes, encodings, headers, and how an error looks.

import { ApiError, badRequest, tooBig } from "./errors";
import { LIMITS } from "./limits";

const HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": "application/json; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** A reply whose text is JSON already. */
export function reply(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status, headers: { ...HEADERS, ...headers } });
}

export function errorReply(error: ApiError): Response {
  const { code, message, retryAfter, details } = error;
  const body = { error: { code, message, retryable: retryAfter !== null, retryAfter, ...details } };
  const headers = retryAfter === null ? error.headers : { ...error.headers, "Retry-After": String(retryAfter) };
  return reply(JSON.stringify(body), error.status, headers);
}

/** The object in a request body. Throws `bad_request`, `too_big` or `unsupported_encoding`. */
export async function readObject(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("The body is not JSON.");
  }
  return asObject(value, "The body");
}

async function readText(request: Request): Promise<string> {
  const oversized = tooBig(`The body is larger than ${LIMITS.bodyBytes} bytes. Send less at once.`);
  if (Number(request.headers.get("Content-Length") ?? "0") > LIMITS.bodyBytes) throw oversized;
  if (request.body === null) throw badRequest("The body is empty.");
  let chunks: Uint8Array[];
  try {
    chunks = await collect(unpacked(request, request.body), oversized);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw badRequest("The body is cut or not packed as it says.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
  } catch {
    throw badRequest("The body is not UTF-8.");
  }
}

function unpacked(request: Request, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const encoding = (request.headers.get("Content-Encoding") ?? "identity").trim().toLowerCase();
  if (encoding === "identity") return body;
  if (encoding === "gzip") {
    return body.pipeThrough(new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>);
  }
  throw new ApiError(415, "unsupported_encoding", "The body may be packed with gzip only.", null, {}, {
    "Accept-Encoding": "gzip",
  });
}

/** Reads to the end, but never more than a body may have, whatever its header says. */
async function collect(stream: ReadableStream<Uint8Array>, oversized: ApiError): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    size += value.byteLength;
    if (size > LIMITS.bodyBytes) {
      reader.cancel().catch(() => undefined);
      throw oversized;
    }
    chunks.push(value);
  }
}

export function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badRequest(`${what} must be an object.`);
  }
  return value as Record<string, unknown>;
}
