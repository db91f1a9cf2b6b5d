import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';

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
  constructor(kind: ApiRefusal['kind']) {
    super(kind);
    this.kind = kind;
  }
}

/** The service's interface lies under `/app/api`, also where a proxy puts a path before it. */
const base = location.pathname.replace(/^(.*?\/app)(\/.*)?$/, '$1');
const asked = new URLSearchParams(location.search);
/** Which launch this page belongs to: a browser may hold several, each for its own patient. */
const launch = asked.get('launch');
/** Only in a launch for all patients of a user. */
export const namedPatient: string | undefined = asked.get('patient') ?? undefined;

function address(path: string, withLaunch: boolean): string {
  const query = new URLSearchParams();
  if (namedPatient !== undefined) query.set('patient', namedPatient);
  // A picture is asked for by the browser itself, which sends no header of ours.
  if (withLaunch && launch !== null) query.set('launch', launch);
  return `${base}/api/${path}${query.size > 0 ? `?${query}` : ''}`;
}

export const pictureUrl = (key: string): string => address(`pictures/${encodeURIComponent(key)}`, true);
export const readSession = (): Promise<Session> => answer('session');
export const readReview = (): Promise<ReviewData> => answer('review');
/** @returns the opinion as it was stored, where the service says so */
export const sendOpinion = (
  opinion: Pick<ReviewOpinion, 'verdict' | 'text' | 'assessmentId'>,
): Promise<Partial<ReviewOpinion> | undefined> =>
  answer('opinions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(opinion),
  });

async function answer<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, false), {
      ...init,
      headers: {
        Accept: 'application/json',
        ...(launch === null ? {} : { 'X-Fibrocast-Launch': launch }),
        ...init.headers,
      },
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch {
    throw new ApiRefusal('unreachable');
  }
  if (response.status === 401) throw new ApiRefusal('expired');
  if (response.status === 403) throw new ApiRefusal('denied');
  if (!response.ok) throw new ApiRefusal('unreachable');
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
