import type { Request, Response } from 'express';
import { Failure } from '../../core/failure.ts';
import type { ChartAccess } from '../../ports/chart.ts';
import { queryOf, signalOf } from './browser-call.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import { closedTypes, mayRead } from './scopes.ts';
import type { AppSession, Sessions } from './sessions.ts';

/** One request of a signed-in page. */
export interface AppCall {
  readonly session: AppSession;
  readonly query: URLSearchParams;
  readonly signal: AbortSignal;
  /** The EHR of the launch with a token that is good now. @throws Failure `unauthenticated` */
  access(): Promise<ChartAccess>;
  /** @throws Failure `forbidden` unless the EHR has shown this patient to this session */
  requireSeen(patientId: string): void;
  noteSeen(patientId: string): void;
  close(): void;
}

/** Whose session a request belongs to. Which launch: header `X-Fibrocast-Launch` or `?launch=`, else the newest of the browser. */
export function appAccess(deps: { readonly sessions: Sessions; readonly cookie: BrowserCookie }) {
  return (request: Request, response: Response): AppCall => {
    const browser = deps.cookie.read(request);
    const query = queryOf(request);
    const handle = request.get('x-fibrocast-launch') ?? query.get('launch') ?? undefined;
    const session = deps.sessions.require(browser, handle);
    const signal = signalOf(request, response);
    return {
      session,
      query,
      signal,
      access: async () => ({
        fhirServer: session.grant.fhirServer,
        accessToken: await deps.sessions.token(browser, session, signal),
      }),
      requireSeen(patientId) {
        if (!deps.sessions.hasSeen(browser, session, patientId))
          throw new Failure('forbidden', 'Open the chart of this patient first.');
      },
      noteSeen: (patientId) => deps.sessions.noteSeen(browser, session, patientId),
      close: () => deps.sessions.close(browser, session),
    };
  };
}

/**
 * The patient whom a request is about: that of the launch, or, where the launch was for a user, the one that it names.
 * @throws Failure `forbidden` for another patient than the launch's, or where the scopes do not open the chart
 */
export function patientOf({ session, query }: Pick<AppCall, 'session' | 'query'>): string {
  const { patientId, scopes } = session.grant;
  const named = query.get('patient') ?? undefined;
  if (patientId !== undefined && named !== undefined && named !== patientId)
    throw new Failure('forbidden', 'This launch is for the chart of another patient.');
  const patient = patientId ?? named;
  if (patient === undefined) throw new Failure('forbidden', 'This launch has no patient: add patient=<id>.');
  if (!/^[A-Za-z0-9\-.]{1,64}$/.test(patient)) throw new Failure('invalid-parameter', '"patient" takes a FHIR id.');
  const level = patientId === undefined ? 'user' : 'patient';
  const closed = closedTypes(scopes, level);
  const opensAsUser = closedTypes(scopes, 'user').length === 0;
  if (closed.length > 0 && !opensAsUser)
    throw new Failure('forbidden', `The launch was not granted to read ${closed.join(', ')}.`);
  return patient;
}

/** @throws Failure `forbidden` without a user-level scope that opens patients */
export function requireUserScope({ session }: Pick<AppCall, 'session'>): void {
  if (!mayRead(session.grant.scopes, 'user', 'Patient'))
    throw new Failure('forbidden', 'This needs a launch with a scope for all patients of the user (user/*.rs).');
}
