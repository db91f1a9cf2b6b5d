import { type Distribution, distribution } from '../radiomics/distribution.ts';
import type { FeatureResult } from '../radiomics/family.ts';
import type { Roi } from '../radiomics/roi.ts';
import { chosenFeatures, emptyMaps, type FeatureMaps, type MapSettings, positionsOf } from './feature-maps.ts';

interface Neighbourhood extends Distribution {
  /** Bits; undefined without grey levels. */
  readonly entropy: FeatureResult;
}
interface FirstOrderFeature {
  readonly id: string;
  readonly name: string;
  readonly ibsi?: string;
  readonly unit: string;
  of(sample: Neighbourhood): number | FeatureResult;
}

/** IBSI reference manual 3.3; entropy 3.4. One more is one more row. */
export const firstOrderFeatures: readonly FirstOrderFeature[] = [
  { id: 'mean', name: 'Mean intensity', ibsi: 'Q4LE', unit: 'intensity', of: (x) => x.mean },
  { id: 'standard-deviation', name: 'Standard deviation', unit: 'intensity', of: (x) => Math.sqrt(x.variance) },
  { id: 'skewness', name: 'Intensity skewness', ibsi: 'KE2A', unit: '1', of: (x) => x.skewness },
  { id: 'kurtosis', name: '(Excess) intensity kurtosis', ibsi: 'IPH6', unit: '1', of: (x) => x.kurtosis },
  { id: 'median', name: 'Median intensity', ibsi: 'Y12H', unit: 'intensity', of: (x) => x.median },
  { id: 'p10', name: '10th intensity percentile', ibsi: 'QG58', unit: 'intensity', of: (x) => x.p10 },
  { id: 'p90', name: '90th intensity percentile', ibsi: '8DWT', unit: 'intensity', of: (x) => x.p90 },
  { id: 'minimum', name: 'Minimum intensity', ibsi: '1GSF', unit: 'intensity', of: (x) => x.minimum },
  { id: 'maximum', name: 'Maximum intensity', ibsi: '84IY', unit: 'intensity', of: (x) => x.maximum },
  {
    id: 'interquartile-range',
    name: 'Intensity interquartile range',
    ibsi: 'SALO',
    unit: 'intensity',
    of: (x) => x.interquartileRange,
  },
  { id: 'entropy', name: 'Discretised intensity entropy', ibsi: 'TLU2', unit: '1', of: (x) => x.entropy },
];

/**
 * Intensity statistics of the cube around each voxel of the region, over the voxels of the region in it.
 * @throws Failure `invalid-input` for a feature that does not exist
 */
export function firstOrderMaps(roi: Roi, settings: MapSettings): FeatureMaps {
  const features = chosenFeatures(firstOrderFeatures, settings);
  const { intensities, intensityMask, geometry, levels } = roi;
  const { radius } = settings;
  const voxels = positionsOf(intensityMask);
  const maps = emptyMaps(features, voxels.length);
  const wantsEntropy = features.some(({ id }) => id === 'entropy') && levels !== undefined;
  const [nx, ny, nz] = geometry.size;
  const room = new Float64Array((2 * radius + 1) ** 3);
  const counts = new Uint32Array((levels?.count ?? 0) + 1);
  for (const [n, position] of voxels.entries()) {
    const x = position % nx;
    const y = Math.floor(position / nx) % ny;
    const z = Math.floor(position / (nx * ny));
    let found = 0;
    if (wantsEntropy) counts.fill(0);
    for (let k = Math.max(0, z - radius); k <= Math.min(nz - 1, z + radius); k++)
      for (let j = Math.max(0, y - radius); j <= Math.min(ny - 1, y + radius); j++) {
        const row = nx * (j + ny * k);
        for (let at = row + Math.max(0, x - radius); at <= row + Math.min(nx - 1, x + radius); at++) {
          if (!intensityMask[at]) continue;
          room[found++] = intensities[at] as number;
          if (wantsEntropy) {
            const level = levels.data[at] as number;
            counts[level] = (counts[level] as number) + 1;
          }
        }
      }
    const sample: Neighbourhood = {
      ...distribution(room.subarray(0, found).sort()),
      entropy: wantsEntropy ? { value: entropyOf(counts, found) } : { undefined: 'The region was not discretised' },
    };
    for (let f = 0; f < features.length; f++) {
      const result = features[f]?.of(sample);
      const value = typeof result === 'object' && 'value' in result ? result.value : result;
      const map = maps[f];
      if (map === undefined || typeof value !== 'number' || !Number.isFinite(value)) continue;
      map.values[n] = value;
      map.defined[n] = 1;
    }
  }
  return { geometry, radius, voxels, maps };
}

function entropyOf(counts: Uint32Array, total: number): number {
  let sum = 0;
  for (let level = 1; level < counts.length; level++) {
    const share = (counts[level] as number) / total;
    if (share > 0) sum -= share * Math.log2(share);
  }
  return sum;
}
