import { describe, expect, it } from 'vitest';
import { applyComBat, type Covariates, type FeatureTable, fitComBat } from '../../../src/core/harmonisation/combat.ts';

/** 18 patients on three scanners, four features; three decimals, as the reference calculation got them. */
const value = (i: number, j: number) => {
  const scanner = Math.floor(i / 6);
  const raw =
    10 * j +
    3 * Math.sin(1.7 * i * j + j) +
    ([0, 2, -1.5][scanner] ?? 0) * (1 + 0.2 * j) +
    (i % 6) * 0.3 * ([1, 1.8, 0.6][scanner] ?? 0);
  return Math.round(raw * 1000) / 1000;
};
const patients = Array.from({ length: 18 }, (_, i) => i);
const table: FeatureTable = {
  features: ['f1', 'f2', 'f3', 'f4'],
  rows: patients.map((i) => [1, 2, 3, 4].map((j) => value(i, j))),
};
const batches = patients.map((i) => ['a', 'b', 'c'][Math.floor(i / 6)] ?? '');
const covariates: Covariates = {
  names: ['age', 'sex'],
  rows: patients.map((i) => [40 + ((i * 7) % 31), ((i * 5) % 3) % 2]),
};

/**
 * R 4.2, sva 3.46.0: ComBat(dat = t(x), batch = batch) and ComBat(dat = t(x), batch = batch, mod = model.matrix(~ age + sex)), rows 1, 8 and 15.
 * sva stops when no estimate moves by more than 1e-4 of itself, we later: so far they may differ.
 */
const published = {
  plain: {
    0: [12.686917, 23.115582, 31.015512, 38.979481],
    7: [11.157796, 21.735555, 32.633511, 41.268569],
    14: [10.605083, 19.746965, 28.756409, 39.075855],
  },
  withCovariates: {
    0: [12.604074, 23.099918, 30.888894, 38.820812],
    7: [11.152373, 21.738053, 32.559149, 41.156875],
    14: [10.662786, 19.756699, 28.837826, 39.250934],
  },
} as const;

const applied = (model: ReturnType<typeof fitComBat>, patient: number) => {
  const kept = model.covariates.length > 0 ? (covariates.rows[patient] ?? []) : [];
  const result = applyComBat(model, batches[patient] ?? '', table.rows[patient] ?? [], kept);
  return result.ok ? result.row : [];
};

describe('ComBat', () => {
  it.each([
    ['plain', undefined],
    ['withCovariates', covariates],
  ] as const)('agrees with the R package sva, %s', (name, kept) => {
    const model = fitComBat(table, batches, kept);
    for (const [patient, row] of Object.entries(published[name]))
      for (const [f, expected] of row.entries()) expect(applied(model, Number(patient))[f]).toBeCloseTo(expected, 3);
  });
  it('brings the scanners together and leaves their order within', () => {
    const model = fitComBat(table, batches);
    const meanOf = (rows: readonly (readonly number[])[], scanner: string) => {
      const mine = rows.filter((_, i) => batches[i] === scanner).map((row) => row[3] ?? 0);
      return mine.reduce((sum, x) => sum + x, 0) / mine.length;
    };
    const after = patients.map((i) => applied(model, i));
    const apart = (rows: readonly (readonly number[])[]) => Math.abs(meanOf(rows, 'b') - meanOf(rows, 'c'));
    expect(apart(after)).toBeLessThan(0.2 * apart(table.rows));
    const rank = (rows: readonly (readonly number[])[]) =>
      patients.filter((i) => i < 6).sort((m, n) => (rows[m]?.[0] ?? 0) - (rows[n]?.[0] ?? 0));
    expect(rank(after)).toEqual(rank(table.rows));
  });
  it('survives being written down as JSON', () => {
    const model = fitComBat(table, batches, covariates);
    expect(applied(JSON.parse(JSON.stringify(model)), 5)).toEqual(applied(model, 5));
  });
  it('refuses a scanner that it has not seen, by name', () => {
    const result = applyComBat(fitComBat(table, batches), 'd', table.rows[0] ?? []);
    expect(result).toMatchObject({ ok: false, problem: 'unknown-scanner' });
  });
  it('refuses a row that does not fit', () => {
    const model = fitComBat(table, batches, covariates);
    expect(applyComBat(model, 'a', table.rows[0] ?? [])).toMatchObject({ ok: false, problem: 'wrong-row' });
    expect(applyComBat(model, 'a', [1, 2, 3, Number.NaN], [50, 1])).toMatchObject({ ok: false, problem: 'wrong-row' });
  });
  it('refuses tables that tell nothing of the scanners', () => {
    expect(() =>
      fitComBat(
        table,
        batches.map(() => 'a'),
      ),
    ).toThrow(/only one scanner/);
    expect(() =>
      fitComBat(
        table,
        batches.map((_, i) => (i < 3 ? 'x' : 'y')),
      ),
    ).toThrow(/fewer than 5 rows/);
    const flat = { ...table, rows: table.rows.map(([a = 0, b = 0, c = 0]) => [a, b, c, 7]) };
    expect(() => fitComBat(flat, batches)).toThrow(/f4 does not vary/);
    const explained = { names: ['scanner'], rows: batches.map((id) => [id === 'a' ? 1 : 0]) };
    expect(() => fitComBat(table, batches, explained)).toThrow(/explain a covariate/);
    expect(() => fitComBat({ ...table, rows: [[1], ...table.rows.slice(1)] }, batches)).toThrow(/missing values/);
  });
});
