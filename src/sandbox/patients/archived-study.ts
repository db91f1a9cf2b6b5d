import type { ImagingStudy } from 'fhir/r4.js';
import { accessionOf, modalityOf, type SandboxStudy, seriesUidOf, studyUidOf } from '../pacs/sandbox-study.ts';
import { snomed } from './observables.ts';

const dicomModality = 'http://dicom.nema.org/resources/ontology/DCM';

/** What an ImagingStudy says of images that the sandbox PACS keeps: their UIDs, where they are, and what they show. */
export function archivedStudy(study: SandboxStudy): Pick<ImagingStudy, 'identifier' | 'endpoint' | 'series'> {
  return {
    identifier: [
      { system: 'urn:dicom:uid', value: `urn:oid:${studyUidOf(study.id)}` },
      {
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'ACSN' }] },
        system: 'urn:fibrocast:sandbox:accession',
        value: accessionOf(study.id),
      },
    ],
    endpoint: [{ reference: 'Endpoint/sandbox-pacs' }],
    series: study.series.map((kind) => ({
      uid: seriesUidOf(study.id, kind),
      modality: { system: dicomModality, code: modalityOf(kind) },
      bodySite: { system: snomed, code: '10200004', display: 'Liver structure' },
    })),
  };
}
