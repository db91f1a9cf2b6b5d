import type { HazardOutput, ModelReference } from '../models/manifest.ts';

/** Terms of a linear model: logit at row t = intercepts[t] + sum of coefficient times (x - mean). */
export type LinearTerms = NonNullable<ModelReference['linear']>[string];

/** The part of the logit that is the patient's: sum of coefficient times (x - mean). */
export function linearPredictor(terms: LinearTerms, row: readonly number[], mean: readonly number[]): number {
  return terms.coefficients.reduce((sum, weight, at) => sum + weight * ((row[at] ?? 0) - (mean[at] ?? 0)), 0);
}

type Group = HazardOutput['groups'][number];
export const causeKey = (group: Pick<Group, 'id'>, cause: { readonly id: string }): string => `${group.id}/${cause.id}`;

/** Logits [interval][cause] of one group from its linear terms: what the graph computes, for refits and checks. */
export function groupLogits(
  group: Group,
  linear: Readonly<Record<string, LinearTerms>>,
  row: readonly number[],
  mean: readonly number[],
): number[][] {
  const causes = group.causes.map((cause) => {
    const terms = linear[causeKey(group, cause)];
    if (!terms) throw new Error(`the reference has no linear terms for ${causeKey(group, cause)}`);
    return { terms, predictor: linearPredictor(terms, row, mean) };
  });
  return group.intervalEndsYears.map((_, t) =>
    causes.map(({ terms, predictor }) => (terms.intercepts[t] ?? 0) + predictor),
  );
}
