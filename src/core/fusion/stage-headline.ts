import { atLeast, type StageVector } from './stage-vector.ts';

/** What is said in one breath: a range of stages, or that none is named and why. */
export type StageHeadline =
  | {
      readonly kind: 'stage';
      readonly range: 'F0-F1' | 'F2' | 'F3-F4' | 'F4';
      readonly strength: 'likely' | 'more-likely-than-not';
      readonly words: string;
    }
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
  const stage = (range: 'F0-F1' | 'F2' | 'F3-F4' | 'F4', p: number, name: string, rest = ''): StageHeadline => {
    const strength = p >= likely ? 'likely' : 'more-likely-than-not';
    return { kind: 'stage', range, strength, words: `${name} ${strength.replaceAll('-', ' ')}${rest}` };
  };
  const [f4, f3, f2] = [probabilities[4], atLeast(probabilities, 3), atLeast(probabilities, 2)];
  if (f4 > named) return stage('F4', f4, 'F4');
  if (f3 > named) return stage('F3-F4', f3, 'F3–F4');
  if (f2 > named) return stage('F2', f2, 'F2 or more', ', F3–F4 less so');
  return stage('F0-F1', 1 - f2, 'F0–F1');
}
