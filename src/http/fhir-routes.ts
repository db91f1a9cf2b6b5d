import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { answerSearch } from '../../fhir-resources/search/answer.ts';
import { type CapabilityOptions, capabilityStatement } from '../../fhir-resources/search/capability-statement.ts';
import { Failure } from '../core/failure.ts';
import type { AuditFact, AuditLog } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { ResultStore, StoredDocument } from '../ports/results.ts';
import { type ExportContext, exportJob, exportManifest, jobId, readJob, sendExportFile } from './bulk-export.ts';
import { handlingOf, hasVersion, queryOf, requireJson, sendFhir } from './fhir-answer.ts';
import { lastObservations } from './last-observations.ts';

/** What the service stores and shows at /fhir. */
export const resultTypes: readonly string[] = [
  'Observation',
  'RiskAssessment',
  'DiagnosticReport',
  'ImagingStudy',
  'Provenance',
  'Device',
  'Measure',
  'MeasureReport',
  'AuditEvent',
];

export interface FhirRoutesOptions {
  readonly store: ResultStore;
  /** Public address of these routes, without slash at the end, e.g. `https://host/fhir`. */
  readonly baseUrl: string;
  readonly version: string;
  readonly clock: Clock;
  /** Default: resultTypes. */
  readonly types?: readonly string[];
  readonly profiles?: CapabilityOptions['profiles'];
  /** Every read, search and export is recorded before it is answered. */
  readonly audit?: AuditLog;
  /** Who asks; default: anonymous. */
  readonly callerOf?: (request: Request) => { readonly client: string; readonly user?: string };
}

const bulkOperation = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';
const operations: NonNullable<CapabilityOptions['operations']> = {
  '': [{ name: 'export', definition: `${bulkOperation}/export` }],
  Observation: [{ name: 'lastn', definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn' }],
};

/**
 * FHIR R4 read, search and bulk export over the result store, to be mounted at the path of `baseUrl`. Reading only:
 * everything here is written by the service itself. Failures are handed on to the application's error middleware.
 */
export function fhirRoutes(options: FhirRoutesOptions): Router {
  const { store, baseUrl, clock, types = resultTypes } = options;
  const router = express.Router();
  const statement = capabilityStatement({
    baseUrl,
    version: options.version,
    date: clock(),
    types,
    ...(options.profiles && { profiles: options.profiles }),
    operations,
  });
  const exportContext = (): ExportContext => ({ store, baseUrl, types, now: clock() });

  async function record(request: Request, fact: Pick<AuditFact, 'action'> & Partial<AuditFact>): Promise<void> {
    const caller = options.callerOf?.(request) ?? { client: 'anonymous' };
    await options.audit?.record([{ at: clock(), outcome: 'success', ...caller, ...fact }]);
  }

  function requireType(type: string): void {
    if (!types.includes(type))
      throw new Failure('not-found', 'This server has no such resource type; /metadata lists those it has.');
  }

  async function search(
    request: Request,
    response: Response,
    type: string,
    parameters: URLSearchParams,
  ): Promise<void> {
    requireType(type);
    requireJson(request, parameters.get('_format'));
    const handling = handlingOf(request);
    const bundle = await answerSearch(store, { type, parameters, baseUrl, handling, now: clock() });
    await record(request, { action: 'search', query: `${type}?${parameters}`, ...patientOf(parameters) });
    sendFhir(response, bundle, parameters.get('_pretty') === 'true');
  }

  async function kickOff(request: Request, response: Response, group?: string): Promise<void> {
    const query = queryOf(request);
    const job = exportJob(request, query, exportContext(), group);
    if (group !== undefined && !(await store.read('Group', group)))
      throw new Failure('not-found', 'There is no such Group here.');
    await record(request, { action: 'export', query: `$export?${query}` });
    response
      .status(202)
      .set('Content-Location', `${baseUrl}/$export-status/${jobId(job)}`)
      .end();
  }

  router.get('/metadata', (request, response) => {
    const query = queryOf(request);
    requireJson(request, query.get('_format'));
    sendFhir(response, statement, query.get('_pretty') === 'true');
  });
  router.get('/$export', (request, response) => kickOff(request, response));
  router.get('/Group/:id/$export', (request, response) => kickOff(request, response, request.params.id));
  router.get('/$export-status/:job', async (request, response) => {
    const context = exportContext();
    const manifest = await exportManifest(readJob(request.params.job, context), context);
    response.set('Cache-Control', 'no-store').json(manifest);
  });
  router.delete('/$export-status/:job', (request, response) => {
    readJob(request.params.job, exportContext());
    response.status(202).end();
  });
  router.get('/$export-file/:job/:file', async (request, response) => {
    const context = exportContext();
    const job = readJob(request.params.job, context);
    const type = request.params.file.replace(/\.ndjson$/, '');
    await record(request, { action: 'export', query: type });
    await sendExportFile(job, type, context, response);
  });

  router.get('/Observation/$lastn', async (request, response) => {
    const parameters = queryOf(request);
    requireJson(request, parameters.get('_format'));
    const bundle = await lastObservations(store, parameters, { baseUrl, handling: handlingOf(request), now: clock() });
    await record(request, { action: 'search', query: `Observation/$lastn?${parameters}`, ...patientOf(parameters) });
    sendFhir(response, bundle, parameters.get('_pretty') === 'true');
  });

  router.post('/:type/_search', formBody, async (request, response) => {
    const parameters = new URLSearchParams([...queryOf(request), ...formParameters(request)]);
    await search(request, response, String(request.params.type), parameters);
  });

  router.get('/:type', async (request, response) => {
    refuseOperation(request.params.type);
    await search(request, response, request.params.type, queryOf(request));
  });

  router.get('/:type/:id', async (request, response) => {
    const { type, id } = request.params;
    refuseOperation(id);
    requireType(type);
    const query = queryOf(request);
    requireJson(request, query.get('_format'));
    const document = await store.read(type, id);
    if (!document) throw new Failure('not-found', `There is no such ${type}.`);
    await record(request, { action: 'read', query: `${type}/${id}`, ...subjectOf(document) });
    sendDocument(request, response, document, query.get('_pretty') === 'true');
  });

  router.all(['/', '/*path'], (request, response) => {
    refuseOperation(request.path);
    if (request.method === 'GET' || request.method === 'HEAD')
      throw new Failure('not-found', 'There is nothing at this address; /metadata says what there is.');
    response.set('Allow', 'GET, HEAD');
    throw new Failure('method-not-allowed', 'This FHIR server is read-only: it is written by the service itself.');
  });

  return router;
}

function sendDocument(request: Request, response: Response, document: StoredDocument, pretty: boolean): void {
  const etag = `W/"${document.meta?.versionId ?? '1'}"`;
  response.set('ETag', etag);
  const lastUpdated = document.meta?.lastUpdated;
  if (lastUpdated !== undefined) response.set('Last-Modified', new Date(lastUpdated).toUTCString());
  if (hasVersion(request, etag, lastUpdated)) response.set('Cache-Control', 'no-store').status(304).end();
  else sendFhir(response, document, pretty);
}

/** @throws Failure `not-implemented` for an operation or a history, which FHIR knows of and this server does not have. */
function refuseOperation(path: string): void {
  if (/(^|\/)(\$|_history)/.test(path))
    throw new Failure('not-implemented', 'This operation is not implemented here; /metadata lists those that are.');
}

const readForm = express.text({ type: 'application/x-www-form-urlencoded', limit: '64kb' });

function formBody(request: Request, response: Response, next: NextFunction): void {
  if (!request.is('application/x-www-form-urlencoded'))
    throw new Failure('unsupported-media-type', 'A search by POST sends application/x-www-form-urlencoded.');
  readForm(request, response, next);
}

/** The form's parameters, also where the application has parsed the body before us. */
function formParameters(request: Request): [string, string][] {
  const body: unknown = request.body;
  if (typeof body === 'string') return [...new URLSearchParams(body)];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each): each is string => typeof each === 'string')
      .map((each): [string, string] => [name, each]),
  );
}

function subjectOf(document: StoredDocument): { patientId?: string } {
  const { reference } = (document.subject ?? {}) as { reference?: unknown };
  const id =
    typeof reference === 'string' ? /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1] : undefined;
  return id === undefined ? {} : { patientId: id };
}

function patientOf(parameters: URLSearchParams): { patientId?: string } {
  const value = parameters.get('patient') ?? parameters.get('subject') ?? '';
  const id = /^(?:Patient\/)?([A-Za-z0-9\-.]{1,64})$/.exec(value)?.[1];
  return id === undefined ? {} : { patientId: id };
}
