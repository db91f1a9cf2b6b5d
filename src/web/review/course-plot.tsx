import type { CourseLine, CourseMark } from '../../core/review/review.ts';
import { Sized, spreadLabels, textWidth } from '../design/sized.tsx';
import { drawnThresholds, instant, layMarks, timeTicks, valueRange } from './course-scale.ts';
import { shownValue, thresholdText, useReading } from './reading.tsx';
import { shownQuantity } from './units.ts';

export interface Span {
  readonly from: number;
  readonly until: number;
  /** Pixels kept free at the right for the words of the thresholds, the same in every row. */
  readonly gutter: number;
}
const side = 8;
const scale =
  ({ from, until, gutter }: Span, width: number) =>
  (at: number) =>
    Math.round(10 * (side + ((at - from) / (until - from)) * (width - gutter - 2 * side))) / 10;

/** One value over time with its thresholds; events stand as thin lines through it. */
export function CoursePlot({
  line,
  events,
  span,
  height = 84,
  fixedWidth,
}: {
  line: CourseLine;
  events: readonly CourseMark[];
  span: Span;
  height?: number;
  fixedWidth?: number;
}) {
  const reading = useReading();
  const { words, formats } = reading;
  const { low, high } = valueRange(line);
  const number = (value: number) => {
    const shown = shownQuantity(line.id, value, line.unit, reading.units);
    return formats.number(shown.value, shown.digits);
  };
  const title = words.term('line', line.id, line.title);
  const said = line.points
    .map(({ date, value }) => `${shownValue(line.id, value, line.unit, reading)} ${formats.date(date)}`)
    .concat(drawnThresholds(line).map((one) => thresholdText(line, one, reading)))
    .join('; ');
  return (
    <Sized height={height} fixedWidth={fixedWidth}>
      {(width) => {
        const x = scale(span, width);
        const y = (value: number) => Math.round(10 * (6 + ((high - value) / (high - low)) * (height - 12))) / 10;
        const drawn = line.points.map(({ date, value }) => ({ x: x(instant(date)), y: y(value), text: number(value) }));
        const labelled = withRoom(drawn);
        const above = drawnThresholds(line);
        const inner = width - span.gutter;
        const downwards = [...above].sort((a, b) => b.value - a.value);
        const spread = spreadLabels(
          downwards.map(({ value }) => y(value)),
          downwards.map(() => 14),
          height,
        );
        const thresholdAt = above.map((one) => spread[downwards.indexOf(one)]);
        return (
          <svg
            class="course-plot"
            width={width}
            height={height}
            role="img"
            aria-label={words('course.plot', { title, points: said })}
          >
            {timeTicks(span.from, span.until).map(({ at }) => (
              <line key={at} class="grid" x1={x(at)} x2={x(at)} y1="0" y2={height} />
            ))}
            {events.map(({ date, title: event }) => (
              <line
                key={`${date} ${event}`}
                class="event"
                x1={x(instant(date))}
                x2={x(instant(date))}
                y1="0"
                y2={height}
              />
            ))}
            {above.map(({ value, label }, index) => (
              <g key={label}>
                <line class="threshold" x1="0" x2={inner} y1={y(value)} y2={y(value)} />
                {span.gutter > 0 && (
                  <text class="threshold-label" x={inner + 8} y={(thresholdAt[index] ?? 0) + 4}>
                    {thresholdText(line, { value, label }, reading)}
                  </text>
                )}
              </g>
            ))}
            <polyline points={drawn.map((point) => `${point.x},${point.y}`).join(' ')} />
            {drawn.map((point, index) => (
              <circle
                key={line.points[index]?.date}
                class={index === drawn.length - 1 ? 'last' : ''}
                cx={point.x}
                cy={point.y}
                r={index === drawn.length - 1 ? 4 : 3}
              />
            ))}
            {labelled.map((point) => (
              <text
                key={`${point.x} ${point.text}`}
                class="point-label"
                x={Math.min(Math.max(point.x, textWidth(point.text) / 2), inner - textWidth(point.text) / 2)}
                y={point.y < 22 ? point.y + 17 : point.y - 8}
                text-anchor="middle"
              >
                {point.text}
              </text>
            ))}
          </svg>
        );
      }}
    </Sized>
  );
}

/** The last point, then from the right every one whose label has room. */
function withRoom<P extends { readonly x: number; readonly text: string }>(points: readonly P[]): readonly P[] {
  const kept: P[] = [];
  for (const point of [...points].reverse()) {
    const next = kept.at(-1);
    if (!next || next.x - point.x > textWidth(point.text) + 14) kept.push(point);
  }
  return kept;
}

export function TimeAxis({ span }: { span: Span }) {
  const { formats } = useReading();
  return (
    <Sized height={20}>
      {(width) => {
        const x = scale(span, width);
        const ticks = timeTicks(span.from, span.until);
        const years = ticks.every(({ iso }) => iso.slice(5, 7) === '01');
        const every = Math.ceil((ticks.length * (years ? 44 : 76)) / (width - span.gutter));
        return (
          <svg width={width} height="20" aria-hidden="true">
            {ticks
              .filter((_, index) => index % every === 0)
              .map(({ at, iso }) => {
                const text = years ? iso.slice(0, 4) : formats.month(iso);
                const half = textWidth(text) / 2;
                return (
                  <text key={iso} class="tick" x={Math.max(x(at), half)} y="14" text-anchor="middle">
                    {text}
                  </text>
                );
              })}
          </svg>
        );
      }}
    </Sized>
  );
}

const laneHeight = 24;
/** Treatments as bars, procedures, events and imaging as shapes, each with its name. */
export function MarkLanes({ marks, span }: { marks: readonly CourseMark[]; span: Span }) {
  const { words, formats } = useReading();
  const widthOf = ({ title }: CourseMark) => textWidth(title);
  const most = Math.min(8, marks.length) * laneHeight;
  return (
    <Sized height={Math.min(most, laneHeight)}>
      {(width) => {
        const x = scale(span, width);
        const { laid, lanes } = layMarks(marks, x, width, span.until, widthOf);
        return (
          <svg class="mark-lanes" width={width} height={lanes * laneHeight} aria-hidden="true">
            {timeTicks(span.from, span.until).map(({ at }) => (
              <line key={at} class="grid" x1={x(at)} x2={x(at)} y1="0" y2={lanes * laneHeight} />
            ))}
            {laid.map(({ mark, lane, x: at, end, before }) => {
              const middle = lane * laneHeight + laneHeight / 2;
              return (
                <g key={`${mark.date} ${mark.title}`} class={mark.kind}>
                  <title>
                    {`${words(`mark.${mark.kind}`)}: ${mark.title}, ${formats.date(mark.date)}${mark.end ? ` – ${formats.date(mark.end)}` : ''}`}
                  </title>
                  {mark.kind === 'treatment' ? (
                    <rect x={at} y={middle - 9} width={Math.max(4, end - at)} height="18" rx="4" />
                  ) : (
                    <path d={shapes[mark.kind]} transform={`translate(${at} ${middle})`} />
                  )}
                  <text
                    x={before ? at - 9 : at + (mark.kind === 'treatment' ? 7 : 10)}
                    y={middle + 4}
                    text-anchor={before ? 'end' : 'start'}
                  >
                    {mark.title}
                  </text>
                </g>
              );
            })}
          </svg>
        );
      }}
    </Sized>
  );
}
const shapes = {
  procedure: 'M-5 -5H5V5H-5Z',
  event: 'M0 -6 6.500 5H-6.500Z',
  imaging: 'M0 -5a5 5 0 1 0 .01 0Z',
} as const;
