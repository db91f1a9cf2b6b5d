import type { Etiology } from '../etiology.ts';

/** Causes with priors and stiffness tables of their own. */
export const tabledCauses = ['hbv', 'hcv', 'masld', 'ald', 'aih', 'pbc', 'psc'] as const satisfies readonly Etiology[];
export type TabledCause = (typeof tabledCauses)[number];

/** The causes that speak for this one, equally: itself, the two parts of MetALD, or all where the cause is unknown or has no tables. */
export function tabledCausesOf(etiology: Etiology): readonly TabledCause[] {
  if (etiology === 'metald') return ['masld', 'ald'];
  return tabledCauses.filter((cause) => cause === etiology).concat(isTabled(etiology) ? [] : tabledCauses);
}

const isTabled = (etiology: Etiology) => tabledCauses.some((cause) => cause === etiology);
