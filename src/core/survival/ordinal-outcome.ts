import { Failure } from '../failure.ts';

/** Probabilities of the ordered classes 0..K-1 of one subject; they sum to 1. */
export type ClassProbabilities = readonly number[];

/** @throws Failure `invalid-input` when a class lies outside the probabilities, or these are no distribution (sum 1 within 1e-6). */
export function checkClasses(probabilities: readonly ClassProbabilities[], classes: readonly number[]): void {
  if (probabilities.length !== classes.length)
    throw new Failure('invalid-input', 'There must be one set of class probabilities for each subject.');
  const size = probabilities[0]?.length ?? 0;
  for (const [index, given] of probabilities.entries()) {
    const sum = given.reduce((total, value) => total + value, 0);
    if (given.length !== size || given.some((value) => !(value >= 0)) || Math.abs(sum - 1) > 1e-6)
      throw new Failure('invalid-input', 'Class probabilities are not a distribution.');
    const seen = classes[index] ?? -1;
    if (!Number.isInteger(seen) || seen < 0 || seen >= size)
      throw new Failure('invalid-input', 'An observed class is not one of the classes.');
  }
}
