import { assess } from '../core/assessment/assess.ts';
import type { Assessment } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import type { Score } from '../core/score.ts';
import type { Clock } from '../ports/clock.ts';
import type { Publisher } from '../ports/results.ts';

export interface AssessPatientDeps {
  readonly scores: readonly Score[];
  readonly publisher: Publisher;
  readonly clock: Clock;
  /** Hex digest of a text. */
  digest(text: string): string;
  /** Version of rules and scores. */
  readonly version: string;
}

/**
 * Assesses, stores, answers, in this order: what a clinician is shown can be found again.
 * @throws Failure of the publisher (`store-unavailable`): nothing is shown that was not stored.
 */
export async function assessPatient(
  deps: AssessPatientDeps,
  facts: ChartFacts,
  about: { readonly fhirServer: string; readonly unavailable: readonly string[] },
): Promise<Assessment> {
  const assessment = assess(facts, deps.scores, {
    asOf: deps.clock(),
    fhirServer: about.fhirServer,
    version: deps.version,
    unavailable: about.unavailable,
    digest: (text) => deps.digest(text),
  });
  await deps.publisher.publish(assessment);
  return assessment;
}
