import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { type ToneDifferenceMatrix, toneDifferenceMatrices } from './tone-difference-matrix.ts';

/** Grey level, number of voxels, their share, their summed differences. */
interface Tone {
  readonly i: number;
  readonly n: number;
  readonly p: number;
  readonly s: number;
}

/** Sum of f over all ordered pairs of grey levels that occur; f is symmetric and 0 for a level with itself. */
function overPairs(
  { level, count, difference, voxels }: ToneDifferenceMatrix,
  f: (a: Tone, b: Tone) => number,
): number {
  const tones = Array.from(level, (i, t): Tone => {
    const n = count[t] ?? 0;
    return { i, n, p: n / voxels, s: difference[t] ?? 0 };
  });
  let sum = 0;
  for (const [t, b] of tones.entries()) {
    for (let u = 0; u < t; u += 1) {
      const a = tones[u];
      if (a) sum += f(a, b);
    }
  }
  return 2 * sum;
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
/** Sum of p_i s_i. */
const weighted = ({ count, difference, voxels }: ToneDifferenceMatrix): number =>
  count.reduce((total, n, t) => total + n * (difference[t] ?? 0), 0) / voxels;

const oneLevel = { undefined: 'All voxels have one grey level' };
const noDifference = { undefined: 'Every voxel equals the mean of its neighbours, so the feature has no bound' };
const balanced = { undefined: 'Levels times their shares are all equal, so busyness has no bound' };

/** Amadasun and King, doi:10.1109/21.44046; IBSI reference manual 3.10. */
const features: readonly TextureFeature<ToneDifferenceMatrix>[] = [
  {
    id: 'coarseness',
    ibsi: 'QCDE',
    name: 'Coarseness',
    unit: '1',
    // The manual allows 10^6 in this place; a made-up number would pass for a measurement.
    of: (m) => (weighted(m) === 0 ? noDifference : 1 / weighted(m)),
  },
  {
    id: 'contrast',
    ibsi: '65HE',
    name: 'Contrast',
    unit: '1',
    of(m) {
      const levels = m.level.length;
      if (levels === 1) return oneLevel;
      const spread = overPairs(m, (a, b) => a.p * b.p * (a.i - b.i) ** 2) / (levels * (levels - 1));
      return (spread * sum(m.difference)) / m.voxels;
    },
  },
  {
    id: 'busyness',
    ibsi: 'NQ30',
    name: 'Busyness',
    unit: '1',
    of(m) {
      if (m.level.length === 1) return oneLevel;
      // In whole numbers, so that equal products cancel exactly and do not leave a divisor of 1e-17.
      const changes = overPairs(m, (a, b) => Math.abs(a.i * a.n - b.i * b.n)) / m.voxels;
      return changes === 0 ? balanced : weighted(m) / changes;
    },
  },
  {
    id: 'complexity',
    ibsi: 'HDEZ',
    name: 'Complexity',
    unit: '1',
    of: (m) => overPairs(m, (a, b) => (Math.abs(a.i - b.i) * (a.p * a.s + b.p * b.s)) / (a.p + b.p)) / m.voxels,
  },
  {
    id: 'strength',
    ibsi: '1X9X',
    name: 'Strength',
    unit: '1',
    of(m) {
      const differences = sum(m.difference);
      return differences === 0 ? noDifference : overPairs(m, (a, b) => (a.p + b.p) * (a.i - b.i) ** 2) / differences;
    },
  },
];

/** Neighbourhood grey tone differences at Chebyshev distance 1. */
const ngtdm: Family = {
  id: 'ngtdm',
  name: 'NGTDM',
  ibsi: 'IPET',
  aggregations: ['2d', '2.5d', '3d'],
  needsLevels: true,
  features,
  compute(roi, aggregation) {
    const matrices = () => toneDifferenceMatrices(roi, aggregation);
    return averageFeatures(ngtdm, features, { roi, aggregation }, matrices, 'No voxel of the region has a neighbour');
  },
};
export default ngtdm;
