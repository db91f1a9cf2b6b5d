import { describe, expect, it } from 'vitest';
import type { CohortRow } from '../../src/core/validation/observe-outcome.ts';
import { type ValidationRequest, validateModel } from '../../src/flows/validate-model.ts';

const rows = new Map<string, CohortRow>(
  Array.from({ length: 30 }, (_, index) => [
    String(index),
    { id: String(index), t: String(1 + (index % 7)), s: String(index % 2), x: String(index % 5) },
  ]),
);
const request: ValidationRequest = {
  model: { id: 'made-up' },
  cohort: { name: 'cohort.csv', sha256: '00', rows },
  observed: {
    death: { kind: 'follow-up', time: 't', timeUnit: 'a', status: 's', codes: { censored: [0], event: [1] } },
  },
  groupings: [],
  crossValidated: false,
  samples: 20,
  seed: 1,
};
const parts = { version: '1.2.3', madeAt: '2026-01-02T03:04:05Z' };

describe('validateModel', () => {
  it('runs the model over the rows of the cohort when no predictions are given', async () => {
    const asked: [string, number][] = [];
    const report = await validateModel(
      {
        ...parts,
        predictTable: async (model, table) => {
          asked.push([model, table.size]);
          return [...table.values()].map((row) =>
            row.id === '7'
              ? { id: '7', outcome: 'death', refused: 'age missing' }
              : { id: row.id ?? '', outcome: 'death', horizonYears: 4, probability: 0.1 + Number(row.x) / 10 },
          );
        },
      },
      request,
    );
    expect(asked).toEqual([['made-up', 30]]);
    expect(report).toMatchObject({
      format: 'fibrocast-validation/1',
      madeAt: '2026-01-02T03:04:05Z',
      serviceVersion: '1.2.3',
      cohort: { n: 30 },
      predictions: { from: 'model', crossValidated: false },
    });
    expect(report.outcomes).toHaveLength(1);
    expect(report.outcomes[0]).toMatchObject({
      outcome: 'death',
      n: 29,
      refused: [{ reason: 'age missing', count: 1 }],
    });
  });
  it('says how to go on when the model cannot be run', async () => {
    await expect(validateModel(parts, request)).rejects.toThrow(/--predictions/);
  });
  it('refuses a cohort in which nothing was both predicted and observed', async () => {
    const predictions = { lines: [{ id: 'x', outcome: 'death', horizonYears: 4, probability: 0.1 }], sha256: '11' };
    await expect(validateModel(parts, { ...request, predictions })).rejects.toThrow(/both predicted and observed/);
  });
});
