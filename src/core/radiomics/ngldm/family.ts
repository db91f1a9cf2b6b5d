import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { energy, entropy, type LevelMatrix, mean, nonUniformity, variance } from '../level-matrix.ts';
import { dependenceMatrices } from './dependence-matrix.ts';

const features: readonly TextureFeature<LevelMatrix>[] = [
  {
    id: 'low-dependence-emphasis',
    ibsi: 'SODN',
    name: 'Low dependence emphasis',
    unit: '1',
    of: (m) => mean(m, (_, dependence) => 1 / dependence ** 2),
  },
  {
    id: 'high-dependence-emphasis',
    ibsi: 'IMOQ',
    name: 'High dependence emphasis',
    unit: '1',
    of: (m) => mean(m, (_, dependence) => dependence ** 2),
  },
  {
    id: 'low-grey-level-count-emphasis',
    ibsi: 'TL9H',
    name: 'Low grey level count emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => 1 / level ** 2),
  },
  {
    id: 'high-grey-level-count-emphasis',
    ibsi: 'OAE7',
    name: 'High grey level count emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => level ** 2),
  },
  {
    id: 'low-dependence-low-grey-level-emphasis',
    ibsi: 'EQ3F',
    name: 'Low dependence low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, dependence) => 1 / (level * dependence) ** 2),
  },
  {
    id: 'low-dependence-high-grey-level-emphasis',
    ibsi: 'JA6D',
    name: 'Low dependence high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, dependence) => (level / dependence) ** 2),
  },
  {
    id: 'high-dependence-low-grey-level-emphasis',
    ibsi: 'NBZI',
    name: 'High dependence low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, dependence) => (dependence / level) ** 2),
  },
  {
    id: 'high-dependence-high-grey-level-emphasis',
    ibsi: '9QMG',
    name: 'High dependence high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, dependence) => (level * dependence) ** 2),
  },
  {
    id: 'grey-level-non-uniformity',
    ibsi: 'FP8K',
    name: 'Grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level'),
  },
  {
    id: 'normalised-grey-level-non-uniformity',
    ibsi: '5SPA',
    name: 'Normalised grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level') / m.total,
  },
  {
    id: 'dependence-count-non-uniformity',
    ibsi: 'Z87G',
    name: 'Dependence count non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure'),
  },
  {
    id: 'normalised-dependence-count-non-uniformity',
    ibsi: 'OKJI',
    name: 'Normalised dependence count non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure') / m.total,
  },
  {
    id: 'dependence-count-percentage',
    ibsi: '6XV8',
    name: 'Dependence count percentage',
    unit: '1',
    of: (m) => m.total / m.voxels,
  },
  {
    id: 'grey-level-variance',
    ibsi: '1PFV',
    name: 'Grey level variance',
    unit: '1',
    of: (m) => variance(m, (level) => level),
  },
  {
    id: 'dependence-count-variance',
    ibsi: 'DNX2',
    name: 'Dependence count variance',
    unit: '1',
    of: (m) => variance(m, (_, dependence) => dependence),
  },
  { id: 'dependence-count-entropy', ibsi: 'FCBV', name: 'Dependence count entropy', unit: '1', of: (m) => entropy(m) },
  { id: 'dependence-count-energy', ibsi: 'CAS9', name: 'Dependence count energy', unit: '1', of: (m) => energy(m) },
];

/** Neighbours of equal grey level (Chebyshev distance 1, alpha 0). IBSI reference manual 3.11. */
const ngldm: Family = {
  id: 'ngldm',
  name: 'NGLDM',
  ibsi: 'REK0',
  aggregations: ['2d', '2.5d', '3d'],
  needsLevels: true,
  features,
  compute(roi, aggregation) {
    const matrices = () => dependenceMatrices(roi, aggregation);
    return averageFeatures(ngldm, features, { roi, aggregation }, matrices, 'The region has no voxel');
  },
};
export default ngldm;
