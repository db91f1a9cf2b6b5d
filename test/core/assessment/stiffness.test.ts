import { describe, expect, it } from 'vitest';
import {
  asInput,
  chooseReading,
  comparablePair,
  cutoffSetFor,
  qualityOf,
} from '../../../src/core/assessment/stiffness.ts';
import type { StiffnessReading } from '../../../src/core/chart.ts';
import { indexLabs } from '../../../src/core/labs.ts';
import { asOf, stiffness } from '../../support/made-up-chart.ts';

const index = (...readings: StiffnessReading[]) =>
  indexLabs({ results: [], serology: [], stiffness: readings, refused: [] }, asOf);

describe('quality of a reading', () => {
  it.each([
    ['ten shots, narrow', 12, 10, 20, 'good'],
    ['nine shots', 12, 9, 20, 'poor'],
    ['wide at 7.1 kPa', 7.1, 10, 31, 'poor'],
    ['exactly 30 %', 7.1, 10, 30, 'good'],
    ['wide below 7.1 kPa', 7.0, 10, 60, 'good'],
    ['narrow, shots not recorded', 12, undefined, 20, 'good'],
    ['ten shots, spread not recorded', 12, 10, undefined, 'unknown'],
    ['ten shots, spread not recorded, below 7.1 kPa', 6, 10, undefined, 'good'],
    ['nothing recorded', 12, undefined, undefined, 'unknown'],
    ['wide, shots not recorded', 12, undefined, 45, 'poor'],
  ] as const)('%s', (_, kPa, validShots, iqrOverMedianPercent, quality) => {
    expect(qualityOf(stiffness(kPa, { validShots, iqrOverMedianPercent }))).toBe(quality);
  });
  it('has no VCTE criteria for other methods', () => {
    expect(qualityOf(stiffness(12, { method: 'mre', validShots: 3 }))).toBe('unknown');
  });
});

describe('the reading that counts', () => {
  it('is a current VCTE before a newer one of another method', () => {
    const vcte = stiffness(9, { date: '2026-03-01' });
    expect(chooseReading(index(stiffness(3, { method: 'mre', date: '2026-06-01' }), vcte), asOf)).toBe(vcte);
  });
  it('is another method when the VCTE is old', () => {
    const mre = stiffness(3, { method: 'mre', date: '2026-06-01' });
    expect(chooseReading(index(stiffness(9, { date: '2024-03-01' }), mre), asOf)).toBe(mre);
  });
  it('is an older good VCTE before a newer poor one', () => {
    const good = stiffness(9, { date: '2026-03-01' });
    expect(chooseReading(index(stiffness(20, { validShots: 4 }), good), asOf)).toBe(good);
  });
  it('is a poor one when there is nothing else, and none when nothing is dated', () => {
    const poor = stiffness(20, { validShots: 4 });
    expect(chooseReading(index(poor), asOf)).toBe(poor);
    expect(chooseReading(index(stiffness(8, { date: undefined })), asOf)).toBeUndefined();
  });
});

describe('a comparable pair', () => {
  it('is of VCTE and at least 90 days apart, the nearest such', () => {
    const [now, near, before, first] = [
      stiffness(9, { date: '2026-06-01' }),
      stiffness(10, { date: '2026-04-01' }),
      stiffness(14, { date: '2025-06-01' }),
      stiffness(20, { date: '2023-06-01' }),
    ];
    expect(comparablePair(index(first, now, before, near))).toEqual({ baseline: before, followup: now });
    expect(comparablePair(index(now, near))).toBeUndefined();
    expect(comparablePair(index(now, stiffness(4, { method: 'mre', date: '2025-01-01' })))).toBeUndefined();
  });
});

describe('stiffness as an input', () => {
  it('is in m/s for pSWE: E = 3 c²', () => {
    expect(asInput(stiffness(7.2075, { method: 'pswe' }))).toEqual({
      input: 'lsmPsweMPerS',
      value: expect.closeTo(1.55, 6),
      unit: 'm/s',
    });
  });
  it('is not given without a method or out of the plausible range', () => {
    expect(asInput(stiffness(9, { method: 'unknown' }))).toBeUndefined();
    expect(asInput(stiffness(90))).toBeUndefined();
    expect(asInput(stiffness(30, { method: 'mre' }))).toBeUndefined();
  });
  it('has a cut-off set by method and etiology, and none where none was published', () => {
    expect(cutoffSetFor('vcte', 'hbv')).toBe('vcte_hbv_metaanalysis');
    expect(cutoffSetFor('vcte', 'unknown')).toBeUndefined();
    expect(cutoffSetFor('vcte', 'metald')).toBeUndefined();
    expect(cutoffSetFor('mre', 'masld')).toBe('mre_masld_singh2016');
    expect(cutoffSetFor('mre', 'hcv')).toBe('mre_all_singh2015');
    expect(cutoffSetFor('unknown', 'masld')).toBeUndefined();
  });
});
