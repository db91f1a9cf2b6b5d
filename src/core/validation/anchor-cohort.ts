import type { AnchorConstants, AnchorVersion } from '../models/anchor-versions.ts';
import type { PlainTensor } from '../models/golden.ts';
import type { HazardOutput, ModelManifest } from '../models/manifest.ts';
import { type Anchored, anchorCauses, type ObservedPatient } from '../prognosis/anchors.ts';
import { causeKey, linearPredictor } from '../prognosis/linear-predictor.ts';
import { type PreparedPatient, type TabularModel, tabularPredictor } from '../prognosis/tabular-predictor.ts';
import type { FollowUp } from '../survival/follow-up.ts';
import { horizonRecalibration } from '../survival/horizon-recalibration.ts';
import { logisticRecalibration } from '../survival/logistic-recalibration.ts';
import { isComputable } from '../survival/not-computable.ts';
import { observedToExpected } from '../survival/observed-to-expected.ts';
import { stateFollowUp, stateHorizon } from './measure-outcome.ts';
import type { Observed } from './observe-outcome.ts';

/** A patient of the site: prepared, run through the graph, and observed. */
export interface CohortMember {
  readonly prepared: PreparedPatient;
  readonly logits: Readonly<Record<string, PlainTensor>>;
  /** By outcome; a reason where it is not known. */
  readonly observed: Readonly<Record<string, Observed | { readonly unobserved: string }>>;
}

/** Calibration of one outcome at one horizon. */
export interface AnchorCheck {
  /** Absent for a state. */
  readonly horizonYears?: number;
  /** Observed over expected, with its interval; absent where follow-up does not reach. */
  readonly observedToExpected?: number;
  readonly interval?: readonly [number, number];
  readonly calibrationSlope?: number;
}
export interface OutcomeAnchoring {
  readonly outcome: string;
  readonly key: string;
  readonly result: Anchored;
  readonly before: readonly AnchorCheck[];
  /** On the same patients: it fits them by construction. */
  readonly after: readonly AnchorCheck[];
  /** Each half of the patients with the constants that the other half gives: closer to what the next patients will see. */
  readonly halves: readonly AnchorCheck[];
}

const horizonsYears = [1, 3, 5];

/**
 * Constants of every outcome that the cohort observes, with the calibration before and after.
 * @param slope also a slope on the linear predictor, which needs more events
 * @param inForce what counts at the site now: `before` is with it. The constants themselves start from the model as it was trained.
 */
export function anchorCohort(
  model: TabularModel,
  members: readonly CohortMember[],
  outcomes: readonly string[],
  { slope, inForce }: { readonly slope: boolean; readonly inForce: readonly AnchorVersion[] },
): readonly OutcomeAnchoring[] {
  const fitted = (some: readonly CohortMember[], anyNumber: boolean) =>
    partsOf(model.manifest, outcomes).flatMap((part) => fitPart(model, part, some, { slope, anyNumber }));
  const found = fitted(members, false);
  const halves = [members.filter((_, at) => at % 2 === 0), members.filter((_, at) => at % 2 === 1)] as const;
  const trial = halves.map((half) => asVersion(fitted(half, true)));
  const before = calibration(model, members, () => inForce);
  const after = calibration(model, members, () => asVersion(found));
  const crossed = calibration(model, members, (at) => trial[(at + 1) % 2] ?? []);
  return found.map(({ outcome, key, result }) => ({
    outcome,
    key,
    result,
    before: before(outcome),
    after: result.status === 'anchored' ? after(outcome) : [],
    halves: result.status === 'anchored' ? crossed(outcome) : [],
  }));
}

/** The constants that were found, as they are recorded. */
export const constantsOf = (found: readonly Pick<OutcomeAnchoring, 'key' | 'result'>[]): readonly AnchorConstants[] =>
  found.flatMap(({ key, result }) => {
    if (result.status === 'refused') return [];
    const { status: _, ...constants } = result;
    return [{ key, ...constants }];
  });

const asVersion = (found: readonly Pick<OutcomeAnchoring, 'key' | 'result'>[]): readonly AnchorVersion[] => [
  { site: '', version: 0, at: '', by: '', constants: constantsOf(found) },
];

/**
 * Patients for whom a higher threshold would become likelier than a lower one: such constants say nothing.
 * @param constants as they would be recorded
 */
export function crossings(
  model: TabularModel,
  members: readonly CohortMember[],
  constants: readonly AnchorConstants[],
): number {
  if (model.manifest.output.kind !== 'exceedance') return 0;
  const predictor = tabularPredictor(model);
  const anchors = [{ site: '', version: 0, at: '', by: '', constants }];
  return members.filter(({ prepared, logits }) => {
    const said = predictor.read(prepared, logits, { horizonsYears, percent: 95, anchors });
    const chances = said.flatMap((one) => (one.status === 'ok' ? [one.probability] : []));
    return chances.some((chance, at) => chance > (chances[at - 1] ?? 1));
  }).length;
}

/** What is fitted together: the causes of one group, or one threshold. */
type Part =
  | { readonly kind: 'group'; readonly group: HazardOutput['groups'][number]; readonly causes: readonly number[] }
  | { readonly kind: 'threshold'; readonly tensor: string; readonly id: string; readonly at: number };

function partsOf({ output }: ModelManifest, outcomes: readonly string[]): readonly Part[] {
  if (output.kind === 'exceedance')
    return output.thresholds.flatMap(({ id }, at): Part[] =>
      outcomes.includes(id) ? [{ kind: 'threshold', tensor: output.tensor, id, at }] : [],
    );
  if (output.kind !== 'hazards') return [];
  return output.groups.flatMap((group): Part[] => {
    const causes = group.causes.flatMap(({ id }, at) =>
      group.reported.includes(id) && outcomes.includes(id) ? [at] : [],
    );
    return causes.length > 0 ? [{ kind: 'group', group, causes }] : [];
  });
}

function fitPart(
  { manifest, reference }: TabularModel,
  part: Part,
  members: readonly CohortMember[],
  options: { readonly slope: boolean; readonly anyNumber: boolean },
): Pick<OutcomeAnchoring, 'outcome' | 'key' | 'result'>[] {
  const temperature = manifest.calibration?.temperature ?? 1;
  const predictorOf = (key: string, prepared: PreparedPatient) => {
    const terms = reference.linear?.[key];
    return terms === undefined ? 0 : linearPredictor(terms, prepared.completed, reference.mean) / temperature;
  };
  // Constants are added before the temperature divides.
  const scaled = (result: Anchored): Anchored =>
    result.status === 'refused' || temperature === 1
      ? result
      : {
          ...result,
          intercept: result.intercept * temperature,
          ...(result.interceptSd === undefined ? {} : { interceptSd: result.interceptSd * temperature }),
        };
  if (part.kind === 'threshold') {
    const patients = members.flatMap(({ prepared, logits, observed }): ObservedPatient[] => {
      const seen = observed[part.id];
      const logit = logits[part.tensor]?.data[part.at];
      if (!seen || 'unobserved' in seen || seen.kind !== 'state' || logit === undefined) return [];
      return [
        {
          timeYears: 1,
          ...(seen.happened ? { cause: 0 } : {}),
          logits: [[logit / temperature]],
          predictors: [predictorOf(part.id, prepared)],
        },
      ];
    });
    const [result] = anchorCauses(patients, [0], [1], options);
    return result ? [{ outcome: part.id, key: part.id, result: scaled(result) }] : [];
  }
  const { group, causes } = part;
  const patients = members.flatMap(({ prepared, logits, observed }): ObservedPatient[] => {
    const data = logits[group.tensor]?.data;
    const ended = endOf(causes.map((cause) => ({ cause, seen: observed[group.causes[cause]?.id ?? ''] })));
    if (!data || !ended || group.exclusions?.some((each) => prepared.states.has(each))) return [];
    const width = group.causes.length;
    return [
      {
        ...ended,
        logits: group.intervalEndsYears.map((_, t) =>
          group.causes.map((_cause, c) => (data[t * width + c] ?? Number.NaN) / temperature),
        ),
        predictors: group.causes.map((cause) => predictorOf(causeKey(group, cause), prepared)),
      },
    ];
  });
  const results = anchorCauses(patients, causes, group.intervalEndsYears, options);
  return causes.flatMap((cause, at) => {
    const [of, result] = [group.causes[cause], results[at]];
    return of && result ? [{ outcome: of.id, key: causeKey(group, of), result: scaled(result) }] : [];
  });
}

/** How observation of one patient ended, from what each outcome says of it: the first event, else the shortest observation. */
function endOf(
  seen: readonly { readonly cause: number; readonly seen: CohortMember['observed'][string] | undefined }[],
): Pick<ObservedPatient, 'timeYears' | 'cause'> | undefined {
  const ends: { timeYears: number; cause?: number }[] = [];
  for (const { cause, seen: one } of seen) {
    if (!one || 'unobserved' in one || one.kind !== 'follow-up') return undefined;
    const { time, cause: code } = one.followUp;
    ends.push({ timeYears: time, ...(code === 1 ? { cause } : code === 2 ? { cause: -1 } : {}) });
  }
  // Another cause than this one may be the event of the next outcome: events of their own count first.
  const rank = ({ cause }: { cause?: number }) => (cause === undefined ? 2 : cause === -1 ? 1 : 0);
  return ends.sort((a, b) => a.timeYears - b.timeYears || rank(a) - rank(b))[0];
}

/** Calibration of each outcome with these anchors. @param anchorsOf for the patient at that place */
function calibration(
  model: TabularModel,
  members: readonly CohortMember[],
  anchorsOf: (at: number) => readonly AnchorVersion[],
): (outcome: string) => readonly AnchorCheck[] {
  const predictor = tabularPredictor(model);
  const said = members.map(({ prepared, logits }, at) =>
    predictor.read(prepared, logits, { horizonsYears, percent: 95, anchors: anchorsOf(at) }),
  );
  return (outcome) => {
    const horizons = [...new Set(said.flat().flatMap((one) => (one.outcome === outcome ? [one.horizonYears] : [])))];
    return horizons.map((horizonYears): AnchorCheck => {
      const pairs = members.flatMap(({ observed }, at) => {
        const seen = observed[outcome];
        const one = said[at]?.find((each) => each.outcome === outcome && each.horizonYears === horizonYears);
        if (!seen || 'unobserved' in seen || one?.status !== 'ok') return [];
        return [{ seen, probability: one.probability }];
      });
      return { ...(horizonYears === undefined ? {} : { horizonYears }), ...checkOf(pairs, horizonYears) };
    });
  };
}

function checkOf(
  pairs: readonly { readonly seen: Observed; readonly probability: number }[],
  horizonYears: number | undefined,
): Omit<AnchorCheck, 'horizonYears'> {
  if (pairs.length === 0) return {};
  const probability = pairs.map((pair) => pair.probability);
  const followUp = pairs.map(
    ({ seen }): FollowUp => (seen.kind === 'follow-up' ? seen.followUp : stateFollowUp(seen.happened)),
  );
  const ratio = observedToExpected(followUp, probability, horizonYears ?? stateHorizon);
  const fit =
    horizonYears === undefined
      ? logisticRecalibration(
          pairs.map(({ seen }) => seen.kind === 'state' && seen.happened),
          probability,
        )
      : horizonRecalibration(followUp, probability, horizonYears);
  return {
    ...(isComputable(ratio)
      ? { observedToExpected: ratio.ratio, ...(ratio.interval ? { interval: ratio.interval } : {}) }
      : {}),
    ...(isComputable(fit) ? { calibrationSlope: fit.slope.value } : {}),
  };
}
