import { atLeast, type StageVector } from './stage-vector.ts';

/** What is said in one breath: a range of stages, or that none is named and why. */
export type StageHeadline =
  | { readonly kind: 'stage'; readonly range: 'F0-F1' | 'F2' | 'F3-F4' | 'F4'; readonly words: string }
  | { readonly kind: 'abstention'; readonly why: 'discordant' | 'indeterminate'; readonly words: string };

/** More likely than not. */
const likely = 0.5;

export function stageHeadline(
  probabilities: StageVector,
  doubts: { readonly discordant: boolean; readonly indeterminate: boolean },
): StageHeadline {
  if (doubts.discordant)
    return { kind: 'abstention', why: 'discordant', words: 'tests contradict each other, no stage is named' };
  if (doubts.indeterminate)
    return { kind: 'abstention', why: 'indeterminate', words: 'tests do not settle the stage, none is named' };
  if (probabilities[4] > likely) return { kind: 'stage', range: 'F4', words: 'F4 likely' };
  if (atLeast(probabilities, 3) > likely) return { kind: 'stage', range: 'F3-F4', words: 'F3–F4 likely' };
  if (atLeast(probabilities, 2) > likely) return { kind: 'stage', range: 'F2', words: 'F2 likely, F3–F4 less so' };
  return { kind: 'stage', range: 'F0-F1', words: 'F0–F1 likely' };
}
