import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;
interface Entry {
  resource: Json;
  request: { method: string; url: string; ifNoneExist?: string };
}

/**
 * A FHIR server on loopback that takes transactions with conditional entries and keeps what it took, by its own ids.
 * `answer` decides before the transaction is applied; `after` afterwards (to lose the answer of a transaction that was done).
 */
export async function startFakeEhr(
  behave: {
    answer?: (attempt: number) => { status: number; headers?: Record<string, string>; body?: unknown } | undefined;
    after?: (attempt: number) => 'answer' | 'hang-up';
    token?: string;
  } = {},
) {
  const resources = new Map<string, Json>();
  const seen: { bundle: Json; authorization: string | undefined }[] = [];
  let attempts = 0;

  function find(resourceType: string, query: string): string | undefined {
    const [[parameter, value] = ['', '']] = [...new URLSearchParams(query)];
    const [system, code] = value.split('|');
    for (const [name, resource] of resources) {
      if (resource.resourceType !== resourceType) continue;
      const tokens =
        parameter === '_tag'
          ? ((resource.meta as { tag?: { system: string; code: string }[] })?.tag ?? [])
          : ((resource.identifier as { system: string; value: string }[]) ?? []).map((i) => ({
              system: i.system,
              code: i.value,
            }));
      if (tokens.some((token) => token.system === system && token.code === code)) return name;
    }
    return undefined;
  }

  function apply(bundle: Json): void {
    for (const { resource, request } of bundle.entry as Entry[]) {
      const type = String(resource.resourceType);
      const query = request.ifNoneExist ?? request.url.slice(request.url.indexOf('?') + 1);
      const known = find(type, query);
      if (known && request.method === 'POST') continue;
      resources.set(known ?? `${type}/ehr-${resources.size + 1}`, resource);
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      attempts += 1;
      const bundle = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
      seen.push({ bundle, authorization: request.headers.authorization });
      const early = behave.answer?.(attempts);
      if (early) {
        response.writeHead(early.status, { 'content-type': 'application/fhir+json', ...early.headers });
        response.end(JSON.stringify(early.body ?? { resourceType: 'OperationOutcome' }));
        return;
      }
      apply(bundle);
      if (behave.after?.(attempts) === 'hang-up') {
        response.destroy();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/fhir`,
    resources,
    seen,
    attempts: () => attempts,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
