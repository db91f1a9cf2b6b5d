/**
 * Exact Shapley values. Interventional: what the model used, not what would happen. For a linear predictor in closed form
 * (Lundberg and Lee 2017, doi 10.48550/arXiv.1705.07874, corollary 1); on the probability scale by enumeration of the players.
 */
export interface Contribution {
  readonly id: string;
  readonly title: string;
  readonly value: number;
  readonly available: boolean;
}

/** A player of the explanation: the columns of one input, or of a group of inputs that is shown as one. */
export interface Player {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly number[];
}

/**
 * Contributions of each player to the linear predictor: coefficient times (x - mean), summed over its columns.
 * They add up to predictor minus base (the intercept). With `coefficients` of the effective model a missing column has 0.
 */
export function linearShapley(
  players: readonly Player[],
  coefficients: readonly number[],
  row: readonly number[],
  mean: readonly number[],
  present: readonly boolean[],
): Contribution[] {
  return players.map(({ id, title, columns }) => {
    const seen = columns.filter((column) => present[column]);
    const value = seen.reduce(
      (sum, column) => sum + (coefficients[column] ?? 0) * ((row[column] ?? 0) - (mean[column] ?? 0)),
      0,
    );
    return { id, title, value, available: seen.length > 0 };
  });
}

/** More would be more than four thousand subsets. */
export const mostPlayers = 12;

/**
 * Exact Shapley values of any function by enumeration of all subsets.
 * @param worth value of a coalition given as a bit mask; called once for each of 2^n
 * @returns one value a player; they add up to worth(all) - worth(none)
 */
export function shapleyByEnumeration(players: number, worth: (coalition: number) => number): number[] {
  if (players > mostPlayers) throw new Error(`at most ${mostPlayers} players can be enumerated`);
  const size = 2 ** players;
  const worths = Float64Array.from({ length: size }, (_, coalition) => worth(coalition));
  // weight of a coalition of s others: s! (n - s - 1)! / n!
  const weights = Array.from({ length: players }, (_, s) => 1 / (players * binomial(players - 1, s)));
  const values = new Array<number>(players).fill(0);
  for (let coalition = 0; coalition < size; coalition++) {
    const others = bits(coalition);
    for (let player = 0; player < players; player++) {
      const own = 1 << player;
      if (coalition & own) continue;
      const gain = (worths[coalition | own] ?? 0) - (worths[coalition] ?? 0);
      values[player] = (values[player] ?? 0) + (weights[others] ?? 0) * gain;
    }
  }
  return values;
}

function binomial(n: number, k: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
  return value;
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) count += 1;
  return count;
}

/**
 * Contributions to a probability: the worth of a coalition is the mean probability when its players have the patient's values and the
 * others those of each background row. Works on linear predictors, so that a coalition costs additions only.
 * @param parts [player][predictor][1 + background rows]: share of the predictor with the patient's value first, then with each background row's
 * @param probability of the predictors
 */
export function probabilityShapley(
  parts: readonly (readonly (readonly number[])[])[],
  probability: (predictors: readonly number[]) => number,
): number[] {
  const predictors = parts[0]?.length ?? 0;
  const rows = (parts[0]?.[0]?.length ?? 1) - 1;
  return shapleyByEnumeration(parts.length, (coalition) => {
    let total = 0;
    for (let row = 1; row <= rows; row++) {
      const sums = new Array<number>(predictors).fill(0);
      for (const [player, own] of parts.entries()) {
        const place = coalition & (1 << player) ? 0 : row;
        for (let k = 0; k < predictors; k++) sums[k] = (sums[k] ?? 0) + (own[k]?.[place] ?? 0);
      }
      total += probability(sums);
    }
    return total / rows;
  });
}
