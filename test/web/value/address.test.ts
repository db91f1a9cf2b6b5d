import { describe, expect, it } from 'vitest';
import { givenScenario, hashOf, scenarioOf } from '../../../src/web/value/address.ts';

describe('the address of the value page', () => {
  it('holds what differs from the given numbers and nothing else, and comes back as it was', () => {
    expect(hashOf(givenScenario)).toBe('');
    const own = {
      currency: 'CHF' as const,
      inputs: {
        ...givenScenario.inputs,
        biopsyPrice: { likely: 2000, low: 1800, high: 2400 },
        horizonYears: { likely: 3, low: 3, high: 3 },
      },
    };
    expect(hashOf(own)).toBe('currency=CHF&biopsyPrice=2000,1800,2400&horizonYears=3');
    expect(scenarioOf(`#${hashOf(own)}`)).toEqual(own);
  });
  it('leaves as given what it cannot read, and brings the rest into bounds', () => {
    const { currency, inputs } = scenarioOf('#currency=XXX&biopsyPrice=cheap&followedShare=2,0,9&scanPrice=&nothing=1');
    expect(currency).toBe('EUR');
    expect(inputs.biopsyPrice).toEqual(givenScenario.inputs.biopsyPrice);
    expect(inputs.scanPrice).toEqual(givenScenario.inputs.scanPrice);
    expect(inputs.followedShare).toEqual({ likely: 1, low: 0, high: 1 });
  });
});
