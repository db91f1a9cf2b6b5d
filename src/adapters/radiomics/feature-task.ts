import { Failure } from '../../core/failure.ts';
import { type LiverHabitats, liverHabitats } from '../../core/liver-measures/liver-habitats.ts';
import type { Family } from '../../core/radiomics/family.ts';
import { extractFeatures, type FeatureRow } from '../../core/radiomics/features.ts';
import { processRoi } from '../../core/radiomics/process-roi.ts';
import type { Roi } from '../../core/radiomics/roi.ts';
import { applyFilter } from '../../core/radiomics-filters/apply-filter.ts';
import type { SeriesRole } from '../../core/volume/series-rules.ts';
import type { Mask, Volume } from '../../core/volume/volume.ts';
import type { FeatureSettings } from '../../ports/feature-extractor.ts';

/** What a thread is asked to do. Arrays lie in shared memory: nothing is copied. */
export type FeatureTask =
  | {
      readonly kind: 'process';
      readonly image: Volume;
      readonly mask: Mask;
      readonly settings: FeatureSettings;
      readonly modality: string;
    }
  | {
      readonly kind: 'family';
      readonly roi: Roi;
      /** The module whose default export is the family. */
      readonly module: string;
      readonly settings: FeatureSettings;
    }
  | {
      readonly kind: 'habitats';
      readonly image: Volume;
      readonly liver: Mask;
      readonly about: { readonly modality: string; readonly series: SeriesRole };
    };

/** A Failure loses its class on the way between threads: it travels as data. */
export type FeatureAnswer =
  | { readonly kind: 'roi'; readonly roi: Roi }
  | { readonly kind: 'rows'; readonly rows: readonly FeatureRow[] }
  | { readonly kind: 'habitats'; readonly found: LiverHabitats }
  | { readonly kind: 'refused'; readonly sentence: string };

export default async function run(task: FeatureTask): Promise<FeatureAnswer> {
  try {
    if (task.kind === 'process') {
      const { filter, processing } = task.settings;
      const roi = processRoi(
        task.image,
        task.mask,
        processing,
        task.modality,
        filter ? (volume) => applyFilter(volume, filter) : undefined,
      );
      return { kind: 'roi', roi: inSharedMemory(roi) };
    }
    if (task.kind === 'habitats') return { kind: 'habitats', found: liverHabitats(task.image, task.liver, task.about) };
    const { default: family }: { default: Family } = await import(task.module);
    return { kind: 'rows', rows: extractFeatures(task.roi, [family], { ...task.settings, families: 'all' }) };
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.kind === 'invalid-input')
      return { kind: 'refused', sentence: thrown.message };
    throw thrown;
  }
}

function inSharedMemory(roi: Roi): Roi {
  return {
    ...roi,
    intensities: shared(roi.intensities, Float64Array),
    morphological: shared(roi.morphological, Uint8Array),
    intensityMask: shared(roi.intensityMask, Uint8Array),
    ...(roi.levels ? { levels: { ...roi.levels, data: shared(roi.levels.data, Uint16Array) } } : {}),
  };
}

type Numbers = Float64Array | Float32Array | Uint8Array | Uint16Array;

/** The same numbers in memory that every thread sees. */
export function shared<A extends Numbers>(
  data: A,
  kind: { new (buffer: SharedArrayBuffer): A; readonly BYTES_PER_ELEMENT: number },
): A {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const copy = new kind(new SharedArrayBuffer(data.length * kind.BYTES_PER_ELEMENT));
  copy.set(data);
  return copy;
}
