import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Express } from 'express';
import { type CodeMap, readCodeMap } from '../fhir-resources/codes/code-map.ts';
import { changedStudiesQuery, readChangedStudies } from '../fhir-resources/read/imaging-studies.ts';
import { resultAuditLog, resultPublisher } from '../fhir-resources/write/publisher.ts';
import { reviewRecords } from '../fhir-resources/write/review-records.ts';
import { writeBackPlanner } from '../fhir-resources/write/write-back-plan.ts';
import { backendTokens } from './adapters/chart/backend-token.ts';
import { openEhrWriter } from './adapters/chart/ehr-writer.ts';
import { openFhirChart } from './adapters/chart/fhir-chart.ts';
import { openSmartLaunch } from './adapters/smart/open-smart-launch.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { allowedFhirServers } from './cds/fhir-server.ts';
import { withSiteCodes } from './cds/site-asks.ts';
import { openModels, predictorsOf, studyJudgesOf } from './compose/models.ts';
import { currentSettingsVersion, digest, jobKinds } from './compose/pipeline.ts';
import { clock, openLog, openStore } from './compose/store.ts';
import {
  openQueue,
  type RunningWorkers,
  savingFindings,
  startWorkers,
  stopGraceMs,
  type WorkerSettings,
} from './compose/workers.ts';
import { type Config, readConfiguredFile } from './config.ts';
import { Failure } from './core/failure.ts';
import { type AssessPatientDeps, assessPatient } from './flows/assess-patient.ts';
import { compareKept } from './flows/compare-silent.ts';
import { keepWorklist } from './flows/keep-worklist.ts';
import { openChartQueue, type QueueStudiesDeps } from './flows/queue-studies.ts';
import { type AppDeps, createApp, type MountedRouter } from './http/app.ts';
import { administrators } from './http/app-pages/administrators.ts';
import { appRoutes } from './http/app-pages/app-routes.ts';
import { jobsRoutes } from './http/app-pages/jobs-routes.ts';
import { modelsRoutes } from './http/app-pages/models-routes.ts';
import { valueRoutes } from './http/app-pages/value-routes.ts';
import { volumesRoutes } from './http/app-pages/volumes-routes.ts';
import { worklistRoutes } from './http/app-pages/worklist-routes.ts';
import { anonymous, authenticator } from './http/authenticate.ts';
import { callerOf } from './http/call-locals.ts';
import { readClients } from './http/clients.ts';
import { fhirRoutes } from './http/fhir-routes.ts';
import { createMetrics } from './http/metrics.ts';
import { pageRoutes } from './http/pages/page-routes.ts';
import { notYet, startServer } from './http/server.ts';
import { startSchedule } from './jobs/schedule.ts';
import type { Task } from './jobs/task.ts';
import { analyseStudyKind } from './jobs/tasks/analyse-study.ts';
import { findNewStudiesId, findNewStudiesTask } from './jobs/tasks/find-new-studies.ts';
import { writeBackTask } from './jobs/tasks/write-back.ts';
import type { AuditLog } from './ports/audit.ts';
import type { JobQueue } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';
import type { Store } from './ports/results.ts';
import type { RegisteredApp } from './sandbox/auth/authorization-routes.ts';
import { repositoryRoot } from './sandbox/build-pages.ts';
import { createSandbox, demoUser, type Sandbox, type SandboxOptions } from './sandbox/sandbox.ts';
import { sandboxCodeMap } from './sandbox/site-codes.ts';
import { version } from './version.ts';

export interface RunningService {
  /** `http://127.0.0.1:8080`: where it really listens. */
  readonly url: string;
  readonly sandbox: Sandbox | undefined;
  readonly log: Log;
  /**
   * Looks for the studies of the sandbox EHR now and resolves when all of them are analysed or given up.
   * @param onProgress jobs that ended, of how many
   */
  readonly analyseSandbox?: (onProgress: (ended: number, of: number) => void) => Promise<void>;
  /** Finishes running requests, then closes the store. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Run scheduled work in this process. */
  readonly background: boolean;
  /** What the sandbox EHR starts with. */
  readonly sandboxLoad?: 'scenarios' | 'none';
}

/**
 * Wires the service and listens.
 * @throws Failure when the configuration, the catalogue or the store does not allow a start.
 */
export async function startService(config: Config, options: StartOptions): Promise<RunningService> {
  const log = openLog(config);
  const catalogue = await loadCatalogue();
  const codes = siteCodes(config);
  const store = await openStore(config, catalogue, log);
  const closing: (() => Promise<void>)[] = [() => store.close()];
  const stop = async () => {
    // Last opened, first closed; what is closed is taken off the list, so that a second call finds nothing to do.
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    const authenticate = authenticationOf(config, store, log);
    let app: Express | undefined;
    const server = await startServer((request, response) => (app ?? notYet)(request, response), config);
    closing.push(() => server.close());
    const publicUrl = config.port === 0 ? server.url : config.publicUrl;
    const queue = openQueue(store, log);
    if (queue) closing.push(() => queue.stop(0));
    const metrics = createMetrics({ process: true, ...(queue ? { jobs: () => queue.counts() } : {}) });
    let workers: RunningWorkers | undefined;
    const worklist = keepWorklist(store.worklist, log);
    closing.push(() => worklist.settled());

    const allowed = allowedFhirServers(config.fhirServers, { loopback: config.sandbox });
    const scores = catalogue.scores.map(({ value }) => value);
    const publisher = resultPublisher(store.results, {
      serviceVersion: version,
      baseUrl: publicUrl,
      allowSynthetic: config.synthetic,
      owe: config.writeBack === 'ehr',
    });
    const audit = resultAuditLog(store.results, { baseUrl: publicUrl }, randomUUID);
    const models = await openModels(config, {
      history: store.models,
      log,
      audit,
      auditsForOthers: config.databaseUrl === undefined,
      processes: { light: 1, heavy: 0 },
    });
    closing.push(() => models.close());
    const analyses = queue && archiveUrl(config, server.url);
    const studies: QueueStudiesDeps | undefined =
      queue && analyses
        ? {
            queue,
            findings: store.findings,
            kind: analyseStudyKind,
            settingsVersion: () => currentSettingsVersion(models.registry),
          }
        : undefined;
    const openCharts = studies && openChartQueue(studies, log);
    if (openCharts) closing.push(() => openCharts.settled());
    const chart = openFhirChart({
      log,
      deadlineMs: 4000,
      retries: 2,
      concurrencyPerServer: 16,
      breaker: { failures: 10, openMs: 10_000 },
      maxBytes: 64 * 1024 * 1024,
    });

    const routers: MountedRouter[] = [
      {
        path: '/fhir',
        access: 'client',
        router: fhirRoutes({
          store: store.results,
          baseUrl: `${publicUrl}/fhir`,
          version,
          clock,
          audit,
          callerOf: ({ res }) => ({ client: res ? callerOf(res).issuer : anonymous.issuer }),
        }),
      },
    ];
    let sandbox: Sandbox | undefined;
    if (config.sandbox) {
      const smartApp = () => sandboxApp(config, publicUrl);
      const load = options.sandboxLoad ?? 'scenarios';
      const ehr = await openSandbox(catalogue, store, log, publicUrl, { load, smartApp });
      closing.push(() => ehr.store.close());
      sandbox = ehr.sandbox;
      routers.push({ path: '/sandbox', access: 'open', router: sandbox.router });
    }
    const assessing: AssessPatientDeps = {
      scores,
      publisher,
      clock,
      digest,
      version,
      findings: store.findings,
      predictors: predictorsOf(models),
      judges: studyJudgesOf(models, digest),
      silent: store.silent,
      fusion: { setting: config.setting },
      allowSynthetic: config.synthetic,
      // Findings and models are optional data too: a part of their budget, 60 ms of the default 400.
      deadlineMs: Math.round(0.15 * config.prefetchBudgetMs),
      log,
    };
    const assess: AppDeps['assess'] = async (facts, origin) => {
      const assessment = await assessPatient(assessing, facts, origin);
      openCharts?.seen(origin.fhirServer, facts);
      worklist.seen(facts, assessment);
      return assessment;
    };
    const admins = administrators(config.sandbox ? [demoUser, ...config.admins] : config.admins);
    const smart = await smartOf(config, publicUrl);
    routers.push({
      path: '/app',
      access: 'open',
      router: appRoutes({
        ...{ smart: smart.launch, clientId: smart.clientId, publicKeys: smart.publicKeys },
        ...{ audit, chart, clock, codes, publisher, scores, version, publicUrl },
        assess: (facts, about) => assess(facts, about),
        records: reviewRecords(store.results),
        findings: store.findings,
        predictors: assessing.predictors,
        ...(queue ? { queue } : {}),
        allowSynthetic: config.synthetic,
        mayCall: allowed,
        usualFhirServer: () => (config.sandbox ? `${publicUrl}/sandbox/fhir` : onlyOne(config.fhirServers)),
        frameOrigins: config.smartFrameOrigins,
        webFolder: join(repositoryRoot(), 'dist/web'),
        rateLimitPerMinute: config.rateLimitPerMinute,
        nowMs: () => Date.now(),
        further: [
          (tools) => worklistRoutes({ worklist: store.worklist, chart, clock }, tools),
          (tools) => volumesRoutes({ findings: store.findings, allowSynthetic: config.synthetic }, tools),
          (tools) => jobsRoutes({ administrators: admins, ...(queue ? { queue } : {}) }, tools),
          (tools) =>
            modelsRoutes(
              {
                models: models.registry,
                history: store.models,
                compareSilent: (model) => compareKept(store.silent, model),
                administrators: admins,
              },
              tools,
            ),
          (tools) =>
            valueRoutes({ feedback: store.feedback, worklist: store.worklist, results: store.results, clock }, tools),
        ],
      }),
    });
    routers.push({
      path: '/',
      access: 'open',
      router: pageRoutes({
        scores,
        models: models.registry,
        compareSilent: (model) => compareKept(store.silent, model),
        results: store.results,
        openRecords: config.sandbox,
      }),
    });

    app = createApp({
      services: catalogue.services.map(({ value }) => withSiteCodes(value, codes)),
      chart,
      assess,
      ...(codes ? { codes } : {}),
      mayCall: allowed,
      feedback: store.feedback,
      audit,
      clock,
      newId: randomUUID,
      log,
      authenticate,
      publicUrl,
      version,
      readiness: [{ name: 'store', check: () => store.results.ping() }],
      refusedModels: models.registry.refusals,
      corsOrigins: config.corsOrigins,
      rateLimitPerMinute: config.rateLimitPerMinute,
      budgets: { optionalMs: config.prefetchBudgetMs },
      metrics,
      workers: () => workers?.alive() ?? 0,
      routers,
      reviewLink: (assessment) => ({
        label: 'Open the full assessment',
        type: 'smart',
        url: `${publicUrl}/app/launch`,
        appContext: JSON.stringify({ assessment: assessment.id }),
      }),
    });
    if (options.background && queue && analyses && config.workers > 0) {
      const settings: WorkerSettings = { config: { ...config, dicomwebUrl: analyses } };
      const running = await startWorkers({
        queue,
        kinds: jobKinds,
        count: config.workers,
        memoryMb: config.workerMemoryMb,
        settings,
        models: store.models,
        save: savingFindings(config, store, publicUrl),
        log,
        ended: metrics.jobEnded,
      });
      workers = running;
      closing.push(() => running.stop(stopGraceMs));
    }
    const ehrs = config.sandbox ? [`${server.url}/sandbox/fhir`, ...config.fhirServers] : config.fhirServers;
    let analyseSandbox: RunningService['analyseSandbox'];
    if (options.background) {
      const tasks = [
        ...(config.writeBack === 'ehr' ? [writeBackTaskOf(config, store, audit, allowed)] : []),
        ...(studies && ehrs.length > 0 ? [findStudiesTaskOf(config, ehrs, studies, store, codes, log)] : []),
      ];
      const schedule = startSchedule(tasks, log);
      closing.push(() => schedule.stop());
      if (sandbox && queue && studies)
        analyseSandbox = async (onProgress) => {
          await schedule.runNow(findNewStudiesId);
          await untilIdle(queue, onProgress);
        };
    }
    log.info(
      {
        url: server.url,
        services: catalogue.services.length,
        scores: scores.length,
        models: (await models.registry.usable()).length,
        setting: config.setting,
        store: config.databaseUrl ? 'postgresql' : 'embedded',
      },
      'serving',
    );
    return { url: server.url, sandbox, log, ...(analyseSandbox ? { analyseSandbox } : {}), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The site's own codes: the configured file, else the sandbox hospital's. */
function siteCodes(config: Config) {
  if (config.codeMapFile) return readCodeMap(readConfiguredFile('FIBROCAST_CODE_MAP', config.codeMapFile));
  return config.sandbox ? readCodeMap(sandboxCodeMap) : undefined;
}

function authenticationOf(config: Config, store: Store, log: Log) {
  if (config.auth === 'off') return authenticator({ mode: 'off' });
  const clients = readClients(parsedFile('FIBROCAST_CDS_CLIENTS', config.cdsClientsFile ?? ''));
  return authenticator({
    mode: 'required',
    clients,
    clock,
    log,
    replay: config.replay === 'strict' ? { mode: 'strict', guard: store.replay } : { mode: 'off' },
  });
}

function parsedFile(variable: string, path: string): unknown {
  try {
    return JSON.parse(readConfiguredFile(variable, path));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('invalid-configuration', `${variable} names a file that is not JSON.`, { cause });
  }
}

function writeBackTaskOf(
  config: Config,
  store: Store,
  audit: AuditLog,
  allowed: (fhirServer: string) => boolean,
): Task {
  const token = backendToken(
    config,
    ['Device', 'DiagnosticReport', 'Observation', 'Provenance', 'RiskAssessment'],
    'cu',
  );
  const writer = openEhrWriter({ allowed, timeoutMs: 30_000, ...(token ? { token } : {}) });
  const planner = writeBackPlanner({ allowSynthetic: config.synthetic });
  return writeBackTask({ results: store.results, planner, writer, clock, audit });
}

/** Resolves when no job waits or runs. */
async function untilIdle(queue: JobQueue, onProgress: (ended: number, of: number) => void): Promise<void> {
  for (;;) {
    const { waiting, running, failed, done, dead, cancelled } = await queue.counts();
    const ended = done + dead + cancelled;
    const open = waiting + running + failed;
    onProgress(ended, ended + open);
    if (open === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Where the images are: the configured archive; in the sandbox its own, where nothing else is named. */
const archiveUrl = (config: Config, serverUrl: string): string | undefined =>
  config.dicomwebUrl ?? (config.sandbox ? `${serverUrl}/sandbox/dicomweb` : undefined);

/** Searches of the background take their time; they have limits and a circuit breaker apart from those of the hooks. */
function findStudiesTaskOf(
  config: Config,
  fhirServers: readonly string[],
  studies: QueueStudiesDeps,
  store: Store,
  codes: CodeMap | undefined,
  log: Log,
): Task {
  const chart = openFhirChart({
    log,
    deadlineMs: 60_000,
    retries: 2,
    concurrencyPerServer: 2,
    breaker: { failures: 5, openMs: 60_000 },
    maxBytes: 256 * 1024 * 1024,
  });
  const token = backendToken(config, ['ImagingStudy'], 'rs');
  return findNewStudiesTask({
    ...studies,
    findings: store.findings,
    fhirServers,
    clock,
    async changedStudies(fhirServer, from, to, signal) {
      const accessToken = await token?.(fhirServer, signal);
      const access = { fhirServer, ...(accessToken === undefined ? {} : { accessToken }) };
      const answer = await chart.get(access, changedStudiesQuery(from, to), signal);
      const found = readChangedStudies(answer, { now: clock(), ...(codes ? { codes } : {}) });
      if (!found) throw new Failure('upstream-refused', 'The FHIR server answered a search with something else.');
      return found;
    },
  });
}

/** As which the background comes to an EHR: for `system/<type>.<letters>` of these types; none where no client is configured. */
function backendToken(config: Config, types: readonly string[], letters: string) {
  if (!config.smartClientId || !config.smartPrivateKeyFile) return undefined;
  const scope = types.map((type) => `system/${type}.${letters}`).join(' ');
  const key = readConfiguredFile('FIBROCAST_SMART_PRIVATE_KEY', config.smartPrivateKeyFile);
  return tokensOf(config.smartClientId, key, scope);
}

function tokensOf(clientId: string, privateKey: string, scope: string) {
  const { keyId, algorithm } = signingKey(privateKey);
  return backendTokens({ clientId, privateKey, keyId, algorithm, scope }, randomUUID, () => Date.now() / 1000);
}

/** `kid` is the RFC 7638 thumbprint of the public key, so that the EHR finds it in the registered key set. */
function signingKey(privateKeyPem: string) {
  let jwk: Readonly<Record<string, unknown>>;
  try {
    jwk = createPublicKey(privateKeyPem).export({ format: 'jwk' });
  } catch (cause) {
    throw new Failure(
      'invalid-configuration',
      'FIBROCAST_SMART_PRIVATE_KEY names a file without a usable PEM private key.',
      { cause },
    );
  }
  const members = jwk.kty === 'RSA' ? ['e', 'kty', 'n'] : ['crv', 'kty', 'x', 'y'];
  const keyId = createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]]))))
    .digest('base64url');
  const algorithm = jwk.kty === 'RSA' ? ('RS384' as const) : ('ES384' as const);
  return { privateKeyPem, keyId, algorithm, jwk };
}

const onlyOne = (list: readonly string[]) => (list.length === 1 ? list[0] : undefined);

/** The pages as a SMART app: confidential where a private key is configured, public otherwise. */
async function smartOf(config: Config, publicUrl: string) {
  const file = config.smartPrivateKeyFile;
  const key = file === undefined ? undefined : signingKey(readConfiguredFile('FIBROCAST_SMART_PRIVATE_KEY', file));
  const clientId = config.smartAppClientId ?? `${publicUrl}/app`;
  const launch = await openSmartLaunch({ clientId, timeoutMs: 10_000, ...(key ? { key } : {}) }, () => Date.now());
  const publicKeys = key ? [{ ...key.jwk, kid: key.keyId, alg: key.algorithm, use: 'sig' }] : [];
  return { launch, clientId, publicKeys };
}

/** How the sandbox hospital has registered the pages. */
function sandboxApp(config: Config, publicUrl: string): RegisteredApp {
  const file = config.smartPrivateKeyFile;
  const key = file === undefined ? undefined : signingKey(readConfiguredFile('FIBROCAST_SMART_PRIVATE_KEY', file));
  return {
    clientId: config.smartAppClientId ?? `${publicUrl}/app`,
    redirectUri: `${publicUrl}/app/callback`,
    ...(key ? { publicKey: { jwk: key.jwk, keyId: key.keyId, algorithm: key.algorithm } } : {}),
  };
}

/** The sandbox EHR lives in a memory store of its own: it is another system, and gone when the process ends. */
async function openSandbox(
  catalogue: Catalogue,
  service: Store,
  log: Log,
  publicUrl: string,
  options: Pick<SandboxOptions, 'load' | 'smartApp'>,
) {
  const memory = catalogue.stores.find(({ id }) => id === 'memory');
  if (!memory) throw new Failure('invalid-catalogue', 'There is no memory store for the sandbox.');
  const store = await memory.value.open({ log });
  const pagesDir = join(repositoryRoot(), 'dist/web/ehr');
  const sandbox = await createSandbox({
    store: store.results,
    today: clock().slice(0, 10),
    baseUrl: `${publicUrl}/sandbox`,
    pagesDir,
    feedback: service.feedback,
    log,
    ...options,
  });
  return { store, sandbox };
}
