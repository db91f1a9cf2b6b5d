import { Failure } from '../failure.ts';

/**
 * What was seen of one subject. `time` is in any unit, the same for all; `cause` says how observation ended:
 * 0 censored, 1 the event of interest, 2 a competing event after which the event of interest can no longer happen.
 */
export interface FollowUp {
  readonly time: number;
  readonly cause: Cause;
}
export type Cause = 0 | 1 | 2;

/** @throws Failure `invalid-input` for a time that is negative or no number. */
export function checkFollowUp(followUp: readonly FollowUp[]): void {
  if (followUp.some(({ time }) => !Number.isFinite(time) || time < 0))
    throw new Failure('invalid-input', 'A time of follow-up is negative or not a number.');
}

/** @throws Failure `invalid-input` when there is not one finite value for each subject. */
export function checkPaired(subjects: number, values: readonly number[], what: string): void {
  if (values.length !== subjects) throw new Failure('invalid-input', `There must be one ${what} for each subject.`);
  if (values.some((value) => !Number.isFinite(value)))
    throw new Failure('invalid-input', `A ${what} is not a finite number.`);
}

/** @throws Failure `invalid-input` when a probability lies outside [0, 1] or one is missing. */
export function checkProbabilities(subjects: number, probabilities: readonly number[]): void {
  checkPaired(subjects, probabilities, 'probability');
  if (probabilities.some((value) => value < 0 || value > 1))
    throw new Failure('invalid-input', 'A probability lies outside 0 to 1.');
}
