import { Failure } from '../failure.ts';
import { solvePositiveDefinite } from '../linear-algebra.ts';

/** Rows are patients, columns features; nothing is missing. */
export interface FeatureTable {
  readonly features: readonly string[];
  readonly rows: readonly (readonly number[])[];
}
/** What is kept when scanners are made alike (age, sex as 0 or 1, stage): rows as in the table. Without an intercept. */
export interface Covariates {
  readonly names: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

/** Everything that a later patient needs; plain JSON. Per feature unless said otherwise. */
export interface ComBatModel {
  readonly method: 'combat-parametric';
  readonly features: readonly string[];
  readonly covariates: readonly string[];
  readonly grandMean: readonly number[];
  readonly pooledVariance: readonly number[];
  /** coefficients[covariate][feature]. */
  readonly coefficients: readonly (readonly number[])[];
  readonly batches: readonly {
    readonly id: string;
    readonly n: number;
    /** Shift and scale of the standardised feature on this scanner. */
    readonly shift: readonly number[];
    readonly variance: readonly number[];
  }[];
}

export type Harmonised =
  | { readonly ok: true; readonly row: readonly number[] }
  | { readonly ok: false; readonly problem: 'unknown-scanner' | 'wrong-row'; readonly sentence: string };

/** A scanner needs some patients before its shift and scale can be told from theirs; the method itself needs two. */
const fewestRows = 5;
/** Empirical Bayes has converged when no estimate moves by more than this part of itself (or of 1, if smaller). */
const tolerance = 1e-6;
const mostSteps = 1000;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const sampleVariance = (values: readonly number[]) => {
  const centre = mean(values);
  return sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1);
};
const column = (rows: readonly (readonly number[])[], n: number) => rows.map((row) => row[n] ?? 0);

/**
 * ComBat with parametric empirical Bayes: Johnson WE, Li C, Rabinovic A. Biostatistics 2007;8:118-127; for images Fortin JP et al. NeuroImage 2018;167:104-120.
 * Each feature is standardised over all scanners, keeping what covariates explain; shift and scale of each scanner are drawn towards
 * those of its other features.
 *
 * @param batches scanner (or protocol) of each row
 * @throws Failure `invalid-input`: rows of unlike length or with values that are no numbers, fewer than two features or scanners, a scanner
 *   with fewer than 5 rows, a feature without variance (named), covariates that the scanners explain, no convergence
 */
export function fitComBat(table: FeatureTable, batches: readonly string[], covariates?: Covariates): ComBatModel {
  const { features, rows } = table;
  const kept = covariates ?? { names: [], rows: rows.map(() => []) };
  checkTable(table, batches, kept);
  const ids = [...new Set(batches)].sort();
  const members = ids.map((id) => rows.flatMap((_, n) => (batches[n] === id ? [n] : [])));
  const tooFew = members.findIndex((list) => list.length < fewestRows);
  if (ids.length < 2) throw refused('there is only one scanner');
  if (tooFew >= 0) throw refused(`a scanner has fewer than ${fewestRows} rows`);

  const design = rows.map((_, n) => [...ids.map((id) => (batches[n] === id ? 1 : 0)), ...(kept.rows[n] ?? [])]);
  const width = ids.length + kept.names.length;
  const gram = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => sum(design.map((row) => (row[i] ?? 0) * (row[j] ?? 0)))),
  );
  const [grandMean, pooledVariance]: [number[], number[]] = [[], []];
  const coefficients: number[][] = kept.names.map(() => []);
  /** standardised[feature][row]. */
  const standardised = features.map((feature, f) => {
    const values = column(rows, f);
    const right = Array.from({ length: width }, (_, i) =>
      sum(design.map((row, n) => (row[i] ?? 0) * (values[n] ?? 0))),
    );
    const beta = solvePositiveDefinite(gram, right);
    if (beta === undefined) throw refused('the scanners, or the covariates among themselves, explain a covariate');
    const centre = sum(members.map((list, b) => (list.length / rows.length) * (beta[b] ?? 0)));
    const explained = (n: number) =>
      sum(kept.names.map((_, c) => (kept.rows[n]?.[c] ?? 0) * (beta[ids.length + c] ?? 0)));
    const residuals = values.map((value, n) => value - (beta[ids.indexOf(batches[n] ?? '')] ?? 0) - explained(n));
    const variance = sum(residuals.map((value) => value * value)) / rows.length;
    const spread = Math.max(...values.map(Math.abs)) * 1e-9;
    if (!(Math.sqrt(variance) > spread)) throw refused(`the feature ${feature} does not vary within the scanners`);
    grandMean.push(centre);
    pooledVariance.push(variance);
    for (const [c, list] of coefficients.entries()) list.push(beta[ids.length + c] ?? 0);
    return values.map((value, n) => (value - centre - explained(n)) / Math.sqrt(variance));
  });
  return {
    method: 'combat-parametric',
    features,
    covariates: kept.names,
    grandMean,
    pooledVariance,
    coefficients,
    batches: ids.map((id, b) => {
      const list = members[b] ?? [];
      const values = standardised.map((feature) => list.map((n) => feature[n] ?? 0));
      return { id, n: list.length, ...shrink(values) };
    }),
  };
}

/** Shift and variance of each feature of one scanner, drawn towards the others. @param values [feature][row] */
function shrink(values: readonly (readonly number[])[]): { shift: number[]; variance: number[] } {
  const [shifts, variances] = [values.map(mean), values.map(sampleVariance)];
  const [centre, spread] = [mean(shifts), sampleVariance(shifts)];
  // moments of the inverse gamma that the variances of the features are taken to come from
  const [m, s2] = [mean(variances), sampleVariance(variances)];
  const even = s2 < 1e-12;
  const [a, b] = even ? [0, 0] : [(2 * s2 + m * m) / s2, (m * s2 + m ** 3) / s2];
  const [shift, variance]: [number[], number[]] = [[], []];
  for (const [f, list] of values.entries()) {
    const [n, observed] = [list.length, shifts[f] ?? 0];
    let [g, d] = [observed, variances[f] ?? 1];
    for (let step = 0; ; step++) {
      if (step === mostSteps) throw refused('the estimates do not converge');
      const nextG = (spread * n * observed + d * centre) / (spread * n + d);
      const squares = sum(list.map((value) => (value - nextG) ** 2));
      const nextD = even ? m : (0.5 * squares + b) / (n / 2 + a - 1);
      const moved = Math.max(
        Math.abs(nextG - g) / Math.max(1, Math.abs(g)),
        Math.abs(nextD - d) / Math.max(Math.abs(d), 1e-12),
      );
      [g, d] = [nextG, nextD];
      if (moved < tolerance) break;
    }
    shift.push(g);
    variance.push(d);
  }
  return { shift, variance };
}

/**
 * One patient's features as if measured on the average scanner.
 * @param batch scanner of the patient; one that the model was not fitted on is refused: its shift is not known
 * @param covariates in the order of the model
 */
export function applyComBat(
  model: ComBatModel,
  batch: string,
  row: readonly number[],
  covariates: readonly number[] = [],
): Harmonised {
  const scanner = model.batches.find(({ id }) => id === batch);
  if (scanner === undefined)
    return {
      ok: false,
      problem: 'unknown-scanner',
      sentence: 'The scanner is not one of those that the harmonisation was fitted on: its shift is not known.',
    };
  const fits =
    row.length === model.features.length &&
    covariates.length === model.covariates.length &&
    [...row, ...covariates].every(Number.isFinite);
  if (!fits)
    return {
      ok: false,
      problem: 'wrong-row',
      sentence: `The harmonisation takes ${model.features.length} features and ${model.covariates.length} covariates, all of them numbers.`,
    };
  return {
    ok: true,
    row: row.map((value, f) => {
      const scale = Math.sqrt(model.pooledVariance[f] ?? 1);
      const expected =
        (model.grandMean[f] ?? 0) + sum(covariates.map((value, c) => value * (model.coefficients[c]?.[f] ?? 0)));
      const plain = (value - expected) / scale;
      return ((plain - (scanner.shift[f] ?? 0)) / Math.sqrt(scanner.variance[f] ?? 1)) * scale + expected;
    }),
  };
}

function checkTable({ features, rows }: FeatureTable, batches: readonly string[], covariates: Covariates): void {
  if (features.length < 2) throw refused('it needs at least two features');
  if (batches.length !== rows.length || covariates.rows.length !== rows.length)
    throw refused('features, scanners and covariates have unlike numbers of rows');
  const whole =
    rows.every((row) => row.length === features.length && row.every(Number.isFinite)) &&
    covariates.rows.every((row) => row.length === covariates.names.length && row.every(Number.isFinite));
  if (!whole) throw refused('a row has missing values');
}

const refused = (why: string) => new Failure('invalid-input', `The harmonisation cannot be fitted: ${why}.`);
