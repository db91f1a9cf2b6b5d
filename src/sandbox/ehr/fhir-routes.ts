import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import type { CapabilityStatement } from 'fhir/r4.js';
import type { ResultStore, StoredDocument } from '../../ports/results.ts';
import { processBundle } from './bundles.ts';
import { createResource, deleteResource, updateByQuery, updateResource } from './interactions.ts';
import { keepRecords, type SearchAnswer, type Written } from './records.ts';
import { outcome, Refusal, refusalOf } from './refusal.ts';

export interface EhrDependencies {
  readonly store: ResultStore;
  readonly search: SearchAnswer;
  readonly newId: () => string;
  /** Search parameter names and types per resource type, for the CapabilityStatement. */
  readonly searchParameters: (type: string) => readonly { name: string; type: string }[];
  readonly types: readonly string[];
  readonly today: string;
  /** Checks tokens; a Refusal that it throws is answered as the server's own. */
  readonly guard?: RequestHandler;
}

const fhirJson = 'application/fhir+json; charset=utf-8';

/**
 * A small, honest FHIR R4 server: read, search (GET and POST), create, update, delete, conditional create and update,
 * batch and transaction. Mount it anywhere; links carry the address under which it was called.
 */
export function ehrFhirRoutes(deps: EhrDependencies): Router {
  const records = keepRecords(deps.store, deps.search);
  const router = Router();
  router.use(express.json({ type: ['application/json', 'application/*+json'], limit: '32mb' }));
  router.use(express.urlencoded({ extended: false }));
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  if (deps.guard) router.use(deps.guard);

  router.get('/metadata', (request, response) => {
    send(response, 200, capabilityStatement(deps, baseUrlOf(request)));
  });
  router.post('/', async (request, response) => {
    const baseUrl = baseUrlOf(request);
    send(response, 200, await processBundle({ records, newId: deps.newId, baseUrl }, request.body));
  });

  router.get('/:type', (request, response) => search(request, response, queryOf(request)));
  router.post('/:type/_search', (request, response) => {
    const parameters = new URLSearchParams(queryOf(request));
    for (const [name, value] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
      for (const each of Array.isArray(value) ? value : [value]) parameters.append(name, String(each));
    }
    return search(request, response, parameters);
  });
  async function search(request: Request, response: Response, parameters: URLSearchParams) {
    const handling = /handling=strict/.test(request.get('Prefer') ?? '') ? 'strict' : 'lenient';
    const page = await records.search(typeOf(request), parameters, baseUrlOf(request), handling);
    send(response, 200, page);
  }

  router.get('/:type/:id', async (request, response) => {
    const document = await records.read(typeOf(request), String(request.params.id));
    stamp(response, document);
    send(response, 200, document);
  });
  router.post('/:type', async (request, response) => {
    const unlessFound = request.get('If-None-Exist');
    answerWrite(
      request,
      response,
      await createResource(records, deps.newId, typeOf(request), request.body, unlessFound),
    );
  });
  router.put('/:type/:id', async (request, response) => {
    const { type, id } = { type: typeOf(request), id: String(request.params.id) };
    answerWrite(request, response, await updateResource(records, type, id, request.body, request.get('If-Match')));
  });
  router.put('/:type', async (request, response) => {
    const query = queryOf(request).toString();
    answerWrite(request, response, await updateByQuery(records, deps.newId, typeOf(request), query, request.body));
  });
  router.delete('/:type/:id', async (request, response) => {
    await deleteResource(records, typeOf(request), String(request.params.id));
    response.status(204).end();
  });

  router.use(() => {
    throw new Refusal(404, 'not-supported', 'The sandbox EHR has nothing at this address.');
  });
  router.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const refusal = refusalOf(error);
    send(response, refusal.status, outcome('error', refusal.code, refusal.message));
  });
  return router;
}

function typeOf(request: Request): string {
  const type = String(request.params.type);
  if (!/^[A-Z][A-Za-z]{1,63}$/.test(type)) throw new Refusal(404, 'not-found', 'This address names no resource type.');
  return type;
}

/** The query as it stands in the address: repeated parameters and order are kept, which express's own parser does not promise. */
function queryOf(request: Request): URLSearchParams {
  const at = request.originalUrl.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : request.originalUrl.slice(at + 1));
}

function baseUrlOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`;
}

function send(response: Response, status: number, body: unknown): void {
  response.status(status).type(fhirJson).send(JSON.stringify(body));
}

function stamp(response: Response, document: StoredDocument): void {
  if (document.meta?.versionId) response.set('ETag', `W/"${document.meta.versionId}"`);
  if (document.meta?.lastUpdated) response.set('Last-Modified', new Date(document.meta.lastUpdated).toUTCString());
}

/** Answers as `Prefer: return=` asks: representation (default), minimal or OperationOutcome. */
function answerWrite(request: Request, response: Response, { document, created }: Written): void {
  const status = created ? 201 : 200;
  const version = document.meta?.versionId;
  stamp(response, document);
  response.set(
    'Location',
    `${baseUrlOf(request)}/${document.resourceType}/${document.id}${version ? `/_history/${version}` : ''}`,
  );
  const wanted = /return=(minimal|representation|OperationOutcome)/.exec(request.get('Prefer') ?? '')?.[1];
  if (wanted === 'minimal') response.status(status).end();
  else if (wanted === 'OperationOutcome') {
    send(response, status, outcome('information', 'informational', created ? 'Created.' : 'Updated.'));
  } else send(response, status, document);
}

function capabilityStatement(deps: EhrDependencies, baseUrl: string): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    experimental: true,
    date: deps.today,
    kind: 'instance',
    implementation: { description: 'Sandbox EHR with made-up patients', url: baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: deps.types.map((type) => ({
          type: type as 'Patient',
          interaction: [
            { code: 'read' },
            { code: 'search-type' },
            { code: 'create' },
            { code: 'update' },
            { code: 'delete' },
          ],
          versioning: 'versioned-update',
          updateCreate: true,
          conditionalCreate: true,
          conditionalUpdate: true,
          searchParam: deps.searchParameters(type).map(({ name, type: kind }) => ({ name, type: kind as 'token' })),
        })),
      },
    ],
  };
}
