import { allUndefined, type Distribution, distribution, sortedInside } from '../distribution.ts';
import type { Family, FeatureDefinition, FeatureResult } from '../family.ts';

interface Statistic extends FeatureDefinition {
  of(sample: Distribution & { readonly energy: number; readonly count: number }): number | FeatureResult;
}

/** IBSI reference manual 3.3. */
const statistics: readonly Statistic[] = [
  { id: 'mean', ibsi: 'Q4LE', name: 'Mean intensity', unit: 'intensity', of: (x) => x.mean },
  { id: 'variance', ibsi: 'ECT3', name: 'Intensity variance', unit: 'intensity2', of: (x) => x.variance },
  { id: 'skewness', ibsi: 'KE2A', name: 'Intensity skewness', unit: '1', of: (x) => x.skewness },
  { id: 'kurtosis', ibsi: 'IPH6', name: '(Excess) intensity kurtosis', unit: '1', of: (x) => x.kurtosis },
  { id: 'median', ibsi: 'Y12H', name: 'Median intensity', unit: 'intensity', of: (x) => x.median },
  { id: 'minimum', ibsi: '1GSF', name: 'Minimum intensity', unit: 'intensity', of: (x) => x.minimum },
  { id: 'p10', ibsi: 'QG58', name: '10th intensity percentile', unit: 'intensity', of: (x) => x.p10 },
  { id: 'p90', ibsi: '8DWT', name: '90th intensity percentile', unit: 'intensity', of: (x) => x.p90 },
  { id: 'maximum', ibsi: '84IY', name: 'Maximum intensity', unit: 'intensity', of: (x) => x.maximum },
  {
    id: 'interquartile-range',
    ibsi: 'SALO',
    name: 'Intensity interquartile range',
    unit: 'intensity',
    of: (x) => x.interquartileRange,
  },
  { id: 'range', ibsi: '2OJQ', name: 'Intensity range', unit: 'intensity', of: (x) => x.range },
  {
    id: 'mean-absolute-deviation',
    ibsi: '4FUA',
    name: 'Intensity-based mean absolute deviation',
    unit: 'intensity',
    of: (x) => x.meanAbsoluteDeviation,
  },
  {
    id: 'robust-mean-absolute-deviation',
    ibsi: '1128',
    name: 'Intensity-based robust mean absolute deviation',
    unit: 'intensity',
    of: (x) => x.robustMeanAbsoluteDeviation,
  },
  {
    id: 'median-absolute-deviation',
    ibsi: 'N72L',
    name: 'Intensity-based median absolute deviation',
    unit: 'intensity',
    of: (x) => x.medianAbsoluteDeviation,
  },
  {
    id: 'coefficient-of-variation',
    ibsi: '7TET',
    name: 'Intensity-based coefficient of variation',
    unit: '1',
    of: (x) => x.coefficientOfVariation,
  },
  {
    id: 'quartile-coefficient-of-dispersion',
    ibsi: '9S40',
    name: 'Intensity-based quartile coefficient of dispersion',
    unit: '1',
    of: (x) => x.quartileDispersion,
  },
  { id: 'energy', ibsi: 'N8CA', name: 'Intensity-based energy', unit: 'intensity2', of: (x) => x.energy },
  {
    id: 'root-mean-square',
    ibsi: '5ZWQ',
    name: 'Root mean square intensity',
    unit: 'intensity',
    of: (x) => Math.sqrt(x.energy / x.count),
  },
];

export default {
  id: 'intensity-statistics',
  name: 'Intensity-based statistics',
  ibsi: 'UHIW',
  aggregations: ['volume'],
  needsLevels: false,
  features: statistics.map(({ of, ...definition }) => definition),
  compute({ intensities, intensityMask }) {
    const values = sortedInside(intensities, intensityMask);
    if (values.length === 0) return allUndefined(statistics, 'the region is empty');
    const energy = values.reduce((sum, value) => sum + value * value, 0);
    const sample = { ...distribution(values), energy, count: values.length };
    return new Map(
      statistics.map(({ id, of }) => {
        const result = of(sample);
        return [id, typeof result === 'number' ? { value: result } : result];
      }),
    );
  },
} satisfies Family;
