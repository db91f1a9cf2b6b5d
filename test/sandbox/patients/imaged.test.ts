import { describe, expect, it } from 'vitest';
import { accessionOf, studyUidOf, subjectOf } from '../../../src/sandbox/pacs/sandbox-study.ts';
import { sandboxScenarios } from '../../../src/sandbox/patients/all.ts';

const today = '2026-03-15';
const scenarios = sandboxScenarios(today);
const studies = scenarios.flatMap(({ imaging }) => imaging);
const patientsWith = (modality: string) =>
  new Set(studies.filter(({ study }) => study.modality === modality).map(({ patientId }) => patientId));
const imagingOf = (id: string) => scenarios.find((scenario) => scenario.id === id)?.imaging ?? [];

describe('the imaging of the sandbox patients', () => {
  it('is CT, MR and ultrasound of at least three patients each, eleven patients in all', () => {
    for (const modality of ['CT', 'MR', 'US']) expect(patientsWith(modality).size).toBeGreaterThanOrEqual(3);
    expect(new Set(studies.map(({ patientId }) => patientId)).size).toBe(11);
    expect(studies).toHaveLength(13);
  });

  it('has a chart entry for each study that names its UID, accession number, archive and liver series', () => {
    const resources = scenarios.flatMap((scenario) => scenario.resources);
    for (const { study, patientId } of studies) {
      const found = resources.find((one) => one.resourceType === 'ImagingStudy' && one.id === study.id);
      expect(found).toMatchObject({
        subject: { reference: `Patient/${patientId}` },
        started: `${study.date}T09:30:00Z`,
        modality: [{ code: study.modality }],
        endpoint: [{ reference: 'Endpoint/sandbox-pacs' }],
        identifier: [
          { system: 'urn:dicom:uid', value: `urn:oid:${studyUidOf(study.id)}` },
          { value: accessionOf(study.id) },
        ],
        numberOfSeries: study.series.length,
      });
      if (found?.resourceType === 'ImagingStudy')
        for (const series of found.series ?? []) expect(series.bodySite?.code).toBe('10200004');
    }
    expect(new Set(studies.map(({ study }) => studyUidOf(study.id))).size).toBe(studies.length);
    for (const { study } of studies) expect(studyUidOf(study.id)).toMatch(/^2\.25\.\d{1,39}$/);
  });

  it('carries the record number and name of the chart, so that archive and EHR speak of one person', () => {
    for (const { examined, patientId } of studies) {
      const patient = scenarios.find(({ id }) => id === patientId)?.resources[0];
      expect(patient).toMatchObject({
        identifier: [{ value: examined.patientId }],
        name: [{ family: examined.family, given: [examined.given] }],
        birthDate: examined.birthDate,
        gender: examined.sex,
      });
    }
  });

  it('shows progression, two modalities that agree, a contradiction, and a study without a usable series', () => {
    const apparent = (id: string) =>
      imagingOf(id).map(({ study }) => {
        const { imaging } = subjectOf(study);
        return imaging[study.modality === 'CT' ? 'ct' : study.modality === 'MR' ? 'mr' : 'us'].apparent;
      });
    const [older = 1, newer = 0] = apparent('moreau-claire');
    expect(newer - older).toBeGreaterThan(0.25);
    expect(imagingOf('papadopoulos-nikos').map(({ study }) => study.modality)).toEqual(['US', 'CT']);
    expect(Math.min(...apparent('papadopoulos-nikos'))).toBeGreaterThan(0.8);
    const [rossi] = imagingOf('rossi-marco');
    expect(rossi && subjectOf(rossi.study).stage).toBe(1);
    expect(apparent('rossi-marco')[0]).toBeGreaterThan(0.9);
    expect(imagingOf('santos-miguel')[0]?.study.series).toEqual(['ct-localizer', 'ct-native']);
  });

  it('has a simulated patient behind each new chart with the same sex, age and blood tests', () => {
    for (const id of [
      'moreau-claire',
      'papadopoulos-nikos',
      'kim-jae-won',
      'haugen-liv',
      'rossi-marco',
      'santos-miguel',
    ]) {
      const scenario = scenarios.find((one) => one.id === id);
      const [first] = scenario?.imaging ?? [];
      if (!first || !scenario) throw new Error(`${id} has no imaging`);
      const subject = subjectOf(first.study);
      expect(first.examined.sex).toBe(subject.sex);
      const platelets = scenario.resources.flatMap((one) =>
        one.resourceType === 'Observation' && one.code.text === 'Platelets' ? [one.valueQuantity?.value] : [],
      );
      expect(platelets).toContain(subject.labs.plateletsGigaPerL);
      expect(
        Number(today.slice(0, 4)) - Number(first.examined.birthDate.slice(0, 4)) - subject.ageYears,
      ).toBeLessThanOrEqual(1);
    }
  });

  it('leaves the segmentation to a model in all CTs but one, and to the workstation in every MR', () => {
    const outlined = studies.filter(({ study }) => study.series.some((kind) => kind.endsWith('segmentation')));
    expect(outlined.filter(({ study }) => study.modality === 'CT')).toHaveLength(1);
    expect(outlined.filter(({ study }) => study.modality === 'MR')).toHaveLength(patientsWith('MR').size);
  });
});
