import type { CodeableConcept, Observation, ObservationComponent } from 'fhir/r4.js';
import type { DiseaseState, RiskLevel } from '../../src/core/assessment.ts';
import { coding, concept, etiologyCodes, measureConcept, profiles, systems } from './codes-out.ts';
import { type Frame, resultId, versionText } from './frame.ts';
import { absent, observationFrame } from './observation.ts';
import { outcomeConcept } from './outcomes.ts';
import { derivedFrom, inputExtensions } from './references.ts';

export const stateLabels: Readonly<Record<DiseaseState, string>> = {
  'no-advanced-fibrosis': 'No advanced fibrosis',
  indeterminate: 'Indeterminate for advanced fibrosis',
  'advanced-fibrosis': 'Advanced fibrosis',
  cACLD: 'Compensated advanced chronic liver disease',
  dACLD: 'Decompensated advanced chronic liver disease',
  transplanted: 'Liver transplanted',
  'not-assessed': 'Not assessed',
};

export const levelLabels: Readonly<Record<RiskLevel, string>> = {
  low: 'Low risk',
  indeterminate: 'Indeterminate risk',
  high: 'High risk',
  decompensated: 'Decompensated',
  'not-assessable': 'Not assessable',
};

const bases = {
  diagnosed: 'coded diagnosis',
  serology: 'proven by virus serology',
  inferred: 'inferred by rule',
  none: 'no basis on the chart',
} as const;

/** Disease state, with the recorded liver events as components: the events decide it, and their sources are often Conditions. */
export function stateObservation(frame: Frame): Observation & { id: string } {
  const { state, because, events, fhirServer } = frame.assessment;
  const component: ObservationComponent[] = events.map(({ event, date, references }) => {
    const extension = inputExtensions(fhirServer, { references, ...(date ? { date } : {}) });
    return {
      ...(extension.length > 0 ? { extension } : {}),
      code: measureConcept('liver-event', 'Liver event on record'),
      valueCodeableConcept: outcomeConcept(event),
    };
  });
  return finding(frame, {
    kind: 'disease-state',
    title: 'Liver disease state',
    value:
      state === 'not-assessed'
        ? undefined
        : concept(stateLabels[state], coding(systems.diseaseState, state, stateLabels[state])),
    absence: because,
    notes: [because],
    references: events.flatMap(({ references }) => references),
    component,
  });
}

export function levelObservation(frame: Frame): Observation & { id: string } {
  const { level, because, references, nextSteps } = frame.assessment;
  return finding(frame, {
    kind: 'risk-level',
    title: 'Liver fibrosis risk level',
    value:
      level === 'not-assessable'
        ? undefined
        : concept(levelLabels[level], coding(systems.riskLevel, level, levelLabels[level])),
    absence: because,
    notes: [because, ...nextSteps.map(({ action, source }) => `Next: ${action} (${source.label})`)],
    references,
  });
}

export function etiologyObservation(frame: Frame): Observation & { id: string } {
  const { etiology, also, basis, why, references, treated } = frame.assessment.etiology;
  const { title, snomed } = etiologyCodes[etiology];
  return finding(frame, {
    kind: 'etiology',
    title: 'Etiology of liver disease',
    value:
      etiology === 'unknown'
        ? undefined
        : concept(title, ...(snomed ? [snomed] : []), coding(systems.etiology, etiology, title)),
    absence: why,
    notes: [`Basis: ${bases[basis]}. ${why}`.trim(), ...(treated ? [`Treatment: ${treated}`] : [])],
    references,
    component: also.map((further) => ({
      code: measureConcept('further-etiology', 'Further etiology on the chart'),
      valueCodeableConcept: concept(
        etiologyCodes[further].title,
        coding(systems.etiology, further, etiologyCodes[further].title),
      ),
    })),
  });
}

/** A finding of the rules: identified by what it says and from what, so that a new laboratory value that changes nothing adds nothing. */
function finding(
  frame: Frame,
  given: {
    readonly kind: string;
    readonly title: string;
    readonly value: CodeableConcept | undefined;
    readonly absence: string;
    readonly notes: readonly string[];
    readonly references: readonly string[];
    readonly component?: readonly ObservationComponent[];
  },
): Observation & { id: string } {
  const sources = derivedFrom(frame.assessment.fhirServer, given.references);
  const inputs = [frame.effective, given.value?.coding?.at(-1)?.code ?? 'absent', [...given.references].sort()];
  const notes = given.notes.filter((text) => text.trim() !== '');
  return {
    ...observationFrame(frame, {
      id: resultId(frame, given.kind, inputs),
      profile: profiles.finding,
      evidence: frame.evidence,
      category: 'survey',
      code: measureConcept(given.kind, given.title),
      effective: frame.effective,
    }),
    ...(given.value ? { valueCodeableConcept: given.value } : { dataAbsentReason: absent('unknown', given.absence) }),
    ...(notes.length > 0 ? { note: notes.map((text) => ({ text })) } : {}),
    method: { text: `${given.title}, derived by rule; ${versionText(frame)}` },
    device: frame.device,
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
    ...(given.component && given.component.length > 0 ? { component: [...given.component] } : {}),
  };
}
