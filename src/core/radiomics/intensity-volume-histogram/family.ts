import { allUndefined, sortedInside } from '../distribution.ts';
import type { Family, FeatureDefinition, FeatureResult } from '../family.ts';
import { areaUnder, intensityAt, type VolumeHistogram, volumeAt, volumeHistogramOf } from './volume-histogram.ts';

interface VolumeFeature extends FeatureDefinition {
  of(histogram: VolumeHistogram): FeatureResult;
}

const heldByMore: FeatureResult = { undefined: 'more of the region than that has the highest intensity' };

const intensity = (histogram: VolumeHistogram, share: number): FeatureResult => {
  const value = intensityAt(histogram, share);
  return value === undefined ? heldByMore : { value };
};

/** IBSI reference manual 3.5. The area under the curve has no reference value. */
const features: readonly VolumeFeature[] = [
  {
    id: 'volume-fraction-10',
    ibsi: 'BC2M',
    name: 'Volume fraction at 10% intensity',
    unit: '1',
    of: (histogram) => ({ value: volumeAt(histogram, 0.1) }),
  },
  {
    id: 'volume-fraction-90',
    ibsi: 'BC2M',
    name: 'Volume fraction at 90% intensity',
    unit: '1',
    of: (histogram) => ({ value: volumeAt(histogram, 0.9) }),
  },
  {
    id: 'intensity-10',
    ibsi: 'GBPN',
    name: 'Intensity at 10% volume',
    unit: 'intensity',
    of: (histogram) => intensity(histogram, 0.1),
  },
  {
    id: 'intensity-90',
    ibsi: 'GBPN',
    name: 'Intensity at 90% volume',
    unit: 'intensity',
    of: (histogram) => intensity(histogram, 0.9),
  },
  {
    id: 'volume-fraction-difference',
    ibsi: 'DDTU',
    name: 'Volume fraction difference between 10% and 90% intensity',
    unit: '1',
    of: (histogram) => ({ value: volumeAt(histogram, 0.1) - volumeAt(histogram, 0.9) }),
  },
  {
    id: 'intensity-difference',
    ibsi: 'CNV2',
    name: 'Intensity difference between 10% and 90% volume',
    unit: 'intensity',
    of: (histogram) => {
      const high = intensityAt(histogram, 0.1);
      const low = intensityAt(histogram, 0.9);
      return high === undefined || low === undefined ? heldByMore : { value: high - low };
    },
  },
  {
    id: 'area-under-curve',
    ibsi: '9CMM',
    name: 'Area under the IVH curve',
    unit: '1',
    of: (histogram) => ({ value: areaUnder(histogram) }),
  },
];

export default {
  id: 'intensity-volume-histogram',
  name: 'Intensity-volume histogram',
  ibsi: 'P88C',
  aggregations: ['volume'],
  needsLevels: false,
  features: features.map(({ of, ...definition }) => definition),
  compute({ intensities, intensityMask, volumeHistogram }) {
    if (!volumeHistogram) return allUndefined(features, 'no intensity-volume histogram was asked for');
    const sorted = sortedInside(intensities, intensityMask);
    if (sorted.length === 0) return allUndefined(features, 'the region is empty');
    const histogram = volumeHistogramOf(sorted, volumeHistogram);
    if (typeof histogram === 'string') return allUndefined(features, histogram);
    return new Map(features.map(({ id, of }) => [id, of(histogram)]));
  },
} satisfies Family;
