import { type RawBuilder, sql } from 'kysely';
import { foldText } from '../../../fhir-resources/search/elements.ts';
import { bareKey, systemKey, systemPrefix } from '../../../fhir-resources/search/index-entry.ts';
import { beginningOfTime } from '../../../fhir-resources/search/instants.ts';
import { columnOf, indexNames } from '../../../fhir-resources/search/parameters.ts';
import type { Criterion, DateAlternative, QuantityAlternative, ResultQuery } from '../../ports/results.ts';
import { dayMs } from './migrations.ts';

type Condition = RawBuilder<unknown>;

const never = sql`false`;
const anyOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? never : sql`(${sql.join(conditions, sql` or `)})`;

/** The WHERE clause of a search over `document`: what fhir-resources/search/match.ts means, in SQL. */
export function whereClause(query: Pick<ResultQuery, 'resourceType' | 'criteria'>): Condition {
  const conditions = [
    sql`type = ${query.resourceType}`,
    ...query.criteria.map((criterion) => conditionOf(query.resourceType, criterion)),
  ];
  return sql.join(conditions, sql` and `);
}

function conditionOf(type: string, criterion: Criterion): Condition {
  const names = indexNames(type, criterion.parameter);
  switch (criterion.kind) {
    case 'token': {
      const found = tokenCondition(names, criterion.any);
      return criterion.not ? sql`not ${found}` : found;
    }
    case 'uri':
      return hasKeys(criterion.any.flatMap((value) => names.map((name) => bareKey(name, value))));
    case 'reference':
      return anyOf(names.map((name) => referenceCondition(type, name, criterion.any)));
    case 'date':
      return anyOf(names.map((name) => dateCondition(type, name, criterion.any)));
    case 'quantity':
      return anyOf(names.map((name) => someFact(name, anyOf(criterion.any.map(quantityCondition)))));
    case 'string':
      return anyOf(names.map((name) => someFact(name, stringCondition(criterion.any, criterion.match))));
    case 'missing': {
      const present = anyOf(names.map((name) => presence(type, name)));
      return criterion.missing ? sql`not ${present}` : present;
    }
  }
}

function tokenCondition(
  names: readonly string[],
  any: readonly { readonly system?: string; readonly code?: string }[],
): Condition {
  const keys: string[] = [];
  const others: Condition[] = [];
  for (const name of names)
    for (const { system, code } of any) {
      if (name === '_id') others.push(code !== undefined && !system ? sql`id = ${code}` : never);
      else if (code !== undefined)
        keys.push(system === undefined ? bareKey(name, code) : systemKey(name, system, code));
      else others.push(keyBeginsWith(systemPrefix(name, system ?? '')));
    }
  return anyOf(keys.length > 0 ? [hasKeys(keys), ...others] : others);
}

/** Served by the index on keys, and estimated by its statistics of common elements. */
const hasKeys = (keys: readonly string[]): Condition => sql`keys && ${keys}::text[]`;

/** Not served by an index: for searches by system alone and for `:missing`, which other criteria narrow. */
const keyBeginsWith = (prefix: string): Condition =>
  sql`exists (select 1 from unnest(keys) as held (key) where held.key ^@ ${prefix}::text)`;

function referenceCondition(type: string, name: string, any: readonly string[]): Condition {
  if (columnOf(type, name) !== 'subject') return hasKeys(any.map((value) => bareKey(name, value)));
  // The column holds `Type/id`; literal forms that are not relative stand among the keys.
  const relative = any.filter((value) => /^[A-Z][A-Za-z]+\/[^/]+$/.test(value));
  const literal = any.filter((value) => !relative.includes(value));
  const [only] = relative;
  const conditions: Condition[] = [];
  if (relative.length === 1 && only !== undefined) conditions.push(sql`subject = ${only}`);
  if (relative.length > 1) conditions.push(sql`subject = any(${relative}::text[])`);
  if (literal.length > 0) conditions.push(hasKeys(literal.map((value) => bareKey(name, value))));
  return anyOf(conditions);
}

function dateCondition(type: string, name: string, any: readonly DateAlternative[]): Condition {
  if (name === '_lastUpdated')
    return anyOf(any.map((date) => intervalCondition(sql`last_updated`, sql`(last_updated + 1)`, date)));
  if (columnOf(type, name) !== 'date')
    return someFact(
      name,
      anyOf(any.map((date) => intervalCondition(sql`(fact->>0)::float8`, sql`(fact->>1)::float8`, date))),
    );
  const dated = sql`date_high > ${beginningOfTime}`;
  return anyOf(
    any.map((date) => {
      const compared = intervalCondition(sql`date_low`, sql`date_high`, date);
      return sql`(${sql.join([dated, ...beginBounds(type, date), compared], sql` and `)})`;
    }),
  );
}

/**
 * Bounds on the beginning that follow from the comparison. They say nothing new, but they are what the index on
 * date_low can use: a document that ends after a date begins at most the longest stored interval before it.
 */
function beginBounds(type: string, searched: DateAlternative): Condition[] {
  const from = sql`${Date.parse(searched.low)}::float8`;
  const to = sql`${Date.parse(searched.high)}::float8`;
  // Inlined, not parameters: only so does the planner see that the partial index answers it.
  const longest = sql`(select coalesce(max(date_high - date_low), ${sql.lit(dayMs)}) from document
    where type = ${type} and date_high - date_low > ${sql.lit(dayMs)})`;
  switch (searched.prefix) {
    case 'gt':
      return [sql`date_low > ${to} - ${longest}`];
    case 'ge':
      return [sql`date_low > ${from} - ${longest}`];
    case 'ap':
      return [sql`date_low > ${from} - ${longest}`];
    case 'le':
      return [sql`date_low < ${to}`];
    case 'eb':
      return [sql`date_low < ${from}`];
    default:
      return [];
  }
}

function intervalCondition(low: Condition, high: Condition, searched: DateAlternative): Condition {
  const from = sql`${Date.parse(searched.low)}::float8`;
  const to = sql`${Date.parse(searched.high)}::float8`;
  // The third part follows from the others; it bounds the index on `low` from both sides.
  const equal = sql`(${low} >= ${from} and ${high} <= ${to} and ${low} < ${to})`;
  switch (searched.prefix) {
    case 'eq':
      return equal;
    case 'ne':
      return sql`not ${equal}`;
    case 'gt':
      return sql`${high} > ${to}`;
    case 'lt':
      return sql`${low} < ${from}`;
    case 'ge':
      return sql`(${high} > ${to} or ${equal})`;
    case 'le':
      return sql`(${low} < ${from} or ${equal})`;
    case 'sa':
      return sql`${low} >= ${to}`;
    case 'eb':
      return sql`${high} <= ${from}`;
    case 'ap':
      return sql`(${low} < ${to} and ${high} > ${from})`;
  }
}

function quantityCondition(searched: QuantityAlternative): Condition {
  const unit: Condition[] = [];
  if (searched.system !== undefined) unit.push(sql`fact->>2 = ${searched.system}`);
  if (searched.code !== undefined && searched.system !== undefined) unit.push(sql`fact->>3 = ${searched.code}`);
  if (searched.code !== undefined && searched.system === undefined)
    unit.push(sql`(fact->>3 = ${searched.code} or fact->>4 = ${searched.code})`);
  return sql`(${sql.join([...unit, numberCondition(searched)], sql` and `)})`;
}

function numberCondition(searched: QuantityAlternative): Condition {
  const low = sql`(fact->>0)::float8`;
  const high = sql`(fact->>1)::float8`;
  const value = sql`${searched.value}::float8`;
  const equal = sql`(${low} >= ${searched.low}::float8 and ${high} < ${searched.high}::float8)`;
  switch (searched.prefix) {
    case 'eq':
      return equal;
    case 'ne':
      return sql`not ${equal}`;
    case 'gt':
      return sql`${high} > ${value}`;
    case 'lt':
      return sql`${low} < ${value}`;
    case 'ge':
      return sql`${high} >= ${value}`;
    case 'le':
      return sql`${low} <= ${value}`;
    case 'sa':
      return sql`${low} > ${value}`;
    case 'eb':
      return sql`${high} < ${value}`;
    case 'ap':
      return sql`(${low} < ${searched.high}::float8 and ${high} >= ${searched.low}::float8)`;
  }
}

function stringCondition(any: readonly string[], how: 'starts' | 'contains' | 'exact'): Condition {
  return anyOf(
    any.map((text) => {
      if (how === 'exact') return sql`fact->>1 = ${text}`;
      const folded = foldText(text);
      return how === 'starts' ? sql`fact->>0 ^@ ${folded}::text` : sql`strpos(fact->>0, ${folded}::text) > 0`;
    }),
  );
}

const someFact = (name: string, condition: Condition): Condition =>
  sql`exists (select 1 from jsonb_array_elements(facts->${name}::text) as held (fact) where ${condition})`;

function presence(type: string, name: string): Condition {
  if (name === '_id' || name === '_lastUpdated') return sql`true`;
  if (columnOf(type, name) === 'date') return sql`date_high > ${beginningOfTime}`;
  const conditions = [
    sql`facts ? ${name}`,
    sql`exists (select 1 from unnest(keys) as held (key)
      where held.key ^@ ${`${name}\u0001`}::text or held.key ^@ ${`${name}\u0002`}::text or held.key ^@ ${`${name}:`}::text)`,
  ];
  if (columnOf(type, name) === 'subject') conditions.push(sql`subject <> ''`);
  return anyOf(conditions);
}
