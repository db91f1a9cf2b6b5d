import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadFamilies } from '../../src/catalogue.ts';
import { radiomicsCommand } from '../../src/cli/radiomics.ts';
import { readRadiomicsSettings } from '../../src/cli/radiomics-settings.ts';
import { alignMask } from '../../src/core/volume/geometry.ts';
import { agrees } from '../support/ibsi-references.ts';
import { digitalPhantomImage, digitalPhantomMask } from '../support/phantoms.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'radiomics-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(settings: object | undefined, ...more: string[]) {
  const said: string[] = [];
  const noticed: string[] = [];
  const command = radiomicsCommand({
    readImage: async () => ({ ...digitalPhantomImage, modality: 'OT' }),
    readMask: async (_path, image) => alignMask(digitalPhantomMask, image.geometry),
    families: async () => (await loadFamilies()).map(({ value }) => value),
    out: { write: (text) => said.push(text) },
    notices: { write: (text) => noticed.push(text) },
  });
  const out = join(folder, 'features.csv');
  const given = settings ? ['--settings', join(folder, 'settings.json')] : [];
  if (settings) await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
  await command.parseAsync(['--image', 'i', '--mask', 'm', '--out', out, ...given, ...more], { from: 'user' });
  const text = await readFile(out, 'utf8');
  return {
    said: said.join(''),
    noticed: noticed.join(''),
    text,
    rows: parse(text, { columns: true }) as Record<string, string>[],
  };
}

const issueForm = {
  interpolation: null,
  resegmentation: { range: null, outlierSigma: null },
  discretisation: { method: 'FBS', width: 1, minimum: 1 },
  ivh: { method: 'none', width: 2.5, bins: 1000 },
  filter: null,
  aggregation: 'all',
  families: 'all',
};

describe('fibrocast radiomics', () => {
  it('writes the table with the names and codes of the reference values', async () => {
    const { text, rows, said } = await run(issueForm);
    expect(text.split('\n')[0]).toBe(
      'family,family_code,ibsi_code,feature,aggregation,aggregation_code,value,unit,status',
    );
    const moran = rows.find((row) => row.ibsi_code === 'N365');
    expect(moran).toMatchObject({
      family: 'Morphology',
      family_code: 'HCUG',
      feature: "Moran's I index",
      aggregation: '3D (volume)',
      aggregation_code: 'DHQ4',
      unit: '1',
      status: 'ok',
    });
    expect(agrees(Number(moran?.value), 0.0397, 0.0003)).toBe(true);
    expect(rows).toHaveLength(29 + 2 + 18 + 23 + 7 + 6 * (25 + 16) + 3 * (16 + 16 + 5 + 17));
    expect(said).toContain('of 74 voxels');
  });
  it('computes what is asked for, and says the summary as JSON', async () => {
    const { rows, said } = await run({ ...issueForm, families: ['glcm'], aggregation: ['3d-merged'] }, '--json');
    expect(rows).toHaveLength(25);
    expect(JSON.parse(said)).toMatchObject({
      voxels: { morphological: 74, intensity: 74 },
      features: 25,
      computed: 25,
      undefined: {},
    });
  });
  it('needs no settings', async () => {
    const { rows } = await run(undefined);
    expect(rows.find((row) => row.ibsi_code === '84IY')?.value).toBe('6');
  });
  it('leaves the value of an absent feature empty and says why', async () => {
    const { rows, said } = await run({ ...issueForm, ivh: null });
    const absent = rows.filter((row) => row.family_code === 'P88C');
    expect(absent.map((row) => row.value)).toEqual(new Array(7).fill(''));
    expect(said).toContain('7 without a value: undefined: no intensity-volume histogram was asked for');
  });
  it('filters the image before the features', async () => {
    const { rows } = await run({
      ...issueForm,
      discretisation: { method: 'FBN', bins: 8 },
      filter: { filter: 'mean', dimensions: 3, size: 3 },
      families: ['intensity-statistics'],
    });
    expect(Number(rows.find((row) => row.ibsi_code === '84IY')?.value)).toBeLessThan(6);
  });
  it('tells when an unknown modality leaves intensities unrounded', async () => {
    const interpolation = { spacingMm: [1, 1, 1], dimension: 3, image: 'linear', mask: 'linear' };
    expect((await run({ interpolation, families: ['intensity-statistics'] })).noticed).toContain('not rounded');
    expect((await run({ interpolation, families: ['intensity-statistics'] }, '--modality', 'ct')).noticed).toBe('');
  });
});

describe('settings', () => {
  it.each([
    ['{', 'not JSON'],
    ['{"interpolate": null}', 'interpolate'],
    [
      '{"interpolation": {"spacingMm": [1, 1], "dimension": 3, "image": "linear", "mask": "linear"}}',
      'interpolation.spacingMm',
    ],
    [
      '{"interpolation": {"spacingMm": [1, 1, 1], "dimension": 4, "image": "linear", "mask": "linear"}}',
      'interpolation.dimension: must be 2 or 3',
    ],
    ['{"interpolation": {"spacingMm": [1, 1, 1], "image": "spline", "mask": "linear"}}', 'interpolation.image'],
    ['{"resegmentation": {"range": [5, 1]}}', 'resegmentation.range: must rise'],
    ['{"discretisation": {"method": "FBN", "bins": 0}}', 'discretisation.bins'],
    ['{"discretisation": {"method": "FBX"}}', 'discretisation.method'],
    ['{"ivh": {"method": "FBS"}}', 'ivh.width'],
    ['{"filter": {"filter": "sobel"}}', 'filter'],
    ['{"aggregation": 3}', 'aggregation: must be "all" or a list of names'],
  ])('%s is refused with the place', (text, place) => {
    expect(() => readRadiomicsSettings(text)).toThrow(place);
  });
});
