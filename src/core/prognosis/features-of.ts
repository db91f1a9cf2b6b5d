import { daysBetween } from '../chart-dates.ts';
import { type Etiology, etiologyWords } from '../etiology.ts';
import { type InputId, inputDefinition } from '../inputs.ts';
import type { Exclusion, ModelManifest, TabularFeature } from '../models/manifest.ts';
import type { GatheredInput, GatheredInputs } from '../scoring/evaluate-score.ts';

/** What a model of a table is told of one patient. */
export interface PatientForModel {
  readonly given: GatheredInputs;
  /** Inputs that are there and cannot be used, with the reason: they refuse, never pass for missing. */
  readonly problems?: ReadonlyMap<InputId, string>;
  /** Absent: whoever gives the patient vouches for the population. */
  readonly etiology?: Etiology;
  readonly states: ReadonlySet<Exclusion>;
}

/** The row before completion: transformed values, and which columns have one. */
export interface FeatureRow {
  readonly values: readonly number[];
  readonly present: readonly boolean[];
  /** Variance that a conversion brings, by column, on the scale after the transform. */
  readonly extraVariance: readonly number[];
  /** The value that was used for each column, before the transform, and the input it came from. */
  readonly used: readonly ({ readonly input: InputId; readonly value: GatheredInput['value'] } | undefined)[];
  /** What a reader should know: values held at the limit of what the model has seen, conversions, values too old. */
  readonly notes: readonly string[];
}
export type FeaturesOf =
  | { readonly status: 'ok'; readonly row: FeatureRow }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * Chart facts to the columns of a model of a table, or the reason why the model says nothing about this patient.
 * Absent optional values are absent, never a number; nothing is guessed.
 * @param asOf ISO instant of the assessment
 */
export function featuresOf({ accepts, input }: ModelManifest, patient: PatientForModel, asOf: string): FeaturesOf {
  const refused = (reason: string): FeaturesOf => ({ status: 'refused', reason });
  const features = input.kind === 'tabular' ? input.features : input.kind === 'radiomics' ? input.clinical : [];
  const outside = outsidePopulation(accepts, patient);
  if (outside !== undefined) return refused(outside);
  const columns = features.map((feature) => columnOf(feature, patient, asOf));
  const fault =
    columns.find((column) => column.kind === 'unusable') ?? columns.find((column) => column.kind === 'missing');
  if (fault && 'reason' in fault) return refused(fault.reason);
  return {
    status: 'ok',
    row: {
      values: columns.map((column) => (column.kind === 'value' ? column.value : 0)),
      present: columns.map((column) => column.kind === 'value'),
      extraVariance: columns.map((column) => (column.kind === 'value' ? column.variance : 0)),
      used: columns.map((column) => (column.kind === 'value' ? column.used : undefined)),
      notes: [...new Set(columns.flatMap((column) => ('note' in column && column.note ? [column.note] : [])))],
    },
  };
}

export const stateWords: Readonly<Record<Exclusion, string>> = {
  decompensated: 'the liver disease has decompensated',
  transplanted: 'after liver transplantation',
  'hepatocellular-carcinoma': 'with hepatocellular carcinoma',
  pregnant: 'in pregnancy',
  ascites: 'ascites is already present',
};

function outsidePopulation(
  { etiologies, ageYears, exclusions }: ModelManifest['accepts'],
  { given, etiology, states }: PatientForModel,
): string | undefined {
  if (etiology !== undefined && etiologies !== 'any' && !etiologies.includes(etiology))
    return `the model was built for ${etiologies.map((each) => etiologyWords[each]).join(', ')}, not for ${etiologyWords[etiology]}`;
  const age = given.ageYears?.value;
  if (typeof age === 'number' && (age < ageYears[0] || age > ageYears[1]))
    return `age ${Math.floor(age)} is outside of ${ageYears[0]} to ${ageYears[1]} years`;
  const state = exclusions.find((each) => states.has(each));
  return state === undefined ? undefined : `the model says nothing here: ${stateWords[state]}`;
}

type Column =
  | {
      readonly kind: 'value';
      readonly value: number;
      readonly variance: number;
      readonly used: { readonly input: InputId; readonly value: GatheredInput['value'] };
      readonly note?: string;
    }
  | { readonly kind: 'absent'; readonly note?: string }
  | { readonly kind: 'missing' | 'unusable'; readonly reason: string };

interface Source {
  readonly input: InputId;
  readonly plausible: readonly [number, number];
  readonly factor: number;
  readonly sd: number;
  readonly note?: string;
}

function columnOf(feature: TabularFeature, { given, problems }: PatientForModel, asOf: string): Column {
  const sources: Source[] = [
    { input: feature.input, plausible: feature.plausible, factor: 1, sd: 0 },
    ...(feature.alternatives ?? []).map(({ title, ...rest }) => ({
      ...rest,
      note: `${feature.title} was converted from ${title}`,
    })),
  ];
  let tooOld: string | undefined;
  for (const source of sources) {
    const problem = problems?.get(source.input);
    if (problem !== undefined) return { kind: 'unusable', reason: problem };
    const found = given[source.input];
    if (!found) continue;
    const title = source.input === feature.input ? feature.title : inputDefinition(source.input).title;
    if (found.comparator !== undefined) return { kind: 'unusable', reason: `${title} is known only as a bound` };
    const age = found.date === undefined ? 0 : daysBetween(found.date, asOf);
    if (age === undefined || age > feature.windowDays) {
      tooOld ??= `${title} is older than ${feature.windowDays} days`;
      continue;
    }
    return numberColumn(feature, source, found.value, title);
  }
  if (feature.required) return { kind: 'missing', reason: tooOld ?? `${feature.title} is missing` };
  return { kind: 'absent', ...(tooOld === undefined ? {} : { note: `${tooOld} and was not used` }) };
}

function numberColumn(feature: TabularFeature, source: Source, given: GatheredInput['value'], title: string): Column {
  const { transform } = feature;
  const used = { input: source.input, value: given };
  if (transform.kind === 'indicator')
    return { kind: 'value', value: transform.values.some((each) => each === given) ? 1 : 0, variance: 0, used };
  if (transform.kind === 'map') {
    const value = typeof given === 'number' ? undefined : transform.values[String(given)];
    if (value === undefined) return { kind: 'unusable', reason: `${title} has a value that the model does not know` };
    return { kind: 'value', value, variance: 0, used };
  }
  const [low, high] = source.plausible;
  if (typeof given !== 'number' || !Number.isFinite(given))
    return { kind: 'unusable', reason: `${title} is not a number` };
  if (given < low || given > high)
    return { kind: 'unusable', reason: `${title} of ${Number(given.toPrecision(4))} is outside of ${low} to ${high}` };
  const number = given * source.factor;
  const held = clamped(number, feature.trainedRange);
  const notes = [
    ...(source.note === undefined ? [] : [source.note]),
    ...(Math.abs(held - number) <= 1e-9 * Math.abs(number)
      ? []
      : [`${title} lies outside of what the model has seen and was taken at its limit`]),
  ];
  return {
    kind: 'value',
    value: transformed(transform, held),
    variance: source.sd ** 2,
    used,
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  };
}

const clamped = (value: number, range: readonly [number, number] | undefined) =>
  range ? Math.min(range[1], Math.max(range[0], value)) : value;

/** The transform of a number; the plausible range has kept it inside of what the transform can take. */
export function transformed(
  transform: Exclude<TabularFeature['transform'], { kind: 'indicator' | 'map' }>,
  value: number,
): number {
  switch (transform.kind) {
    case 'identity':
      return value;
    case 'log':
      return Math.log(value);
    case 'log1p':
      return Math.log1p(value);
    case 'sqrt':
      return Math.sqrt(value);
    case 'hinge': {
      const distance = (transform.of === 'log' ? Math.log(value) : value) - transform.knot;
      return Math.max(0, transform.side === 'above' ? distance : -distance);
    }
  }
}
