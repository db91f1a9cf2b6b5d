import { Sized, textWidth } from '../design/sized.tsx';
import type { Words } from './language/dictionary.ts';
import type { Money } from './money.ts';
import type { PartRow } from './parts.ts';

const rowHeight = 30;
const axisHeight = 22;

/** Bars to the right are gained, bars to the left are spent: the side and the sign say it, the colour only helps. */
export function PartsChart({
  rows,
  words,
  money,
  fixedWidth,
  dense = false,
}: {
  rows: readonly PartRow[];
  words: Words;
  money: Money;
  fixedWidth?: number;
  dense?: boolean;
}) {
  const step = dense ? 19 : rowHeight;
  const height = rows.length * step + axisHeight + 6;
  return (
    <Sized height={height} {...(fixedWidth === undefined ? {} : { fixedWidth })}>
      {(width) => <Bars {...{ rows, words, money, width, height, step, dense }} />}
    </Sized>
  );
}

function Bars({
  rows,
  words,
  money,
  width,
  height,
  step,
  dense,
}: {
  rows: readonly PartRow[];
  words: Words;
  money: Money;
  width: number;
  height: number;
  step: number;
  dense: boolean;
}) {
  const size = dense ? 9.5 : 13;
  const narrow = width < 460;
  const left = Math.min(width * 0.42, Math.max(...rows.map(({ title }) => textWidth(title, size))) + 14);
  const right = Math.max(...rows.map(({ amount }) => textWidth(amount, size))) + (narrow ? 4 : 12);
  const [from, to] = [left, width - right - 8];
  const low = Math.min(0, ...rows.map((row) => row.money.low));
  const high = Math.max(0, ...rows.map((row) => row.money.high));
  const span = high - low || 1;
  const x = (value: number) => from + ((value - low) / span) * (to - from);
  const ticks = ticksOf(low, high, Math.max(2, Math.floor((to - from) / 90)));
  return (
    <svg class="parts" role="img" width={width} height={height} aria-label={words('parts.plot')}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line class={tick === 0 ? 'zero' : 'grid-line'} x1={x(tick)} x2={x(tick)} y1={0} y2={height - axisHeight} />
          <text class="tick" x={x(tick)} y={height - 6} text-anchor="middle">
            {money.short(tick)}
          </text>
        </g>
      ))}
      {rows.map((row, index) => {
        const top = index * step + (row.isTotal ? 6 : 0);
        const middle = top + step / 2;
        const [a, b] = [x(Math.min(0, row.money.value)), x(Math.max(0, row.money.value))];
        const bar = step * (dense ? 0.5 : 0.52);
        return (
          <g key={row.id} class={row.isTotal ? 'total' : row.money.value < 0 ? 'spent' : 'gained'}>
            {row.isTotal && <line class="rule" x1={0} x2={width} y1={top - 2} y2={top - 2} />}
            <text class="part-name" x={0} y={middle + size * 0.36} font-size={size}>
              {fitting(row.title, left - 8, size)}
              {fitting(row.title, left - 8, size) === row.title ? null : <title>{row.title}</title>}
            </text>
            <rect class="bar" x={a} y={middle - bar / 2} width={Math.max(0.5, b - a)} height={bar} rx={2} />
            <path
              class="whisker"
              d={`M${x(row.money.low)} ${middle}H${x(row.money.high)}M${x(row.money.low)} ${middle - 4}v8M${x(row.money.high)} ${middle - 4}v8`}
            />
            <text class="part-amount" x={width} y={middle + size * 0.36} text-anchor="end" font-size={size}>
              {row.amount}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** A name that does not fit ends in an ellipsis; the table below has all of it. */
function fitting(text: string, room: number, size: number): string {
  const most = Math.floor(room / (size * 0.53));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1)).trimEnd()}…`;
}

/** Round numbers across a range, 0 among them. */
export function ticksOf(low: number, high: number, most: number): readonly number[] {
  const rough = (high - low) / Math.max(1, most);
  if (rough <= 0) return [0];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step || 0);
}
