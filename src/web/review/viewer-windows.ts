import type { IntensityWindow } from '../../core/pictures/intensity-window.ts';
import type { ViewerVolume } from './viewer-volume.ts';

export const windowIds = ['soft-tissue', 'liver', 'lung', 'bone', 'automatic'] as const;
export type WindowId = (typeof windowIds)[number];

const aroundLevel = (level: number, width: number): IntensityWindow => ({
  black: level - width / 2,
  white: level + width / 2,
});
/** The liver window is narrow: it must lie where this liver lies, before or after contrast. Without a liver at 60 HU. */
const liverWidthHu = 150;
const liverLevelHu = 60;

/**
 * Windows of a series, the usual one first. CT in Hounsfield units (level, width): soft tissue 50, 400; liver 150 wide around its median;
 * lung -600, 1500; bone 400, 1800. Other modalities have no unit: from the 1st to the 99th percentile, and, where a liver is known, as wide
 * as three times what its middle half spans.
 */
export function windowsFor(
  volume: ViewerVolume,
  modality: string,
  liver: ViewerVolume | undefined,
): Readonly<Partial<Record<WindowId, IntensityWindow>>> {
  const inLiver = liver && percentiles(volume, [0.25, 0.5, 0.75], liver);
  if (modality === 'CT')
    return {
      'soft-tissue': aroundLevel(50, 400),
      liver: aroundLevel(5 * Math.round((inLiver?.[1] ?? liverLevelHu) / 5), liverWidthHu),
      lung: aroundLevel(-600, 1500),
      bone: aroundLevel(400, 1800),
    };
  const [low = 0, high = 1] = percentiles(volume, [0.01, 0.99]) ?? [];
  const automatic = high > low ? { black: low, white: high } : { black: low, white: low + 1 };
  const [first, middle, third] = inLiver ?? [];
  if (first === undefined || middle === undefined || third === undefined || third <= first) return { automatic };
  return { automatic, liver: aroundLevel(middle, 6 * (third - first)) };
}

/** So many voxels tell the range of an image well enough. */
const sample = 200_000;

/** Values below which these shares of the voxels lie; undefined without any. @param inside only where it is not 0 */
export function percentiles(
  { stored, slope, offset }: ViewerVolume,
  shares: readonly number[],
  inside?: ViewerVolume,
): readonly number[] | undefined {
  let count = stored.length;
  if (inside) {
    count = 0;
    for (const one of inside.stored) if (one) count++;
  }
  if (count === 0) return undefined;
  const step = Math.max(1, Math.floor(count / sample));
  const values = new Float64Array(Math.ceil(count / step));
  for (let at = 0, seen = 0; at < stored.length; at++) {
    if (inside && !inside.stored[at]) continue;
    if (seen % step === 0) values[seen / step] = stored[at] as number;
    seen++;
  }
  const sorted = values.sort();
  return shares.map((share) => (sorted[Math.round(share * (sorted.length - 1))] ?? 0) * slope + offset);
}
