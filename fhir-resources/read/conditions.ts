import type { AbsentCondition, ConditionFact } from '../../src/core/chart.ts';
import type { About, Ask } from '../ask.ts';
import { conditionMeanings } from '../codes.ts';
import { firstDate, isFuture } from './dates.ts';
import { readFacts } from './facts.ts';
import { code, type Json } from './json.ts';

/**
 * Problems and encounter diagnoses alike; a diagnosis of long ago (bleeding, decompensation) still counts, so all are asked for.
 * A refuted one is the statement that the patient does not have it, and is kept as such.
 */
export const conditionsAsk: Ask<readonly (ConditionFact | AbsentCondition)[]> = {
  id: 'conditions',
  query: 'Condition?patient={{context.patientId}}&_count=1000',
  read: (answer, about) =>
    readFacts(answer, about, ['Condition'], (condition, reference) => factsOf(condition, reference, about)),
};

function factsOf(condition: Json, reference: string, about: About): (ConditionFact | AbsentCondition)[] {
  const verification = code(condition.verificationStatus);
  if (verification === 'entered-in-error') return [];
  const meanings = conditionMeanings(condition.code, about.codes);
  if (meanings.length === 0) return [];
  const provisional = verification !== undefined && unproven.has(verification);
  const when = firstDate(condition, 'onsetDateTime', 'onsetPeriod', 'recordedDate', 'assertedDate');
  // A diagnosis with an impossible date is still a diagnosis; its date is not one.
  const date = when === undefined || isFuture(when, about.now) ? {} : { date: when };
  if (verification === 'refuted') {
    // What is not there was seen last when that was written down, not when it would have begun.
    const recorded = firstDate(condition, 'recordedDate', 'assertedDate');
    const seen = recorded === undefined || isFuture(recorded, about.now) ? date : { date: recorded };
    // "No alcoholic cirrhosis with ascites" denies the whole, not each of its parts.
    const [only, ...parts] = meanings;
    return only && parts.length === 0 ? [{ concept: only.concept, status: 'absent', ...seen, reference }] : [];
  }
  const fact = { status: statusOf(condition), ...(provisional ? { provisional } : {}), ...date, reference };
  return meanings.map((meaning) => ({ ...fact, ...meaning }));
}

const unproven: ReadonlySet<string> = new Set(['provisional', 'differential', 'unconfirmed']);
const active: ReadonlySet<string> = new Set(['active', 'recurrence', 'relapse']);
const resolved: ReadonlySet<string> = new Set(['inactive', 'remission', 'resolved']);
const abatements = ['abatementDateTime', 'abatementAge', 'abatementPeriod', 'abatementRange', 'abatementString'];

/** The clinical status as recorded; without one, a recorded abatement; an "active" that has abated contradicts itself. */
function statusOf(condition: Json): ConditionFact['status'] {
  const status = code(condition.clinicalStatus);
  const abated = condition.abatementBoolean === true || abatements.some((name) => condition[name] !== undefined);
  if (status !== undefined && resolved.has(status)) return 'resolved';
  if (status !== undefined && active.has(status)) return abated ? 'unknown' : 'active';
  return abated ? 'resolved' : 'unknown';
}
