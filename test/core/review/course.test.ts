import { beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../../src/core/assessment/assess.ts';
import type { ChartFacts, LabResult } from '../../../src/core/chart.ts';
import type { AnalyteId } from '../../../src/core/quantity.ts';
import { courseOf } from '../../../src/core/review/course.ts';
import type { Score } from '../../../src/core/score.ts';
import { loadFolder } from '../../../src/load-folder.ts';

const lab = (analyte: AnalyteId, value: number, date?: string): LabResult => ({
  analyte,
  value,
  ...(date ? { date } : {}),
  reference: `Observation/${analyte}-${date ?? 'undated'}`,
  asReported: { value: String(value), unit: '' },
});
const fib4Labs = (date: string, platelets: number) => [
  lab('astUPerL', 40, date),
  lab('altUPerL', 36, date),
  lab('plateletsGigaPerL', platelets, date),
];
const chart: ChartFacts = {
  patient: { id: 'p', birthDate: '1970-06-15', sex: 'female', deceased: false },
  labs: {
    results: [
      ...fib4Labs('2026-03-01', 120),
      ...fib4Labs('2024-03-01', 240),
      lab('plateletsGigaPerL', 99),
      { ...lab('plateletsGigaPerL', 100, '2025-01-01'), comparator: '<' },
      lab('plateletsGigaPerL', 80, '2030-01-01'),
    ],
    serology: [],
    stiffness: [
      {
        method: 'vcte',
        kPa: 11,
        date: '2025-02-01',
        reference: 'Observation/s',
        asReported: { value: '11', unit: 'kPa' },
      },
    ],
    refused: [],
  },
  conditions: [],
};

describe('the course of what is followed', () => {
  let scores: readonly Score[];
  beforeAll(async () => {
    scores = (await loadFolder<Score>('src/core/scores')).map(({ value }) => value);
  });
  const assessed = () =>
    assess(chart, scores, {
      ...{ asOf: '2026-03-02T08:00:00Z', fhirServer: 'none', version: '1', unavailable: [] },
      digest: () => 'x',
    });
  const line = (id: string, stored: Parameters<typeof courseOf>[3] = []) =>
    courseOf(chart, assessed(), scores, stored).find((one) => one.id === id);

  it('computes a score on each day with results, with the age of that day', () => {
    // Sterling 2006: age x AST / (platelets x sqrt(ALT)), aged 53 and 55.
    const values = line('fib4')?.points.map(({ value }) => value) ?? [];
    expect(values).toHaveLength(2);
    expect(values[0]).toBeCloseTo((53 * 40) / (240 * 6), 10);
    expect(values[1]).toBeCloseTo((55 * 40) / (120 * 6), 10);
  });
  it('ends with the very value of the assessment', () => {
    const fib4 = assessed().scores.find(({ scoreId }) => scoreId === 'fib4');
    expect(line('fib4')?.points.at(-1)?.value).toBe(fib4?.status === 'ok' ? fib4.value : undefined);
  });
  it('takes stored values for days of which the chart no longer has the results, and the reference where it has', () => {
    const points = line('fib4', [
      { id: 'fib4', date: '2020-01-01', value: 1.1, reference: 'Observation/old' },
      { id: 'fib4', date: '2026-03-01', value: 9, reference: 'Observation/now' },
    ])?.points;
    expect(points?.[0]).toEqual({ date: '2020-01-01', value: 1.1, reference: 'Observation/old' });
    expect(points?.at(-1)).toMatchObject({ reference: 'Observation/now' });
    expect(points?.at(-1)?.value).not.toBe(9);
  });
  it('draws no point for a bound, an undated result or one of the future', () => {
    expect(line('platelets')?.points.map(({ value }) => value)).toEqual([240, 120]);
  });
  it('leaves out what has no value, and keeps methods of stiffness apart', () => {
    const ids = courseOf(chart, assessed(), scores, []).map(({ id }) => id);
    expect(ids).toContain('lsm-vcte');
    expect(ids).not.toContain('lsm-mre');
    expect(ids).not.toContain('albumin');
  });
});
