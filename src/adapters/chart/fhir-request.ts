import { Client } from 'fhir-kit-client';

/** One answer of a FHIR server, whatever its status. The body is parsed JSON, or undefined when it is none. */
export interface FhirAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly location: string | undefined;
  /** Retry-After, as sent. */
  readonly retryAfter: string | undefined;
  readonly bytes: number;
}

/** The body was longer than allowed: it was not read to its end. */
export class TooLarge extends Error {
  constructor() {
    super('response too large');
    this.name = 'TooLarge';
  }
}

/**
 * Sends one GET through fhir-kit-client. The library has no limit on bodies, follows redirects with the token, and hangs request
 * and response (with the Authorization header) on what it returns; so its transport is replaced here, and its addressing and headers kept.
 * Redirects are not followed: the caller decides. Never retries.
 * @throws TooLarge, or what fetch throws (network, aborted)
 */
export async function fhirGet(
  base: URL,
  url: URL,
  options: { readonly token: string | undefined; readonly signal: AbortSignal; readonly maxBytes: number },
): Promise<FhirAnswer> {
  let answer: FhirAnswer | undefined;
  const client = new Client({
    baseUrl: base.href,
    customHeaders: { accept: 'application/fhir+json' },
  });
  client.httpClient.request = async (method, target, given = {}) => {
    const headers = new Headers({ ...client.customHeaders, ...given.headers });
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    const response = await fetch(client.httpClient.expandUrl(target), {
      method,
      headers,
      redirect: 'manual',
      signal: options.signal,
    });
    const text = await boundedText(response, options.maxBytes);
    answer = {
      status: response.status,
      body: parsed(text),
      location: response.headers.get('location') ?? undefined,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      bytes: text.length,
    };
    return { resourceType: 'Basic' };
  };
  await client.request(url.href);
  if (!answer) throw new Error('the FHIR client sent nothing');
  return answer;
}

async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const announced = Number(response.headers.get('content-length') ?? '0');
  if (announced > maxBytes) {
    await response.body?.cancel();
    throw new TooLarge();
  }
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new TooLarge();
    }
    chunks.push(value);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
