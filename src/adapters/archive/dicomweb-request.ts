import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../core/failure.ts';
import type { Log } from '../../ports/log.ts';
import { cutShort } from './multipart.ts';

export type ArchiveCredentials =
  | { readonly kind: 'bearer' /** Asked before every request. */; readonly token: () => Promise<string> }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string };

/** How one archive is spoken to. */
export interface DicomwebRules {
  /** `href` without a slash at its end. */
  readonly base: { readonly origin: string; readonly href: string };
  readonly credentials: ArchiveCredentials | undefined;
  /** From sending to the headers of the answer; of a short answer (search, metadata) to its last byte. */
  readonly deadlineMs: number;
  /** Longest silence within a retrieval. */
  readonly idleMs: number;
  /** Longest single retrieval from its first to its last byte: a server that drips is given up then. */
  readonly transferMs: number;
  /** Tries of one request, the first one counted. */
  readonly attempts: number;
  /** Wait before the second try; doubled each time, half of it random. */
  readonly backOffMs: number;
  readonly log: Log;
}

export interface DicomwebRequest {
  readonly method: 'GET' | 'POST';
  /** Behind the base, beginning with a slash; already encoded. */
  readonly path: string;
  readonly accept: string;
  readonly body?: { readonly bytes: Blob; readonly contentType: string };
  /** A long transfer has `idleMs` and `transferMs` once its headers are here; a short one `deadlineMs` for all. */
  readonly long: boolean;
  readonly maximumBytes: number;
}

export interface DicomwebAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Tries left to one operation of many requests: an archive that fails at every second one is not asked for ever. */
export interface RetryBudget {
  left: number;
}

/** A failure that may pass by itself. */
class Passing extends Error {
  constructor(
    readonly failure: Failure,
    /** The archive said by its status that it did not do what was asked. */
    readonly status?: number,
    readonly retryAfterMs?: number,
  ) {
    super('passing', { cause: failure });
  }
}

const timedOut = () => new Failure('upstream-timeout', 'The archive did not answer in time.');
const unreachable = (cause: unknown) =>
  new Failure('upstream-unreachable', 'The archive cannot be reached.', cause instanceof Error ? { cause } : undefined);
const refused = (sentence: string) => new Failure('upstream-refused', sentence);

/** Not a foreign server's text: only its status. */
const failureOf = (status: number): Failure => {
  if (status === 401 || status === 403) return refused('The archive refused the credentials.');
  if (status === 404 || status === 410)
    return new Failure('not-found', 'The archive does not hold what was asked for.');
  if (status === 429 || status === 502 || status === 503 || status === 504)
    return new Failure('upstream-unreachable', `The archive is not available at the moment (status ${status}).`);
  return refused(`The archive refused the request (status ${status}).`);
};

/** 501 and 505 say "never"; other 5xx and 429 may pass. */
const passes = (status: number) => status === 429 || (status >= 500 && status !== 501 && status !== 505);

/** Retry-After in seconds or as HTTP date; undefined when absent or unreadable. */
const retryAfterMs = (value: string | null): number | undefined => {
  if (value === null) return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
};

const authorization = async (credentials: ArchiveCredentials | undefined): Promise<Record<string, string>> => {
  if (credentials === undefined) return {};
  if (credentials.kind === 'bearer') return { authorization: `Bearer ${await credentials.token()}` };
  const pair = Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64');
  return { authorization: `Basic ${pair}` };
};

const mostRedirects = 3;

/** Follows redirects of a GET within the origin: elsewhere the credentials would go along, or the answer be another's. */
const fetchWithin = async (rules: DicomwebRules, request: DicomwebRequest, signal: AbortSignal): Promise<Response> => {
  let url = new URL(rules.base.href + request.path);
  for (let hop = 0; ; hop++) {
    const response = await fetch(url, {
      method: request.method,
      headers: {
        accept: request.accept,
        ...(request.body === undefined ? {} : { 'content-type': request.body.contentType }),
        ...(await authorization(rules.credentials)),
      },
      ...(request.body === undefined ? {} : { body: request.body.bytes }),
      redirect: 'manual',
      signal,
    });
    if (response.status < 300 || response.status >= 400 || response.status === 304) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    const target = location === null || !URL.canParse(location, url) ? undefined : new URL(location, url);
    if (target === undefined || request.method !== 'GET' || hop >= mostRedirects)
      throw refused('The archive redirects the request, which is not followed.');
    if (target.origin !== rules.base.origin)
      throw refused('The archive redirects to another server, which is not followed.');
    url = target;
  }
};

/** Timers and the caller's signal in one: which of them ended the request is told apart afterwards. */
const limitsOf = (caller: AbortSignal) => {
  const controller = new AbortController();
  let late = false;
  const onTime = () => {
    late = true;
    controller.abort();
  };
  const onCaller = () => controller.abort();
  caller.addEventListener('abort', onCaller, { once: true });
  const timers = new Map<string, NodeJS.Timeout>();
  const clear = (name: string) => {
    clearTimeout(timers.get(name));
    timers.delete(name);
  };
  return {
    signal: controller.signal,
    set: (name: string, milliseconds: number) => {
      clear(name);
      timers.set(name, setTimeout(onTime, milliseconds));
    },
    clear,
    end: () => {
      for (const name of [...timers.keys()]) clear(name);
      caller.removeEventListener('abort', onCaller);
      // an answer that nobody read to its end would keep its connection
      controller.abort();
    },
    /** What broke the request, in our words; thrown when the caller gave up. */
    explain: (thrown: unknown, otherwise: (cause: unknown) => Failure): Passing | Failure => {
      caller.throwIfAborted();
      if (thrown instanceof Failure) return thrown;
      return new Passing(late ? timedOut() : otherwise(thrown));
    },
  };
};

async function* bounded(
  response: Response,
  request: DicomwebRequest,
  limits: ReturnType<typeof limitsOf>,
  idleMs: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let length = 0;
  try {
    for (;;) {
      // silence of the archive counts, the time in which we write to disk does not
      if (request.long) limits.set('silence', idleMs);
      const { done, value } = await reader.read().catch((thrown: unknown) => {
        throw limits.explain(thrown, cutShort);
      });
      limits.clear('silence');
      if (done) return;
      length += value.byteLength;
      if (length > request.maximumBytes) throw refused('The archive sends more data than are read.');
      yield value;
    }
  } finally {
    limits.clear('silence');
    await reader.cancel().catch(() => undefined);
  }
}

/** One try: sends, looks at the status, lets `read` have the body. Nothing of it lives on afterwards. */
const once = async <T>(
  rules: DicomwebRules,
  request: DicomwebRequest,
  signal: AbortSignal,
  read: (answer: DicomwebAnswer) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const limits = limitsOf(signal);
  limits.set('answer', rules.deadlineMs);
  try {
    const response = await fetchWithin(rules, request, limits.signal).catch((thrown: unknown) => {
      throw limits.explain(thrown, unreachable);
    });
    if (!response.ok && !(request.method === 'POST' && response.status === 409)) {
      await response.body?.cancel().catch(() => undefined);
      const failure = failureOf(response.status);
      throw passes(response.status)
        ? new Passing(failure, response.status, retryAfterMs(response.headers.get('retry-after')))
        : failure;
    }
    if (request.long) {
      limits.clear('answer');
      limits.set('transfer', rules.transferMs);
    }
    return await read({
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      headers: response.headers,
      body: bounded(response, request, limits, rules.idleMs),
    });
  } finally {
    limits.end();
  }
};

/** Longer than this nobody waits for a Retry-After; the failure is told instead. */
const longestWaitMs = 60_000;

/**
 * Sends a request and reads its answer, again after what may pass by itself (429, 5xx, a broken connection, a deadline).
 * @param read gets the answer; what it threw of its own accord is not tried again.
 * @param given.budget tries that the whole operation has left
 * @param given.resumes a break after the answer has begun is thrown: the caller goes on by asking for what is missing
 * @throws Failure, or the caller's abort reason
 */
export const ask = async <T>(
  rules: DicomwebRules,
  request: DicomwebRequest,
  given: { readonly signal: AbortSignal; readonly budget: RetryBudget; readonly resumes?: boolean },
  read: (answer: DicomwebAnswer) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    let begun = false;
    try {
      return await once(rules, request, given.signal, (answer) => {
        begun = true;
        return read(answer);
      });
    } catch (thrown) {
      // the multipart reader knows only that the stream ended too early; that passes as well
      const passing =
        thrown instanceof Passing
          ? thrown
          : thrown instanceof Failure && thrown.kind === 'upstream-unreachable'
            ? new Passing(thrown)
            : undefined;
      if (passing === undefined) throw thrown;
      const doubled = rules.backOffMs * 2 ** (attempt - 1);
      const waitMs = passing.retryAfterMs ?? doubled / 2 + (Math.random() * doubled) / 2;
      // a request that changes something is sent again only when the archive says that it did nothing
      const harmless = request.method === 'GET' || passing.status === 429 || passing.status === 503;
      const told = !harmless || (begun && given.resumes === true);
      if (told || attempt >= rules.attempts || given.budget.left <= 0 || waitMs > longestWaitMs) throw passing.failure;
      given.budget.left -= 1;
      rules.log.debug({ attempt, waitMs: Math.round(waitMs), because: passing.failure.kind }, 'DICOMweb request again');
      await pause(waitMs, undefined, { signal: given.signal }).catch(() => given.signal.throwIfAborted());
    }
  }
};

/** The whole body of a short answer. */
export const bytesOf = async (answer: DicomwebAnswer): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of answer.body) pieces.push(piece);
  return Buffer.concat(pieces);
};
