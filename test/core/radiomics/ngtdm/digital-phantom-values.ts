import type { PublishedTable } from '../../../support/published-values.ts';

/** IBSI reference manual, NGTDM, digital phantom: value and tolerance for each aggregation. */
export const digitalPhantomValues: PublishedTable = {
  aggregations: ['2d', '2.5d', '3d'],
  rows: [
    ['QCDE', 'Coarseness', [0.121, 0], [0.0285, 0], [0.0296, 0]],
    ['65HE', 'Contrast', [0.925, 0], [0.601, 0], [0.584, 0]],
    ['NQ30', 'Busyness', [2.99, 0], [6.8, 0], [6.54, 0]],
    ['HDEZ', 'Complexity', [10.4, 0], [14.1, 0], [13.5, 0]],
    ['1X9X', 'Strength', [2.88, 0], [0.741, 0], [0.763, 0]],
  ],
};
