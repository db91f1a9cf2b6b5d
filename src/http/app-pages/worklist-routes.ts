import { Router } from 'express';
import { entriesOf } from '../../../fhir-resources/bundle.ts';
import { readPerson } from '../../../fhir-resources/read/person.ts';
import type { DiseaseState, RiskLevel } from '../../core/assessment.ts';
import { type Etiology, etiologies } from '../../core/etiology.ts';
import { Failure } from '../../core/failure.ts';
import { gapKinds, levelRanks } from '../../core/worklist/worklist.ts';
import type { Chart, ChartAccess } from '../../ports/chart.ts';
import { type WorklistStore, worklistSorts } from '../../ports/worklist.ts';
import { logOf } from '../call-locals.ts';
import { requireUserScope } from './app-access.ts';
import type { AppTools } from './app-routes.ts';
import { factsOf, outcomeOf } from './review-routes.ts';

const mostRows = 200;
const states = [
  'no-advanced-fibrosis',
  'indeterminate',
  'advanced-fibrosis',
  'cACLD',
  'dACLD',
  'transplanted',
  'not-assessed',
] as const satisfies readonly DiseaseState[];
const known = ['sort', 'level', 'state', 'etiology', 'gap', 'changed', 'q', 'count', 'after', 'launch'];

/**
 * `GET /worklist`: the patients of the user's EHR that were assessed here, by risk, change, gaps or last seen. Names are not kept here:
 * the EHR is asked for those of the page, and for whom a name fits, with the user's own token.
 */
export function worklistRoutes(
  deps: { readonly worklist: Pick<WorklistStore, 'query'>; readonly chart: Chart },
  { access, record }: AppTools,
): Router {
  const router = Router();
  router.get('/worklist', async (request, response) => {
    const call = access(request, response);
    const about = { ...factsOf(call), query: `app/worklist?${withoutName(call.query)}`.slice(0, 500) };
    try {
      requireUserScope(call);
      const { query } = call;
      const unknown = [...query.keys()].find((name) => !known.includes(name));
      if (unknown !== undefined)
        throw new Failure('unknown-parameter', `The worklist takes ${known.slice(0, -1).join(', ')}.`);
      const to = await call.access();
      const patientIds = await idsOfName(deps.chart, to, query.get('q'), call.signal);
      const page = await deps.worklist.query({
        fhirServer: to.fhirServer,
        sort: oneOf(query, 'sort', worklistSorts) ?? 'risk',
        ...chosen('levels', listOf(query, 'level', Object.keys(levelRanks) as RiskLevel[])),
        ...chosen('states', listOf(query, 'state', states)),
        ...chosen('etiologies', listOf<Etiology>(query, 'etiology', etiologies)),
        ...chosen('gaps', listOf(query, 'gap', gapKinds)),
        ...chosen('changed', listOf(query, 'changed', ['worse', 'better', 'other'] as const)),
        ...chosen('patientIds', patientIds),
        count: countOf(query.get('count')),
        ...chosen('after', query.get('after') ?? undefined),
      });
      const people = await namesOf(
        deps.chart,
        to,
        page.rows.map(({ patientId }) => patientId),
        call.signal,
      ).catch((error: unknown) => {
        logOf(response).warn({ kind: error instanceof Failure ? error.kind : 'internal' }, 'names could not be had');
        return undefined;
      });
      await record({ action: 'search', outcome: 'success', ...about });
      response.json({
        ...page,
        rows: page.rows.map((row) => ({ ...row, ...people?.get(row.patientId) })),
        ...(people ? {} : { namesUnavailable: true }),
      });
    } catch (error) {
      await record({ action: 'search', outcome: outcomeOf(error), ...about });
      throw error;
    }
  });
  return router;
}

/** The name searched for is about a person: it stays out of the audit's query. */
function withoutName(query: URLSearchParams): string {
  const rest = new URLSearchParams(query);
  if (rest.has('q')) rest.set('q', '…');
  rest.delete('launch');
  return rest.toString();
}

const chosen = <N extends string, V>(name: N, value: V | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: V };

function oneOf<const T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const value = query.get(name);
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
  return value.split(',').map((each) => {
    const found = allowed.find((one) => one === each);
    if (found === undefined)
      throw new Failure('invalid-parameter', `"${name}" takes ${allowed.join(', ')}.`, { at: name });
    return found;
  });
}

function countOf(value: string | null): number {
  if (value === null) return 50;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > mostRows)
    throw new Failure('invalid-parameter', `"count" takes a whole number from 1 to ${mostRows}.`, { at: 'count' });
  return count;
}

async function idsOfName(
  chart: Chart,
  access: ChartAccess,
  name: string | null,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (name === null || name.trim() === '') return undefined;
  if (name.trim().length < 2 || name.length > 100)
    throw new Failure('invalid-parameter', '"q" takes a name of 2 to 100 characters.', { at: 'q' });
  const answer = await chart.get(
    access,
    `Patient?${new URLSearchParams({ name: name.trim(), _count: '200' })}`,
    signal,
  );
  return (entriesOf(answer, 'Patient') ?? []).flatMap(({ resource: { id } }) => (typeof id === 'string' ? [id] : []));
}

async function namesOf(chart: Chart, access: ChartAccess, ids: readonly string[], signal: AbortSignal) {
  if (ids.length === 0) return new Map<string, object>();
  const query = new URLSearchParams({ _id: ids.join(','), _count: String(ids.length) });
  const answer = await chart.get(access, `Patient?${query}`, signal);
  return new Map(
    (entriesOf(answer, 'Patient') ?? []).map(({ resource }) => {
      const { name } = readPerson(resource);
      const birthDate = typeof resource.birthDate === 'string' ? resource.birthDate : undefined;
      return [String(resource.id), { ...(name ? { name } : {}), ...(birthDate ? { birthDate } : {}) }];
    }),
  );
}
