import type { Weighted } from './weighted-auc.ts';

export interface RocPoint {
  readonly threshold: number;
  /** Share of cases at or above the threshold. */
  readonly sensitivity: number;
  /** Share of controls below it. */
  readonly specificity: number;
}

/** Weighted ROC curve, one point a distinct score from the highest down; tied scores move together. Empty without weight on either side. */
export function rocCurve(cases: readonly Weighted[], controls: readonly Weighted[]): RocPoint[] {
  const sum = (side: readonly Weighted[]) => side.reduce((total, { weight }) => total + weight, 0);
  const [caseWeight, controlWeight] = [sum(cases), sum(controls)];
  if (!(caseWeight > 0 && controlWeight > 0)) return [];
  const all = [
    ...cases.map(({ score, weight }) => ({ score, case: weight, control: 0 })),
    ...controls.map(({ score, weight }) => ({ score, case: 0, control: weight })),
  ].sort((left, right) => right.score - left.score);
  const points: RocPoint[] = [];
  let found = 0;
  let alarmed = 0;
  for (const [index, one] of all.entries()) {
    found += one.case;
    alarmed += one.control;
    if (all[index + 1]?.score === one.score) continue;
    points.push({ threshold: one.score, sensitivity: found / caseWeight, specificity: 1 - alarmed / controlWeight });
  }
  return points;
}
