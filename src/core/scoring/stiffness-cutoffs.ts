/**
 * Stiffness cut-offs by method, device and etiology. One kPa is not another: VCTE, pSWE, 2D-SWE and MRE never share a
 * set (MRE reports the shear modulus, about a third), and 12.0 kPa by VCTE is F2 in alcohol, F3 in MASLD, F4 in hepatitis B.
 */
import type { Etiology } from '../etiology.ts';
import type { Source } from '../evidence.ts';
import type { otherInputs } from '../inputs.ts';
import * as sources from './score-sources.ts';

export type LsmCutoffSet = (typeof otherInputs.lsmCutoffSet.choices)[number];
export type StiffnessInput = 'lsmVcteKpa' | 'lsmPsweMPerS' | 'lsm2dSweKpa' | 'mreKpa';

export interface CutoffSet {
  /** The reading that the set is for. */
  readonly input: StiffnessInput;
  /** Etiology it was built in; `any` where the paper pooled several. */
  readonly etiology: Etiology | 'any';
  /** Lower bounds of the stages, ascending: from F1 (four values) or from F2 (three). kPa, m/s for pSWE. */
  readonly cuts: readonly [number, number, number] | readonly [number, number, number, number];
  readonly source: Source;
}

export const lsmCutoffSets: Readonly<Record<LsmCutoffSet, CutoffSet>> = {
  vcte_masld_eddowes2019: {
    input: 'lsmVcteKpa',
    etiology: 'masld',
    cuts: [8.2, 9.7, 13.6],
    source: sources.eddowes2019,
  },
  vcte_hcv_castera2005: { input: 'lsmVcteKpa', etiology: 'hcv', cuts: [7.1, 9.5, 12.5], source: sources.castera2005 },
  vcte_hbv_metaanalysis: { input: 'lsmVcteKpa', etiology: 'hbv', cuts: [7.2, 9.1, 11.7], source: sources.chon2012 },
  vcte_ald_nguyenkhac2018: {
    input: 'lsmVcteKpa',
    etiology: 'ald',
    cuts: [7.0, 9.0, 12.1, 18.6],
    source: sources.nguyenKhac2018,
  },
  vcte_pbc_corpechot2012: {
    input: 'lsmVcteKpa',
    etiology: 'pbc',
    cuts: [7.1, 8.8, 10.7, 16.9],
    source: sources.corpechot2012,
  },
  vcte_psc_corpechot2014: {
    input: 'lsmVcteKpa',
    etiology: 'psc',
    cuts: [7.4, 8.6, 9.6, 14.4],
    source: sources.corpechot2014,
  },
  vcte_aih_hartl2016: { input: 'lsmVcteKpa', etiology: 'aih', cuts: [5.8, 10.5, 16.0], source: sources.hartl2016 },
  swe2d_ssi_herrmann2018: {
    input: 'lsm2dSweKpa',
    etiology: 'any',
    cuts: [7.1, 9.2, 13.0],
    source: sources.herrmann2018,
  },
  pswe_vtq_friedrichrust2012_ms: {
    input: 'lsmPsweMPerS',
    etiology: 'any',
    cuts: [1.34, 1.55, 1.8],
    source: sources.friedrichRust2012,
  },
  mre_masld_singh2016: {
    input: 'mreKpa',
    etiology: 'masld',
    cuts: [2.88, 3.54, 3.77, 4.09],
    source: sources.singh2016,
  },
  mre_all_singh2015: { input: 'mreKpa', etiology: 'any', cuts: [3.45, 3.66, 4.11, 4.71], source: sources.singh2015 },
};

/** Highest stage whose cut is reached: `F0`…`F4`, or `F0-F1` where the set begins at F2. */
export function stageByCutoffs(set: CutoffSet, value: number): 'F0' | 'F0-F1' | 'F1' | 'F2' | 'F3' | 'F4' {
  const stages = set.cuts.length === 4 ? (['F1', 'F2', 'F3', 'F4'] as const) : (['F2', 'F3', 'F4'] as const);
  const reached = set.cuts.filter((cut) => value >= cut).length;
  return stages[reached - 1] ?? (set.cuts.length === 4 ? 'F0' : 'F0-F1');
}
