import type { Assessment, DiseaseState, RiskLevel } from '../assessment.ts';
import type { Etiology } from '../etiology.ts';
import type { EvidenceClass } from '../evidence.ts';
import type { StageHeadline } from '../fusion/stage-headline.ts';
import type { Situation } from '../situation/liver-facts.ts';
import { surveillanceGaps } from '../surveillance/surveillance.ts';

/** One patient on the worklist: the newest assessment in short. No name: the EHR is asked for it when the list is shown. */
export interface WorklistRow {
  readonly fhirServer: string;
  readonly patientId: string;
  readonly assessmentId: string;
  /** When the assessment was made. */
  readonly seenAt: string;
  readonly ageYears?: number;
  readonly sex?: 'male' | 'female';
  readonly etiology: Etiology;
  readonly state: DiseaseState;
  readonly level: RiskLevel;
  readonly because: string;
  /** Probabilities 0 to 1 of the fused stage, where one was fused. */
  readonly stage?: {
    readonly headline: StageHeadline;
    readonly f3OrMore: number;
    readonly f4: number;
    readonly evidence: EvidenceClass;
  };
  /** The highest risk that a live model or a published score states, of what the liver or anything at all does; not of what competes. */
  readonly risk?: WorklistRisk;
  readonly gaps: readonly WorklistGap[];
}
export interface WorklistRisk {
  readonly outcome: string;
  readonly title: string;
  readonly horizonYears: number;
  readonly probability: number;
  readonly by: string;
  readonly evidence: EvidenceClass;
}

export const gapKinds = ['surveillance', 'imaging', 'data'] as const;
export type GapKind = (typeof gapKinds)[number];
export interface WorklistGap {
  readonly kind: GapKind;
  /** "HCC surveillance (ultrasound)", "CT of 2026-05-02", "AST". */
  readonly what: string;
  readonly overdue?: boolean;
  readonly dueBy?: string;
}

/** Since the last assessment that said something else. */
export interface WorklistChange {
  readonly direction: 'worse' | 'better' | 'other';
  readonly from: RiskLevel;
  /** When the change was seen first. */
  readonly at: string;
}

/** Order of urgency. What cannot be assessed stands below what is known to be low: nothing is known to act on. */
export const levelRanks: Readonly<Record<RiskLevel, number>> = {
  decompensated: 4,
  high: 3,
  indeterminate: 2,
  low: 1,
  'not-assessable': 0,
};

/** @param situation chart, assessment and moment, as the rules of surveillance take them */
export function worklistRow(situation: Situation): WorklistRow {
  const { assessment } = situation;
  const { stage } = assessment;
  const risk = highestRisk(assessment);
  const [, , , f3 = 0, f4 = 0] = stage?.probabilities ?? [];
  return {
    fhirServer: assessment.fhirServer,
    patientId: assessment.patientId,
    assessmentId: assessment.id,
    seenAt: assessment.asOf,
    ...(assessment.ageYears === undefined ? {} : { ageYears: assessment.ageYears }),
    ...(assessment.sex ? { sex: assessment.sex } : {}),
    etiology: assessment.etiology.etiology,
    state: assessment.state,
    level: assessment.level,
    because: assessment.because,
    ...(stage ? { stage: { headline: stage.headline, f3OrMore: f3 + f4, f4, evidence: stage.evidence } } : {}),
    ...(risk ? { risk } : {}),
    gaps: gapsOf(situation),
  };
}

function gapsOf(situation: Situation): readonly WorklistGap[] {
  const { assessment } = situation;
  return [
    ...surveillanceGaps(situation).map(
      ({ item, status, dueBy }): WorklistGap => ({
        kind: 'surveillance',
        what: item,
        ...(status === 'overdue' ? { overdue: true } : {}),
        ...(dueBy === undefined ? {} : { dueBy }),
      }),
    ),
    ...(assessment.imaging?.waiting ?? []).map((what): WorklistGap => ({ kind: 'imaging', what })),
    ...assessment.missing.map((what): WorklistGap => ({ kind: 'data', what })),
  ];
}

/**
 * At most five years ahead, so that a short horizon is not beaten by a long one of the same patient's other models. Death of other causes
 * is what competes with the liver: nobody would work through a list of hepatology by it.
 */
function highestRisk(assessment: Assessment): WorklistRisk | undefined {
  const stated: WorklistRisk[] = [
    ...(assessment.models ?? []).flatMap((model) =>
      model.status === 'ok' && model.state === 'live'
        ? model.risks.map(({ outcome, title, horizonYears, probability }) => ({
            ...{ outcome, title, horizonYears, probability },
            by: `${model.by.id}@${model.by.version}`,
            evidence: model.evidence,
          }))
        : [],
    ),
    ...assessment.risks.flatMap(({ outcome, horizonYears, probability, by, evidence }) =>
      probability === undefined
        ? []
        : [{ outcome, title: outcome.replaceAll('-', ' '), horizonYears, probability, by, evidence }],
    ),
  ].filter(({ outcome, horizonYears }) => horizonYears <= 5 && outcome !== 'other-cause-death');
  return stated.sort((a, b) => b.probability - a.probability || b.horizonYears - a.horizonYears)[0];
}

/** What a new assessment changes against the one before; the change before stays until the level moves again. */
export function changeOf(
  before: { readonly row: WorklistRow; readonly change?: WorklistChange } | undefined,
  after: WorklistRow,
): WorklistChange | undefined {
  if (!before) return undefined;
  const [from, to] = [before.row.level, after.level];
  if (from === to) return before.change;
  const known = from !== 'not-assessable' && to !== 'not-assessable';
  const direction = !known ? 'other' : levelRanks[to] > levelRanks[from] ? 'worse' : 'better';
  return { direction, from, at: after.seenAt };
}
