import { describe, expect, it } from 'vitest';
import { readCodeMap } from '../../../fhir-resources/codes/code-map.ts';
import { measureSystem } from '../../../fhir-resources/codes/systems.ts';
import { measurementsAsk, measurementsAskFor } from '../../../fhir-resources/read/measurements.ts';
import type { LabRecord } from '../../../src/core/chart.ts';
import { about, loinc, observation, quantity, searchset } from '../../support/fhir-observations.ts';

const own = (code: string) => ({ coding: [{ system: measureSystem, code }] });
function read(...resources: readonly unknown[]): LabRecord {
  return measurementsAsk.read(searchset(...resources), about) as LabRecord;
}

describe('liver stiffness', () => {
  const reading = (fields: object) => {
    const record = read(observation('77615-3', { ...quantity(12, 'kPa'), ...fields }));
    return record.stiffness[0] ?? record.refused[0];
  };

  it.each([
    [{}, 'vcte'],
    [{ code: own('liver-stiffness-pswe') }, 'pswe'],
    [{ code: own('liver-stiffness-2d-swe') }, '2d-swe'],
    [{ code: own('liver-stiffness-mre') }, 'mre'],
    [{ code: own('liver-stiffness') }, 'unknown'],
    [{ code: own('liver-stiffness'), method: { text: 'Point shear wave elastography (ARFI)' } }, 'pswe'],
    [{ code: own('liver-stiffness'), method: { coding: [{ system: 'x', code: 'y', display: '2D-SWE' }] } }, '2d-swe'],
    [{ code: own('liver-stiffness'), device: { display: 'FibroScan 530' } }, 'vcte'],
    [
      {
        code: own('liver-stiffness'),
        contained: [{ resourceType: 'Device', id: 'd', deviceName: [{ name: 'Aixplorer' }] }],
        device: { reference: '#d' },
      },
      '2d-swe',
    ],
    [{ method: { text: 'MR elastography' } }, 'unknown'],
    [{ method: { text: 'Vibration-controlled transient elastography (FibroScan), fasting' } }, 'vcte'],
  ])('%j was measured by %s', (fields, method) => {
    expect(reading(fields)).toMatchObject({ method, kPa: 12 });
  });

  it('converts a shear-wave speed by E = 3 c²', () => {
    // 2.0 m/s is 12 kPa.
    expect(reading({ code: own('liver-stiffness-pswe'), ...quantity(2, 'm/s') })).toMatchObject({
      kPa: 12,
      method: 'pswe',
      asReported: { value: '2', unit: 'm/s' },
    });
    expect(reading({ code: own('liver-stiffness-pswe'), ...quantity(200, 'cm/s') })).toMatchObject({ kPa: 12 });
  });

  it.each([
    [{ code: own('liver-stiffness-mre'), ...quantity(2, 'm/s') }, 'unknown-unit'],
    [{ code: own('liver-stiffness-mre'), ...quantity(40, 'kPa') }, 'implausible'],
    [quantity(0, 'kPa'), 'implausible'],
    [quantity(200, 'kPa'), 'implausible'],
    [quantity(75, 'kPa', { comparator: '>' }), 'not-a-number'],
    [{ valueQuantity: { value: 12 } }, 'no-unit'],
    [{ effectiveDateTime: undefined }, 'no-date'],
    [{ valueQuantity: undefined }, 'no-value'],
    [{ subject: { reference: 'Patient/p2' } }, 'other-patient'],
  ])('refuses %j as %s', (fields, reason) => {
    expect(reading(fields)).toMatchObject({ reason });
  });

  const iqr = (code: string, value: number, unit: string) => ({ code: own(code), ...quantity(value, unit) });
  it('reads quality from components: IQR/median, IQR in kPa, valid measurements', () => {
    expect(reading({ component: [iqr('lsm-iqr-median', 18, '%'), iqr('lsm-valid-shots', 10, '1')] })).toMatchObject({
      iqrOverMedianPercent: 18,
      validShots: 10,
    });
    expect(reading({ component: [iqr('lsm-iqr', 3, 'kPa')] })).toMatchObject({ iqrOverMedianPercent: 25 });
    expect(reading({ component: [iqr('lsm-iqr-median', 0.18, '1')] })).toMatchObject({ iqrOverMedianPercent: 18 });
    expect(reading({ component: [{ code: own('lsm-iqr-median'), valueQuantity: { value: 18 } }] })).not.toHaveProperty(
      'iqrOverMedianPercent',
    );
    expect(reading({ component: [iqr('lsm-valid-shots', 7.5, '1')] })).not.toHaveProperty('validShots');
  });

  it('reads a panel whose stiffness, CAP and quality are all components', () => {
    const component = [
      iqr('lsm-iqr-median', 18, '%'),
      { code: { coding: [{ system: loinc, code: '77615-3' }] }, ...quantity(12, 'kPa') },
      { code: { coding: [{ system: loinc, code: '81894-8' }] }, ...quantity(300, 'dB/m') },
    ];
    const record = read(observation('x', { code: { text: 'FibroScan' }, component }));
    expect(record.stiffness).toMatchObject([{ method: 'vcte', kPa: 12, iqrOverMedianPercent: 18 }]);
    expect(record.results).toMatchObject([{ analyte: 'capDbPerM', value: 300 }]);
  });

  it('takes quality from results of the same moment, when only one reading can be meant', () => {
    const lone = observation('x', { code: own('lsm-iqr-median'), ...quantity(22, '%') });
    expect(read(lone, observation('77615-3', quantity(12, 'kPa'))).stiffness).toMatchObject([
      { iqrOverMedianPercent: 22 },
    ]);
    const two = read(lone, observation('77615-3', quantity(12, 'kPa')), observation('77615-3', quantity(14, 'kPa')));
    expect(two.stiffness.map((one) => one.iqrOverMedianPercent)).toEqual([undefined, undefined]);
  });

  it('puts a corrected reading in the place of the original', () => {
    const record = read(
      observation('77615-3', { ...quantity(12, 'kPa'), id: 'a' }),
      observation('77615-3', { ...quantity(7, 'kPa'), status: 'corrected' }),
    );
    expect(record.stiffness.map(({ kPa }) => kPa)).toEqual([7]);
    expect(record.refused).toEqual([{ reason: 'superseded', reference: 'Observation/a' }]);
  });
});

describe('body mass index', () => {
  const weight = (value: number, date: string) =>
    observation('29463-7', { ...quantity(value, 'kg'), effectiveDateTime: date });
  const height = (value: number, unit: string, date: string) =>
    observation('8302-2', { ...quantity(value, unit), effectiveDateTime: date });
  const bmi = (...resources: readonly unknown[]) =>
    read(...resources).results.filter(({ analyte }) => analyte === 'bmiKgPerM2');

  it('is computed from the newest weight and the height nearest to it, in any unit, and says so', () => {
    const [made, ...others] = bmi(
      weight(90, '2026-01-10'),
      weight(80, '2025-06-01'),
      height(1.8, 'm', '2025-12-01'),
      height(150, 'cm', '2025-03-01'),
    );
    expect(others).toEqual([]);
    expect(made?.value).toBeCloseTo(27.78, 2);
    expect(made).toMatchObject({ date: '2026-01-10', asReported: { value: '90 kg / (180 cm)²' } });
  });

  it('is the chart’s own where there is one', () => {
    const charted = observation('39156-5', { ...quantity(31, 'kg/m2'), effectiveDateTime: '2025-01-01' });
    expect(bmi(charted, weight(90, '2026-01-10'), height(180, 'cm', '2026-01-10'))).toMatchObject([{ value: 31 }]);
  });

  it('is not made from a height of long ago, nor from one thing alone', () => {
    expect(bmi(weight(90, '2026-01-10'), height(180, 'cm', '2024-01-01'))).toEqual([]);
    expect(bmi(weight(90, '2026-01-10'))).toEqual([]);
    expect(bmi(height(180, 'cm', '2026-01-10'))).toEqual([]);
  });
});

describe('the query', () => {
  it('gains the codes of the site', () => {
    const codes = readCodeMap(
      'system,code,concept\nurn:lab,LSM-1,liver-stiffness-vcte\nurn:lab,GOT,astUPerL\nurn:lab,odd code,weightKg',
    );
    const { query } = measurementsAskFor(codes);
    expect(query).toContain(',LSM-1&');
    expect(query).not.toMatch(/GOT|odd/);
    expect(measurementsAsk.query).not.toContain('LSM-1');
  });
});
