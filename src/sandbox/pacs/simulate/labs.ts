import type { SimulatedEtiology, SimulatedStage } from './kinds.ts';
import { simulatorParameters } from './parameters.ts';
import { openRandom } from './random.ts';

export interface SimulatedLabs {
  readonly astUPerL: number;
  readonly altUPerL: number;
  readonly plateletsGigaPerL: number;
  readonly bilirubinUmolPerL: number;
  readonly albuminGPerL: number;
  readonly inr: number;
  readonly ggtUPerL: number;
  readonly alpUPerL: number;
  /** Latent liver reserve, standard normal, higher is better; not a laboratory value. */
  readonly reserve: number;
}

const numbers = simulatorParameters.patient;
const analytes = ['ast', 'alt', 'plt', 'bili', 'alb', 'inr', 'ggt', 'alp'] as const;
type Analyte = (typeof analytes)[number];
/** +1: falls with a worse reserve. */
const reserveSign: Partial<Record<Analyte, number>> = { plt: 1, alb: 1, bili: -1, inr: -1 };

/** Laboratory values of one day: log-normal by stage and cause, with a shared activity and a shared reserve. */
export function simulateLabs(seed: number, stage: SimulatedStage, etiology: SimulatedEtiology): SimulatedLabs {
  const random = openRandom(seed, 'labs');
  const activity = random.normal();
  const reserve = random.normal();
  const activityShare: Partial<Record<Analyte, number>> = numbers.labActivityShare.value;
  const reserveShare: Partial<Record<Analyte, number>> = numbers.labReserveShare.value;
  const draw = (analyte: Analyte): number => {
    const byActivity = activityShare[analyte] ?? 0;
    const byReserve = (reserveShare[analyte] ?? 0) * (reserveSign[analyte] ?? 0);
    const rest = Math.sqrt(1 - byActivity ** 2 - byReserve ** 2) * random.normal();
    const deviate = byActivity * activity + byReserve * reserve + rest;
    const factor = numbers.labEtiologyFactor.value[etiology][analytes.indexOf(analyte)] ?? 1;
    return numbers.labMedian.value[analyte][stage] * factor * Math.exp(numbers.labLogSd.value[analyte] * deviate);
  };
  return {
    astUPerL: Math.round(draw('ast')),
    altUPerL: Math.round(draw('alt')),
    plateletsGigaPerL: Math.round(draw('plt')),
    bilirubinUmolPerL: rounded(draw('bili'), 1),
    albuminGPerL: rounded(Math.min(52, draw('alb')), 1),
    inr: rounded(Math.max(0.85, draw('inr')), 2),
    ggtUPerL: Math.round(draw('ggt')),
    alpUPerL: Math.round(draw('alp')),
    reserve,
  };
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
