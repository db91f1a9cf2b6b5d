import type { LabelOffer } from '../core/volume/find-label.ts';
import type { SeriesFacts } from '../core/volume/series-facts.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Geometry, Mask, Volume } from '../core/volume/volume.ts';

/** The images of one study as they lie in a folder: opened, judged by the series rules, not decoded yet. */
export interface StudyFolder {
  readonly study: FolderStudy;
  /** The series that stand for a role, at most one each. */
  readonly chosen: readonly StudySeries[];
  /** Why a series stands for nothing, and files that are no image: one sentence each, without patient data. */
  readonly refused: readonly { readonly what: string; readonly reason: string }[];
  readonly segmentations: readonly StudySegmentation[];
}

/** Absent is unknown. */
export interface FolderStudy {
  readonly uid?: string;
  /** ISO date, or date and time without a zone, as the scanner's clock said. */
  readonly started?: string;
  readonly manufacturer?: string;
  readonly manufacturerModel?: string;
}

export interface StudySeries {
  readonly role: SeriesRole;
  readonly uid: string | undefined;
  readonly why: string;
  readonly facts: SeriesFacts;
  readonly geometry: Geometry;
  /** 1, or the pictures of a cine run. */
  readonly pictures: number;
  readonly notes: readonly string[];
  /** @throws Failure `invalid-input` for pixels that cannot be decoded; the reason of `signal` when it is aborted. */
  load(options?: {
    readonly picture?: number;
    readonly onSlice?: (done: number) => void;
    readonly signal?: AbortSignal;
  }): Promise<LoadedImage>;
}

export interface LoadedImage extends Volume {
  readonly modality: string;
  readonly planar: boolean;
  readonly frameOfReference: string | undefined;
  /** Ultrasound: the tissue region in columns and rows, both ends included, where the picture names one. */
  readonly tissue?: { readonly from: readonly [number, number]; readonly to: readonly [number, number] };
}

/** A DICOM SEG or RTSTRUCT beside the images, or a label image given with them. */
export interface StudySegmentation {
  readonly source: 'dicom-seg' | 'rtstruct' | 'nifti';
  /** @throws Failure `invalid-input` when the file cannot be read. */
  offers(): Promise<readonly LabelOffer[]>;
  /**
   * One region on the grid of an image, aligned by world coordinates.
   * @throws Failure `invalid-input` when the label is not there, belongs to another frame of reference or covers no voxel.
   */
  maskOn(image: LoadedImage, label: number): Promise<Mask>;
}
