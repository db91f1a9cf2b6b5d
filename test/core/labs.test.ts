import { describe, expect, it } from 'vitest';
import type { LabRecord, LabResult } from '../../src/core/chart.ts';
import { indexLabs, joinLabRecords, newestFirst } from '../../src/core/labs.ts';
import { asOf, results, serology, stiffness } from '../support/made-up-chart.ts';

const ast = (value: number, more: Partial<LabResult>): LabResult => ({
  ...(results({ astUPerL: value })[0] as LabResult),
  ...more,
});
const record = (more: Partial<LabRecord> = {}): LabRecord => ({
  results: [],
  serology: [],
  stiffness: [],
  refused: [],
  ...more,
});
const newestAst = (list: readonly LabResult[], at = asOf) =>
  indexLabs(record({ results: list }), at).newest('astUPerL')?.value;

describe('the newest result', () => {
  it('is the latest one up to the moment of the assessment', () => {
    const list = [ast(10, { date: '2026-01-01' }), ast(20, { date: '2026-05-01' }), ast(30, { date: '2026-07-01' })];
    expect(newestAst(list)).toBe(20);
    expect(newestAst([...list].reverse())).toBe(20);
  });

  it('takes a bare date of tomorrow for today in the easternmost zone, and refuses the day after', () => {
    expect(newestAst([ast(20, { date: '2026-06-16' })], '2026-06-15T20:00:00Z')).toBe(20);
    expect(newestAst([ast(20, { date: '2026-06-17' })], '2026-06-15T20:00:00Z')).toBeUndefined();
  });

  it('of one day is the final one, even when a preliminary one came later', () => {
    const list = [
      ast(20, { date: '2026-05-01T08:00:00Z' }),
      ast(99, { date: '2026-05-01T12:00:00Z', preliminary: true }),
    ];
    expect(newestAst(list)).toBe(20);
    expect(newestAst([...list].reverse())).toBe(20);
  });

  it('of one day and state is the later one, across time zones', () => {
    const list = [ast(20, { date: '2026-05-01T10:00:00+09:00' }), ast(30, { date: '2026-05-01T02:00:00Z' })];
    expect(newestAst(list)).toBe(30);
  });

  it('of one moment is decided by the reference, not by the order of the list', () => {
    const list = [
      ast(20, { date: '2026-05-01', reference: 'Observation/a' }),
      ast(30, { date: '2026-05-01', reference: 'Observation/b' }),
    ];
    expect(newestAst(list)).toBe(30);
    expect(newestAst([...list].reverse())).toBe(30);
  });

  it('is never an undated one, which is named instead', () => {
    const index = indexLabs(record({ results: [ast(20, { date: undefined })] }), asOf);
    expect(index.newest('astUPerL')).toBeUndefined();
    expect(index.undatedOnly).toEqual(['astUPerL']);
  });

  it('is given only within the window that was asked for', () => {
    const index = indexLabs(record({ results: [ast(20, { date: '2025-06-01' })] }), asOf);
    expect(index.newest('astUPerL', 365)).toBeUndefined();
    expect(index.newest('astUPerL', 400)?.value).toBe(20);
  });

  it('counts a partial date from its first day', () => {
    expect(newestAst([ast(20, { date: '2026-05' }), ast(30, { date: '2026-05-02' })])).toBe(30);
  });

  it('says whether the record was searched at all', () => {
    expect(indexLabs(undefined, asOf).searched).toBe(false);
    expect(indexLabs(record(), asOf).searched).toBe(true);
  });
});

describe('joining two records', () => {
  const labs = record({ results: [ast(20, { reference: 'Observation/a' })], serology: [serology('hbsAg', true)] });
  const measurements = record({
    results: [ast(20, { reference: 'Observation/a' }), ast(25, { date: '2026-06-10', reference: 'Observation/b' })],
    stiffness: [stiffness(8)],
    refused: [{ reason: 'no-unit', reference: 'Observation/c' }],
  });

  it('keeps every entry once, newest first, whichever comes first', () => {
    const joined = joinLabRecords(labs, measurements);
    expect(joined.results.map(({ reference }) => reference)).toEqual(['Observation/b', 'Observation/a']);
    expect(joined.stiffness).toHaveLength(1);
    expect(joined.refused).toHaveLength(1);
    expect(joinLabRecords(measurements, labs)).toEqual(joined);
  });

  it('keeps two analytes of one panel that share a reference', () => {
    const panel = results({ astUPerL: 20, altUPerL: 20 }).map((result) => ({ ...result, reference: 'Observation/p' }));
    expect(joinLabRecords(record({ results: panel }), record()).results).toHaveLength(2);
  });

  it('gives what could be had, and undefined only when nothing could', () => {
    expect(joinLabRecords(undefined, labs)).toBe(labs);
    expect(joinLabRecords(labs, undefined)).toBe(labs);
    expect(joinLabRecords(undefined, undefined)).toBeUndefined();
  });
});

it('sorts undated entries last', () => {
  const sorted = newestFirst([ast(1, { date: undefined }), ast(2, { date: '2020' }), ast(3, { date: '2021-01' })]);
  expect(sorted.map(({ value }) => value)).toEqual([3, 2, 1]);
});
