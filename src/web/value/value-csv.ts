import type { Estimated, ValueEstimate } from '../../core/value/estimate-value.ts';
import { valueInputs } from '../../core/value/value-inputs.ts';
import type { Scenario } from './address.ts';
import type { Words } from './language/dictionary.ts';
import type { PartRow } from './parts.ts';

/**
 * Inputs and results as a table of RFC 4180: one row a number, with likely value or estimate, bounds, unit and source. Numbers have a point and
 * no grouping; shares are 0 to 1. Only titles are in the language of the page.
 */
export function csvOf(scenario: Scenario, estimate: ValueEstimate, rows: readonly PartRow[], words: Words): string {
  const { currency, inputs } = scenario;
  const { perYear, overHorizon, breakEven } = estimate;
  const yearly = `${currency} a year`;
  const estimated = (id: string, title: string, unit: string, { value, low, high }: Estimated) =>
    line('result', id, title, unit, plain(value), plain(low), plain(high), '90 % of draws');
  return [
    line('kind', 'id', 'title', 'unit', 'value', 'low', 'high', 'source'),
    ...valueInputs.map(({ id, unit, source }) => {
      const { likely, low, high } = inputs[id];
      const said =
        source.kind === 'published' ? `${source.label} ${source.doi ?? source.url ?? ''}`.trim() : 'assumption';
      const given = isGiven(id, inputs[id]) ? said : 'own number';
      const named = words(`unit.${unit}`, { currency }).replace('%', 'share');
      return line('input', id, words(`input.${id}`), named, plain(likely), plain(low), plain(high), given);
    }),
    ...estimate.components.map(({ id, quantity, unit }) =>
      estimated(`${id}.quantity`, words(`part.${id}`), unit === 'hours' ? 'h a year' : 'a year', quantity),
    ),
    ...rows.map(({ id, title, money }) => estimated(`${id}.money`, title, yearly, money)),
    estimated('savings', 'savings', yearly, perYear.savings),
    estimated('burdens', 'burdens', yearly, perYear.burdens),
    estimated('horizon.effects', 'effects', `${currency}, present value`, overHorizon.effects),
    estimated('horizon.cost', 'cost', `${currency}, present value`, overHorizon.cost),
    estimated('horizon.net', 'net', `${currency}, present value`, overHorizon.net),
    ...(overHorizon.returnOnCost
      ? [estimated('horizon.return', words('result.return'), 'share', overHorizon.returnOnCost)]
      : []),
    line(
      'result',
      'breakEven',
      words('result.breakEven'),
      'month',
      ...[breakEven.month, breakEven.earliest, breakEven.latest].map((month) =>
        month === undefined ? 'never' : String(month),
      ),
      '90 % of draws',
    ),
    line('result', 'breakEven.share', 'draws that break even', 'share', plain(breakEven.share), '', '', ''),
    '',
  ].join('\r\n');
}

const isGiven = (id: string, range: { likely: number; low: number; high: number }) => {
  const given = valueInputs.find((input) => input.id === id)?.given;
  return given?.likely === range.likely && given.low === range.low && given.high === range.high;
};

const plain = (value: number) => String(Number(value.toPrecision(12)));

const line = (...cells: readonly string[]) =>
  cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
