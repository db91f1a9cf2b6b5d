import type { DiseaseState, ScoreOutcome } from '../assessment.ts';
import { daysBetween } from '../chart-dates.ts';
import { inputDefinition, otherInputs, pastInputs } from '../inputs.ts';
import type { PatientContext } from './patient-context.ts';
import { currentReadingDays } from './stiffness.ts';

const stiffnessTitles: ReadonlySet<string> = new Set([
  otherInputs.lsmVcteKpa.title,
  otherInputs.lsmPsweMPerS.title,
  otherInputs.lsm2dSweKpa.title,
  otherInputs.mreKpa.title,
  otherInputs.lsmCutoffSet.title,
]);
/** Never asked for: they follow from others, or only time brings them. */
const notAsked: ReadonlySet<string> = new Set([
  otherInputs.lsmBaselineKpa.title,
  otherInputs.lsmFollowupKpa.title,
  otherInputs.etiology.title,
  otherInputs.cholestatic.title,
  ...[...pastInputs.keys(), 'udcaStartAgeYears' as const].map((id) => inputDefinition(id).title),
]);
const suspicious: ReadonlySet<DiseaseState> = new Set(['indeterminate', 'advanced-fibrosis', 'cACLD', 'dACLD']);
const most = 8;

/** Scores whose gaps matter, by where the patient stands and why: first the ones that decide the next step. */
function scoresThatMatter(patient: PatientContext, state: DiseaseState): readonly string[] {
  const byCause: Readonly<Record<string, readonly string[]>> = {
    hbv: ['apri_who_hbv', 'page_b'],
    hcv: ['apri'],
    masld: ['agile3plus', 'nfs'],
    metald: ['agile3plus'],
    ald: [],
    pbc: ['globe', 'udca_response', 'mayo_pbc'],
    psc: ['mayo_psc'],
    aih: [],
  };
  if (state === 'transplanted') return [];
  const severe = state === 'cACLD' || state === 'dACLD';
  const own = byCause[patient.etiology.etiology] ?? [];
  return severe ? ['meld3', 'child_pugh', ...own, 'fib4'] : ['fib4', 'lsm_stage', ...own];
}

/** What would make the assessment better, most useful first, in the words of the inputs; stiffness as "liver stiffness". */
export function whatIsMissing(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  state: DiseaseState,
): readonly string[] {
  const wanted: string[] = [];
  if (patient.age === undefined) wanted.push('date of birth');
  if (patient.chart.conditions === undefined) wanted.push('diagnoses');
  const byTreatment = patient.causes.has('hbv') || patient.causes.has('pbc');
  if (byTreatment && patient.chart.medications === undefined) wanted.push('medications');
  const { reading, asOf } = patient;
  const current = reading && (daysBetween(reading.date, asOf) ?? Number.POSITIVE_INFINITY) <= currentReadingDays;
  // A low blood test that rules out needs no stiffness; a decompensated liver is past staging.
  const staging = !['dACLD', 'transplanted', 'no-advanced-fibrosis'].includes(state) && patient.withheld === undefined;
  const [first, ...others] = scoresThatMatter(patient, state);
  wanted.push(...gaps(first, outcomes));
  // The first score decides who needs stiffness; after that nothing tells more.
  if (staging && !current) wanted.push('liver stiffness');
  wanted.push(...others.flatMap((id) => gaps(id, outcomes)));
  if (patient.etiology.etiology === 'unknown' && suspicious.has(state)) wanted.push('cause of liver disease');
  return [...new Set(wanted)].slice(0, most);
}

function gaps(scoreId: string | undefined, outcomes: readonly ScoreOutcome[]): readonly string[] {
  const outcome = outcomes.find((candidate) => candidate.scoreId === scoreId);
  if (outcome?.status !== 'refused' || outcome.kind !== 'missing') return [];
  return outcome.missing.filter((title) => !stiffnessTitles.has(title) && !notAsked.has(title));
}
