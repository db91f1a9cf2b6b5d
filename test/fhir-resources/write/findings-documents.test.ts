import type { Observation, Provenance } from 'fhir/r4.js';
import { describe, expect, it } from 'vitest';
import { findingsDocuments } from '../../../fhir-resources/write/findings-documents.ts';
import { findingsPublisher } from '../../../fhir-resources/write/publisher.ts';
import { aboutDocuments, documentOf } from '../../support/examples.ts';
import { fakeResults } from '../../support/fake-results.ts';
import { findings, stageModel, syntheticFindings } from '../../support/findings.ts';
import { validateResource } from '../../support/validate-fhir.ts';

const allowed = { ...aboutDocuments, allowSynthetic: true };

describe('documents of an imaging study', () => {
  it.each([
    ['with a region of the radiologist', findings()],
    ['with everything synthetic', syntheticFindings()],
    ['without a reference or date', findings({ study: { uid: '1', modalities: ['CT'] }, fhirServer: 'none' })],
  ])('are valid FHIR and hold to our profiles: %s', (_, given) => {
    for (const document of findingsDocuments(given, allowed))
      expect(validateResource(document), document.resourceType).toEqual([]);
  });

  it('put each feature once into the panel, merged over 3D directions, with its IBSI codes', () => {
    const panel = documentOf(
      findingsDocuments(findings(), allowed),
      'Observation',
      'radiomics-panel',
    ) as unknown as Observation;
    const codes = (panel.component ?? []).map(({ code }) => (code.coding ?? []).map((one) => one.code).join(' '));
    expect(codes).toEqual(['RNU0 KOBO', 'GYBY IAZD', 'Q4LE DHQ4']);
    expect(panel.derivedFrom).toEqual([
      { reference: 'https://ehr.example.org/fhir/ImagingStudy/ct-1', type: 'ImagingStudy' },
    ]);
  });

  it('keep their ids in a second analysis with the same results, and take others with another model version', () => {
    const ids = (given: Parameters<typeof findingsDocuments>[0]) =>
      findingsDocuments(given, allowed)
        .filter(({ resourceType }) => resourceType === 'Observation')
        .map(({ id }) => id);
    expect(ids(findings({ analysedAt: '2027-01-01T00:00:00Z' }))).toEqual(ids(findings()));
    const by = { id: 'ct-stage', version: '1.0.1', sha256: 'f'.repeat(64) };
    expect(ids(syntheticFindings({ models: [stageModel({ by })] }))).not.toEqual(
      ids(syntheticFindings({ models: [stageModel()] })),
    );
  });

  it('name each model version as an agent of the Provenance', () => {
    const documents = findingsDocuments(syntheticFindings(), allowed);
    const { agent } = documentOf(documents, 'Provenance') as unknown as Provenance;
    const devices = documents.filter(({ resourceType }) => resourceType === 'Device').map(({ id }) => `Device/${id}`);
    expect(agent.map(({ who }) => who.reference)).toEqual(devices);
    expect(devices).toHaveLength(4);
  });

  it('leave nothing of synthetic or silent models unless allowed, nor of what was measured in their regions', () => {
    expect(findingsDocuments(syntheticFindings(), aboutDocuments)).toEqual([]);
    const silent = findings({ models: [stageModel({ state: 'silent', evidence: 'research' })] });
    expect(findingsDocuments(silent, allowed)).toEqual(findingsDocuments(findings(), allowed));
  });

  it('are stored once', async () => {
    const { store, rows, writes } = fakeResults(() => 0);
    const publisher = findingsPublisher(store, { serviceVersion: '0.1.0', baseUrl: aboutDocuments.baseUrl });
    const references = await publisher.publishFindings(findings());
    expect([...rows.keys()].sort()).toEqual([...references].sort());
    const count = writes();
    await publisher.publishFindings(findings());
    expect(writes()).toBe(count);
    expect(await publisher.publishFindings(syntheticFindings({ measures: [] }))).toEqual([]);
  });
});
