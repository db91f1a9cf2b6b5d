import type { Estimated, ValueEstimate } from '../../core/value/estimate-value.ts';
import { wholeParts } from '../../core/value/whole-parts.ts';
import type { Formats } from '../design/formats.ts';
import type { Words } from './language/dictionary.ts';
import type { Money } from './money.ts';

/** One line of the estimate, ready to be shown. */
export interface PartRow {
  readonly id: string;
  readonly title: string;
  /** Empty where nothing is counted. */
  readonly quantity: string;
  /** Of `perYear.net` and all that it is made of; `shown` are whole amounts that add up to the last row. */
  readonly money: Estimated;
  readonly shown: number;
  readonly amount: string;
  readonly interval: string;
  readonly isTotal: boolean;
}

/** The parts, the operation, and the net as the sum of all rows before it. */
export function partRows(estimate: ValueEstimate, words: Words, formats: Formats, money: Money): readonly PartRow[] {
  const { components, perYear } = estimate;
  const operation: Estimated = {
    value: -perYear.operation.value,
    low: -perYear.operation.high,
    high: -perYear.operation.low,
  };
  const parts = [
    ...components.map(({ id, quantity, unit, money: amount }) => ({
      id: id as string,
      amount,
      quantity:
        unit === 'hours'
          ? words('parts.hours', { count: countOf(quantity.value, formats) })
          : countOf(quantity.value, formats),
    })),
    { id: 'operation', amount: operation, quantity: '' },
  ];
  const whole = wholeParts(parts.map(({ amount }) => amount.value));
  const rowOf = (id: string, quantity: string, amount: Estimated, shown: number, isTotal = false): PartRow => ({
    ...{ id, quantity, shown, isTotal },
    title: words.term('part', id),
    money: amount,
    amount: money.whole(shown),
    interval: intervalOf(amount, words, money),
  });
  return [
    ...parts.map(({ id, quantity, amount }, index) => rowOf(id, quantity, amount, whole[index] ?? 0)),
    rowOf(
      'net',
      '',
      perYear.net,
      whole.reduce((sum, amount) => sum + amount, 0),
      true,
    ),
  ];
}

/** Ends of an interval in two digits: more would be taken for knowledge. The CSV has all of them. */
export function intervalOf({ low, high }: Estimated, words: Words, money: Money): string {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const step = largest < 10 ? 1 : 10 ** (Math.floor(Math.log10(largest)) - 1);
  const rounded = (amount: number) => money.whole(Math.round(amount / step) * step);
  return words('result.interval', { low: rounded(low), high: rounded(high) });
}

/** A number of things: as many digits as say something. */
export const countOf = (value: number, formats: Formats): string =>
  formats.number(value, value >= 100 ? 0 : value >= 10 ? 0 : value >= 1 ? 1 : 2);
