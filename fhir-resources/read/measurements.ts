import type { LabRecord } from '../../src/core/chart.ts';
import type { Ask } from '../ask.ts';
import type { CodeMap } from '../codes/code-map.ts';
import { mappableMeasurements } from '../codes/code-map.ts';
import { readObservations } from './observations.ts';

/**
 * Liver stiffness, CAP, BMI, weight, height. By code, not by category: elastography is filed under imaging, procedure, exam or
 * nothing. Bare codes, since some servers and most prefetch clients stumble over the `|` of a system.
 */
const codes = [
  '77615-3',
  '81894-8',
  '39156-5',
  '29463-7',
  '3141-9',
  '8302-2',
  '3137-7',
  'liver-stiffness',
  'liver-stiffness-vcte',
  'liver-stiffness-pswe',
  'liver-stiffness-2d-swe',
  'liver-stiffness-mre',
];

export const measurementsAsk: Ask<LabRecord> = { ...measurementsAskFor(undefined), forSite: measurementsAskFor };

/** The same ask, with the site's own codes of measurements in its query: without them a server would never send those results. */
export function measurementsAskFor(codeMap: CodeMap | undefined): Ask<LabRecord> {
  const all = [...codes, ...mappableMeasurements(codeMap).filter((code) => plainCode.test(code))];
  return {
    id: 'measurements',
    query: `Observation?patient={{context.patientId}}&code=${[...new Set(all)].join(',')}&_sort=-date&_count=200`,
    read: readObservations,
  };
}
/** Codes that need no encoding in a query; a code with other characters is found only where the EHR prefetches it. */
const plainCode = /^[A-Za-z0-9._-]{1,64}$/;
