import type { EvidenceClass } from '../core/evidence.ts';
import type { ModelFinding, ModelVersion, RadiomicsFinding } from '../core/findings.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { FolderStudy, LoadedImage, StudySeries } from './study-folder.ts';

/** One series with what was drawn on it, on its own grid. */
export interface StudyImage {
  readonly series: StudySeries;
  /** The volume; of a run of pictures the first. */
  readonly image: LoadedImage;
  readonly regions: ReadonlyMap<string, Mask>;
}

export interface SegmentedRegion {
  readonly label: string;
  readonly mask: Mask;
  readonly by: ModelVersion;
  readonly evidence: EvidenceClass;
}

/** A map over a series' grid, 0 to 1, that shows where a model looked. */
export interface ActivationMap {
  readonly by: ModelVersion;
  readonly title: string;
  readonly evidence: EvidenceClass;
  readonly series: SeriesRole;
  readonly map: Volume;
}

export interface ModelJudgement {
  readonly findings: readonly ModelFinding[];
  readonly activations: readonly ActivationMap[];
  readonly refused: readonly { readonly what: string; readonly reason: string }[];
}

/** A version and its state: what was silent is analysed again when it becomes live, so that it is seen. */
export interface RunningVersion extends ModelVersion {
  readonly state: ModelFinding['state'];
}

/** The imaging models of the registry, chosen by role and by what their manifests accept; never by name. */
export interface ImagingModels {
  /** The versions that would run now: part of the identity of what is found. */
  versions(): Promise<readonly RunningVersion[]>;
  /** Regions by the segmentation model that accepts this series; empty when there is none. @throws Failure `model-timeout`, `model-unavailable` */
  segment(series: StudySeries, image: LoadedImage, signal: AbortSignal): Promise<readonly SegmentedRegion[]>;
  /** What live and silent models say of these images. A model that fails stands in `refused`; the others go on. */
  judge(
    study: FolderStudy,
    images: readonly StudyImage[],
    radiomics: readonly RadiomicsFinding[],
    signal: AbortSignal,
  ): Promise<ModelJudgement>;
}
