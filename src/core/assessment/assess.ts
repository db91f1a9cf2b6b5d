import type { Assessment, ModelOutcome, ScoreOutcome } from '../assessment.ts';
import { canonicalText } from '../canonical-text.ts';
import type { ChartFacts, ConditionConcept } from '../chart.ts';
import { daysBetween } from '../chart-dates.ts';
import type { ImagingFindings } from '../findings.ts';
import type { FusionCalibration } from '../fusion/fuse-stages.ts';
import type { CareSetting } from '../fusion/priors.ts';
import { guidelineFacts, recordedStage } from '../guidelines/guideline-facts.ts';
import { guidelineRules, nextSteps } from '../guidelines/next-steps.ts';
import { pregnancyRules } from '../guidelines/pregnancy.ts';
import type { Score } from '../score.ts';
import { evaluateScore, type GatheredInputs } from '../scoring/evaluate-score.ts';
import { diseaseState, type Standing } from './disease-state.ts';
import { gatherInputs } from './gather-inputs.ts';
import { imagingSummary, shownFindings } from './imaging-summary.ts';
import { modelStatements } from './model-statements.ts';
import { bandsOf, type PatientContext, readPatient } from './patient-context.ts';
import { underPreconditions } from './score-preconditions.ts';
import { stageOf } from './stage-of-patient.ts';
import { currentReadingDays, qualityOf } from './stiffness.ts';
import { riskStatements } from './suppress-risks.ts';
import { warningsOf } from './warnings.ts';
import { whatIsMissing } from './what-is-missing.ts';

export interface AssessmentContext {
  /** ISO instant. */
  readonly asOf: string;
  /** FHIR base URL of the EHR, or `none`. */
  readonly fhirServer: string;
  /** Version of rules and scores. */
  readonly version: string;
  /** Parts of the chart that could not be had. */
  readonly unavailable: readonly string[];
  /** Stage fusion, with the prior of this setting; absent: no stage is fused. */
  readonly fusion?: { readonly setting: CareSetting; readonly calibration?: FusionCalibration };
  /** Analysed studies of this patient, in any order. */
  readonly findings?: readonly ImagingFindings[];
  /** What the models that were asked say, in any order. */
  readonly predictions?: readonly ModelOutcome[];
  /** `FIBROCAST_SYNTHETIC=1`; otherwise nothing of a synthetic model has any part in the assessment. */
  readonly allowSynthetic?: boolean;
  /** Hex digest of a text (SHA-256 outside of tests). */
  digest(text: string): string;
}

/**
 * From the chart to everything that is said about it. Pure: the same facts in any order give the same assessment, and the
 * same id as long as no input or outcome changes with time (the id digests the whole assessment but `asOf`).
 * Scores come out in the order given, computed or refused with their reason.
 */
export function assess(chart: ChartFacts, scores: readonly Score[], about: AssessmentContext): Assessment {
  return assessRead(readChart(chart, about.asOf, about.unavailable), scores, about);
}

/** What scores, rules and models look at: a chart read once. */
export interface ReadChart {
  readonly patient: PatientContext;
  readonly inputs: GatheredInputs;
}
export function readChart(chart: ChartFacts, asOf: string, unavailable: readonly string[]): ReadChart {
  const patient = readPatient(chart, asOf, unavailable);
  return { patient, inputs: gatherInputs(chart, asOf, patient.etiology, patient.index) };
}

/** `assess` of a chart that was read before, for models: at the same moment and with the same parts unavailable. */
export function assessRead(
  { patient, inputs }: ReadChart,
  scores: readonly Score[],
  about: AssessmentContext,
): Assessment {
  const { chart } = patient;
  const outcomes = scores.map((score) =>
    underPreconditions(
      evaluateScore(score, inputs, { asOf: about.asOf, etiology: patient.etiology.etiology }),
      patient,
    ),
  );
  const standing = whereDiagnosesAreKnown(standingOf(patient, outcomes), chart);
  const childPugh = childPughOf(outcomes);
  const steps = stepsFor(patient, outcomes, standing);
  const unavailable = [...new Set(about.unavailable)].sort();
  const stiffness = stiffnessOf(patient, outcomes);
  const findings = shownFindings(about.findings ?? [], about.allowSynthetic === true);
  const stage = about.fusion && stageOf(patient, outcomes, findings, about.fusion);
  const imaging = imagingSummary(findings, chart, about.asOf);
  const models = modelStatements(about.predictions ?? [], findings, patient.events, about.allowSynthetic === true);
  const said: Omit<Assessment, 'id' | 'asOf'> = {
    fhirServer: about.fhirServer,
    patientId: chart.patient.id,
    ...(patient.age === undefined ? {} : { ageYears: patient.age }),
    ...(chart.patient.sex ? { sex: chart.patient.sex } : {}),
    pregnant: patient.pregnant,
    etiology: patient.etiology,
    events: patient.eventList,
    state: standing.state,
    level: standing.level,
    because: standing.because,
    conditions: presentConditions(patient),
    ...(stiffness ? { stiffness } : {}),
    scores: outcomes,
    ...(childPugh ? { childPugh } : {}),
    risks: riskStatements(outcomes, patient.events),
    ...(stage ? { stage } : {}),
    ...(models.length > 0 ? { models } : {}),
    ...(imaging ? { imaging } : {}),
    nextSteps: steps,
    missing: whatIsMissing(patient, outcomes, standing.state),
    unavailable,
    warnings: warningsOf(patient, outcomes, standing, childPughMinimum(patient, outcomes, scores, inputs)),
    references: referencesOf(patient, outcomes),
    version: about.version,
  };
  return { id: about.digest(canonicalText(whatVaries(said))), asOf: about.asOf, ...said };
}

/** The assessment without what follows from ids and version (titles, sources): the same identity from a fifth of the text. */
function whatVaries(said: Omit<Assessment, 'id' | 'asOf'>) {
  return {
    ...said,
    scores: said.scores.map(({ title: _, sources: __, evidence: ___, ...outcome }) => outcome),
    risks: said.risks.map(({ sources: _, evidence: __, ...risk }) => risk),
    ...(said.stage ? { stage: { ...said.stage, sources: said.stage.sources.map(({ id }) => id) } } : {}),
    nextSteps: said.nextSteps.map(({ source, ...step }) => ({ ...step, source: source.id })),
  };
}

function standingOf(patient: PatientContext, outcomes: readonly ScoreOutcome[]): Standing {
  const band = bandsOf(outcomes);
  const recorded = recordedStage(patient);
  const { reading } = patient;
  return diseaseState({
    events: patient.events,
    decompensatedAfterTransplant: patient.decompensatedAfterTransplant,
    ...(recorded ? { recorded } : {}),
    ...(patient.withheld ? { withheld: patient.withheld } : {}),
    etiology: patient.etiology.etiology,
    hcvCured: patient.hcv.state === 'cured',
    ...(reading
      ? {
          reading: {
            method: reading.method,
            kPa: reading.kPa,
            ...(reading.date ? { date: reading.date } : {}),
            current: (daysBetween(reading.date, patient.asOf) ?? Number.POSITIVE_INFINITY) <= currentReadingDays,
            reliable: reading.method !== 'unknown' && qualityOf(reading) !== 'poor',
          },
        }
      : {}),
    stage: band('lsm_stage'),
    baveno: band('baveno7'),
    fib4: band('fib4'),
    elf: band('elf'),
    apriHbv: band('apri_who_hbv'),
    flare: patient.flare,
  });
}

/** Steps of the guidelines: none for children, unknown age and the deceased; in pregnancy only the rules made for it. */
function stepsFor(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  standing: Standing,
): Assessment['nextSteps'] {
  const { age, pregnant, chart } = patient;
  if (age === undefined || age < 18 || chart.patient.deceased) return [];
  const facts = guidelineFacts(patient, outcomes, standing, age);
  return nextSteps(facts, pregnant ? pregnancyRules : guidelineRules);
}

/** Without the problem list nobody can be reassured: a decompensation may be on it. */
function whereDiagnosesAreKnown(standing: Standing, chart: ChartFacts): Standing {
  if (chart.conditions !== undefined || standing.state !== 'no-advanced-fibrosis') return standing;
  return {
    ...standing,
    state: 'indeterminate',
    level: 'indeterminate',
    because: `${standing.because}, but diagnoses could not be read`,
  };
}

function presentConditions(patient: PatientContext): readonly ConditionConcept[] {
  const present = patient.conditions.filter(({ status }) => status !== 'resolved').map(({ concept }) => concept);
  return [...new Set(present)].sort();
}

function stiffnessOf(patient: PatientContext, outcomes: readonly ScoreOutcome[]): Assessment['stiffness'] {
  const { reading } = patient;
  if (!reading) return undefined;
  const stage = outcomes.find(({ scoreId }) => scoreId === 'lsm_stage');
  // The band belongs to this very reading only when the score used it.
  const band =
    stage?.status === 'ok' && stage.used.some(({ references }) => references.includes(reading.reference))
      ? stage.band
      : undefined;
  return { ...reading, ...(band ? { band } : {}), quality: qualityOf(reading) };
}

const isClass = (text: string): text is 'A' | 'B' | 'C' => text === 'A' || text === 'B' || text === 'C';

function childPughOf(outcomes: readonly ScoreOutcome[]): Assessment['childPugh'] {
  const outcome = outcomes.find(({ scoreId }) => scoreId === 'child_pugh');
  if (outcome?.status !== 'ok') return undefined;
  const letter = outcome.band?.category ?? '';
  return isClass(letter) ? { class: letter, points: outcome.value } : undefined;
}

/**
 * Where ascites or encephalopathy are not documented the class is refused, but the laboratory values alone already give a
 * floor that drug safety needs: said as a warning, "at least", never as the class.
 */
function childPughMinimum(
  patient: PatientContext,
  outcomes: readonly ScoreOutcome[],
  scores: readonly Score[],
  inputs: GatheredInputs,
): string | undefined {
  const outcome = outcomes.find(({ scoreId }) => scoreId === 'child_pugh');
  const stage = recordedStage(patient);
  const cirrhotic = patient.decompensated || (stage !== undefined && stage !== 'advanced fibrosis');
  const score = scores.find(({ id }) => id === 'child_pugh');
  if (!score || !cirrhotic || outcome?.status !== 'refused' || outcome.kind !== 'missing') return undefined;
  const undocumented = [...(inputs.ascites ? [] : ['ascites']), ...(inputs.encephalopathy ? [] : ['encephalopathy'])];
  if (undocumented.length === 0) return undefined;
  const none = { value: 'none', references: [] };
  const floor = underPreconditions(
    evaluateScore(
      score,
      { ...inputs, ascites: inputs.ascites ?? none, encephalopathy: inputs.encephalopathy ?? none },
      { asOf: patient.asOf, etiology: patient.etiology.etiology },
    ),
    patient,
  );
  if (floor.status !== 'ok' || !floor.band) return undefined;
  return `Child-Pugh is at least ${floor.value} points (${floor.band.category}): ${undocumented.join(' and ')} not documented`;
}

function referencesOf(patient: PatientContext, outcomes: readonly ScoreOutcome[]): readonly string[] {
  const used = outcomes.flatMap((outcome) =>
    outcome.status === 'ok' ? outcome.used.flatMap(({ references }) => references) : [],
  );
  return [
    ...new Set([
      ...used,
      ...patient.etiology.references,
      ...patient.eventList.flatMap(({ references }) => references),
      ...patient.conditions.map(({ reference }) => reference),
      ...(patient.reading ? [patient.reading.reference] : []),
    ]),
  ].sort();
}
