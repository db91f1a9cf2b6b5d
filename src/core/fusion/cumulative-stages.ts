import { normalised, type StageVector, stageVector } from './stage-vector.ts';

/** Probability below which no stage is set: a model that says "never" is not believed. */
export const stageFloor = 0.005;

/**
 * Stage probabilities of a model that only says P(F>=2), P(F>=3) and P(F4): made non-increasing by pooling adjacent violators
 * (least squares), differenced, floored at 0.005, renormalised. F0 and F1 share the rest as the model's training prior has them,
 * so that it says nothing between the two.
 */
export function stagesFromCumulative(
  atLeast: { readonly f2: number; readonly f3: number; readonly f4: number },
  trainingPrior: StageVector,
): StageVector {
  const [f2 = 0, f3 = 0, f4 = 0] = nonIncreasing([atLeast.f2, atLeast.f3, atLeast.f4]);
  const below = 1 - f2;
  const low = trainingPrior[0] + trainingPrior[1];
  const shareF0 = low > 0 ? trainingPrior[0] / low : 0.5;
  return floored([below * shareF0, below * (1 - shareF0), f2 - f3, f3 - f4, f4]);
}

export function floored(probabilities: StageVector): StageVector {
  return normalised(stageVector((stage) => Math.max(probabilities[stage], stageFloor)));
}

/** Pool adjacent violators: the non-increasing sequence nearest in least squares (Ayer et al. 1955). */
export function nonIncreasing(values: readonly number[]): readonly number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    let block = { sum: value, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.count < block.sum / block.count; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
}
