import type { ObservedOutcome } from '../models/manifest.ts';
import type { FollowUp } from '../survival/follow-up.ts';

/** A row of a cohort table: cells by column, empty where nothing is known. */
export type CohortRow = Readonly<Record<string, string | undefined>>;

export type Observed =
  | { readonly kind: 'follow-up'; readonly followUp: FollowUp }
  | { readonly kind: 'state'; readonly happened: boolean };

/** What really happened to one row, times in years, or why it is not known. */
export function observeOutcome(row: CohortRow, how: ObservedOutcome): Observed | { readonly unobserved: string } {
  for (const { column, values } of how.exclude ?? []) {
    if (isOneOf(row[column], values)) return { unobserved: `excluded: ${column} is ${row[column]}` };
  }
  if (how.kind === 'at-least') {
    const value = numberIn(row[how.value]);
    if (value === undefined) return { unobserved: `${how.value} missing or not a number` };
    return { kind: 'state', happened: value >= how.atLeast };
  }
  const status = row[how.status];
  if (blank(status)) return { unobserved: `${how.status} missing` };
  if (how.kind === 'state') {
    if (isOneOf(status, how.codes.event)) return { kind: 'state', happened: true };
    if (isOneOf(status, how.codes.none)) return { kind: 'state', happened: false };
    return { unobserved: `${how.status} has an unknown code` };
  }
  const time = numberIn(row[how.time]);
  if (time === undefined || time < 0) return { unobserved: `${how.time} missing, negative or not a number` };
  const cause = causeOf(status, how.codes);
  if (cause === undefined) return { unobserved: `${how.status} has an unknown code` };
  return { kind: 'follow-up', followUp: { time: how.timeUnit === 'd' ? time / daysPerYear : time, cause } };
}

/** Julian year: the `a` of UCUM. */
export const daysPerYear = 365.25;

type Codes = Extract<ObservedOutcome, { kind: 'follow-up' }>['codes'];

function causeOf(status: string | undefined, codes: Codes): 0 | 1 | 2 | undefined {
  if (isOneOf(status, codes.event)) return 1;
  if (isOneOf(status, codes.competing ?? [])) return 2;
  return isOneOf(status, codes.censored) ? 0 : undefined;
}

const blank = (cell: string | undefined): boolean => cell === undefined || cell.trim() === '';

function isOneOf(cell: string | undefined, values: readonly (string | number)[]): boolean {
  if (cell === undefined || blank(cell)) return false;
  const number = numberIn(cell);
  return values.some((value) =>
    number !== undefined && numberIn(String(value)) !== undefined
      ? Number(value) === number
      : String(value) === cell.trim(),
  );
}

export function numberIn(cell: string | undefined): number | undefined {
  if (cell === undefined || blank(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}
