import type { ImagingFindings, PictureFinding, VolumeFinding } from '../../src/core/findings.ts';

/** Findings of a study without any result, as a store keeps them. */
export function sampleFindings(given: {
  id: string;
  patientId: string;
  uid: string;
  started?: string | undefined;
  analysedAt?: string;
}): ImagingFindings {
  return {
    id: given.id,
    fhirServer: 'https://ehr.example/fhir',
    patientId: given.patientId,
    study: { uid: given.uid, ...(given.started === undefined ? {} : { started: given.started }), modalities: ['CT'] },
    analysedAt: given.analysedAt ?? '2026-01-01T00:00:00Z',
    serviceVersion: '1.0.0',
    settingsVersion: 'settings-1',
    series: [],
    regions: [],
    measures: [],
    radiomics: [],
    models: [],
    pictures: [],
    refused: [{ what: 'stage', reason: 'no portal-venous series' }],
    warnings: [],
  };
}

export const samplePicture: PictureFinding = {
  key: 'overlay',
  title: 'Largest slice',
  kind: 'overlay',
  series: 'ct-portal-venous',
  width: 4,
  height: 4,
};

export const sampleVolume: VolumeFinding = {
  key: 'series',
  title: 'ct portal venous, slices 1 to 2 of 2',
  kind: 'series',
  series: 'ct-portal-venous',
  modality: 'CT',
  size: [4, 4, 2],
  spacingMm: [1, 1, 3],
  bytes: 100,
  averaged: false,
  slices: { first: 1, last: 2, of: 2 },
};
