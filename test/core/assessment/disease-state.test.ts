import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diseaseState, type StageFacts } from '../../../src/core/assessment/disease-state.ts';
import { decompensations } from '../../../src/core/assessment/liver-events.ts';
import { type LiverEventKind, liverEvents } from '../../../src/core/assessment.ts';
import { etiologies } from '../../../src/core/etiology.ts';

const nothing: StageFacts = {
  events: new Set(),
  decompensatedAfterTransplant: false,
  etiology: 'masld',
  hcvCured: false,
  stage: [],
  baveno: [],
  fib4: [],
  elf: [],
  apriHbv: [],
  flare: false,
};
const vcte = (kPa: number, more: Partial<NonNullable<StageFacts['reading']>> = {}): Pick<StageFacts, 'reading'> => ({
  reading: { method: 'vcte', kPa, date: '2026-05-01', current: true, reliable: true, ...more },
});
const at = (more: Partial<StageFacts>) => {
  const { state, level } = diseaseState({ ...nothing, ...more });
  return `${state}/${level}`;
};

describe('limits of VCTE', () => {
  it.each([
    [7.9, 'no-advanced-fibrosis/low'],
    [8, 'indeterminate/indeterminate'],
    [11.9, 'indeterminate/indeterminate'],
    [12, 'advanced-fibrosis/high'],
    [15, 'advanced-fibrosis/high'],
    [15.1, 'cACLD/high'],
  ])('%d kPa in MASLD is %s', (kPa, expected) => expect(at(vcte(kPa))).toBe(expected));

  it.each([
    [12, ['F4'], 'hbv', 'advanced-fibrosis/high'],
    [12, ['F2'], 'ald', 'indeterminate/indeterminate'],
    [12, [], 'unknown', 'indeterminate/indeterminate'],
    [9.7, ['F3'], 'hcv', 'indeterminate/indeterminate'],
    [7.5, ['F2'], 'hbv', 'no-advanced-fibrosis/low'],
  ] as const)('%d kPa with %j in %s is %s', (kPa, stage, etiology, expected) => {
    expect(at({ ...vcte(kPa), stage, etiology })).toBe(expected);
  });
});

describe('agreement and doubt', () => {
  it.each([
    ['high stiffness, low FIB-4', { ...vcte(20), fib4: ['low'] }, 'indeterminate/indeterminate'],
    ['low stiffness, high FIB-4', { ...vcte(5), fib4: ['high'] }, 'indeterminate/indeterminate'],
    ['CSPH by Baveno VII whatever FIB-4', { ...vcte(26), fib4: ['low'], baveno: ['CSPH_ruled_in'] }, 'cACLD/high'],
    ['ALT flare with high stiffness', { ...vcte(20), flare: true }, 'indeterminate/indeterminate'],
    ['ALT flare with low stiffness', { ...vcte(5), flare: true }, 'no-advanced-fibrosis/low'],
    ['old low stiffness', vcte(5, { current: false }), 'not-assessed/not-assessable'],
    ['old high stiffness', vcte(18, { current: false }), 'cACLD/high'],
    ['unreliable high stiffness', vcte(18, { reliable: false }), 'not-assessed/not-assessable'],
    ['FIB-4 low under 35', { fib4: ['low', 'age_under_35_unreliable'] }, 'not-assessed/not-assessable'],
    ['FIB-4 low in PBC', { fib4: ['low'], etiology: 'pbc' }, 'indeterminate/indeterminate'],
    ['FIB-4 low in HBV', { fib4: ['low'], etiology: 'hbv' }, 'indeterminate/indeterminate'],
    ['APRI low in HBV', { fib4: ['low'], apriHbv: ['below'], etiology: 'hbv' }, 'no-advanced-fibrosis/low'],
    ['APRI in the cirrhosis range', { apriHbv: ['cirrhosis_F4'], etiology: 'hbv' }, 'indeterminate/high'],
    ['ELF high', { elf: ['higher'], fib4: ['indeterminate'] }, 'indeterminate/high'],
    ['advanced fibrosis coded, VCTE low', { ...vcte(5), recorded: 'advanced fibrosis' }, 'advanced-fibrosis/high'],
    ['advanced fibrosis coded, VCTE 20', { ...vcte(20), recorded: 'advanced fibrosis' }, 'cACLD/high'],
    [
      'advanced fibrosis coded, VCTE 20 in a flare',
      { ...vcte(20), flare: true, recorded: 'advanced fibrosis' },
      'advanced-fibrosis/high',
    ],
    [
      '2D-SWE F4',
      { reading: { method: '2d-swe', kPa: 14, current: true, reliable: true }, stage: ['F4'] },
      'advanced-fibrosis/high',
    ],
    [
      'MRE without a stage',
      { reading: { method: 'mre', kPa: 3, current: true, reliable: true } },
      'not-assessed/not-assessable',
    ],
    [
      'HCC with a low FIB-4',
      { fib4: ['low'], events: new Set<LiverEventKind>(['hepatocellular-carcinoma']) },
      'indeterminate/high',
    ],
    ['HCC without a stage', { events: new Set<LiverEventKind>(['hepatocellular-carcinoma']) }, 'not-assessed/high'],
  ] as const)('%s', (_, facts, expected) => expect(at(facts)).toBe(expected));
});

const codes = (...all: string[]) => fc.subarray(all, { maxLength: 1 });
const arbitrary: fc.Arbitrary<StageFacts> = fc.record({
  events: fc.subarray([...liverEvents]).map((events) => new Set(events)),
  decompensatedAfterTransplant: fc.boolean(),
  recorded: fc.constantFrom('cirrhosis' as const, 'varices' as const, 'advanced fibrosis' as const, undefined),
  withheld: fc.constantFrom('under 18 years', undefined),
  etiology: fc.constantFrom(...etiologies),
  hcvCured: fc.boolean(),
  reading: fc.option(
    fc.record({
      method: fc.constantFrom('vcte' as const, 'mre' as const, 'unknown' as const),
      kPa: fc.double({ min: 1.5, max: 75, noNaN: true }),
      current: fc.boolean(),
      reliable: fc.boolean(),
    }),
    { nil: undefined },
  ),
  stage: codes('F0-F1', 'F2', 'F3', 'F4'),
  baveno: codes('CSPH_ruled_in', 'CSPH_ruled_out'),
  fib4: codes('low', 'indeterminate', 'high'),
  elf: codes('lower', 'mid', 'higher'),
  apriHbv: codes('below', 'significant_F2plus', 'cirrhosis_F4'),
  flare: fc.boolean(),
});

describe('any combination of facts', () => {
  it('is dACLD exactly when a decompensation and no transplantation is recorded', () => {
    fc.assert(
      fc.property(arbitrary, (facts) => {
        const ever = [...facts.events].some((event) => decompensations.has(event));
        const transplanted = facts.events.has('liver-transplant');
        const { state } = diseaseState(facts);
        expect(state === 'dACLD').toBe(ever && !transplanted);
        expect(state === 'transplanted').toBe(transplanted);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never reassuring with a recorded cirrhosis or HCC, nor for those to whom adult rules do not apply', () => {
    fc.assert(
      fc.property(arbitrary, (facts) => {
        const { level } = diseaseState(facts);
        if (facts.recorded || facts.events.has('hepatocellular-carcinoma') || facts.withheld)
          expect(level).not.toBe('low');
      }),
      { numRuns: 1000 },
    );
  });

  it('does not become less severe when stiffness rises, all else equal and the tests agreeing', () => {
    const rank = ['low', 'indeterminate', 'high'];
    fc.assert(
      fc.property(arbitrary, fc.double({ min: 0, max: 40, noNaN: true }), (facts, more) => {
        const { reading } = facts;
        if (reading?.method !== 'vcte' || !reading.current || !reading.reliable || facts.flare || facts.fib4.length > 0)
          return;
        if (facts.events.size > 0 || facts.withheld) return;
        const higher = diseaseState({ ...facts, reading: { ...reading, kPa: reading.kPa + more } });
        expect(rank.indexOf(higher.level)).toBeGreaterThanOrEqual(rank.indexOf(diseaseState(facts).level));
      }),
      { numRuns: 1000 },
    );
  });
});
