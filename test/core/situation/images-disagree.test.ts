import { describe, expect, it } from 'vitest';
import { fuseStages } from '../../../src/core/fusion/fuse-stages.ts';
import { prognosisOf } from '../../../src/core/situation/prognosis-sentence.ts';
import { assessChart } from '../../support/assess-made-up.ts';
import { asOf, chart, highFib4, lowFib4 } from '../../support/made-up-chart.ts';
import { ctOf, fib4Of } from '../../support/stage-evidence.ts';

const situationWith = (
  values: typeof lowFib4,
  ct: readonly [number, number, number, number, number],
  more: Parameters<typeof ctOf>[1] = {},
) => {
  const facts = chart({ values });
  const assessment = assessChart(facts);
  const evidence = [fib4Of(0.8), ctOf(ct, { shown: 'CT model', ...more })];
  return {
    chart: facts,
    asOf,
    assessment: { ...assessment, stage: fuseStages({ etiology: 'unknown', setting: 'secondary', evidence }) },
  };
};
const cirrhotic = [0.01, 0.02, 0.07, 0.2, 0.7] as const;

describe('an image that speaks for advanced fibrosis where nothing else does', () => {
  it('deserves a card that names both sides, how far the model may be trusted, and the test that settles it', () => {
    const prognosis = prognosisOf(situationWith(lowFib4, cirrhotic));
    expect(prognosis?.occasion).toBe('images-disagree');
    expect(prognosis?.severity).toBe('note');
    expect(prognosis?.headline).toMatch(
      /^CT model \(synthetic\) speaks for advanced fibrosis, FIB-4 [\d.]+ does not: measure liver stiffness \(VCTE\)$/,
    );
  });
  it('deserves none when the image has no weight, or speaks for a healthy liver', () => {
    expect(prognosisOf(situationWith(lowFib4, cirrhotic, { quality: 0 }))).toBeUndefined();
    expect(prognosisOf(situationWith(lowFib4, [0.7, 0.2, 0.07, 0.02, 0.01]))).toBeUndefined();
  });
  it('never leads where a score says something itself', () => {
    expect(prognosisOf(situationWith(highFib4, cirrhotic))?.occasion).not.toBe('images-disagree');
  });
});
