import type { Source } from '../../evidence.ts';
import { densityFromMedians, type StageAucs } from '../stage-density.ts';
import type { StageVector } from '../stage-vector.ts';
import type { TabledCause } from '../tabled-causes.ts';
import type { TabledDensity } from './stiffness-likelihoods.ts';

/**
 * FIB-4 and APRI by stage. They share AST and platelets, so that only one of them is ever used. Medians by stage and AUCs for F >= 2, F >= 3 and F4 are from
 * memory of the literature and wait for a reader (`verify`).
 */
const source = (id: string, label: string, year: number, citation: string): Source => ({
  id,
  label,
  citation,
  year,
  checked: 'verify',
});
const mozes2022 = source('mozes-2022', 'Mózes 2022', 2022, 'Mózes FE et al. Gut 2022;71:1006');
const vallet2007 = source(
  'vallet-pichard-2007',
  'Vallet-Pichard 2007',
  2007,
  'Vallet-Pichard A et al. Hepatology 2007;46:32',
);
const xiao2015 = source('xiao-2015', 'Xiao 2015', 2015, 'Xiao G et al. Hepatology 2015;61:292');
const lin2011 = source('lin-2011', 'Lin 2011', 2011, 'Lin ZH et al. Hepatology 2011;53:726');

const tabled = (medians: StageVector, aucs: StageAucs, sources: readonly Source[]): TabledDensity => ({
  density: densityFromMedians(medians, aucs),
  sources,
});

const caveat = 'blood score by stage from other causes of liver disease';
const fib4: Partial<Record<TabledCause, TabledDensity>> = {
  masld: tabled([1.0, 1.1, 1.35, 1.75, 2.5], [0.72, 0.76, 0.81], [mozes2022]),
  hcv: tabled([1.0, 1.15, 1.5, 2.2, 3.8], [0.78, 0.85, 0.91], [vallet2007]),
  hbv: tabled([1.0, 1.1, 1.4, 1.8, 2.6], [0.78, 0.82, 0.84], [xiao2015]),
};
const fib4Other: TabledDensity = { ...tabled([1.0, 1.1, 1.35, 1.8, 2.7], [0.72, 0.76, 0.81], [mozes2022]), caveat };
const apri: Partial<Record<TabledCause, TabledDensity>> = {
  masld: tabled([0.35, 0.4, 0.5, 0.65, 0.95], [0.7, 0.74, 0.76], [mozes2022]),
  hcv: tabled([0.4, 0.5, 0.7, 1.0, 1.6], [0.77, 0.8, 0.83], [lin2011]),
  hbv: tabled([0.4, 0.45, 0.6, 0.8, 1.1], [0.72, 0.735, 0.75], [xiao2015]),
};
const apriOther: TabledDensity = { ...tabled([0.4, 0.45, 0.6, 0.8, 1.2], [0.7, 0.73, 0.76], [lin2011]), caveat };

export type FusedLabScore = 'fib4' | 'apri';

export function labDensity(score: FusedLabScore, cause: TabledCause): TabledDensity {
  return score === 'fib4' ? (fib4[cause] ?? fib4Other) : (apri[cause] ?? apriOther);
}

/**
 * FIB-4 grows with age itself: the rule-out cut-off is 2.0 instead of 1.3 from 65 years (McPherson 2017), so that the value is
 * read on a scale moved by as much.
 */
export const fib4AtAge = (value: number, ageYears: number | undefined): number =>
  ageYears !== undefined && ageYears >= 65 ? value / (2 / 1.3) : value;
