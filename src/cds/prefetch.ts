import type { About, Ask } from '../../fhir-resources/ask.ts';
import { Failure } from '../core/failure.ts';
import type { Chart, ChartAccess } from '../ports/chart.ts';
import type { Log } from '../ports/log.ts';
import type { AskMap } from './service.ts';
import { fillTemplate } from './templates.ts';

/** `incomplete`: the first page came, the others could not be had: used, and named as unavailable. */
export type AskOutcome = 'prefetched' | 'fetched' | 'incomplete' | 'unavailable';

export interface Resolved {
  /** By key; a key whose data could not be had is not in it. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly unavailable: readonly string[];
  readonly outcomes: ReadonlyMap<string, AskOutcome>;
}

/** May the EHR's FHIR server be asked in this call? `refused`: it is not on the allow-list. */
export type Reach =
  | { readonly kind: 'open'; readonly access: ChartAccess }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' };

/** Milliseconds from the start of the call's fetches. */
export interface Budgets {
  /** After this, data that are only optional are no longer waited for. */
  readonly optionalMs: number;
  /** After this, required data that have not come end in 412. */
  readonly requiredMs: number;
}
/** The specification asks for an answer in about 500 ms; nobody should wait longer than 5 s. */
export const defaultBudgets: Budgets = { optionalMs: 400, requiredMs: 4500 };

export interface FetchTools {
  readonly chart: Chart;
  readonly budgets: Budgets;
  readonly log: Log;
  /** Aborted when the client has gone. */
  readonly signal?: AbortSignal;
}

interface Result {
  readonly outcome: AskOutcome;
  readonly value?: unknown;
  readonly cause?: unknown;
}
const nothing: Result = { outcome: 'unavailable' };

/**
 * Gets what a service asks for: from the prefetch where it is usable, else from the FHIR server, all at once.
 * Per key: given (used), `null` (the client has nothing: read as such, not asked again), OperationOutcome (the query failed:
 * not asked again), paged (the further pages are fetched), unusable or absent (fetched).
 * Total: whatever stands in the prefetch, it ends with a value or with the key in `unavailable`.
 * @throws Failure `data-unavailable` (412) when required data cannot be had; `fhir-server-not-allowed` when they were to
 *   be fetched from a server outside the allow-list. Nothing has been sent there then.
 */
export async function resolveAsks(
  asks: AskMap,
  given: ReadonlyMap<string, unknown>,
  from: { readonly tokens: ReadonlyMap<string, string>; readonly about: About; readonly reach: Reach },
  tools: FetchTools,
): Promise<Resolved> {
  const results = new Map<string, Result>();
  const pending: { key: string; required: boolean; done: Promise<void> }[] = [];
  const finished = new AbortController();
  const signal = tools.signal ? AbortSignal.any([tools.signal, finished.signal]) : finished.signal;

  for (const [key, { ask, need }] of Object.entries(asks)) {
    const step = begin(ask, given.has(key) ? { answer: given.get(key) ?? null } : undefined, from, tools, signal);
    results.set(key, step.now);
    if (step.later) {
      const done = step.later.then(
        (result) => void results.set(key, result),
        (cause: unknown) => void results.set(key, { ...step.now, cause }),
      );
      pending.push({ key, required: need === 'required', done });
    }
  }
  if (pending.length > 0) {
    await waitFor(pending, tools.budgets);
    finished.abort();
  }
  return conclude(asks, new Map(results), from.reach, tools.log);
}

/** What is known at once, and, when there is something to fetch, the promise of something better. */
function begin(
  ask: Ask<unknown>,
  given: { readonly answer: unknown } | undefined,
  from: { readonly tokens: ReadonlyMap<string, string>; readonly about: About; readonly reach: Reach },
  tools: FetchTools,
  signal: AbortSignal,
): { now: Result; later?: Promise<Result> } {
  const access = from.reach.kind === 'open' ? from.reach.access : undefined;
  const read = (answer: unknown) => readSafely(ask, answer, from.about, tools.log);
  if (given) {
    if (isOperationOutcome(given.answer)) return { now: nothing };
    const value = read(given.answer);
    const next = nextLink(given.answer);
    if (next !== undefined) {
      const now: Result = value === undefined ? nothing : { outcome: 'incomplete', value };
      const query = access && relativeTo(access.fhirServer, next);
      if (!access || query === undefined) return { now };
      const later = fetchRest(given.answer, () => tools.chart.get(access, query, signal), read);
      return { now, later };
    }
    if (value !== undefined) return { now: { outcome: 'prefetched', value } };
    if (given.answer === null) return { now: nothing };
  }
  const query = fillTemplate(ask.query, from.tokens);
  if (!access || query === undefined) return { now: nothing };
  return { now: nothing, later: fetchWhole(() => tools.chart.get(access, query, signal), read) };
}

async function fetchWhole(get: () => Promise<unknown>, read: (answer: unknown) => unknown): Promise<Result> {
  const value = read(await get());
  return value === undefined ? nothing : { outcome: 'fetched', value };
}

async function fetchRest(
  first: unknown,
  get: () => Promise<unknown>,
  read: (answer: unknown) => unknown,
): Promise<Result> {
  const rest = await get();
  if (!isBundle(rest)) throw new Failure('upstream-refused', 'A further page was no Bundle.');
  const { link: _, ...bundle } = first as Record<string, unknown>;
  const value = read({ ...bundle, entry: [...entriesOf(first), ...entriesOf(rest)] });
  return value === undefined ? nothing : { outcome: 'fetched', value };
}

/** Optional data get `optionalMs`; as long as required data are waited for anyway, optional ones may still arrive. */
async function waitFor(
  pending: readonly { required: boolean; done: Promise<void> }[],
  budgets: Budgets,
): Promise<void> {
  const started = performance.now();
  await within(budgets.optionalMs, Promise.all(pending.map((item) => item.done)));
  const required = pending.filter((item) => item.required).map((item) => item.done);
  if (required.length > 0) {
    await within(budgets.requiredMs - (performance.now() - started), Promise.all(required));
  }
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds));
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

function conclude(asks: AskMap, results: ReadonlyMap<string, Result>, reach: Reach, log: Log): Resolved {
  const values = new Map<string, unknown>();
  const unavailable: string[] = [];
  const outcomes = new Map<string, AskOutcome>();
  for (const [key, { need }] of Object.entries(asks)) {
    const { outcome, value, cause } = results.get(key) ?? nothing;
    outcomes.set(key, outcome);
    if (cause !== undefined) log.info({ key, kind: cause instanceof Failure ? cause.kind : 'error' }, 'fetch failed');
    if (outcome === 'incomplete' || outcome === 'unavailable') unavailable.push(key);
    if (outcome !== 'unavailable') values.set(key, value);
    else if (need === 'required') throw cannotBeHad(key, reach, cause);
  }
  return { values, unavailable, outcomes };
}

function cannotBeHad(key: string, reach: Reach, cause: unknown): Failure {
  const options = { at: `prefetch.${key}`, cause };
  if (reach.kind === 'refused') {
    return new Failure(
      'fhir-server-not-allowed',
      `"${key}" was not prefetched, and this FHIR server is not on the list of servers that may be asked.`,
      options,
    );
  }
  const why =
    reach.kind === 'none' ? 'no FHIR server was given' : 'the FHIR server did not provide it in a usable form in time';
  return new Failure('data-unavailable', `"${key}" was not usably prefetched, and ${why}.`, options);
}

/** A reader should never throw for bad content; when one does, that is its bug, not the end of the call. */
function readSafely(ask: Ask<unknown>, answer: unknown, about: About, log: Log): unknown {
  try {
    return ask.read(answer, about);
  } catch (error) {
    log.error({ key: ask.id, error: error instanceof Error ? error.name : 'unknown' }, 'reader threw');
    return undefined;
  }
}

function isOperationOutcome(answer: unknown): boolean {
  return typeOf(answer) === 'OperationOutcome';
}
function isBundle(answer: unknown): boolean {
  return typeOf(answer) === 'Bundle';
}
function typeOf(answer: unknown): unknown {
  return answer !== null && typeof answer === 'object' ? (answer as Record<string, unknown>).resourceType : undefined;
}
function entriesOf(bundle: unknown): readonly unknown[] {
  const entry = (bundle as Record<string, unknown>).entry;
  return Array.isArray(entry) ? entry : [];
}

/** Address of the next page of a searchset Bundle. */
export function nextLink(answer: unknown): string | undefined {
  if (!isBundle(answer)) return undefined;
  const links = (answer as Record<string, unknown>).link;
  if (!Array.isArray(links)) return undefined;
  for (const link of links as unknown[]) {
    if (link === null || typeof link !== 'object') continue;
    const { relation, url } = link as Record<string, unknown>;
    if (relation === 'next' && typeof url === 'string' && url !== '') return url;
  }
  return undefined;
}

/** The part of a page's address behind the base URL; undefined for another origin or another base: that is never asked. */
function relativeTo(base: string, address: string): string | undefined {
  try {
    const root = new URL(`${base}/`);
    const url = new URL(address, root);
    const inside = url.pathname === root.pathname.slice(0, -1) || url.pathname.startsWith(root.pathname);
    if (url.origin !== root.origin || url.username !== '' || url.password !== '' || !inside) return undefined;
    return url.pathname.slice(root.pathname.length) + url.search;
  } catch {
    return undefined;
  }
}
