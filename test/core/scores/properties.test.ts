import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyInputs, type InputId, inputDefinition, otherInputs } from '../../../src/core/inputs.ts';
import type { Score } from '../../../src/core/score.ts';
import { lsmCutoffSets, stageByCutoffs } from '../../../src/core/scoring/stiffness-cutoffs.ts';
import { scores } from '../../support/score-catalogue.ts';

const byId = (id: string): Score => {
  const score = scores.find((candidate) => candidate.id === id);
  if (!score) throw new Error(`no score ${id}`);
  return score;
};
const anyValue = (id: InputId): fc.Arbitrary<unknown> => {
  const definition = inputDefinition(id);
  if (definition.kind === 'boolean') return fc.boolean();
  if (definition.kind === 'choice') return fc.constantFrom(...definition.choices);
  const [low, high] = definition.plausible;
  // Even steps over the range, and all magnitudes: doubles crowd near zero.
  return fc.oneof(
    fc.integer({ min: 0, max: 1000 }).map((step) => low + ((high - low) * step) / 1000),
    fc.double({ min: low, max: high, noNaN: true }),
  );
};
const patient = (score: Score) =>
  fc.record(Object.fromEntries(score.inputs.map((id) => [id, anyValue(id)]))) as fc.Arbitrary<AnyInputs>;

/** Score, input, direction of the value when the input grows. */
const monotone: readonly [string, InputId, 'up' | 'down'][] = [
  ['fib4', 'ageYears', 'up'],
  ['fib4', 'astUPerL', 'up'],
  ['fib4', 'altUPerL', 'down'],
  ['fib4', 'plateletsGigaPerL', 'down'],
  ['apri', 'astUPerL', 'up'],
  ['apri', 'astUpperLimitUPerL', 'down'],
  ['apri', 'plateletsGigaPerL', 'down'],
  ['nfs', 'bmiKgPerM2', 'up'],
  ['nfs', 'albuminGPerL', 'down'],
  ['nfs', 'plateletsGigaPerL', 'down'],
  ['fast', 'lsmVcteKpa', 'up'],
  ['fast', 'capDbPerM', 'up'],
  ['fast', 'astUPerL', 'up'],
  ['agile3plus', 'lsmVcteKpa', 'up'],
  ['agile3plus', 'plateletsGigaPerL', 'down'],
  ['agile4', 'lsmVcteKpa', 'up'],
  ['agile4', 'altUPerL', 'down'],
  ['mefib', 'mreKpa', 'up'],
  ['gpr', 'ggtUPerL', 'up'],
  ['albi', 'bilirubinUmolPerL', 'up'],
  ['albi', 'albuminGPerL', 'down'],
  ['meld', 'bilirubinUmolPerL', 'up'],
  ['meld', 'creatinineUmolPerL', 'up'],
  ['meld', 'inr', 'up'],
  ['meld3', 'inr', 'up'],
  ['meld3', 'creatinineUmolPerL', 'up'],
  ['meld3', 'bilirubinUmolPerL', 'up'],
  ['meld_na', 'sodiumMmolPerL', 'down'],
  ['child_pugh', 'bilirubinUmolPerL', 'up'],
  ['child_pugh', 'albuminGPerL', 'down'],
  ['child_pugh', 'inr', 'up'],
  ['page_b', 'ageYears', 'up'],
  ['page_b', 'plateletsGigaPerL', 'down'],
  ['mpage_b', 'albuminGPerL', 'down'],
  ['amap', 'ageYears', 'up'],
  ['camd', 'ageYears', 'up'],
  ['reach_b', 'altUPerL', 'up'],
  ['hap', 'largestTumourCm', 'up'],
  ['mayo_pbc', 'bilirubinUmolPerL', 'up'],
  ['mayo_pbc', 'albuminGPerL', 'down'],
  ['globe', 'year1AlpTimesUln', 'up'],
  ['uk_pbc', 'year1BilirubinTimesUln', 'up'],
  ['uk_pbc', 'year1TransaminaseTimesUln', 'up'],
  ['uk_pbc', 'baselinePlateletsTimesLln', 'down'],
  ['mayo_psc', 'astUPerL', 'up'],
  ['forns', 'ggtUPerL', 'up'],
  ['forns', 'cholesterolMmolPerL', 'down'],
  ['king', 'inr', 'up'],
  ['safe', 'astUPerL', 'up'],
  ['safe', 'plateletsGigaPerL', 'down'],
];

describe('direction', () => {
  it.each(monotone)('%s never moves against %s (%s)', (id, input, direction) => {
    const score = byId(id);
    const complete = score.alsoNeeds
      ? patient({ ...score, inputs: [...score.inputs, ...score.alsoNeeds({})] })
      : patient(score);
    const accepted = (x: AnyInputs) => score.refuse?.(x as Parameters<Score['compute']>[0]) === undefined;
    fc.assert(
      fc.property(complete, anyValue(input), (x, other) => {
        fc.pre(accepted(x) && accepted({ ...x, [input]: other }));
        const [low, high] = [x[input] as number, other as number].sort((a, b) => a - b);
        const at = (value: number | undefined) =>
          score.compute({ ...x, [input]: value } as Parameters<Score['compute']>[0]);
        const change = at(high) - at(low);
        const slack = 1e-9 * Math.max(1, Math.abs(at(low)));
        return direction === 'up' ? change >= -slack : change <= slack;
      }),
    );
  });

  it('a stiffer liver never has a lower stage, in any cut-off set', () => {
    for (const set of Object.values(lsmCutoffSets)) {
      fc.assert(
        fc.property(
          fc.double({ min: 0.4, max: 75, noNaN: true }),
          fc.double({ min: 0, max: 20, noNaN: true }),
          (value, more) => {
            return stageByCutoffs(set, value + more) >= stageByCutoffs(set, value);
          },
        ),
      );
      expect([...set.cuts].sort((a, b) => a - b)).toEqual(set.cuts);
    }
    expect(Object.keys(lsmCutoffSets).sort()).toEqual([...otherInputs.lsmCutoffSet.choices].sort());
  });

  it('a woman has exactly the MELD 3.0 of a man plus 1.33 before rounding', () => {
    const meld3 = byId('meld3');
    const adult = patient(meld3).filter((x) => (x.ageYears ?? 0) >= 18);
    fc.assert(
      fc.property(adult, (x) => {
        const raw = (sex: 'male' | 'female') =>
          Number(meld3.annotation?.(0, { ...x, sex } as Parameters<Score['compute']>[0]).slice('raw='.length));
        return Math.abs(raw('female') - raw('male') - 1.33) < 2e-4;
      }),
    );
  });
});
