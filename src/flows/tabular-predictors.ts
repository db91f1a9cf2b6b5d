import type {
  ModelAnchor,
  ModelExceedance,
  ModelOutcome,
  ModelPrediction,
  ModelRisk,
  UsedInput,
} from '../core/assessment.ts';
import type { Driver } from '../core/findings.ts';
import { type InputId, inputDefinition } from '../core/inputs.ts';
import { type AnchorInForce, type AnchorVersion, anchorFor } from '../core/models/anchor-versions.ts';
import { versionedId } from '../core/models/columns.ts';
import type { ModelManifest, ModelReference, TabularFeature } from '../core/models/manifest.ts';
import { driversOf } from '../core/prognosis/drivers.ts';
import {
  batchTensor,
  type Prediction,
  type PreparedPatient,
  type TabularPredictor,
  tabularPredictor,
} from '../core/prognosis/tabular-predictor.ts';
import type { GatheredInputs } from '../core/scoring/evaluate-score.ts';
import type { Inference, Tensor } from '../ports/inference.ts';
import type { ModelFolder } from '../ports/models.ts';
import type { Predictor } from '../ports/predictors.ts';
import { modelVersion } from './segment.ts';

/** Horizons of cards and RiskAssessments, in years. */
const horizonsYears = [1, 3, 5];
const intervalPercent = 95;

/** Whether a folder holds a model over clinical values that speaks of risks or of a surrogate. */
export const predictsFromTable = ({ manifest, reference }: ModelFolder): boolean =>
  reference?.linear !== undefined &&
  manifest.input.kind === 'tabular' &&
  (manifest.output.kind === 'hazards' || manifest.output.kind === 'exceedance');

/**
 * A model over clinical values, made ready once: its reference is turned into tables at the first patient.
 * What it returns takes the re-anchorings that count at this site now.
 */
export function tabularModelPredictor(folder: ModelFolder, inference: Inference) {
  const { manifest, reference } = folder;
  if (!reference) throw new Error(`${versionedId(manifest)} has no reference`);
  const model = { manifest, reference };
  const predictor = tabularPredictor(model);
  const run = rememberingRuns(inference);
  return (state: Predictor['state'], anchors: readonly AnchorVersion[] = []): Predictor => ({
    model: modelVersion(manifest),
    manifest,
    state,
    async predict(inputs, asOf, patient, years = horizonsYears) {
      const speaker = speakerOf(manifest, state);
      const prepared = predictor.prepare(
        { given: inputs, etiology: patient.etiology, states: patient.exclusions },
        asOf,
      );
      if (prepared.status === 'refused') return { ...speaker, status: 'refused', reason: prepared.reason };
      const { tensor } = predictor.input;
      const logits = await run(predictor.id, tensor, batchTensor([prepared.patient]));
      const said = predictor.read(prepared.patient, logits, {
        horizonsYears: years,
        percent: intervalPercent,
        anchors,
      });
      const spoken = said.filter((one): one is Prediction => one.status === 'ok');
      const [silenced] = said.flatMap((one) => (one.status === 'refused' ? [one.reason] : []));
      if (spoken.length === 0) return { ...speaker, status: 'refused', reason: silenced ?? 'nothing to say' };
      return outcomeOf(speaker, model, predictor, prepared.patient, spoken, inputs, anchors);
    },
  });
}

/** Answers remembered by model: about 1 kB each. */
const mostRemembered = 2000;

/**
 * A graph is a function of its input: the row of a patient whose chart is opened again does not go to the other process again. What failed
 * is not remembered.
 */
function rememberingRuns(inference: Inference) {
  const known = new Map<string, ReturnType<Inference['run']>>();
  return (model: string, tensor: string, row: Tensor): ReturnType<Inference['run']> => {
    const key = row.data.join();
    const before = known.get(key);
    if (before) return before;
    const answer = inference.run(model, { [tensor]: row });
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
    return answer;
  };
}

type Speaker = Omit<Extract<ModelOutcome, { status: 'refused' }>, 'status' | 'reason'>;

const speakerOf = (manifest: ModelManifest, state: Predictor['state']): Speaker => ({
  by: modelVersion(manifest),
  title: manifest.title,
  role: manifest.role,
  evidence: manifest.evidence,
  state,
});

function outcomeOf(
  speaker: Speaker,
  model: { readonly manifest: ModelManifest; readonly reference: ModelReference },
  { input }: TabularPredictor,
  patient: PreparedPatient,
  spoken: readonly Prediction[],
  inputs: GatheredInputs,
  anchors: readonly AnchorVersion[],
): ModelPrediction {
  const { manifest } = model;
  const columns = input.features.map((feature, at) => ({ feature, used: patient.row.used[at] }));
  const shown = shownValues(columns);
  const keys = [...new Map(spoken.map(({ key, outcome }) => [key, outcome]))];
  const anchorOf = (key: string) => anchorFor(anchors, key, patient.etiology);
  const anchored = keys.flatMap(([key]) => anchorWords(keyTitle(manifest, key), anchorOf(key)));
  const missing = columns.filter(({ used }) => used === undefined).map(({ feature }) => feature.title);
  return {
    ...speaker,
    status: 'ok',
    risks: risksOf(manifest, spoken),
    exceedances: exceedancesOf(manifest, spoken),
    drivers: keys.map(([key]) => ({
      of: keyTitle(manifest, key),
      drivers: driversOf(model, patient, key, true, anchorOf(key)?.slope).map((driver): Driver => {
        const value = shown.get(driver.id);
        return value === undefined ? driver : { ...driver, value };
      }),
    })),
    used: usedInputs(columns, inputs),
    missing: [...new Set(missing)],
    cautions: patient.notes,
    trainedOn: `${manifest.trainedOn.cohort}, n ${manifest.trainedOn.n}`,
    ...(anchored.length > 0 ? { anchored } : {}),
  };
}

function anchorWords(of: string, anchor: AnchorInForce | undefined): ModelAnchor[] {
  if (!anchor) return [];
  const { site, version, at, intercept, slope, n, events } = anchor;
  return [
    { of, site, version, since: at.slice(0, 10), intercept, ...(slope === undefined ? {} : { slope }), n, events },
  ];
}

/** The values behind each driver. One that stands for the driver's own input, or is one of a group, says what it is of. */
function shownValues(
  columns: readonly { readonly feature: TabularFeature; readonly used: PreparedPatient['row']['used'][number] }[],
): ReadonlyMap<string, string> {
  const shown = new Map<string, Set<string>>();
  for (const { feature, used } of columns) {
    if (!used) continue;
    const text = valueText(used.input, used.value);
    const named = feature.group !== undefined || used.input !== feature.input;
    const driver = feature.group ?? feature.input;
    const texts = shown.get(driver) ?? new Set<string>();
    shown.set(driver, texts.add(named ? `${inputDefinition(used.input).title} ${text}` : text));
  }
  return new Map([...shown].map(([driver, texts]) => [driver, [...texts].join(', ')]));
}

function risksOf({ output }: ModelManifest, spoken: readonly Prediction[]): ModelRisk[] {
  if (output.kind !== 'hazards') return [];
  return spoken.flatMap(({ key, horizonYears, probability, lower, upper }) => {
    const group = output.groups.find(({ id }) => key.startsWith(`${id}/`));
    const cause = group?.causes.find(({ id }) => key === `${group.id}/${id}`);
    if (!group || !cause || horizonYears === undefined) return [];
    const competing = group.causes.filter(({ id }) => id !== cause.id).map(({ title }) => title);
    return [{ outcome: cause.outcome, title: cause.title, horizonYears, probability, lower, upper, competing }];
  });
}

function exceedancesOf({ output }: ModelManifest, spoken: readonly Prediction[]): ModelExceedance[] {
  if (output.kind !== 'exceedance') return [];
  const { quantity, unit, thresholds } = output;
  return spoken.flatMap(({ key, probability, lower, upper }) => {
    const threshold = thresholds.find(({ id }) => id === key);
    return threshold ? [{ id: key, quantity, unit, threshold: threshold.value, probability, lower, upper }] : [];
  });
}

/** What drivers are listed under: the title of the cause, or the id of the threshold. */
function keyTitle({ output }: ModelManifest, key: string): string {
  if (output.kind !== 'hazards') return key;
  const cause = output.groups
    .flatMap((group) => group.causes.map((one) => ({ key: `${group.id}/${one.id}`, title: one.title })))
    .find((one) => one.key === key);
  return cause?.title ?? key;
}

function usedInputs(
  columns: readonly { readonly used: PreparedPatient['row']['used'][number] }[],
  inputs: GatheredInputs,
): UsedInput[] {
  const used = new Map(columns.flatMap((column) => (column.used ? [[column.used.input, column.used.value]] : [])));
  return [...used].map(([input, value]) => {
    const given = inputs[input];
    const definition = inputDefinition(input);
    return {
      input,
      title: definition.title,
      value,
      ...(definition.kind === 'number' ? { unit: definition.unit } : {}),
      ...(given?.date ? { date: given.date } : {}),
      references: given?.references ?? [],
    };
  });
}

function valueText(input: InputId, value: number | string | boolean): string {
  const definition = inputDefinition(input);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || definition.kind !== 'number') return String(value).replaceAll('_', ' ');
  const figure = String(Number(value.toPrecision(3)));
  // Annotations of UCUM are no units: an INR, a score.
  return definition.unit === '1' || definition.unit === 'a' || definition.unit.startsWith('{')
    ? figure
    : `${figure} ${definition.unit}`;
}
