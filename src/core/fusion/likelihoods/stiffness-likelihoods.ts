import type { Source } from '../../evidence.ts';
import { type LsmCutoffSet, lsmCutoffSets } from '../../scoring/stiffness-cutoffs.ts';
import { densityFromCutoffs, type StageAucs, type StageDensity } from '../stage-density.ts';
import type { TabledCause } from '../tabled-causes.ts';

/**
 * Stiffness by method and etiology. The cut-offs are those of core/scoring; the AUCs for F >= 2, F >= 3 and F4 are of the same
 * papers, from memory of the literature, and wait for a reader: every source here is `verify`. The method is part of the key:
 * no method ever borrows the table of another.
 */
const aucs: Readonly<Record<LsmCutoffSet, StageAucs>> = {
  vcte_masld_eddowes2019: [0.77, 0.8, 0.89],
  vcte_hcv_castera2005: [0.83, 0.9, 0.95],
  vcte_hbv_metaanalysis: [0.86, 0.89, 0.93],
  vcte_ald_nguyenkhac2018: [0.86, 0.9, 0.91],
  vcte_pbc_corpechot2012: [0.91, 0.95, 0.99],
  vcte_psc_corpechot2014: [0.84, 0.93, 0.95],
  vcte_aih_hartl2016: [0.88, 0.92, 0.95],
  swe2d_ssi_herrmann2018: [0.86, 0.9, 0.93],
  pswe_vtq_friedrichrust2012_ms: [0.87, 0.91, 0.93],
  mre_masld_singh2016: [0.87, 0.9, 0.91],
  mre_all_singh2015: [0.88, 0.93, 0.92],
};

export interface TabledDensity {
  readonly density: StageDensity;
  readonly sources: readonly Source[];
  /** Said on the result when the table was not made for this cause. */
  readonly caveat?: string;
}

const tabled = (set: LsmCutoffSet): TabledDensity => {
  const { cuts, source } = lsmCutoffSets[set];
  return { density: densityFromCutoffs(cuts, aucs[set]), sources: [{ ...source, checked: 'verify' }] };
};

const vcte: Readonly<Record<TabledCause, TabledDensity>> = {
  masld: tabled('vcte_masld_eddowes2019'),
  hcv: tabled('vcte_hcv_castera2005'),
  hbv: tabled('vcte_hbv_metaanalysis'),
  ald: tabled('vcte_ald_nguyenkhac2018'),
  pbc: tabled('vcte_pbc_corpechot2012'),
  psc: tabled('vcte_psc_corpechot2014'),
  aih: tabled('vcte_aih_hartl2016'),
};
const swe2d = tabled('swe2d_ssi_herrmann2018');
const pswe = tabled('pswe_vtq_friedrichrust2012_ms');
const [mreMasld, mreAll] = [tabled('mre_masld_singh2016'), tabled('mre_all_singh2015')];

export type FusedStiffness = 'vcte' | '2d-swe' | 'pswe' | 'mre';

/** kPa; m/s for pSWE. */
export function stiffnessDensity(method: FusedStiffness, cause: TabledCause): TabledDensity {
  switch (method) {
    case 'vcte':
      return vcte[cause];
    case '2d-swe':
      return swe2d;
    case 'pswe':
      return pswe;
    case 'mre':
      return cause === 'masld' ? mreMasld : mreAll;
  }
}
