import type { DiagnosticReport, Observation, Provenance, RiskAssessment } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import { documentsOf } from '../../../fhir-resources/write/assessment-documents.ts';
import { extensions, systems } from '../../../fhir-resources/write/codes-out.ts';
import type { StoredDocument } from '../../../src/ports/results.ts';
import { assessment, fib4, refused, used, variedAssessments, withSynthetic } from '../../support/assessments.ts';
import { aboutDocuments, documentOf, documentsNamed } from '../../support/examples.ts';
import { pbcPrediction } from '../../support/findings.ts';
import { validateResource } from '../../support/validate-fhir.ts';

const idsOf = (documents: readonly StoredDocument[]) =>
  documents.map(({ resourceType, id }) => `${resourceType}/${id}`);
const observationOf = (documents: readonly StoredDocument[], code: string) =>
  documentOf(documents, 'Observation', code) as unknown as Observation;

describe.each(Object.entries(variedAssessments))('documents of: %s', (_name, given) => {
  const documents = documentsOf(given, aboutDocuments);
  it('are valid FHIR R4 and hold to our profiles', () => {
    for (const document of documents) expect(validateResource(document), document.resourceType).toEqual([]);
  });
  it('have ids of their own, the evidence class as a tag, and a Provenance that names them all', () => {
    expect(new Set(idsOf(documents)).size).toBe(documents.length);
    for (const { resourceType, meta } of documents) {
      const tags = (meta as { tag?: { system: string; code: string }[] }).tag ?? [];
      expect(tags.filter(({ system }) => system === systems.evidenceClass).length, resourceType).toBe(1);
    }
    const targets = (documentOf(documents, 'Provenance') as unknown as Provenance).target.map((t) => t.reference);
    const expected = idsOf(documents).filter((id) => !/^(Device|Provenance)\//.test(id));
    expect(targets).toEqual(expected);
  });
  it('refer to nothing of ours that is not among them', () => {
    const present = new Set(idsOf(documents));
    const referred = JSON.stringify(documents).matchAll(
      /"reference":"((?:Observation|RiskAssessment|DiagnosticReport|Device)\/[^"]+)"/g,
    );
    // Without an EHR address the chart's own references stay relative; they are no documents of ours.
    if (given.fhirServer !== 'none') for (const [, reference] of referred) expect(present).toContain(reference);
  });
  it('are equal in a second run later the same day', () => {
    const again = documentsOf({ ...given, asOf: '2026-06-01T23:00:00.000Z' }, aboutDocuments);
    expect(JSON.stringify(again)).toBe(JSON.stringify(documents));
  });
});

describe('identity of results', () => {
  const first = documentsOf(assessment(), aboutDocuments);
  const fib4Id = (documents: readonly StoredDocument[]) => documentOf(documents, 'Observation', 'fib4').id;

  it('keeps the id for the same inputs, on another day and in another order of reading', () => {
    const reordered = fib4({ used: [...fib4().used].reverse() });
    const again = documentsOf(assessment({ asOf: '2026-08-01T00:00:00Z', scores: [reordered] }), aboutDocuments);
    expect(fib4Id(again)).toBe(fib4Id(first));
  });
  it.each([
    [
      'a new laboratory value',
      { scores: [fib4({ used: [used('astUPerL', 'AST', 81, { unit: 'U/L', date: '2026-05-02' })] })] },
    ],
    ['another version of the rules', { version: '0.2.0' }],
    ['another patient', { patientId: 'p-18' }],
    ['the same patient id on another server', { fhirServer: 'https://other.example.org/fhir' }],
  ])('gives a new id for %s', (_name, change) => {
    expect(fib4Id(documentsOf(assessment(change), aboutDocuments))).not.toBe(fib4Id(first));
  });
  it('does not depend on when it is recorded', () => {
    const later = documentsOf(assessment(), { ...aboutDocuments, recordedAt: '2027-01-01T00:00:00.000Z' });
    expect(idsOf(later)).toEqual(idsOf(first));
  });
  it('renews one document while a score is not computable, whatever the reason', () => {
    const one = documentsOf(assessment({ scores: [refused()] }), aboutDocuments);
    const two = documentsOf(
      assessment({ scores: [refused({ kind: 'unsafe', reason: 'albumin is stale' })] }),
      aboutDocuments,
    );
    expect(documentOf(two, 'Observation', 'nfs').id).toBe(documentOf(one, 'Observation', 'nfs').id);
  });
});

describe('a model that is re-anchored at a site', () => {
  const anchor = { site: 'North', version: 2, since: '2026-02-01', intercept: 0.3, n: 420, events: 63 };
  const anchored = (predictions: Parameters<typeof pbcPrediction>[0]) =>
    documentsOf(assessment({ models: [pbcPrediction(predictions)] }), aboutDocuments);
  const risk = (documents: ReturnType<typeof anchored>) =>
    documents
      .flatMap((one) => (one.resourceType === 'RiskAssessment' ? [one as unknown as RiskAssessment] : []))
      .find(({ code }) => code?.text === 'Risk by model: Prognosis in PBC');
  it('says so in the method, with site, version, date, patients and events, and is another document', () => {
    const [plain, here] = [risk(anchored({})), risk(anchored({ anchored: [{ of: 'Death', ...anchor }] }))];
    expect(here?.method?.text).toContain(
      '; re-anchored at North (version 2, 2026-02-01): Death n 420, 63 events; Fibrocast',
    );
    expect(plain?.method?.text).not.toContain('re-anchored');
    expect(here?.id).not.toBe(plain?.id);
  });
});

describe('a computed score', () => {
  const observation = observationOf(documentsNamed('high FIB-4 in MASLD'), 'fib4');
  it('carries LOINC and our own code, the UCUM unit, the date of its newest input and the device', () => {
    expect(observation.code.coding).toEqual([
      { system: 'http://loinc.org', code: '98488-0', display: 'Liver fibrosis score in Serum Calculated by FIB4' },
      { system: systems.measure, code: 'fib4', display: 'FIB-4 index' },
    ]);
    expect(observation.valueQuantity).toMatchObject({ system: systems.ucum, code: '{score}' });
    expect(observation.valueQuantity?.value).toBeCloseTo(4.0667, 4);
    expect(observation.effectiveDateTime).toBe('2026-05-02');
    expect(observation.device?.reference).toMatch(/^Device\//);
    expect(observation.method?.text).toBe(
      'FIB-4 index after Sterling 2006 (doi:10.1002/hep.21178); Fibrocast rules 0.1.0',
    );
  });
  it('is derived from the Observations of the EHR, by absolute address', () => {
    expect(observation.derivedFrom?.map(({ reference }) => reference)).toEqual([
      'https://ehr.example.org/fhir/Observation/ast-1',
      'https://ehr.example.org/fhir/Observation/alt-1',
      'https://ehr.example.org/fhir/Observation/plt-1',
    ]);
  });
  it('shows each input with value, unit, date and source; age comes from the Patient', () => {
    const [age, ast] = observation.component ?? [];
    expect(age?.extension).toEqual([
      {
        url: extensions.inputSource,
        valueReference: { reference: 'https://ehr.example.org/fhir/Patient/p-17', type: 'Patient' },
      },
    ]);
    expect(ast?.valueQuantity).toEqual({ value: 80, unit: 'U/L', system: systems.ucum, code: 'U/L' });
    expect(ast?.extension?.[0]).toEqual({ url: extensions.inputDate, valueDateTime: '2026-05-02' });
  });
  it('names the patient so that `patient=p-17` finds it, and whose p-17 it is', () => {
    expect(observation.subject).toEqual({
      reference: 'Patient/p-17',
      type: 'Patient',
      identifier: { system: 'https://ehr.example.org/fhir/Patient', value: 'p-17' },
    });
    expect(observation.meta?.source).toBe('https://ehr.example.org/fhir');
  });
  it('is never called a laboratory result, lest the next query reads it as one', () => {
    for (const given of Object.values(variedAssessments))
      expect(JSON.stringify(documentsOf(given, aboutDocuments))).not.toContain('"laboratory"');
  });
  it('puts Conditions into the component, not into derivedFrom', () => {
    const childPugh = observationOf(documentsNamed('decompensated with events on Conditions'), 'child_pugh');
    expect(childPugh.derivedFrom?.map(({ reference }) => reference)).not.toContain(
      'https://ehr.example.org/fhir/Condition/asc-1',
    );
    expect(JSON.stringify(childPugh.component)).toContain('https://ehr.example.org/fhir/Condition/asc-1');
    expect(childPugh.component?.[0]?.valueCodeableConcept?.text).toBe('Class B');
  });
});

describe('refusals', () => {
  it.each([
    ['one input missing', refused(), true],
    ['three inputs missing', refused({ missing: ['a', 'b', 'c'] }), false],
    ['an input that cannot be trusted', refused({ kind: 'unsafe', missing: [] }), true],
    ['another etiology', refused({ kind: 'outside-population', missing: [] }), false],
    ['a recorded event', refused({ kind: 'event', missing: [] }), false],
  ])('become an Observation when a quality team can act: %s', (_name, score, expected) => {
    const documents = documentsOf(assessment({ scores: [score] }), aboutDocuments);
    const found = documents.some((d) => JSON.stringify(d.code ?? {}).includes('"nfs"'));
    expect(found).toBe(expected);
  });
  it('say why, and no value', () => {
    const observation = observationOf(documentsOf(assessment({ scores: [refused()] }), aboutDocuments), 'nfs');
    expect(observation.dataAbsentReason).toMatchObject({ coding: [{ code: 'unknown' }], text: 'albumin missing' });
    expect(observation.valueQuantity).toBeUndefined();
  });
  it('all stand in the narrative of the report, escaped', () => {
    const report = documentOf(
      documentsOf(assessment({ scores: [refused({ kind: 'event', reason: 'a < b' })] }), aboutDocuments),
      'DiagnosticReport',
    ) as unknown as DiagnosticReport;
    expect(report.text?.div).toContain('<td>not computed</td><td>a &lt; b</td>');
  });
});

describe('risks', () => {
  const risk = documentOf(
    documentsNamed('risks at 1, 3 and 5 years with intervals'),
    'RiskAssessment',
  ) as unknown as RiskAssessment;
  it('are in percent, as R4 asks, with interval and horizon in years', () => {
    expect(risk.prediction?.map(({ probabilityDecimal }) => probabilityDecimal)).toEqual([0.71, 1.9, 7]);
    expect(risk.prediction?.[2]?.whenRange?.high).toEqual({ value: 5, unit: 'years', system: systems.ucum, code: 'a' });
    expect(risk.prediction?.[2]?.extension?.[0]?.valueRange).toMatchObject({
      low: { value: 5, code: '%' },
      high: { value: 11 },
    });
    expect(risk.prediction?.[0]?.rationale).toBe('Hepatocellular carcinoma within 1 year of 2026-05-02');
  });
  it('rest on the score and on the chart, and name the next step', () => {
    expect(risk.basis?.[0]?.reference).toMatch(/^Observation\//);
    expect(risk.basis?.[1]?.reference).toBe('https://ehr.example.org/fhir/Observation/plt-1');
    expect(risk.mitigation).toBe('Measure liver stiffness by VCTE (Baveno VII 2022).');
    expect(risk.condition?.reference).toBe('https://ehr.example.org/fhir/Condition/c-masld');
  });
  it('without a probability say the interval or the class', () => {
    const documents = documentsNamed('risk as interval only, as a class, and by nobody in the catalogue');
    const risks = documents.filter((d) => d.resourceType === 'RiskAssessment') as unknown as RiskAssessment[];
    expect(risks[0]?.prediction?.[0]?.probabilityRange).toMatchObject({ low: { value: 1 }, high: { value: 20 } });
    expect(risks[1]?.prediction?.[0]?.qualitativeRisk?.coding?.[0]?.code).toBe('moderate');
    expect(risks[1]?.prediction?.[1]?.probabilityDecimal).toBe(100);
  });
  it('are absent when nothing is published for this patient', () => {
    expect(documentsNamed('nothing known').some((d) => d.resourceType === 'RiskAssessment')).toBe(false);
  });
});

describe('synthetic output', () => {
  it('leaves no trace unless it is allowed', () => {
    expect(JSON.stringify(documentsOf(withSynthetic, aboutDocuments))).not.toMatch(/sim_stage|synthetic/i);
  });
  it('is labelled in its own documents and in all that are concluded from it, when it is allowed', () => {
    const documents = documentsOf(withSynthetic, { ...aboutDocuments, allowSynthetic: true });
    const labelOf = (d: StoredDocument) => JSON.stringify(d.meta);
    expect(labelOf(documentOf(documents, 'Observation', 'sim_stage'))).toContain('"synthetic"');
    expect(labelOf(documentOf(documents, 'Observation', 'fib4'))).toContain('"established"');
    expect(labelOf(documentOf(documents, 'DiagnosticReport'))).toContain('"synthetic"');
    for (const document of documents) expect(validateResource(document)).toEqual([]);
  });
});

it('a value that is no number is never written', () => {
  const documents = documentsOf(assessment({ scores: [fib4({ value: Number.NaN })] }), aboutDocuments);
  expect(documents.some((d) => JSON.stringify(d.code ?? {}).includes('fib4'))).toBe(false);
});
