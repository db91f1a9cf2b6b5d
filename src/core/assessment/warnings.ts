import type { ScoreOutcome } from '../assessment.ts';
import type { RefusalReason } from '../chart.ts';
import { dayOf } from '../chart-dates.ts';
import { cirrhosisContradicted, recordedStage } from '../guidelines/guideline-facts.ts';
import { steatoticVcteKpa } from '../guidelines/thresholds.ts';
import { analytes } from '../quantity.ts';
import { figure, methodWords, type Standing } from './disease-state.ts';
import { bandsOf, type PatientContext } from './patient-context.ts';
import { newestReliable, qualityOf } from './stiffness.ts';

/** Refusals that a clinician can act on. Superseded, cancelled and foreign results are no news. */
const refusalWords: Partial<Record<RefusalReason, string>> = {
  'no-unit': 'it has no unit',
  'unknown-unit': 'its unit is not understood',
  implausible: 'its value is not plausible',
  'not-a-number': 'its value is not a number',
  'no-date': 'it has no date',
  'future-date': 'it is dated in the future',
};

/** What a reader must know before trusting the rest: contradictions, refused data, what was withheld. Sorted by weight, each once. */
export function warningsOf(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  standing: Standing,
  childPughMinimum: string | undefined,
): readonly string[] {
  return [
    ...new Set([
      ...contradictions(patient, outcomes, standing),
      ...withheld(patient),
      ...(childPughMinimum ? [childPughMinimum] : []),
      ...stiffnessWarnings(patient),
      ...labWarnings(patient),
      ...refusedResults(patient),
    ]),
  ];
}

function contradictions(patient: PatientContext, outcomes: readonly ScoreOutcome[], standing: Standing): string[] {
  const band = bandsOf(outcomes);
  const stage = recordedStage(patient);
  const vcte = newestReliable(patient.index, 'vcte');
  const lowVcte = vcte !== undefined && vcte.kPa < steatoticVcteKpa.low;
  const has = (concept: string) => patient.conditions.some((fact) => fact.concept === concept);
  const unexplained = patient.decompensated && patient.etiology.etiology === 'unknown' && !stage;
  return [
    ...(standing.discordant ? ['liver stiffness and FIB-4 disagree: no stage is stated'] : []),
    ...(stage && vcte && lowVcte && !patient.decompensated && !patient.events.has('liver-transplant')
      ? [
          `${stage} is recorded, but VCTE is ${figure(vcte.kPa)} kPa${band('fib4').includes('low') ? ' and FIB-4 is low' : ''}: ${
            cirrhosisContradicted(patient)
              ? 'confirm the diagnosis'
              : 'stiffness falls under treatment, the diagnosis stands'
          }`,
        ]
      : []),
    ...(unexplained
      ? [
          has('heart-failure')
            ? 'a decompensation is recorded without a liver disease, and heart failure is recorded: confirm the cause'
            : 'a decompensation is recorded without a liver disease: confirm the cause',
        ]
      : []),
    ...((has('esophageal-varices') || has('portal-hypertension')) && !stage
      ? ['varices or portal hypertension are recorded without a liver disease: confirm the cause']
      : []),
    ...(patient.conditions.some(({ concept, status }) => concept === 'cirrhosis' && status === 'resolved')
      ? ['cirrhosis is recorded as resolved: it is kept as a history']
      : []),
    ...(patient.plateletsMislead ? [patient.plateletsMislead] : []),
    ...(patient.onVitaminKAntagonist ? ['INR is that of a vitamin K antagonist: scores with INR are refused'] : []),
    ...(patient.flare ? ['ALT is above five times its limit: stiffness and fibrosis scores read too high'] : []),
  ];
}

function withheld(patient: PatientContext): string[] {
  const provisional = (patient.chart.conditions ?? []).some(({ provisional }) => provisional);
  return [
    ...(patient.withheld ? [patient.withheld] : []),
    ...(patient.chart.patient.deceased ? ['the patient is recorded as deceased: no steps are advised'] : []),
    ...(provisional ? ['provisional diagnoses are on the chart and are not counted'] : []),
    ...(patient.unavailable.has('labs') ? ['laboratory results could not be read'] : []),
    ...(patient.unavailable.has('measurements') ? ['measurements could not be read: stiffness may be known'] : []),
    ...(patient.chart.conditions === undefined
      ? ['diagnoses could not be read: an earlier event cannot be excluded']
      : []),
  ];
}

function stiffnessWarnings({ index, reading }: PatientContext): string[] {
  const newest = index.stiffness[0];
  const poor = index.stiffness.find((candidate) => qualityOf(candidate) === 'poor');
  return [
    ...(poor && (poor === newest || poor === reading)
      ? [`VCTE of ${dayOf(poor.date ?? '')} does not meet its quality criteria and is not used in scores`]
      : []),
    ...(newest && newest.method === 'unknown'
      ? [`stiffness of ${dayOf(newest.date ?? '')} has no method (VCTE, SWE or MRE) and is not used in scores`]
      : []),
    ...(reading && reading.method === 'vcte' && qualityOf(reading) === 'unknown'
      ? ['quality of the VCTE (shots, IQR) is not recorded']
      : []),
    ...(index.undatedStiffness ? [`liver stiffness without a date is not used`] : []),
    ...(reading && reading.method !== 'vcte' && reading.method !== 'unknown'
      ? [`stiffness is by ${methodWords[reading.method]}: VCTE rules do not apply to it`]
      : []),
  ];
}

function labWarnings({ index }: PatientContext): string[] {
  const undated = index.undatedOnly.map((analyte) => analytes[analyte].title);
  return undated.length > 0 ? [`without a date and not used: ${undated.join(', ')}`] : [];
}

function refusedResults({ chart }: PatientContext): string[] {
  const counted = new Map<string, number>();
  for (const { analyte, reason } of chart.labs?.refused ?? []) {
    const words = refusalWords[reason];
    if (!words) continue;
    const text = `${analyte ? analytes[analyte].title : 'a'} result not used: ${words}`;
    counted.set(text, (counted.get(text) ?? 0) + 1);
  }
  return [...counted]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([text, times]) => (times > 1 ? `${text} (${times} times)` : text))
    .slice(0, 6);
}
