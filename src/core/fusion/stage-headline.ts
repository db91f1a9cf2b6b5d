import { atLeast, type StageVector } from './stage-vector.ts';

/** What is said in one breath: a range of stages, or that none is named and why. */
export type StageHeadline =
  | { readonly kind: 'stage'; readonly range: 'F0-F1' | 'F2' | 'F3-F4' | 'F4'; readonly words: string }
  | { readonly kind: 'abstention'; readonly why: 'discordant' | 'indeterminate'; readonly words: string };

/** From these probabilities on a range is named at all, and called likely. */
const named = 0.5;
const likely = 0.8;

export function stageHeadline(
  probabilities: StageVector,
  doubts: { readonly discordant: boolean; readonly indeterminate: boolean },
): StageHeadline {
  if (doubts.discordant)
    return { kind: 'abstention', why: 'discordant', words: 'tests contradict each other, no stage is named' };
  if (doubts.indeterminate)
    return { kind: 'abstention', why: 'indeterminate', words: 'tests do not settle the stage, none is named' };
  const strength = (p: number) => (p >= likely ? 'likely' : 'more likely than not');
  const [f4, f3, f2] = [probabilities[4], atLeast(probabilities, 3), atLeast(probabilities, 2)];
  if (f4 > named) return { kind: 'stage', range: 'F4', words: `F4 ${strength(f4)}` };
  if (f3 > named) return { kind: 'stage', range: 'F3-F4', words: `F3–F4 ${strength(f3)}` };
  if (f2 > named) return { kind: 'stage', range: 'F2', words: `F2 or more ${strength(f2)}, F3–F4 less so` };
  return { kind: 'stage', range: 'F0-F1', words: `F0–F1 ${strength(1 - f2)}` };
}
