import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { entropy, type LevelMatrix, mean, nonUniformity, variance } from '../level-matrix.ts';
import { sizeZoneMatrices } from './size-zone-matrix.ts';

const features: readonly TextureFeature<LevelMatrix>[] = [
  {
    id: 'small-zone-emphasis',
    ibsi: '5QRC',
    name: 'Small zone emphasis',
    unit: '1',
    of: (m) => mean(m, (_, size) => 1 / size ** 2),
  },
  {
    id: 'large-zone-emphasis',
    ibsi: '48P8',
    name: 'Large zone emphasis',
    unit: '1',
    of: (m) => mean(m, (_, size) => size ** 2),
  },
  {
    id: 'low-grey-level-zone-emphasis',
    ibsi: 'XMSY',
    name: 'Low grey level zone emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => 1 / level ** 2),
  },
  {
    id: 'high-grey-level-zone-emphasis',
    ibsi: '5GN9',
    name: 'High grey level zone emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => level ** 2),
  },
  {
    id: 'small-zone-low-grey-level-emphasis',
    ibsi: '5RAI',
    name: 'Small zone low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, size) => 1 / (level * size) ** 2),
  },
  {
    id: 'small-zone-high-grey-level-emphasis',
    ibsi: 'HW1V',
    name: 'Small zone high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, size) => (level / size) ** 2),
  },
  {
    id: 'large-zone-low-grey-level-emphasis',
    ibsi: 'YH51',
    name: 'Large zone low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, size) => (size / level) ** 2),
  },
  {
    id: 'large-zone-high-grey-level-emphasis',
    ibsi: 'J17V',
    name: 'Large zone high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, size) => (level * size) ** 2),
  },
  {
    id: 'grey-level-non-uniformity',
    ibsi: 'JNSA',
    name: 'Grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level'),
  },
  {
    id: 'normalised-grey-level-non-uniformity',
    ibsi: 'Y1RO',
    name: 'Normalised grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level') / m.total,
  },
  {
    id: 'zone-size-non-uniformity',
    ibsi: '4JP3',
    name: 'Zone size non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure'),
  },
  {
    id: 'normalised-zone-size-non-uniformity',
    ibsi: 'VB3A',
    name: 'Normalised zone size non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure') / m.total,
  },
  { id: 'zone-percentage', ibsi: 'P30P', name: 'Zone percentage', unit: '1', of: (m) => m.total / m.voxels },
  {
    id: 'grey-level-variance',
    ibsi: 'BYLV',
    name: 'Grey level variance',
    unit: '1',
    of: (m) => variance(m, (level) => level),
  },
  {
    id: 'zone-size-variance',
    ibsi: '3NSA',
    name: 'Zone size variance',
    unit: '1',
    of: (m) => variance(m, (_, size) => size),
  },
  { id: 'zone-size-entropy', ibsi: 'GU8N', name: 'Zone size entropy', unit: '1', of: (m) => entropy(m) },
];

/** Zones of connected voxels (Chebyshev distance 1) of equal grey level, by size. IBSI reference manual 3.8. */
const glszm: Family = {
  id: 'glszm',
  name: 'GLSZM',
  ibsi: '9SAK',
  aggregations: ['2d', '2.5d', '3d'],
  needsLevels: true,
  features,
  compute(roi, aggregation) {
    const matrices = () => sizeZoneMatrices(roi, aggregation);
    return averageFeatures(glszm, features, { roi, aggregation }, matrices, 'The region has no voxel');
  },
};
export default glszm;
