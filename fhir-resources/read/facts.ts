import type { About } from '../ask.ts';
import { entriesOf, isAboutAnother, isModified, type Resolve, resolverFor } from '../bundle.ts';
import { newestFirst } from './dates.ts';
import type { Json } from './json.ts';

/**
 * The frame that the readers of listed facts have in common: the answer's resources of these types, about this patient, each read
 * into any number of facts, newest first, each fact of a resource once. Undefined when the answer is no data.
 */
export function readFacts<T extends { readonly date?: string; readonly reference: string }>(
  answer: unknown,
  about: About,
  types: readonly string[],
  factsOf: (resource: Json, reference: string, resolve: Resolve) => readonly T[],
): T[] | undefined {
  const entries = entriesOf(answer, ...types);
  if (!entries) return undefined;
  const resolve = resolverFor(answer);
  const facts: T[] = [];
  const seen = new Set<string>();
  for (const { resource, reference } of entries) {
    if (seen.has(reference) || isModified(resource) || isAboutAnother(resource, about.patientId, resolve)) continue;
    seen.add(reference);
    for (const fact of factsOf(resource, reference, resolve)) facts.push(fact);
  }
  return newestFirst(facts);
}
