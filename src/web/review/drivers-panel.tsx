import type { ModelPrediction } from '../../core/assessment.ts';
import type { Driver } from '../../core/findings.ts';
import type { ReviewData } from '../../core/review/review.ts';
import { Panel } from '../design/panel.tsx';
import { type Reading, shownInput, useReading } from './reading.tsx';
import { waterfallOf } from './waterfall-rows.ts';
import { WaterfallTable } from './waterfall-table.tsx';

const logOdds = (p: number) => Math.log(p / (1 - p));

/** Why: what the stage and each risk rest on. */
export function DriversPanel({ data: { assessment } }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  const { stage, models = [] } = assessment;
  const others = (count: number) => words.counted('why.others', count);
  const plots = [
    ...(stage && stage.drivers.length > 0
      ? [
          {
            id: 'stage',
            caption: words('why.stage'),
            probabilityAxis: true,
            waterfall: waterfallOf(
              stage.drivers.map((driver) => ({
                ...driver,
                title: words.term('modality', driver.id === 'fibrosis-labs' ? 'labs' : driver.id, driver.title),
              })),
              logOdds(stage.prior[3] + stage.prior[4]),
              { start: words('why.start.prior'), result: words('why.result'), others },
              ({ id, value }) => {
                const factor = stage.factors.find(
                  ({ modality }) => modality === (id === 'fibrosis-labs' ? 'labs' : id),
                );
                return [value, factor?.date && formats.date(factor.date)].filter(Boolean).join(', ');
              },
            ),
          },
        ]
      : []),
    ...models.flatMap((model) =>
      model.status === 'ok' && model.state === 'live'
        ? model.drivers.map(({ of, drivers }) => ({
            id: `${model.by.id} ${of}`,
            caption: `${words.term('outcome', of, titleOf(model, of))}: ${model.title}`,
            probabilityAxis: false,
            waterfall: waterfallOf(
              drivers,
              0,
              { start: words('why.start.average'), result: words('why.result'), others },
              (driver) => detailOf(driver, model, reading),
            ),
          }))
        : [],
    ),
  ];
  return (
    <Panel id="why" title={words('why.title')} wide="span-12" slim={plots.length === 0}>
      {plots.length === 0 && <p class="empty">{words('why.none')}</p>}
      {plots.length > 0 && <p class="note">{words('why.notCausal')}</p>}
      <div class="columns">
        {plots.map(({ id, caption, waterfall, probabilityAxis }) => (
          <div key={id}>
            <WaterfallTable waterfall={waterfall} caption={caption} probabilityAxis={probabilityAxis} />
            {waterfall.unavailable.length > 0 && (
              <p class="note">{words('why.unavailable', { what: waterfall.unavailable.join(', ') })}</p>
            )}
          </div>
        ))}
      </div>
    </Panel>
  );
}

function titleOf({ risks, exceedances }: ModelPrediction, of: string): string {
  const exceeded = exceedances.find(({ id }) => id === of);
  if (exceeded) return `${exceeded.quantity} ≥ ${exceeded.threshold} ${exceeded.unit}`;
  return risks.find(({ outcome, title }) => outcome === of || title === of)?.title ?? of;
}

/** The value that was used, in the reader's units where the input is found, and its date. */
function detailOf({ id, title, value }: Driver, { used }: ModelPrediction, reading: Reading): string | undefined {
  const plain = title.toLowerCase();
  const input = used.find((one) => one.input === id) ?? used.find((one) => one.title.toLowerCase().includes(plain));
  if (!input) return value;
  const shown = shownInput(input, reading);
  return input.date ? `${shown}, ${reading.formats.date(input.date)}` : shown;
}
