import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { entropy, type LevelMatrix, mean, nonUniformity, variance } from '../level-matrix.ts';
import { runLengthMatrices } from './run-length-matrix.ts';

const features: readonly TextureFeature<LevelMatrix>[] = [
  {
    id: 'short-runs-emphasis',
    ibsi: '22OV',
    name: 'Short runs emphasis',
    unit: '1',
    of: (m) => mean(m, (_, length) => 1 / length ** 2),
  },
  {
    id: 'long-runs-emphasis',
    ibsi: 'W4KF',
    name: 'Long runs emphasis',
    unit: '1',
    of: (m) => mean(m, (_, length) => length ** 2),
  },
  {
    id: 'low-grey-level-run-emphasis',
    ibsi: 'V3SW',
    name: 'Low grey level run emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => 1 / level ** 2),
  },
  {
    id: 'high-grey-level-run-emphasis',
    ibsi: 'G3QZ',
    name: 'High grey level run emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => level ** 2),
  },
  {
    id: 'short-run-low-grey-level-emphasis',
    ibsi: 'HTZT',
    name: 'Short run low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, length) => 1 / (level * length) ** 2),
  },
  {
    id: 'short-run-high-grey-level-emphasis',
    ibsi: 'GD3A',
    name: 'Short run high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, length) => (level / length) ** 2),
  },
  {
    id: 'long-run-low-grey-level-emphasis',
    ibsi: 'IVPO',
    name: 'Long run low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, length) => (length / level) ** 2),
  },
  {
    id: 'long-run-high-grey-level-emphasis',
    ibsi: '3KUM',
    name: 'Long run high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, length) => (level * length) ** 2),
  },
  {
    id: 'grey-level-non-uniformity',
    ibsi: 'R5YN',
    name: 'Grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level'),
  },
  {
    id: 'normalised-grey-level-non-uniformity',
    ibsi: 'OVBL',
    name: 'Normalised grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level') / m.total,
  },
  {
    id: 'run-length-non-uniformity',
    ibsi: 'W92Y',
    name: 'Run length non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure'),
  },
  {
    id: 'normalised-run-length-non-uniformity',
    ibsi: 'IC23',
    name: 'Normalised run length non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure') / m.total,
  },
  { id: 'run-percentage', ibsi: '9ZK5', name: 'Run percentage', unit: '1', of: (m) => m.total / m.voxels },
  {
    id: 'grey-level-variance',
    ibsi: '8CE5',
    name: 'Grey level variance',
    unit: '1',
    of: (m) => variance(m, (level) => level),
  },
  {
    id: 'run-length-variance',
    ibsi: 'SXLW',
    name: 'Run length variance',
    unit: '1',
    of: (m) => variance(m, (_, length) => length),
  },
  { id: 'run-entropy', ibsi: 'HJ9O', name: 'Run entropy', unit: '1', of: (m) => entropy(m) },
];

/** Runs of equal grey level along a direction. IBSI reference manual 3.7. */
const glrlm: Family = {
  id: 'glrlm',
  name: 'GLRLM',
  ibsi: 'TP0I',
  aggregations: ['2d-averaged', '2d-slice-merged', '2.5d-direction-merged', '2.5d-merged', '3d-averaged', '3d-merged'],
  needsLevels: true,
  features,
  compute(roi, aggregation) {
    const matrices = () => runLengthMatrices(roi, aggregation);
    return averageFeatures(glrlm, features, { roi, aggregation }, matrices, 'The region has no voxel');
  },
};
export default glrlm;
