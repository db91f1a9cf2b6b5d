import { once } from 'node:events';
import type { Request, Response } from 'express';
import { referenceOf, valuesAt } from '../../fhir-resources/search/elements.ts';
import { instantRange } from '../../fhir-resources/search/instants.ts';
import { parametersOf } from '../../fhir-resources/search/parameters.ts';
import { Failure } from '../core/failure.ts';
import type { Criterion, ResultStore } from '../ports/results.ts';

/**
 * FHIR Bulk Data export without state on the server: the address of a job holds all that was asked for, so any process
 * answers for any other and nothing is left behind. The files are streamed from the store when they are fetched.
 */
interface ExportJob {
  readonly types: readonly string[];
  readonly since?: string;
  readonly group?: string;
  /** ISO instant: everything stored until then is in the export. */
  readonly until: string;
  /** What the client asked, as the manifest repeats it. */
  readonly request: string;
}

/** A document saved at this moment may become visible a little later; the next export begins this much earlier. */
const overlapMs = 5_000;

export interface ExportContext {
  readonly store: ResultStore;
  readonly baseUrl: string;
  readonly types: readonly string[];
  readonly now: string;
}

/** Reads the kick-off request. @throws Failure for what this server cannot export, and without `Prefer: respond-async`. */
export function exportJob(request: Request, query: URLSearchParams, context: ExportContext, group?: string): ExportJob {
  if (!/respond-async/i.test(request.get('prefer') ?? ''))
    throw new Failure('invalid-request', 'An export is asynchronous: send Prefer: respond-async.');
  const unknown = [...query.keys()].find((name) => !['_type', '_since', '_outputFormat', '_format'].includes(name));
  if (unknown !== undefined)
    throw new Failure('unknown-parameter', `The export parameter "${unknown.slice(0, 80)}" is not supported.`, {
      at: unknown.slice(0, 80),
    });
  if (!/^(ndjson|application\/(fhir[+ ])?ndjson)$/i.test(query.get('_outputFormat') ?? 'ndjson'))
    throw new Failure('invalid-parameter', 'Exports are written as NDJSON only.', { at: '_outputFormat' });
  const since = query.get('_since')?.replace(' ', '+');
  if (since !== undefined && !instantRange(since))
    throw new Failure('invalid-parameter', '"_since" takes an instant such as 2026-01-31T12:00:00Z.', { at: '_since' });
  const asked = query
    .get('_type')
    ?.split(',')
    .filter((type) => type !== '');
  const wrong = asked?.find((type) => !context.types.includes(type));
  if (wrong !== undefined)
    throw new Failure('invalid-parameter', `"${wrong.slice(0, 80)}" is not a type of this server.`, { at: '_type' });
  const types = (asked ?? context.types).filter((type) => group === undefined || parametersOf(type).has('patient'));
  const path = group === undefined ? '/$export' : `/Group/${group}/$export`;
  return {
    types: [...new Set(types)],
    ...(since !== undefined && { since }),
    ...(group !== undefined && { group }),
    until: new Date(Date.parse(context.now) - overlapMs).toISOString(),
    request: `${context.baseUrl}${path}${query.size > 0 ? `?${query}` : ''}`,
  };
}

export function jobId(job: ExportJob): string {
  return Buffer.from(JSON.stringify(job)).toString('base64url');
}

/** @throws Failure `not-found` for an address that this server did not give. */
export function readJob(id: string, context: ExportContext): ExportJob {
  try {
    const job: ExportJob = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
    const valid =
      job.types.every((type) => context.types.includes(type)) &&
      (job.since === undefined || instantRange(job.since) !== undefined) &&
      (job.group === undefined || typeof job.group === 'string') &&
      typeof job.request === 'string' &&
      instantRange(job.until) !== undefined;
    if (valid) return job;
  } catch {
    // Not ours: the refusal below.
  }
  throw new Failure('not-found', 'There is no such export.');
}

/** The manifest: one file a type, types without matches left out. */
export async function exportManifest(job: ExportJob, context: ExportContext): Promise<Record<string, unknown>> {
  const output: { type: string; url: string; count: number }[] = [];
  const criteria = await criteriaOf(job, context.store);
  for (const resourceType of job.types) {
    const { total = 0 } = await context.store.search({ resourceType, criteria, sort: [], count: 0, total: 'accurate' });
    const url = `${context.baseUrl}/$export-file/${jobId(job)}/${resourceType}.ndjson`;
    if (total > 0) output.push({ type: resourceType, url, count: total });
  }
  return { transactionTime: job.until, request: job.request, requiresAccessToken: true, output, error: [] };
}

/** Streams one file, waiting where the client reads slowly; ends quietly when the client goes away. */
export async function sendExportFile(
  job: ExportJob,
  resourceType: string,
  context: ExportContext,
  response: Response,
): Promise<void> {
  if (!job.types.includes(resourceType)) throw new Failure('not-found', 'There is no such file in this export.');
  const criteria = await criteriaOf(job, context.store);
  response.status(200).set('Cache-Control', 'no-store').type('application/fhir+ndjson');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for await (const document of context.store.stream({ resourceType, criteria, sort: [], total: 'none' })) {
    if (gone.signal.aborted) return;
    if (!response.write(`${JSON.stringify(document)}\n`))
      await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
  }
  response.end();
}

async function criteriaOf(job: ExportJob, store: ResultStore): Promise<Criterion[]> {
  const criteria: Criterion[] = [];
  const since = job.since === undefined ? undefined : instantRange(job.since);
  if (since) criteria.push(storedSince(since.low));
  if (job.group !== undefined) {
    const group = await store.read('Group', job.group);
    if (!group) throw new Failure('not-found', 'There is no such Group here.');
    const members = valuesAt(group, 'member.entity').flatMap((member) => referenceOf(member)?.relative ?? []);
    const any = members.filter((each) => each.startsWith('Patient/'));
    criteria.push({ kind: 'reference', parameter: 'patient', any });
  }
  return criteria;
}

/** Documents stored or changed at or after this millisecond. */
export function storedSince(milliseconds: number): Criterion {
  const low = new Date(milliseconds).toISOString();
  const high = new Date(milliseconds + 1).toISOString();
  return { kind: 'date', parameter: '_lastUpdated', any: [{ prefix: 'ge', low, high }] };
}
