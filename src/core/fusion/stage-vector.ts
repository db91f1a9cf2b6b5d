import type { StageProbabilities } from '../findings.ts';

/** Fibrosis stages F0 to F4 as indices; every vector of this folder is in this order. */
export const stages = [0, 1, 2, 3, 4] as const;
export type Stage = (typeof stages)[number];
/** One number for each stage. */
export type StageVector = StageProbabilities;

export const stageVector = (of: (stage: Stage) => number): StageVector => [of(0), of(1), of(2), of(3), of(4)];

/** Probabilities from log weights; the largest is taken off first, so that nothing overflows. */
export function fromLogs(logs: StageVector): StageVector {
  const most = Math.max(...logs);
  const weights = stageVector((stage) => Math.exp(logs[stage] - most));
  return normalised(weights);
}

export function normalised(weights: StageVector): StageVector {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return stageVector((stage) => weights[stage] / sum);
}

export function meanVector(vectors: readonly StageVector[]): StageVector {
  return stageVector((stage) => vectors.reduce((sum, vector) => sum + vector[stage], 0) / vectors.length);
}

/** Mass of this stage and all above. */
export function atLeast(probabilities: StageVector, stage: Stage): number {
  return probabilities.reduce((sum, p, one) => (one >= stage ? sum + p : sum), 0);
}

/** Shannon entropy in bits: 0 (one stage) to log2 5 = 2.32 (nothing known). */
export function entropyBits(probabilities: StageVector): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

/** Jensen-Shannon distance: root of the divergence in bits, 0 (equal) to 1 (disjoint). Lin 1991, IEEE Trans Inf Theory 37:145. */
export function jensenShannonDistance(left: StageVector, right: StageVector): number {
  const middle = stageVector((stage) => (left[stage] + right[stage]) / 2);
  const divergence = entropyBits(middle) - (entropyBits(left) + entropyBits(right)) / 2;
  return Math.sqrt(Math.max(0, divergence));
}

/** Smallest set of stages with at least this mass, ascending. Of equal stages the lower comes first. */
export function predictionSet(probabilities: StageVector, mass: number): readonly Stage[] {
  const byMass = [...stages].sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  let held = 0;
  const chosen: Stage[] = [];
  for (const stage of byMass) {
    if (held >= mass) break;
    held += probabilities[stage];
    chosen.push(stage);
  }
  return chosen.sort((a, b) => a - b);
}
