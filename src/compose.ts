import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { resultAuditLog, resultPublisher } from '../fhir-resources/write/publisher.ts';
import { openFhirChart } from './adapters/chart/fhir-chart.ts';
import { pinoLog } from './adapters/system/pino-log.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { allowedFhirServers } from './cds/fhir-server.ts';
import { type Config, readConfiguredFile } from './config.ts';
import { Failure } from './core/failure.ts';
import { assessPatient } from './flows/assess-patient.ts';
import { createApp, type MountedRouter } from './http/app.ts';
import { authenticator } from './http/authenticate.ts';
import { readClients } from './http/clients.ts';
import { fhirRoutes } from './http/fhir-routes.ts';
import { createMetrics } from './http/metrics.ts';
import { startServer } from './http/server.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Store } from './ports/results.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { version } from './version.ts';

export interface RunningService {
  /** `http://127.0.0.1:8080`: where it really listens. */
  readonly url: string;
  readonly sandbox: Sandbox | undefined;
  readonly log: Log;
  /** Finishes running requests, then closes the store. */
  stop(): Promise<void>;
}

const clock: Clock = () => new Date().toISOString();

/** Opens the configured store. @throws Failure `store-in-use`, `store-unavailable` */
export async function openStore(config: Config, catalogue: Catalogue, log: Log): Promise<Store> {
  const scheme = config.databaseUrl === undefined ? 'embedded' : 'postgresql';
  const backEnd = catalogue.stores.find(({ id }) => id === scheme);
  if (!backEnd) throw new Failure('invalid-catalogue', `There is no store for ${scheme}.`);
  return backEnd.value.open({
    dataDir: config.dataDir,
    ...(config.databaseUrl ? { url: config.databaseUrl } : {}),
    log,
  });
}

/**
 * Wires the service and listens. `today` fixes the sandbox's charts; everything else comes from the configuration.
 * @throws Failure when the configuration, the catalogue or the store does not allow a start.
 */
export async function startService(config: Config, options: { readonly sandboxLoad?: 'scenarios' | 'none' } = {}): Promise<RunningService> {
  const log = pinoLog({ level: config.logLevel });
  const catalogue = await loadCatalogue();
  const authenticate = configuredAuthentication(config, log);
  const store = await openStore(config, catalogue, log);
  let app: Express | undefined;
  const server = await startServer((request, response) => app?.(request, response), { host: config.host, port: config.port }).catch(async (error) => {
    await store.close();
    throw error;
  });
  const publicUrl = config.port === 0 ? server.url : config.publicUrl;

  const scores = catalogue.scores.map(({ value }) => value);
  const results = config.writeBack === 'ehr' ? owing(store.results) : store.results;
  const publisher = resultPublisher(results, { serviceVersion: version, baseUrl: publicUrl, allowSynthetic: config.synthetic });
  const audit = resultAuditLog(store.results, { baseUrl: publicUrl }, randomUUID);
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const chart = openFhirChart({ log });

  const ehr = config.sandbox ? await sandboxOf(config, catalogue, store, log, options.sandboxLoad) : undefined;
  const routers: MountedRouter[] = [
    { path: '/fhir', access: 'client', router: fhirRoutes({ store: store.results, baseUrl: `${publicUrl}/fhir`, audit }) },
    { path: '/', access: 'open', router: pageRoutes({ scores, results: store.results, openRecords: config.sandbox }) },
    ...(ehr ? [{ path: '/sandbox', access: 'open' as const, router: ehr.sandbox.router }] : []),
  ];
  app = createApp({
    services: catalogue.services.map(({ value }) => value),
    chart,
    assess: (facts, origin) => assessPatient({ scores, publisher, clock, digest, version }, facts, origin),
    mayCall: allowedFhirServers(config.fhirServers, { loopback: config.sandbox }),
    feedback: store.feedback,
    audit,
    clock,
    newId: randomUUID,
    log,
    authenticate,
    publicUrl,
    version,
    readiness: [{ name: 'store', check: () => store.results.ping() }],
    corsOrigins: config.corsOrigins,
    rateLimitPerMinute: config.rateLimitPerMinute,
    budgets: { optionalMs: config.prefetchBudgetMs },
    metrics: createMetrics({ process: true }),
    routers,
    reviewLink: (assessment) => ({ label: 'Open the full assessment', type: 'smart', url: `${publicUrl}/app/launch`, appContext: JSON.stringify({ assessment: assessment.id }) }),
  });
  return {
    url: server.url,
    sandbox: ehr?.sandbox,
    log,
    async stop() {
      await server.close();
      await ehr?.store.close();
      await store.close();
    },
  };
}
