import { describe, expect, it } from 'vitest';
import type { ChartFacts } from '../../../src/core/chart.ts';
import { assessChart, outcomeOf, stepIds } from '../../support/assess-made-up.ts';
import {
  chart,
  condition,
  drug,
  highFib4,
  lowFib4,
  middleFib4,
  results,
  serology,
  service,
  stiffness,
} from '../../support/made-up-chart.ts';

interface Case {
  readonly who: string;
  readonly chart: ChartFacts;
  readonly state: string;
  readonly level: string;
  /** First step. */
  readonly first?: string;
  /** Steps that must be among the advice. */
  readonly steps?: readonly string[];
  readonly never?: readonly string[];
}

const masld = condition('masld');
const diabetes = condition('diabetes');
const cirrhosis = condition('cirrhosis');
const goodLiver = {
  bilirubinUmolPerL: 12,
  albuminGPerL: 42,
  inr: 1.0,
  creatinineUmolPerL: 70,
  sodiumMmolPerL: 140,
};
const failingLiver = {
  bilirubinUmolPerL: 68,
  albuminGPerL: 26,
  inr: 1.9,
  creatinineUmolPerL: 120,
  sodiumMmolPerL: 130,
};

const cases: readonly Case[] = [
  {
    who: 'MASLD with a low FIB-4',
    chart: chart({ values: lowFib4, conditions: [masld] }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    first: 'masld-fib4-low',
  },
  {
    who: 'MASLD with a middle FIB-4 and no stiffness',
    chart: chart({ values: middleFib4, conditions: [masld, diabetes] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'masld-fib4-intermediate',
  },
  {
    who: 'MASLD with a high FIB-4 and no stiffness',
    chart: chart({ values: highFib4, conditions: [masld] }),
    state: 'indeterminate',
    level: 'high',
    first: 'masld-fib4-high',
  },
  {
    who: 'MASLD with a middle FIB-4 and VCTE 5.6',
    chart: chart({ values: middleFib4, conditions: [masld], stiffness: [stiffness(5.6)] }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    first: 'masld-vcte-low',
  },
  {
    who: 'MASLD with a middle FIB-4 and VCTE 9',
    chart: chart({ values: middleFib4, conditions: [masld], stiffness: [stiffness(9)] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'masld-vcte-grey',
  },
  {
    who: 'MASLD with a high FIB-4 and VCTE 13',
    chart: chart({ values: highFib4, conditions: [masld], stiffness: [stiffness(13)] }),
    state: 'advanced-fibrosis',
    level: 'high',
    first: 'masld-vcte-high',
  },
  {
    who: 'MASLD with VCTE 18 and platelets 115',
    chart: chart({ values: highFib4, conditions: [masld], stiffness: [stiffness(18)] }),
    state: 'cACLD',
    level: 'high',
    steps: ['hcc-surveillance-due', 'baveno-endoscopy'],
  },
  {
    who: 'MASLD with an ELF of 8.9 after a middle FIB-4',
    chart: chart({ values: { ...middleFib4, elfScore: 8.9 }, conditions: [masld] }),
    state: 'no-advanced-fibrosis',
    level: 'low',
  },
  {
    who: 'a man of 28 with MASLD and a low FIB-4',
    chart: chart({ age: 28, values: lowFib4, conditions: [masld] }),
    state: 'not-assessed',
    level: 'not-assessable',
    first: 'masld-young',
  },
  {
    who: 'HBV without treatment, VCTE 8.5',
    chart: chart({ values: { ...lowFib4 }, serology: [serology('hbsAg', true)], stiffness: [stiffness(8.5)] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'hbv-treat',
  },
  {
    who: 'HBV with APRI below the WHO cut-off',
    chart: chart({
      values: { ...lowFib4, astUPerL: { value: 24, upperLimit: 40 } },
      conditions: [condition('hepatitis-b')],
    }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    steps: ['hbv-monitor', 'hdv-test'],
    never: ['hbv-treat'],
  },
  {
    who: 'HBV on entecavir with cirrhosis',
    chart: chart({
      values: { ...highFib4, ...goodLiver },
      conditions: [condition('hepatitis-b'), cirrhosis],
      medications: [drug('entecavir')],
      exams: [service('us-liver', '2026-04-10')],
    }),
    state: 'cACLD',
    level: 'high',
    steps: ['hcc-surveillance-ongoing', 'hbv-monitor'],
    never: ['hbv-treat', 'hcc-surveillance-due'],
  },
  {
    who: 'HBV with ascites and no antiviral',
    chart: chart({
      values: { ...highFib4, ...failingLiver },
      conditions: [condition('hepatitis-b'), condition('ascites', { date: '2026-06-01' })],
    }),
    state: 'dACLD',
    level: 'decompensated',
    first: 'ascites-tap',
    steps: ['transplant-referral-decompensated', 'hbv-treat-decompensated'],
  },
  {
    who: 'HCV with RNA and VCTE 12',
    chart: chart({ values: highFib4, serology: [serology('hcvRna', true)], stiffness: [stiffness(12)] }),
    state: 'advanced-fibrosis',
    level: 'high',
    first: 'hcv-treat',
  },
  {
    who: 'anti-HCV without RNA',
    chart: chart({ values: lowFib4, serology: [serology('hcvAntibody', true)] }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    first: 'hcv-rna',
  },
  {
    who: 'cured HCV with VCTE 22 before and 9 after',
    chart: chart({
      values: middleFib4,
      conditions: [condition('hepatitis-c-cured')],
      stiffness: [stiffness(22, { date: '2024-01-10' }), stiffness(9)],
    }),
    state: 'indeterminate',
    level: 'indeterminate',
    steps: ['hcc-surveillance-due'],
    never: ['hcv-treat'],
  },
  {
    who: 'cured HCV with a low FIB-4 alone',
    chart: chart({ values: lowFib4, conditions: [condition('hepatitis-c-cured')] }),
    state: 'indeterminate',
    level: 'indeterminate',
  },
  {
    who: 'alcohol-related disease with VCTE 27 and platelets 90',
    chart: chart({
      values: { ...highFib4, plateletsGigaPerL: 90 },
      conditions: [condition('alcohol-related-liver-disease'), condition('alcohol-use-disorder')],
      stiffness: [stiffness(27)],
    }),
    state: 'cACLD',
    level: 'high',
    steps: ['baveno-nsbb-or-endoscopy', 'alcohol-treat', 'hcc-surveillance-due'],
  },
  {
    who: 'alcohol-related cirrhosis after variceal bleeding',
    chart: chart({
      values: { ...highFib4, ...failingLiver },
      conditions: [condition('alcohol-related-liver-disease'), condition('variceal-bleeding', { status: 'resolved' })],
    }),
    state: 'dACLD',
    level: 'decompensated',
    steps: ['rebleeding-prevention', 'transplant-referral-decompensated'],
  },
  {
    who: 'PBC without UDCA',
    chart: chart({ sex: 'female', values: { ...lowFib4, ...goodLiver }, conditions: [condition('pbc')] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'pbc-udca',
  },
  {
    who: 'PBC two years on UDCA with an ALP of three times its limit',
    chart: chart({
      sex: 'female',
      values: {
        plateletsGigaPerL: 240,
        altUPerL: { value: 60, upperLimit: 35 },
        astUPerL: { value: 55, upperLimit: 35 },
        alpUPerL: { value: 360, upperLimit: 120 },
        bilirubinUmolPerL: { value: 20, upperLimit: 21 },
        albuminGPerL: { value: 39, lowerLimit: 35 },
      },
      conditions: [condition('pbc')],
      medications: [drug('ursodeoxycholic-acid')],
      stiffness: [stiffness(6.9)],
    }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    first: 'pbc-second-line',
  },
  {
    who: 'PSC without an MRI',
    chart: chart({ values: { ...lowFib4, ...goodLiver }, conditions: [condition('psc')], stiffness: [stiffness(7)] }),
    state: 'no-advanced-fibrosis',
    level: 'low',
    first: 'psc-mrcp',
  },
  {
    who: 'autoimmune hepatitis in a flare',
    chart: chart({
      values: { astUPerL: 300, altUPerL: { value: 420, upperLimit: 40 }, plateletsGigaPerL: 210 },
      conditions: [condition('autoimmune-hepatitis')],
      stiffness: [stiffness(16)],
    }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'aih-treat',
    steps: ['stiffness-after-flare'],
  },
  {
    who: 'compensated cirrhosis with a MELD of 15 or more',
    chart: chart({
      values: { ...highFib4, ...failingLiver },
      conditions: [cirrhosis, masld],
      exams: [service('us-liver', '2026-03-01'), service('egd', '2025-12-01')],
    }),
    state: 'cACLD',
    level: 'high',
    first: 'transplant-referral',
  },
  {
    who: 'hepatocellular carcinoma in cirrhosis',
    chart: chart({
      values: { ...highFib4, ...goodLiver },
      conditions: [cirrhosis, condition('hepatitis-b'), condition('hepatocellular-carcinoma')],
      medications: [drug('tenofovir-disoproxil')],
    }),
    state: 'cACLD',
    level: 'high',
    first: 'hcc-board',
    never: ['hcc-surveillance-due', 'hcc-surveillance-ongoing'],
  },
  {
    who: 'after liver transplantation for ascites',
    chart: chart({
      values: lowFib4,
      conditions: [condition('liver-transplant', { date: '2025-03-01' }), condition('ascites', { status: 'resolved' })],
    }),
    state: 'transplanted',
    level: 'not-assessable',
    never: ['transplant-referral', 'hcc-surveillance-due'],
  },
  {
    who: 'new ascites in a graft',
    chart: chart({
      conditions: [condition('liver-transplant', { date: '2020-03-01' }), condition('ascites', { date: '2026-05-01' })],
    }),
    state: 'transplanted',
    level: 'decompensated',
  },
  {
    who: 'a low FIB-4 with a VCTE of 16',
    chart: chart({ values: lowFib4, conditions: [masld], stiffness: [stiffness(16)] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'discordant-tests',
  },
  {
    who: 'a high FIB-4 with a VCTE of 5',
    chart: chart({ values: highFib4, conditions: [masld], stiffness: [stiffness(5)] }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'discordant-tests',
  },
  {
    who: 'cirrhosis on the problem list with VCTE 4 and a low FIB-4',
    chart: chart({ values: lowFib4, conditions: [cirrhosis, masld], stiffness: [stiffness(4)] }),
    state: 'cACLD',
    level: 'high',
    steps: ['hcc-surveillance-due'],
  },
  {
    who: 'a poor VCTE and a middle FIB-4',
    chart: chart({
      values: middleFib4,
      conditions: [masld],
      stiffness: [stiffness(14, { validShots: 6, iqrOverMedianPercent: 55 })],
    }),
    state: 'indeterminate',
    level: 'indeterminate',
    first: 'repeat-vcte',
  },
  {
    who: 'diabetes alone, high FIB-4',
    chart: chart({ values: highFib4, conditions: [diabetes] }),
    state: 'indeterminate',
    level: 'high',
    first: 'masld-fib4-high',
    steps: ['find-the-cause'],
  },
  {
    who: 'nothing but a name',
    chart: { patient: { id: 'p1', deceased: false } },
    state: 'not-assessed',
    level: 'not-assessable',
  },
  {
    who: 'a child with a coded cirrhosis',
    chart: chart({ age: 9, values: highFib4, conditions: [cirrhosis, condition('wilson')] }),
    state: 'cACLD',
    level: 'high',
  },
  {
    who: 'a pregnant woman with HBV',
    chart: chart({
      age: 31,
      sex: 'female',
      values: highFib4,
      conditions: [condition('hepatitis-b'), condition('pregnancy', { date: '2026-02-01' })],
    }),
    state: 'not-assessed',
    level: 'not-assessable',
  },
];

describe('assess', () => {
  it.each(cases.map((entry) => [entry.who, entry] as const))('%s', (_, entry) => {
    const assessment = assessChart(entry.chart);
    expect({ state: assessment.state, level: assessment.level, because: assessment.because }).toEqual({
      state: entry.state,
      level: entry.level,
      because: expect.stringMatching(/^\S.{5,}[^.\s]$/),
    });
    const ids = stepIds(assessment);
    if (entry.first) expect(ids[0]).toBe(entry.first);
    for (const step of entry.steps ?? []) expect(ids).toContain(step);
    for (const step of entry.never ?? []) expect(ids).not.toContain(step);
    expect(ids.length).toBeLessThanOrEqual(5);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('withholds adult rules from a child and says so', () => {
    const assessment = assessChart(
      chart({ age: 12, values: highFib4, conditions: [masld], stiffness: [stiffness(18)] }),
    );
    expect(assessment.state).toBe('not-assessed');
    expect(assessment.nextSteps).toEqual([]);
    expect(assessment.warnings).toContain('under 18 years: rules for adults are not applied');
    expect(outcomeOf(assessment, 'fib4')).toMatchObject({ status: 'refused', kind: 'outside-population' });
  });

  it('withholds adult rules in pregnancy and refuses fibrosis scores by name', () => {
    const facts = chart({ sex: 'female', values: lowFib4, conditions: [masld, condition('pregnancy')] });
    const assessment = assessChart(facts);
    expect(assessment.pregnant).toBe(true);
    expect(outcomeOf(assessment, 'fib4')).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('pregnancy'),
    });
  });

  it('states no steps for the deceased', () => {
    const assessment = assessChart(chart({ deceased: true, values: highFib4, conditions: [masld] }));
    expect(assessment.nextSteps).toEqual([]);
    expect(assessment.warnings.join()).toContain('deceased');
  });

  it('refuses Child-Pugh without documented ascites and encephalopathy, and gives the floor as a warning', () => {
    const assessment = assessChart(chart({ values: { ...highFib4, ...failingLiver }, conditions: [cirrhosis] }));
    expect(assessment.childPugh).toBeUndefined();
    expect(outcomeOf(assessment, 'child_pugh')).toMatchObject({ status: 'refused', kind: 'missing' });
    // bilirubin 68 µmol/L (3), albumin 26 g/L (3), INR 1.9 (2), none (1 + 1): 10, class C.
    expect(assessment.warnings).toContain(
      'Child-Pugh is at least 10 points (C): ascites and encephalopathy not documented',
    );
  });

  it('grades Child-Pugh from resolved and active diagnoses', () => {
    const assessment = assessChart(
      chart({
        values: { ...highFib4, ...goodLiver },
        conditions: [
          cirrhosis,
          masld,
          condition('ascites'),
          condition('hepatic-encephalopathy', { status: 'resolved' }),
        ],
      }),
    );
    // bilirubin 1, albumin 1, INR 1, mild ascites 2, no encephalopathy 1.
    expect(assessment.childPugh).toEqual({ class: 'A', points: 6 });
    expect(outcomeOf(assessment, 'child_pugh')).toMatchObject({
      cautions: expect.arrayContaining([expect.stringContaining('minimum')]),
    });
  });

  it('states PAGE-B risk under antivirals and not after HCC', () => {
    const parts = { values: highFib4, conditions: [condition('hepatitis-b')], medications: [drug('entecavir')] };
    const before = assessChart(chart(parts));
    expect(before.risks.filter(({ by }) => by === 'page_b')).toHaveLength(1);
    const after = assessChart(
      chart({ ...parts, conditions: [...parts.conditions, condition('hepatocellular-carcinoma')] }),
    );
    expect(after.risks.filter(({ outcome }) => outcome === 'hepatocellular-carcinoma')).toEqual([]);
    expect(outcomeOf(after, 'page_b')).toMatchObject({ status: 'refused', kind: 'event' });
  });

  it('refuses treatment-bound scores without the treatment', () => {
    const untreated = assessChart(chart({ values: highFib4, conditions: [condition('hepatitis-b')] }));
    expect(outcomeOf(untreated, 'page_b')).toMatchObject({ status: 'refused', kind: 'outside-population' });
    const { medications: _, ...unknown } = chart({ values: highFib4, conditions: [condition('hepatitis-b')] });
    expect(outcomeOf(assessChart(unknown), 'page_b')).toMatchObject({ status: 'refused', kind: 'missing' });
  });

  it('refuses Baveno VII after a decompensation, even a resolved one', () => {
    const assessment = assessChart(
      chart({
        values: highFib4,
        stiffness: [stiffness(27)],
        conditions: [condition('alcohol-related-liver-disease'), condition('ascites', { status: 'resolved' })],
      }),
    );
    expect(outcomeOf(assessment, 'baveno7')).toMatchObject({ status: 'refused', kind: 'event' });
  });

  it('does not believe platelets after splenectomy', () => {
    const assessment = assessChart(
      chart({ values: lowFib4, conditions: [masld], procedures: [service('splenectomy', '2019-01-01')] }),
    );
    expect(outcomeOf(assessment, 'fib4')).toMatchObject({ status: 'refused', kind: 'unsafe' });
    expect(assessment.state).toBe('not-assessed');
  });

  it('does not believe INR under warfarin', () => {
    const assessment = assessChart(
      chart({ values: { ...highFib4, ...failingLiver }, conditions: [cirrhosis], medications: [drug('warfarin')] }),
    );
    expect(outcomeOf(assessment, 'meld3')).toMatchObject({ status: 'refused', kind: 'unsafe' });
  });

  it('warns where the problem list contradicts the tests', () => {
    const assessment = assessChart(
      chart({ values: lowFib4, conditions: [cirrhosis, masld], stiffness: [stiffness(4)] }),
    );
    expect(assessment.warnings).toContain(
      'cirrhosis is recorded, but VCTE is 4 kPa and FIB-4 is low: confirm the diagnosis',
    );
  });

  it('says that an old high stiffness is old and keeps it', () => {
    const assessment = assessChart(chart({ conditions: [masld], stiffness: [stiffness(19, { date: '2024-06-01' })] }));
    expect(assessment.state).toBe('cACLD');
    expect(stepIds(assessment)).toContain('hcc-surveillance-due');
  });

  it('does not reassure by an old low stiffness', () => {
    const assessment = assessChart(chart({ conditions: [masld], stiffness: [stiffness(4.5, { date: '2024-06-01' })] }));
    expect(assessment.state).toBe('not-assessed');
    expect(stepIds(assessment)[0]).toBe('repeat-vcte');
  });

  it('lists what is missing, the most useful first', () => {
    const assessment = assessChart(chart({ values: { altUPerL: 40 }, conditions: [masld] }));
    expect(assessment.missing.slice(0, 3)).toEqual(['AST', 'Platelets', 'liver stiffness']);
  });

  it('names refused results and undated ones', () => {
    const assessment = assessChart(
      chart({
        conditions: [masld],
        labs: {
          results: results({ astUPerL: { value: 40, date: undefined } }),
          refused: [
            { analyte: 'plateletsGigaPerL', reason: 'no-unit', reference: 'Observation/x' },
            { analyte: 'altUPerL', reason: 'superseded', reference: 'Observation/y' },
          ],
        },
      }),
    );
    expect(assessment.warnings).toEqual(
      expect.arrayContaining(['Platelets result not used: it has no unit', 'without a date and not used: AST']),
    );
    expect(assessment.warnings.join()).not.toContain('ALT');
  });

  it('does not take unread diagnoses for absent ones', () => {
    const { conditions: _, ...facts } = chart({ values: lowFib4 });
    const assessment = assessChart(facts, undefined, ['conditions']);
    expect(assessment.unavailable).toEqual(['conditions']);
    expect([assessment.state, assessment.level]).toEqual(['indeterminate', 'indeterminate']);
    expect(assessment.warnings.join()).toContain('an earlier event cannot be excluded');
    expect(assessment.missing).toContain('diagnoses');
  });

  it('keeps its id over time until an input or outcome changes', () => {
    const facts = chart({ values: lowFib4, conditions: [masld] });
    const first = assessChart(facts, '2026-06-15T09:00:00Z');
    const later = assessChart(facts, '2026-07-01T18:30:00Z');
    const stale = assessChart(facts, '2027-01-10T09:00:00Z');
    expect(later.id).toBe(first.id);
    expect(stale.id).not.toBe(first.id);
    expect(first.id).toMatch(/^[0-9a-f]{64}$/);
  });
});
