import type { Driver } from '../../core/findings.ts';

export interface WaterfallRow {
  readonly kind: 'start' | 'driver' | 'others' | 'result';
  readonly title: string;
  readonly detail?: string;
  /** Where the bar begins and ends on the scale. */
  readonly from: number;
  readonly to: number;
}
export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly scale: Driver['scale'];
  readonly unavailable: readonly string[];
}

const mostDrivers = 7;
/** A contribution below this share of the largest is one of "the others". */
const smallShare = 0.02;

/**
 * Largest contribution first, the small ones grouped, what was not available named apart. Bars join end to end from `start` to the result.
 * @param titles of the rows that are not drivers; `others` gets the number grouped
 */
export function waterfallOf(
  drivers: readonly Driver[],
  start: number,
  titles: { readonly start: string; readonly result: string; readonly others: (count: number) => string },
  detailOf: (driver: Driver) => string | undefined,
): Waterfall {
  const available = drivers
    .filter((one) => one.available)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const largest = Math.abs(available[0]?.contribution ?? 0);
  const shown = available.filter(
    ({ contribution }, index) => index < mostDrivers && Math.abs(contribution) >= smallShare * largest,
  );
  const grouped = available.slice(shown.length);
  let at = start;
  const bar = (kind: WaterfallRow['kind'], title: string, contribution: number, detail?: string): WaterfallRow => {
    const from = at;
    at += contribution;
    return { kind, title, detail, from, to: at };
  };
  const rows = [
    bar('start', titles.start, 0),
    ...shown.map((one) => bar('driver', one.title, one.contribution, detailOf(one))),
    ...(grouped.length > 0
      ? [
          bar(
            'others',
            titles.others(grouped.length),
            grouped.reduce((sum, one) => sum + one.contribution, 0),
          ),
        ]
      : []),
  ];
  return {
    rows: [...rows, { kind: 'result', title: titles.result, from: at, to: at }],
    scale: drivers[0]?.scale ?? 'log-odds',
    unavailable: drivers.filter((one) => !one.available).map(({ title }) => title),
  };
}
