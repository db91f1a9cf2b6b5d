import { levelRanks, type WorklistRow } from './worklist.ts';

/** What a user said about a row, so that others need not look at it again now. */
export type WorklistMark = {
  /** `Practitioner/1`: who said so. */
  readonly by: string;
  /** ISO instant. */
  readonly at: string;
  readonly note?: string;
} & (
  | { readonly kind: 'reviewed' }
  /** Comes back to the open ones on the ISO day `until`. */
  | { readonly kind: 'snoozed'; readonly until: string }
);

export const markStates = ['open', 'snoozed', 'reviewed'] as const;
/** `open`: without a mark, or with a reminder whose day has come. */
export type MarkState = (typeof markStates)[number];

/** @param today ISO day */
export function markStateOf(mark: WorklistMark | undefined, today: string): MarkState {
  if (!mark) return 'open';
  if (mark.kind === 'reviewed') return 'reviewed';
  return mark.until <= today ? 'open' : 'snoozed';
}

/**
 * Whether a mark still speaks about the patient after a new assessment. It ends when the level rises (from not assessable to known as
 * well), and when an examination is overdue that was not when the mark was made: what was seen then is not what there is now.
 */
export function markHolds(before: WorklistRow, after: WorklistRow): boolean {
  if (levelRanks[after.level] > levelRanks[before.level]) return false;
  const overdue = (row: WorklistRow) => row.gaps.filter((gap) => gap.overdue).map(({ what }) => what);
  const known = overdue(before);
  return overdue(after).every((what) => known.includes(what));
}
