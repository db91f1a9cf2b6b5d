import { type RequestHandler, Router } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Failure } from '../../core/failure.ts';
import type { AuditLog } from '../../ports/audit.ts';
import type { SmartLaunch } from '../../ports/smart-launch.ts';
import { appAccess } from './app-access.ts';
import { browserCookie } from './browser-cookie.ts';
import { type LaunchScopes, launchRoutes, launchScopes } from './launch-routes.ts';
import { factsOf, type Recorded, type RecordFact, recorded } from './recorded.ts';
import { type ReviewRoutesDeps, reviewRoutes } from './review-routes.ts';
import { sameOriginWrites } from './same-origin.ts';
import { memorySessions, type SessionLimits } from './sessions.ts';
import { pagePolicy, staticPages } from './static-pages.ts';

export interface AppRoutesDeps extends Omit<ReviewRoutesDeps, 'access' | 'recorded'> {
  readonly smart: SmartLaunch;
  readonly audit: AuditLog;
  /** Where browsers reach the service, without a trailing slash. */
  readonly publicUrl: string;
  readonly mayCall: (fhirServer: string) => boolean;
  readonly usualFhirServer: () => string | undefined;
  /** OAuth client id, for the audit. */
  readonly clientId: string;
  /** Origins of the EHRs whose pages may frame the app. */
  readonly frameOrigins: readonly string[];
  /** Folder of the built pages (`dist/web`). */
  readonly webFolder: string;
  /** Requests a minute and address; 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly nowMs: () => number;
  readonly scopes?: LaunchScopes;
  readonly limits?: SessionLimits;
  /** Public keys of the app, for its registration as a confidential client. */
  readonly publicKeys?: readonly object[];
  readonly further?: readonly ((tools: AppTools) => Router)[];
}
export interface AppTools {
  readonly access: ReturnType<typeof appAccess>;
  readonly record: RecordFact;
  readonly recorded: Recorded;
}

/** Everything under `/app`: the launch, the data of the pages, the pages. To be mounted there, open: it looks after itself. */
export function appRoutes(deps: AppRoutesDeps): Router {
  const { publicUrl, nowMs } = deps;
  const { origin, protocol } = new URL(publicUrl);
  const cookie = browserCookie(protocol === 'https:');
  const sessions = memorySessions(deps.smart, nowMs, deps.limits);
  const access = appAccess({ sessions, cookie });
  const record: RecordFact = (fact) =>
    deps.audit.record([{ at: deps.clock(), client: `app ${deps.clientId}`, ...fact }]);
  const tools: AppTools = { access, record, recorded: recorded(record) };

  const router = Router();
  router.use(pagePolicy(deps.frameOrigins), limiter(deps.rateLimitPerMinute));
  router.use(
    launchRoutes({
      ...{ smart: deps.smart, sessions, cookie, nowMs, record },
      redirectUri: `${publicUrl}/app/callback`,
      scopes: deps.scopes ?? launchScopes,
      mayCall: deps.mayCall,
      usualFhirServer: deps.usualFhirServer,
    }),
  );
  router.get('/jwks.json', (_request, response) => void response.json({ keys: deps.publicKeys ?? [] }));
  router.use(['/api', '/logout'], sameOriginWrites(origin));
  router.post('/logout', async (request, response) => {
    const call = access(request, response);
    call.close();
    await record({ action: 'sign-out', outcome: 'success', ...factsOf(call) });
    response.status(204).end();
  });
  router.use('/api', reviewRoutes({ ...deps, ...tools }));
  for (const make of deps.further ?? []) router.use('/api', make(tools));
  router.use('/api', () => {
    throw new Failure('not-found', 'There is nothing at this address.');
  });
  router.use(staticPages(deps.webFolder));
  return router;
}

/** A page makes many requests at once, and its pictures are many: four times what a CDS client may. */
function limiter(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: 60_000,
    limit: perMinute * 4,
    keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    handler: (_request, _response, next) =>
      next(new Failure('rate-limited', 'Too many requests in a minute. Try again later.')),
  });
}
