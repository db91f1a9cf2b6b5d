import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { documentsOf } from '../../fhir-resources/write/assessment-documents.ts';
import { findingsDocuments } from '../../fhir-resources/write/findings-documents.ts';
import { openDicomwebArchive } from '../adapters/archive/dicomweb-archive.ts';
import type { ArchiveCredentials } from '../adapters/archive/dicomweb-request.ts';
import { givenSegmentation, openStudyFolder } from '../adapters/archive/study-folder.ts';
import { readStudyUrl } from '../adapters/archive/study-url.ts';
import { studyFolders } from '../adapters/jobs/study-folders.ts';
import { packNifti } from '../adapters/pictures/nifti-file.ts';
import { encodePng } from '../adapters/pictures/png.ts';
import { openFeatureThreads } from '../adapters/radiomics/feature-threads.ts';
import { loadCatalogue, loadFamilies } from '../catalogue.ts';
import { type Config, readConfiguredFile } from '../config.ts';
import type { ChartFacts } from '../core/chart.ts';
import { Failure } from '../core/failure.ts';
import type { ImagingFindings } from '../core/findings.ts';
import {
  type AnalyseStudyDeps,
  type AnalysisTools,
  analyseStudy,
  analysisSettingsVersion,
  type StudyToAnalyse,
} from '../flows/analyse-study.ts';
import { assessPatient } from '../flows/assess-patient.ts';
import { imagingModels } from '../flows/judge-images.ts';
import type { ModelRegistry } from '../flows/model-registry.ts';
import { analyseStudyJob, analyseStudyKind } from '../jobs/tasks/analyse-study.ts';
import type { Inference } from '../ports/inference.ts';
import type { JobHandler } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { ModelHistory } from '../ports/models.ts';
import { version } from '../version.ts';
import { openModels, predictorsOf } from './models.ts';
import { clock } from './store.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Kinds of jobs that worker processes run. */
export const jobKinds: readonly string[] = [analyseStudyKind];

/** Settings and models with which a study would be analysed now: part of the key of its job. */
export const currentSettingsVersion = async (registry: ModelRegistry): Promise<string> =>
  analysisSettingsVersion(digest, await modelsOfImages(registry, noInference).versions());

const noInference: Inference = {
  run: () => Promise.reject(new Failure('model-unavailable', 'This process runs no models of images.')),
  close: async () => undefined,
};

const modelsOfImages = (registry: ModelRegistry, inference: Inference) =>
  imagingModels(async () => (await registry.usable()).map(({ model, state }) => ({ folder: model, state })), inference);

/** The imaging pipeline with its processes and threads. @param keepsVolumes whether the series are packed for a viewer */
export async function openPipeline(config: Config, log: Log, history: ModelHistory, keepsVolumes: boolean) {
  const families = await loadFamilies();
  const models = await openModels(config, { history, log, processes: { light: 0, heavy: 1 } });
  const features = openFeatureThreads(
    families.map(({ id, path, value }) => ({ id, path, name: value.name, ibsi: value.ibsi })),
    2,
  );
  const deps: AnalyseStudyDeps = {
    open: openStudyFolder,
    features,
    models: modelsOfImages(models.registry, models.inference),
    draw: encodePng,
    ...(keepsVolumes ? { pack: packNifti } : {}),
    clock,
    digest,
    serviceVersion: version,
  };
  return {
    analyse: (study: StudyToAnalyse, tools: AnalysisTools) => analyseStudy(study, deps, tools),
    async close() {
      await Promise.all([features.close(), models.close()]);
    },
  };
}
/** The archive that the configuration names. @throws Failure `invalid-configuration` */
export function openArchive(config: Config, log: Log, baseUrl = config.dicomwebUrl) {
  if (baseUrl === undefined)
    throw new Failure('invalid-configuration', 'FIBROCAST_DICOMWEB_URL must name the archive that keeps the images.');
  const credentials = credentialsOf(config);
  return openDicomwebArchive({ baseUrl, deadlineMs: 30_000, log, ...(credentials ? { credentials } : {}) });
}

/** Read at every request: a token that is renewed in its file is the one that is used. */
function credentialsOf(config: Config): ArchiveCredentials | undefined {
  const { dicomwebTokenFile, dicomwebPasswordFile } = config;
  if (dicomwebTokenFile !== undefined)
    return {
      kind: 'bearer',
      token: async () => readConfiguredFile('FIBROCAST_DICOMWEB_TOKEN', dicomwebTokenFile).trim(),
    };
  if (dicomwebPasswordFile === undefined) return undefined;
  const text = readConfiguredFile('FIBROCAST_DICOMWEB_PASSWORD', dicomwebPasswordFile).trim();
  const at = text.indexOf(':');
  if (at < 1)
    throw new Failure('invalid-configuration', 'FIBROCAST_DICOMWEB_PASSWORD names a file without user:password in it.');
  return { kind: 'basic', user: text.slice(0, at), password: text.slice(at + 1) };
}

/** What a worker process does with jobs. @param history what the parent knows of the models at each job */
export async function jobHandlers(config: Config, log: Log, history: ModelHistory): Promise<readonly JobHandler[]> {
  const pipeline = await openPipeline(config, log, history, config.keepsVolumes);
  return [
    analyseStudyJob({
      archive: openArchive(config, log),
      folders: studyFolders(join(config.dataDir, 'studies')),
      analyse: pipeline.analyse,
    }),
  ];
}

/**
 * `fibrocast analyze` without a service: models as they were declared; a service's registry is asked only where it is on PostgreSQL.
 * @throws Failure `invalid-configuration`
 */
export async function openAnalyze(config: Config, log: Log, history: ModelHistory) {
  const pipeline = await openPipeline(config, log, history, true);
  const about = { serviceVersion: version, baseUrl: config.publicUrl, allowSynthetic: config.synthetic };
  return {
    ...pipeline,
    segmentation: givenSegmentation,
    async fetch(url: string, folder: string, { signal, progress }: AnalysisTools) {
      const { baseUrl, studyUid } = readStudyUrl(url);
      await openArchive(config, log, baseUrl).retrieve({ studyUid }, folder, {
        signal,
        onInstance: (done, of) => progress(of ? (0.3 * done) / of : 0, 'fetching images'),
      });
      return { studyUid };
    },
    async resources(findings: ImagingFindings, chart?: ChartFacts): Promise<readonly unknown[]> {
      const documents = findingsDocuments(findings, { ...about, recordedAt: findings.analysedAt });
      if (!chart) return documents;
      const models = await openModels(config, { history, log, processes: { light: 1, heavy: 0 } });
      try {
        const catalogue = await loadCatalogue();
        const assessment = await assessPatient(
          {
            scores: catalogue.scores.map(({ value }) => value),
            publisher: { publish: async () => [] },
            clock,
            digest,
            version,
            findings: { ofPatient: async () => [findings] },
            predictors: predictorsOf(models),
            fusion: { setting: config.setting },
            allowSynthetic: config.synthetic,
            deadlineMs: 10_000,
            log,
          },
          chart,
          { fhirServer: 'none', unavailable: [] },
        );
        return [...documents, ...documentsOf(assessment, { ...about, recordedAt: assessment.asOf })];
      } finally {
        await models.close();
      }
    },
  };
}
