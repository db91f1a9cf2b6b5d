import type { Driver } from '../findings.ts';
import { modalityWords, type StageEvidence } from './stage-evidence.ts';
import { atLeast, type StageVector } from './stage-vector.ts';

/**
 * Exact Shapley values of n players by enumeration of all 2^n coalitions.
 * @param worth worth of a coalition; bit i of the mask set: player i is in it. Finite.
 * @returns one value for each player; they sum to worth(all) - worth(0)
 */
export function shapleyValues(players: number, worth: (coalition: number) => number): readonly number[] {
  const values = Array.from({ length: 2 ** players }, (_, coalition) => worth(coalition));
  // Weight of a coalition of size k without the player: k! (n-k-1)! / n!
  const weights = Array.from({ length: players }, (_, k) => 1 / (players * choose(players - 1, k)));
  return Array.from({ length: players }, (_, player) => {
    const bit = 2 ** player;
    let sum = 0;
    for (const [coalition, without] of values.entries()) {
      if (coalition & bit) continue;
      sum += (weights[size(coalition)] ?? 0) * ((values[coalition | bit] ?? 0) - without);
    }
    return sum;
  });
}

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

function size(coalition: number): number {
  let count = 0;
  for (let rest = coalition; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** Value of a coalition on the scale of the explanation. */
const scales = {
  'log-odds': (probabilities: StageVector) =>
    Math.log(atLeast(probabilities, 3)) - Math.log(1 - atLeast(probabilities, 3)),
  probability: (probabilities: StageVector) => atLeast(probabilities, 3),
} as const;

/**
 * What each modality adds to F >= 3, whatever the order in which they are looked at: Shapley values over the modalities, the
 * blood values being one player. Largest first. It says what the fusion used, not what would change if a value changed.
 * @param evidence one for each modality
 * @param fused stage probabilities from a part of the evidence: bit i of the coalition set, the i-th is in it
 */
export function explainFusion(
  evidence: readonly StageEvidence[],
  fused: (coalition: number) => StageVector,
  scale: keyof typeof scales = 'log-odds',
): readonly Driver[] {
  const values = shapleyValues(evidence.length, (coalition) => scales[scale](fused(coalition)));
  return evidence
    .map(
      ({ modality, shown, quality }, index): Driver => ({
        id: modality === 'labs' ? 'fibrosis-labs' : modality,
        title: modalityWords[modality],
        value: shown,
        contribution: values[index] ?? 0,
        scale,
        available: quality > 0,
      }),
    )
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
