import { type NotComputable, notComputable } from '../survival/not-computable.ts';

/**
 * Agreement of two ratings of ordered classes 0..K-1 beyond chance, disagreement weighted by its square (Cohen 1968,
 * doi:10.1037/h0026256): 1 is perfect, 0 what chance gives. Not computable when both raters use one and the same class only.
 */
export function weightedKappa(
  first: readonly number[],
  second: readonly number[],
  classes: number,
): number | NotComputable {
  const share = (ratings: readonly number[], of: number) => ratings.filter((one) => one === of).length / ratings.length;
  const all = Array.from({ length: classes }, (_, at) => at);
  const [ours, theirs] = [all.map((at) => share(first, at)), all.map((at) => share(second, at))];
  const byChance = all.reduce(
    (sum, i) => sum + all.reduce((inner, j) => inner + (i - j) ** 2 * (ours[i] ?? 0) * (theirs[j] ?? 0), 0),
    0,
  );
  if (first.length === 0 || !(byChance > 0)) return notComputable('both use one class only');
  const seen = first.reduce((sum, rating, at) => sum + (rating - (second[at] ?? rating)) ** 2, 0) / first.length;
  return 1 - seen / byChance;
}
