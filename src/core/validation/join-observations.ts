import { Failure } from '../failure.ts';
import type { ObservedOutcome } from '../models/manifest.ts';
import { type CohortRow, observeOutcome } from './observe-outcome.ts';
import type { Grouping } from './subgroups.ts';
import type { Prediction, ReasonCount, ValidationRecord } from './validation-report.ts';

export interface JoinedOutcome {
  readonly outcome: string;
  readonly horizonsYears: readonly number[];
  readonly records: readonly ValidationRecord[];
  /** Subjects the model refused, by its reason. */
  readonly refused: readonly ReasonCount[];
  /** Subjects predicted but without an observed outcome, by reason. */
  readonly unobserved: readonly ReasonCount[];
}

/**
 * Brings the predictions of one outcome together with what was observed. A subject counts when every horizon has a probability and the
 * outcome was observed; each other subject is counted under its reason.
 * @param rows by id. @throws Failure `invalid-input` when a subject stands twice at one horizon, or a probability lies outside 0 to 1.
 */
export function joinObservations(
  outcome: string,
  predictions: readonly Prediction[],
  rows: ReadonlyMap<string, CohortRow>,
  how: ObservedOutcome,
  groupings: readonly Grouping[],
  foldOf: ReadonlyMap<string, string> = new Map(),
): JoinedOutcome {
  const own = predictions.filter((one) => one.outcome === outcome);
  const horizonsYears = [
    ...new Set(
      own.flatMap(({ horizonYears, refused }) => (horizonYears === undefined || refused ? [] : [horizonYears])),
    ),
  ].sort((left, right) => left - right);
  const columns = how.kind === 'follow-up' ? horizonsYears : [undefined];
  const refused = new Map<string, number>();
  const unobserved = new Map<string, number>();
  const count = (where: Map<string, number>, reason: string) => where.set(reason, (where.get(reason) ?? 0) + 1);

  const records = [...bySubject(own)].flatMap(([id, lines]): ValidationRecord[] => {
    const refusal = lines.find((line) => line.refused !== undefined);
    if (refusal?.refused !== undefined) {
      count(refused, refusal.refused);
      return [];
    }
    const row = rows.get(id);
    const observed = row ? observeOutcome(row, how) : { unobserved: 'not in the cohort table' };
    if ('unobserved' in observed) {
      count(unobserved, observed.unobserved);
      return [];
    }
    const probabilities = columns.flatMap((horizon) => probabilityAt(lines, horizon) ?? []);
    if (probabilities.length < columns.length || columns.length === 0) {
      count(refused, 'no probability at every horizon');
      return [];
    }
    const linearPredictor = lines.at(-1)?.linearPredictor;
    const fold = foldOf.get(id);
    return [
      {
        id,
        observed: observed.kind === 'state' ? observed.happened : observed.followUp,
        probabilities,
        ...(linearPredictor !== undefined ? { linearPredictor } : {}),
        groups: Object.fromEntries(
          groupings.flatMap((grouping) => {
            const group = row && grouping.of(row);
            return group === undefined ? [] : [[grouping.id, group]];
          }),
        ),
        ...(fold !== undefined ? { fold } : {}),
      },
    ];
  });
  return {
    outcome,
    horizonsYears: how.kind === 'follow-up' ? horizonsYears : [],
    records,
    refused: counted(refused),
    unobserved: counted(unobserved),
  };
}

const counted = (reasons: ReadonlyMap<string, number>): ReasonCount[] =>
  [...reasons].map(([reason, count]) => ({ reason, count })).sort((left, right) => right.count - left.count);

function bySubject(predictions: readonly Prediction[]): ReadonlyMap<string, readonly Prediction[]> {
  const subjects = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    const lines = subjects.get(prediction.id) ?? [];
    if (lines.some((line) => line.horizonYears === prediction.horizonYears))
      throw new Failure('invalid-input', 'A subject stands twice in the predictions, with one outcome and horizon.');
    lines.push(prediction);
    subjects.set(prediction.id, lines);
  }
  return subjects;
}

/** A state has one line; whatever horizon it carries means nothing. */
function probabilityAt(lines: readonly Prediction[], horizon: number | undefined): number | undefined {
  const line = horizon === undefined ? lines[0] : lines.find((one) => one.horizonYears === horizon);
  const probability = line?.probability;
  if (probability !== undefined && !(probability >= 0 && probability <= 1))
    throw new Failure('invalid-input', 'A probability of the predictions lies outside 0 to 1.');
  return probability;
}
