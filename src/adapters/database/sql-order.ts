import { type RawBuilder, sql } from 'kysely';
import { absentNumber, absentText, type SortKey, type SortValue } from '../../../fhir-resources/search/order.ts';
import { columnOf, indexNames, parametersOf } from '../../../fhir-resources/search/parameters.ts';

/** SQL of a sort value: what fhir-resources/search/order.ts computes from the index entry. */
export function sortExpression(type: string, key: SortKey): RawBuilder<unknown> {
  if (key.parameter === '_id') return sql`id`;
  if (key.parameter === '_lastUpdated') return sql`last_updated`;
  const names = indexNames(type, key.parameter);
  const [name = ''] = names;
  const column = columnOf(type, name);
  if (column === 'date') return sql`date_low`;
  if (column === 'subject') return sql`subject`;
  if (key.kind === 'number') {
    const firsts = names.map((each) => sql`(facts->${each}::text->0->>0)::float8`);
    return sql`coalesce(${sql.join([...firsts, sql`${absentNumber}::float8`])})`;
  }
  if (parametersOf(type).get(name)?.type === 'string')
    return sql`(coalesce((select min((fact->>0) collate "C") from jsonb_array_elements(facts->${name}::text) as held (fact)),
      ${absentText}) collate "C")`;
  const prefixes = names.map((each) => `${each}\u0001`);
  return sql`(coalesce((select min(substr(held.key, strpos(held.key, ${'\u0001'}::text) + 1) collate "C")
    from unnest(keys) as held (key) where held.key ^@ any(${prefixes}::text[])), ${absentText}) collate "C")`;
}

export function orderClause(type: string, keys: readonly SortKey[]): RawBuilder<unknown> {
  return sql.join(keys.map((key) => sql`${sortExpression(type, key)} ${key.descending ? sql`desc` : sql`asc`}`));
}

/**
 * Documents after a place in the order. One direction throughout is a row comparison, which an index can serve;
 * otherwise the comparison is spelled out key by key.
 */
export function afterClause(type: string, keys: readonly SortKey[], after: readonly SortValue[]): RawBuilder<unknown> {
  const sides = keys.map((key, index) => ({
    expression: sortExpression(type, key),
    value: key.kind === 'number' ? sql`${after[index]}::float8` : sql`${after[index]}::text`,
    descending: key.descending,
  }));
  const [first] = sides;
  if (sides.every((side) => side.descending === first?.descending)) {
    const left = sql.join(sides.map((side) => side.expression));
    const right = sql.join(sides.map((side) => side.value));
    return first?.descending ? sql`(${left}) < (${right})` : sql`(${left}) > (${right})`;
  }
  const steps = sides.map((side, index) => {
    const before = sides.slice(0, index).map((equal) => sql`${equal.expression} = ${equal.value}`);
    const beyond = side.descending ? sql`${side.expression} < ${side.value}` : sql`${side.expression} > ${side.value}`;
    return sql`(${sql.join([...before, beyond], sql` and `)})`;
  });
  return sql`(${sql.join(steps, sql` or `)})`;
}
