import type { ModelOutcome } from '../assessment.ts';
import { type InputId, inputDefinition } from '../inputs.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { GatheredInputs } from '../scoring/evaluate-score.ts';
import type { Sensitivity } from './review.ts';

/**
 * Inputs that treatment or the course of the disease can change. Age, sex, cause and past events are not among them. What the figures
 * would be for another value is how the model leans on the input; it is not what a treatment that changes it would do.
 */
const modifiable: readonly InputId[] = [
  'bilirubinUmolPerL',
  'albuminGPerL',
  'plateletsGigaPerL',
  'inr',
  'creatinineUmolPerL',
  'sodiumMmolPerL',
  'astUPerL',
  'altUPerL',
  'alpUPerL',
  'ggtUPerL',
  'bmiKgPerM2',
  'lsmVcteKpa',
];

/** One input of one patient with the values to try. */
export interface VariedInput {
  readonly input: InputId;
  readonly title: string;
  readonly unit: string;
  readonly current: number;
  /** Ascending, the current value among them. */
  readonly values: readonly number[];
}

const steps = 8;

/** What a model of a table may be asked again for, within the range that it was trained on (where that is not known, the plausible one). */
export function variedInputs(manifest: ModelManifest, inputs: GatheredInputs): readonly VariedInput[] {
  if (manifest.input.kind !== 'tabular') return [];
  const { features } = manifest.input;
  return modifiable.flatMap((input) => {
    const feature = features.find((one) => one.input === input);
    const given = inputs[input];
    const definition = inputDefinition(input);
    if (!feature || definition.kind !== 'number' || typeof given?.value !== 'number' || given.comparator !== undefined)
      return [];
    const [low, high] = feature.trainedRange ?? feature.plausible;
    const current = given.value;
    // Ratios matter where the model takes logarithms: the values are spread as the model sees them.
    const grid =
      feature.transform.kind === 'log' && low > 0
        ? (share: number) => low * (high / low) ** share
        : (share: number) => low + (high - low) * share;
    const values = Array.from({ length: steps + 1 }, (_, step) => Number(grid(step / steps).toPrecision(3)));
    return [
      {
        input,
        title: feature.title,
        unit: definition.unit,
        current,
        values: [...new Set([...values, current])].sort((a, b) => a - b),
      },
    ];
  });
}

export const withValue = (inputs: GatheredInputs, input: InputId, value: number): GatheredInputs => {
  const given = inputs[input];
  return given ? { ...inputs, [input]: { ...given, value } } : inputs;
};

/** The answers for each value as lines, one an outcome, at the horizon nearest to five years that the model states. */
export function sensitivitiesOf(
  varied: VariedInput,
  answers: readonly { readonly value: number; readonly outcome: ModelOutcome }[],
): readonly Sensitivity[] {
  const spoken = answers.flatMap(({ value, outcome }) =>
    outcome.status === 'ok' ? [{ value, risks: outcome.risks }] : [],
  );
  const outcomes = [...new Set(spoken.flatMap(({ risks }) => risks.map(({ outcome }) => outcome)))];
  return outcomes.flatMap((outcome) => {
    const horizons = spoken.flatMap(({ risks }) =>
      risks.filter((risk) => risk.outcome === outcome).map(({ horizonYears }) => horizonYears),
    );
    const horizonYears = horizons.sort((a, b) => Math.abs(a - 5) - Math.abs(b - 5))[0];
    if (horizonYears === undefined) return [];
    const points = spoken.flatMap(({ value, risks }) => {
      const risk = risks.find((one) => one.outcome === outcome && one.horizonYears === horizonYears);
      return risk ? [{ value, probability: risk.probability }] : [];
    });
    const { values: _, ...about } = varied;
    return points.length > 1 ? [{ ...about, outcome, horizonYears, points }] : [];
  });
}
