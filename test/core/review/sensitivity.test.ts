import { describe, expect, it } from 'vitest';
import type { ModelOutcome } from '../../../src/core/assessment.ts';
import type { ModelManifest, TabularFeature } from '../../../src/core/models/manifest.ts';
import { sensitivitiesOf, variedInputs, withValue } from '../../../src/core/review/sensitivity.ts';

const feature = (over: Partial<TabularFeature>): TabularFeature => ({
  name: 'x',
  title: 'Bilirubin',
  input: 'bilirubinUmolPerL',
  unit: 'umol/L',
  transform: { kind: 'log' },
  plausible: [1, 1400],
  trainedRange: [5, 500],
  windowDays: 180,
  required: true,
  ...over,
});
const manifest = (features: readonly TabularFeature[]) =>
  ({ input: { kind: 'tabular', tensor: 'x', features } }) as unknown as ModelManifest;
const given = {
  bilirubinUmolPerL: { value: 30, unit: 'umol/L', references: [] },
  ageYears: { value: 60, references: [] },
};

describe('what would change the figures', () => {
  it('tries values of the trained range, spread as the model sees them, the current one among them', () => {
    const [varied] = variedInputs(manifest([feature({})]), given);
    expect(varied?.values[0]).toBe(5);
    expect(varied?.values.at(-1)).toBe(500);
    expect(varied?.values).toContain(30);
    // The middle of 5 and 500 on a log scale.
    expect(varied?.values).toContain(50);
  });
  it('changes neither age nor what is not known or only known as a bound', () => {
    const age = feature({ input: 'ageYears', title: 'Age', unit: 'a' });
    expect(variedInputs(manifest([age]), given)).toEqual([]);
    expect(variedInputs(manifest([feature({ input: 'inr', unit: '{INR}' })]), given)).toEqual([]);
    const bound = { bilirubinUmolPerL: { value: 30, comparator: '<' as const, references: [] } };
    expect(variedInputs(manifest([feature({})]), bound)).toEqual([]);
  });
  it('changes one input and leaves the others as they are', () => {
    const changed = withValue(given, 'bilirubinUmolPerL', 90);
    expect(changed.bilirubinUmolPerL).toMatchObject({ value: 90, unit: 'umol/L' });
    expect(changed.ageYears).toBe(given.ageYears);
    expect(given.bilirubinUmolPerL.value).toBe(30);
  });
  it('draws the horizon nearest to five years and leaves out values that the model refused', () => {
    const [varied] = variedInputs(manifest([feature({})]), given);
    const answer = (probability: number) =>
      ({
        status: 'ok',
        risks: [1, 3].map((horizonYears) => ({ outcome: 'death', title: 'Death', horizonYears, probability })),
      }) as unknown as ModelOutcome;
    if (!varied) throw new Error('nothing varied');
    const [line] = sensitivitiesOf(varied, [
      { value: 10, outcome: answer(0.1) },
      { value: 30, outcome: answer(0.2) },
      { value: 500, outcome: { status: 'refused' } as ModelOutcome },
    ]);
    expect(line).toMatchObject({ horizonYears: 3, current: 30, outcome: 'death' });
    expect(line?.points).toEqual([
      { value: 10, probability: 0.1 },
      { value: 30, probability: 0.2 },
    ]);
  });
});
