import type { Driver, ImagingFindings, ModelFinding, RadiomicsFinding } from '../findings.ts';
import type { PlainTensor } from '../models/golden.ts';
import type { ModelManifest, ModelReference, RadiomicsInput } from '../models/manifest.ts';
import type { SeriesRole } from '../volume/series-rules.ts';
import {
  type Completion,
  completeFeatures,
  completionFor,
  distanceFrom,
  effectiveCoefficients,
} from './complete-features.ts';
import { featuresOf, type PatientForModel } from './features-of.ts';
import { type IntervalPercent, probabilityInterval } from './intervals.ts';
import { type LinearTerms, linearPredictor } from './linear-predictor.ts';
import { residualPoints } from './residual-points.ts';
import { linearShapley } from './shapley.ts';

/** A model over the radiomics of a study and clinical values, as its folder holds it. */
export interface RadiomicsModel {
  readonly manifest: ModelManifest;
  readonly reference: ModelReference;
}

/** One study of one patient, ready for the graph. Columns: radiomics, then clinical values, in the order of the manifest. */
export interface PreparedStudy {
  readonly values: readonly number[];
  readonly present: readonly boolean[];
  readonly extraVariance: readonly number[];
  /** Gaps filled. */
  readonly completed: readonly number[];
  readonly completion: Completion;
  readonly notes: readonly string[];
  readonly outOfDistribution?: NonNullable<ModelFinding['outOfDistribution']>;
}
export type PreparedRadiomics =
  | { readonly status: 'ok'; readonly study: PreparedStudy }
  | { readonly status: 'refused'; readonly reason: string };

/** More than this share of the features may not be missing: the rest would be the mean of the training data. */
const mostMissing = 0.5;
/** A column this many deviations off is named when the whole is unlike the training data. */
const farDeviations = 3;

/** The series whose features a model takes. */
export const seriesOf = ({ features }: RadiomicsInput): readonly SeriesRole[] => [
  ...new Set(features.map(({ series }) => series)),
];

/**
 * Rows of a study and clinical values to the columns of the model, or the reason why it says nothing. What is missing and not required is
 * completed by its expectation given the rest.
 * @param sameSettings whether features with this digest were computed as the manifest demands
 * @param asOf ISO instant of the assessment
 */
export function prepareRadiomics(
  { manifest, reference }: RadiomicsModel,
  radiomics: readonly RadiomicsFinding[],
  sameSettings: (series: SeriesRole, settings: string) => boolean,
  patient: PatientForModel,
  asOf: string,
): PreparedRadiomics {
  const { input } = manifest;
  if (input.kind !== 'radiomics') throw new Error('this model takes no radiomics');
  const refused = (reason: string): PreparedRadiomics => ({ status: 'refused', reason });
  const bySeries = new Map<SeriesRole, RadiomicsFinding>();
  for (const series of seriesOf(input)) {
    const found = radiomics.find((one) => one.series === series && one.region === input.region);
    if (!found) return refused(`no features of the ${input.region} on ${series}`);
    if (!sameSettings(series, found.settings))
      return refused(`the features on ${series} were computed with other settings than the model was trained on`);
    bySeries.set(series, found);
  }
  const clinical = featuresOf(manifest, patient, asOf);
  if (clinical.status === 'refused') return refused(clinical.reason);

  const features = input.features.map((feature) => featureValue(feature, bySeries.get(feature.series)));
  const missing = input.features.filter((_, at) => features[at] === undefined).map(({ title }) => title);
  if (missing.length > mostMissing * features.length)
    return refused(`${missing.length} of ${features.length} features are missing`);

  const values = [...features.map((value) => value ?? 0), ...clinical.row.values];
  const present = [...features.map((value) => value !== undefined), ...clinical.row.present];
  const completion = completionFor(present, reference);
  const completed = completeFeatures(values, completion, reference);
  const absent = input.clinical.flatMap(({ title }, at) => (clinical.row.present[at] ? [] : [title]));
  const without = [...missing, ...absent];
  const distance = distanceFrom(reference)(completed);
  const limit = manifest.outOfDistribution?.limit ?? Number.POSITIVE_INFINITY;
  return {
    status: 'ok',
    study: {
      values,
      present,
      extraVariance: [...features.map(() => 0), ...clinical.row.extraVariance],
      completed,
      completion,
      notes: [...clinical.row.notes, ...(without.length > 0 ? [`without ${without.join(', ')}`] : [])],
      ...(distance > limit
        ? { outOfDistribution: { distance, limit, because: farColumns(input, completed, reference) } }
        : {}),
    },
  };
}

type Feature = RadiomicsInput['features'][number];

/** Undefined where the study has no such value, or none that the transform can take. */
function featureValue(
  { familyCode, ibsiCode, aggregationCode, transform }: Feature,
  found: RadiomicsFinding | undefined,
): number | undefined {
  const value = found?.rows.find(
    (row) => row.familyCode === familyCode && row.ibsiCode === ibsiCode && row.aggregationCode === aggregationCode,
  )?.value;
  if (value === undefined) return undefined;
  const transformed =
    transform.kind === 'log' ? Math.log(value) : transform.kind === 'asinh' ? Math.asinh(value) : value;
  return Number.isFinite(transformed) ? transformed : undefined;
}

function farColumns(input: RadiomicsInput, row: readonly number[], { mean, covariance }: ModelReference): string[] {
  return [...input.features, ...input.clinical].flatMap(({ title }, at) => {
    const deviations = ((row[at] ?? 0) - (mean[at] ?? 0)) / Math.sqrt(covariance[at]?.[at] ?? 1);
    return Math.abs(deviations) < farDeviations ? [] : [`${title} is ${deviations > 0 ? 'high' : 'low'}`];
  });
}

/** The patient's row for the graph, float32 [1, columns]. */
export const studyTensor = ({ completed }: PreparedStudy) => ({
  shape: [1, completed.length],
  data: Float32Array.from(completed),
});

/**
 * What the graph says of one study. Events with an interval from the refits and from what is missing, and with the drivers of the horizon
 * nearest to five years; etiologies as shares that add up to 1.
 * @param logits [1, horizons] or [1, classes]
 * @returns undefined where the graph gives no number
 */
export function readRadiomics(
  { manifest, reference }: RadiomicsModel,
  study: PreparedStudy,
  logits: PlainTensor | undefined,
  percent: IntervalPercent,
): ModelFinding['output'] | undefined {
  const { output } = manifest;
  const temperature = manifest.calibration?.temperature ?? 1;
  const tempered = Array.from(logits?.data ?? [], (logit) => logit / temperature);
  if (tempered.length === 0 || !tempered.every(Number.isFinite)) return undefined;
  if (output.kind === 'etiology') {
    const most = Math.max(...tempered);
    const shares = tempered.map((logit) => Math.exp(logit - most));
    const sum = shares.reduce((total, share) => total + share, 0);
    return {
      kind: 'etiology',
      probabilities: Object.fromEntries(output.classes.map(({ id }, at) => [id, (shares[at] ?? 0) / sum])),
    };
  }
  if (output.kind !== 'event') return undefined;
  let before = 0;
  const horizons = output.horizonsYears.map((years, at) => {
    const terms = reference.linear?.[String(years)];
    const found: { probability: number; lower?: number; upper?: number } = terms
      ? eventProbability(tempered[at] ?? Number.NaN, terms, String(years), reference, study, temperature, percent)
      : { probability: logistic(tempered[at] ?? Number.NaN) };
    // Averaging over what is missing may bend the order of horizons by a hair; an event that happened stays happened.
    const probability = Math.max(before, found.probability);
    before = probability;
    const upper = found.upper === undefined ? {} : { upper: Math.max(found.upper, probability) };
    return { years, ...found, probability, ...upper };
  });
  const main = [...output.horizonsYears].sort((a, b) => Math.abs(a - 5) - Math.abs(b - 5))[0];
  return {
    kind: 'event',
    outcome: output.outcome,
    horizons,
    drivers: driversOfStudy(manifest, reference, study, String(main)),
  };
}

const logistic = (logit: number) => 1 / (1 + Math.exp(-logit));

function eventProbability(
  logit: number,
  terms: LinearTerms,
  key: string,
  reference: ModelReference,
  { completed, completion, extraVariance }: PreparedStudy,
  temperature: number,
  percent: IntervalPercent,
) {
  const open = residualPoints([terms.coefficients], completion, extraVariance);
  const shifted = (offset: readonly number[]) => logistic(logit + (offset[0] ?? 0) / temperature);
  const probability = open.offsets.reduce((sum, offset, k) => sum + (open.weights[k] ?? 0) * shifted(offset), 0);
  const refits = (reference.replicates ?? []).flatMap((refit) => {
    const own = refit[key];
    if (!own) return [];
    return [logistic(((own.intercepts[0] ?? 0) + linearPredictor(own, completed, reference.mean)) / temperature)];
  });
  if (refits.length === 0 && open.axes.length === 0) return { probability };
  const at = { at: logistic(logit), moved: open.axes.map(shifted), anchored: [] };
  return { probability, ...probabilityInterval(probability, refits, at, percent) };
}

/** Exact interventional Shapley values of the linear predictor, one player a feature or clinical value, largest first. */
function driversOfStudy(
  { input }: ModelManifest,
  reference: ModelReference,
  { values, present, completion }: PreparedStudy,
  key: string,
): Driver[] {
  const terms = reference.linear?.[key];
  if (!terms || input.kind !== 'radiomics') return [];
  const players = [
    ...input.features.map(({ series, ibsiCode, title }) => ({ id: `${series}/${ibsiCode}`, title })),
    ...input.clinical.map(({ name, title }) => ({ id: name, title })),
  ].map((player, column) => ({ ...player, columns: [column] }));
  const coefficients = effectiveCoefficients(terms.coefficients, completion);
  return linearShapley(players, coefficients, values, reference.mean, present)
    .map(({ id, title, value, available }) => ({
      id,
      title,
      contribution: value,
      scale: 'log-odds' as const,
      available,
    }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

/** What the quality rules of a manifest ask of a study, over the series that the model takes. */
export function studyFacts({ series, regions, study }: ImagingFindings, input: RadiomicsInput) {
  const roles = new Set<SeriesRole>(seriesOf(input));
  const spacings = series.flatMap(({ role, sliceSpacingMm }) =>
    roles.has(role) && sliceSpacingMm !== undefined ? [sliceSpacingMm] : [],
  );
  const region = regions.find((one) => one.label === input.region && roles.has(one.series));
  return {
    ...(study.manufacturer ? { manufacturer: study.manufacturer } : {}),
    ...(spacings.length > 0 ? { sliceSpacingMm: Math.max(...spacings) } : {}),
    ...(region ? { regionMl: region.volumeMl } : {}),
  };
}
