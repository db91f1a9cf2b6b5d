import { randomBytes } from 'node:crypto';
import { Failure } from '../../core/failure.ts';
import type { SmartGrant, SmartLaunch } from '../../ports/smart-launch.ts';

/** One launch of the app in one browser. Lives in this process only, with its tokens. */
export interface AppSession {
  /** Which of a browser's launches this is: stands in the page's address, opens nothing by itself. */
  readonly handle: string;
  readonly grant: SmartGrant;
  /** `Practitioner/1`; the scope `fhirUser` was not granted where absent. */
  readonly user: string | undefined;
  /** `patient`: confined to `grant.patientId`. `user`: whatever the EHR lets this user see. */
  readonly level: 'patient' | 'user';
  /** Milliseconds since the epoch at which it ends however busy it is. */
  readonly endsAtMs: number;
  /** Assessment that the link on the card named. */
  readonly openedAssessment: string | undefined;
}

interface Entry {
  readonly session: AppSession;
  grant: SmartGrant;
  tokenEndsAtMs: number;
  usedAtMs: number;
  renewing: Promise<void> | undefined;
  /** Patients whose Patient resource the EHR gave for this token. */
  readonly seen: Set<string>;
}

export interface SessionLimits {
  /** Longest life of a session, milliseconds. */
  readonly lifeMs: number;
  /** It ends when it is not used for so long. */
  readonly idleMs: number;
}
export const sessionLimits: SessionLimits = { lifeMs: 12 * 3_600_000, idleMs: 3_600_000 };

/** A token is renewed this long before it ends. */
const renewBeforeMs = 30_000;
/** Where the server does not say how long a token lives. */
const usualTokenMs = 300_000;
const mostOfBrowser = 20;
const mostBrowsers = 5000;

export interface Sessions {
  open(browser: string, grant: SmartGrant): AppSession;
  /** The browser has a new secret; its sessions go along. */
  move(from: string, to: string): void;
  /** The launch with this handle, or the newest of the browser. @throws Failure `unauthenticated` */
  require(browser: string | undefined, handle: string | undefined): AppSession;
  /** A token that is good now; renewed once where it is about to end. @throws Failure `unauthenticated` when it cannot be */
  token(browser: string | undefined, session: AppSession, signal: AbortSignal): Promise<string>;
  /** The EHR has shown this patient to this session. */
  noteSeen(browser: string | undefined, session: AppSession, patientId: string): void;
  hasSeen(browser: string | undefined, session: AppSession, patientId: string): boolean;
  close(browser: string | undefined, session: AppSession): void;
}

/**
 * Sessions in memory: a restart ends them, and behind several processes the proxy must keep a browser with one of them. Tokens are worth
 * more than a second launch: they are written down nowhere.
 */
export function memorySessions(
  smart: Pick<SmartLaunch, 'refresh'>,
  nowMs: () => number,
  limits: SessionLimits = sessionLimits,
): Sessions {
  const browsers = new Map<string, Map<string, Entry>>();
  const alive = ({ session, usedAtMs }: Entry) => session.endsAtMs > nowMs() && usedAtMs + limits.idleMs > nowMs();

  function of(browser: string | undefined): Map<string, Entry> {
    const entries = browser === undefined ? undefined : browsers.get(browser);
    for (const [handle, entry] of entries ?? []) if (!alive(entry)) entries?.delete(handle);
    return entries ?? new Map<string, Entry>();
  }
  function entryOf(browser: string | undefined, session: AppSession): Entry {
    const entry = of(browser).get(session.handle);
    if (!entry) throw ended();
    return entry;
  }
  async function renew(entry: Entry, signal: AbortSignal): Promise<void> {
    const { refreshToken } = entry.grant;
    if (refreshToken === undefined) throw ended();
    entry.grant = await smart.refresh({ ...entry.grant, refreshToken }, signal);
    entry.tokenEndsAtMs = tokenEnd(entry.grant, nowMs());
  }

  return {
    open(browser, grant) {
      const session: AppSession = {
        handle: randomBytes(9).toString('base64url'),
        grant,
        user: grant.user,
        level: grant.patientId === undefined ? 'user' : 'patient',
        endsAtMs: nowMs() + limits.lifeMs,
        openedAssessment: assessmentIn(grant.appContext),
      };
      const entries = of(browser);
      for (const oldest of entries.keys()) {
        if (entries.size < mostOfBrowser) break;
        entries.delete(oldest);
      }
      const tokenEndsAtMs = tokenEnd(grant, nowMs());
      entries.set(session.handle, {
        ...{ session, grant, tokenEndsAtMs, usedAtMs: nowMs() },
        renewing: undefined,
        seen: new Set(grant.patientId === undefined ? [] : [grant.patientId]),
      });
      browsers.delete(browser);
      browsers.set(browser, entries);
      for (const oldest of browsers.keys()) {
        if (browsers.size <= mostBrowsers) break;
        browsers.delete(oldest);
      }
      return session;
    },
    move(from, to) {
      browsers.set(to, of(from));
      browsers.delete(from);
    },
    require(browser, handle) {
      const entries = of(browser);
      const entry = handle === undefined ? [...entries.values()].at(-1) : entries.get(handle);
      if (!entry) throw ended();
      // A session lives as long as its token, or as it can be renewed.
      if (entry.tokenEndsAtMs <= nowMs() && entry.grant.refreshToken === undefined) throw ended();
      entry.usedAtMs = nowMs();
      return entry.session;
    },
    async token(browser, session, signal) {
      const entry = entryOf(browser, session);
      if (entry.tokenEndsAtMs - renewBeforeMs <= nowMs() && entry.grant.refreshToken !== undefined) {
        // Several requests of one page renew once: a refresh token is good for one use.
        entry.renewing ??= renew(entry, signal).finally(() => {
          entry.renewing = undefined;
        });
        await entry.renewing;
      }
      if (entry.tokenEndsAtMs <= nowMs()) throw ended();
      return entry.grant.accessToken;
    },
    noteSeen: (browser, session, patientId) => void entryOf(browser, session).seen.add(patientId),
    hasSeen: (browser, session, patientId) => entryOf(browser, session).seen.has(patientId),
    close: (browser, session) => void of(browser).delete(session.handle),
  };
}

const ended = () => new Failure('unauthenticated', 'The session has ended. Open the app again from the chart.');

const tokenEnd = ({ expiresInSeconds }: SmartGrant, nowMs: number) =>
  nowMs + (expiresInSeconds === undefined ? usualTokenMs : expiresInSeconds * 1000);

function assessmentIn(appContext: string | undefined): string | undefined {
  if (appContext === undefined) return undefined;
  try {
    const { assessment } = JSON.parse(appContext) as { assessment?: unknown };
    return typeof assessment === 'string' && /^[\w-]{1,128}$/.test(assessment) ? assessment : undefined;
  } catch {
    return undefined;
  }
}
