import type { PublishedTable } from '../../../support/published-values.ts';

/** IBSI reference manual, NGLDM, digital phantom: value and tolerance for each aggregation. */
export const digitalPhantomValues: PublishedTable = {
  aggregations: ['2d', '2.5d', '3d'],
  rows: [
    ['SODN', 'Low dependence emphasis', [0.158, 0], [0.159, 0], [0.045, 0]],
    ['IMOQ', 'High dependence emphasis', [19.2, 0], [18.8, 0], [109, 0]],
    // biome-ignore lint/suspicious/noApproximativeNumericConstant: a published value that happens to look like ln 2
    ['TL9H', 'Low grey level count emphasis', [0.702, 0], [0.693, 0], [0.693, 0]],
    ['OAE7', 'High grey level count emphasis', [7.49, 0], [7.66, 0], [7.66, 0]],
    ['EQ3F', 'Low dependence low grey level emphasis', [0.0473, 0], [0.0477, 0], [0.00963, 0]],
    ['JA6D', 'Low dependence high grey level emphasis', [3.06, 0], [3.07, 0], [0.736, 0]],
    ['NBZI', 'High dependence low grey level emphasis', [17.6, 0], [17.2, 0], [102, 0]],
    ['9QMG', 'High dependence high grey level emphasis', [49.5, 0], [50.8, 0], [235, 0]],
    ['FP8K', 'Grey level non-uniformity', [10.2, 0], [37.9, 0], [37.9, 0]],
    ['5SPA', 'Normalised grey level non-uniformity', [0.562, 0], [0.512, 0], [0.512, 0]],
    ['Z87G', 'Dependence count non-uniformity', [3.96, 0], [12.4, 0], [4.86, 0]],
    ['OKJI', 'Normalised dependence count non-uniformity', [0.212, 0], [0.167, 0], [0.0657, 0]],
    ['6XV8', 'Dependence count percentage', [1, 0], [1, 0], [1, 0]],
    ['1PFV', 'Grey level variance', [2.7, 0], [3.05, 0], [3.05, 0]],
    ['DNX2', 'Dependence count variance', [2.73, 0], [3.27, 0], [22.1, 0]],
    ['FCBV', 'Dependence count entropy', [2.71, 0], [3.36, 0], [4.4, 0]],
    ['CAS9', 'Dependence count energy', [0.17, 0], [0.122, 0], [0.0533, 0]],
  ],
};
