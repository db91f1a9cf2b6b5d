import cors from 'cors';
import express, { type Express, type Request, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { type Budgets, defaultBudgets } from '../cds/prefetch.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../ports/log.ts';
import type { RefusedModel } from '../ports/models.ts';
import type { Authenticate } from './authenticate.ts';
import { type CdsRoutesDeps, cdsRoutes } from './cds-routes.ts';
import { answerFailures } from './failures.ts';
import { guardWith } from './guard.ts';
import { healthRoutes, type ReadinessCheck } from './health-routes.ts';
import { jsonBody } from './json-body.ts';
import { createMetrics, type Metrics, metricsRoutes } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { observeFailures, requestLog } from './request-log.ts';

/** A router of another part. */
export interface MountedRouter {
  /** `/fhir` */
  readonly path: string;
  readonly router: Router;
  /** `client`: the caller needs a token as for CDS calls, with the mount's URL or the exact URL as `aud`. `open`: the router sees to it itself. */
  readonly access: 'client' | 'open';
  /** Path items for /openapi.json, relative to the service. */
  readonly openApiPaths?: Readonly<Record<string, object>>;
}

export interface AppDeps
  extends Pick<
    CdsRoutesDeps,
    'services' | 'chart' | 'codes' | 'assess' | 'reviewLink' | 'mayCall' | 'feedback' | 'audit' | 'clock' | 'newId'
  > {
  readonly log: Log;
  readonly authenticate: Authenticate;
  /** Where clients reach the service, without a trailing slash: base of `aud` and of links. */
  readonly publicUrl: string;
  readonly version: string;
  readonly readiness: readonly ReadinessCheck[];
  /** Models without which the service goes on; named in the answer of readiness. */
  readonly refusedModels?: () => readonly RefusedModel[];
  /** Origins that browsers may call from; `*` among them: any, without credentials. Empty: none. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute and client; 0: no limit. */
  readonly rateLimitPerMinute: number;
  readonly budgets?: Partial<Budgets>;
  /** Largest body, after inflation; default 8 MiB. */
  readonly bodyLimitBytes?: number;
  /** Throw when a service breaks a card rule. For tests. */
  readonly strictCards?: boolean;
  readonly routers?: readonly MountedRouter[];
  /** Folder of built pages, served at `/app`. */
  readonly webFolder?: string;
  readonly metrics?: Metrics;
  /** Processes for background jobs that are alive. */
  readonly workers?: () => number;
  /** Express `trust proxy`: number of proxies in front; default 0. */
  readonly trustedProxies?: number;
}

const defaultBodyLimitBytes = 8 * 1024 * 1024;

/** The whole HTTP side of the service. Opens nothing, listens nowhere: see server.ts. */
export function createApp(deps: AppDeps): Express {
  const metrics = deps.metrics ?? createMetrics({ process: false });
  const guard = guardWith(deps);
  const routers = deps.routers ?? [];
  const openApi = openApiDocument({ ...deps, routers });

  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', deps.trustedProxies ?? 0);

  app.use(requestLog(deps.log, deps.newId), securityHeaders(), noStore, tolerateSlashes, crossOrigin(deps.corsOrigins));

  app.use(healthRoutes(deps.readiness, deps.version, { workers: deps.workers, refusedModels: deps.refusedModels }));
  app.use(metricsRoutes(metrics));
  app.get('/openapi.json', (_request, response) => void response.json(openApi));

  app.use(
    '/cds-services',
    cdsRoutes({
      ...deps,
      metrics,
      pageUrl: (path) => deps.publicUrl + path,
      budgets: { ...defaultBudgets, ...deps.budgets },
      strict: deps.strictCards ?? false,
      guard: guard((request) => [deps.publicUrl + pathOf(request)]),
      body: jsonBody(deps.bodyLimitBytes ?? defaultBodyLimitBytes),
    }),
  );
  for (const { path, router, access } of routers) {
    const before =
      access === 'client' ? guard((request) => [deps.publicUrl + path, deps.publicUrl + pathOf(request)]) : [];
    app.use(path, ...before, router);
  }
  if (deps.webFolder !== undefined) app.use('/app', express.static(deps.webFolder, { index: 'index.html' }));

  app.use(() => {
    throw new Failure('not-found', 'There is nothing at this address.');
  });
  app.use(answerFailures(observeFailures(metrics)));
  return app;
}

/** The path called, without its query, as it stands in `aud`. */
function pathOf(request: Request): string {
  return request.originalUrl.replace(/\?.*$/s, '');
}

/** For answers that are data. Routers that serve pages set a policy of their own. */
function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** A discovery URL that was registered with a trailing slash makes clients call `//cds-services` or `/cds-services//id`. */
const tolerateSlashes: RequestHandler = (request, _response, next) => {
  if (/^[^?]*\/\//.test(request.url)) {
    const [path = '', ...query] = request.url.split('?');
    request.url = [path.replace(/\/{2,}/g, '/'), ...query].join('?');
  }
  next();
};

/** Answers preflights by itself, before any token is asked for. No credentials: a token is sent by script, not by cookie. */
function crossOrigin(origins: readonly string[]): RequestHandler {
  const share = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    allowedHeaders: ['authorization', 'content-type', 'accept', 'prefer', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'www-authenticate'],
    maxAge: 600,
  });
  return (request, response, next) => {
    response.vary('Origin');
    share(request, response, next);
  };
}
