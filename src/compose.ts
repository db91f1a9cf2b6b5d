import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Express } from 'express';
import { readCodeMap } from '../fhir-resources/codes/code-map.ts';
import { resultAuditLog, resultPublisher } from '../fhir-resources/write/publisher.ts';
import { writeBackPlanner } from '../fhir-resources/write/write-back-plan.ts';
import { readDicomMask } from './adapters/archive/dicom-mask.ts';
import { readDicomImage } from './adapters/archive/image-folder.ts';
import { readNiftiImage, readNiftiMask } from './adapters/archive/nifti.ts';
import { backendTokens } from './adapters/chart/backend-token.ts';
import { openEhrWriter } from './adapters/chart/ehr-writer.ts';
import { openFhirChart } from './adapters/chart/fhir-chart.ts';
import { readModelFolder, readModels } from './adapters/inference/model-folder.ts';
import { openInference } from './adapters/inference/open-inference.ts';
import { pinoLog } from './adapters/system/pino-log.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { allowedFhirServers } from './cds/fhir-server.ts';
import { withSiteCodes } from './cds/site-asks.ts';
import { type Config, readConfiguredFile } from './config.ts';
import { Failure } from './core/failure.ts';
import { versionedId } from './core/models/columns.ts';
import type { Volume } from './core/volume/volume.ts';
import { assessPatient } from './flows/assess-patient.ts';
import { createApp, type MountedRouter } from './http/app.ts';
import { anonymous, authenticator } from './http/authenticate.ts';
import { callerOf } from './http/call-locals.ts';
import { readClients } from './http/clients.ts';
import { fhirRoutes } from './http/fhir-routes.ts';
import { createMetrics } from './http/metrics.ts';
import { pageRoutes } from './http/pages/page-routes.ts';
import { startServer } from './http/server.ts';
import { type Schedule, startSchedule } from './jobs/schedule.ts';
import { writeBackTask } from './jobs/tasks/write-back.ts';
import type { AuditLog } from './ports/audit.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Store } from './ports/results.ts';
import { repositoryRoot } from './sandbox/build-pages.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
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

/**
 * One model over tables with a process that runs its graph: bundled models first, then those of FIBROCAST_MODELS.
 * @param id folder name or `id@version`; the newest version when there are several
 * @throws Failure `model-unavailable` when there is none, or its golden run fails; `invalid-catalogue` when its folder is not sound
 */
export async function openTabularModel(id: string, environment: NodeJS.ProcessEnv = process.env) {
  const folders = [
    join(repositoryRoot(), 'models'),
    ...(environment.FIBROCAST_MODELS ? [environment.FIBROCAST_MODELS] : []),
  ];
  const { models, refused } = await readModels(folders);
  const folder = models.filter(({ manifest }) => manifest.id === id || versionedId(manifest) === id).at(-1);
  const { manifest, reference } = folder ?? {};
  if (!folder || !manifest || !reference) {
    const why = refused.find(({ model }) => model === id || model.startsWith(`${id}@`))?.reason;
    const known = models.filter((each) => each.reference).map((each) => versionedId(each.manifest));
    throw new Failure(
      'model-unavailable',
      why ?? `There is no model over tables of that name. There are: ${known.join(', ')}.`,
    );
  }
  const inference = await openInference({
    models: [folder],
    log: pinoLog({ level: 'silent' }),
    processes: { light: 1, heavy: 0 },
    provider: 'cpu',
  });
  return { manifest, reference, inference, close: () => inference.close() };
}

/** How the command line trains: where the Python package is, and how its folder is checked before it counts. */
export const training = {
  packageFolder: join(repositoryRoot(), 'models', 'training'),
  /** Reads the folder (shapes, digests) and makes the golden run. @throws Failure when it is not sound */
  async checkFolder(path: string) {
    const folder = await readModelFolder(path);
    const inference = await openInference({ models: [folder], log: pinoLog({ level: 'silent' }), provider: 'cpu' });
    const refusal = inference.refusals()[0];
    await inference.close();
    if (refusal) throw new Failure('model-unavailable', refusal.reason);
    return { id: folder.manifest.id, version: folder.manifest.version };
  },
};

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
      const ehr = await openSandbox(catalogue, store, log, options.sandboxLoad ?? 'scenarios');
      closing.push(() => ehr.store.close());
      sandbox = ehr.sandbox;
      routers.push({ path: '/sandbox', access: 'open', router: sandbox.router });
    }
    routers.push({
      path: '/',
      access: 'open',
      router: pageRoutes({ scores, results: store.results, openRecords: config.sandbox }),
    });

    app = createApp({
      services: catalogue.services.map(({ value }) => withSiteCodes(value, codes)),
      chart,
      assess: (facts, origin) => assessPatient({ scores, publisher, clock, digest, version }, facts, origin),
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
      metrics: createMetrics({ process: true }),
      routers,
      reviewLink: (assessment) => ({
        label: 'Open the full assessment',
        type: 'smart',
        url: `${publicUrl}/app/launch`,
        appContext: JSON.stringify({ assessment: assessment.id }),
      }),
    });
    if (options.background && config.writeBack === 'ehr') {
      const schedule = writeBackSchedule(config, store, audit, allowed, log);
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

function writeBackSchedule(
  config: Config,
  store: Store,
  audit: AuditLog,
  allowed: (fhirServer: string) => boolean,
  log: Log,
): Schedule {
  const token =
    config.smartClientId && config.smartPrivateKeyFile
      ? tokensOf(config.smartClientId, readConfiguredFile('FIBROCAST_SMART_PRIVATE_KEY', config.smartPrivateKeyFile))
      : undefined;
  const writer = openEhrWriter({ allowed, timeoutMs: 30_000, ...(token ? { token } : {}) });
  const planner = writeBackPlanner({ allowSynthetic: config.synthetic });
  return startSchedule([writeBackTask({ results: store.results, planner, writer, clock, audit })], log);
}

/** `kid` is the RFC 7638 thumbprint of the public key, so that the EHR finds it in the registered key set. */
function tokensOf(clientId: string, privateKey: string) {
  let jwk: Readonly<Record<string, unknown>>;
  try {
    jwk = createPublicKey(privateKey).export({ format: 'jwk' });
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
  const scope = ['Device', 'DiagnosticReport', 'Observation', 'Provenance', 'RiskAssessment']
    .map((type) => `system/${type}.cu`)
    .join(' ');
  return backendTokens(
    { clientId, privateKey, keyId, algorithm: jwk.kty === 'RSA' ? 'RS384' : 'ES384', scope },
    randomUUID,
    () => Date.now() / 1000,
  );
}

/** The sandbox EHR lives in a memory store of its own: it is another system, and gone when the process ends. */
async function openSandbox(catalogue: Catalogue, service: Store, log: Log, load: 'scenarios' | 'none') {
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
    load,
  });
  return { store, sandbox };
}
