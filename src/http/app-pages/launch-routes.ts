import { type NextFunction, type Request, type Response, Router } from 'express';
import { normaliseFhirServer } from '../../cds/fhir-server.ts';
import { Failure } from '../../core/failure.ts';
import type { LaunchSecrets, SmartLaunch } from '../../ports/smart-launch.ts';
import { logOf } from '../call-locals.ts';
import { asFailure, failureTable } from '../failures.ts';
import { refusalPage } from '../pages/refusal-page.ts';
import { queryOf, signalOf } from './browser-call.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import type { RecordFact } from './recorded.ts';
import type { Sessions } from './sessions.ts';

export interface LaunchRoutesDeps {
  readonly smart: SmartLaunch;
  readonly sessions: Sessions;
  readonly cookie: BrowserCookie;
  /** `https://host/app/callback` */
  readonly redirectUri: string;
  readonly scopes: LaunchScopes;
  /** May this FHIR server be called? The allow-list of the CDS services. */
  readonly mayCall: (fhirServer: string) => boolean;
  /** Where a standalone launch without `iss` goes; none where there are several. */
  readonly usualFhirServer: () => string | undefined;
  readonly nowMs: () => number;
  readonly record: RecordFact;
}

export interface LaunchScopes {
  readonly ehr: string;
  readonly standalone: string;
  readonly worklist: string;
}
/** Reading only: what the app writes, it writes into the service's own store. */
export const launchScopes: LaunchScopes = {
  ehr: 'launch openid fhirUser online_access patient/*.rs',
  standalone: 'launch/patient openid fhirUser online_access patient/*.rs',
  worklist: 'openid fhirUser online_access user/*.rs',
};

/** A launch that has not come back after so long is forgotten. */
const pendingMs = 10 * 60_000;
const mostPending = 10_000;

interface Pending {
  browser: string;
  readonly secrets: LaunchSecrets;
  readonly until: number;
  /** Page to open afterwards. */
  readonly to: string;
}

/** `/launch` and `/callback`: the two halves of a SMART App Launch. Tokens end here; the browser gets a cookie and an address. */
export function launchRoutes(deps: LaunchRoutesDeps): Router {
  const { smart, sessions, cookie, nowMs } = deps;
  const pending = new Map<string, Pending>();
  const router = Router();

  router.get('/launch', async (request, response) => {
    const query = queryOf(request);
    const forWorklist = query.get('for') === 'worklist';
    const launch = query.get('launch') ?? undefined;
    const fhirServer = allowedServer(query.get('iss') ?? deps.usualFhirServer(), deps.mayCall);
    const { ehr, standalone, worklist } = deps.scopes;
    const scope = forWorklist ? worklist : launch === undefined ? standalone : ehr;
    const begun = await smart.begin(
      { fhirServer, scope, redirectUri: deps.redirectUri, ...(launch === undefined ? {} : { launch }) },
      signalOf(request, response),
    );
    for (const [state, { until }] of pending) {
      if (until > nowMs() && pending.size < mostPending) break;
      pending.delete(state);
    }
    pending.set(begun.secrets.state, {
      browser: cookie.ensure(request, response),
      secrets: begun.secrets,
      until: nowMs() + pendingMs,
      to: forWorklist ? '/app/worklist/' : '/app/',
    });
    response.redirect(302, begun.authorizationUrl);
  });

  router.get('/callback', async (request, response) => {
    const query = queryOf(request);
    const state = query.get('state') ?? '';
    const known = pending.get(state);
    // Once, whatever comes of it: a second answer with the same state is somebody else's.
    pending.delete(state);
    if (!known || known.until <= nowMs() || known.browser !== cookie.read(request)) {
      await deps.record({ action: 'sign-in', outcome: 'refused' });
      throw new Failure(
        'forbidden',
        'This sign-in was not begun in this browser, or too long ago. Open the app again from the chart.',
      );
    }
    const { fhirServer } = known.secrets;
    try {
      const grant = await smart.complete(known.secrets, query, signalOf(request, response));
      const browser = cookie.renew(response);
      for (const other of pending.values()) if (other.browser === known.browser) other.browser = browser;
      sessions.move(known.browser, browser);
      const session = sessions.open(browser, grant);
      const { user, patientId } = grant;
      await deps.record({ action: 'sign-in', outcome: 'success', fhirServer, ...named({ user, patientId }) });
      response.redirect(303, `${known.to}?launch=${session.handle}`);
    } catch (error) {
      await deps.record({ action: 'sign-in', outcome: 'refused', fhirServer });
      throw error;
    }
  });

  router.use(['/launch', '/callback'], refuseForPeople);
  return router;
}

/** People stand before these addresses, so a refusal is a page; for everybody else it stays what it is. */
function refuseForPeople(error: unknown, request: Request, response: Response, next: NextFunction): void {
  const failure = asFailure(error);
  if (request.accepts(['json', 'html']) !== 'html') {
    next(error);
    return;
  }
  logOf(response).info({ kind: failure.kind }, 'launch refused');
  response.status(failureTable[failure.kind].status).type('html').send(refusalPage(failure.message));
}

function allowedServer(given: string | undefined, mayCall: (fhirServer: string) => boolean): string {
  if (given === undefined)
    throw new Failure('invalid-request', 'Open this address from the EHR, or add iss=<address of its FHIR server>.');
  const fhirServer = normaliseFhirServer(given);
  if (fhirServer === undefined || !mayCall(fhirServer))
    throw new Failure('fhir-server-not-allowed', 'This FHIR server is not on the list of servers that may be asked.');
  return fhirServer;
}

const named = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
