import type { LiverHabitats } from '../core/liver-measures/liver-habitats.ts';
import type { FeatureChoice, FeatureRow } from '../core/radiomics/features.ts';
import type { ProcessingSettings } from '../core/radiomics/settings.ts';
import type { FilterSettings } from '../core/radiomics-filters/filter-settings.ts';
import type { SeriesRole } from '../core/volume/series-rules.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';

export interface FeatureSettings extends FeatureChoice {
  readonly processing: ProcessingSettings;
  readonly filter: FilterSettings | null;
}

/** IBSI features away from the thread that answers. */
export interface FeatureExtractor {
  /**
   * @param modality DICOM modality of the image: CT intensities are rounded after interpolation
   * @throws Failure `invalid-input` for an empty mask, a mask on another grid or settings that leave nothing; the reason of `signal` when aborted.
   */
  extract(
    image: Volume,
    mask: Mask,
    settings: FeatureSettings,
    modality: string,
    signal?: AbortSignal,
  ): Promise<{
    readonly rows: readonly FeatureRow[];
    readonly voxels: { readonly morphological: number; readonly intensity: number };
  }>;
  /**
   * Habitats of the liver: clusters of local features, with measures of heterogeneity; absent with the reason where there are none.
   * @throws Failure `invalid-input` when image and region lie on different grids; the reason of `signal` when aborted.
   */
  habitats(
    image: Volume,
    liver: Mask,
    about: { readonly modality: string; readonly series: SeriesRole },
    signal?: AbortSignal,
  ): Promise<LiverHabitats>;
  close(): Promise<void>;
}
