import { averageFeatures, type TextureFeature } from '../average-features.ts';
import type { Family } from '../family.ts';
import { entropy, type LevelMatrix, mean, nonUniformity, variance } from '../level-matrix.ts';
import { distanceZoneMatrices } from './distance-zone-matrix.ts';

const features: readonly TextureFeature<LevelMatrix>[] = [
  {
    id: 'small-distance-emphasis',
    ibsi: '0GBI',
    name: 'Small distance emphasis',
    unit: '1',
    of: (m) => mean(m, (_, distance) => 1 / distance ** 2),
  },
  {
    id: 'large-distance-emphasis',
    ibsi: 'MB4I',
    name: 'Large distance emphasis',
    unit: '1',
    of: (m) => mean(m, (_, distance) => distance ** 2),
  },
  {
    id: 'low-grey-level-zone-emphasis',
    ibsi: 'S1RA',
    name: 'Low grey level zone emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => 1 / level ** 2),
  },
  {
    id: 'high-grey-level-zone-emphasis',
    ibsi: 'K26C',
    name: 'High grey level zone emphasis',
    unit: '1',
    of: (m) => mean(m, (level) => level ** 2),
  },
  {
    id: 'small-distance-low-grey-level-emphasis',
    ibsi: 'RUVG',
    name: 'Small distance low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, distance) => 1 / (level * distance) ** 2),
  },
  {
    id: 'small-distance-high-grey-level-emphasis',
    ibsi: 'DKNJ',
    name: 'Small distance high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, distance) => (level / distance) ** 2),
  },
  {
    id: 'large-distance-low-grey-level-emphasis',
    ibsi: 'A7WM',
    name: 'Large distance low grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, distance) => (distance / level) ** 2),
  },
  {
    id: 'large-distance-high-grey-level-emphasis',
    ibsi: 'KLTH',
    name: 'Large distance high grey level emphasis',
    unit: '1',
    of: (m) => mean(m, (level, distance) => (level * distance) ** 2),
  },
  {
    id: 'grey-level-non-uniformity',
    ibsi: 'VFT7',
    name: 'Grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level'),
  },
  {
    id: 'normalised-grey-level-non-uniformity',
    ibsi: '7HP3',
    name: 'Normalised grey level non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'level') / m.total,
  },
  {
    id: 'zone-distance-non-uniformity',
    ibsi: 'V294',
    name: 'Zone distance non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure'),
  },
  {
    id: 'normalised-zone-distance-non-uniformity',
    ibsi: 'IATH',
    name: 'Normalised zone distance non-uniformity',
    unit: '1',
    of: (m) => nonUniformity(m, 'measure') / m.total,
  },
  { id: 'zone-percentage', ibsi: 'VIWW', name: 'Zone percentage', unit: '1', of: (m) => m.total / m.voxels },
  {
    id: 'grey-level-variance',
    ibsi: 'QK93',
    name: 'Grey level variance',
    unit: '1',
    of: (m) => variance(m, (level) => level),
  },
  {
    id: 'zone-distance-variance',
    ibsi: '7WT1',
    name: 'Zone distance variance',
    unit: '1',
    of: (m) => variance(m, (_, distance) => distance),
  },
  { id: 'zone-distance-entropy', ibsi: 'GBDU', name: 'Zone distance entropy', unit: '1', of: (m) => entropy(m) },
];

/** Zones of connected voxels of equal grey level, by distance to the edge of the mask. IBSI reference manual 3.9. */
const gldzm: Family = {
  id: 'gldzm',
  name: 'GLDZM',
  ibsi: 'VMDZ',
  aggregations: ['2d', '2.5d', '3d'],
  needsLevels: true,
  features,
  compute(roi, aggregation) {
    const matrices = () => distanceZoneMatrices(roi, aggregation);
    return averageFeatures(gldzm, features, { roi, aggregation }, matrices, 'The region has no voxel');
  },
};
export default gldzm;
