import type { ScoreOutcome } from '../assessment.ts';
import { cacldVcteKpa } from '../guidelines/thresholds.ts';
import type { PatientContext } from './patient-context.ts';

/**
 * What a score presupposes about the patient beyond its inputs: events that have not happened yet, a treatment that is or
 * is not taken, a body that is not pregnant. A score's own file knows its numbers; these facts are the chart's.
 */
type Refusal = { readonly kind: 'outside-population' | 'unsafe' | 'event' | 'missing'; readonly reason: string };
type Precondition = (patient: PatientContext) => Refusal | undefined;

const outside = (reason: string): Refusal => ({ kind: 'outside-population', reason });
const unsafe = (reason: string): Refusal => ({ kind: 'unsafe', reason });
const event = (reason: string): Refusal => ({ kind: 'event', reason });

/** Severity of liver function: what keeps a meaning for a graft. */
const functionScores: ReadonlySet<string> = new Set(['meld', 'meld_na', 'meld3', 'albi', 'child_pugh']);
/** Allocation scores have their own rule for age; those with albumin mislead in pregnancy (dilution). */
const inChildhood: ReadonlySet<string> = new Set(['meld', 'meld_na', 'meld3', 'child_pugh']);
const inPregnancy: ReadonlySet<string> = new Set(['meld', 'meld_na']);

const notAfterDecompensation: Precondition = ({ decompensated }) =>
  decompensated ? event('built for compensated disease; a decompensation is recorded') : undefined;
const notAfterHcc: Precondition = ({ events }) =>
  events.has('hepatocellular-carcinoma')
    ? event('predicts a first hepatocellular carcinoma; one is recorded')
    : undefined;

const afterAYearOfUdca: Precondition = ({ chart, etiology, udcaDays }) => {
  if (chart.medications === undefined)
    return { kind: 'missing', reason: 'built for a year of UDCA; medications are not known' };
  if (etiology.treated !== 'pbc-on-udca')
    return outside('built for PBC after one year of UDCA; UDCA is not on the medication list');
  if (udcaDays === undefined) return { kind: 'missing', reason: 'built for a year of UDCA; its start is not recorded' };
  return udcaDays < 365
    ? outside('built for PBC after one year of UDCA; it was started less than a year ago')
    : undefined;
};

const underHbvAntiviral: Precondition = ({ chart, etiology }) => {
  if (etiology.treated === 'hbv-on-antiviral') return undefined;
  return chart.medications === undefined
    ? { kind: 'missing', reason: 'built for HBV under antiviral treatment; medications are not known' }
    : outside('built for HBV under antiviral treatment, which is not on the medication list');
};

const untreatedHbv: Precondition = ({ chart, etiology, conditions }) => {
  if (chart.medications === undefined)
    return { kind: 'missing', reason: 'built for untreated HBV; medications are not known' };
  if (etiology.treated === 'hbv-on-antiviral') return outside('built for untreated HBV; an antiviral is taken');
  return conditions.some(({ concept }) => concept === 'cirrhosis' || concept === 'decompensated-cirrhosis')
    ? outside('built for HBV without cirrhosis')
    : undefined;
};

const untreatedPbc: Precondition = ({ etiology }) =>
  etiology.treated === 'pbc-on-udca' ? outside('built for PBC before UDCA; the UDCA scores apply') : undefined;

const compensatedCirrhosis: Precondition = ({ conditions, reading }) =>
  conditions.some(({ concept }) => concept === 'cirrhosis') ||
  (reading?.method === 'vcte' && reading.kPa > cacldVcteKpa.highlySuggestive)
    ? undefined
    : outside('built for compensated cirrhosis, which is not recorded');

const hccRecorded: Precondition = ({ events }) =>
  events.has('hepatocellular-carcinoma') ? undefined : outside('built for hepatocellular carcinoma before TACE');

const notCuredHcv: Precondition = ({ etiology }) =>
  etiology.etiology === 'hcv' && etiology.treated === 'hcv-cured'
    ? unsafe('cut-offs were built before cure of hepatitis C: after it stiffness falls faster than fibrosis')
    : undefined;

/** Built in chronic hepatitis: a person without a known liver disease gets no cancer risk from age and platelets. */
const chronicHepatitis: Precondition = ({ etiology, decompensated, conditions }) =>
  etiology.etiology !== 'unknown' || decompensated || conditions.some(({ concept }) => concept === 'cirrhosis')
    ? undefined
    : outside('built for chronic liver disease of a known cause; none is recorded');

const preconditions: Readonly<Record<string, readonly Precondition[]>> = {
  baveno7: [notAfterDecompensation],
  spleen_stiffness: [notAfterDecompensation],
  lsm_change: [notAfterDecompensation],
  albi_fib4: [notAfterDecompensation, notAfterHcc, compensatedCirrhosis],
  page_b: [notAfterHcc, underHbvAntiviral],
  mpage_b: [notAfterHcc, underHbvAntiviral],
  camd: [notAfterHcc, underHbvAntiviral],
  reach_b: [notAfterHcc, untreatedHbv],
  amap: [notAfterHcc, chronicHepatitis],
  hap: [hccRecorded],
  globe: [afterAYearOfUdca],
  uk_pbc: [afterAYearOfUdca],
  udca_response: [afterAYearOfUdca],
  mayo_pbc: [untreatedPbc],
  lsm_stage: [notCuredHcv],
};

const anyScore = (scoreId: string, patient: PatientContext): Refusal | undefined => {
  if (patient.events.has('liver-transplant') && !functionScores.has(scoreId)) {
    return event('built for the native liver; a transplantation is recorded');
  }
  if (!patient.withheld) return undefined;
  const meant = patient.pregnant ? inPregnancy : inChildhood;
  return meant.has(scoreId) ? undefined : outside(patient.withheld);
};

/**
 * The outcome as this patient allows it. A score outside its own population (wrong etiology) keeps that reason;
 * a moot one is refused as `event` even where inputs are missing as well: more data would not help.
 */
export function underPreconditions(outcome: ScoreOutcome, patient: PatientContext): ScoreOutcome {
  if (outcome.status === 'refused' && outcome.kind === 'outside-population') return outcome;
  const own = preconditions[outcome.scoreId] ?? [];
  const refusals = [anyScore(outcome.scoreId, patient), ...own.map((holds) => holds(patient))].filter(
    (refusal) => refusal !== undefined,
  );
  const refusal = refusals.find(({ kind }) => kind === 'event') ?? refusals[0] ?? misleadingInput(outcome, patient);
  if (refusal) return refuse(outcome, refusal);
  return outcome.status === 'ok' ? withCautions(outcome, patient) : outcome;
}

function misleadingInput(outcome: ScoreOutcome, patient: PatientContext): Refusal | undefined {
  if (outcome.status !== 'ok') return undefined;
  const uses = (...inputs: readonly string[]) => outcome.used.some(({ input }) => inputs.includes(input));
  if (patient.plateletsMislead && uses('plateletsGigaPerL', 'year1PlateletsGigaPerL', 'baselinePlateletsTimesLln'))
    return unsafe(patient.plateletsMislead);
  if (patient.onVitaminKAntagonist && uses('inr', 'prothrombinTimeSeconds')) {
    return unsafe('INR is that of a vitamin K antagonist, not of the liver');
  }
  return undefined;
}

function refuse(outcome: ScoreOutcome, { kind, reason }: Refusal): ScoreOutcome {
  return {
    status: 'refused',
    scoreId: outcome.scoreId,
    title: outcome.title,
    unit: outcome.unit,
    ...(outcome.loinc ? { loinc: outcome.loinc } : {}),
    kind,
    reason,
    missing: [],
    evidence: outcome.evidence,
    sources: outcome.sources,
  };
}

function withCautions(outcome: Extract<ScoreOutcome, { status: 'ok' }>, patient: PatientContext): ScoreOutcome {
  const uses = (...inputs: readonly string[]) => outcome.used.some(({ input }) => inputs.includes(input));
  const { chart } = patient;
  const kidneys =
    uses('creatinineUmolPerL') && patient.conditions.some(({ concept }) => concept === 'chronic-kidney-disease');
  const minimal = outcome.scoreId === 'child_pugh';
  const cirrhotic =
    patient.decompensated ||
    patient.conditions.some(({ concept }) => concept === 'cirrhosis' || concept === 'decompensated-cirrhosis');
  const cautions = [
    ...outcome.cautions,
    ...(patient.flare && uses('astUPerL', 'altUPerL', 'lsmVcteKpa', 'lsm2dSweKpa', 'lsmPsweMPerS')
      ? ['ALT above five times its limit: acute inflammation raises this value']
      : []),
    ...(uses('lsmVcteKpa', 'lsm2dSweKpa', 'lsmPsweMPerS') &&
    patient.conditions.some((fact) => fact.concept === 'heart-failure' && fact.status !== 'resolved')
      ? ['heart failure is recorded: congestion raises stiffness']
      : []),
    ...(kidneys ? ['chronic kidney disease is recorded: creatinine is not from the liver alone'] : []),
    ...(minimal
      ? ['ascites and encephalopathy are graded from diagnoses, at their lowest grade: the points are a minimum']
      : []),
    ...(functionScores.has(outcome.scoreId) && outcome.scoreId !== 'albi' && !cirrhotic
      ? ['built for cirrhosis, which is not recorded']
      : []),
    ...(outcome.scoreId === 'mayo_pbc' && chart.medications === undefined
      ? ['built for PBC before UDCA; medications are not known']
      : []),
  ];
  return cautions.length === outcome.cautions.length ? outcome : { ...outcome, cautions };
}
