import { describe, expect, it } from 'vitest';
import { findEtiology } from '../../../src/core/assessment/find-etiology.ts';
import { gatherInputs } from '../../../src/core/assessment/gather-inputs.ts';
import type { ChartFacts } from '../../../src/core/chart.ts';
import { asOf, chart, condition, drug, results, serology, service, stiffness } from '../../support/made-up-chart.ts';

const gather = (facts: ChartFacts) => gatherInputs(facts, asOf, findEtiology(facts, asOf));

describe('measured inputs', () => {
  it('carry value, unit, date, comparator and reference of the newest result', () => {
    const facts = chart({
      labs: {
        results: [
          ...results({ astUPerL: 99 }, '2024-01-01'),
          ...results({ astUPerL: { value: 40, comparator: '<', reference: 'Observation/n' } }),
        ],
      },
    });
    expect(gather(facts).astUPerL).toEqual({
      value: 40,
      unit: 'U/L',
      date: '2026-06-01',
      comparator: '<',
      references: ['Observation/n'],
    });
  });
  it('are ratios to the limit of that very result, never to a constant', () => {
    const facts = chart({
      labs: {
        results: [
          ...results({ alpUPerL: { value: 100, upperLimit: 120 } }, '2025-01-01'),
          ...results({
            alpUPerL: 300,
            astUPerL: { value: 80, upperLimit: 40 },
          }),
        ],
      },
    });
    const inputs = gather(facts);
    expect(inputs.alpTimesUln).toBeUndefined();
    expect(inputs.astTimesUln?.value).toBe(2);
    expect(inputs.astUpperLimitUPerL?.value).toBe(40);
  });
  it('are age and sex only when known', () => {
    expect(gather(chart({ age: 55 })).ageYears?.value).toBe(55);
    const none = gather({ patient: { id: 'p', deceased: false } });
    expect([none.ageYears, none.sex, none.etiology]).toEqual([undefined, undefined, undefined]);
  });
  it('are globulin and BMI derived where not charted, and not from other days or from a child', () => {
    expect(gather(chart({ values: { totalProteinGPerL: 75, albuminGPerL: 40 } })).globulinGPerL?.value).toBe(35);
    const apart = chart({
      labs: { results: [...results({ totalProteinGPerL: 75 }, '2026-05-01'), ...results({ albuminGPerL: 40 })] },
    });
    expect(gather(apart).globulinGPerL).toBeUndefined();
    expect(gather(chart({ values: { weightKg: 81, heightCm: 180 } })).bmiKgPerM2?.value).toBeCloseTo(25, 10);
    expect(gather(chart({ age: 10, values: { weightKg: 40, heightCm: 140 } })).bmiKgPerM2).toBeUndefined();
  });
  it('are stiffness by its own method, without poor readings', () => {
    const inputs = gather(
      chart({
        conditions: [condition('masld')],
        stiffness: [
          stiffness(9),
          stiffness(3.2, { method: 'mre' }),
          stiffness(30, { validShots: 2, date: '2026-06-01' }),
        ],
      }),
    );
    expect([inputs.lsmVcteKpa?.value, inputs.mreKpa?.value, inputs.lsm2dSweKpa]).toEqual([9, 3.2, undefined]);
    expect(inputs.lsmCutoffSet?.value).toBe('vcte_masld_eddowes2019');
  });
  it('have no cut-off set after cure of hepatitis C', () => {
    expect(
      gather(chart({ conditions: [condition('hepatitis-c-cured')], stiffness: [stiffness(9)] })).lsmCutoffSet,
    ).toBeUndefined();
  });
});

describe('diabetes', () => {
  const value = (parts: Parameters<typeof chart>[0]) => gather(chart(parts)).diabetes?.value;
  it('is yes by diagnosis, HbA1c, fasting glucose or a sulfonylurea', () => {
    expect(value({ conditions: [condition('diabetes', { status: 'unknown' })] })).toBe(true);
    expect(value({ values: { hba1cPercent: 6.5 } })).toBe(true);
    expect(value({ values: { fastingGlucoseMmolPerL: 7 } })).toBe(true);
    expect(value({ medications: [drug('gliclazide')] })).toBe(true);
  });
  it('is no only with searched conditions and a normal value', () => {
    expect(value({ values: { hba1cPercent: 5.4 } })).toBe(false);
    expect(value({})).toBeUndefined();
    const { conditions: _, ...unread } = chart({ values: { hba1cPercent: 5.4 } });
    expect(gather(unread).diabetes).toBeUndefined();
  });
  it('stays open with an old value, a provisional or resolved diagnosis, or metformin', () => {
    expect(value({ labs: { results: results({ hba1cPercent: 5.4 }, '2024-01-01') } })).toBeUndefined();
    expect(
      value({ values: { hba1cPercent: 5.4 }, conditions: [condition('diabetes', { provisional: true })] }),
    ).toBeUndefined();
    expect(
      value({ values: { hba1cPercent: 5.4 }, conditions: [condition('diabetes', { status: 'resolved' })] }),
    ).toBeUndefined();
    expect(value({ values: { hba1cPercent: 5.4 }, medications: [drug('metformin')] })).toBeUndefined();
  });
  it('or impaired glucose is left open between the definitions', () => {
    const wide = (parts: Parameters<typeof chart>[0]) => gather(chart(parts)).diabetesOrImpairedFastingGlucose?.value;
    expect(wide({ values: { fastingGlucoseMmolPerL: 6.2 } })).toBe(true);
    expect(wide({ conditions: [condition('prediabetes')] })).toBe(true);
    expect(wide({ values: { fastingGlucoseMmolPerL: 5.8 } })).toBeUndefined();
    expect(wide({ values: { hba1cPercent: 6.0 } })).toBeUndefined();
    expect(wide({ values: { fastingGlucoseMmolPerL: 5.0 } })).toBe(false);
  });
});

describe('states of the liver', () => {
  it('cirrhosis is yes by diagnosis, no by a low current VCTE, and open otherwise', () => {
    expect(gather(chart({ conditions: [condition('cirrhosis')] })).cirrhosis?.value).toBe(true);
    expect(gather(chart({ stiffness: [stiffness(5)] })).cirrhosis?.value).toBe(false);
    expect(gather(chart({ stiffness: [stiffness(5, { date: '2025-01-01' })] })).cirrhosis).toBeUndefined();
    expect(
      gather(chart({ stiffness: [stiffness(5)], conditions: [condition('portal-hypertension')] })).cirrhosis,
    ).toBeUndefined();
    expect(gather(chart()).cirrhosis).toBeUndefined();
  });
  it('no record of ascites, encephalopathy or bleeding says nothing', () => {
    const inputs = gather(chart());
    expect([inputs.ascites, inputs.encephalopathy, inputs.varicealBleedHistory, inputs.edema]).toEqual(
      Array(4).fill(undefined),
    );
  });
  it('ascites is graded from what is recorded', () => {
    const grade = (parts: Parameters<typeof chart>[0]) => gather(chart(parts)).ascites?.value;
    expect(grade({ conditions: [condition('ascites')] })).toBe('mild');
    expect(grade({ conditions: [condition('ascites', { status: 'resolved' })] })).toBe('none');
    expect(
      grade({ conditions: [condition('ascites', { status: 'resolved' })], medications: [drug('spironolactone')] }),
    ).toBe('mild');
    expect(grade({ procedures: [service('paracentesis', '2026-06-01'), service('paracentesis', '2026-05-10')] })).toBe(
      'moderate_severe',
    );
    expect(grade({ procedures: [service('paracentesis', '2024-06-01')] })).toBeUndefined();
  });
  it('encephalopathy kept away by lactulose is not none', () => {
    const conditions = [condition('hepatic-encephalopathy', { status: 'resolved' })];
    expect(gather(chart({ conditions })).encephalopathy?.value).toBe('none');
    expect(gather(chart({ conditions, medications: [drug('lactulose')] })).encephalopathy?.value).toBe('grade_1_2');
  });
  it('edema needs known medication', () => {
    const conditions = [condition('peripheral-edema')];
    expect(gather(chart({ conditions })).edema?.value).toBe('controlled');
    expect(gather(chart({ conditions, medications: [drug('furosemide')] })).edema?.value).toBe('despite_diuretics');
    const { medications: _, ...unread } = chart({ conditions });
    expect(gather(unread).edema).toBeUndefined();
  });
  it('dialysis is yes when done twice in a week, no on a searched record without kidney disease, else open', () => {
    expect(
      gather(chart({ procedures: [service('dialysis', '2026-06-10'), service('dialysis', '2026-06-13')] })).dialysis
        ?.value,
    ).toBe(true);
    expect(gather(chart()).dialysis?.value).toBe(false);
    expect(gather(chart({ procedures: [service('dialysis', '2026-06-13')] })).dialysis).toBeUndefined();
    expect(gather(chart({ conditions: [condition('chronic-kidney-disease')] })).dialysis).toBeUndefined();
  });
  it('HBeAg and cholestasis follow the chart', () => {
    expect(gather(chart({ serology: [serology('hbeAg', false)] })).hbeAgPositive?.value).toBe(false);
    expect(gather(chart({ conditions: [condition('psc')] })).cholestatic?.value).toBe(true);
    expect(gather(chart({ conditions: [condition('masld')] })).cholestatic?.value).toBe(false);
    expect(gather(chart()).cholestatic).toBeUndefined();
  });
});
