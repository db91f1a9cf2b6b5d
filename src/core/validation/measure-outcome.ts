import type { Random } from '../seeded-random.ts';
import { bootstrapIntervals } from '../survival/bootstrap.ts';
import { brierScore } from '../survival/brier-score.ts';
import { coxSlope } from '../survival/cox-slope.ts';
import { dynamicAuc } from '../survival/dynamic-auc.ts';
import type { FollowUp } from '../survival/follow-up.ts';
import { harrellC } from '../survival/harrell-c.ts';
import { horizonRecalibration } from '../survival/horizon-recalibration.ts';
import { integratedBrierScore } from '../survival/integrated-brier-score.ts';
import { logScore } from '../survival/log-score.ts';
import { logisticRecalibration } from '../survival/logistic-recalibration.ts';
import { isComputable, type NotComputable } from '../survival/not-computable.ts';
import { observedToExpected } from '../survival/observed-to-expected.ts';
import type { Coefficient } from '../survival/recalibration.ts';
import { unoC } from '../survival/uno-c.ts';
import type { Measure, MeasureId } from './validation-report.ts';

/** One outcome as parallel arrays. A state is follow-up that ends at once: event at 0.5, none to 2, horizon 1. */
export interface OutcomeArrays {
  readonly kind: 'time-to-event' | 'state';
  readonly horizons: readonly number[];
  readonly followUp: readonly FollowUp[];
  /** Higher is worse: for C and the Cox slope. */
  readonly score: readonly number[];
  /** `probability[k][i]`: subject i at horizon k. */
  readonly probability: readonly (readonly number[])[];
}
export const stateHorizon = 1;
export const stateFollowUp = (happened: boolean): FollowUp =>
  happened ? { time: 0.5, cause: 1 } : { time: 2, cause: 0 };

/**
 * Every measure of one outcome: discrimination and accuracy with bootstrap intervals, calibration with those of its estimators.
 * Subjects are put in order of time first: each of the many sorts by time that follow is then one pass.
 */
export function measureOutcome(given: OutcomeArrays, random: Random, samples: number): Measure[] {
  const order = given.followUp
    .map((_, index) => index)
    .sort((left, right) => (given.followUp[left]?.time ?? 0) - (given.followUp[right]?.time ?? 0));
  const arrays = resample(given, order);
  const specific = resampled(arrays);
  const n = arrays.followUp.length;
  const intervals = bootstrapIntervals(
    n,
    (sample) => {
      const drawn = resample(arrays, sample);
      return Object.fromEntries(
        resampled(drawn).map(({ key, compute }) => {
          const result = compute();
          return [key, typeof result === 'number' ? result : undefined];
        }),
      );
    },
    random,
    samples,
  );
  const counts = (horizon: number | undefined) => ({ n, events: eventsBy(arrays.followUp, horizon) });
  const years = (horizon: number | undefined) =>
    arrays.kind === 'time-to-event' && horizon !== undefined ? { horizonYears: horizon } : {};
  return [
    ...specific.map(({ key, id, horizon, compute }): Measure => {
      const result = compute();
      const interval = intervals.get(key)?.interval;
      return {
        id,
        ...years(horizon),
        ...(typeof result === 'number'
          ? { value: result, ...(interval ? { interval, intervalBy: 'bootstrap' as const } : {}) }
          : result),
        ...counts(horizon),
      };
    }),
    ...calibrationMeasures(arrays).map(
      ({ horizon, ...measure }): Measure => ({ ...measure, ...years(horizon), ...counts(horizon) }),
    ),
  ];
}

export function resample(arrays: OutcomeArrays, sample: readonly number[]): OutcomeArrays {
  return {
    ...arrays,
    followUp: sample.flatMap((index) => arrays.followUp[index] ?? []),
    score: sample.map((index) => arrays.score[index] ?? 0),
    probability: arrays.probability.map((values) => sample.map((index) => values[index] ?? 0)),
  };
}

interface Resampled {
  readonly key: string;
  readonly id: MeasureId;
  readonly horizon: number | undefined;
  compute(): number | NotComputable;
}

/** Discrimination and accuracy. */
function resampled({ kind, horizons, followUp, score, probability }: OutcomeArrays): Resampled[] {
  const last = horizons.at(-1);
  const overall: Resampled[] = [];
  const add = (id: MeasureId, compute: () => number | NotComputable) =>
    overall.push({ key: id, id, horizon: undefined, compute });
  if (kind === 'time-to-event') {
    add('harrell-c', () => pick(harrellC(followUp, score), 'c'));
    if (followUp.some(({ cause }) => cause === 2))
      add('harrell-c-competing', () => pick(harrellC(followUp, score, 'never'), 'c'));
    add('uno-c', () => pick(unoC(followUp, score, last), 'c'));
    if (horizons.length > 1)
      add('integrated-brier', () => pick(integratedBrierScore(followUp, horizons, probability), 'ibs'));
  }
  const atHorizons = horizons.flatMap((horizon, index): Resampled[] => {
    const given = probability[index] ?? [];
    let brier: ReturnType<typeof brierScore> | undefined;
    const brierOnce = () => {
      brier ??= brierScore(followUp, given, horizon);
      return brier;
    };
    const at = (id: MeasureId, compute: () => number | NotComputable) => ({
      key: `${id} ${horizon}`,
      id,
      horizon,
      compute,
    });
    return [
      at('auc', () => pick(dynamicAuc(followUp, given, horizon), 'auc')),
      at('brier', () => pick(brierOnce(), 'brier')),
      at('scaled-brier', () => pick(brierOnce(), 'scaled')),
      at('log-score', () => pick(logScore(followUp, given, horizon), 'logScore')),
    ];
  });
  return [...overall, ...atHorizons];
}

function pick<Key extends string, T extends { readonly [K in Key]: number | undefined }>(
  result: T | NotComputable,
  key: Key,
): number | NotComputable {
  if (!isComputable(result)) return result;
  return result[key] ?? { notComputable: 'nothing varies' };
}

type Calibration = Omit<Measure, 'n' | 'events' | 'horizonYears'> & { readonly horizon: number | undefined };

function calibrationMeasures({ kind, horizons, followUp, score, probability }: OutcomeArrays): Calibration[] {
  const wald = (id: MeasureId, horizon: number | undefined, found: Coefficient): Calibration => ({
    id,
    horizon,
    value: found.value,
    interval: found.interval,
    intervalBy: 'wald',
  });
  const measures: Calibration[] = [];
  if (kind === 'time-to-event') {
    const slope = coxSlope(followUp, score);
    measures.push(
      isComputable(slope)
        ? wald('cox-slope', undefined, slope.slope)
        : { id: 'cox-slope', horizon: undefined, ...slope },
    );
  }
  for (const [index, horizon] of horizons.entries()) {
    const given = probability[index] ?? [];
    const ratio = observedToExpected(followUp, given, horizon);
    measures.push({
      id: 'observed-to-expected',
      horizon,
      ...(isComputable(ratio)
        ? {
            value: ratio.ratio,
            ...(ratio.interval ? { interval: ratio.interval, intervalBy: 'log-log' as const } : {}),
          }
        : ratio),
    });
    const fit =
      kind === 'state'
        ? logisticRecalibration(
            followUp.map(({ cause }) => cause === 1),
            given,
          )
        : horizonRecalibration(followUp, given, horizon);
    if (isComputable(fit)) {
      measures.push(
        wald('calibration-intercept', horizon, fit.intercept),
        wald('calibration-slope', horizon, fit.slope),
      );
    } else {
      measures.push({ id: 'calibration-intercept', horizon, ...fit }, { id: 'calibration-slope', horizon, ...fit });
    }
  }
  return measures;
}

const eventsBy = (followUp: readonly FollowUp[], horizon: number | undefined) =>
  followUp.filter(({ time, cause }) => cause === 1 && (horizon === undefined || time <= horizon)).length;
