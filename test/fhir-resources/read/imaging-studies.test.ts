import { describe, expect, it } from 'vitest';
import {
  changedStudiesQuery,
  imagingStudiesAsk,
  readChangedStudies,
} from '../../../fhir-resources/read/imaging-studies.ts';

const now = '2026-03-10T12:00:00Z';
const liverCt = {
  resourceType: 'ImagingStudy',
  id: '1',
  status: 'available',
  identifier: [
    { system: 'urn:other', value: 'urn:oid:9.9' },
    { system: 'urn:dicom:uid', value: 'urn:oid:1.2.840.113619.2' },
  ],
  subject: { reference: 'Patient/p1' },
  started: '2026-03-01T08:00:00Z',
  endpoint: [{ reference: 'Endpoint/evil' }],
  series: [
    {
      modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' },
      bodySite: { code: '10200004' },
    },
  ],
};
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});
const study = { uid: '1.2.840.113619.2', modality: 'CT', reference: 'ImagingStudy/1', started: '2026-03-01T08:00:00Z' };
const studiesOf = (more: object) =>
  imagingStudiesAsk.read(bundle({ ...liverCt, ...more }), { patientId: 'p1', now })?.map((fact) => fact.study);

describe('the images behind an ImagingStudy', () => {
  it('are known by the DICOM study UID, with modality and start', () => {
    expect(studiesOf({})).toEqual([study]);
  });
  it('cannot be asked for before they are available, without a UID, or with one that is none', () => {
    expect(studiesOf({ status: 'registered' })).toEqual([undefined]);
    expect(studiesOf({ identifier: undefined })).toEqual([undefined]);
    for (const value of ['urn:oid:1.2.03', 'urn:oid:1.2/../3', '1', `1.${'2'.repeat(64)}`, ''])
      expect(studiesOf({ identifier: [{ system: 'urn:dicom:uid', value }] }), value).toEqual([undefined]);
  });
  it('are no fact of another region or modality', () => {
    expect(studiesOf({ series: [{ modality: { code: 'CT' }, bodySite: { code: '69536005' } }] })).toEqual([]);
    expect(studiesOf({ series: [{ modality: { code: 'XA' }, bodySite: { code: '10200004' } }] })).toEqual([]);
  });
});

describe('a search for changed studies', () => {
  it('asks for a half-open stretch of time in the order of storage', () => {
    const query = new URL(changedStudiesQuery('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'), 'https://e/');
    expect(query.searchParams.getAll('_lastUpdated')).toEqual([
      'ge2026-03-01T00:00:00.000Z',
      'lt2026-03-02T00:00:00.000Z',
    ]);
    expect(query.searchParams.get('_sort')).toBe('_lastUpdated');
  });
  it('gives the liver studies with their patients, and leaves out the rest', () => {
    const answer = bundle(
      liverCt,
      { ...liverCt, id: '2', subject: { reference: 'https://ehr.example/fhir/Patient/p2' } },
      { ...liverCt, id: '3', subject: { reference: 'Group/g' } },
      { ...liverCt, id: '4', status: 'cancelled' },
      { resourceType: 'Patient', id: 'p1' },
      { resourceType: 'ImagingStudy' },
    );
    expect(readChangedStudies(answer, { now })).toEqual([
      { patientId: 'p1', study },
      { patientId: 'p2', study: { ...study, reference: 'ImagingStudy/2' } },
    ]);
    expect(readChangedStudies({ resourceType: 'OperationOutcome' }, { now })).toBeUndefined();
  });
});
