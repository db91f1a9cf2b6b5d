import type { ServiceFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
import { serviceMeanings } from '../codes.ts';
import { firstDate, isFuture } from './dates.ts';
import { readFacts } from './facts.ts';
import { type Json, text } from './json.ts';

export const immunizationsAsk: Ask<readonly ServiceFact[]> = {
  id: 'immunizations',
  query: 'Immunization?patient={{context.patientId}}&_count=500',
  read: (answer, about) => readFacts(answer, about, ['Immunization'], (resource, at) => factsOf(resource, at, about)),
};

function factsOf(immunization: Json, reference: string, about: About): ServiceFact[] {
  const given = text(immunization.status) ?? 'completed';
  if (given !== 'completed' && given !== 'not-done') return [];
  // STU3 says "not given" beside a completed status.
  const status = given === 'not-done' || immunization.notGiven === true ? 'not-done' : 'done';
  const when = firstDate(immunization, 'occurrenceDateTime', 'date');
  if (when !== undefined && isFuture(when, about.now)) return [];
  const date = when === undefined ? {} : { date: when };
  return serviceMeanings(immunization.vaccineCode, about.codes)
    .filter((concept) => concept.endsWith('-vaccine'))
    .map((concept) => ({ concept, status, ...date, reference }));
}
