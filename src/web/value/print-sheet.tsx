import type { UsageFigures } from '../../core/value/usage.ts';
import { valueInputs } from '../../core/value/value-inputs.ts';
import { isSame, type Scenario } from './address.ts';
import { scaleOf } from './inputs-panel.tsx';
import type { PartRow } from './parts.ts';
import { PartsChart } from './parts-chart.tsx';
import { type ResultProps, ResultTiles } from './result-panel.tsx';

/** One A4 page: what comes out, where from, and every number that went in. */
export function PrintSheet({
  rows,
  scenario,
  usage,
  today,
  ...shared
}: ResultProps & {
  rows: readonly PartRow[];
  scenario: Scenario;
  usage: UsageFigures | undefined;
  /** ISO instant. */
  today: string;
}) {
  const { words, formats, money, estimate } = shared;
  const half = Math.ceil(valueInputs.length / 2);
  const stated = (cell: number | 'few') => (cell === 'few' ? words('usage.hidden') : formats.number(cell, 0));
  return (
    <div class="sheet">
      <header>
        <div>
          <p class="sheet-name">{words('page.title')}</p>
          <p>{words('sheet.estimate')}</p>
        </div>
        <p class="sheet-right">
          Fibrocast
          <br />
          {words('sheet.made', { date: formats.date(today) })}
        </p>
      </header>
      <ResultTiles {...shared} netShown={rows.at(-1)?.shown ?? 0} />
      <p class="sheet-note">
        {words('result.intervalNote', {
          draws: formats.number(estimate.draws, 0),
          share: formats.wholePercent(estimate.breakEven.share),
          months: estimate.overHorizon.years * 12,
        })}
      </p>
      <h2>{words('parts.title')}</h2>
      <PartsChart rows={rows} words={words} money={money} fixedWidth={700} dense />
      <table class="sheet-parts">
        <thead>
          <tr>
            {(['what', 'quantity', 'money', 'interval'] as const).map((key) => (
              <th key={key} scope="col">
                {words(`parts.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, title, quantity, amount, interval }) => (
            <tr key={id}>
              <th scope="row">{title}</th>
              <td>{quantity}</td>
              <td>{amount}</td>
              <td>{interval}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{words('sheet.inputs')}</h2>
      <div class="sheet-inputs">
        {[valueInputs.slice(0, half), valueInputs.slice(half)].map((part) => (
          <dl key={part[0]?.id}>
            {part.map((input) => {
              const { likely, low, high } = scenario.inputs[input.id];
              const own = !isSame(scenario.inputs[input.id], input.given);
              const scale = scaleOf(input);
              const show = (value: number) => formats.number(value * scale, 2);
              const unit = words(`unit.${input.unit}`, { currency: scenario.currency });
              return (
                <div key={input.id}>
                  <dt>
                    {words(`input.${input.id}`)}
                    {own ? '' : input.source.kind === 'published' ? '\u00a0†' : '\u00a0*'}
                  </dt>
                  <dd>
                    {show(likely)} {unit}
                    {!input.chosen && ` (${show(low)}–${show(high)})`}
                  </dd>
                </div>
              );
            })}
          </dl>
        ))}
      </div>
      <footer>
        {usage && (
          <p>
            {words('sheet.actual', {
              days: usage.days,
              assessments: stated(usage.assessments),
              cards: stated(usage.cards.shown.total),
            })}
          </p>
        )}
        <p>{words('method.three')}</p>
      </footer>
    </div>
  );
}
