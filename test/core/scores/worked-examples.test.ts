import { describe, expect, it } from 'vitest';
import type { AnyInputs } from '../../../src/core/inputs.ts';
import { evaluateScore, type GatheredInputs } from '../../../src/core/scoring/evaluate-score.ts';
import { scores } from '../../support/score-catalogue.ts';
import { examples } from '../../support/score-examples.ts';

const gathered = (inputs: AnyInputs): GatheredInputs =>
  Object.fromEntries(Object.entries(inputs).map(([id, value]) => [id, { value, references: [] }]));
const evaluate = (id: string, inputs: AnyInputs) => {
  const score = scores.find((candidate) => candidate.id === id);
  if (!score) throw new Error(`no score ${id}`);
  return evaluateScore(score, gathered(inputs), {
    asOf: '2026-06-01T00:00:00Z',
    etiology: 'unknown',
    population: 'assumed',
  });
};

describe('published and hand-computed values', () => {
  it.each(examples.map((example) => [example.score, example.says, example] as const))('%s: %s', (id, _, example) => {
    const outcome = evaluate(id, example.inputs);
    expect(outcome).toMatchObject({ status: 'ok' });
    if (outcome.status !== 'ok') return;
    expect(Math.abs(outcome.value - example.value)).toBeLessThanOrEqual(example.within);
    expect(outcome.band?.category).toBe(example.category);
  });
});

describe('risks that papers publish', () => {
  const risks = (id: string, inputs: AnyInputs) => {
    const outcome = evaluate(id, inputs);
    return outcome.status === 'ok' ? outcome.risks : [];
  };
  it('PAGE-B gives 0, 3 and 17 % of liver cancer in five years', () => {
    const at = (ageYears: number, plateletsGigaPerL: number) =>
      risks('page_b', { ageYears, sex: 'male', plateletsGigaPerL })[0]?.probability;
    expect([at(30, 250), at(45, 150), at(72, 90)]).toEqual([0, 0.03, 0.17]);
  });
  it('UK-PBC gives the three horizons of the paper', () => {
    const found = risks('uk_pbc', {
      year1AlpTimesUln: 3,
      year1TransaminaseTimesUln: 2.2,
      year1BilirubinTimesUln: 1.8,
      baselineAlbuminTimesLln: 1,
      baselinePlateletsTimesLln: 0.9,
    });
    expect(found.map((risk) => [risk.horizonYears, risk.probability?.toFixed(4)])).toEqual([
      [5, '0.1775'],
      [10, '0.4801'],
      [15, '0.7040'],
    ]);
  });
  it('Mayo PBC gives death risks that grow from year 1 to 7, 11.1 % at five years for R = 4.29', () => {
    const found = risks('mayo_pbc', {
      bilirubinUmolPerL: 1.1 * 17.104,
      albuminGPerL: 41.4,
      ageYears: 56,
      prothrombinTimeSeconds: 10.6,
      edema: 'none',
    });
    expect(found.map((risk) => risk.horizonYears)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(found[4]?.probability).toBeCloseTo(1 - 0.889, 4);
    const probabilities = found.map((risk) => risk.probability ?? Number.NaN);
    expect([...probabilities].sort((a, b) => a - b)).toEqual(probabilities);
  });
});

describe('cautions', () => {
  const cautions = (id: string, inputs: AnyInputs) => {
    const outcome = evaluate(id, inputs);
    return outcome.status === 'ok' ? outcome.cautions.join('\n') : outcome.reason;
  };
  it('says when age makes FIB-4 unreliable or moves its cut-off', () => {
    const labs = { astUPerL: 40, altUPerL: 40, plateletsGigaPerL: 200 };
    expect(cautions('fib4', { ageYears: 34, ...labs })).toMatch(/under 35/);
    expect(cautions('fib4', { ageYears: 65, ...labs })).toMatch(/cut-off 2\.0/);
    expect(cautions('fib4', { ageYears: 50, ...labs })).toBe('');
  });
  it('asks for dialysis where creatinine is high and dialysis not documented', () => {
    const labs = { bilirubinUmolPerL: 50, creatinineUmolPerL: 400, inr: 1.5 };
    expect(cautions('meld', labs)).toMatch(/dialysis not documented/);
    expect(cautions('meld', { ...labs, dialysis: false })).not.toMatch(/dialysis/);
  });
  it('says that BMI is missing where the MASH rule needs it', () => {
    expect(cautions('baveno7', { lsmVcteKpa: 27, plateletsGigaPerL: 120, etiology: 'masld' })).toMatch(/BMI missing/);
  });
});
