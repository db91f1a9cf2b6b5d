import { allUndefined, type Distribution, distribution, sortedInside } from '../distribution.ts';
import type { Family, FeatureDefinition, FeatureResult } from '../family.ts';
import { type Histogram, histogramOf } from './histogram.ts';

interface HistogramFeature extends FeatureDefinition {
  of(sample: Distribution & Histogram): number | FeatureResult;
}

/** IBSI reference manual 3.4: over grey levels, which have no unit. */
const features: readonly HistogramFeature[] = [
  { id: 'mean', ibsi: 'X6K6', name: 'Mean discretised intensity', unit: '1', of: (x) => x.mean },
  { id: 'variance', ibsi: 'CH89', name: 'Discretised intensity variance', unit: '1', of: (x) => x.variance },
  { id: 'skewness', ibsi: '88K1', name: 'Discretised intensity skewness', unit: '1', of: (x) => x.skewness },
  { id: 'kurtosis', ibsi: 'C3I7', name: '(Excess) discretised intensity kurtosis', unit: '1', of: (x) => x.kurtosis },
  { id: 'median', ibsi: 'WIFQ', name: 'Median discretised intensity', unit: '1', of: (x) => x.median },
  { id: 'minimum', ibsi: '1PR8', name: 'Minimum discretised intensity', unit: '1', of: (x) => x.minimum },
  { id: 'p10', ibsi: 'GPMT', name: '10th discretised intensity percentile', unit: '1', of: (x) => x.p10 },
  { id: 'p90', ibsi: 'OZ0C', name: '90th discretised intensity percentile', unit: '1', of: (x) => x.p90 },
  { id: 'maximum', ibsi: '3NCY', name: 'Maximum discretised intensity', unit: '1', of: (x) => x.maximum },
  { id: 'mode', ibsi: 'AMMC', name: 'Intensity histogram mode', unit: '1', of: (x) => x.mode },
  {
    id: 'interquartile-range',
    ibsi: 'WR0O',
    name: 'Discretised intensity interquartile range',
    unit: '1',
    of: (x) => x.interquartileRange,
  },
  { id: 'range', ibsi: '5Z3W', name: 'Discretised intensity range', unit: '1', of: (x) => x.range },
  {
    id: 'mean-absolute-deviation',
    ibsi: 'D2ZX',
    name: 'Intensity histogram mean absolute deviation',
    unit: '1',
    of: (x) => x.meanAbsoluteDeviation,
  },
  {
    id: 'robust-mean-absolute-deviation',
    ibsi: 'WRZB',
    name: 'Intensity histogram robust mean absolute deviation',
    unit: '1',
    of: (x) => x.robustMeanAbsoluteDeviation,
  },
  {
    id: 'median-absolute-deviation',
    ibsi: '4RNL',
    name: 'Intensity histogram median absolute deviation',
    unit: '1',
    of: (x) => x.medianAbsoluteDeviation,
  },
  {
    id: 'coefficient-of-variation',
    ibsi: 'CWYJ',
    name: 'Intensity histogram coefficient of variation',
    unit: '1',
    of: (x) => x.coefficientOfVariation,
  },
  {
    id: 'quartile-coefficient-of-dispersion',
    ibsi: 'SLWD',
    name: 'Intensity histogram quartile coefficient of dispersion',
    unit: '1',
    of: (x) => x.quartileDispersion,
  },
  { id: 'entropy', ibsi: 'TLU2', name: 'Discretised intensity entropy', unit: 'bit', of: (x) => x.entropy },
  { id: 'uniformity', ibsi: 'BJ5W', name: 'Discretised intensity uniformity', unit: '1', of: (x) => x.uniformity },
  {
    id: 'maximum-gradient',
    ibsi: '12CE',
    name: 'Maximum histogram gradient',
    unit: '1',
    of: (x) => x.maximumGradient.value,
  },
  {
    id: 'maximum-gradient-level',
    ibsi: '8E6O',
    name: 'Maximum histogram gradient intensity',
    unit: '1',
    of: (x) => x.maximumGradient.level,
  },
  {
    id: 'minimum-gradient',
    ibsi: 'VQB3',
    name: 'Minimum histogram gradient',
    unit: '1',
    of: (x) => x.minimumGradient.value,
  },
  {
    id: 'minimum-gradient-level',
    ibsi: 'RHQZ',
    name: 'Minimum histogram gradient intensity',
    unit: '1',
    of: (x) => x.minimumGradient.level,
  },
];

export default {
  id: 'intensity-histogram',
  name: 'Intensity histogram',
  ibsi: 'ZVCW',
  aggregations: ['volume'],
  needsLevels: true,
  features: features.map(({ of, ...definition }) => definition),
  compute({ levels, intensityMask }) {
    if (!levels) return allUndefined(features, 'the region is not discretised');
    const values = sortedInside(levels.data, intensityMask);
    if (values.length === 0) return allUndefined(features, 'the region is empty');
    const moments = distribution(values);
    const sample = { ...moments, ...histogramOf(values, levels.count, moments.mean) };
    return new Map(
      features.map(({ id, of }) => {
        const result = of(sample);
        return [id, typeof result === 'number' ? { value: result } : result];
      }),
    );
  },
} satisfies Family;
