import type { ReviewData, Sensitivity } from '../../core/review/review.ts';
import { AsTable, Panel } from '../design/panel.tsx';
import { Sized, textWidth } from '../design/sized.tsx';
import { shownValue, useReading } from './reading.tsx';

/** The same model with one value moved. Not an effect. */
export function SensitivityPanel({ data: { sensitivities } }: { data: ReviewData }) {
  const reading = useReading();
  const { words, formats } = reading;
  return (
    <Panel id="sensitivity" title={words('sensitivity.title')} wide="span-6" slim={sensitivities.length === 0}>
      {sensitivities.length > 0 && <p class="note">{words('sensitivity.note')}</p>}
      {sensitivities.length === 0 && <p class="empty">{words('sensitivity.none')}</p>}
      <div class="sensitivities">
        {sensitivities.map((one) => {
          const title = words.term('input', one.input, one.title);
          const of = words('sensitivity.of', {
            outcome: words.term('outcome', one.outcome),
            years: words.counted('risk.in', one.horizonYears),
          });
          return (
            <div key={`${one.input} ${one.outcome} ${one.horizonYears}`} class="sensitivity">
              <h3>
                {title} <span class="soft">{of}</span>
              </h3>
              <SensitivityPlot sensitivity={one} label={`${title}: ${of}`} />
              <AsTable
                label={words('page.table')}
                caption={`${title}: ${of}`}
                head={[title, of]}
                rows={one.points.map(({ value, probability }) => [
                  shownValue(one.input, value, one.unit, reading),
                  formats.percent(probability),
                ])}
              />
            </div>
          );
        })}
      </div>
    </Panel>
  );
}

const [height, left, right, top, bottom] = [108, 40, 10, 24, 22];
function SensitivityPlot({ sensitivity, label }: { sensitivity: Sensitivity; label: string }) {
  const reading = useReading();
  const { words, formats } = reading;
  const { points, current, input, unit } = sensitivity;
  const [low, high] = [Math.min(...points.map((p) => p.value)), Math.max(...points.map((p) => p.value))];
  const most = Math.max(...points.map((p) => p.probability)) * 1.1;
  const here = interpolated(points, current);
  const now = words('sensitivity.now', { value: shownValue(input, current, unit, reading) });
  const shown = (value: number) => shownValue(input, value, unit, reading);
  return (
    <Sized height={height}>
      {(width) => {
        const x = (value: number) => left + ((value - low) / (high - low || 1)) * (width - left - right);
        const y = (p: number) => height - bottom - (p / (most || 1)) * (height - top - bottom);
        const half = textWidth(now) / 2;
        return (
          <svg
            class="sensitivity-plot"
            width={width}
            height={height}
            role="img"
            aria-label={`${label}. ${now}: ${formats.percent(here)}.`}
          >
            <line class="grid" x1={left} x2={width - right} y1={y(0)} y2={y(0)} />
            <line class="grid" x1={left} x2={width - right} y1={y(most)} y2={y(most)} />
            <text class="tick" x={left - 5} y={y(most) + 4} text-anchor="end">
              {formats.percent(most)}
            </text>
            <text class="tick" x={left - 5} y={y(0) + 4} text-anchor="end">
              {formats.percent(0)}
            </text>
            <text class="tick" x={left} y={height - 6} text-anchor="start">
              {shown(low)}
            </text>
            <text class="tick" x={width - right} y={height - 6} text-anchor="end">
              {shown(high)}
            </text>
            <polyline points={points.map((p) => `${x(p.value)},${y(p.probability)}`).join(' ')} />
            <line class="now" x1={x(current)} x2={x(current)} y1={top} y2={y(0)} />
            <circle cx={x(current)} cy={y(here)} r="4" />
            <text
              class="point-label"
              x={Math.min(Math.max(x(current), left + half), width - right - half)}
              y={top - 8}
              text-anchor="middle"
            >
              {now}
            </text>
          </svg>
        );
      }}
    </Sized>
  );
}

function interpolated(points: Sensitivity['points'], at: number): number {
  const above = points.findIndex(({ value }) => value >= at);
  const [before, after] = [points[Math.max(0, above - 1)], points[above < 0 ? points.length - 1 : above]];
  if (!before || !after) return 0;
  const share = after.value === before.value ? 0 : (at - before.value) / (after.value - before.value);
  return before.probability + Math.min(1, Math.max(0, share)) * (after.probability - before.probability);
}
