import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { type CoOccurrenceMatrix, coOccurrenceMatrices } from './co-occurrence-matrix.ts';

/** Mean of f(i, j) over all pairs. */
function over({ cells, total }: CoOccurrenceMatrix, f: (i: number, j: number) => number): number {
  let result = 0;
  for (let c = 0; c < cells.count.length; c += 1) {
    result += (cells.count[c] ?? 0) * f(cells.row[c] ?? 0, cells.column[c] ?? 0);
  }
  return result / total;
}

/** Mean and variance of the index of a distribution, and its entropy in bits. */
const meanOf = (p: Float64Array): number => p.reduce((sum, share, k) => sum + k * share, 0);
function varianceOf(p: Float64Array): number {
  const centre = meanOf(p);
  return p.reduce((sum, share, k) => sum + (k - centre) ** 2 * share, 0);
}
const entropyOf = (p: Float64Array): number =>
  p.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);

function jointEntropy({ cells, total }: CoOccurrenceMatrix): number {
  return cells.count.reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
}

/** Mean over the pairs of the n-th power of the distance of i + j from its mean. */
const cluster = (m: CoOccurrenceMatrix, power: number): number => over(m, (i, j) => (i + j - 2 * m.mean) ** power);
const jointVariance = (m: CoOccurrenceMatrix): number => over(m, (i) => (i - m.mean) ** 2);
const hasOneLevel = (m: CoOccurrenceMatrix): boolean => m.cells.count.length === 1;
const oneLevel = { undefined: 'All neighbouring voxels have one grey level, so there is no variance to compare with' };

/**
 * Haralick features, IBSI reference manual 3.6. The two entropies that the information correlations compare with (of
 * p_ij against p_i p_j, and of p_i p_j itself) are both twice the marginal entropy, since the matrix is symmetric.
 */
export const coOccurrenceFeatures: readonly TextureFeature<CoOccurrenceMatrix>[] = [
  {
    id: 'joint-maximum',
    ibsi: 'GYBY',
    name: 'Joint maximum',
    unit: '1',
    of: (m) => m.cells.count.reduce((most, count) => Math.max(most, count), 0) / m.total,
  },
  { id: 'joint-average', ibsi: '60VM', name: 'Joint average', unit: '1', of: (m) => m.mean },
  { id: 'joint-variance', ibsi: 'UR99', name: 'Joint variance', unit: '1', of: jointVariance },
  { id: 'joint-entropy', ibsi: 'TU9B', name: 'Joint entropy', unit: '1', of: jointEntropy },
  { id: 'difference-average', ibsi: 'TF7R', name: 'Difference average', unit: '1', of: (m) => meanOf(m.difference) },
  {
    id: 'difference-variance',
    ibsi: 'D3YU',
    name: 'Difference variance',
    unit: '1',
    of: (m) => varianceOf(m.difference),
  },
  { id: 'difference-entropy', ibsi: 'NTRS', name: 'Difference entropy', unit: '1', of: (m) => entropyOf(m.difference) },
  { id: 'sum-average', ibsi: 'ZGXS', name: 'Sum average', unit: '1', of: (m) => meanOf(m.sum) },
  { id: 'sum-variance', ibsi: 'OEEB', name: 'Sum variance', unit: '1', of: (m) => varianceOf(m.sum) },
  { id: 'sum-entropy', ibsi: 'P6QZ', name: 'Sum entropy', unit: '1', of: (m) => entropyOf(m.sum) },
  {
    id: 'angular-second-moment',
    ibsi: '8ZQL',
    name: 'Angular second moment',
    unit: '1',
    of: (m) => m.cells.count.reduce((sum, count) => sum + (count / m.total) ** 2, 0),
  },
  { id: 'contrast', ibsi: 'ACUI', name: 'Contrast', unit: '1', of: (m) => over(m, (i, j) => (i - j) ** 2) },
  {
    id: 'dissimilarity',
    ibsi: '8S9J',
    name: 'Dissimilarity',
    unit: '1',
    of: (m) => over(m, (i, j) => Math.abs(i - j)),
  },
  {
    id: 'inverse-difference',
    ibsi: 'IB1Z',
    name: 'Inverse difference',
    unit: '1',
    of: (m) => over(m, (i, j) => 1 / (1 + Math.abs(i - j))),
  },
  {
    id: 'normalised-inverse-difference',
    ibsi: 'NDRX',
    name: 'Normalised inverse difference',
    unit: '1',
    of: (m) => over(m, (i, j) => 1 / (1 + Math.abs(i - j) / m.levelCount)),
  },
  {
    id: 'inverse-difference-moment',
    ibsi: 'WF0Z',
    name: 'Inverse difference moment',
    unit: '1',
    of: (m) => over(m, (i, j) => 1 / (1 + (i - j) ** 2)),
  },
  {
    id: 'normalised-inverse-difference-moment',
    ibsi: '1QCO',
    name: 'Normalised inverse difference moment',
    unit: '1',
    of: (m) => over(m, (i, j) => 1 / (1 + ((i - j) / m.levelCount) ** 2)),
  },
  {
    id: 'inverse-variance',
    ibsi: 'E8JP',
    name: 'Inverse variance',
    unit: '1',
    of: (m) => over(m, (i, j) => (i === j ? 0 : 1 / (i - j) ** 2)),
  },
  {
    id: 'correlation',
    ibsi: 'NI2N',
    name: 'Correlation',
    unit: '1',
    of: (m) => (hasOneLevel(m) ? oneLevel : over(m, (i, j) => (i - m.mean) * (j - m.mean)) / jointVariance(m)),
  },
  { id: 'autocorrelation', ibsi: 'QWB0', name: 'Autocorrelation', unit: '1', of: (m) => over(m, (i, j) => i * j) },
  { id: 'cluster-tendency', ibsi: 'DG8W', name: 'Cluster tendency', unit: '1', of: (m) => cluster(m, 2) },
  { id: 'cluster-shade', ibsi: '7NFM', name: 'Cluster shade', unit: '1', of: (m) => cluster(m, 3) },
  { id: 'cluster-prominence', ibsi: 'AE86', name: 'Cluster prominence', unit: '1', of: (m) => cluster(m, 4) },
  {
    id: 'information-correlation-1',
    ibsi: 'R8DG',
    name: 'Information correlation 1',
    unit: '1',
    of: (m) => (hasOneLevel(m) ? oneLevel : (jointEntropy(m) - 2 * entropyOf(m.marginal)) / entropyOf(m.marginal)),
  },
  {
    id: 'information-correlation-2',
    ibsi: 'JN9H',
    name: 'Information correlation 2',
    unit: '1',
    // Never below 0 in exact arithmetic: independence has the largest entropy for given marginals.
    of: (m) => Math.sqrt(Math.max(0, 1 - Math.exp(-2 * (2 * entropyOf(m.marginal) - jointEntropy(m))))),
  },
];

/** Grey level co-occurrence at Chebyshev distance 1, symmetric, unweighted. */
const glcm: Family = {
  id: 'glcm',
  name: 'GLCM',
  ibsi: 'LFYI',
  aggregations: ['2d-averaged', '2d-slice-merged', '2.5d-direction-merged', '2.5d-merged', '3d-averaged', '3d-merged'],
  needsLevels: true,
  features: coOccurrenceFeatures,
  compute(roi, aggregation) {
    const matrices = () => coOccurrenceMatrices(roi, aggregation);
    return averageFeatures(
      glcm,
      coOccurrenceFeatures,
      { roi, aggregation },
      matrices,
      'No two voxels of the region are neighbours',
    );
  },
};
export default glcm;
