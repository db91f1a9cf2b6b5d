import { Failure } from '../../core/failure.ts';
import { levelRanks } from '../../core/worklist/worklist.ts';
import type { ListedPatient, WorklistSort } from '../../ports/worklist.ts';

/** Numbers that the list is sorted by, greatest first; ties by patient id. */
export interface WorklistKeys {
  readonly levelRank: number;
  readonly risk: number;
  readonly changeRank: number;
  readonly changedAt: number;
  readonly gapWeight: number;
  readonly seenAt: number;
}
type KeyName = keyof WorklistKeys;

const changeRanks = { worse: 3, other: 2, better: 1 } as const;

export function keysOf({ level, risk, change, gaps, seenAt }: ListedPatient): WorklistKeys {
  return {
    levelRank: levelRanks[level],
    risk: risk?.probability ?? -1,
    changeRank: change ? changeRanks[change.direction] : 0,
    changedAt: change ? Date.parse(change.at) : 0,
    // An overdue examination weighs more than any number of missing values.
    gapWeight: gaps.reduce((sum, { kind, overdue }) => sum + (overdue ? 100 : kind === 'data' ? 1 : 10), 0),
    seenAt: Date.parse(seenAt),
  };
}

export const sortKeys: Readonly<Record<WorklistSort, readonly [KeyName, KeyName]>> = {
  risk: ['levelRank', 'risk'],
  change: ['changeRank', 'changedAt'],
  gaps: ['gapWeight', 'levelRank'],
  seen: ['seenAt', 'levelRank'],
};

/** Where a page ended: both keys and the patient. */
export type Place = readonly [number, number, string];
export const cursorOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws Failure `invalid-parameter` */
export function placeOf(cursor: string): Place {
  try {
    const [first, second, patientId] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (Number.isFinite(first) && Number.isFinite(second) && typeof patientId === 'string')
      return [first as number, second as number, patientId];
  } catch {
    // Said below.
  }
  throw new Failure('invalid-parameter', '"after" takes the cursor of the page before.', { at: 'after' });
}
