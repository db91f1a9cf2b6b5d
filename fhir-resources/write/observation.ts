import type { CodeableConcept, Coding, Observation, ObservationComponent } from 'fhir/r4.js';
import type { UsedInput } from '../../src/core/assessment.ts';
import type { EvidenceClass } from '../../src/core/evidence.ts';
import { coding, concept, quantity, systems } from './codes-out.ts';
import { metaOf, type ResultFrame, resultIdentifier } from './frame.ts';
import { inputExtensions } from './references.ts';

/** The parts that every Observation of this service has, in the order of FHIR. */
export function observationFrame(
  frame: ResultFrame,
  given: {
    readonly id: string;
    readonly profile: string;
    readonly evidence: EvidenceClass;
    readonly category: 'survey' | 'imaging';
    readonly code: CodeableConcept;
    readonly effective: string;
    readonly tags?: readonly Coding[];
  },
) {
  return {
    resourceType: 'Observation',
    id: given.id,
    meta: metaOf(frame, given.evidence, { profile: given.profile, ...(given.tags ? { tags: given.tags } : {}) }),
    identifier: [resultIdentifier(given.id)],
    status: 'final',
    category: [categories[given.category]],
    code: given.code,
    subject: frame.subject,
    effectiveDateTime: given.effective,
    issued: frame.about.recordedAt,
  } as const satisfies Observation;
}

/**
 * Never `laboratory`: a score that came back to the EHR must not be read as a measured laboratory value by the next query.
 */
const categories: Readonly<Record<'survey' | 'imaging', CodeableConcept>> = {
  survey: concept('Score or assessment', coding(systems.observationCategory, 'survey', 'Survey')),
  imaging: concept('Imaging', coding(systems.observationCategory, 'imaging', 'Imaging')),
};

/**
 * Each input of a score as a component: value, unit, clinical date and source stand together, so that a number can be checked
 * without opening another resource. Our own input codes only: the LOINC code belongs to the measured result that derivedFrom names.
 */
export function inputComponents(frame: ResultFrame, used: readonly UsedInput[]): ObservationComponent[] {
  return used.map((input) => {
    const extension = inputExtensions(frame.assessment.fhirServer, {
      // Age and sex carry no reference: they were read from the Patient.
      references: input.references.length > 0 ? input.references : [`Patient/${frame.assessment.patientId}`],
      ...(input.date ? { date: input.date } : {}),
    });
    return {
      ...(extension.length > 0 ? { extension } : {}),
      code: concept(input.title, coding(systems.input, input.input, input.title)),
      ...inputValue(input),
    };
  });
}

function inputValue({ value, unit }: UsedInput): Partial<ObservationComponent> {
  if (typeof value === 'boolean') return { valueBoolean: value };
  if (typeof value === 'number') {
    return Number.isFinite(value) ? { valueQuantity: quantity(value, unit) } : { dataAbsentReason: absent('error') };
  }
  return value === '' ? { dataAbsentReason: absent('unknown') } : { valueString: value };
}

const absentDisplays = {
  unknown: 'Unknown',
  error: 'Error',
  'not-applicable': 'Not Applicable',
  unsupported: 'Unsupported',
} as const;

export function absent(code: keyof typeof absentDisplays, reason?: string): CodeableConcept {
  return {
    coding: [coding(systems.dataAbsentReason, code, absentDisplays[code])],
    ...(reason ? { text: reason } : {}),
  };
}
