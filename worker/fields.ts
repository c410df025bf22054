// Reading the fields of a request. Everything that is not as it should be is `bad_request`.

import { badRequest } from "./errors";
import { asObject } from "./http";

type Fields = Record<string, unknown>;

const PRINTABLE = /^[!-~]+$/;
const HEAD = /^[0-9a-f]{24}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Refuses fields that nobody asked for, a `userId` above all. */
export function only(fields: Fields, ...known: string[]): void {
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) throw badRequest(`The field “${name.slice(0, 40)}” is unknown here.`);
  }
}

export function integer(value: unknown, what: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) {
    throw badRequest(`${what} must be a whole number from ${least} to ${most}.`);
  }
  return value;
}

/** Text without unpaired surrogates, of `least` to `most` UTF-16 units. */
export function text(value: unknown, what: string, least: number, most: number): string {
  if (typeof value !== "string" || value.length < least || value.length > most || !value.isWellFormed()) {
    throw badRequest(`${what} must be text of ${least} to ${most} characters.`);
  }
  return value;
}

export function isName(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most && PRINTABLE.test(value);
}

export function name(value: unknown, what: string, most: number): string {
  if (!isName(value, most)) throw badRequest(`${what} must be 1 to ${most} printable ASCII characters without space.`);
  return value;
}

export function head(value: unknown, what: string): string {
  if (typeof value !== "string" || !HEAD.test(value)) throw badRequest(`${what} must be 24 lower-case hex digits.`);
  return value;
}

export function list(value: unknown, what: string, most: number): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw badRequest(`${what} must be a list of at most ${most}.`);
  return value;
}

/** A time as the gateway writes it; null stays null. */
export function timeOrNull(value: unknown, what: string): string | null {
  if (value === null || value === undefined) return null;
  const at = typeof value === "string" && ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw badRequest(`${what} must be a time like 2026-11-22T10:00:00.000Z.`);
  return new Date(at).toISOString();
}

export interface LogRow {
  rev: number;
  head: string;
}

const MOST_REV = Number.MAX_SAFE_INTEGER - 1;

export function rev(value: unknown, what: string): number {
  return integer(value, what, 0, MOST_REV);
}

/** `{rev, head}`; the empty history is rev 0 with an empty head. */
export function logRow(value: unknown, what: string): LogRow {
  const fields = asObject(value, what);
  only(fields, "rev", "head");
  const at = rev(fields["rev"], `${what}.rev`);
  if (at > 0) return { rev: at, head: head(fields["head"], `${what}.head`) };
  if (fields["head"] !== "") throw badRequest(`${what}.head must be empty at rev 0.`);
  return { rev: 0, head: "" };
}
