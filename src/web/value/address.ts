import {
  givenInputs,
  type Range,
  recordOf,
  soundRange,
  type ValueInputs,
  valueInputs,
} from '../../core/value/value-inputs.ts';

/** ISO 4217. Amounts are never converted. */
export const currencies = ['EUR', 'GBP', 'USD', 'CHF', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK', 'PLN'] as const;
export type Currency = (typeof currencies)[number];

export interface Scenario {
  readonly currency: Currency;
  readonly inputs: ValueInputs;
}
export const givenScenario: Scenario = { currency: 'EUR', inputs: givenInputs };

/**
 * The numbers that differ from the given ones, for the part of the address after `#`: it stays in the browser, is sent to no server, and
 * whoever gets the link sees the same estimate. `currency=GBP&biopsiesPerYear=200,150,250` (likely, lowest, highest).
 */
export function hashOf({ currency, inputs }: Scenario): string {
  const changed = valueInputs.flatMap(({ id, given, chosen }) => {
    const { likely, low, high } = inputs[id];
    if (isSame(inputs[id], given)) return [];
    return [`${id}=${chosen ? likely : [likely, low, high].join(',')}`];
  });
  return [...(currency === givenScenario.currency ? [] : [`currency=${currency}`]), ...changed].join('&');
}

/** What cannot be read stays as it was given. @param hash with or without `#` */
export function scenarioOf(hash: string): Scenario {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const currency = currencies.find((one) => one === said.get('currency')) ?? givenScenario.currency;
  const inputs = recordOf(({ id, given }): Range => {
    const parts = said.get(id)?.split(',').map(numberOf);
    const [likely = Number.NaN, low = likely, high = likely] = parts ?? [];
    return parts ? (soundRange(id, { likely, low, high }) ?? given) : given;
  });
  return { currency, inputs };
}

/** An empty text is no number, though `Number` says 0. */
const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

export const isSame = (a: Range, b: Range): boolean => a.likely === b.likely && a.low === b.low && a.high === b.high;
