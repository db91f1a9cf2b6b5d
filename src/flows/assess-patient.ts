import { type AssessmentContext, assessRead, type ReadChart, readChart } from '../core/assessment/assess.ts';
import { modelPatientOf, speaksOfPatients, whyNotFor } from '../core/assessment/choose-models.ts';
import type { Assessment, ModelOutcome } from '../core/assessment.ts';
import type { ChartFacts } from '../core/chart.ts';
import type { EvidenceClass } from '../core/evidence.ts';
import { Failure } from '../core/failure.ts';
import type { ImagingFindings } from '../core/findings.ts';
import { silentEntries } from '../core/models/compare-silent.ts';
import { statementsOfFindings, statementsOfOutcomes } from '../core/models/model-statement.ts';
import type { Score } from '../core/score.ts';
import type { Clock } from '../ports/clock.ts';
import type { FindingsStore } from '../ports/findings.ts';
import type { Log } from '../ports/log.ts';
import type { Predictor, SilentLog, StudyJudge } from '../ports/predictors.ts';
import type { Publisher } from '../ports/results.ts';
import { judgeRadiomics } from './judge-radiomics.ts';

export interface AssessPatientDeps {
  readonly scores: readonly Score[];
  readonly publisher: Publisher;
  readonly clock: Clock;
  /** Hex digest of a text. */
  digest(text: string): string;
  /** Version of rules and scores. */
  readonly version: string;
  /** Analysed studies. What is not there in time is said in `unavailable`; nothing waits for it. */
  readonly findings?: Pick<FindingsStore, 'ofPatient'>;
  /** Models over clinical values that are switched on now. One that fails or is too late is refused by name. */
  readonly predictors?: () => Promise<readonly Predictor[]>;
  /** Models over radiomics that are switched on now. One that fails or is too late is refused by name. */
  readonly judges?: () => Promise<readonly StudyJudge[]>;
  readonly silent?: Pick<SilentLog, 'keep'>;
  /** Setting and calibration of the stage fusion; absent: no stage is fused. */
  readonly fusion?: AssessmentContext['fusion'];
  readonly allowSynthetic?: boolean;
  /** For findings, and again for the models together (default 60 each). */
  readonly deadlineMs?: number;
  readonly log?: Log;
}

/**
 * Assesses, stores, answers, in this order: what a clinician is shown can be found again.
 * @throws Failure of the publisher (`store-unavailable`): nothing is shown that was not stored.
 */
export async function assessPatient(
  deps: AssessPatientDeps,
  facts: ChartFacts,
  about: { readonly fhirServer: string; readonly unavailable: readonly string[] },
): Promise<Assessment> {
  const asOf = deps.clock();
  const read = readChart(facts, asOf, about.unavailable);
  const [stored, predictions] = await Promise.all([
    storedFindings(deps, about.fhirServer, facts.patient.id),
    predicted(deps, read, asOf),
  ]);
  const findings = stored && (await judged(deps, stored, read, asOf));
  const assessment = assessRead(read, deps.scores, {
    asOf,
    fhirServer: about.fhirServer,
    version: deps.version,
    unavailable: [...about.unavailable, ...(findings === undefined ? ['imaging findings'] : [])],
    digest: (text) => deps.digest(text),
    findings: findings ?? [],
    predictions,
    ...(deps.fusion ? { fusion: deps.fusion } : {}),
    allowSynthetic: deps.allowSynthetic === true,
  });
  await deps.publisher.publish(assessment);
  await keepSilent(
    deps,
    { fhirServer: about.fhirServer, patientId: facts.patient.id, asOf },
    predictions,
    findings ?? [],
  );
  return assessment;
}

/** Undefined when they could not be had in time. */
async function storedFindings(
  deps: AssessPatientDeps,
  fhirServer: string,
  patientId: string,
): Promise<readonly ImagingFindings[] | undefined> {
  if (!deps.findings) return [];
  try {
    return await inTime(deps.findings.ofPatient(fhirServer, patientId), deps.deadlineMs);
  } catch (error) {
    deps.log?.warn({ kind: kindOf(error) }, 'imaging findings could not be read in time');
    return undefined;
  }
}

/** With what models over radiomics say; without them where they cannot be had in time. */
async function judged(
  deps: AssessPatientDeps,
  findings: readonly ImagingFindings[],
  { patient, inputs }: ReadChart,
  asOf: string,
): Promise<readonly ImagingFindings[]> {
  if (!deps.judges || !findings.some(({ radiomics }) => radiomics.length > 0)) return findings;
  const judges = (await registered(deps, deps.judges)).filter(
    ({ manifest }) => deps.allowSynthetic || manifest.evidence !== 'synthetic',
  );
  if (judges.length === 0) return findings;
  return judgeRadiomics(findings, judges, { inputs, patient: modelPatientOf(patient), asOf }, async (judge, work) => {
    try {
      return await inTime(work, deps.deadlineMs);
    } catch (error) {
      deps.log?.warn({ model: judge.model.id, kind: kindOf(error) }, 'a model could not be run');
      return { refused: 'the model could not be run this time' };
    }
  });
}

async function predicted(
  deps: AssessPatientDeps,
  { patient, inputs }: ReadChart,
  asOf: string,
): Promise<readonly ModelOutcome[]> {
  if (!deps.predictors) return [];
  const predictors = (await registered(deps, deps.predictors)).filter(({ manifest }) => speaksOfPatients(manifest));
  if (predictors.length === 0) return [];
  const about = modelPatientOf(patient);
  return Promise.all(
    predictors.map(async (predictor): Promise<ModelOutcome> => {
      const reason = whyNotFor(predictor.manifest, about);
      if (reason !== undefined) return refusal(predictor, reason);
      try {
        return await inTime(predictor.predict(inputs, asOf, about), deps.deadlineMs);
      } catch (error) {
        deps.log?.warn({ model: predictor.model.id, kind: kindOf(error) }, 'a model could not be run');
        return refusal(predictor, 'the model could not be run this time');
      }
    }),
  );
}

/** None where the registry cannot be read in time. */
async function registered<T>(deps: AssessPatientDeps, models: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await inTime(models(), deps.deadlineMs);
  } catch (error) {
    deps.log?.warn({ kind: kindOf(error) }, 'the registry of models could not be read in time');
    return [];
  }
}

function refusal({ model, manifest, state }: Predictor, reason: string): ModelOutcome {
  const { title, role, evidence } = manifest;
  return { status: 'refused', by: model, title, role, evidence, state, reason };
}

/** What silent models say is worth keeping and never worth a failed assessment. */
async function keepSilent(
  deps: AssessPatientDeps,
  about: Parameters<typeof silentEntries>[0],
  predictions: readonly ModelOutcome[],
  findings: readonly ImagingFindings[],
): Promise<void> {
  const may = ({ evidence }: { readonly evidence: EvidenceClass }) => deps.allowSynthetic || evidence !== 'synthetic';
  const entries = silentEntries(about, [
    ...statementsOfOutcomes(predictions.filter(may)),
    ...statementsOfFindings(findings.map((one) => ({ ...one, models: one.models.filter(may) }))),
  ]);
  if (!deps.silent || entries.length === 0) return;
  try {
    await deps.silent.keep(entries);
  } catch (error) {
    deps.log?.warn({ kind: kindOf(error) }, 'results of silent models could not be kept');
  }
}

const defaultDeadlineMs = 60;

async function inTime<T>(work: Promise<T>, deadlineMs = defaultDeadlineMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('upstream-timeout', 'This took too long.')), deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const kindOf = (error: unknown) => (error instanceof Failure ? error.kind : 'internal');
