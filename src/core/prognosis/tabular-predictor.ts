import type { Etiology } from '../etiology.ts';
import { type AnchorVersion, anchorFor } from '../models/anchor-versions.ts';
import { versionedId } from '../models/columns.ts';
import type { PlainTensor } from '../models/golden.ts';
import type {
  ExceedanceOutput,
  Exclusion,
  HazardOutput,
  ModelManifest,
  ModelReference,
  TabularInput,
} from '../models/manifest.ts';
import { type Completion, completeFeatures, completionFor, distanceFrom } from './complete-features.ts';
import { incidenceFromOdds } from './cumulative-incidence.ts';
import { type FeatureRow, featuresOf, type PatientForModel, stateWords } from './features-of.ts';
import { type IntervalPercent, probabilityInterval } from './intervals.ts';
import { causeKey, type LinearTerms, linearPredictor } from './linear-predictor.ts';
import { type ResidualPoints, residualPoints } from './residual-points.ts';

/** A model of a table as its folder holds it. */
export interface TabularModel {
  readonly manifest: ModelManifest;
  readonly reference: ModelReference;
}

/** One patient, ready for the graph. */
export interface PreparedPatient {
  readonly row: FeatureRow;
  /** Values of the tensor's columns, gaps filled. */
  readonly completed: readonly number[];
  readonly completion: Completion;
  readonly states: ReadonlySet<Exclusion>;
  /** Absent: not known, and the model is for several. */
  readonly etiology?: Etiology;
  /** Set when the patient looks unlike the training data. */
  readonly unusual: boolean;
  readonly notes: readonly string[];
}
export type Prepared =
  | { readonly status: 'ok'; readonly patient: PreparedPatient }
  | { readonly status: 'refused'; readonly reason: string };

export interface Prediction {
  readonly status: 'ok';
  /** Id of the cause or of the threshold. */
  readonly outcome: string;
  /** `groupId/causeId` or the threshold's id. */
  readonly key: string;
  /** Absent for what has no time. */
  readonly horizonYears?: number;
  readonly probability: number;
  readonly lower: number;
  readonly upper: number;
  /** Sum of coefficient times (x - mean), without anchor. */
  readonly linearPredictor: number;
}
export interface RefusedPrediction {
  readonly status: 'refused';
  readonly outcome: string;
  readonly horizonYears?: number;
  readonly reason: string;
}

export interface ReadOptions {
  /** Years at which to answer; those that are the end of an interval count. */
  readonly horizonsYears: readonly number[];
  readonly percent: IntervalPercent;
  /** Re-anchorings that count at this site, oldest first. None: the model as it was trained. */
  readonly anchors?: readonly AnchorVersion[];
}

/**
 * Everything about a linear model of a table but the graph itself: `prepare` makes the row, the graph gives logits, `read` makes
 * probabilities with intervals of them. `outcomes` names what it may answer, in order.
 */
export interface TabularPredictor {
  readonly id: string;
  readonly input: TabularInput;
  outcomes(horizonsYears: readonly number[]): readonly { readonly outcome: string; readonly horizonYears?: number }[];
  prepare(patient: PatientForModel, asOf: string): Prepared;
  /** @param logits output tensors of the graph for this patient alone, batch of 1 */
  read(
    patient: PreparedPatient,
    logits: Readonly<Record<string, PlainTensor>>,
    options: ReadOptions,
  ): readonly (Prediction | RefusedPrediction)[];
}

export function tabularPredictor({ manifest, reference }: TabularModel): TabularPredictor {
  const { input, output } = manifest;
  const linear = reference.linear;
  if (input.kind !== 'tabular') throw new Error(`${versionedId(manifest)} is no model of a table`);
  if (output.kind !== 'hazards' && output.kind !== 'exceedance')
    throw new Error(`${versionedId(manifest)} gives neither hazards nor exceedances`);
  if (linear === undefined) throw new Error(`${versionedId(manifest)} has no linear terms`);

  const temperature = manifest.calibration?.temperature ?? 1;
  const refitsByGroup = new Map<string, readonly { terms: LinearTerms[]; odds: Float64Array }[]>();
  const distance = distanceFrom(reference);
  const completions = new Map<string, Completion>();
  const completionOf = (present: readonly boolean[]): Completion => {
    const pattern = present.map(Number).join('');
    const known = completions.get(pattern) ?? completionFor(present, reference);
    completions.set(pattern, known);
    return known;
  };

  return {
    id: versionedId(manifest),
    input,
    outcomes: (horizonsYears) => outcomesOf(output, horizonsYears),
    prepare(patient, asOf) {
      const features = featuresOf(manifest, patient, asOf);
      if (features.status === 'refused') return features;
      const completion = completionOf(features.row.present);
      const completed = completeFeatures(features.row.values, completion, reference);
      const etiology = patient.etiology ?? onlyEtiology(manifest);
      const limit = manifest.outOfDistribution?.limit ?? Number.POSITIVE_INFINITY;
      const unusual = distance(completed) > limit;
      return {
        status: 'ok',
        patient: {
          row: features.row,
          completed,
          completion,
          states: patient.states,
          ...(etiology === undefined ? {} : { etiology }),
          unusual,
          notes: [
            ...features.row.notes,
            ...(unusual ? ['the patient looks unlike those the model was trained on'] : []),
          ],
        },
      };
    },
    read: (patient, logits, options) =>
      output.kind === 'hazards'
        ? output.groups.flatMap((group) => readGroup(group, patient, logits[group.tensor], options))
        : output.thresholds.map((_, at) => readThreshold(output, at, patient, logits[output.tensor], options)),
  };

  function termsOf(key: string, of = linear): LinearTerms {
    const terms = of?.[key];
    if (!terms) throw new Error(`${versionedId(manifest)} has no linear terms for ${key}`);
    return terms;
  }

  /** How local re-anchoring moves one cause for this patient: nothing where there is none. */
  function anchoringOf(key: string, patient: PreparedPatient, { anchors = [] }: ReadOptions): Anchoring {
    const anchor = anchorFor(anchors, key, patient.etiology);
    const slope = anchor?.slope ?? 1;
    return {
      shift: (predictor) => (anchor ? anchor.intercept + (slope - 1) * predictor : 0) / temperature,
      scale: slope / temperature,
      spread: (anchor?.interceptSd ?? 0) / temperature,
    };
  }

  function readGroup(
    group: HazardOutput['groups'][number],
    patient: PreparedPatient,
    tensor: PlainTensor | undefined,
    options: ReadOptions,
  ): (Prediction | RefusedPrediction)[] {
    const state = group.exclusions?.find((each) => patient.states.has(each));
    const horizons = horizonsOf(group, options.horizonsYears);
    if (state !== undefined)
      return group.reported.flatMap((outcome) =>
        horizons.map(({ years }) => ({
          status: 'refused' as const,
          outcome,
          horizonYears: years,
          reason: stateWords[state],
        })),
      );
    const keys = group.causes.map((cause) => causeKey(group, cause));
    const predictors = keys.map((key) => linearPredictor(termsOf(key), patient.completed, reference.mean));
    const anchorings = keys.map((key) => anchoringOf(key, patient, options));
    const shifts = anchorings.map(({ shift }, cause) => shift(predictors[cause] ?? 0));
    const places = horizons.map(({ at }) => at);
    const odds = oddsOf(
      tensor?.data ?? new Float32Array(group.intervalEndsYears.length * keys.length).fill(Number.NaN),
    );
    const movedBy = (offset: readonly number[]) =>
      incidenceFromOdds(
        odds,
        shifts.map((shift, c) => Math.exp(shift + (offset[c] ?? 0) * (anchorings[c]?.scale ?? 1))),
        places,
      );
    const open = pointsOf(keys, patient);
    const points = open.offsets.map(movedBy);
    const centre = movedBy([]);
    const moved = open.axes.map(movedBy);
    const refits = refitsOf(group).map((refit) =>
      incidenceFromOdds(
        refit.odds,
        refit.terms.map((terms, c) => {
          const own = linearPredictor(terms, patient.completed, reference.mean);
          return Math.exp(own / temperature + (anchorings[c]?.shift(own) ?? 0));
        }),
        places,
      ),
    );
    const spread = anchorings.flatMap(({ scale, spread }, c) =>
      spread > 0 ? [movedBy(keys.map((_, k) => (k === c ? spread / scale : 0)))] : [],
    );
    return group.causes.flatMap((cause, c) =>
      group.reported.includes(cause.id)
        ? horizons.map(({ years }, place): Prediction => {
            const of = (incidence: Float64Array) => incidence[place * keys.length + c] ?? Number.NaN;
            const probability = points.reduce((sum, point, k) => sum + (open.weights[k] ?? 0) * of(point), 0);
            return {
              status: 'ok',
              outcome: cause.id,
              key: keys[c] ?? '',
              horizonYears: years,
              probability,
              ...probabilityInterval(
                probability,
                refits.map(of),
                { at: of(centre), moved: moved.map(of), anchored: spread.map(of) },
                options.percent,
              ),
              linearPredictor: predictors[c] ?? Number.NaN,
            };
          })
        : [],
    );
  }

  function oddsOf(logits: ArrayLike<number>): Float64Array {
    return Float64Array.from(logits, (logit) => Math.exp(logit / temperature));
  }

  /** Refits of a group with the odds of their intercepts, made once. */
  function refitsOf(group: HazardOutput['groups'][number]) {
    const known = refitsByGroup.get(group.id);
    if (known) return known;
    const made = (reference.replicates ?? []).map((refit) => {
      const terms = group.causes.map((cause) => termsOf(causeKey(group, cause), refit));
      return {
        terms,
        odds: oddsOf(
          group.intervalEndsYears.flatMap((_, t) => terms.map(({ intercepts }) => intercepts[t] ?? Number.NaN)),
        ),
      };
    });
    refitsByGroup.set(group.id, made);
    return made;
  }

  function readThreshold(
    exceedance: ExceedanceOutput,
    at: number,
    patient: PreparedPatient,
    tensor: PlainTensor | undefined,
    options: ReadOptions,
  ): Prediction {
    const key = exceedance.thresholds[at]?.id ?? '';
    const predictor = linearPredictor(termsOf(key), patient.completed, reference.mean);
    const { shift, scale, spread } = anchoringOf(key, patient, options);
    const logit = (tensor?.data[at] ?? Number.NaN) / temperature + shift(predictor);
    const open = pointsOf([key], patient);
    const shifted = (offset: readonly number[] | undefined) => logistic(logit + (offset?.[0] ?? 0) * scale);
    const probability = open.offsets.reduce((sum, offset, k) => sum + (open.weights[k] ?? 0) * shifted(offset), 0);
    const refits = (reference.replicates ?? []).map((refit) => {
      const terms = termsOf(key, refit);
      const own = linearPredictor(terms, patient.completed, reference.mean);
      return logistic(((terms.intercepts[0] ?? 0) + own) / temperature + shift(own));
    });
    return {
      status: 'ok',
      outcome: key,
      key,
      probability,
      ...probabilityInterval(
        probability,
        refits,
        {
          at: logistic(logit),
          moved: open.axes.map(shifted),
          anchored: spread > 0 ? [logistic(logit + spread)] : [],
        },
        options.percent,
      ),
      linearPredictor: predictor,
    };
  }

  function pointsOf(keys: readonly string[], { completion, row }: PreparedPatient): ResidualPoints {
    return residualPoints(
      keys.map((key) => termsOf(key).coefficients),
      completion,
      row.extraVariance,
    );
  }
}

/** A model for one etiology speaks of no other: a table that does not name it means it. */
const onlyEtiology = ({ accepts: { etiologies } }: ModelManifest): Etiology | undefined =>
  etiologies !== 'any' && etiologies.length === 1 ? etiologies[0] : undefined;

interface Anchoring {
  /** What is added to the tempered logit at this linear predictor. */
  readonly shift: (predictor: number) => number;
  /** By how much one unit of the linear predictor moves the logit. */
  readonly scale: number;
  /** Standard error of the constant, on the scale of the tempered logit. */
  readonly spread: number;
}

const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

function horizonsOf(group: HazardOutput['groups'][number], years: readonly number[]) {
  return years.flatMap((year) => {
    const at = group.intervalEndsYears.findIndex((end) => Math.abs(end - year) < 1e-9);
    return at < 0 ? [] : [{ years: year, at }];
  });
}

function outcomesOf(output: HazardOutput | ExceedanceOutput, years: readonly number[]) {
  if (output.kind === 'exceedance') return output.thresholds.map(({ id }) => ({ outcome: id }));
  return output.groups.flatMap((group) =>
    group.causes
      .filter(({ id }) => group.reported.includes(id))
      .flatMap(({ id }) => horizonsOf(group, years).map((horizon) => ({ outcome: id, horizonYears: horizon.years }))),
  );
}

/** Rows of several patients as one tensor for the graph, float32 [n, columns]. */
export function batchTensor(patients: readonly PreparedPatient[]): { shape: number[]; data: Float32Array } {
  const columns = patients[0]?.completed.length ?? 0;
  return { shape: [patients.length, columns], data: Float32Array.from(patients.flatMap(({ completed }) => completed)) };
}

/** The part of an output tensor [n, …] that is patient `at`'s. */
export function ofPatient({ shape, data }: PlainTensor, at: number): PlainTensor {
  const size = shape.slice(1).reduce((product, n) => product * n, 1);
  return { shape: [1, ...shape.slice(1)], data: data.subarray(at * size, (at + 1) * size) };
}
