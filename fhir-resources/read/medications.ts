import type { MedicationFact } from '../../src/core/chart.ts';
import { drugs } from '../../src/core/drugs/drugs.ts';
import type { About, Ask } from '../ask.ts';
import type { Resolve } from '../bundle.ts';
import type { CodeMap } from '../codes/code-map.ts';
import { drugIndex } from '../codes/drug-index.ts';
import { ingredientsOf } from '../codes.ts';
import { firstDate } from './dates.ts';
import { readFacts } from './facts.ts';
import { code, type Json, list, object, text } from './json.ts';

const index = drugIndex(drugs);

/** Prescriptions; where a client puts MedicationStatements (what the patient takes) into the same answer, these are read as well. */
export const medicationsAsk: Ask<readonly MedicationFact[]> = {
  id: 'medications',
  query: 'MedicationRequest?patient={{context.patientId}}&_count=500',
  read: (answer, about) =>
    readFacts(answer, about, ['MedicationRequest', 'MedicationStatement'], (resource, at, resolve) =>
      factsOf(resource, at, resolve, about),
    ),
};

const statuses: Readonly<Record<string, MedicationFact['status']>> = {
  active: 'active',
  'on-hold': 'stopped',
  stopped: 'stopped',
  completed: 'stopped',
  cancelled: 'stopped',
  'not-taken': 'stopped',
  unknown: 'unknown',
};

/** Proposals and options are nobody's therapy yet; a `plan` is (US Core files reported home medication so). Drafts are orders, not facts. */
const notYet: ReadonlySet<string> = new Set(['proposal', 'option']);

function factsOf(resource: Json, reference: string, resolve: Resolve, about: About): MedicationFact[] {
  const given = code(resource.status) ?? 'unknown';
  const status = Object.hasOwn(statuses, given) ? statuses[given] : undefined;
  if (status === undefined || resource.doNotPerform === true) return [];
  if (notYet.has(text(resource.intent) ?? '')) return [];
  const when = firstDate(resource, 'authoredOn', 'effectiveDateTime', 'effectivePeriod', 'dateAsserted');
  const fact = { status, ...(when === undefined ? {} : { date: when }), reference };
  const ingredients = medicationIngredients(resource, resolve, about.codes);
  return ingredients.length === 0 ? [fact] : ingredients.map((ingredient) => ({ ingredient, ...fact }));
}

/**
 * Ingredients of medication[x]: the concept itself, or the Medication that the reference leads to (contained or in the Bundle), by
 * its code and by its ingredients; failing that the display of the reference.
 */
export function medicationIngredients(resource: Json, resolve: Resolve, codes: CodeMap | undefined): readonly string[] {
  const own = ingredientsOf(resource.medicationCodeableConcept, index, codes);
  if (own.length > 0) return own;
  const reference = object(resource.medicationReference);
  if (!reference) return [];
  const medication = resolve(reference, resource);
  const found = new Set(ingredientsOf(medication?.code, index, codes));
  for (const ingredient of list(medication?.ingredient)) {
    for (const id of ingredientsOf(object(ingredient)?.itemCodeableConcept, index, codes)) found.add(id);
  }
  return found.size > 0 ? [...found] : ingredientsOf({ text: reference.display }, index, codes);
}
