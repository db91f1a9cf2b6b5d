import type { Point, Series } from './chart-data.ts';
import { showDate } from './dates.ts';

type Plotted = Point & { readonly value: number };
const plotted = (series: Series): Plotted[] =>
  series.points.filter((point): point is Plotted => point.value !== undefined && point.date !== '').reverse();

/** Course of a test over time with its reference band; the numbers are in the accessible name. */
export function Sparkline({ series }: { series: Series }) {
  const points = plotted(series);
  const [width, height] = [76, 24];
  if (points.length < 2) return <span class="sparkline-none">single value</span>;
  const { x, y } = scales(points, { width, height, pad: 3, low: series.low, high: series.high });
  const last = points.at(-1);
  const band = bandOf(series, y, height);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={described(series, points)}>
      {band && <rect class="band" x="0" width={width} y={band.top} height={band.height} rx="2" />}
      <polyline points={points.map((point) => `${x(point)},${y(point.value)}`).join(' ')} />
      {last && <circle class={last.flag ? 'dot flagged' : 'dot'} cx={x(last)} cy={y(last.value)} r="2.6" />}
    </svg>
  );
}

/** Larger plot with every value written out, for elastography. */
export function TrendPlot({ series }: { series: Series }) {
  const points = plotted(series);
  const [width, height] = [300, 112];
  if (points.length < 2) return null;
  const { x, y } = scales(points, { width, height, pad: 24, low: undefined, high: undefined });
  return (
    <svg class="trend" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={described(series, points)}>
      <line class="axis" x1="8" x2={width - 8} y1={height - 18} y2={height - 18} />
      <polyline points={points.map((point) => `${x(point)},${y(point.value)}`).join(' ')} />
      {points.map((point, index) => (
        <g key={point.date}>
          <circle class="dot" cx={x(point)} cy={y(point.value)} r="3.4" />
          <text class="value" x={x(point)} y={y(point.value) - 8} text-anchor={anchor(index, points.length)}>
            {point.text}
          </text>
          <text class="year" x={x(point)} y={height - 5} text-anchor={anchor(index, points.length)}>
            {showDate(point.date).replace(/^\d+ /, '')}
          </text>
        </g>
      ))}
    </svg>
  );
}
const anchor = (index: number, count: number) => (index === 0 ? 'start' : index === count - 1 ? 'end' : 'middle');

function scales(
  points: readonly Plotted[],
  box: { width: number; height: number; pad: number; low: number | undefined; high: number | undefined },
) {
  const times = points.map(({ date }) => Date.parse(date));
  const values = [...points.map(({ value }) => value), ...[box.low, box.high].filter((limit) => limit !== undefined)];
  // A limit far away from the values would flatten the line: it is left out of the scale then.
  const [least, most] = [Math.min(...points.map(({ value }) => value)), Math.max(...points.map(({ value }) => value))];
  const near = values.filter(
    (value) => value >= least - (most - least) * 2 - 1e-9 && value <= most + (most - least) * 2 + 1e-9,
  );
  const [low, high] = [Math.min(...near), Math.max(...near)];
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const side = Math.min(box.pad, 8);
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    x: ({ date }: Point) => round(side + ((Date.parse(date) - from) / Math.max(1, to - from)) * (box.width - 2 * side)),
    y: (value: number) =>
      round(box.height - box.pad - ((value - low) / (high - low || 1)) * (box.height - 2 * box.pad)),
  };
}

function bandOf(series: Series, y: (value: number) => number, height: number) {
  if (series.low === undefined && series.high === undefined) return undefined;
  const clamp = (value: number) => Math.max(0, Math.min(height, value));
  const top = series.high === undefined ? 0 : clamp(y(series.high));
  const bottom = series.low === undefined ? height : clamp(y(series.low));
  return bottom - top > 0.5 ? { top, height: bottom - top } : undefined;
}

function described(series: Series, points: readonly Plotted[]): string {
  const values = points.map(({ date, text }) => `${text} on ${showDate(date)}`).join(', ');
  return `${series.label} in ${series.unit || 'no unit'}: ${values}`;
}
