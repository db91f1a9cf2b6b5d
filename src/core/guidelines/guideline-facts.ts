import {
  encephalopathyDrugs,
  hbvAntivirals,
  hcvAntivirals,
  immunosuppressants,
  nonSelectiveBetaBlockers,
  udca,
} from '../assessment/chart-drugs.ts';
import { bandsOf, daysSinceDone, type PatientContext } from '../assessment/patient-context.ts';
import { currentReadingDays, newestReliable, qualityOf } from '../assessment/stiffness.ts';
import { takes } from '../assessment/what-counts.ts';
import type { DiseaseState, LiverEventKind, ScoreOutcome } from '../assessment.ts';
import { serologyMarkers } from '../chart.ts';
import { daysBetween } from '../chart-dates.ts';
import { hbvCopiesPerIu } from '../quantity.ts';
import type { GuidelineFacts, Treatment } from './rule.ts';
import { cacldVcteKpa, steatoticVcteKpa } from './thresholds.ts';

/** The small record that guideline rules look at. Only called for adults whose age is known. */
export function guidelineFacts(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  standing: { readonly state: DiseaseState; readonly discordant: boolean },
  age: number,
): GuidelineFacts {
  const { chart, asOf, index, conditions, unavailable } = patient;
  const band = bandsOf(outcomes);
  const vcte = newestReliable(index, 'vcte');
  const vcteCurrent = vcte !== undefined && isCurrent(vcte.date, asOf);
  const anyCurrent = (['pswe', '2d-swe', 'mre'] as const).some((method) => {
    const reading = newestReliable(index, method);
    return reading !== undefined && isCurrent(reading.date, asOf);
  });
  const secondLineDone = vcteCurrent || anyCurrent || band('elf').length > 0;
  const hbvDna = index.newest('hbvDnaCopiesPerMl', 365);
  const meld = meldOf(outcomes);
  const repeatVcte = whyRepeat(patient, vcteCurrent);
  return {
    etiology: patient.etiology.etiology,
    causes: patient.causes,
    hcv: patient.hcv.state,
    state: standing.state,
    discordant: standing.discordant,
    flare: patient.flare,
    events: patient.events,
    eventDays: eventDays(patient),
    conditions: new Set(conditions.filter(({ status }) => status !== 'resolved').map(({ concept }) => concept)),
    cirrhosisRecorded: recordedStage(patient) !== undefined && recordedStage(patient) !== 'advanced fibrosis',
    advancedEver:
      recordedStage(patient) !== undefined ||
      index.stiffness.some(
        (reading) =>
          reading.method === 'vcte' && qualityOf(reading) !== 'poor' && reading.kPa >= cacldVcteKpa.suggestive,
      ),
    age,
    ...(vcte && vcteCurrent ? { vcteKpa: vcte.kPa } : {}),
    contradicted: cirrhosisContradicted(patient),
    secondLineDone,
    ...(repeatVcte ? { repeatVcte } : {}),
    ...(meld ? { meld } : {}),
    ...(hbvDna && !hbvDna.comparator ? { hbvDnaIuPerMl: hbvDna.value / hbvCopiesPerIu } : {}),
    ...(patient.altTimesUln === undefined ? {} : { altAboveLimit: patient.altTimesUln > 1 }),
    ...(patient.alpTimesUln === undefined ? {} : { alpTimesUln: patient.alpTimesUln }),
    amaPositive: index.serology('ama')[0]?.positive ?? false,
    tested: new Set(serologyMarkers.filter((marker) => index.serology(marker).length > 0)),
    hdvTested: index.serology('hdvAntibody').length > 0,
    labsSearched: index.searched && !unavailable.has('labs'),
    stiffnessSearched: index.searched && !unavailable.has('measurements'),
    medicationsSearched: chart.medications !== undefined,
    examsSearched: chart.exams !== undefined && !unavailable.has('exams') && !unavailable.has('imagingStudies'),
    on: treatments(patient),
    band,
    daysSince: (...services) => daysSinceDone(chart, asOf, services),
  };
}

const isCurrent = (date: string | undefined, asOf: string) =>
  (daysBetween(date, asOf) ?? Number.POSITIVE_INFINITY) <= currentReadingDays;

function whyRepeat({ reading, asOf }: PatientContext, vcteCurrent: boolean): 'poor' | 'old' | undefined {
  if (!reading || vcteCurrent) return undefined;
  if (qualityOf(reading) === 'poor') return 'poor';
  return isCurrent(reading.date, asOf) ? undefined : 'old';
}

/** MELD 3.0 before its predecessors. */
function meldOf(outcomes: readonly ScoreOutcome[]): GuidelineFacts['meld'] {
  for (const id of ['meld3', 'meld_na', 'meld']) {
    const outcome = outcomes.find(({ scoreId }) => scoreId === id);
    if (outcome?.status === 'ok') return { value: outcome.value, title: outcome.title };
  }
  return undefined;
}

function eventDays(patient: PatientContext): Partial<Record<LiverEventKind, number>> {
  const entries = patient.eventList.flatMap(({ event, date }) => {
    const days = daysBetween(date, patient.asOf);
    return days === undefined ? [] : [[event, days] as const];
  });
  return Object.fromEntries(entries);
}

/** The stage that a diagnosis states, the most severe first. Portal hypertension and varices need a known liver disease: they have other causes. */
export function recordedStage(
  patient: PatientContext,
): 'cirrhosis' | 'varices' | 'portal hypertension' | 'advanced fibrosis' | undefined {
  const has = (concept: string) => patient.conditions.some((fact) => fact.concept === concept);
  const liverDisease = patient.etiology.etiology !== 'unknown' || has('advanced-fibrosis') || has('hepatic-fibrosis');
  if (has('cirrhosis') || has('decompensated-cirrhosis')) return 'cirrhosis';
  if (has('esophageal-varices') && liverDisease) return 'varices';
  if (has('portal-hypertension') && liverDisease) return 'portal hypertension';
  return has('advanced-fibrosis') ? 'advanced fibrosis' : undefined;
}

/** Low stiffness beside a recorded cirrhosis, where neither cure nor treatment of the cause explains the fall. */
export function cirrhosisContradicted(patient: PatientContext): boolean {
  const vcte = newestReliable(patient.index, 'vcte');
  const stage = recordedStage(patient);
  return (
    stage !== undefined &&
    vcte !== undefined &&
    vcte.kPa < steatoticVcteKpa.low &&
    !patient.decompensated &&
    !patient.events.has('liver-transplant') &&
    patient.hcv.state !== 'cured' &&
    patient.etiology.treated === undefined
  );
}

function treatments({ chart, asOf }: PatientContext): ReadonlySet<Treatment> {
  const taken = (ingredients: readonly string[]) => takes(chart, ingredients, asOf) !== undefined;
  const all: readonly (readonly [Treatment, boolean])[] = [
    ['hbv-antiviral', taken(hbvAntivirals)],
    ['hcv-antiviral', taken(hcvAntivirals)],
    ['udca', taken(udca)],
    ['nsbb', taken(nonSelectiveBetaBlockers)],
    ['encephalopathy', taken(encephalopathyDrugs)],
    ['immunosuppressant', taken(immunosuppressants)],
  ];
  return new Set(all.filter(([, on]) => on).map(([treatment]) => treatment));
}
