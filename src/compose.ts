import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { type CodeMap, readCodeMap } from '../fhir-resources/codes/code-map.ts';
import { changedStudiesQuery, readChangedStudies } from '../fhir-resources/read/imaging-studies.ts';
import { resultAuditLog, resultPublisher } from '../fhir-resources/write/publisher.ts';
import { reviewRecords } from '../fhir-resources/write/review-records.ts';
import { writeBackPlanner } from '../fhir-resources/write/write-back-plan.ts';
import { readDicomMask } from './adapters/archive/dicom-mask.ts';
import { readDicomImage } from './adapters/archive/image-folder.ts';
import { readNiftiImage, readNiftiMask } from './adapters/archive/nifti.ts';
import { backendTokens } from './adapters/chart/backend-token.ts';
import { openEhrWriter } from './adapters/chart/ehr-writer.ts';
import { openFhirChart } from './adapters/chart/fhir-chart.ts';
import { pgBossQueue } from './adapters/jobs/pg-boss-queue.ts';
import { openWorkerProcesses } from './adapters/jobs/worker-processes.ts';
import { openSmartLaunch } from './adapters/smart/open-smart-launch.ts';
import { pinoLog } from './adapters/system/pino-log.ts';
import { type Analysis, analysis } from './analysis.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { allowedFhirServers } from './cds/fhir-server.ts';
import { withSiteCodes } from './cds/site-asks.ts';
import { type Config, readConfiguredFile } from './config.ts';
import { Failure } from './core/failure.ts';
import type { Volume } from './core/volume/volume.ts';
import { assessPatient } from './flows/assess-patient.ts';
import { keepWorklist } from './flows/keep-worklist.ts';
import { openChartQueue, type QueueStudiesDeps } from './flows/queue-studies.ts';
import { type AppDeps, createApp, type MountedRouter } from './http/app.ts';
import { administrators } from './http/app-pages/administrators.ts';
import { appRoutes } from './http/app-pages/app-routes.ts';
import { jobsRoutes } from './http/app-pages/jobs-routes.ts';
import { worklistRoutes } from './http/app-pages/worklist-routes.ts';
import { anonymous, authenticator } from './http/authenticate.ts';
import { callerOf } from './http/call-locals.ts';
import { readClients } from './http/clients.ts';
import { fhirRoutes } from './http/fhir-routes.ts';
import { createMetrics } from './http/metrics.ts';
import { pageRoutes } from './http/pages/page-routes.ts';
import { startServer } from './http/server.ts';
import { startSchedule } from './jobs/schedule.ts';
import type { Task } from './jobs/task.ts';
import { findNewStudiesTask } from './jobs/tasks/find-new-studies.ts';
import { writeBackTask } from './jobs/tasks/write-back.ts';
import { type JobOutcome, startWorker } from './jobs/worker.ts';
import type { AuditLog } from './ports/audit.ts';
import type { Clock } from './ports/clock.ts';
import type { JobQueue, JobTools } from './ports/jobs.ts';
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
  /** Finishes running requests, then closes the store. */
  stop(): Promise<void>;
}

export const openLog = (config: Config): Log => pinoLog({ level: config.logLevel });

/** How the command line reads images and masks: NIfTI by its name, everything else as DICOM (a folder or a file). */
export const imageReaders = {
  readImage: (path: string) => (isNifti(path) ? readNiftiImage(path) : readDicomStack(path)),
  readMask: (path: string, image: Volume, label?: number) =>
    isNifti(path) ? readNiftiMask(path, image.geometry, label) : readDicomMask(path, image, label?.toString()),
};
/** A single picture has no third spacing: no volume and no 3D feature of it would mean anything. */
async function readDicomStack(path: string) {
  const image = await readDicomImage(path);
  if (image.planar)
    throw new Failure('invalid-input', 'This is a single picture, not a stack of slices: radiomics needs a volume.');
  return image;
}
const isNifti = (path: string) => /\.nii(\.gz)?$/i.test(path);

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

export interface RunningWorkers {
  /** Processes that are alive. */
  alive(): number;
  /** Takes no new jobs; running ones may end within `graceMs`, then they are given back and their processes ended. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Runs jobs of these kinds in worker processes: this process keeps queue and store, they compute. The one way in which `serve` and
 * `work` run jobs, on either store.
 */
export async function startWorkers(options: {
  readonly queue: JobQueue;
  readonly kinds: readonly string[];
  readonly count: number;
  readonly memoryMb: number;
  readonly settings: unknown;
  readonly save: JobTools['saveFindings'];
  readonly log: Log;
  /** Default: src/worker.ts. */
  readonly entry?: string;
  ended?(kind: string, outcome: JobOutcome, seconds: number): void;
}): Promise<RunningWorkers> {
  const { queue, kinds, count, ended } = options;
  const processes = openWorkerProcesses({
    ...options,
    entry: options.entry ?? fileURLToPath(new URL(`./worker${sourceExtension}`, import.meta.url)),
    execArgv: workerExecArgv(),
  });
  await startWorker({ queue, kinds, concurrency: count, run: processes.run, ...(ended ? { ended } : {}) });
  return {
    alive: processes.alive,
    async stop(graceMs) {
      await queue.stop(graceMs);
      await processes.close();
    },
  };
}

const sourceExtension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
/** From source, workers need the loader that this process has (or, under a test runner, has not). */
function workerExecArgv(): string[] {
  if (sourceExtension === '.js') return [];
  const own = process.execArgv.filter((each) => !/^--(inspect|max-old-space-size)/.test(each));
  return own.some((each) => each.includes('tsx')) ? own : ['--import', 'tsx'];
}

/** Orchestrators kill after ten seconds; what does not end before is given back. */
const stopGraceMs = 6000;

/** `fibrocast work`: analyses only, beside any number of other processes on the same PostgreSQL. @throws Failure */
export async function startWork(config: Config): Promise<{ stop(): Promise<void> }> {
  if (config.databaseUrl === undefined)
    throw new Failure(
      'invalid-configuration',
      'The embedded store belongs to one process: `fibrocast serve` runs the analyses itself. For `fibrocast work` set DATABASE_URL to the PostgreSQL database that the service uses.',
    );
  if (!analysis || config.dicomwebUrl === undefined)
    throw new Failure('invalid-configuration', 'FIBROCAST_DICOMWEB_URL must name the archive that keeps the images.');
  const log = openLog(config);
  const store = await openStore(config, await loadCatalogue(), log);
  try {
    const queue = openQueue(store, log);
    if (!queue) throw new Failure('invalid-catalogue', 'This store keeps no jobs.');
    const { kinds } = analysis;
    const { workers: count, workerMemoryMb: memoryMb } = config;
    const save: JobTools['saveFindings'] = (findings, pictures) => store.findings.save(findings, pictures);
    const workers = await startWorkers({ queue, kinds, count, memoryMb, settings: config, save, log });
    log.info({ workers: count }, 'working');
    return {
      async stop() {
        await workers.stop(stopGraceMs);
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The job queue beside the store; none in memory. */
export const openQueue = (store: Store, log: Log): JobQueue | undefined => store.sql && pgBossQueue(store.sql, { log });

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
    const server = await startServer((request, response) => app?.(request, response), config);
    closing.push(() => server.close());
    const publicUrl = config.port === 0 ? server.url : config.publicUrl;
    const queue = openQueue(store, log);
    if (queue) closing.push(() => queue.stop(0));
    const metrics = createMetrics({ process: true, ...(queue ? { jobs: () => queue.counts() } : {}) });
    let workers: RunningWorkers | undefined;
    const studies = queue && analysis && config.dicomwebUrl ? queueStudiesDeps(queue, store, analysis) : undefined;
    const openCharts = studies && openChartQueue(studies, log);
    const worklist = keepWorklist(store.worklist, log);
    closing.push(() => worklist.settled());
    if (openCharts) closing.push(() => openCharts.settled());

    const allowed = allowedFhirServers(config.fhirServers, { loopback: config.sandbox });
    const scores = catalogue.scores.map(({ value }) => value);
    const publisher = resultPublisher(store.results, {
      serviceVersion: version,
      baseUrl: publicUrl,
      allowSynthetic: config.synthetic,
      owe: config.writeBack === 'ehr',
    });
    const audit = resultAuditLog(store.results, { baseUrl: publicUrl }, randomUUID);
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
      const ehr = await openSandbox(catalogue, store, log, { load: options.sandboxLoad ?? 'scenarios', smartApp });
      closing.push(() => ehr.store.close());
      sandbox = ehr.sandbox;
      routers.push({ path: '/sandbox', access: 'open', router: sandbox.router });
    }
    const assess: AppDeps['assess'] = async (facts, origin) => {
      const assessment = await assessPatient({ scores, publisher, clock, digest, version }, facts, origin);
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
        ...(queue ? { queue } : {}),
        allowSynthetic: config.synthetic,
        mayCall: allowed,
        usualFhirServer: () => (config.sandbox ? `${publicUrl}/sandbox/fhir` : onlyOne(config.fhirServers)),
        frameOrigins: config.smartFrameOrigins,
        webFolder: join(repositoryRoot(), 'dist/web'),
        rateLimitPerMinute: config.rateLimitPerMinute,
        nowMs: () => Date.now(),
        further: [
          (tools) => worklistRoutes({ worklist: store.worklist, chart }, tools),
          (tools) => jobsRoutes({ administrators: admins, ...(queue ? { queue } : {}) }, tools),
        ],
      }),
    });
    routers.push({
      path: '/',
      access: 'open',
      router: pageRoutes({ scores, results: store.results, openRecords: config.sandbox }),
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
    if (options.background && queue && analysis && config.dicomwebUrl && config.workers > 0) {
      const running = await startWorkers({
        queue,
        kinds: analysis.kinds,
        count: config.workers,
        memoryMb: config.workerMemoryMb,
        settings: config,
        save: (findings, pictures) => store.findings.save(findings, pictures),
        log,
        ended: metrics.jobEnded,
      });
      workers = running;
      closing.push(() => running.stop(stopGraceMs));
    }
    if (options.background) {
      const tasks = [
        ...(config.writeBack === 'ehr' ? [writeBackTaskOf(config, store, audit, allowed)] : []),
        ...(studies && config.fhirServers.length > 0 ? [findStudiesTaskOf(config, studies, store, codes, log)] : []),
      ];
      const schedule = startSchedule(tasks, log);
      closing.push(() => schedule.stop());
    }
    log.info(
      {
        url: server.url,
        services: catalogue.services.length,
        scores: scores.length,
        store: config.databaseUrl ? 'postgresql' : 'embedded',
      },
      'serving',
    );
    return { url: server.url, sandbox, log, stop };
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

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

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

function queueStudiesDeps(queue: JobQueue, store: Store, { kinds, settingsVersion }: Analysis): QueueStudiesDeps {
  const [kind = ''] = kinds;
  return { queue, findings: store.findings, kind, settingsVersion };
}

/** Searches of the background take their time; they have limits and a circuit breaker apart from those of the hooks. */
function findStudiesTaskOf(
  config: Config,
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
    fhirServers: config.fhirServers,
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
  options: Pick<SandboxOptions, 'load' | 'smartApp'>,
) {
  const memory = catalogue.stores.find(({ id }) => id === 'memory');
  if (!memory) throw new Failure('invalid-catalogue', 'There is no memory store for the sandbox.');
  const store = await memory.value.open({ log });
  const pagesDir = join(repositoryRoot(), 'dist/web/ehr');
  const sandbox = await createSandbox({
    store: store.results,
    today: clock().slice(0, 10),
    pagesDir,
    feedback: service.feedback,
    log,
    ...options,
  });
  return { store, sandbox };
}
