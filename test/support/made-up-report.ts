import { groupings } from '../../src/core/validation/subgroups.ts';
import type { Prediction, ValidationReport } from '../../src/core/validation/validation-report.ts';
import { validateModel } from '../../src/flows/validate-model.ts';
import { competingCohort, p1, p3, p5, score } from '../core/survival/reference-cohort.ts';

/** The validation of a made-up research model on 48 made-up subjects: death with transplant competing, at 1, 3 and 5 years. */
export async function madeUpReport(): Promise<ValidationReport> {
  const lines = competingCohort.flatMap((_, index): Prediction[] =>
    index === 3
      ? [{ id: '3', outcome: 'death', refused: '<b>albumin</b> missing' }]
      : [p1, p3, p5].map((values, at) => ({
          id: String(index),
          outcome: 'death',
          horizonYears: [1, 3, 5][at] ?? 0,
          probability: values[index] ?? 0,
          linearPredictor: score[index] ?? 0,
        })),
  );
  const rows = new Map(
    competingCohort.map(({ time, cause }, index) => [
      String(index),
      { t: String(time), s: String(cause), sex: index % 9 === 0 ? 'm' : 'f' },
    ]),
  );
  return validateModel(
    { version: '1.2.3', madeAt: '2026-01-02T03:04:05Z' },
    {
      model: { id: 'pbc', title: 'PBC & prognosis', evidence: 'research', version: '1.0.0' },
      cohort: { name: 'cohort.csv', sha256: 'ab', rows },
      predictions: { lines, sha256: 'cd' },
      observed: {
        death: {
          kind: 'follow-up',
          time: 't',
          timeUnit: 'a',
          status: 's',
          codes: { censored: [0], event: [1], competing: [2] },
        },
      },
      groupings,
      crossValidated: true,
      samples: 30,
      seed: 1,
    },
  );
}
