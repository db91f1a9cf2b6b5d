import { describe, expect, it } from 'vitest';
import { defineScore, type Score } from '../../../src/core/score.ts';
import { evaluateScore, type GatheredInput, type GatheredInputs } from '../../../src/core/scoring/evaluate-score.ts';

const asOf = '2026-06-01T09:00:00Z';
const about = { asOf, etiology: 'hcv' } as const;
const reading = (value: number, date?: string, more: Partial<GatheredInput> = {}): GatheredInput => ({
  value,
  ...(date ? { date } : {}),
  references: ['Observation/1'],
  ...more,
});

/** AST/ALT with everything that a score may say, so that the tests do not hang on a real one. */
const ratio: Score = defineScore({
  id: 'ratio',
  title: 'Ratio',
  unit: '1',
  inputs: ['astUPerL', 'altUPerL'],
  optional: ['bmiKgPerM2', 'diabetes', 'plateletsGigaPerL'],
  etiologies: ['hcv', 'hbv'],
  population: 'Made for a test.',
  loinc: '1-1',
  evidence: 'established',
  sources: [{ id: 's', label: 'S', citation: 'S', year: 2000, checked: 'verified' }],
  refuse: (x) => (x.altUPerL > 1000 ? 'acute hepatitis' : undefined),
  compute: (x) => (x.astUPerL === 999 ? Number.NaN : x.astUPerL / x.altUPerL),
  band: (value) => ({ category: value > 1 ? 'high' : 'low', level: value > 1 ? 'high' : 'low', label: 'a band' }),
  annotation: (value) => `twice=${2 * value}`,
  cautions: () => ['a caution'],
});
const fresh: GatheredInputs = { astUPerL: reading(80, '2026-05-20'), altUPerL: reading(40, '2026-05-10') };
const reason = (given: GatheredInputs, context: Parameters<typeof evaluateScore>[2] = about, score = ratio) => {
  const outcome = evaluateScore(score, given, context);
  return outcome.status === 'refused' ? `${outcome.kind}: ${outcome.reason}` : `ok ${outcome.value}`;
};

describe('a score that can be computed', () => {
  it('keeps what was used, with unit, date and the way back to the chart', () => {
    expect(evaluateScore(ratio, fresh, about)).toEqual({
      status: 'ok',
      scoreId: 'ratio',
      title: 'Ratio',
      value: 2,
      unit: '1',
      loinc: '1-1',
      band: { category: 'high', level: 'high', label: 'a band' },
      annotation: 'twice=4',
      cautions: ['a caution'],
      risks: [],
      used: [
        { input: 'astUPerL', title: 'AST', value: 80, unit: 'U/L', date: '2026-05-20', references: ['Observation/1'] },
        { input: 'altUPerL', title: 'ALT', value: 40, unit: 'U/L', date: '2026-05-10', references: ['Observation/1'] },
      ],
      effective: '2026-05-20',
      evidence: 'established',
      sources: ratio.sources,
    });
  });

  it('takes inputs without a date, as tables have them', () => {
    expect(reason({ astUPerL: reading(80), altUPerL: reading(40) })).toBe('ok 2');
  });
});

describe('population', () => {
  it('names what the score was built for', () => {
    expect(reason(fresh, { asOf, etiology: 'pbc' })).toBe(
      'outside-population: built for hepatitis C and hepatitis B; this patient has PBC',
    );
  });
  it('says that an unknown cause is not established, unless the caller vouches for it', () => {
    expect(reason(fresh, { asOf, etiology: 'unknown' })).toMatch(/cause of liver disease is not established/);
    expect(reason(fresh, { asOf, etiology: 'unknown', population: 'assumed' })).toBe('ok 2');
  });
  it('passes on the score’s own refusal', () => {
    expect(reason({ ...fresh, altUPerL: reading(1200, '2026-05-10') })).toBe('outside-population: acute hepatitis');
  });
});

describe('presence', () => {
  it('names all that is missing, in the order of the score, as a clinician would', () => {
    expect(evaluateScore(ratio, {}, about)).toMatchObject({
      kind: 'missing',
      reason: 'AST and ALT missing',
      missing: ['AST', 'ALT'],
    });
    const platelets = { ...ratio, inputs: ['plateletsGigaPerL'] } as Score;
    expect(reason({}, about, platelets)).toBe('missing: Platelets missing');
  });
  it('asks for what the given values call for besides', () => {
    const score: Score = { ...ratio, alsoNeeds: (x) => (x.diabetes ? ['hba1cPercent'] : []) };
    expect(reason(fresh, about, score)).toBe('ok 2');
    expect(reason({ ...fresh, diabetes: { value: true, references: [] } }, about, score)).toBe(
      'missing: HbA1c missing',
    );
  });
});

describe('unsafe values', () => {
  it.each<[string, GatheredInput, RegExp]>([
    ['a bound', reading(5, '2026-05-20', { comparator: '<' }), /AST is given only as a bound \(< 5\)/],
    ['an implausible value', reading(30000, '2026-05-20'), /AST of 30000 U\/L is not plausible \(1 to 20000 U\/L\)/],
    ['text', { value: '80', references: [] }, /AST is not a number/],
    ['NaN', reading(Number.NaN), /AST is not a number/],
    ['another unit', reading(80, '2026-05-20', { unit: 'ukat/L' }), /AST is not in U\/L/],
    ['a future date', reading(80, '2026-06-20'), /AST is dated in the future \(2026-06-20\)/],
    ['an unreadable date', reading(80, 'last week'), /AST has a date that cannot be read/],
  ])('%s is refused', (_, input, words) => {
    expect(reason({ ...fresh, astUPerL: input })).toMatch(words);
    expect(reason({ ...fresh, astUPerL: input })).toMatch(/^unsafe: /);
  });
  it('a boolean must be one, and a choice must be offered', () => {
    expect(reason({ ...fresh, diabetes: { value: 'no', references: [] } })).toMatch(/Diabetes is neither yes nor no/);
    const sexed = { ...ratio, inputs: ['sex'] } as Score;
    expect(reason({ sex: { value: 'unknown', references: [] } }, about, sexed)).toMatch(/Sex is none of: male, female/);
  });
  it('a result that is no number is refused', () => {
    expect(reason({ ...fresh, astUPerL: reading(999, '2026-05-20') })).toMatch(/^unsafe: the formula gives no number/);
  });
  it('a date of today in a time zone ahead of UTC is not the future', () => {
    expect(reason({ ...fresh, astUPerL: reading(80, '2026-06-02') })).toBe('ok 2');
  });
});

describe('time', () => {
  it('names the input that is too far from the newest', () => {
    expect(reason({ ...fresh, altUPerL: reading(40, '2026-01-10') })).toBe(
      'unsafe: ALT of 2026-01-10 is more than 90 days from AST of 2026-05-20',
    );
  });
  it('keeps 90 days and refuses 91', () => {
    expect(reason({ astUPerL: reading(80, '2026-05-31'), altUPerL: reading(40, '2026-03-02') })).toBe('ok 2');
    expect(reason({ astUPerL: reading(80, '2026-05-31'), altUPerL: reading(40, '2026-03-01') })).toMatch(
      /more than 90/,
    );
  });
  it('refuses when even the newest is older than 180 days', () => {
    expect(reason({ astUPerL: reading(80, '2025-11-01'), altUPerL: reading(40, '2025-11-01') })).toBe(
      'unsafe: AST of 2025-11-01 is older than 180 days',
    );
  });
  it('lets a score set its own window, while the newest must be recent all the same', () => {
    const long: Score = { ...ratio, windowDays: 3653 };
    expect(reason({ ...fresh, altUPerL: reading(40, '2018-01-10') }, about, long)).toBe('ok 2');
    expect(reason({ astUPerL: reading(80, '2025-05-01'), altUPerL: reading(40, '2018-01-10') }, about, long)).toMatch(
      /AST of 2025-05-01 is older than 180 days/,
    );
  });
  it('leaves a stale optional input out and says so', () => {
    const outcome = evaluateScore(ratio, { ...fresh, plateletsGigaPerL: reading(200, '2025-06-01') }, about);
    expect(outcome).toMatchObject({ status: 'ok' });
    if (outcome.status !== 'ok') return;
    expect(outcome.used.map((used) => used.input)).toEqual(['astUPerL', 'altUPerL']);
    expect(outcome.cautions.at(-1)).toMatch(
      /^Platelets of 2025-06-01 is more than 90 days from AST of 2026-05-20: not used$/,
    );
  });
  it('judges the reading that the values call for, not one beside it', () => {
    const staged = {
      ...ratio,
      inputs: [],
      optional: ['lsmVcteKpa', 'mreKpa'],
      alsoNeeds: () => ['lsmVcteKpa'],
      refuse: undefined,
      compute: (x: { lsmVcteKpa?: number }) => x.lsmVcteKpa ?? Number.NaN,
    } as unknown as Score;
    const readings = { lsmVcteKpa: reading(9, '2026-01-15'), mreKpa: reading(3, '2026-05-20') };
    const outcome = evaluateScore(staged, readings, about);
    expect(outcome).toMatchObject({ status: 'ok', value: 9 });
    expect(outcome.status === 'ok' && outcome.cautions.at(-1)).toMatch(/stiffness by MRE of 2026-05-20 .*: not used/);
    expect(reason({ lsmVcteKpa: reading(9, '2025-01-15') }, about, staged)).toBe(
      'unsafe: Liver stiffness by VCTE of 2025-01-15 is older than 180 days',
    );
  });
  it('names the stale alternative when nothing else stands for what is absent', () => {
    const sum = {
      ...ratio,
      optional: ['globulinGPerL', 'totalProteinGPerL'],
      alsoNeeds: (x: { globulinGPerL?: number; totalProteinGPerL?: number }) =>
        x.globulinGPerL === undefined && x.totalProteinGPerL === undefined ? ['globulinGPerL'] : [],
    } as unknown as Score;
    expect(reason(fresh, about, sum)).toBe('missing: Globulin missing');
    expect(reason({ ...fresh, totalProteinGPerL: reading(75, '2025-10-01') }, about, sum)).toBe(
      'unsafe: Total protein of 2025-10-01 is more than 90 days from AST of 2026-05-20',
    );
    expect(reason({ ...fresh, totalProteinGPerL: reading(75, '2026-05-01') }, about, sum)).toBe('ok 2');
  });
  it('lets body measures be of the last year, and diagnoses of any time', () => {
    const bmi = (date: string) => ({ ...fresh, bmiKgPerM2: reading(31, date) });
    const uses = (given: GatheredInputs) => {
      const outcome = evaluateScore(ratio, given, about);
      return outcome.status === 'ok' ? outcome.used.map((used) => used.input) : [];
    };
    expect(uses(bmi('2025-09-01'))).toContain('bmiKgPerM2');
    expect(uses(bmi('2024-09-01'))).not.toContain('bmiKgPerM2');
    expect(uses({ ...fresh, diabetes: { value: true, date: '2009', references: [] } })).toContain('diabetes');
  });
  it('counts a partial date from its first day, the oldest that it can be', () => {
    expect(reason({ astUPerL: reading(80, '2026-05-31'), altUPerL: reading(40, '2026-03') })).toMatch(
      /ALT of 2026-03 is/,
    );
    expect(reason({ astUPerL: reading(80, '2026-05-29'), altUPerL: reading(40, '2026-03') })).toBe('ok 2');
  });
});

describe('a score that asks for the etiology', () => {
  const asking = { ...ratio, etiologies: 'any', inputs: ['etiology', 'astUPerL', 'altUPerL'] } as Score;
  it('gets the one established, and "unknown" from a chart that was searched', () => {
    expect(reason(fresh, { asOf, etiology: 'ald' }, asking)).toBe('ok 2');
    expect(reason(fresh, { asOf, etiology: 'unknown' }, asking)).toBe('ok 2');
  });
  it('gets none where nobody looked', () => {
    expect(reason(fresh, { asOf, etiology: 'unknown', population: 'assumed' }, asking)).toBe(
      'missing: Etiology missing',
    );
  });
});
