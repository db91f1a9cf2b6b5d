import { Failure } from '../../core/failure.ts';
import type { Chart, ChartAccess } from '../../ports/chart.ts';
import type { Log } from '../../ports/log.ts';
import { addressOf, baseOf, checkedToken, sameOrigin } from './addresses.ts';
import { type AttemptOptions, type Call, request, type Server } from './attempts.ts';
import { type BreakerOptions, circuitBreaker } from './circuit-breaker.ts';
import { deadlineOf } from './deadline.ts';
import type { FhirAnswer } from './fhir-request.ts';
import { slots } from './slots.ts';

/** Pages read of one search when the options do not say. */
const usualPages = 50;

export interface FhirChartOptions extends AttemptOptions {
  readonly log: Log;
  /** For one `get` with all its pages, waits and retries, milliseconds. */
  readonly deadlineMs: number;
  /** Requests under way at one FHIR server; more wait their turn. */
  readonly concurrencyPerServer: number;
  readonly breaker: BreakerOptions;
  /** Of all pages of one `get` together. A longer answer is refused, not cut. */
  readonly maxBytes: number;
  /** Pages of one search. Default 50. */
  readonly maxPages?: number;
}

/** Servers are few (the allow-list), but the list may be open in a sandbox: the oldest is forgotten beyond this many. */
const mostServers = 500;

/**
 * The door to the EHR's FHIR server. The token stays with the origin of `fhirServer`: links and redirects to any other place are
 * not followed. What a server says in its errors is never repeated: only its status.
 * Limits, queue and circuit breaker are kept per base URL.
 */
export function openFhirChart(options: FhirChartOptions): Chart {
  const servers = new Map<string, Server>();
  const serverOf = (fhirServer: string): Server => {
    const base = baseOf(fhirServer);
    const known = servers.get(base.href);
    if (known) return known;
    const [oldest] = servers.keys();
    if (servers.size >= mostServers && oldest !== undefined) servers.delete(oldest);
    const server = {
      base,
      breaker: circuitBreaker(options.breaker, () => performance.now()),
      slots: slots(options.concurrencyPerServer),
    };
    servers.set(base.href, server);
    return server;
  };
  return {
    async get(access: ChartAccess, query: string, signal: AbortSignal): Promise<unknown> {
      const server = serverOf(access.fhirServer);
      const token = checkedToken(access.accessToken);
      const address = addressOf(server.base, query);
      const deadline = deadlineOf(signal, options.deadlineMs);
      try {
        const { log, retries, backOffMs, maxPages = usualPages, maxBytes: left } = options;
        return await collect({ server, token, deadline, log, retries, backOffMs, maxPages, left }, address, query);
      } finally {
        deadline.end();
      }
    },
  };
}

interface Search extends Call {
  readonly maxPages: number;
}

/**
 * A read gives its resource; a search all its pages as one Bundle. A list that is sorted newest first may be cut at its old end by
 * the page limit (its `next` link then stays, to say so); any other list that cannot be read whole is refused, since half a
 * problem list reads like a healthy patient.
 */
async function collect(call: Search, address: URL, query: string): Promise<unknown> {
  const isSearch = query.includes('?');
  const firstPage = await page(call, address, isSearch);
  if (!isBundle(firstPage)) return firstPage;
  const entries = [...entriesOf(firstPage)];
  const seen = new Set([address.href]);
  let link = nextOf(firstPage);
  for (let pages = 1; link !== undefined; pages += 1) {
    const next = sameOrigin(call.server.base, address, link);
    if (!next)
      throw new Failure(
        'upstream-refused',
        'The FHIR server continues its list on another server, which is not asked.',
      );
    if (seen.has(next.href)) throw new Failure('upstream-refused', 'The pages of the FHIR server lead in a circle.');
    if (pages >= call.maxPages) {
      if (!/[?&]_sort=-/.test(query))
        throw new Failure('upstream-refused', 'The FHIR server sends more pages than are read.');
      call.log.warn({ pages }, 'search cut at its old end');
      return joined(firstPage, entries, link);
    }
    seen.add(next.href);
    const further = await page(call, next, true);
    if (!isBundle(further)) throw notFhir();
    for (const entry of entriesOf(further)) entries.push(entry);
    link = nextOf(further);
  }
  return joined(firstPage, entries, undefined);
}

/** One page: redirects inside the origin followed, statuses turned into Failures, and content checked to be FHIR. */
async function page(call: Call, address: URL, isSearch: boolean): Promise<Record<string, unknown>> {
  let url = address;
  for (let hops = 0; hops < 3; hops += 1) {
    const answer = await request(call, url);
    call.left -= answer.bytes;
    if (answer.status < 300 || answer.status > 399) return content(answer, isSearch);
    const target = answer.location === undefined ? undefined : sameOrigin(call.server.base, url, answer.location);
    if (!target)
      throw new Failure('upstream-refused', 'The FHIR server redirects to another server, which is not asked.');
    url = target;
  }
  throw new Failure('upstream-refused', 'The FHIR server redirects without end.');
}

function content({ status, body }: FhirAnswer, isSearch: boolean): Record<string, unknown> {
  if ((status === 404 || status === 410) && !isSearch) {
    throw new Failure('not-found', 'The FHIR server does not have this resource.');
  }
  if (status === 401 || status === 403)
    throw new Failure('upstream-refused', `The FHIR server refused access (${status}).`);
  if (status >= 400 && status < 500)
    throw new Failure('upstream-refused', `The FHIR server refused the request (${status}).`);
  if (status >= 500) throw new Failure('upstream-unreachable', `The FHIR server failed (${status}).`);
  if (!isResource(body)) throw notFhir();
  if (body.resourceType === 'OperationOutcome') {
    throw new Failure('upstream-refused', 'The FHIR server answered with an OperationOutcome in place of data.');
  }
  if (isSearch && !isBundle(body)) throw notFhir();
  return body;
}

const notFhir = () =>
  new Failure('upstream-unreachable', 'The FHIR server answered with something that is not FHIR JSON.');

type Body = Record<string, unknown>;
const isResource = (body: unknown): body is Body =>
  typeof body === 'object' && body !== null && typeof (body as Body).resourceType === 'string';
const isBundle = (body: Body) => body.resourceType === 'Bundle';
const entriesOf = (bundle: Body): readonly unknown[] => (Array.isArray(bundle.entry) ? bundle.entry : []);

function nextOf(bundle: Body): string | undefined {
  if (!Array.isArray(bundle.link)) return undefined;
  for (const link of bundle.link as unknown[]) {
    const { relation, url } = (link ?? {}) as Body;
    if (relation === 'next' && typeof url === 'string' && url !== '') return url;
  }
  return undefined;
}

/** The first page with all entries; its links are gone, but for a `next` that was not followed. */
function joined({ link: _, ...bundle }: Body, entries: readonly unknown[], next: string | undefined): Body {
  return { ...bundle, ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }), entry: entries };
}
