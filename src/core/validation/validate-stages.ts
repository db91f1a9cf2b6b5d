import type { Random } from '../seeded-random.ts';
import { bootstrapIntervals } from '../survival/bootstrap.ts';
import { classwiseCalibrationError } from '../survival/calibration-error.ts';
import { isComputable, type NotComputable, notComputable } from '../survival/not-computable.ts';
import { ordinalC } from '../survival/ordinal-c.ts';
import { rankedProbabilityScore } from '../survival/ranked-probability-score.ts';
import type { StageMeasure, StageValidation } from './validation-report.ts';
import { weightedKappa } from './weighted-kappa.ts';

/** One subject with the reference stage and the distribution that a model gave. */
export interface StageRecord {
  /** 0 to 4. */
  readonly observed: number;
  /** P(F0) to P(F4), adding up to 1. */
  readonly probabilities: readonly number[];
}

const stages = 5;

/**
 * How well distributions over F0 to F4 agree with reference stages, over all stages at once: scores of the whole distribution, ranking by
 * the expected stage, agreement of the most likely stage. What concerns one threshold is measured as an outcome of its own.
 * @param random the only source of chance
 * @throws Failure `invalid-input` when a distribution is none
 */
export function validateStages(records: readonly StageRecord[], random: Random, samples: number): StageValidation {
  const n = records.length;
  const intervals = bootstrapIntervals(
    n,
    (sample) => {
      // The calibration error of a sample drawn twice over is larger than that of the subjects: an interval around it would miss it.
      const found = statistics(sample.flatMap((at) => records[at] ?? [])).filter(([id]) => id !== 'calibration-error');
      return Object.fromEntries(found.map(([id, value]) => [id, typeof value === 'number' ? value : undefined]));
    },
    random,
    samples,
  );
  const confusion = Array.from({ length: stages }, () => new Array<number>(stages).fill(0));
  for (const { observed, probabilities } of records) {
    const row = confusion[observed];
    const most = mostLikely(probabilities);
    if (row) row[most] = (row[most] ?? 0) + 1;
  }
  return {
    n,
    counts: confusion.map((row) => row.reduce((sum, count) => sum + count, 0)),
    confusion,
    measures: statistics(records).map(([id, value]): StageMeasure => {
      const interval = intervals.get(id)?.interval;
      if (typeof value !== 'number') return { id, n, ...value };
      return { id, n, value, ...(interval ? { interval, intervalBy: 'bootstrap' } : {}) };
    }),
  };
}

function statistics(records: readonly StageRecord[]): (readonly [StageMeasure['id'], number | NotComputable])[] {
  const probabilities = records.map((record) => record.probabilities);
  const observed = records.map((record) => record.observed);
  const rps = rankedProbabilityScore(probabilities, observed);
  const ranking = ordinalC(observed, probabilities.map(expectedStage));
  const error = classwiseCalibrationError(probabilities, observed);
  return [
    ['ranked-probability-score', isComputable(rps) ? rps.rps : rps],
    ['stage-log-score', logScore(records)],
    ['ordinal-c', isComputable(ranking) ? ranking.c : ranking],
    ['weighted-kappa', weightedKappa(observed, probabilities.map(mostLikely), stages)],
    ['calibration-error', isComputable(error) ? error.ece : error],
  ];
}

/** Mean of -log P(reference stage); a stage that was given no probability at all has no logarithm. */
function logScore(records: readonly StageRecord[]): number | NotComputable {
  if (records.length === 0) return notComputable('no subjects');
  const given = records.map(({ observed, probabilities }) => probabilities[observed] ?? 0);
  if (given.includes(0)) return notComputable('a reference stage had been given probability 0');
  return -given.reduce((sum, p) => sum + Math.log(p), 0) / given.length;
}

const expectedStage = (probabilities: readonly number[]) => probabilities.reduce((sum, p, stage) => sum + p * stage, 0);
/** Of equal ones the lower stage. */
const mostLikely = (probabilities: readonly number[]) => probabilities.indexOf(Math.max(...probabilities));
