import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNiftiImage } from '../../src/adapters/archive/nifti.ts';
import type { ImagingFindings } from '../../src/core/findings.ts';
import { fibrocast } from '../support/command.ts';
import { hasImaging, imagingPath } from '../support/imaging-data.ts';
import { ctLabels, writeCtStudy } from '../support/made-up-ct.ts';
import { validateResource } from '../support/validate-fhir.ts';

let place: string;
const at = (name: string) => join(place, name);
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'analyze-'));
  await writeCtStudy(at('ct'));
  await writeFile(at('liver.nii'), ctLabels());
  await writeFile(at('both.nii'), ctLabels({ spleen: true }));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const analyze = (...args: string[]) =>
  fibrocast(['analyze', ...args], { DATA_DIR: at('data') }).then(({ code, out, err }) => ({ code, out, err }));
const json = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

const patient = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    { resource: { resourceType: 'Patient', id: 'made-up', gender: 'female', birthDate: '1970-02-03' } },
    ...[
      ['1920-8', 62, 'U/L'],
      ['1742-6', 48, 'U/L'],
      ['777-3', 140, '10*9/L'],
    ].map(([code, value, unit], index) => ({
      resource: {
        resourceType: 'Observation',
        id: `lab-${index}`,
        status: 'final',
        code: { coding: [{ system: 'http://loinc.org', code }] },
        subject: { reference: 'Patient/made-up' },
        effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString(),
        valueQuantity: { value, unit, code: unit, system: 'http://unitsofmeasure.org' },
      },
    })),
  ],
};

describe('fibrocast analyze', { timeout: 100_000 }, () => {
  it('writes findings, FHIR resources that are valid, pictures and volumes, and prints what it found', async () => {
    await writeFile(at('labs.json'), JSON.stringify(patient));
    const out = at('out');
    const {
      code,
      out: said,
      err,
    } = await analyze(
      ...[at('ct'), '--segmentation', at('both.nii'), '--label', '5', '--labs', at('labs.json'), '--out', out],
    );
    expect(err).not.toMatch(/warning|fibrocast:/i);
    expect(code).toBe(0);
    expect(said).toContain("Liver attenuation, median: 100 [hnsf'U]");
    const findings: ImagingFindings = await json(join(out, 'findings.json'));
    expect(findings).toMatchObject({
      fhirServer: 'none',
      patientId: 'made-up',
      study: { uid: '1.2.826.99.1', started: '2026-05-11T08:15:00', manufacturer: 'Made-up Scanners' },
      series: [{ role: 'ct-portal-venous', slices: 24 }],
      regions: [{ label: 'liver', source: 'nifti', evidence: 'established' }],
    });
    expect(findings.radiomics[0]?.rows).toHaveLength(174);

    const names = await readdir(out);
    const pictures = findings.pictures.map(({ key }) => `${key.split('/').at(-1)}.png`);
    const volumes = (findings.volumes ?? []).map(({ key }) => key.split('/').at(-1));
    expect(volumes).toEqual(['ct-portal-venous-series.nii.gz', 'ct-portal-venous-liver.nii.gz']);
    expect(names.sort()).toEqual(['bundle.json', 'findings.json', ...pictures, ...volumes].sort());
    expect((await readNiftiImage(join(out, 'ct-portal-venous-series.nii.gz'))).geometry.size).toEqual(
      findings.volumes?.[0]?.size,
    );
    for (const name of pictures)
      expect((await readFile(join(out, name))).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');

    const bundle: { entry: { resource: { resourceType: string; id: string } }[] } = await json(
      join(out, 'bundle.json'),
    );
    const resources = bundle.entry.map(({ resource }) => resource);
    for (const resource of resources) expect(validateResource(resource), resource.resourceType).toEqual([]);
    const ids = resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
    expect(new Set(ids).size).toBe(ids.length);
    const types = new Set(resources.map(({ resourceType }) => resourceType));
    expect([...types]).toEqual(expect.arrayContaining(['Device', 'Observation', 'Provenance']));
    // of the images, and of the chart
    expect(JSON.stringify(resources)).toContain('Volume of the liver');
    expect(JSON.stringify(resources)).toContain('FIB-4');
  });

  it('prints the findings as JSON, and says what was not done', async () => {
    const { code, out } = await analyze(at('ct'), '--json', '--out', at('bare'));
    expect(code).toBe(0);
    const findings: ImagingFindings = JSON.parse(out);
    expect(findings.regions).toEqual([]);
    expect(findings.refused.map(({ what }) => what)).toEqual(['liver region']);
  });

  it.each([
    ['a folder that is not there', () => [at('nowhere')], 1, 'The study folder or file does not exist.'],
    ['a label without a segmentation', () => [at('ct'), '--label', '5'], 2, 'give both'],
    [
      'a label that is no number',
      () => [at('ct'), '--segmentation', at('both.nii'), '--label', 'x'],
      2,
      'whole number',
    ],
    ['several labels and none named', () => [at('ct'), '--segmentation', at('both.nii')], 1, 'holds 2 labels'],
    ['a label that is not there', () => [at('ct'), '--segmentation', at('both.nii'), '--label', '7'], 1, 'no voxel'],
    ['an unknown role', () => [at('ct'), '--as', 'ct-arterial'], 2, '--as must be one of ct-portal-venous'],
    ['a role of another modality', () => [at('ct'), '--as', 'mr-t1'], 1, 'The folder holds 0 MR series'],
    ['labs that are not there', () => [at('ct'), '--labs', at('none.json')], 1, 'The --labs file does not exist'],
  ])('refuses %s with a sentence', async (_what, args, exit, sentence) => {
    const { code, err, out } = await analyze(...args(), '--out', at('refused'));
    expect(err).toContain(sentence);
    expect(err).not.toContain(place);
    expect([code, out]).toEqual([exit, '']);
  });

  it('refuses a folder to write in that cannot be one, before it computes', async () => {
    const { code, err } = await analyze(at('ct'), '--out', at('liver.nii'));
    expect([code, err]).toEqual([1, 'fibrocast: The --out folder cannot be written.\n']);
  });
});

describe.skipIf(!hasImaging)(
  'fibrocast analyze on real CT (needs images beside the repository)',
  { timeout: 100_000 },
  () => {
    it('measures the liver that is given beside a CT without tags of its phase', async () => {
      const folder = imagingPath('totalsegmentator');
      const { code, out, err } = await analyze(
        ...[`${folder}/example_ct_dicom`, '--as', 'ct-portal-venous', '--segmentation'],
        ...[`${folder}/example_seg_dicom.nii.gz`, '--label', '5', '--json', '--out', at('real')],
      );
      expect([code, err.includes('Warning')]).toEqual([0, false]);
      const findings: ImagingFindings = JSON.parse(out);
      const median = findings.measures.find(({ id }) => id === 'liver-attenuation');
      expect(Math.abs((median?.value ?? 0) - 94)).toBeLessThanOrEqual(1);
      const rows = findings.radiomics.flatMap((one) => one.rows);
      expect(rows.filter(({ status }) => status === 'ok')).toHaveLength(174);
    });

    it('says of a CT without a segmentation that there is no liver region', async () => {
      const { code, out } = await analyze(
        ...[imagingPath('crlm_ct_1004/dicom'), '--as', 'ct-portal-venous', '--json', '--out', at('crlm')],
      );
      expect(code).toBe(0);
      const { regions, measures, refused }: ImagingFindings = JSON.parse(out);
      expect([regions, measures]).toEqual([[], []]);
      expect(refused.find(({ what }) => what === 'liver region')?.reason).toContain('No usable liver region');
    });
  },
);
