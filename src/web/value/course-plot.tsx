import type { ValueEstimate } from '../../core/value/estimate-value.ts';
import { Sized, textWidth } from '../design/sized.tsx';
import type { Words } from './language/dictionary.ts';
import type { Money } from './money.ts';
import { ticksOf } from './parts-chart.tsx';

const height = 220;
const bottom = 24;

/** The cumulated net over the months, with the band of 90 % of the draws at each. */
export function CoursePlot(props: { estimate: ValueEstimate; words: Words; money: Money }) {
  return <Sized height={height}>{(width) => <Course {...props} width={width} />}</Sized>;
}

function Course({
  estimate: { course, breakEven },
  words,
  money,
  width,
}: {
  estimate: ValueEstimate;
  words: Words;
  money: Money;
  width: number;
}) {
  const last = course.length - 1;
  const low = Math.min(0, ...course.map((point) => point.low));
  const high = Math.max(0, ...course.map((point) => point.high));
  const span = high - low || 1;
  const ticks = ticksOf(low, high, 4).map((tick) => ({ tick, label: money.short(tick) }));
  const left = Math.max(...ticks.map(({ label }) => textWidth(label))) + 16;
  const top = 18;
  const x = (month: number) => left + (month / last) * (width - left - 10);
  const y = (value: number) => top + ((high - value) / span) * (height - top - bottom);
  const line = (of: (point: (typeof course)[number]) => number, points = course) =>
    points.map((point) => `${x(point.month).toFixed(1)} ${y(of(point)).toFixed(1)}`).join('L');
  const every = last <= 36 ? 6 : 12;
  const { month } = breakEven;
  const labelled = month !== undefined && month < last;
  const labelLeft = labelled && x(month) > width * 0.75;
  return (
    <svg class="course" role="img" width={width} height={height} aria-label={words('course.plot')}>
      {ticks.map(({ tick, label }) => (
        <g key={tick}>
          <line class={tick === 0 ? 'zero' : 'grid-line'} x1={left} x2={width - 10} y1={y(tick)} y2={y(tick)} />
          <text class="tick" x={left - 8} y={y(tick) + 4} text-anchor="end">
            {label}
          </text>
        </g>
      ))}
      {course
        .filter(({ month: at }) => at % every === 0)
        .map(({ month: at }) => (
          <text key={at} class="tick" x={x(at)} y={height - 6} text-anchor="middle">
            {at}
          </text>
        ))}
      <path
        class="band"
        d={`M${line(({ high: top }) => top)}L${line(({ low: under }) => under, [...course].reverse())}Z`}
      />
      <path class="line" d={`M${line(({ value }) => value)}`} />
      {labelled && (
        <g class="even">
          <line x1={x(month)} x2={x(month)} y1={top} y2={height - bottom} />
          <circle cx={x(month)} cy={y(course[month]?.value ?? 0)} r={4} />
          <text x={x(month) + (labelLeft ? -7 : 7)} y={top - 5} text-anchor={labelLeft ? 'end' : 'start'}>
            {words('course.breakEven')}: {words('result.month', { month })}
          </text>
        </g>
      )}
    </svg>
  );
}
