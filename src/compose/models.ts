import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { resultAuditLog } from '../../fhir-resources/write/publisher.ts';
import { fileModelHistory } from '../adapters/database/model-history.ts';
import { readModelFolder, readModels } from '../adapters/inference/model-folder.ts';
import { type InferenceOptions, type OpenInference, openInference } from '../adapters/inference/open-inference.ts';
import { pinoLog } from '../adapters/system/pino-log.ts';
import { loadCatalogue } from '../catalogue.ts';
import type { Config } from '../config.ts';
import { Failure } from '../core/failure.ts';
import { versionedId } from '../core/models/columns.ts';
import type { ModelChange } from '../core/models/registry.ts';
import { judgesRadiomics, radiomicsJudge } from '../flows/judge-radiomics.ts';
import { type ModelRegistry, modelRegistry } from '../flows/model-registry.ts';
import { predictsFromTable, tabularModelPredictor } from '../flows/tabular-predictors.ts';
import type { AuditLog } from '../ports/audit.ts';
import type { Log } from '../ports/log.ts';
import type { ModelFolder, ModelFolders, ModelHistory } from '../ports/models.ts';
import type { Predictor, SilentLog, StudyJudge } from '../ports/predictors.ts';
import type { Store } from '../ports/results.ts';
import { repositoryRoot } from '../sandbox/build-pages.ts';
import { clock, openStore } from './store.ts';

export interface OpenModels {
  readonly registry: ModelRegistry;
  readonly inference: OpenInference;
  close(): Promise<void>;
}
export interface ModelOptions {
  readonly history: ModelHistory;
  readonly log: Log;
  readonly audit?: AuditLog;
  readonly auditsForOthers?: boolean;
  /** Processes for tables (light) and pictures (heavy). `serve` needs no pictures. */
  readonly processes?: InferenceOptions['processes'];
}

const bundledModels = () => join(repositoryRoot(), 'models');

/** The bundled models and those of the site: what could be read, and what is refused. */
export const configuredModels = (config: Config): Promise<ModelFolders> =>
  readModels([bundledModels(), ...(config.modelsFolder === undefined ? [] : [config.modelsFolder])]);

/** What a command knows of the models without opening the store: the history beside the embedded one, else the declared states. */
export const declaredHistory = async (config: Config): Promise<ModelHistory> => {
  const changes = config.databaseUrl === undefined ? await fileModelHistory(config.dataDir).read() : [];
  return { read: async () => changes, append: () => Promise.reject(new Error('this command changes no model')) };
};

/** The history of the models, without changing anything. @throws Failure `store-unavailable` */
export async function recordedChanges(config: Config): Promise<readonly ModelChange[]> {
  if (config.databaseUrl === undefined) return fileModelHistory(config.dataDir).read();
  const store = await openStore(config, await loadCatalogue(), pinoLog({ level: 'silent' }));
  try {
    return await store.models.read();
  } finally {
    await store.close();
  }
}

/** Reads the models, makes their golden runs and opens the registry over them. A model that fails is refused; nothing is thrown for it. */
export async function openModels(config: Config, options: ModelOptions): Promise<OpenModels> {
  const folders = await configuredModels(config);
  for (const { model, reason } of folders.refused) options.log.error({ model, reason }, 'a model is refused');
  const inference = await openInference({
    models: folders.models,
    log: options.log,
    ...(options.processes ? { processes: options.processes } : {}),
  });
  const registry = modelRegistry({
    folders,
    isBundled: ({ path }) => path.startsWith(`${bundledModels()}/`),
    history: options.history,
    goldenRun: inference.goldenRun,
    switchedOff: config.modelsOff,
    synthetic: config.synthetic,
    ...(config.site === undefined ? {} : { site: config.site }),
    ...(options.audit ? { audit: options.audit } : {}),
    ...(options.auditsForOthers ? { auditsForOthers: true } : {}),
    clock,
  });
  return { registry, inference, close: () => inference.close() };
}

/**
 * The models for the command line. With the embedded store a running service may hold the store; the history is a file beside it, so
 * changes go through, and the service writes their AuditEvents. @throws Failure as `openStore` with PostgreSQL.
 */
export async function openModelsBeside(
  config: Config,
  options: Pick<ModelOptions, 'log' | 'processes'> & { readonly changes: boolean },
): Promise<OpenModels & { readonly silent?: SilentLog }> {
  let store: Store | undefined;
  try {
    // the embedded store is opened for an AuditEvent only: that takes seconds
    if (options.changes || config.databaseUrl !== undefined)
      store = await openStore(config, await loadCatalogue(), options.log);
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'store-in-use')) throw error;
  }
  const history = store?.models ?? fileModelHistory(config.dataDir);
  const audit = store && resultAuditLog(store.results, { baseUrl: config.publicUrl }, randomUUID);
  try {
    const models = await openModels(config, { ...options, history, ...(audit ? { audit } : {}) });
    return {
      ...models,
      ...(store ? { silent: store.silent } : {}),
      close: async () => {
        await models.close();
        await store?.close();
      },
    };
  } catch (error) {
    await store?.close();
    throw error;
  }
}

/**
 * The models over clinical values that run now, ready for patients. Asked at every assessment: a promotion or a kill switch holds from the
 * next one on; what a model needs made ready is made once.
 */
export function predictorsOf({ registry, inference }: OpenModels): () => Promise<readonly Predictor[]> {
  const ready = new Map<ModelFolder, ReturnType<typeof tabularModelPredictor>>();
  return async () =>
    (await registry.usable()).flatMap(({ model, state, anchors }) => {
      if (!predictsFromTable(model)) return [];
      const known = ready.get(model) ?? tabularModelPredictor(model, inference);
      ready.set(model, known);
      return [known(state, anchors)];
    });
}

/** The same for models over the radiomics of analysed studies. @param digest as the analysis of studies has it */
export function studyJudgesOf({ registry, inference }: OpenModels, digest: (text: string) => string) {
  const ready = new Map<ModelFolder, ReturnType<typeof radiomicsJudge>>();
  return async (): Promise<readonly StudyJudge[]> =>
    (await registry.usable()).flatMap(({ model, state }) => {
      if (!judgesRadiomics(model)) return [];
      const known = ready.get(model) ?? radiomicsJudge(model, inference, digest);
      ready.set(model, known);
      return [known(state)];
    });
}

/**
 * A model by id or `id@version`, of several the newest: bundled ones first, then those of FIBROCAST_MODELS. `why`: the folder of that
 * name is not sound.
 */
export async function findModel(id: string, environment: NodeJS.ProcessEnv = process.env) {
  const { models, refused } = await readModels([
    bundledModels(),
    ...(environment.FIBROCAST_MODELS ? [environment.FIBROCAST_MODELS] : []),
  ]);
  const folder = models.filter(({ manifest }) => manifest.id === id || versionedId(manifest) === id).at(-1);
  const why = refused.find(({ model }) => model === id || model.startsWith(`${id}@`))?.reason;
  return { folder, why, models };
}

/**
 * One model over tables with a process that runs its graph: bundled models first, then those of FIBROCAST_MODELS.
 * @param id folder name or `id@version`; the newest version when there are several
 * @throws Failure `model-unavailable` when there is none, or its golden run fails; `invalid-catalogue` when its folder is not sound
 */
export async function openTabularModel(id: string, environment: NodeJS.ProcessEnv = process.env) {
  const { folder, why, models } = await findModel(id, environment);
  const { manifest, reference } = folder ?? {};
  if (!folder || !manifest || !reference) {
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
