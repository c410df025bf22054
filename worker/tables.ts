// The synced tables by name, and the SQL of their columns. Names from a request are only ever looked up here.

import { ApiError } from "./errors";
import { D1 } from "./limits";
import { type Kind, type Need, SCHEMA } from "./schema";

export interface Column {
  kind: Kind;
  need: Need;
}

export interface Table {
  name: string;
  /** In the order of the schema; without `userId`, with `rev`. */
  columns: ReadonlyMap<string, Column>;
  /** The column names as JSON, as they head the rows of a reply. */
  heading: string;
  /** SQL expressions that give the columns as JSON lists, one after the other. */
  lists: readonly string[];
}

/** Written by the gateway alone. */
const STAMPED = "rev";

function describe(name: string, columns: Readonly<Record<string, readonly [Kind, Need]>>): Table {
  const names = Object.keys(columns);
  const lists: string[] = [];
  for (let first = 0; first < names.length; first += D1.functionArguments) {
    const part = names.slice(first, first + D1.functionArguments).map((column) => `t."${column}"`);
    lists.push(`json_array(${part.join(", ")}) AS p${lists.length}`);
  }
  return {
    name,
    columns: new Map(Object.entries(columns).map(([column, [kind, need]]) => [column, { kind, need }])),
    heading: JSON.stringify(names),
    lists,
  };
}

/** In the order in which a push writes them. */
export const TABLES: ReadonlyMap<string, Table> = new Map(
  Object.entries(SCHEMA).map(([name, columns]) => [name, describe(name, columns)]),
);

/** Throws `unknown_table`. */
export function tableNamed(name: unknown): Table {
  const table = typeof name === "string" ? TABLES.get(name) : undefined;
  if (table !== undefined) return table;
  throw new ApiError(
    422,
    "unknown_table",
    "The gateway does not know this table. It may be older than the client; deploy it anew.",
    null,
    typeof name === "string" ? { table: name.slice(0, 64) } : {},
  );
}

/** A column a client may write. Throws `unknown_column`. */
export function columnNamed(table: Table, name: unknown): Column {
  const column = typeof name === "string" && name !== STAMPED ? table.columns.get(name) : undefined;
  if (column !== undefined) return column;
  throw new ApiError(
    422,
    "unknown_column",
    "The gateway does not know this column, or writes it alone. It may be older than the client; deploy it anew.",
    null,
    typeof name === "string" ? { table: table.name, column: name.slice(0, 64) } : { table: table.name },
  );
}

/** The columns that every row of a push must bring. */
export function requiredColumns(table: Table): string[] {
  return [...table.columns].filter(([, { need }]) => need === "required").map(([name]) => name);
}
