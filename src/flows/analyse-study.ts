import { weakestEvidence } from '../core/evidence.ts';
import { Failure } from '../core/failure.ts';
import type {
  ChosenSeries,
  ImagingFindings,
  MeasureFinding,
  RadiomicsFinding,
  RegionFinding,
} from '../core/findings.ts';
import type { LiverHabitats } from '../core/liver-measures/liver-habitats.ts';
import { measureLiver } from '../core/liver-measures/liver-measures.ts';
import { studyFeatureSettings } from '../core/radiomics/study-settings.ts';
import type { HabitatMap } from '../core/radiomics-maps/habitats.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Mask } from '../core/volume/volume.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeatureExtractor } from '../ports/feature-extractor.ts';
import type { ImagingModels, RunningVersion, StudyImage } from '../ports/imaging-models.ts';
import type { LoadedImage, StudyFolder, StudySegmentation } from '../ports/study-folder.ts';
import { findRegions } from './find-regions.ts';
import { type DrawPicture, studyPictures } from './study-pictures.ts';
import { type PackVolume, studyVolumes } from './study-volumes.ts';

export interface AnalyseStudyDeps {
  open(folder: string, as?: SeriesRole): Promise<StudyFolder>;
  readonly features: FeatureExtractor;
  readonly models: ImagingModels;
  readonly draw: DrawPicture;
  /** Without it no volumes are kept for a viewer. */
  readonly pack?: PackVolume;
  readonly clock: Clock;
  /** Hex digest of a text. */
  digest(text: string): string;
  readonly serviceVersion: string;
}

export interface StudyToAnalyse {
  /** FHIR base URL of the EHR, or `none`. */
  readonly fhirServer: string;
  readonly patientId: string;
  /** What was asked for. A folder with another study is refused: images of somebody else must not become findings. */
  readonly studyUid?: string;
  /** `ImagingStudy/1`. */
  readonly reference?: string;
  /** ISO date or date-time of the EHR; without it that of the images. */
  readonly started?: string;
  readonly folder: string;
  /** What the one series of its modality is, where the caller knows better than its tags. */
  readonly as?: SeriesRole;
  /** Regions given beside the images. They come before those of the study. */
  readonly segmentations?: readonly StudySegmentation[];
}

export interface AnalysisTools {
  readonly signal: AbortSignal;
  /** 0..1 and what is being done. */
  progress(share: number, doing: string): void;
}

export interface StudyAnalysis {
  readonly findings: ImagingFindings;
  /** PNG bytes by the keys that the findings name. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** Bytes of gzipped NIfTI-1 by the keys that the findings name. */
  readonly volumes: ReadonlyMap<string, Uint8Array>;
}

/**
 * The whole imaging pipeline on one study: series, regions, measures, radiomics, models, pictures. What could not be done stands in
 * `refused` with its reason; the rest goes on.
 * @throws Failure `invalid-input` when the folder holds another study or no series that any rule chooses; what `features` and `models` throw.
 */
export async function analyseStudy(
  request: StudyToAnalyse,
  deps: AnalyseStudyDeps,
  tools: AnalysisTools,
): Promise<StudyAnalysis> {
  const { signal, progress } = tools;
  progress(0, 'reading the series');
  const folder = await deps.open(request.folder, request.as);
  const studyUid = identityOf(folder, request);
  const refused = [...folder.refused];
  const images: StudyImage[] = [];
  const regions: RegionFinding[] = [];
  const measures: MeasureFinding[] = [];
  const radiomics: RadiomicsFinding[] = [];
  const habitats: { series: SeriesRole; map: HabitatMap }[] = [];

  for (const [at, series] of folder.chosen.entries()) {
    const from = 0.05 + (0.6 * at) / folder.chosen.length;
    signal.throwIfAborted();
    progress(from, `decoding ${series.facts.modality}`);
    const image = await series.load({ signal });
    if (image.planar) {
      images.push({ series, image, regions: new Map() });
      continue;
    }
    progress(from + 0.1 / folder.chosen.length, `outlining the liver on ${series.facts.modality}`);
    const drawn = [...(request.segmentations ?? []), ...folder.segmentations];
    const found = await findRegions(series, image, drawn, deps.models, signal);
    regions.push(...found.findings);
    refused.push(...found.refused);
    images.push({ series, image, regions: found.regions });

    progress(from + 0.3 / folder.chosen.length, `measuring on ${series.facts.modality}`);
    const evidenceOf = new Map(found.findings.map(({ label, evidence }) => [label, evidence]));
    const measured = measureLiver({ series: series.role, modality: image.modality, image, regions: found.regions });
    const drawnBy = weakestEvidence([...evidenceOf.values()]);
    measures.push(...measured.measures.map((one) => ({ ...one, evidence: weakestEvidence([one.evidence, drawnBy]) })));
    if (found.regions.size > 0) refused.push(...measured.refused);

    const liver = found.regions.get('liver');
    const settings = studyFeatureSettings[series.role];
    if (!liver || !settings) continue;
    progress(from + 0.4 / folder.chosen.length, `computing features on ${series.facts.modality}`);
    try {
      const { rows } = await deps.features.extract(image, liver, { ...settings, filter: null }, image.modality, signal);
      radiomics.push({
        series: series.role,
        region: 'liver',
        // Features are defined by the IBSI; what they mean for a patient no guideline says.
        evidence: weakestEvidence(['research', evidenceOf.get('liver') ?? 'established']),
        settings: deps.digest(JSON.stringify(settings)).slice(0, 16),
        rows,
      });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof Failure) || thrown.kind !== 'invalid-input') throw thrown;
      refused.push({ what: `radiomics of ${series.role}`, reason: thrown.message });
    }
    progress(from + 0.55 / folder.chosen.length, `mapping habitats on ${series.facts.modality}`);
    const local = await habitatsOf(image, liver, series.role, deps.features, signal);
    if ('absent' in local) refused.push({ what: `habitats of ${series.role}`, reason: local.absent });
    else {
      measures.push(...local.measures.map((one) => ({ ...one, evidence: weakestEvidence([one.evidence, drawnBy]) })));
      habitats.push({ series: series.role, map: local.map });
    }
  }

  signal.throwIfAborted();
  progress(0.7, 'running the models');
  const judged = await deps.models.judge(folder.study, images, radiomics, signal);
  refused.push(...judged.refused);

  signal.throwIfAborted();
  progress(0.85, 'packing volumes');
  const versions = await deps.models.versions();
  const settingsVersion = analysisSettingsVersion(deps.digest, versions);
  const id = deps.digest(JSON.stringify([request.fhirServer, request.patientId, studyUid, settingsVersion]));
  const packed = deps.pack && (await studyVolumes(id, images, regions, judged.activations, deps.pack));

  signal.throwIfAborted();
  progress(0.95, 'drawing pictures');
  const drawn = studyPictures(id, images, regions, judged.activations, deps.draw, habitats);
  progress(1, 'done');
  const started = request.started ?? folder.study.started;
  return {
    findings: {
      id,
      fhirServer: request.fhirServer,
      patientId: request.patientId,
      study: {
        uid: studyUid,
        ...(request.reference ? { reference: request.reference } : {}),
        ...(started ? { started } : {}),
        modalities: [...new Set(folder.chosen.map(({ facts }) => facts.modality))],
        ...(folder.study.manufacturer ? { manufacturer: folder.study.manufacturer } : {}),
        ...(folder.study.manufacturerModel ? { manufacturerModel: folder.study.manufacturerModel } : {}),
      },
      analysedAt: deps.clock(),
      serviceVersion: deps.serviceVersion,
      settingsVersion,
      series: folder.chosen.map(chosenSeries),
      regions,
      measures,
      radiomics,
      models: judged.findings,
      pictures: drawn.findings,
      ...(packed ? { volumes: packed.findings } : {}),
      refused,
      warnings: folder.chosen.flatMap(({ role, notes }) => notes.map((note) => `${role}: ${note}`)),
    },
    pictures: drawn.bytes,
    volumes: packed?.bytes ?? new Map(),
  };
}

/** A region that allows none is said; whatever else fails is the job's failure. */
async function habitatsOf(
  image: LoadedImage,
  liver: Mask,
  series: SeriesRole,
  features: FeatureExtractor,
  signal: AbortSignal,
): Promise<LiverHabitats> {
  try {
    return await features.habitats(image, liver, { modality: image.modality, series }, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof Failure && thrown.kind === 'invalid-input') return { absent: thrown.message };
    throw thrown;
  }
}

/** Changes whenever the settings of an analysis, its models or their states do: a study is analysed once for each. */
export const analysisSettingsVersion = (digest: (text: string) => string, models: readonly RunningVersion[]): string =>
  digest(JSON.stringify([studyFeatureSettings, models])).slice(0, 16);

function identityOf({ study, chosen, refused }: StudyFolder, { studyUid, folder }: StudyToAnalyse): string {
  if (studyUid !== undefined && study.uid !== undefined && study.uid !== studyUid)
    throw new Failure('invalid-input', 'The images belong to another study than the one that was asked for.');
  if (chosen.length === 0) {
    const why = refused.slice(0, 3).map(({ what, reason }) => `${what}: ${reason}`);
    throw new Failure('invalid-input', `No series of this study can be analysed. ${why.join(' ')}`.trim());
  }
  // Images without a study UID exist; their folder stands for them, and only for them.
  return studyUid ?? study.uid ?? `urn:folder:${folder.split('/').findLast((part) => part !== '') ?? ''}`;
}

function chosenSeries(series: StudyFolder['chosen'][number]): ChosenSeries {
  const { role, uid, facts, why } = series;
  return {
    role,
    uid: uid ?? '',
    modality: facts.modality,
    slices: facts.slices,
    why,
    ...(facts.sliceSpacingMm === undefined ? {} : { sliceSpacingMm: facts.sliceSpacingMm }),
  };
}
