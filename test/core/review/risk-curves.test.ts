import { describe, expect, it } from 'vitest';
import type { ModelRisk } from '../../../src/core/assessment.ts';
import { riskCurves } from '../../../src/core/review/risk-curves.ts';
import { assessment } from '../../support/assessments.ts';
import { pbcPrediction } from '../../support/findings.ts';

const risk = (horizonYears: number, probability: number): ModelRisk => ({
  outcome: 'death',
  title: 'Death',
  horizonYears,
  probability,
  competing: [],
});
const model = pbcPrediction({ risks: [risk(5, 0.3), risk(1, 0.1)] });
const points = (yearly: Parameters<typeof riskCurves>[1]) =>
  riskCurves(assessment({ models: [model] }), yearly)[0]?.points.map(({ years, probability }) => [years, probability]);

describe('the curve of a risk', () => {
  it('begins at nothing and goes through the horizons of the assessment in order', () => {
    expect(points([])).toEqual([
      [0, 0],
      [1, 0.1],
      [5, 0.3],
    ]);
  });
  it('takes further years from the same model, and never another figure for a horizon that the assessment states', () => {
    const yearly = pbcPrediction({ risks: [1, 2, 3, 4, 5].map((years) => risk(years, years / 10)) });
    expect(points([yearly])).toEqual([
      [0, 0],
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
      [4, 0.4],
      [5, 0.3],
    ]);
    const another = { ...yearly, by: { ...yearly.by, version: '9.9.9' } };
    expect(points([another])).toHaveLength(3);
  });
});
