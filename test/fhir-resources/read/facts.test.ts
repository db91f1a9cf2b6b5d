import { describe, expect, it } from 'vitest';
import { conditionsAsk } from '../../../fhir-resources/read/conditions.ts';
import { examsAsk } from '../../../fhir-resources/read/exams.ts';
import { imagingStudiesAsk } from '../../../fhir-resources/read/imaging-studies.ts';
import { immunizationsAsk } from '../../../fhir-resources/read/immunizations.ts';
import { medicationsAsk } from '../../../fhir-resources/read/medications.ts';
import { patientAsk } from '../../../fhir-resources/read/patient.ts';
import { proceduresAsk } from '../../../fhir-resources/read/procedures.ts';
import { serviceRequestsAsk } from '../../../fhir-resources/read/service-requests.ts';
import { about, searchset } from '../../support/fhir-observations.ts';

const snomed = 'http://snomed.info/sct';
const subject = { reference: 'Patient/p1' };
const code = (system: string, value: string) => ({ coding: [{ system, code: value }] });
type Fields = Readonly<Record<string, unknown>>;

describe('the patient', () => {
  const read = (fields: Fields) => patientAsk.read({ resourceType: 'Patient', id: 'p1', ...fields }, about);
  const birthSex = (valueCode: string) => [
    { url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex', valueCode },
  ];
  it.each([
    [
      { gender: 'female', birthDate: '1960-05-17' },
      { sex: 'female', birthDate: '1960-05-17', deceased: false },
    ],
    [{ birthDate: '1960' }, { birthDate: '1960', deceased: false }],
    [{ birthDate: '1960-05' }, { birthDate: '1960-05', deceased: false }],
    [{ birthDate: '17.05.1960' }, { deceased: false }],
    [{ birthDate: '2030-01-01' }, { deceased: false }],
    [{ gender: 'other' }, { deceased: false }],
    [
      { gender: 'unknown', extension: birthSex('F') },
      { sex: 'female', deceased: false },
    ],
    [
      { gender: 'male', extension: birthSex('UNK') },
      { sex: 'male', deceased: false },
    ],
    [{ deceasedBoolean: true }, { deceased: true }],
    [{ deceasedBoolean: false }, { deceased: false }],
    [{ deceasedDateTime: '2026-01-01' }, { deceased: true }],
  ])('%j', (fields, facts) => {
    expect(read(fields)).toEqual({ id: 'p1', ...facts });
  });

  it('is nobody else', () => {
    expect(read({ id: 'p2' })).toBeUndefined();
    expect(patientAsk.read(null, about)).toBeUndefined();
    expect(
      patientAsk.read(searchset({ resourceType: 'Patient', id: 'p2' }, { resourceType: 'Patient', id: 'p1' }), about),
    ).toEqual({ id: 'p1', deceased: false });
  });
});

describe('conditions', () => {
  const read = (fields: Fields) =>
    conditionsAsk.read(
      searchset({ resourceType: 'Condition', id: 'c1', subject, code: code(snomed, '19943007'), ...fields }),
      about,
    );
  const clinical = (value: string) => code('http://terminology.hl7.org/CodeSystem/condition-clinical', value);
  const verification = (value: string) => code('http://terminology.hl7.org/CodeSystem/condition-ver-status', value);

  it.each([
    [{}, 'unknown'],
    [{ clinicalStatus: clinical('active') }, 'active'],
    [{ clinicalStatus: clinical('recurrence') }, 'active'],
    [{ clinicalStatus: clinical('remission') }, 'resolved'],
    [{ clinicalStatus: clinical('resolved') }, 'resolved'],
    [{ clinicalStatus: 'active' }, 'active'],
    [{ clinicalStatus: clinical('nonsense') }, 'unknown'],
    [{ abatementDateTime: '2020' }, 'resolved'],
    [{ abatementString: 'last year' }, 'resolved'],
    [{ clinicalStatus: clinical('active'), abatementDateTime: '2020' }, 'unknown'],
  ])('%j is %s', (fields, status) => {
    expect(read(fields)).toMatchObject([{ concept: 'cirrhosis', status, reference: 'Condition/c1' }]);
  });

  it('entered in error are none', () => {
    expect(read({ verificationStatus: verification('entered-in-error') })).toEqual([]);
  });

  it('that are refuted state an absence, of the day it was written down', () => {
    const refuted = { verificationStatus: verification('refuted') };
    expect(read({ ...refuted, onsetDateTime: '2019', recordedDate: '2026-01-02' })).toEqual([
      { concept: 'cirrhosis', status: 'absent', date: '2026-01-02', reference: 'Condition/c1' },
    ]);
  });

  it('that are refuted as a combination deny none of its parts', () => {
    const combined = code('http://hl7.org/fhir/sid/icd-10-cm', 'K70.31');
    expect(read({ verificationStatus: verification('refuted'), code: combined })).toEqual([]);
  });

  it.each([
    ['provisional', true],
    ['differential', true],
    ['unconfirmed', true],
    ['confirmed', undefined],
  ])('that are %s: provisional %s', (status, provisional) => {
    expect(read({ verificationStatus: verification(status) })).toMatchObject([provisional ? { provisional } : {}]);
    expect(JSON.stringify(read({ verificationStatus: verification(status) }))).toContain(
      provisional ? 'provisional' : 'cirrhosis',
    );
  });

  it.each([
    [{ onsetDateTime: '2019-03', recordedDate: '2020-01-01' }, '2019-03'],
    [{ onsetPeriod: { start: '2018' } }, '2018'],
    [{ onsetString: 'childhood', recordedDate: '2020-01-01' }, '2020-01-01'],
    [{ onsetDateTime: 'unknown' }, undefined],
    [{ onsetDateTime: '2031-01-01' }, undefined],
    [{}, undefined],
  ])('%j are dated %s', (fields, date) => {
    expect(read(fields)?.[0]?.date).toBe(date);
  });

  it('give every concept of a code once, with the code, whatever the category', () => {
    const coding = [
      { system: snomed, code: '420054005' },
      { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'K70.31' },
    ];
    const found = read({ code: { coding }, category: [{ coding: [{ code: 'encounter-diagnosis' }] }] });
    expect(found?.map(({ concept }) => concept).sort()).toEqual([
      'alcohol-related-liver-disease',
      'ascites',
      'cirrhosis',
    ]);
    expect(found?.find(({ concept }) => concept === 'ascites')).toHaveProperty('code', {
      system: 'http://hl7.org/fhir/sid/icd-10-cm',
      code: 'K70.31',
    });
  });

  it('are not guessed from text, and are the patient’s own', () => {
    expect(read({ code: { text: 'Cirrhosis of liver' } })).toEqual([]);
    expect(read({ subject: { reference: 'Patient/p2' } })).toEqual([]);
  });
});

describe('procedures', () => {
  const read = (fields: Fields) =>
    proceduresAsk.read(
      searchset({
        resourceType: 'Procedure',
        id: 'r1',
        subject,
        status: 'completed',
        code: code(snomed, '86259008'),
        performedDateTime: '2025-01-01',
        ...fields,
      }),
      about,
    );
  it.each([
    [{}, 'done'],
    [{ status: 'preparation' }, 'planned'],
    [{ status: 'not-done' }, 'not-done'],
    [{ status: 'stopped' }, 'not-done'],
    [{ status: undefined }, 'done'],
    [{ status: 'unknown' }, 'done'],
  ])('%j are %s', (fields, status) => {
    expect(read(fields)).toEqual([{ concept: 'liver-biopsy', status, date: '2025-01-01', reference: 'Procedure/r1' }]);
  });
  it.each([
    { status: 'entered-in-error' },
    { performedDateTime: '2027-01-01' },
    { status: 'unknown', performedDateTime: undefined },
    { code: code(snomed, '1') },
  ])('%j are no fact', (fields) => {
    expect(read(fields)).toEqual([]);
  });
  it('take the end of a period, and both things that one code is', () => {
    const banding = {
      code: code('http://www.ama-assn.org/go/cpt', '43244'),
      performedDateTime: undefined,
      performedPeriod: { start: '2025-02-01', end: '2025-02-02' },
    };
    expect(read(banding)?.map(({ concept, date }) => [concept, date])).toEqual([
      ['egd', '2025-02-02'],
      ['band-ligation', '2025-02-02'],
    ]);
  });
});

describe('exams and imaging studies', () => {
  const report = (fields: Fields) =>
    examsAsk.read(
      searchset({
        resourceType: 'DiagnosticReport',
        id: 'd1',
        subject,
        status: 'final',
        code: code('http://loinc.org', '24558-9'),
        effectiveDateTime: '2025-06-01',
        ...fields,
      }),
      about,
    );
  it.each([
    [{}, 'done'],
    [{ status: 'registered' }, 'planned'],
    [{ status: 'preliminary' }, 'done'],
    [{ code: { text: 'Abdominal ultrasound' } }, 'done'],
  ])('a report %j is %s', (fields, status) => {
    expect(report(fields)).toEqual([
      { concept: 'us-liver', status, date: '2025-06-01', reference: 'DiagnosticReport/d1' },
    ]);
  });
  it.each([
    { status: 'cancelled' },
    { status: 'entered-in-error' },
    { effectiveDateTime: '2030-01-01' },
    { code: { text: 'CT chest' } },
  ])('a report %j is no fact', (fields) => {
    expect(report(fields)).toEqual([]);
  });

  const study = (fields: Fields) =>
    imagingStudiesAsk
      .read(
        searchset({
          resourceType: 'ImagingStudy',
          id: 'i1',
          subject,
          status: 'available',
          started: '2025-06-01T10:00:00Z',
          ...fields,
        }),
        about,
      )
      ?.map(({ concept, status }) => [concept, status]);
  const series = (modality: string, bodySite: Fields) => [{ modality: { code: modality }, bodySite }];
  it.each([
    [{ procedureCode: [code('http://loinc.org', '24556-3')] }, [['mri-liver', 'done']]],
    [{ series: series('CT', { code: '818983003' }) }, [['ct-liver', 'done']]],
    [{ series: series('US', { display: 'Abdomen' }) }, [['us-liver', 'done']]],
    [{ series: series('CT', { display: 'Chest' }) }, []],
    [{ series: series('CT', {}) }, []],
    [{ description: 'MRI liver with contrast' }, [['mri-liver', 'done']]],
    [{ status: 'registered', description: 'MRI liver' }, [['mri-liver', 'planned']]],
    [{ status: 'cancelled', description: 'MRI liver' }, []],
  ])('a study %j is %j', (fields, facts) => {
    expect(study(fields)).toEqual(facts);
  });
});

describe('vaccines', () => {
  const read = (fields: Fields) =>
    immunizationsAsk
      .read(
        searchset({
          resourceType: 'Immunization',
          id: 'v1',
          patient: subject,
          status: 'completed',
          vaccineCode: code('http://hl7.org/fhir/sid/cvx', '43'),
          occurrenceDateTime: '2020-01-01',
          ...fields,
        }),
        about,
      )
      ?.map(({ concept, status }) => [concept, status]);
  it.each([
    [{}, [['hepatitis-b-vaccine', 'done']]],
    [{ vaccineCode: code('http://hl7.org/fhir/sid/cvx', '8') }, [['hepatitis-b-vaccine', 'done']]],
    [
      { vaccineCode: code('http://hl7.org/fhir/sid/cvx', '104') },
      [
        ['hepatitis-a-vaccine', 'done'],
        ['hepatitis-b-vaccine', 'done'],
      ],
    ],
    [{ vaccineCode: code('http://www.whocc.no/atc', 'J07AL02') }, [['pneumococcal-vaccine', 'done']]],
    [{ status: 'not-done' }, [['hepatitis-b-vaccine', 'not-done']]],
    [{ status: 'entered-in-error' }, []],
    [{ vaccineCode: code('http://hl7.org/fhir/sid/cvx', '10') }, []],
    [{ patient: { reference: 'Patient/p2' } }, []],
  ])('%j: %j', (fields, facts) => {
    expect(read(fields)).toEqual(facts);
  });
});

describe('medications', () => {
  const read = (fields: Fields, ...more: readonly Fields[]) =>
    medicationsAsk.read(
      searchset(
        {
          resourceType: 'MedicationRequest',
          id: 'm1',
          subject,
          status: 'active',
          intent: 'order',
          authoredOn: '2026-01-01',
          medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
          ...fields,
        },
        ...more,
      ),
      about,
    );
  it.each([
    ['active', 'active'],
    ['on-hold', 'stopped'],
    ['stopped', 'stopped'],
    ['completed', 'stopped'],
    ['unknown', 'unknown'],
    [undefined, 'unknown'],
  ])('that are %s are %s', (given, status) => {
    expect(read({ status: given })).toEqual([
      { ingredient: 'ibuprofen', status, date: '2026-01-01', reference: 'MedicationRequest/m1' },
    ]);
  });
  it.each([{ status: 'entered-in-error' }, { status: 'draft' }, { intent: 'proposal' }, { doNotPerform: true }])(
    '%j are no fact',
    (fields) => {
      expect(read(fields)).toEqual([]);
    },
  );
  it('keep a drug that is not known, without an ingredient', () => {
    expect(read({ medicationCodeableConcept: { text: 'Vitamin soup' } })).toEqual([
      { status: 'active', date: '2026-01-01', reference: 'MedicationRequest/m1' },
    ]);
    expect(read({ medicationCodeableConcept: undefined })).toMatchObject([{ status: 'active' }]);
  });
  it('follow a reference to a contained or included Medication, its ingredients, or its display', () => {
    const none = { medicationCodeableConcept: undefined };
    const medication = { resourceType: 'Medication', id: 'x', code: { text: 'Ibuprofen' } };
    const mixture = {
      resourceType: 'Medication',
      id: 'x',
      ingredient: [{ itemCodeableConcept: { text: 'ibuprofen' } }, { itemCodeableConcept: { text: 'paracetamol' } }],
    };
    const ids = (facts: ReturnType<typeof read>) => facts?.map(({ ingredient }) => ingredient);
    expect(ids(read({ ...none, contained: [medication], medicationReference: { reference: '#x' } }))).toEqual([
      'ibuprofen',
    ]);
    expect(ids(read({ ...none, medicationReference: { reference: 'Medication/x' } }, medication))).toEqual([
      'ibuprofen',
    ]);
    expect(
      ids(read({ ...none, medicationReference: { reference: 'https://ehr.example/Medication/x' } }, mixture)),
    ).toEqual(['ibuprofen', 'paracetamol']);
    expect(
      ids(read({ ...none, medicationReference: { reference: 'Medication/absent', display: 'Ibuprofen 200' } })),
    ).toEqual(['ibuprofen']);
  });
  it('read MedicationStatements in the same answer', () => {
    const statement = {
      resourceType: 'MedicationStatement',
      id: 's1',
      subject,
      status: 'active',
      medicationCodeableConcept: { text: 'ibuprofen' },
      effectivePeriod: { start: '2025-01-01' },
    };
    expect(medicationsAsk.read(searchset(statement), about)).toEqual([
      { ingredient: 'ibuprofen', status: 'active', date: '2025-01-01', reference: 'MedicationStatement/s1' },
    ]);
  });
});

describe('open service requests', () => {
  const read = (status: string | undefined) =>
    serviceRequestsAsk.read(
      searchset({
        resourceType: 'ServiceRequest',
        id: 's1',
        subject,
        status,
        code: { text: 'US abdomen' },
        occurrenceDateTime: '2026-05-01',
      }),
      about,
    );
  it.each(['active', 'on-hold', 'draft'])('are those that are %s', (status) => {
    expect(read(status)).toEqual([
      {
        reference: 'ServiceRequest/s1',
        type: 'service',
        concept: 'us-liver',
        selected: true,
        status,
        display: 'US abdomen',
        date: '2026-05-01',
      },
    ]);
  });
  it.each(['completed', 'revoked', 'entered-in-error'])('are not those that are %s', (status) => {
    expect(read(status)).toEqual([]);
  });
});

describe('one resource that comes twice', () => {
  it('is one fact', () => {
    const condition = { resourceType: 'Condition', id: 'c1', subject, code: code(snomed, '19943007') };
    expect(conditionsAsk.read(searchset(condition, condition), about)).toHaveLength(1);
  });
});
