import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { Assessment, ScoreOutcome } from '../../src/core/assessment.ts';
import type { Source } from '../../src/core/evidence.ts';
import type { Band } from '../../src/core/score.ts';
import { coding, concept, measureConcept, profiles, quantity, systems } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { type Frame, inputIdentity, resultId, versionText } from './frame.ts';
import { absent, inputComponents, observationFrame } from './observation.ts';
import { derivedFrom } from './references.ts';

type Computed = Extract<ScoreOutcome, { status: 'ok' }>;
type Refused = Extract<ScoreOutcome, { status: 'refused' }>;

/** At most so many absent inputs make "not computable" a gap that somebody can close. */
const closableGap = 2;

/**
 * Which refusals become an Observation with dataAbsentReason: those that a quality team can act on. One or two inputs missing,
 * or an input there is but could not be trusted (stale, no unit, wrong device, implausible). Not stored: scores of another
 * etiology or age, scores made moot by an event, and scores that lack most of their inputs; about thirty of them a patient
 * would bury the gaps that matter. The narrative of the DiagnosticReport lists every score with its reason all the same.
 */
export function isReportableRefusal(outcome: Refused): boolean {
  if (outcome.kind === 'unsafe') return true;
  return outcome.kind === 'missing' && outcome.missing.length <= closableGap;
}

/** A computed score. `childPugh` adds the class to the Child-Pugh score, which carries no band that says A, B or C for all readers. */
export function scoreObservation(
  frame: Frame,
  outcome: Computed,
  childPugh?: Assessment['childPugh'],
): Observation & { id: string } {
  const { fhirServer } = frame.assessment;
  const effective = fhirDateTime(outcome.effective) ?? frame.effective;
  const id = resultId(frame, `score/${outcome.scoreId}`, [effective, inputIdentity(outcome.used), outcome.value]);
  const sources = derivedFrom(
    fhirServer,
    outcome.used.flatMap(({ references }) => references),
  );
  const components = [
    ...(childPugh ? [childPughClassComponent(childPugh)] : []),
    ...inputComponents(frame, outcome.used),
  ];
  return {
    ...observationFrame(frame, {
      id,
      profile: profiles.score,
      evidence: outcome.evidence,
      category: 'survey',
      code: measureConcept(outcome.scoreId, outcome.title, outcome.loinc),
      effective,
    }),
    valueQuantity: quantity(outcome.value, outcome.unit),
    ...(outcome.band ? { interpretation: [bandConcept(outcome.band)] } : {}),
    ...(outcome.cautions.length > 0 ? { note: outcome.cautions.map((text) => ({ text })) } : {}),
    method: methodOf(frame, outcome.scoreId, outcome.title, outcome.sources),
    device: frame.device,
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
    ...(components.length > 0 ? { component: components } : {}),
  };
}

/**
 * "Not computable": one document for a patient, score and version, renewed as the reason changes, because it speaks of what is
 * not there. The computed Observation that follows is newer by date; this one stays true for its own.
 */
export function refusedObservation(frame: Frame, outcome: Refused): Observation & { id: string } {
  return {
    ...observationFrame(frame, {
      id: resultId(frame, `score/${outcome.scoreId}/not-computable`, []),
      profile: profiles.score,
      evidence: outcome.evidence,
      category: 'survey',
      code: measureConcept(outcome.scoreId, outcome.title, outcome.loinc),
      effective: frame.effective,
    }),
    // An input that exists but cannot be used is `unsupported`; one that is not on the chart is `unknown`.
    dataAbsentReason: absent(outcome.kind === 'unsafe' ? 'unsupported' : 'unknown', outcome.reason),
    method: methodOf(frame, outcome.scoreId, outcome.title, outcome.sources),
    device: frame.device,
  };
}

/** Formula and version: what was computed, after which publication, by which rules. */
export function methodOf(frame: Frame, id: string, title: string, sources: readonly Source[]): CodeableConcept {
  const published = sources.map(({ label, doi }) => (doi ? `${label} (doi:${doi})` : label)).join('; ');
  return concept(`${title}${published ? ` after ${published}` : ''}; ${versionText(frame)}`, {
    ...coding(systems.measure, id, title),
    version: frame.assessment.version,
  });
}

/**
 * Band as interpretation. Of the HL7 codes only those that hold in both directions are used: `A` (abnormal) and `IND`; "low"
 * risk is not `L`, which says that the number lies below a reference range, and for some scores the low number is the bad one.
 */
export function bandConcept(band: Band): CodeableConcept {
  const standard =
    band.level === 'high' || band.level === 'very-high'
      ? [coding(systems.interpretation, 'A', 'Abnormal')]
      : band.level === 'indeterminate'
        ? [coding(systems.interpretation, 'IND', 'Indeterminate')]
        : [];
  return concept(
    band.label,
    ...standard,
    coding(systems.bandLevel, band.level, bandLevels[band.level]),
    coding(systems.bandCategory, band.category),
  );
}

const bandLevels: Readonly<Record<Band['level'], string>> = {
  low: 'Low',
  indeterminate: 'Indeterminate',
  high: 'High',
  'very-high': 'Very high',
  none: 'No rank',
};

export function childPughClassComponent(childPugh: NonNullable<Assessment['childPugh']>) {
  return {
    code: measureConcept('child-pugh-class', 'Child-Pugh class'),
    valueCodeableConcept: concept(
      `Class ${childPugh.class}`,
      coding(systems.childPughClass, childPugh.class, `Child-Pugh class ${childPugh.class}`),
    ),
  };
}
