import type { SimulatedStage } from './kinds.ts';
import type { SimulatedLabs } from './labs.ts';
import { simulatorParameters } from './parameters.ts';
import { openRandom } from './random.ts';

/** First liver-related event or death of another cause, whichever comes first, in years from the examination. */
export interface SimulatedEvent {
  /** What would be seen with endless follow-up to the horizon; `none` when nothing happens before it. */
  readonly kind: 'liver-event' | 'other-death' | 'none';
  readonly timeYears: number;
  /** When follow-up ends without an event. */
  readonly censoringYears: number;
  /** What a study sees: the earlier of event and censoring. `status` 0 censored, 1 liver event, 2 other death. */
  readonly observedYears: number;
  readonly status: 0 | 1 | 2;
}

interface AtRisk {
  readonly stage: SimulatedStage;
  readonly labs: SimulatedLabs;
  readonly ageYears: number;
  readonly sex: 'female' | 'male';
  readonly frailty: number;
}

const numbers = simulatorParameters.patient;
const logit = (chance: number) => Math.log(chance / (1 - chance));

/** Cause-specific chances in the year bin that begins `year` years after the examination: softmax over none, event, death. */
export function yearlyHazards(patient: AtRisk, year: number): { readonly liver: number; readonly death: number } {
  const factor = numbers.liverHazardLogFactor.value;
  const liver = Math.exp(
    logit(numbers.liverHazardByStage.value[patient.stage]) +
      factor.albuminPerGPerL * (patient.labs.albuminGPerL - 42) +
      factor.logBilirubin * Math.log(patient.labs.bilirubinUmolPerL / 12) +
      factor.frailty * patient.frailty +
      factor.perYear * year,
  );
  const death = Math.exp(
    logit(numbers.deathHazardAt50.value) +
      numbers.deathHazardPerYearOfAge.value * (patient.ageYears + year - 50) +
      (patient.sex === 'male' ? numbers.deathHazardMale.value : 0),
  );
  const total = 1 + liver + death;
  return { liver: liver / total, death: death / total };
}

export function simulateEvent(seed: number, patient: AtRisk): SimulatedEvent {
  const random = openRandom(seed, 'events');
  const horizon = numbers.horizonYears.value;
  const censoringYears = Math.min(horizon, random.between(...numbers.followUpYears.value));
  let kind: SimulatedEvent['kind'] = 'none';
  let timeYears: number = horizon;
  for (let year = 0; year < horizon && kind === 'none'; year++) {
    const { liver, death } = yearlyHazards(patient, year);
    const chance = random.uniform();
    if (chance < liver) kind = 'liver-event';
    else if (chance < liver + death) kind = 'other-death';
    if (kind !== 'none') timeYears = year + random.uniform();
  }
  const seen = kind !== 'none' && timeYears <= censoringYears;
  return {
    kind,
    timeYears,
    censoringYears,
    observedYears: seen ? timeYears : censoringYears,
    status: seen ? (kind === 'liver-event' ? 1 : 2) : 0,
  };
}
