import type { Cell, CellTable, UsageFigures } from '../../core/value/usage.ts';
import type { ValueInputs } from '../../core/value/value-inputs.ts';
import type { Formats } from '../design/formats.ts';
import { Panel } from '../design/panel.tsx';
import { type Period, periods } from './api.ts';
import type { Words } from './language/dictionary.ts';

export type UsageState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly figures: UsageFigures }
  | { readonly kind: 'denied' | 'failed' };

/** What the service counted itself, beside what the estimate assumes. */
export function UsagePanel({
  state,
  period,
  inputs,
  used,
  words,
  formats,
  onPeriod,
  onUse,
}: {
  state: UsageState;
  period: Period;
  inputs: ValueInputs;
  /** The inputs were just taken from here. */
  used: boolean;
  words: Words;
  formats: Formats;
  onPeriod: (period: Period) => void;
  onUse: (figures: UsageFigures) => void;
}) {
  return (
    <Panel
      id="usage"
      title={words('usage.title')}
      beside={
        <fieldset class="segmented">
          <legend class="visually-hidden">{words('usage.period')}</legend>
          {periods.map((days) => (
            <label key={days} class={days === period ? 'chosen' : ''}>
              <input type="radio" name="period" checked={days === period} onChange={() => onPeriod(days)} />
              {words('usage.days', { days })}
            </label>
          ))}
        </fieldset>
      }
    >
      <div class="usage-body" aria-busy={state.kind === 'loading'}>
        {state.kind === 'loading' && (
          <p role="status" class="empty">
            {words('usage.loading')}
          </p>
        )}
        {(state.kind === 'denied' || state.kind === 'failed') && <p class="empty">{words(`usage.${state.kind}`)}</p>}
        {state.kind === 'shown' &&
          (state.figures.assessments === 0 ? (
            <p class="empty">{words('usage.empty')}</p>
          ) : (
            <Figures {...{ figures: state.figures, inputs, used, words, formats, onUse }} />
          ))}
      </div>
    </Panel>
  );
}

function Figures({
  figures,
  inputs,
  used,
  words,
  formats,
  onUse,
}: {
  figures: UsageFigures;
  inputs: ValueInputs;
  used: boolean;
  words: Words;
  formats: Formats;
  onUse: (figures: UsageFigures) => void;
}) {
  const { assessments, days, patients, cards } = figures;
  const cell = (count: Cell) => (count === 'few' ? words('usage.hidden') : formats.number(count, 0));
  const yearly = assessments === 'few' ? undefined : (assessments * 365) / days;
  const rows: readonly (readonly [string, string, string])[] = [
    [words('usage.assessments'), '', cell(assessments)],
    [
      words('usage.assessmentsYear'),
      formats.number(inputs.assessmentsPerYear.likely, 0),
      yearly === undefined ? words('usage.hidden') : formats.number(yearly, 0),
    ],
    [words('usage.patients'), '', cell(patients.total)],
    [words('usage.cards'), '', cell(cards.shown.total)],
    [words('usage.accepted'), '', cell(cards.accepted)],
    [words('usage.overridden'), '', cell(cards.overridden)],
    [
      words('usage.followed'),
      formats.percent(inputs.followedShare.likely),
      cards.followedShare === undefined ? words('usage.hidden') : formats.percent(cards.followedShare),
    ],
  ];
  return (
    <>
      <table class="data usage">
        <thead>
          <tr>
            <th scope="col">{words('usage.what')}</th>
            <th scope="col" class="number">
              {words('usage.assumed')}
            </th>
            <th scope="col" class="number">
              {words('usage.counted')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, assumed, counted]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td class="number soft">{assumed}</td>
              <td class="number">{counted}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="breakdowns">
        <Breakdown title={words('usage.byLevel')} family="level" table={patients} words={words} cell={cell} />
        <Breakdown title={words('usage.byUrgency')} family="urgency" table={cards.shown} words={words} cell={cell} />
      </div>
      <p class="note">{words('usage.note')}</p>
      {yearly !== undefined && (
        <p class="use">
          <button type="button" onClick={() => onUse(figures)}>
            {words('usage.use')}
          </button>
          <span role="status">{used ? words('usage.used') : ''}</span>
        </p>
      )}
    </>
  );
}

function Breakdown({
  title,
  family,
  table,
  words,
  cell,
}: {
  title: string;
  family: 'level' | 'urgency';
  table: CellTable<string>;
  words: Words;
  cell: (count: Cell) => string;
}) {
  return (
    <div>
      <h3>{title}</h3>
      <dl>
        {table.cells.map(({ id, count }) => (
          <div key={id}>
            <dt>{words.term(family, id)}</dt>
            <dd>{cell(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
