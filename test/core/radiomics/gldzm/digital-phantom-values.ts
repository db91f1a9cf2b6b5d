import type { PublishedTable } from '../../../support/published-values.ts';

/** IBSI reference manual, GLDZM, digital phantom: value and tolerance for each aggregation. */
export const digitalPhantomValues: PublishedTable = {
  aggregations: ['2d', '2.5d', '3d'],
  rows: [
    ['0GBI', 'Small distance emphasis', [0.946, 0], [0.917, 0], [1, 0]],
    ['MB4I', 'Large distance emphasis', [1.21, 0], [1.33, 0], [1, 0]],
    ['S1RA', 'Low grey level zone emphasis', [0.371, 0], [0.368, 0], [0.253, 0]],
    ['K26C', 'High grey level zone emphasis', [16.4, 0], [16.2, 0], [15.6, 0]],
    ['RUVG', 'Small distance low grey level emphasis', [0.367, 0], [0.362, 0], [0.253, 0]],
    ['DKNJ', 'Small distance high grey level emphasis', [15.2, 0], [14.3, 0], [15.6, 0]],
    ['A7WM', 'Large distance low grey level emphasis', [0.386, 0], [0.391, 0], [0.253, 0]],
    ['KLTH', 'Large distance high grey level emphasis', [21.3, 0], [23.7, 0], [15.6, 0]],
    ['VFT7', 'Grey level non-uniformity', [1.41, 0], [5.44, 0], [1.4, 0]],
    ['7HP3', 'Normalised grey level non-uniformity', [0.323, 0], [0.302, 0], [0.28, 0]],
    ['V294', 'Zone distance non-uniformity', [3.79, 0], [14.4, 0], [5, 0]],
    ['IATH', 'Normalised zone distance non-uniformity', [0.898, 0], [0.802, 0], [1, 0]],
    ['VIWW', 'Zone percentage', [0.24, 0], [0.243, 0], [0.0676, 0]],
    ['QK93', 'Grey level variance', [3.97, 0], [3.92, 0], [2.64, 0]],
    ['7WT1', 'Zone distance variance', [0.051, 0], [0.0988, 0], [0, 0]],
    ['GBDU', 'Zone distance entropy', [1.73, 0], [2, 0], [1.92, 0]],
  ],
};
