import { Failure } from '../failure.ts';
import type { BoundaryCondition } from './boundary.ts';
import type { FilterSettings } from './filter-settings.ts';
import { type LawsKernel, lawsKernelNames } from './laws.ts';
import type { Pooling } from './pooling.ts';
import type { Band } from './separable-wavelet.ts';
import { waveletNames } from './wavelet-taps.ts';

type Json = Readonly<Record<string, unknown>>;

const refuse = (sentence: string, key?: string): never => {
  throw new Failure('invalid-input', sentence, { at: key === undefined ? 'filter' : `filter.${key}` });
};

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A number of `json`, `least` < value <= `most` unless `inclusive`. `otherwise` stands in for an absent key. */
function numberOf(json: Json, key: string, range: { above?: number; most: number }, otherwise?: number): number {
  const value = json[key] ?? otherwise;
  const above = range.above ?? 0;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= above || value > range.most)
    return refuse(`The filter's "${key}" must be a number above ${above}, at most ${range.most}.`, key);
  return value;
}

function integerOf(json: Json, key: string, least: number, most: number, otherwise?: number): number {
  const value = json[key] ?? otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    return refuse(`The filter's "${key}" must be a whole number from ${least} to ${most}.`, key);
  return value;
}

function choiceOf<T extends string | number>(json: Json, key: string, choices: readonly T[], otherwise?: T): T {
  const value = json[key] ?? otherwise;
  const chosen = choices.find((choice) => choice === value);
  return chosen ?? refuse(`The filter's "${key}" must be one of ${choices.join(', ')}.`, key);
}

const namedBoundaries = ['zero', 'nearest', 'mirror', 'periodic'] as const;

function boundaryOf(json: Json): BoundaryCondition {
  const value = json.boundary;
  if (isRecord(value)) {
    const { constant } = value;
    if (typeof constant !== 'number' || !Number.isFinite(constant) || Object.keys(value).length !== 1)
      return refuse('The filter\'s "boundary" object must hold one number, "constant".', 'boundary');
    return { constant };
  }
  return choiceOf(json, 'boundary', namedBoundaries, 'mirror');
}

const poolings: readonly Pooling[] = ['average', 'max', 'min'];
const optionalPooling = (json: Json): { pooling?: Pooling } =>
  json.pooling === undefined ? {} : { pooling: choiceOf(json, 'pooling', poolings) };

function kernelsOf(json: Json): LawsKernel[] {
  const text = typeof json.kernels === 'string' ? json.kernels : '';
  const kernels = (text.match(/../g) ?? []).flatMap((part) => lawsKernelNames.filter((name) => name === part));
  if (kernels.length * 2 !== text.length || kernels.length < 2 || kernels.length > 3)
    return refuse(
      `The filter's "kernels" must be two or three of ${lawsKernelNames.join(', ')}, as in E5L5S5.`,
      'kernels',
    );
  return kernels;
}

function bandsOf(json: Json): Band[] {
  if (typeof json.bands !== 'string' || !/^[LH]{2,3}$/.test(json.bands))
    return refuse('The filter\'s "bands" must be two or three of the letters L and H, as in LHL.', 'bands');
  return [...json.bands].map((letter) => (letter === 'L' ? 'L' : 'H'));
}

function thetaStepOf(json: Json): { thetaStepDegrees?: number } {
  if (json.thetaStepDegrees === undefined) return {};
  const step = numberOf(json, 'thetaStepDegrees', { most: 180 });
  const parts = 360 / step;
  if (Math.abs(parts - Math.round(parts)) > 1e-6 || parts > 72)
    return refuse('The filter\'s "thetaStepDegrees" must divide 360 into at most 72 equal parts.', 'thetaStepDegrees');
  return { thetaStepDegrees: step };
}

function thetaOf(json: Json): number {
  const theta = json.thetaDegrees ?? 0;
  return typeof theta === 'number' && Math.abs(theta) <= 360
    ? theta
    : refuse('The filter\'s "thetaDegrees" must be a number from -360 to 360.', 'thetaDegrees');
}

/** How each filter is read, and the keys that it knows besides `filter` and `boundary`. */
const readers: Record<
  FilterSettings['filter'],
  { readonly keys: readonly string[]; read(json: Json): FilterSettings }
> = {
  mean: {
    keys: ['dimensions', 'size'],
    read(json) {
      const size = integerOf(json, 'size', 1, 201);
      if (size % 2 === 0) return refuse('The filter\'s "size" must be odd.', 'size');
      return { filter: 'mean', dimensions: choiceOf(json, 'dimensions', [2, 3]), size, boundary: boundaryOf(json) };
    },
  },
  'laplacian-of-gaussian': {
    keys: ['dimensions', 'sigmaMm', 'cutoffSigmas'],
    read: (json) => ({
      filter: 'laplacian-of-gaussian',
      dimensions: choiceOf(json, 'dimensions', [2, 3]),
      sigmaMm: numberOf(json, 'sigmaMm', { most: 100 }),
      cutoffSigmas: numberOf(json, 'cutoffSigmas', { most: 10 }, 4),
      boundary: boundaryOf(json),
    }),
  },
  laws: {
    keys: ['kernels', 'pooling', 'energyDistance'],
    read: (json) => ({
      filter: 'laws',
      kernels: kernelsOf(json),
      ...optionalPooling(json),
      ...(json.energyDistance === undefined ? {} : { energyDistance: integerOf(json, 'energyDistance', 0, 100) }),
      boundary: boundaryOf(json),
    }),
  },
  gabor: {
    keys: ['sigmaMm', 'wavelengthMm', 'gamma', 'thetaDegrees', 'thetaStepDegrees', 'planes', 'pooling'],
    read: (json) => ({
      filter: 'gabor',
      sigmaMm: numberOf(json, 'sigmaMm', { most: 100 }),
      wavelengthMm: numberOf(json, 'wavelengthMm', { most: 1000 }),
      gamma: numberOf(json, 'gamma', { above: 0.05, most: 20 }),
      thetaDegrees: thetaOf(json),
      ...thetaStepOf(json),
      planes: choiceOf(json, 'planes', ['axial', 'orthogonal'], 'axial'),
      pooling: choiceOf(json, 'pooling', poolings, 'average'),
      boundary: boundaryOf(json),
    }),
  },
  'separable-wavelet': {
    keys: ['wavelet', 'bands', 'level', 'pooling'],
    read: (json) => ({
      filter: 'separable-wavelet',
      wavelet: choiceOf(json, 'wavelet', waveletNames),
      bands: bandsOf(json),
      level: integerOf(json, 'level', 1, 5, 1),
      ...optionalPooling(json),
      boundary: boundaryOf(json),
    }),
  },
  simoncelli: {
    keys: ['dimensions', 'level'],
    read: (json) => ({
      filter: 'simoncelli',
      dimensions: choiceOf(json, 'dimensions', [2, 3]),
      level: integerOf(json, 'level', 1, 5, 1),
      boundary: choiceOf(json, 'boundary', ['periodic'], 'periodic'),
    }),
  },
};

const filterNames = Object.keys(readers) as readonly FilterSettings['filter'][];

/**
 * Checks the JSON form of a filter: an object with `filter` and the keys of that filter's settings type, where
 * Laws `kernels` and wavelet `bands` are written as one word (`E5L5S5`, `LHL`).
 * Left out: `boundary` is mirror (Simoncelli: periodic), `cutoffSigmas` 4, `level` 1, `thetaDegrees` 0, Gabor `planes`
 * axial and `pooling` average. Without `pooling`, Laws and wavelets are not rotation invariant.
 * @throws Failure `invalid-input` that names the key; unknown keys are refused.
 */
export function readFilterSettings(json: unknown): FilterSettings {
  if (!isRecord(json)) return refuse('A filter must be a JSON object with the key "filter".');
  const { keys, read } = readers[choiceOf(json, 'filter', filterNames)];
  const unknown = Object.keys(json).find((key) => !['filter', 'boundary', ...keys].includes(key));
  if (unknown !== undefined)
    return refuse(
      `The filter "${json.filter}" knows no key "${unknown}"; it knows ${['boundary', ...keys].join(', ')}.`,
    );
  return read(json);
}
