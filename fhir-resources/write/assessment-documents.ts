import type { Observation, RiskAssessment } from 'fhir/r4.js';
import type { Assessment, RiskStatement, ScoreOutcome } from '../../src/core/assessment.ts';
import type { StoredDocument } from '../../src/ports/results.ts';
import { measureConcept, profiles, quantity } from './codes-out.ts';
import { deviceDocument, deviceReference } from './device.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { type AboutDocuments, type Frame, frameOf, resultId, stored, versionText } from './frame.ts';
import { modelDevices } from './model-device.ts';
import { exceedanceObservation, modelRiskAssessment } from './model-results.ts';
import { observationFrame } from './observation.ts';
import { provenance } from './provenance.ts';
import { riskAssessment } from './risk-assessment.ts';
import {
  childPughClassComponent,
  isReportableRefusal,
  refusedObservation,
  scoreObservation,
} from './score-observation.ts';
import { stageObservation } from './stage-observation.ts';
import { etiologyObservation, levelObservation, stateObservation } from './state-observations.ts';
import { stiffnessObservation } from './stiffness-observation.ts';

type Computed = Extract<ScoreOutcome, { status: 'ok' }>;

/**
 * Everything one assessment says, as FHIR R4 documents: Device, Observations, RiskAssessments, DiagnosticReport, Provenance.
 * Deterministic: the same assessment (whatever its `asOf` on the same day) with the same `recordedAt` gives equal documents with
 * equal ids, and a new input gives new ids. Synthetic scores and risks are left out unless `about.allowSynthetic`.
 * A score that is not a finite number is left out as well: core never makes one, and FHIR cannot say it.
 */
export function documentsOf(assessment: Assessment, about: AboutDocuments): StoredDocument[] {
  const shown = about.allowSynthetic ? assessment : withoutSynthetic(assessment);
  const device = deviceDocument(about, shown.version);
  const frame = frameOf(shown, about, deviceReference(device));
  const computed = new Map<string, { score: Computed; observation: Observation & { id: string } }>();
  for (const score of shown.scores) {
    if (score.status !== 'ok' || !Number.isFinite(score.value)) continue;
    const childPugh = score.scoreId === childPughId ? shown.childPugh : undefined;
    computed.set(score.scoreId, { score, observation: scoreObservation(frame, score, childPugh) });
  }
  const spoken = (shown.models ?? []).flatMap((model) => (model.status === 'ok' ? [model] : []));
  const devices = modelDevices(about, [...spoken, ...stageModels(shown)]);
  const observations = [
    levelObservation(frame),
    stateObservation(frame),
    etiologyObservation(frame),
    ...(shown.stiffness ? [stiffnessObservation(frame, shown.stiffness)] : []),
    ...(shown.stage ? [stageObservation(frame, shown.stage)] : []),
    ...spoken.flatMap((model) => exceedanceObservation(frame, model) ?? []),
    ...(shown.childPugh && !computed.has(childPughId) ? [childPughAlone(frame, shown.childPugh)] : []),
    ...shown.scores.flatMap((score) => {
      if (score.status === 'ok') return computed.get(score.scoreId)?.observation ?? [];
      return isReportableRefusal(score) ? refusedObservation(frame, score) : [];
    }),
  ];
  const risks = [...bySpeaker(shown.risks)].map(([by, statements]): RiskAssessment & { id: string } => {
    const behind = computed.get(by);
    return riskAssessment(
      frame,
      by,
      statements,
      behind ? { score: behind.score, observationId: behind.observation.id } : undefined,
    );
  });
  const modelRisks = spoken.flatMap((model) => modelRiskAssessment(frame, model) ?? []);
  const report = diagnosticReport(frame, observations, shown.scores);
  const results = [...observations, ...risks, ...modelRisks, report].map(stored);
  return [stored(device), ...devices.map(stored), ...results, stored(provenance(frame, results, devices))];
}

/** Image models that took part in the stage; their own results are documents of the study. */
const stageModels = ({ stage }: Assessment) =>
  (stage?.factors ?? []).flatMap(({ by, evidence, shown }) => (by ? [{ by, evidence, title: shown }] : []));

/** Id of the catalogue score whose Observation carries the class; without it the points travel alone. */
const childPughId = 'child_pugh';

function childPughAlone(frame: Frame, childPugh: NonNullable<Assessment['childPugh']>): Observation & { id: string } {
  const title = 'Child-Pugh score';
  return {
    ...observationFrame(frame, {
      id: resultId(frame, `score/${childPughId}`, [frame.effective, childPugh.points, childPugh.class]),
      profile: profiles.score,
      evidence: 'established',
      category: 'survey',
      code: measureConcept(childPughId, title, '98152-2'),
      effective: frame.effective,
    }),
    valueQuantity: quantity(childPugh.points, '{score}'),
    method: { text: `${title}; ${versionText(frame)}` },
    device: frame.device,
    component: [childPughClassComponent(childPugh)],
  };
}

function withoutSynthetic(assessment: Assessment): Assessment {
  const { stage, models, imaging: _, ...rest } = assessment;
  return {
    ...rest,
    ...(stage && stage.evidence !== 'synthetic' ? { stage } : {}),
    ...(models ? { models: models.filter(({ evidence }) => evidence !== 'synthetic') } : {}),
    scores: assessment.scores.filter(({ evidence }) => evidence !== 'synthetic'),
    risks: assessment.risks.filter(({ evidence }) => evidence !== 'synthetic'),
  };
}

/** One RiskAssessment for each score or model that speaks, in the order in which they speak first. */
function bySpeaker(risks: readonly RiskStatement[]): Map<string, [RiskStatement, ...RiskStatement[]]> {
  const speakers = new Map<string, [RiskStatement, ...RiskStatement[]]>();
  for (const risk of risks) {
    const said = speakers.get(risk.by);
    if (said) said.push(risk);
    else speakers.set(risk.by, [risk]);
  }
  return speakers;
}
