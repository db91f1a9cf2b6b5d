import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiRefusal, readSession, type Session } from './api.ts';

export type Refused = Pick<ApiRefusal, 'kind' | 'said'>;
export interface SiteSession {
  readonly session: Session | undefined;
  /** In place of the content: nothing of anybody is shown any more. */
  readonly refused: Refused | undefined;
  /** For what a page was refused; a service that does not answer for a moment (`unreachable`) takes nothing away. */
  readonly refuse: (error: unknown) => void;
  readonly again: () => void;
}

/** Who is signed in, for as long as the session lasts: looked at again when the page comes back into sight. */
export function useSiteSession(): SiteSession {
  const [session, setSession] = useState<Session>();
  const [refused, setRefused] = useState<Refused>();
  const refuse = useCallback((error: unknown) => {
    if (error instanceof ApiRefusal && error.kind !== 'unreachable') setRefused(error);
  }, []);
  const again = useCallback(() => {
    setRefused(undefined);
    readSession().then(setSession, (error: unknown) =>
      setRefused(error instanceof ApiRefusal ? error : new ApiRefusal('unreachable')),
    );
  }, []);
  useEffect(again, [again]);

  useEffect(() => {
    if (!session) return;
    const look = () => {
      if (document.visibilityState === 'visible') readSession().then(() => undefined, refuse);
    };
    const end = () => setRefused(new ApiRefusal('expired'));
    // A session is shorter than the 24 days that a timer takes.
    const timer = setTimeout(end, Math.min(Math.max(0, Date.parse(session.expiresAt) - Date.now()), 86_400_000));
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [session, refuse]);
  return { session, refused, refuse, again };
}
