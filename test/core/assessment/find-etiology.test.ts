import { describe, expect, it } from 'vitest';
import { findEtiology } from '../../../src/core/assessment/find-etiology.ts';
import type { ChartFacts } from '../../../src/core/chart.ts';
import { asOf, chart, condition, drug, results, serology } from '../../support/made-up-chart.ts';

const find = (facts: ChartFacts) => findEtiology(facts, asOf);
const rna = (value: number, date: string, comparator?: '<') =>
  results({ hcvRnaIuPerMl: { value, ...(comparator ? { comparator } : {}) } }, date);

describe('the cause of liver disease', () => {
  it.each([
    ['hepatitis-b', 'hbv'],
    ['hepatitis-d', 'hbv'],
    ['hepatitis-c', 'hcv'],
    ['masld', 'masld'],
    ['mash', 'masld'],
    ['metald', 'metald'],
    ['alcohol-related-liver-disease', 'ald'],
    ['pbc', 'pbc'],
    ['psc', 'psc'],
    ['autoimmune-hepatitis', 'aih'],
    ['hemochromatosis', 'other'],
    ['wilson', 'other'],
    ['alpha-1-antitrypsin-deficiency', 'other'],
  ] as const)('%s as a diagnosis is %s', (concept, etiology) => {
    expect(find(chart({ conditions: [condition(concept)] }))).toMatchObject({ etiology, basis: 'diagnosed', also: [] });
  });

  it('is not taken from a provisional diagnosis, nor from one of the future', () => {
    const conditions = [condition('pbc', { provisional: true }), condition('hepatitis-b', { date: '2027-01-01' })];
    expect(find(chart({ conditions }))).toMatchObject({ etiology: 'unknown', basis: 'none' });
  });

  it('is proven by HBsAg or HCV RNA, newest result first', () => {
    expect(find(chart({ serology: [serology('hbsAg', true)] }))).toMatchObject({ etiology: 'hbv', basis: 'serology' });
    expect(find(chart({ labs: { results: rna(5000, '2026-05-01') } }))).toMatchObject({
      etiology: 'hcv',
      basis: 'serology',
    });
    const lost = [serology('hbsAg', true, '2024-01-01'), serology('hbsAg', false, '2026-01-01')];
    expect(find(chart({ serology: lost })).etiology).toBe('unknown');
  });

  it('is not proven by anti-HCV alone, which is said', () => {
    const finding = find(chart({ serology: [serology('hcvAntibody', true)] }));
    expect(finding).toMatchObject({ etiology: 'unknown', why: 'anti-HCV is positive and HCV RNA is not known' });
  });

  it('lists further causes after the leading one, whatever the order of the chart', () => {
    const conditions = [condition('masld'), condition('hepatitis-b'), condition('pbc')];
    expect(find(chart({ conditions }))).toMatchObject({ etiology: 'hbv', also: ['pbc', 'masld'] });
    expect(find(chart({ conditions: [...conditions].reverse() }))).toEqual(find(chart({ conditions })));
  });

  it('drops a resolved hepatitis B unless HBsAg is positive again', () => {
    const conditions = [condition('hepatitis-b', { status: 'resolved' })];
    expect(find(chart({ conditions })).etiology).toBe('unknown');
    expect(find(chart({ conditions, serology: [serology('hbsAg', true)] })).etiology).toBe('hbv');
  });

  it('keeps lifelong diseases that the chart calls resolved', () => {
    expect(find(chart({ conditions: [condition('pbc', { status: 'resolved' })] })).etiology).toBe('pbc');
  });
});

describe('a cured hepatitis C', () => {
  const hcv = condition('hepatitis-c');
  it.each([
    ['coded as cured', chart({ conditions: [condition('hepatitis-c-cured')] }), 'hcv-cured'],
    ['coded as resolved', chart({ conditions: [condition('hepatitis-c', { status: 'resolved' })] }), 'hcv-cured'],
    [
      'negative half a year after the last positive',
      chart({ conditions: [hcv], labs: { results: [...rna(1e6, '2025-01-10'), ...rna(15, '2025-09-01', '<')] } }),
      'hcv-cured',
    ],
    [
      'twice negative twelve weeks apart',
      chart({
        conditions: [hcv],
        serology: [serology('hcvRna', false, '2026-01-01'), serology('hcvRna', false, '2026-05-01')],
      }),
      'hcv-cured',
    ],
    [
      'negative eight weeks after the last positive: too early',
      chart({ conditions: [hcv], labs: { results: [...rna(1e6, '2026-02-10'), ...rna(0, '2026-04-10')] } }),
      undefined,
    ],
    [
      'negative, but still under treatment',
      chart({
        conditions: [hcv],
        medications: [drug('sofosbuvir')],
        labs: { results: [...rna(1e6, '2025-01-10'), ...rna(0, '2026-04-10')] },
      }),
      undefined,
    ],
    [
      'coded as cured in 2024, RNA positive in 2026: reinfected',
      chart({
        conditions: [condition('hepatitis-c-cured', { date: '2024-01-01' })],
        labs: { results: rna(9000, '2026-01-01') },
      }),
      undefined,
    ],
    [
      'RNA positive in 2022, coded as cured in 2024',
      chart({
        conditions: [condition('hepatitis-c-cured', { date: '2024-01-01' })],
        labs: { results: rna(9000, '2022-01-01') },
      }),
      'hcv-cured',
    ],
    [
      'a bound of "<1000" decides nothing',
      chart({ conditions: [hcv], labs: { results: rna(1000, '2026-01-01', '<') } }),
      undefined,
    ],
  ] as const)('%s', (_, facts, treated) => {
    expect(find(facts)).toMatchObject({ etiology: 'hcv' });
    expect(find(facts).treated).toBe(treated);
  });

  it('gives way to an active cause', () => {
    const conditions = [condition('hepatitis-c-cured'), condition('masld')];
    expect(find(chart({ conditions }))).toMatchObject({ etiology: 'masld', also: ['hcv'], treated: 'hcv-cured' });
  });
});

describe('treatment of the cause', () => {
  it('is seen only while active', () => {
    const conditions = [condition('hepatitis-b')];
    expect(find(chart({ conditions, medications: [drug('tenofovir-alafenamide')] })).treated).toBe('hbv-on-antiviral');
    expect(
      find(chart({ conditions, medications: [drug('entecavir', { status: 'stopped' })] })).treated,
    ).toBeUndefined();
    expect(find(chart({ conditions: [condition('pbc')], medications: [drug('ursodeoxycholic-acid')] })).treated).toBe(
      'pbc-on-udca',
    );
  });
  it('is not inferred from a drug alone: tenofovir is also given for HIV', () => {
    expect(find(chart({ medications: [drug('tenofovir-disoproxil')] })).etiology).toBe('unknown');
  });
});

describe('MASLD without a code', () => {
  it('is inferred from measured fat with a cardiometabolic factor and no other cause', () => {
    const finding = find(chart({ values: { capDbPerM: 310 }, conditions: [condition('diabetes')] }));
    expect(finding).toMatchObject({ etiology: 'masld', basis: 'inferred' });
    expect(finding.references).toHaveLength(2);
    expect(find(chart({ values: { pdffPercent: 12, bmiKgPerM2: 31 } })).etiology).toBe('masld');
  });
  it('is not inferred without the factor, without fat, or beside alcohol use disorder', () => {
    expect(find(chart({ values: { capDbPerM: 310 } })).etiology).toBe('unknown');
    expect(find(chart({ values: { capDbPerM: 240 }, conditions: [condition('diabetes')] })).etiology).toBe('unknown');
    const drinking = [condition('diabetes'), condition('alcohol-use-disorder')];
    expect(find(chart({ values: { capDbPerM: 310 }, conditions: drinking })).etiology).toBe('unknown');
  });
});

it('only suggests PBC from AMA and ALP', () => {
  const finding = find(
    chart({ values: { alpUPerL: { value: 300, upperLimit: 120 } }, serology: [serology('ama', true)] }),
  );
  expect(finding).toMatchObject({ etiology: 'unknown', why: 'AMA and raised ALP suggest PBC, not diagnosed' });
});
