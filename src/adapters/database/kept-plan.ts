import { type RawBuilder, sql } from 'kysely';

const mark = '/* plan kept */';

/**
 * Begins a statement of every hook call whose plan does not depend on its values: the embedded store, which plans with the processor that
 * answers hooks, parses and plans it once (two thirds of its cost). A PostgreSQL server plans it each time: names of prepared statements
 * would not pass every connection pooler.
 */
export const keptPlan: RawBuilder<unknown> = sql.raw(mark);

/** A query of node-postgres, with the name that keeps its plan where the statement asks for it. */
export function namedWherePlanIsKept(names: Map<string, string>, query: unknown, values: unknown): unknown {
  if (typeof query !== 'string' || !Array.isArray(values) || !query.trimStart().startsWith(mark)) return query;
  const name = names.get(query) ?? `kept${names.size}`;
  names.set(query, name);
  return { name, text: query, values };
}
