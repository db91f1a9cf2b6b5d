import type { StageProbabilities } from '../findings.ts';
import type { StageOutput } from './manifest.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * F0..F4 from one row of a stage output. The temperature divides the logits (probabilities are raised to 1 / temperature).
 * Cumulative probabilities that rise with the stage, which no patient can have, are held at the one before.
 */
export function stageProbabilities(
  row: ArrayLike<number>,
  form: StageOutput['form'],
  temperature = 1,
): StageProbabilities {
  const values = Array.from(row);
  if (form === 'cumulative-logits') {
    let before = 1;
    const atLeast = values.map((logit) => {
      before = Math.min(before, sigmoid(logit / temperature));
      return before;
    });
    return normalised([1, ...atLeast].map((share, stage) => share - (atLeast[stage] ?? 0)));
  }
  const logits = form === 'logits' ? values : values.map((share) => Math.log(Math.max(share, 1e-12)));
  const largest = Math.max(...logits);
  return normalised(logits.map((logit) => Math.exp((logit - largest) / temperature)));
}

/** Mean of several distributions. */
export function meanStages(all: readonly StageProbabilities[]): StageProbabilities {
  return normalised([0, 1, 2, 3, 4].map((stage) => all.reduce((sum, one) => sum + (one[stage] ?? 0), 0)));
}

function normalised(shares: readonly number[]): StageProbabilities {
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum) as unknown as StageProbabilities;
}
