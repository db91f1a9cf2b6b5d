/** Who looks, at whom, and until when. */
export interface Session {
  /** `Practitioner/1` or a name; absent where the EHR does not say. */
  readonly user?: string;
  /** Absent in a launch for all patients of a user: then the address of the page names one. */
  readonly patient?: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

/** `expired`: no session (401); `denied`: not this chart or not this right (403); `unreachable`: everything else. */
export class ApiRefusal extends Error {
  readonly kind: 'expired' | 'denied' | 'unreachable';
  /** The service's own sentence, where it gave one. */
  readonly said: string | undefined;
  constructor(kind: ApiRefusal['kind'], said?: string) {
    super(kind);
    this.kind = kind;
    this.said = said;
  }
}

/** The service's interface lies under `/app/api`, also where a proxy puts a path before it. */
export const appBase: string = location.pathname.replace(/^(.*?\/app)(\/.*)?$/, '$1');
/** Which launch this page belongs to: a browser may hold several, each for its own patient. */
export const launch: string | null = new URLSearchParams(location.search).get('launch');

/** Of something under `/app/api`. @param withLaunch where the browser itself asks and sends no header of ours: a picture, a download */
export function addressOf(path: string, query = new URLSearchParams(), withLaunch = false): string {
  const all = new URLSearchParams(query);
  if (withLaunch && launch !== null) all.set('launch', launch);
  return `${appBase}/api/${path}${all.size > 0 ? `?${all}` : ''}`;
}

/** Of another page of the service, in the same launch. */
export function pageAddress(page: string, query = new URLSearchParams()): string {
  const all = new URLSearchParams(query);
  if (launch !== null) all.set('launch', launch);
  return `${appBase}/${page}/${all.size > 0 ? `?${all}` : ''}`;
}

/** @param address as `addressOf` makes it. @throws ApiRefusal */
export async function ask<T>(address: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address, {
      ...init,
      headers: {
        Accept: 'application/json',
        ...(launch === null ? {} : { 'X-Fibrocast-Launch': launch }),
        ...init.headers,
      },
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiRefusal('unreachable');
  }
  const text = response.status === 204 ? '' : await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  const kind = response.status === 401 ? 'expired' : response.status === 403 ? 'denied' : 'unreachable';
  throw new ApiRefusal(kind, sentenceOf(text));
}

export const tell = <T>(address: string, body: object): Promise<T> =>
  ask(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

export const readSession = (): Promise<Session> => ask(addressOf('session'));

/** The sentence of an OperationOutcome. */
function sentenceOf(text: string): string | undefined {
  try {
    const { issue } = JSON.parse(text) as { issue?: { diagnostics?: unknown; details?: { text?: unknown } }[] };
    const said = issue?.[0]?.diagnostics ?? issue?.[0]?.details?.text;
    return typeof said === 'string' ? said : undefined;
  } catch {
    return undefined;
  }
}
