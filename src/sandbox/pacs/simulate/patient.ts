import { type SimulatedEvent, simulateEvent } from './events.ts';
import {
  etiologyGroups,
  type ImagingModality,
  imagingModalities,
  type SimulatedEtiology,
  type SimulatedStage,
  simulatedEtiologies,
  simulatedStages,
} from './kinds.ts';
import { type SimulatedLabs, simulateLabs } from './labs.ts';
import { simulatorParameters } from './parameters.ts';
import { openRandom } from './random.ts';
import { type SimulatedSite, simulatedSite } from './site.ts';

/** What one modality shows of the patient. The picture is made from `apparent`, never from the stage. */
export interface Appearance {
  /** Latent score x = mu_stage + e, in standard deviations of e. */
  readonly score: number;
  /** The score as the scanner of this site would report it: shift + scale * score. */
  readonly reading: number;
  /** Apparent fibrosis, 0..1, increasing in the score. */
  readonly apparent: number;
  /** False when this patient has no such examination. The picture can be simulated all the same. */
  readonly present: boolean;
}

export interface SimulatedPatient {
  readonly simulator: string;
  readonly seed: number;
  readonly stage: SimulatedStage;
  readonly etiology: SimulatedEtiology;
  readonly etiologyGroup: string;
  readonly ageYears: number;
  readonly sex: 'female' | 'male';
  /** Liver fat fraction, percent. */
  readonly fatPercent: number;
  /** Standard normal; never visible in a picture. */
  readonly frailty: number;
  readonly site: SimulatedSite;
  readonly labs: SimulatedLabs;
  readonly imaging: Readonly<Record<ImagingModality, Appearance>>;
  readonly event: SimulatedEvent;
}

const numbers = simulatorParameters.patient;

/**
 * A synthetic patient, the same for the same arguments. A chosen stage or etiology replaces the draw and leaves all
 * other random numbers as they were.
 * @param seed a whole number, of {@link patientSeed} for the members of a cohort
 */
export function simulatePatient(
  seed: number,
  chosen: { readonly stage?: SimulatedStage; readonly etiology?: SimulatedEtiology } = {},
): SimulatedPatient {
  const random = openRandom(seed, 'patient');
  const drawnStage = random.weighted(simulatedStages.map((stage) => [stage, numbers.stagePrior.value[stage]] as const));
  const drawnEtiology = random.weighted(
    simulatedEtiologies.map((etiology) => [etiology, numbers.etiologyPrior.value[etiology]] as const),
  );
  const stage = chosen.stage ?? drawnStage;
  const etiology = chosen.etiology ?? drawnEtiology;
  const sex = random.uniform() < numbers.femaleShare.value[etiology] ? 'female' : 'male';
  const ageYears = Math.round(
    clamp(numbers.ageMeanYears.value[stage] + numbers.ageSdYears.value * random.normal(), 18, 85),
  );
  const nuisance = random.normal();
  const fatLatent = blend(numbers.steatosisNuisanceCorrelation.value, nuisance, random.normal());
  const fatPercent = clamp(
    numbers.fatMedianPercent.value[etiology] * Math.exp(numbers.fatLogSd.value * fatLatent),
    0.5,
    40,
  );
  const frailty = random.normal();
  const site = simulatedSite(random.below(numbers.siteCount.value));
  const labs = simulateLabs(seed, stage, etiology);
  const severity = (stage - 2) / 1.4 + 0.5 * (labs.reserve > 0 ? -labs.reserve : -0.5 * labs.reserve);
  const imaging = Object.fromEntries(
    imagingModalities.map((modality) => [modality, appearance(seed, modality, stage, nuisance, severity, site)]),
  ) as Record<ImagingModality, Appearance>;
  return {
    simulator: simulatorParameters.version,
    seed,
    stage,
    etiology,
    etiologyGroup: etiologyGroups[etiology],
    ageYears,
    sex,
    fatPercent,
    frailty,
    site,
    labs,
    imaging,
    event: simulateEvent(seed, { stage, labs, ageYears, sex, frailty }),
  };
}

function appearance(
  seed: number,
  modality: ImagingModality,
  stage: SimulatedStage,
  nuisance: number,
  severity: number,
  site: SimulatedSite,
): Appearance {
  const random = openRandom(seed, 'appearance', modality);
  const error = blend(Math.sqrt(numbers.scoreCorrelation.value), nuisance, random.normal());
  const score = numbers.scoreMean.value[modality][stage] + error;
  const [atMean, perUnit] = numbers.missing.value[modality];
  const [least, most] = numbers.missingRange.value;
  return {
    score,
    reading: site.reading[modality].shift + site.reading[modality].scale * score,
    apparent: 1 / (1 + Math.exp(-(score - numbers.apparentCentre.value) / numbers.apparentScale.value)),
    present: random.uniform() >= clamp(atMean + perUnit * severity, least, most),
  };
}

/** The same patient, looking as fibrotic as said (0..1) in one modality; for pictures that differ in nothing else. */
export function withApparent(patient: SimulatedPatient, modality: ImagingModality, apparent: number): SimulatedPatient {
  return { ...patient, imaging: { ...patient.imaging, [modality]: { ...patient.imaging[modality], apparent } } };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
/** A standard normal with the given correlation to the first of two. */
const blend = (correlation: number, first: number, second: number) =>
  correlation * first + Math.sqrt(1 - correlation * correlation) * second;
