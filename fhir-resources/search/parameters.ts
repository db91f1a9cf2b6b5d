import { careParameters } from './care-parameters.ts';
import { chartParameters } from './chart-parameters.ts';
import { outcomeParameters } from './outcome-parameters.ts';
import { date, type SearchParameter, token, uri } from './parameter.ts';
import { recordParameters } from './record-parameters.ts';

/** Hold for every resource type. `_id` and `_lastUpdated` are answered by the store's own columns. */
const everywhere: readonly SearchParameter[] = [
  token('_id', 'Resource-id', ['id']),
  date('_lastUpdated', 'Resource-lastUpdated', ['meta.lastUpdated']),
  uri('_profile', 'Resource-profile', ['meta.profile']),
  token('_tag', 'Resource-tag', ['meta.tag']),
  token('_security', 'Resource-security', ['meta.security']),
];

const tables = { ...outcomeParameters, ...recordParameters, ...chartParameters, ...careParameters };

const byType = new Map<string, ReadonlyMap<string, SearchParameter>>(
  Object.entries(tables).map(([type, own]) => [
    type,
    new Map([...everywhere, ...own].map((parameter) => [parameter.name, parameter])),
  ]),
);
const generic: ReadonlyMap<string, SearchParameter> = new Map(
  everywhere.map((parameter) => [parameter.name, parameter]),
);

/** Types with a table of their own; any other type may still be stored and searched by the general parameters. */
export const searchableTypes: readonly string[] = [...byType.keys()].sort();

/** The search parameters of a type by name. */
export function parametersOf(resourceType: string): ReadonlyMap<string, SearchParameter> {
  return byType.get(resourceType) ?? generic;
}

/**
 * Names under which the index holds what a parameter asks for: itself, or the parameters that answer it.
 * `patient:identifier` becomes `subject:identifier`. Empty for an unknown parameter.
 */
export function indexNames(resourceType: string, name: string): readonly string[] {
  const [base = '', suffix] = name.split(':', 2);
  const parameter = parametersOf(resourceType).get(base);
  if (!parameter) return [];
  const names = parameter.answeredBy ?? [base];
  return suffix === undefined ? names : names.map((each) => `${each}:${suffix}`);
}

/** Which column of its own holds a parameter's values, if one does. */
export function columnOf(resourceType: string, indexName: string): 'subject' | 'date' | undefined {
  const parameter = parametersOf(resourceType).get(indexName);
  if (!parameter?.column) return undefined;
  return parameter.type === 'date' ? 'date' : 'subject';
}
