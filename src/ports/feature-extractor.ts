import type { FeatureChoice, FeatureRow } from '../core/radiomics/features.ts';
import type { ProcessingSettings } from '../core/radiomics/settings.ts';
import type { FilterSettings } from '../core/radiomics-filters/filter-settings.ts';
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
  close(): Promise<void>;
}
