import { type NotComputable, notComputable } from './not-computable.ts';
import { type ClassProbabilities, checkClasses } from './ordinal-outcome.ts';

export interface ConfidenceBin {
  readonly n: number;
  readonly meanConfidence: number;
  readonly accuracy: number;
}
export interface CalibrationError {
  /** 0 (calibrated) to 1. */
  readonly ece: number;
  readonly n: number;
  readonly bins: readonly ConfidenceBin[];
}

/**
 * Expected calibration error of the most probable class (Guo 2017, arXiv:1706.04599): |accuracy - mean confidence| in bins of equal width,
 * (low, high], weighted by their size; empty bins are left out. The first class wins a tie. Grows with few subjects a bin.
 * Not computable without subjects. @throws Failure `invalid-input`, see `checkClasses`.
 */
export function topLabelCalibrationError(
  probabilities: readonly ClassProbabilities[],
  classes: readonly number[],
  bins = 10,
): CalibrationError | NotComputable {
  checkClasses(probabilities, classes);
  const judged = probabilities.map((given, index) => {
    const confidence = Math.max(...given);
    return { confidence, right: given.indexOf(confidence) === classes[index] ? 1 : 0 };
  });
  return binned(judged, bins);
}

/** The same for each class against the rest, averaged over classes (Kull 2019, arXiv:1910.12656): also small probabilities must be right. */
export function classwiseCalibrationError(
  probabilities: readonly ClassProbabilities[],
  classes: readonly number[],
  bins = 10,
): { readonly ece: number; readonly n: number } | NotComputable {
  checkClasses(probabilities, classes);
  const size = probabilities[0]?.length ?? 0;
  if (size === 0) return notComputable('no subjects');
  let sum = 0;
  for (let at = 0; at < size; at++) {
    const judged = probabilities.map((given, index) => ({
      confidence: given[at] ?? 0,
      right: classes[index] === at ? 1 : 0,
    }));
    const one = binned(judged, bins);
    sum += 'ece' in one ? one.ece : 0;
  }
  return { ece: sum / size, n: classes.length };
}

function binned(
  judged: readonly { readonly confidence: number; readonly right: number }[],
  count: number,
): CalibrationError | NotComputable {
  if (judged.length === 0) return notComputable('no subjects');
  const sums = Array.from({ length: count }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of judged) {
    const bin = sums[Math.max(0, Math.min(count - 1, Math.ceil(confidence * count) - 1))];
    if (!bin) continue;
    bin.n += 1;
    bin.confidence += confidence;
    bin.right += right;
  }
  const bins = sums
    .filter(({ n }) => n > 0)
    .map(({ n, confidence, right }) => ({ n, meanConfidence: confidence / n, accuracy: right / n }));
  const ece = bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.accuracy - bin.meanConfidence), 0) / judged.length;
  return { ece, n: judged.length, bins };
}
