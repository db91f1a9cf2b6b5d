import { useReading } from './reading.tsx';
import type { Waterfall } from './waterfall-rows.ts';

/** Bars joined end to end. A table, so that it reads without the bars; positions are shares of the cell, so that it fits any width. */
export function WaterfallTable({
  waterfall,
  caption,
  probabilityAxis,
}: {
  waterfall: Waterfall;
  caption: string;
  /** Write the probability that belongs to a log-odds under the axis. */
  probabilityAxis: boolean;
}) {
  const { words, formats } = useReading();
  const { rows, scale } = waterfall;
  const ends = rows.flatMap(({ from, to }) => [from, to]);
  const [least, most] = [Math.min(...ends, 0), Math.max(...ends, 0)];
  const pad = Math.max(0.2, (most - least) * 0.08);
  const [low, high] = [least - pad, most + pad];
  const at = (value: number) => (100 * (value - low)) / (high - low);
  const digits = scale === 'probability' ? 3 : 2;
  const ticks = ticksOf(low, high);
  const logistic = (value: number) => 1 / (1 + Math.exp(-value));
  return (
    <table class="waterfall">
      <caption>
        {caption} <span class="soft">{words(`why.scale.${scale}`)}</span>
      </caption>
      <colgroup>
        <col class="name-column" />
        <col />
        <col class="figure-column" />
      </colgroup>
      <thead class="visually-hidden">
        <tr>
          <th scope="col">{words('why.driver')}</th>
          <th scope="col" />
          <th scope="col">{words('why.contribution')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ kind, title, detail, from, to }, index) => (
          <tr key={`${kind} ${title}`} class={kind}>
            <th scope="row">
              {title}
              {detail && <span class="soft">{detail}</span>}
            </th>
            <td class="bar-cell">
              <svg width="100%" height="40" aria-hidden="true">
                {ticks.map((tick) => (
                  <line
                    key={tick}
                    class={tick === 0 ? 'zero' : 'grid'}
                    x1={`${at(tick)}%`}
                    x2={`${at(tick)}%`}
                    y1="0"
                    y2="40"
                  />
                ))}
                {index > 0 && <line class="join" x1={`${at(from)}%`} x2={`${at(from)}%`} y1="0" y2="12" />}
                {index < rows.length - 1 && <line class="join" x1={`${at(to)}%`} x2={`${at(to)}%`} y1="28" y2="40" />}
                {kind === 'start' || kind === 'result' ? (
                  <circle class="end" cx={`${at(to)}%`} cy="20" r="5" />
                ) : (
                  <rect
                    class={to >= from ? 'up' : 'down'}
                    x={`${at(Math.min(from, to))}%`}
                    width={`${Math.max(0.4, Math.abs(at(to) - at(from)))}%`}
                    y="12"
                    height="16"
                    rx="2"
                  />
                )}
              </svg>
            </td>
            <td class="number">
              {kind === 'start' || kind === 'result'
                ? probabilityAxis
                  ? formats.wholePercent(logistic(to))
                  : formats.number(to, digits)
                : formats.signed(to - from, digits)}
              {kind === 'driver' && <span class="visually-hidden"> {words(to >= from ? 'why.up' : 'why.down')}</span>}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td />
          <td class="bar-cell">
            <svg width="100%" height={probabilityAxis ? 30 : 16} aria-hidden="true">
              {ticks.map((tick) => (
                <text key={tick} class="tick" x={`${at(tick)}%`} y="12" text-anchor="middle">
                  {formats.signed(tick, 1)}
                </text>
              ))}
              {probabilityAxis &&
                ticks.map((tick) => (
                  <text key={`p ${tick}`} class="tick" x={`${at(tick)}%`} y="27" text-anchor="middle">
                    {formats.wholePercent(logistic(tick))}
                  </text>
                ))}
            </svg>
          </td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

function ticksOf(low: number, high: number): readonly number[] {
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8].find((one) => (high - low) / one <= 6) ?? 10;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(3)),
  );
}
