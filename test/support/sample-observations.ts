import type { StoredDocument } from '../../src/ports/results.ts';

const loinc = 'http://loinc.org';
const scores = ['fib4', 'apri', 'meld', 'meld_na', 'albi', 'nfs', 'mayo_pbc', 'globe', 'gap', 'child_pugh'];

/** An Observation of the size and shape this service stores for a score; the same number gives the same document. */
export function sampleObservation(number: number, patients = 1_000): StoredDocument {
  const patient = `p${number % patients}`;
  const score = scores[Math.floor(number / patients) % scores.length] ?? 'fib4';
  const day = new Date(Date.UTC(2015, 0, 1) + ((number * 7919) % 4000) * 86_400_000).toISOString();
  return {
    resourceType: 'Observation',
    id: `o-${number}`,
    meta: { profile: ['https://fibrocast.example/StructureDefinition/score-observation'] },
    identifier: [{ system: 'https://fibrocast.example/assessment', value: `a-${patient}-${score}-${number}` }],
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'survey' }] }],
    code: {
      coding: [
        { system: 'https://fibrocast.example/CodeSystem/score', code: score, display: score },
        { system: loinc, code: `9${scores.indexOf(score)}00-1` },
      ],
      text: score,
    },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: day,
    issued: day,
    device: { reference: 'Device/fibrocast-0-1-0' },
    method: { coding: [{ system: 'https://fibrocast.example/CodeSystem/method', code: `${score}-formula` }] },
    valueQuantity: {
      value: ((number * 31) % 1000) / 100,
      unit: '1',
      system: 'http://unitsofmeasure.org',
      code: '1',
    },
    interpretation: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' }] },
    ],
    referenceRange: [{ high: { value: 1.3 }, text: 'below the lower cut-off: advanced fibrosis unlikely' }],
    derivedFrom: ['ast', 'alt', 'plt'].map((lab) => ({ reference: `Observation/${patient}-${lab}-${number % 7}` })),
  };
}
