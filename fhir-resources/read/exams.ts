import type { ServiceFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
import { isExamination } from '../codes/service-codes.ts';
import { serviceMeanings } from '../codes.ts';
import { effectiveDate, isFuture } from './dates.ts';
import { readFacts } from './facts.ts';
import { type Json, text } from './json.ts';

/** Reports of examinations: that they were done, and when. What they found is not read from prose. */
export const examsAsk: Ask<readonly ServiceFact[]> = {
  id: 'exams',
  query: 'DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=200',
  read: (answer, about) =>
    readFacts(answer, about, ['DiagnosticReport'], (resource, at) => factsOf(resource, at, about)),
};

const statuses: Readonly<Record<string, ServiceFact['status']>> = {
  registered: 'planned',
  partial: 'done',
  preliminary: 'done',
  final: 'done',
  amended: 'done',
  corrected: 'done',
  appended: 'done',
};

function factsOf(report: Json, reference: string, about: About): ServiceFact[] {
  const given = text(report.status) ?? 'final';
  const status = Object.hasOwn(statuses, given) ? statuses[given] : undefined;
  if (status === undefined) return [];
  const when = effectiveDate(report);
  if (status === 'done' && when !== undefined && isFuture(when, about.now)) return [];
  const date = when === undefined ? {} : { date: when };
  return serviceMeanings(report.code, about.codes)
    .filter(isExamination)
    .map((concept) => ({ concept, status, ...date, reference }));
}
