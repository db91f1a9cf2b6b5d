import { describe, expect, it } from 'vitest';
import { groupingByColumn, groupings } from '../../../src/core/validation/subgroups.ts';

const groupOf = (id: string, row: Record<string, string>) => groupings.find((one) => one.id === id)?.of(row);

describe('the groups of fairness', () => {
  it('leave a row without the columns in no group', () => {
    expect(groupings.map((one) => one.of({}))).toEqual(groupings.map(() => undefined));
  });
  it('know sex in the forms of the data dictionary', () => {
    expect(groupOf('sex', { sex: 'f' })).toBe('female');
    expect(groupOf('sex', { sex: 'male' })).toBe('male');
    expect(groupOf('sex', { male: '1' })).toBe('male');
    expect(groupOf('sex', { male: '0.0' })).toBe('female');
  });
  it('open a band at each edge', () => {
    expect(groupOf('age', { age_y: '44.99' })).toBe('under 45 years');
    expect(groupOf('age', { age_y: '45' })).toBe('45 to under 65 years');
    expect(groupOf('age', { age_y: '65' })).toBe('65 years and over');
    expect(groupOf('bmi', { bmi_kg_m2: '30' })).toBe('30 to under 35 kg/m²');
  });
  it('take any column as it stands', () => {
    expect(groupingByColumn('race_eth').of({ race_eth: 'nh_black' })).toBe('nh black');
  });
});
