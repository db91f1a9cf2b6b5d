import type { DiseaseState, RiskLevel } from '../../core/assessment.ts';
import { type Etiology, etiologies } from '../../core/etiology.ts';
import { Failure } from '../../core/failure.ts';
import { markStates } from '../../core/worklist/marks.ts';
import { gapKinds, levelRanks } from '../../core/worklist/worklist.ts';
import { type WorklistQuery, worklistSorts } from '../../ports/worklist.ts';

const mostRows = 200;
const mostSkipped = 10_000_000;
const states = [
  'no-advanced-fibrosis',
  'indeterminate',
  'advanced-fibrosis',
  'cACLD',
  'dACLD',
  'transplanted',
  'not-assessed',
] as const satisfies readonly DiseaseState[];
const known = ['sort', 'level', 'state', 'etiology', 'gap', 'changed', 'mark', 'count', 'after', 'skip'];

/**
 * `sort=gaps&level=high,low&mark=open&count=50&skip=100`: what the address says. A name never stands in an address, which proxies and
 * browsers keep.
 * @throws Failure `unknown-parameter`, `invalid-parameter`
 */
export function worklistQuery(
  query: URLSearchParams,
  about: Pick<WorklistQuery, 'fhirServer' | 'today' | 'patientIds'>,
): WorklistQuery {
  const unknown = [...query.keys()].find((name) => !known.includes(name) && name !== 'launch');
  if (unknown !== undefined)
    throw new Failure('unknown-parameter', `The worklist takes ${known.join(', ')}; a name is searched for by POST.`);
  return {
    ...about,
    sort: oneOf(query.get('sort'), 'sort', worklistSorts) ?? 'risk',
    ...chosen('levels', listOf(query, 'level', Object.keys(levelRanks) as RiskLevel[])),
    ...chosen('states', listOf(query, 'state', states)),
    ...chosen('etiologies', listOf<Etiology>(query, 'etiology', etiologies)),
    ...chosen('gaps', listOf(query, 'gap', gapKinds)),
    ...chosen('changed', listOf(query, 'changed', ['worse', 'better', 'other'] as const)),
    ...chosen('marks', listOf(query, 'mark', markStates)),
    count: wholeNumber(query, 'count', 1, mostRows) ?? 50,
    ...chosen('after', query.get('after') ?? undefined),
    ...chosen('skip', wholeNumber(query, 'skip', 0, mostSkipped)),
  };
}

const chosen = <N extends string, V>(name: N, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: V };

function oneOf<const T extends string>(value: string | null, name: string, allowed: readonly T[]): T | undefined {
  if (value === null) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new Failure('invalid-parameter', `"${name}" takes ${allowed.join(', ')}.`, { at: name });
  return found;
}

/** `level=high,decompensated` */
function listOf<const T extends string>(
  query: URLSearchParams,
  name: string,
  allowed: readonly T[],
): readonly T[] | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  return value.split(',').flatMap((each) => oneOf(each, name, allowed) ?? []);
}

function wholeNumber(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const number = Number(value);
  if (value === '' || !Number.isInteger(number) || number < least || number > most)
    throw new Failure('invalid-parameter', `"${name}" takes a whole number from ${least} to ${most}.`, { at: name });
  return number;
}
