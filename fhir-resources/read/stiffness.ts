import type { StiffnessMethod, StiffnessReading } from '../../src/core/chart.ts';
import type { InputId } from '../../src/core/inputs.ts';
import type { Resolve } from '../bundle.ts';
import { wordsOf } from '../codes/service-codes.ts';
import { textsOf } from '../codes.ts';
import { type Json, list, object, text } from './json.ts';
import type { Canonical } from './ucum.ts';
import { toCanonical } from './ucum.ts';
import { canonicalOf, type Reported } from './values.ts';

/**
 * Which method measured it: the code, Observation.method, or the device. When they name different methods the answer is `unknown`:
 * a VCTE cut-off on an MRE value is a wrong stage.
 */
export function stiffnessMethod(byCode: StiffnessMethod, observation: Json, resolve: Resolve): StiffnessMethod {
  const named = new Set<StiffnessMethod>(byCode === 'unknown' ? [] : [byCode]);
  for (const said of [...textsOf(observation.method), ...deviceTexts(observation, resolve)]) {
    const method = methodInText(said);
    if (method) named.add(method);
  }
  const [only] = named;
  return named.size === 1 && only !== undefined ? only : 'unknown';
}

function deviceTexts(observation: Json, resolve: Resolve): string[] {
  const reference = object(observation.device);
  if (!reference) return [];
  const device = resolve(reference, observation);
  const names = list(device?.deviceName).map((name) => text(object(name)?.name));
  const said = [text(reference.display), text(device?.modelNumber), ...names].filter((name) => name !== undefined);
  return [...said, ...textsOf(device?.type)];
}

const methodWords: readonly (readonly [StiffnessMethod, readonly string[]])[] = [
  ['mre', [' mr elastography ', ' mri elastography ', ' magnetic resonance elastography ', ' mre ']],
  ['vcte', [' transient elastography ', ' vcte ', ' fibroscan ', ' vibration controlled ']],
  [
    'pswe',
    [' point shear wave ', ' pswe ', ' p swe ', ' arfi ', ' acoustic radiation force impulse ', ' vtq ', ' elastpq '],
  ],
  ['2d-swe', [' 2d swe ', ' 2d shear wave ', ' two dimensional shear wave ', ' supersonic shear ', ' aixplorer ']],
];

function methodInText(said: string): StiffnessMethod | undefined {
  const words = wordsOf(said);
  const found = methodWords.filter(([, phrases]) => phrases.some((phrase) => words.includes(phrase)));
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** Plausible ranges differ by method; pSWE and an unknown method are checked as the pressure they are given in. */
const pressureInput: Readonly<Record<StiffnessMethod, InputId>> = {
  vcte: 'lsmVcteKpa',
  pswe: 'lsm2dSweKpa',
  '2d-swe': 'lsm2dSweKpa',
  mre: 'mreKpa',
  unknown: 'lsmVcteKpa',
};

/**
 * Stiffness in kPa. A shear-wave speed c (m/s) becomes Young's modulus E = 3 c² (kPa, density 1 g/cm³); MRE reports a shear modulus
 * and is never given as a speed, so there a speed is refused.
 */
export function stiffnessKpa(method: StiffnessMethod, reported: Reported): Canonical {
  if (!reported.units.some(isSpeed)) return canonicalOf(pressureInput[method], reported);
  if (method === 'mre' || !reported.units.every(isSpeed)) return { ok: false, reason: 'unknown-unit' };
  const speed = canonicalOf('lsmPsweMPerS', reported);
  if (!speed.ok) return speed;
  return toCanonical(pressureInput[method], 3 * speed.value * speed.value, 'kPa');
}
const isSpeed = (unit: string) => speedUnit.test(unit);
const speedUnit = /^\s*(?:c|m)?m\s*\/\s*s(?:ec)?\s*$/i;

/** Quality of one reading, from components of the same Observation or results of the same moment. */
export interface StiffnessQuality {
  iqrOverMedianPercent?: number;
  iqrKpa?: number;
  validShots?: number;
}

export function readQuality(
  kind: 'iqr-over-median' | 'iqr' | 'valid-shots',
  reported: Reported,
  into: StiffnessQuality,
): void {
  const { value, units } = reported;
  const [unit] = units;
  if (reported.comparator !== undefined || value < 0) return;
  if (kind === 'valid-shots') {
    if (Number.isInteger(value) && value <= 100) into.validShots = value;
  } else if (kind === 'iqr-over-median') {
    // A ratio without % is a fraction: 0.18 is 18 %. Without any unit it is neither, and not used.
    if (unit === '%') into.iqrOverMedianPercent = value;
    else if (unit === '1' && value <= 1) into.iqrOverMedianPercent = value * 100;
  } else if (units.includes('kPa')) into.iqrKpa = value;
}

export function withQuality(reading: StiffnessReading, quality: StiffnessQuality): StiffnessReading {
  const fromIqr = quality.iqrKpa === undefined || reading.kPa <= 0 ? undefined : (100 * quality.iqrKpa) / reading.kPa;
  const iqr = quality.iqrOverMedianPercent ?? fromIqr;
  return {
    ...reading,
    ...(iqr === undefined || iqr > 500 ? {} : { iqrOverMedianPercent: iqr }),
    ...(quality.validShots === undefined ? {} : { validShots: quality.validShots }),
  };
}
