import type { RiskLevel } from '../assessment.ts';

/** Cells with fewer than this many are not stated: they could be about somebody. */
export const smallestCell = 5;

/** A number, or that there are too few to state it. Nothing at all is stated as 0. */
export type Cell = number | 'few';

export interface CellTable<Id extends string> {
  readonly cells: readonly { readonly id: Id; readonly count: Cell }[];
  /** `few` also where it would give a hidden cell away. */
  readonly total: Cell;
}

/**
 * Hides small cells, and as many others as are needed that the total less what is stated does not give them away: what is hidden
 * together is at least two cells and at least `smallestCell`; else the total goes too.
 */
export function withoutSmallCells<Id extends string>(
  counts: readonly { readonly id: Id; readonly count: number }[],
): CellTable<Id> {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const hidden = new Set(counts.filter(({ count }) => isSmall(count)).map(({ id }) => id));
  const rest = counts.filter(({ count }) => count >= smallestCell).sort((a, b) => a.count - b.count);
  const hiddenSum = () => counts.filter(({ id }) => hidden.has(id)).reduce((sum, { count }) => sum + count, 0);
  const givenAway = () => hidden.size > 0 && (hidden.size < 2 || hiddenSum() < smallestCell);
  for (const { id } of rest) {
    if (!givenAway()) break;
    hidden.add(id);
  }
  return {
    cells: counts.map(({ id, count }) => ({ id, count: hidden.has(id) ? ('few' as const) : count })),
    total: isSmall(total) || givenAway() ? 'few' : total,
  };
}

export const cellOf = (count: number): Cell => (isSmall(count) ? 'few' : count);
const isSmall = (count: number) => count > 0 && count < smallestCell;

/** Cards that were shown in a period, and what became of them, by urgency. Not about single cards. */
export interface CardCounts {
  /** CDS Hooks indicator: `info`, `warning`, `critical`. */
  readonly indicator: string;
  readonly shown: number;
  /** With feedback that accepts, also where another overrides it. */
  readonly accepted: number;
  /** With feedback that overrides, and none that accepts. */
  readonly overridden: number;
}
export interface PatientCounts {
  readonly level: RiskLevel;
  readonly patients: number;
}

/** The service's own counts over a period that ends now. */
export interface UsageFigures {
  /** ISO instants. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Stored assessments of the whole service. */
  readonly assessments: Cell;
  /** Patients of the user's EHR whose newest assessment lies in the period, by its level. */
  readonly patients: CellTable<RiskLevel>;
  /** Cards of the whole service. */
  readonly cards: {
    readonly shown: CellTable<string>;
    readonly accepted: Cell;
    readonly overridden: Cell;
    /** Accepted of those that were answered, 0 to 1; absent where either number is too small to be stated. */
    readonly followedShare?: number;
  };
}

/** @param levels all there are, so that none is missing from the table */
export function usageFigures(
  counted: {
    readonly assessments: number;
    readonly patients: readonly PatientCounts[];
    readonly cards: readonly CardCounts[];
  },
  levels: readonly RiskLevel[],
  period: Pick<UsageFigures, 'from' | 'to' | 'days'>,
): UsageFigures {
  const accepted = counted.cards.reduce((sum, card) => sum + card.accepted, 0);
  const overridden = counted.cards.reduce((sum, card) => sum + card.overridden, 0);
  const [followed, ignored] = [cellOf(accepted), cellOf(overridden)];
  const answered = accepted + overridden;
  return {
    ...period,
    assessments: cellOf(counted.assessments),
    patients: withoutSmallCells(
      levels.map((id) => ({ id, count: counted.patients.find(({ level }) => level === id)?.patients ?? 0 })),
    ),
    cards: {
      shown: withoutSmallCells(
        indicators.map((id) => ({ id, count: counted.cards.find(({ indicator }) => indicator === id)?.shown ?? 0 })),
      ),
      accepted: followed,
      overridden: ignored,
      ...(answered >= smallestCell && followed !== 'few' && ignored !== 'few'
        ? { followedShare: accepted / answered }
        : {}),
    },
  };
}

/** Of CDS Hooks, most urgent first. */
const indicators = ['critical', 'warning', 'info'] as const;
