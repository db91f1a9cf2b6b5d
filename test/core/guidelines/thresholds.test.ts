import { describe, expect, it } from 'vitest';
import { cacldVcteKpa, whoHbvVcteKpa } from '../../../src/core/guidelines/thresholds.ts';
import { evaluateScore, type GatheredInputs } from '../../../src/core/scoring/evaluate-score.ts';
import { everyScore } from '../../support/every-score.ts';
import { asOf } from '../../support/made-up-chart.ts';

const given = (kPa: number): GatheredInputs => ({
  lsmVcteKpa: { value: kPa, unit: 'kPa', date: '2026-06-01', references: [] },
  plateletsGigaPerL: { value: 200, unit: '10*9/L', date: '2026-06-01', references: [] },
  ageYears: { value: 50, references: [] },
});
function band(scoreId: string, kPa: number): string {
  const score = everyScore.find(({ id }) => id === scoreId);
  const outcome = score && evaluateScore(score, given(kPa), { asOf, etiology: 'hcv' });
  return outcome?.status === 'ok' ? (outcome.band?.category ?? '') : 'refused';
}

describe('limits of the rules', () => {
  it('of advanced disease are those of the Baveno VII and cACLD scores', () => {
    const { suggestive, highlySuggestive } = cacldVcteKpa;
    expect(band('baveno7', suggestive - 0.1)).toContain('cACLD_excluded');
    expect(band('baveno7', suggestive)).toContain('cACLD_suggestive');
    expect(band('baveno7', highlySuggestive)).toContain('cACLD_suggestive');
    expect(band('baveno7', highlySuggestive + 0.1)).toContain('cACLD_highly_suggestive');
    expect(band('cacld', suggestive - 0.1)).toBe('no_cACLD');
    expect(band('cacld', highlySuggestive)).toBe('cACLD_suggestive');
    expect(band('cacld', highlySuggestive + 0.1)).toBe('cACLD');
  });
  it('of hepatitis B are the partners that WHO 2024 names for APRI', () => {
    expect(whoHbvVcteKpa).toEqual({ significant: 7.0, cirrhosis: 12.5 });
  });
});
