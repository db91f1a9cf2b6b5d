import type { Random } from '../seeded-random.ts';
import { aalenJohansen } from '../survival/aalen-johansen.ts';
import { bootstrapIntervals } from '../survival/bootstrap.ts';
import { dynamicAuc } from '../survival/dynamic-auc.ts';
import type { FollowUp } from '../survival/follow-up.ts';
import { harrellC } from '../survival/harrell-c.ts';
import { kaplanMeier } from '../survival/kaplan-meier.ts';
import { isComputable } from '../survival/not-computable.ts';
import { observedToExpected } from '../survival/observed-to-expected.ts';
import { cloglog } from '../survival/recalibration.ts';
import { measureOutcome, type OutcomeArrays, resample, stateFollowUp, stateHorizon } from './measure-outcome.ts';
import { pictureHorizon } from './picture-horizon.ts';
import type { Grouping } from './subgroups.ts';
import type { CurvePoint, Measure, OutcomeValidation, SubgroupRow, ValidationRecord } from './validation-report.ts';

export interface OutcomeToValidate {
  readonly outcome: string;
  /** Ascending; empty for a state. */
  readonly horizonsYears: readonly number[];
  readonly records: readonly ValidationRecord[];
  readonly groupings: readonly Pick<Grouping, 'id' | 'title' | 'levels'>[];
}

/** Under this number of events nothing is said about a group. */
export const fewestEvents = 20;

/**
 * Everything the report says about one outcome. Subjects without an observation or a prediction are counted before, not here.
 * @param random the only source of chance. @param samples bootstrap samples, 1000 for publication.
 */
export function validateOutcome(
  { outcome, horizonsYears, records, groupings }: OutcomeToValidate,
  random: Random,
  samples: number,
): Omit<OutcomeValidation, 'refused' | 'unobserved'> {
  const arrays = asArrays(horizonsYears, records);
  const { followUp, kind, horizons } = arrays;
  const pictures = horizons.map((horizon, index) => ({
    ...(kind === 'time-to-event' ? { horizonYears: horizon } : {}),
    ...pictureHorizon(followUp, arrays.probability[index] ?? [], horizon),
  }));
  const subgroupSamples = Math.min(samples, 1000);
  const rowsOf = (groupOf: (record: ValidationRecord) => string | undefined, levels: readonly string[] = []) =>
    splitBy(records, groupOf, levels).map(([group, members]) =>
      subgroupRow(group, resample(arrays, members), random, subgroupSamples),
    );
  const median = kind === 'time-to-event' ? medianFollowUp(followUp) : undefined;
  return {
    outcome,
    kind,
    horizonsYears,
    n: records.length,
    events: followUp.filter(({ cause }) => cause === 1).length,
    competing: followUp.filter(({ cause }) => cause === 2).length,
    ...(median !== undefined ? { medianFollowUpYears: median } : {}),
    scoreIs: records.every((one) => one.linearPredictor !== undefined) ? 'linear-predictor' : 'last-probability',
    measures: measureOutcome(arrays, random, samples),
    pictures,
    observedCurve: kind === 'time-to-event' ? observedCurve(followUp, (horizonsYears.at(-1) ?? 0) * 1.1) : [],
    predictedCurve: kind === 'time-to-event' ? predictedCurve(arrays) : [],
    subgroups: groupings
      .map(({ id, title, levels }) => ({ id, title, rows: rowsOf((record) => record.groups[id], levels) }))
      .filter(({ rows }) => rows.length > 1),
    folds: rowsOf((record) => record.fold),
  };
}

function asArrays(horizonsYears: readonly number[], records: readonly ValidationRecord[]): OutcomeArrays {
  const isState = records.every(({ observed }) => typeof observed === 'boolean');
  const horizons = isState ? [stateHorizon] : horizonsYears;
  const probability = horizons.map((_, index) => records.map((record) => record.probabilities[index] ?? 0));
  const last = probability.at(-1) ?? [];
  const all = records.every(({ linearPredictor }) => linearPredictor !== undefined);
  return {
    kind: isState ? 'state' : 'time-to-event',
    horizons,
    followUp: records.map(({ observed }) => (typeof observed === 'boolean' ? stateFollowUp(observed) : observed)),
    // A certain prediction has no log-log: it is held at a very small and a very large risk, which keeps its rank.
    score: records.map((record, index) =>
      all ? (record.linearPredictor ?? 0) : cloglog.toPredictor(Math.min(1 - 1e-12, Math.max(1e-12, last[index] ?? 0))),
    ),
    probability,
  };
}

/** Indices by group, in the order of `levels`, then by name. */
function splitBy(
  records: readonly ValidationRecord[],
  groupOf: (record: ValidationRecord) => string | undefined,
  levels: readonly string[],
) {
  const groups = new Map<string, number[]>(levels.map((level) => [level, []]));
  records.forEach((record, index) => {
    const group = groupOf(record);
    if (group === undefined) return;
    const members = groups.get(group);
    if (members) members.push(index);
    else groups.set(group, [index]);
  });
  const found = [...groups].filter(([, members]) => members.length > 0);
  return levels.length > 0
    ? found
    : found.sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }));
}

function subgroupRow(group: string, arrays: OutcomeArrays, random: Random, samples: number): SubgroupRow {
  const n = arrays.followUp.length;
  const events = arrays.followUp.filter(({ cause }) => cause === 1).length;
  if (events < fewestEvents) return { group, n, events, noVerdict: `fewer than ${fewestEvents} events` };
  const intervals = bootstrapIntervals(
    n,
    (sample) => ({ c: discrimination(resample(arrays, sample)) }),
    random,
    samples,
  );
  const value = discrimination(arrays);
  const interval = intervals.get('c')?.interval;
  const ratio = observedToExpected(arrays.followUp, arrays.probability.at(-1) ?? [], arrays.horizons.at(-1) ?? 0);
  const counts = { n, events };
  const c: Measure = {
    id: arrays.kind === 'state' ? 'auc' : 'harrell-c',
    ...(value === undefined ? { notComputable: 'no comparable pair' } : { value }),
    ...(interval ? { interval, intervalBy: 'bootstrap' } : {}),
    ...counts,
  };
  const oe: Measure = {
    id: 'observed-to-expected',
    ...(isComputable(ratio)
      ? { value: ratio.ratio, ...(ratio.interval ? { interval: ratio.interval, intervalBy: 'log-log' as const } : {}) }
      : ratio),
    ...counts,
  };
  return { group, n, events, discrimination: c, observedToExpected: oe };
}

function discrimination({ kind, followUp, score, probability }: OutcomeArrays): number | undefined {
  if (kind === 'state') {
    const auc = dynamicAuc(followUp, probability[0] ?? [], stateHorizon);
    return isComputable(auc) ? auc.auc : undefined;
  }
  const c = harrellC(followUp, score);
  return isComputable(c) ? c.c : undefined;
}

function observedCurve(followUp: readonly FollowUp[], until: number): CurvePoint[] {
  const start: CurvePoint = { timeYears: 0, probability: 0 };
  const steps = followUp.some(({ cause }) => cause === 2)
    ? aalenJohansen(followUp).steps.map(({ time, incidence, interval }) => ({
        timeYears: time,
        probability: incidence,
        ...(interval ? { interval } : {}),
      }))
    : kaplanMeier(followUp).steps.map(({ time, survival, interval }) => ({
        timeYears: time,
        probability: 1 - survival,
        ...(interval ? { interval: [1 - interval[1], 1 - interval[0]] as const } : {}),
      }));
  const shown = steps.filter(({ timeYears }) => timeYears <= until);
  return [start, ...shown.filter(({ probability }, index) => probability !== (shown[index - 1]?.probability ?? 0))];
}

function predictedCurve({ horizons, probability }: OutcomeArrays): CurvePoint[] {
  return horizons.map((timeYears, index) => {
    const values = probability[index] ?? [];
    return { timeYears, probability: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length) };
  });
}

/** Time at which half would still be under observation if no event had ended it (Schemper and Smith 1996). */
function medianFollowUp(followUp: readonly FollowUp[]): number | undefined {
  const reversed = followUp.map(({ time, cause }) => ({ time, cause: cause === 0 ? (1 as const) : (0 as const) }));
  return kaplanMeier(reversed).steps.find(({ survival }) => survival <= 0.5)?.time;
}
