import { useState } from 'preact/hooks';
import type { Assessment, ModelPrediction } from '../../core/assessment.ts';
import type { Driver } from '../../core/findings.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { Panel } from '../design/panel.tsx';
import { type Reading, shownInput, useReading } from './reading.tsx';
import { readUnit } from './units.ts';
import { type Waterfall, waterfallOf } from './waterfall-rows.ts';
import { WaterfallTable } from './waterfall-table.tsx';

const logOdds = (p: number) => Math.log(p / (1 - p));

interface Explained {
  readonly id: string;
  readonly caption: string;
  /** Short name among the others of the same model. */
  readonly label: string;
  readonly probabilityAxis: boolean;
  readonly waterfall: Waterfall;
}
interface ExplainedModel {
  readonly id: string;
  readonly title: string;
  /** Several outcomes of one model rest on much the same: one is shown, the others can be chosen. */
  readonly outcomes: readonly Explained[];
}

/** Why: what the stage and each risk rest on. */
export function DriversPanel({ data: { assessment } }: { data: ReviewData }) {
  const reading = useReading();
  const { words } = reading;
  const stage = stageDrivers(assessment.stage, reading);
  const models = [
    ...(stage ? [stage] : []),
    ...(assessment.models ?? []).flatMap((model) =>
      model.status === 'ok' && model.state === 'live' && model.drivers.length > 0 ? [modelDrivers(model, reading)] : [],
    ),
  ];
  return (
    <Panel id="why" title={words('why.title')} wide="span-12" slim={models.length === 0}>
      {models.length === 0 && <p class="empty">{words('why.none')}</p>}
      {models.length > 0 && <p class="note">{words('why.notCausal')}</p>}
      <div class="columns">
        {models.map((model) => (
          <ModelDrivers key={model.id} model={model} />
        ))}
      </div>
    </Panel>
  );
}

function ModelDrivers({ model: { id, title, outcomes } }: { model: ExplainedModel }) {
  const { words } = useReading();
  const [chosen, choose] = useState<string>();
  const shown = outcomes.find((one) => one.id === chosen) ?? outcomes[0];
  if (!shown) return null;
  return (
    <div>
      {outcomes.length > 1 && (
        <fieldset class="segmented outcomes">
          <legend class="visually-hidden">{words('why.outcome', { model: title })}</legend>
          {outcomes.map((one) => (
            <label key={one.id} class={one === shown ? 'chosen' : ''}>
              <input type="radio" name={`why ${id}`} checked={one === shown} onChange={() => choose(one.id)} />
              {one.label}
            </label>
          ))}
        </fieldset>
      )}
      <WaterfallTable waterfall={shown.waterfall} caption={shown.caption} probabilityAxis={shown.probabilityAxis} />
      {shown.waterfall.unavailable.length > 0 && (
        <p class="note">{words('why.unavailable', { what: shown.waterfall.unavailable.join(', ') })}</p>
      )}
    </div>
  );
}

function stageDrivers(stage: Assessment['stage'], { words, formats, say }: Reading): ExplainedModel | undefined {
  if (!stage || stage.drivers.length === 0) return undefined;
  const modalityOf = (id: string) => (id === 'fibrosis-labs' ? 'labs' : id);
  const waterfall = waterfallOf(
    stage.drivers.map((driver) => ({ ...driver, title: words.term('modality', modalityOf(driver.id), driver.title) })),
    logOdds(stage.prior[3] + stage.prior[4]),
    {
      start: words('why.start.prior'),
      result: words('why.result'),
      others: (count) => words.counted('why.others', count),
    },
    ({ id, value }) => {
      const factor = stage.factors.find(({ modality }) => modality === modalityOf(id));
      return [value && say(value).text, factor?.date && formats.date(factor.date)].filter(Boolean).join(', ');
    },
  );
  const caption = words('why.stage');
  return {
    id: 'stage',
    title: caption,
    outcomes: [{ id: 'stage', caption, label: caption, probabilityAxis: true, waterfall }],
  };
}

function modelDrivers(model: ModelPrediction, reading: Reading): ExplainedModel {
  const { words, say } = reading;
  return {
    id: model.by.id,
    title: model.title,
    outcomes: model.drivers.map(({ of, drivers }) => {
      const exceeded = model.exceedances.find(({ id }) => id === of);
      const label = exceeded
        ? `≥ ${exceeded.threshold} ${exceeded.unit}`
        : words.term('outcome', outcomeOf(model, of), of);
      return {
        id: of,
        label,
        caption: `${exceeded ? `${say(exceeded.quantity).text} ${label}` : label}: ${say(model.title).text}`,
        probabilityAxis: false,
        waterfall: waterfallOf(
          drivers.map((driver) => ({ ...driver, title: say(driver.title).text })),
          0,
          {
            start: words('why.start.average'),
            result: words('why.result'),
            others: (count) => words.counted('why.others', count),
          },
          (driver) => detailOf(drivers.find(({ id }) => id === driver.id) ?? driver, model, reading),
        ),
      };
    }),
  };
}

/** Drivers are listed under the outcome or under the model's title of it. */
const outcomeOf = ({ risks }: ModelPrediction, of: string): string =>
  risks.find(({ outcome, title }) => outcome === of || title === of)?.outcome ?? of;

/** The value that was used, in the reader's units where the input is found, and its date. */
function detailOf({ id, title, value }: Driver, { used }: ModelPrediction, reading: Reading): string | undefined {
  const plain = title.toLowerCase();
  const input = used.find((one) => one.input === id) ?? used.find((one) => one.title.toLowerCase().includes(plain));
  if (!input) return value && readableValues(value, reading);
  const shown = shownInput(input, reading);
  return input.date ? `${shown}, ${reading.formats.date(input.date)}` : shown;
}

/** "AST 101 U/L, Platelets 153 10*9/L": names in the reader's language, units as people write them. */
function readableValues(values: string, { say, language }: Reading): string {
  return values
    .split(', ')
    .map((one) => {
      const [, name = '', size = ''] = /^(.+?) ([<>\d].*)$/.exec(one) ?? [];
      if (size === '') return say(one).text;
      const [, number = '', unit = ''] = /^([<>\d.]+) ?(.*)$/.exec(size) ?? [];
      return `${say(name).text} ${language === 'de' ? number.replace('.', ',') : number} ${readUnit(unit)}`.trim();
    })
    .join(', ');
}
