import { createHash } from 'node:crypto';
import { assess } from '../../src/core/assessment/assess.ts';
import type { Assessment } from '../../src/core/assessment.ts';
import type { ChartFacts } from '../../src/core/chart.ts';
import { everyScore } from './every-score.ts';
import { asOf } from './made-up-chart.ts';

export const digest = (text: string) => createHash('sha256').update(text).digest('hex');

export function assessChart(facts: ChartFacts, at: string = asOf, unavailable: readonly string[] = []): Assessment {
  return assess(facts, everyScore, {
    asOf: at,
    fhirServer: 'https://ehr.example/fhir',
    version: '0.0.0-test',
    unavailable,
    digest,
  });
}

export function outcomeOf(assessment: Assessment, scoreId: string) {
  const outcome = assessment.scores.find((candidate) => candidate.scoreId === scoreId);
  if (!outcome) throw new Error(`no score ${scoreId}`);
  return outcome;
}

export const stepIds = (assessment: Assessment) => assessment.nextSteps.map(({ id }) => id);
