import type { CodeableConcept, Observation } from 'fhir/r4.js';
import type { Assessment } from '../../src/core/assessment.ts';
import type { StiffnessMethod } from '../../src/core/chart.ts';
import { coding, concept, measureConcept, profiles, quantity, systems } from './codes-out.ts';
import { fhirDateTime } from './dates.ts';
import { type Frame, notForWriteBack, resultId } from './frame.ts';
import { absent, observationFrame } from './observation.ts';
import { derivedFrom } from './references.ts';
import { bandConcept } from './score-observation.ts';

/** Only VCTE has a confirmed LOINC code; kilopascals of other methods are other quantities and get our own codes. */
const stiffnessCodes: Readonly<Record<StiffnessMethod, CodeableConcept>> = {
  vcte: measureConcept('lsm-vcte', 'Liver stiffness by VCTE', '77615-3'),
  pswe: measureConcept('lsm-pswe', 'Liver stiffness by point shear-wave elastography'),
  '2d-swe': measureConcept('lsm-2d-swe', 'Liver stiffness by 2D shear-wave elastography'),
  mre: measureConcept('lsm-mre', 'Liver stiffness by MR elastography (shear modulus)'),
  unknown: measureConcept('lsm-unknown-method', 'Liver stiffness, method not recorded'),
};

const methods: Readonly<Record<StiffnessMethod, string>> = {
  vcte: 'Vibration-controlled transient elastography',
  pswe: 'Point shear-wave elastography',
  '2d-swe': '2D shear-wave elastography',
  mre: 'Magnetic resonance elastography, shear modulus',
  unknown: 'Method not recorded',
};

/** The reading that the assessment used, in kPa, with what the chart said. A copy of EHR data: tagged never to be written back. */
export function stiffnessObservation(
  frame: Frame,
  stiffness: NonNullable<Assessment['stiffness']>,
): Observation & { id: string } {
  const effective = fhirDateTime(stiffness.date) ?? frame.effective;
  const sources = derivedFrom(frame.assessment.fhirServer, [stiffness.reference]);
  const { value, unit } = stiffness.asReported;
  return {
    ...observationFrame(frame, {
      id: resultId(frame, 'liver-stiffness', [effective, stiffness.method, stiffness.kPa, stiffness.reference]),
      profile: profiles.stiffness,
      evidence: 'established',
      category: 'imaging',
      code: stiffnessCodes[stiffness.method],
      effective,
      tags: [notForWriteBack],
    }),
    valueQuantity: quantity(stiffness.kPa, 'kPa'),
    ...(stiffness.band ? { interpretation: [bandConcept(stiffness.band)] } : {}),
    note: [
      ...(value === '' ? [] : [{ text: `As reported: ${value} ${unit}`.trim() }]),
      { text: `Quality of the examination: ${stiffness.quality}` },
    ],
    method: { text: methods[stiffness.method] },
    device: frame.device,
    ...(sources.length > 0 ? { derivedFrom: sources } : {}),
    component: [
      {
        code: measureConcept('lsm-iqr-median', 'Liver stiffness: IQR / median'),
        ...(stiffness.iqrOverMedianPercent === undefined
          ? { dataAbsentReason: absent('unknown') }
          : { valueQuantity: quantity(stiffness.iqrOverMedianPercent, '%') }),
      },
      {
        code: measureConcept('lsm-valid-shots', 'Liver stiffness: valid measurements'),
        ...(stiffness.validShots === undefined
          ? { dataAbsentReason: absent('unknown') }
          : { valueInteger: stiffness.validShots }),
      },
      {
        code: measureConcept('lsm-quality', 'Liver stiffness: quality'),
        valueCodeableConcept: concept(stiffness.quality, coding(systems.measure, `lsm-quality-${stiffness.quality}`)),
      },
    ],
  };
}
