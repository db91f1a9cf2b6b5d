import { Failure } from '../failure.ts';
import type { Reference } from './distance.ts';

/**
 * Mean and covariance of a cohort, the covariance drawn towards independence by the Ledoit-Wolf rule (J Multivar Anal 2004;88:365-411) so that it can be
 * inverted even with many features and few patients. The rule is applied to standardised features, so that units do not matter.
 *
 * @param rows patients by features, no missing values
 * @throws Failure `invalid-input`: fewer than two rows, missing values, or a feature that does not vary
 */
export function shrunkCovariance(
  rows: readonly (readonly number[])[],
): Reference & { readonly shrinkage: number; readonly n: number } {
  const [n, width] = [rows.length, rows[0]?.length ?? 0];
  const refused = (why: string) => new Failure('invalid-input', `The reference cannot be made: ${why}.`);
  if (n < 2 || width < 1) throw refused('it needs at least two rows');
  if (!rows.every((row) => row.length === width && row.every(Number.isFinite)))
    throw refused('a row has missing values');
  const columns = Array.from({ length: width }, (_, f) => rows.map((row) => row[f] ?? 0));
  const mean = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / n);
  const deviation = columns.map((values, f) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - (mean[f] ?? 0)) ** 2, 0) / n),
  );
  const flat = deviation.some((value, f) => !(value > 1e-12 * Math.abs(mean[f] ?? 0)));
  if (flat) throw refused('a feature does not vary');
  const z = columns.map((values, f) => values.map((value) => (value - (mean[f] ?? 0)) / (deviation[f] ?? 1)));
  const correlation = z.map((a) => z.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / n));
  // standardised features have mean variance 1: the target is the identity
  let [away, noise] = [0, 0];
  for (const [i, row] of correlation.entries())
    for (const [j, value] of row.entries()) {
      away += (value - (i === j ? 1 : 0)) ** 2;
      let squares = 0;
      for (let k = 0; k < n; k++) squares += ((z[i]?.[k] ?? 0) * (z[j]?.[k] ?? 0)) ** 2;
      noise += (squares / n - value ** 2) / n;
    }
  const shrinkage = away > 0 ? Math.min(1, Math.max(0, noise / away)) : 1;
  const covariance = correlation.map((row, i) =>
    row.map((value, j) => {
      const drawn = (1 - shrinkage) * value + (i === j ? shrinkage : 0);
      return drawn * (deviation[i] ?? 1) * (deviation[j] ?? 1);
    }),
  );
  return { mean, covariance, shrinkage, n };
}
