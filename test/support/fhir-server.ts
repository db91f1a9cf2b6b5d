import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { observation, patientResource } from './asks.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly accept: string | undefined;
}

/**
 * A FHIR server on loopback that behaves well under `/fhir` and badly, in one way each, under other base paths.
 * Patients p1, p2 and any id that starts with "p"; two pages of Observations for each.
 */
export async function startFhirServer(): Promise<{
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}> {
  const seen: SeenRequest[] = [];
  let origin = '';
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));

  const behave: Record<string, (request: IncomingMessage, response: ServerResponse, rest: string) => void> = {
    fhir: (_request, response, rest) => answer(response, rest, `${origin}/fhir`),
    'foreign-next': (_request, response, rest) =>
      answer(response, rest, `${origin.replace('127.0.0.1', 'localhost')}/fhir`),
    hang: () => {},
    html: (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Login</h1>'),
    broken: (_request, response) =>
      response.writeHead(200, { 'content-type': 'application/fhir+json' }).end('{"resourceType":'),
    refuse: (_request, response) =>
      json(response, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden' }] }, 403),
    error: (_request, response) =>
      json(response, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception' }] }, 500),
    redirect: (_request, response, rest) =>
      response.writeHead(302, { location: `${origin.replace('127.0.0.1', 'localhost')}/stolen/${rest}` }).end(),
    other: (_request, response, rest) =>
      rest.startsWith('Patient/') ? json(response, patientResource('p999')) : answer(response, rest, `${origin}/other`),
    stolen: (_request, response, rest) => answer(response, rest, `${origin}/stolen`),
    reset: (request) => request.socket.destroy(),
  };

  function answer(response: ServerResponse, rest: string, base: string) {
    const url = new URL(rest, 'http://x/');
    const [type = '', id] = url.pathname.slice(1).split('/');
    if (type === 'Patient' && id !== undefined) {
      return id.startsWith('p')
        ? json(response, patientResource(id))
        : json(response, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] }, 404);
    }
    const second = url.searchParams.has('page');
    const resources = type === 'Observation' ? [observation(second ? 'page-2' : 'page-1')] : [];
    url.searchParams.set('page', '2');
    const more = type === 'Observation' && !second;
    json(response, {
      resourceType: 'Bundle',
      type: 'searchset',
      link: more ? [{ relation: 'next', url: `${base}/${type}?${url.searchParams.toString()}` }] : [],
      entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
    });
  }

  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, authorization: headers.authorization, accept: headers.accept });
    const [, kind = '', rest = ''] = /^\/([^/?]+)\/?(.*)$/.exec(url) ?? [];
    const act = Object.hasOwn(behave, kind) ? behave[kind] : undefined;
    if (act) act(request, response, rest);
    else json(response, {}, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
