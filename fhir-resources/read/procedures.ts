import type { ServiceFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
import { serviceMeanings } from '../codes.ts';
import { firstDate, isFuture } from './dates.ts';
import { readFacts } from './facts.ts';
import { type Json, text } from './json.ts';

export const proceduresAsk: Ask<readonly ServiceFact[]> = {
  id: 'procedures',
  query: 'Procedure?patient={{context.patientId}}&_count=500',
  read: (answer, about) => readFacts(answer, about, ['Procedure'], (resource, at) => factsOf(resource, at, about)),
};

const statuses: Readonly<Record<string, ServiceFact['status']>> = {
  completed: 'done',
  'in-progress': 'done',
  preparation: 'planned',
  'on-hold': 'planned',
  suspended: 'planned',
  'not-done': 'not-done',
  // Begun and given up: an endoscopy that was aborted has not screened for varices.
  stopped: 'not-done',
  aborted: 'not-done',
};

function factsOf(procedure: Json, reference: string, about: About): ServiceFact[] {
  const concepts = serviceMeanings(procedure.code, about.codes);
  if (concepts.length === 0) return [];
  const when = firstDate(procedure, 'performedDateTime', 'performedPeriod', 'occurrenceDateTime', 'occurrencePeriod');
  const status = statusOf(text(procedure.status), when);
  if (status === undefined || (status === 'done' && when !== undefined && isFuture(when, about.now))) return [];
  return concepts.map((concept) => ({ concept, status, ...(when === undefined ? {} : { date: when }), reference }));
}

/** Without a usable status a procedure counts as done only if somebody wrote down when. Entered in error: no fact. */
function statusOf(status: string | undefined, when: string | undefined): ServiceFact['status'] | undefined {
  if (status !== undefined && Object.hasOwn(statuses, status)) return statuses[status];
  const open = status === undefined || status === 'unknown';
  return open && when !== undefined ? 'done' : undefined;
}
