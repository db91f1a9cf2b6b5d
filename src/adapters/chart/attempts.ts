import { Failure } from '../../core/failure.ts';
import type { Log } from '../../ports/log.ts';
import type { Breaker } from './circuit-breaker.ts';
import type { Deadline } from './deadline.ts';
import { type FhirAnswer, fhirGet, TooLarge } from './fhir-request.ts';
import type { Slots } from './slots.ts';

export interface AttemptOptions {
  /** Further tries of one request after 429, 502, 503, 504 or a broken connection. */
  readonly retries: number;
  /** Wait before the first retry, doubled each time, half of it random. Default 100 ms. */
  readonly backOffMs?: number;
}

/** What is kept per FHIR server. */
export interface Server {
  readonly base: URL;
  readonly breaker: Breaker;
  readonly slots: Slots;
}

/** One `get` of the chart: its limits hold for all its requests together. */
export interface Call extends AttemptOptions {
  readonly server: Server;
  readonly token: string | undefined;
  readonly deadline: Deadline;
  readonly log: Log;
  /** Bytes that further answers may still have. */
  left: number;
}

/** Statuses that pass by themselves. 500 does not, and 408 means that our own request was slow. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** One request with its turn in the queue, retries and the circuit breaker. */
export async function request(call: Call, url: URL): Promise<FhirAnswer> {
  const { server, deadline } = call;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptOnce(call, url);
    const isLast = attempt >= call.retries;
    if (outcome instanceof Failure) {
      if (isLast || outcome.kind !== 'upstream-unreachable') throw outcome;
    } else if (isLast || !passing.has(outcome.status)) return outcome;
    const asked = outcome instanceof Failure ? undefined : retryAfterMs(outcome.retryAfter);
    const wait = asked ?? jittered((call.backOffMs ?? 100) * 2 ** attempt);
    // A wait beyond the deadline is pointless: better the answer that there is.
    if (performance.now() + wait > deadline.endsAt) {
      if (outcome instanceof Failure) throw outcome;
      return outcome;
    }
    call.log.debug(
      { attempt: attempt + 1, waitMs: Math.round(wait), host: server.base.host },
      'FHIR request tried again',
    );
    await pause(wait, deadline.signal);
  }
}

async function attemptOnce(call: Call, url: URL): Promise<FhirAnswer | Failure> {
  const { server, token, deadline } = call;
  const { signal } = deadline;
  const release = await server.slots.take(signal).catch(() => {
    throw timedOut();
  });
  try {
    if (!server.breaker.allows()) {
      throw new Failure(
        'upstream-unreachable',
        'The FHIR server has failed repeatedly and is not asked for the moment.',
        {
          cause: 'circuit open',
        },
      );
    }
    const answer = await fhirGet(server.base, url, { token, signal, maxBytes: call.left });
    if (answer.status >= 500) server.breaker.failed();
    else server.breaker.succeeded();
    return answer;
  } catch (cause) {
    return failureOf(cause, call);
  } finally {
    release();
  }
}

/** Network trouble is returned, as it may pass; everything that trying again cannot mend is thrown. */
function failureOf(cause: unknown, { server, deadline }: Call): Failure {
  if (cause instanceof Failure) throw cause;
  if (cause instanceof TooLarge) {
    server.breaker.succeeded();
    throw new Failure('upstream-refused', 'The FHIR server sends more data than are read.', { cause });
  }
  if (deadline.signal.aborted) {
    // Our own time was up: the server hangs. The caller's was: that says nothing about the server.
    if (deadline.passed()) server.breaker.failed();
    else server.breaker.undecided();
    throw timedOut(cause);
  }
  server.breaker.failed();
  return new Failure('upstream-unreachable', 'The FHIR server cannot be reached.', { cause });
}

function timedOut(cause?: unknown): Failure {
  return new Failure(
    'upstream-timeout',
    'The FHIR server did not answer in time.',
    cause === undefined ? {} : { cause },
  );
}

/** Retry-After in seconds or as HTTP date; undefined when absent or unreadable. */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Half fixed, half random: callers that failed together do not come back together. */
const jittered = (milliseconds: number) => milliseconds / 2 + (Math.random() * milliseconds) / 2;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(timedOut());
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
