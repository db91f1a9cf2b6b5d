import type { LabRecord } from '../../src/core/chart.ts';
import type { Ask } from '../ask.ts';
import { readObservations } from './observations.ts';

/** Laboratory results, newest first: of a very long history the server may cut the old end, which no score uses. */
export const labsAsk: Ask<LabRecord> = {
  id: 'labs',
  query: 'Observation?patient={{context.patientId}}&category=laboratory&_sort=-date&_count=1000',
  read: readObservations,
};
