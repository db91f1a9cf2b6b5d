import type { PublishedTable } from '../../../support/published-values.ts';

/** IBSI reference manual, GLSZM, digital phantom: value and tolerance for each aggregation. */
export const digitalPhantomValues: PublishedTable = {
  aggregations: ['2d', '2.5d', '3d'],
  rows: [
    ['5QRC', 'Small zone emphasis', [0.363, 0], [0.368, 0], [0.255, 0]],
    ['48P8', 'Large zone emphasis', [43.9, 0], [34.2, 0], [550, 0]],
    ['XMSY', 'Low grey level zone emphasis', [0.371, 0], [0.368, 0], [0.253, 0]],
    ['5GN9', 'High grey level zone emphasis', [16.4, 0], [16.2, 0], [15.6, 0]],
    ['5RAI', 'Small zone low grey level emphasis', [0.0259, 0], [0.0295, 0], [0.0256, 0]],
    ['HW1V', 'Small zone high grey level emphasis', [10.3, 0], [9.87, 0], [2.76, 0]],
    ['YH51', 'Large zone low grey level emphasis', [40.4, 0], [30.6, 0], [503, 0]],
    ['J17V', 'Large zone high grey level emphasis', [113, 0], [107, 0], [1490, 0]],
    ['JNSA', 'Grey level non-uniformity', [1.41, 0], [5.44, 0], [1.4, 0]],
    ['Y1RO', 'Normalised grey level non-uniformity', [0.323, 0], [0.302, 0], [0.28, 0]],
    ['4JP3', 'Zone size non-uniformity', [1.49, 0], [3.44, 0], [1, 0]],
    ['VB3A', 'Normalised zone size non-uniformity', [0.333, 0], [0.191, 0], [0.2, 0]],
    ['P30P', 'Zone percentage', [0.24, 0], [0.243, 0], [0.0676, 0]],
    ['BYLV', 'Grey level variance', [3.97, 0], [3.92, 0], [2.64, 0]],
    ['3NSA', 'Zone size variance', [21, 0], [17.3, 0], [331, 0]],
    ['GU8N', 'Zone size entropy', [1.93, 0], [3.08, 0], [2.32, 0]],
  ],
};
