import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';

/** Who looks, at whom, and until when. */
export interface Session {
  readonly user: string;
  readonly patient: string;
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
export const pictureUrl = (key: string): string =>
  `${base}/api/pictures/${key.split('/').map(encodeURIComponent).join('/')}`;

export const readSession = (): Promise<Session> => answer('/api/session');
export const readReview = (): Promise<ReviewData> => answer('/api/review');
export const sendOpinion = (verdict: ReviewOpinion['verdict'], text: string): Promise<unknown> =>
  answer('/api/opinions', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'fibrocast' },
    body: JSON.stringify(text === '' ? { verdict } : { verdict, text }),
  });

async function answer<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(base + path, {
      ...init,
      headers: { Accept: 'application/json', ...init.headers },
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
