import { allUndefined } from '../distribution.ts';
import type { Family } from '../family.ts';
import { localPeaks } from './peaks.ts';

/** IBSI reference manual 3.2. */
const features = [
  { id: 'local-peak', ibsi: 'VJGA', name: 'Local intensity peak', unit: 'intensity' },
  { id: 'global-peak', ibsi: '0F91', name: 'Global intensity peak', unit: 'intensity' },
] as const;

export default {
  id: 'local-intensity',
  name: 'Local intensity',
  ibsi: '9ST6',
  aggregations: ['volume'],
  needsLevels: false,
  features,
  compute(roi) {
    const peaks = localPeaks(roi);
    if (!peaks) return allUndefined(features, 'the region is empty');
    return new Map([
      ['local-peak', { value: peaks.local }],
      ['global-peak', { value: peaks.global }],
    ]);
  },
} satisfies Family;
