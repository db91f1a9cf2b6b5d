import { Failure } from '../../core/failure.ts';
import type { EhrWriter, WriteOutcome } from '../../ports/ehr-writer.ts';
import type { TokenSource } from './backend-token.ts';

/**
 * Sends transactions to EHRs. Plain fetch and not fhir-kit-client: one POST, whose `keepalive` there bounds the body, and no redirect
 * may ever carry patient data or the token to another place.
 */
export function openEhrWriter(options: {
  /** The allow-list: nothing leaves for any other server. */
  readonly allowed: (fhirServer: string) => boolean;
  /** Absent: the EHR takes writes from this network without a token. */
  readonly token?: TokenSource;
  readonly timeoutMs: number;
}): EhrWriter {
  return {
    async transaction(fhirServer, bundle, signal) {
      if (!options.allowed(fhirServer)) return { status: 'refused', reason: 'this EHR is not on the allow-list' };
      const limited = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]);
      try {
        const token = await options.token?.(fhirServer, limited);
        const response = await fetch(fhirServer.replace(/\/+$/, ''), {
          method: 'POST',
          headers: {
            'content-type': 'application/fhir+json; charset=utf-8',
            accept: 'application/fhir+json',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
          },
          body: JSON.stringify(bundle),
          redirect: 'error',
          signal: limited,
        });
        return await outcomeOf(response);
      } catch (error) {
        // A Failure's sentence is ours; any other message may quote the other side.
        return { status: 'unavailable', reason: error instanceof Failure ? error.message : 'the EHR did not answer' };
      }
    },
  };
}

/** 401, 403: the token may be renewed or the scope granted. 408, 425, 429: asked to come later. All other 4xx are about the content. */
const worthTryingAgain = new Set([401, 403, 408, 425, 429]);

async function outcomeOf(response: Response): Promise<WriteOutcome> {
  const { status } = response;
  if (response.ok) {
    const body: unknown = await response.json().catch(() => undefined);
    const type = body !== null && typeof body === 'object' && 'type' in body ? body.type : undefined;
    // A proxy's friendly page also answers 200: only a transaction-response says that the EHR has it.
    return type === 'transaction-response'
      ? { status: 'accepted' }
      : { status: 'unavailable', reason: `the EHR answered ${status} without a transaction-response` };
  }
  await response.body?.cancel();
  const reason = `the EHR answered ${status}`;
  if (status >= 400 && status < 500 && !worthTryingAgain.has(status)) return { status: 'refused', reason };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return { status: 'unavailable', reason, ...(Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}) };
}
