import { describe, expect, it } from 'vitest';
import type { ObservedOutcome } from '../../../src/core/models/manifest.ts';
import { joinObservations } from '../../../src/core/validation/join-observations.ts';
import { groupings } from '../../../src/core/validation/subgroups.ts';
import type { Prediction } from '../../../src/core/validation/validation-report.ts';

const how: ObservedOutcome = {
  kind: 'follow-up',
  time: 't',
  timeUnit: 'a',
  status: 's',
  codes: { censored: [0], event: [1] },
};
const at = (id: string, horizonYears: number, probability: number): Prediction => ({
  id,
  outcome: 'death',
  horizonYears,
  probability,
  linearPredictor: 0.5,
});
const rows = new Map([
  ['1', { t: '3', s: '1', sex: 'f' }],
  ['2', { t: '', s: '1' }],
  ['3', { t: '2', s: '0' }],
]);

describe('joinObservations', () => {
  it('gives nothing without predictions', () => {
    expect(joinObservations('death', [], rows, how, [])).toEqual({
      outcome: 'death',
      horizonsYears: [],
      records: [],
      refused: [],
      unobserved: [],
    });
  });
  it('counts each subject once: measured, refused, or not observed', () => {
    const joined = joinObservations(
      'death',
      [
        at('1', 5, 0.4),
        at('1', 1, 0.1),
        at('2', 1, 0.1),
        at('2', 5, 0.2),
        { id: '3', outcome: 'death', refused: 'albumin missing' },
        at('4', 1, 0.1),
        at('4', 5, 0.1),
        at('5', 1, 0.1),
        { id: '1', outcome: 'transplant', horizonYears: 1, probability: 0.1 },
      ],
      new Map([...rows, ['5', { t: '1', s: '0' }]]),
      how,
      groupings,
      new Map([['1', '2']]),
    );
    expect(joined.horizonsYears).toEqual([1, 5]);
    expect(joined.records).toEqual([
      {
        id: '1',
        observed: { time: 3, cause: 1 },
        probabilities: [0.1, 0.4],
        linearPredictor: 0.5,
        groups: { sex: 'female' },
        fold: '2',
      },
    ]);
    expect(joined.refused).toEqual([
      { reason: 'albumin missing', count: 1 },
      { reason: 'no probability at every horizon', count: 1 },
    ]);
    expect(joined.unobserved).toEqual([
      { reason: 't missing, negative or not a number', count: 1 },
      { reason: 'not in the cohort table', count: 1 },
    ]);
  });
  it('refuses a subject that stands twice and what is no probability', () => {
    expect(() => joinObservations('death', [at('1', 1, 0.1), at('1', 1, 0.2)], rows, how, [])).toThrow(/stands twice/);
    expect(() => joinObservations('death', [at('1', 1, 1.2)], rows, how, [])).toThrow(/outside 0 to 1/);
  });
});
