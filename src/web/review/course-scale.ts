import type { CourseLine, CourseMark } from '../../core/review/review.ts';

/** Milliseconds since 1970 of a date that may lack its month or day. */
export const instant = (date: string): number =>
  Date.parse(date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date.slice(0, 10));

/** One time axis for everything that is followed: from the first value to the assessment. */
export function timeSpan(course: readonly CourseLine[], marks: readonly CourseMark[], asOf: string) {
  const until = instant(asOf);
  const values = course.flatMap(({ points }) => points.map(({ date }) => instant(date)));
  const from = Math.min(...values, ...marks.map(({ date }) => instant(date)), until - 180 * dayMs);
  const margin = (until - from) * 0.02;
  return { from: from - margin, until: until + margin };
}
const dayMs = 86_400_000;

/** Starts of years, or of quarters where less than two years are shown. */
export function timeTicks(from: number, until: number): readonly { readonly at: number; readonly iso: string }[] {
  const years = (until - from) / (365.25 * dayMs);
  const stepMonths = years > 12 ? 24 : years > 2 ? 12 : years > 0.9 ? 6 : 3;
  const start = new Date(from);
  const ticks: { at: number; iso: string }[] = [];
  for (let month = start.getUTCFullYear() * 12; ; month += stepMonths) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > until) return ticks;
    if (at >= from) ticks.push({ at, iso: new Date(at).toISOString().slice(0, 10) });
  }
}

/**
 * Range of values to draw. A threshold that lies far from all values would flatten the line: it is left out of the range, and so of the plot.
 */
export function valueRange({ points, thresholds }: CourseLine): { readonly low: number; readonly high: number } {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const reach = Math.max(most - least, Math.abs(most) * 0.5) * 1.5;
  const near = thresholds.map(({ value }) => value).filter((value) => value >= least - reach && value <= most + reach);
  // A change of a few percent must not fill the height of the plot.
  const middle = (least + most) / 2;
  const half = Math.abs(middle) * 0.12;
  const [low, high] = [Math.min(least, middle - half, ...near), Math.max(most, middle + half, ...near)];
  const pad = (high - low || 1) * 0.14;
  return { low: low - pad, high: high + pad };
}

/** Those inside the range that is drawn. */
export function drawnThresholds(line: CourseLine): CourseLine['thresholds'] {
  const { low, high } = valueRange(line);
  return line.thresholds.filter(({ value }) => value > low && value < high);
}

export interface LaidMark {
  readonly mark: CourseMark;
  readonly lane: number;
  readonly x: number;
  readonly end: number;
  /** The label stands before the mark, where it would not fit behind it. */
  readonly before: boolean;
}
/** Marks in lanes, so that no label covers another. @param widthOf label in pixels */
export function layMarks(
  marks: readonly CourseMark[],
  x: (at: number) => number,
  width: number,
  until: number,
  widthOf: (mark: CourseMark) => number,
): { readonly laid: readonly LaidMark[]; readonly lanes: number } {
  const taken: { from: number; to: number }[][] = [];
  const laid = [...marks]
    .sort((a, b) => instant(a.date) - instant(b.date))
    .map((mark): LaidMark => {
      const from = x(instant(mark.date));
      const end = mark.kind === 'treatment' ? x(mark.end ? Math.min(instant(mark.end), until) : until) : from;
      const label = widthOf(mark) + 14;
      const room = mark.kind === 'treatment' ? Math.max(end - from, label) : label + 12;
      const before = from + room > width && from - label > 0;
      const [start, stop] = before ? [from - label - 8, Math.max(end, from + 8)] : [from - 8, from + room + 6];
      const free = taken.findIndex((lane) => lane.every((one) => one.to < start || one.from > stop));
      const lane = free < 0 ? taken.push([]) - 1 : free;
      taken[lane]?.push({ from: start, to: stop });
      return { mark, lane, x: from, end, before };
    });
  return { laid, lanes: taken.length };
}
