import { erode } from '../volume/erode.ts';
import type { Mask, Volume } from '../volume/volume.ts';

/** Taken off the rim before attenuation is measured: partial volume with what lies beside, in mm. */
export const rimMm = 5;
/** Fewer voxels than this after erosion are no sample of an organ. */
const fewestVoxels = 100;

export interface Attenuation {
  readonly median: number;
  readonly mean: number;
  readonly voxels: number;
}

/** Intensities inside a mask, ascending. */
const sortedInside = ({ data }: Volume, mask: Mask): Float64Array => {
  const values: number[] = [];
  for (let at = 0; at < mask.data.length; at++) if (mask.data[at]) values.push(data[at] ?? 0);
  return Float64Array.from(values).sort();
};

const middleOf = (sorted: Float64Array): number | undefined => {
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
};

/** Median intensity inside a mask; undefined for an empty one. */
export const medianOf = (image: Volume, mask: Mask): number | undefined => middleOf(sortedInside(image, mask));

/** Attenuation of an organ away from its rim, or why there is none. */
export function attenuationOf(image: Volume, mask: Mask): Attenuation | { readonly absent: string } {
  const sorted = sortedInside(image, erode(mask, rimMm));
  const median = middleOf(sorted);
  if (median === undefined || sorted.length < fewestVoxels)
    return { absent: `fewer than ${fewestVoxels} voxels lie more than ${rimMm} mm from the rim` };
  return { median, mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length, voxels: sorted.length };
}
