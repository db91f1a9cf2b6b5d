import { describe, expect, it } from 'vitest';
import type { RegionFinding, VolumeFinding } from '../../src/core/findings.ts';
import { offsetOf, toIndex, toWorld } from '../../src/core/volume/geometry.ts';
import type { PackedVolume } from '../../src/core/volume/packed-volume.ts';
import { studyVolumes } from '../../src/flows/study-volumes.ts';
import type { ActivationMap, StudyImage } from '../../src/ports/imaging-models.ts';
import { ctGeometry, ctImage, inLiver, liverMask, spleenMask } from '../support/made-up-ct.ts';
import { maskOf, plainGrid, volumeOf } from '../support/phantoms.ts';
import { ctSeries, modelBy } from '../support/study-fakes.ts';

const image = ctImage();
const ct = (regions: StudyImage['regions'], of = image): StudyImage => ({
  series: ctSeries({}, of),
  image: of,
  regions,
});
const region = (label: string, more: Partial<RegionFinding> = {}): RegionFinding => ({
  ...{ label, series: 'ct-portal-venous', source: 'dicom-seg', evidence: 'established' },
  ...{ volumeMl: 680, voxels: 5440, cautions: [] },
  ...more,
});
const activation = (more: Partial<ActivationMap> = {}): ActivationMap => ({
  by: modelBy,
  title: 'Stage by CT',
  evidence: 'research',
  series: 'ct-portal-venous',
  map: volumeOf(ctGeometry, (i, j, k) => (inLiver(i, j, k) ? 0.2 + k / 40 : 9)),
  ...more,
});

async function volumesOf(...[images, regions, activations = []]: [StudyImage[], RegionFinding[], ActivationMap[]?]) {
  const packed: PackedVolume[] = [];
  const pack = async (volume: PackedVolume) => {
    packed.push(volume);
    return Uint8Array.of(packed.length);
  };
  const { findings, bytes } = await studyVolumes('f1', images, regions, activations, pack);
  return { findings, bytes, packed };
}
const ofKind = <K extends VolumeFinding['kind']>(findings: readonly VolumeFinding[], kind: K) =>
  findings.filter((one): one is Extract<VolumeFinding, { kind: K }> => one.kind === kind);

describe('the volumes of a study', () => {
  it('are the series, each region and each activation map, on one grid, under the keys that the findings name', async () => {
    const masks = new Map([
      ['liver', liverMask()],
      ['spleen', spleenMask()],
    ]);
    const { findings, bytes, packed } = await volumesOf(
      [ct(masks)],
      [region('liver'), region('spleen', { source: 'model', by: modelBy, evidence: 'synthetic' })],
      [activation()],
    );
    expect(findings.map(({ key }) => key)).toEqual([
      'f1/ct-portal-venous-series.nii.gz',
      'f1/ct-portal-venous-liver.nii.gz',
      'f1/ct-portal-venous-spleen.nii.gz',
      'f1/ct-portal-venous-activation-made-up-segmentation-1.0.0.nii.gz',
    ]);
    expect([...bytes.keys()]).toEqual(findings.map(({ key }) => key));
    expect(new Set(packed.map(({ geometry }) => JSON.stringify(geometry))).size).toBe(1);
    for (const { geometry, data } of packed) expect(data.length).toBe(geometry.size.reduce((a, b) => a * b, 1));
    expect(ofKind(findings, 'region').map(({ label, evidence }) => [label, evidence])).toEqual([
      ['liver', 'established'],
      ['spleen', 'synthetic'],
    ]);
    expect(packed.map(({ description }) => description)).toEqual([
      'ct portal venous',
      'liver (established)',
      'spleen (synthetic)',
      'where made-up-segmentation looked (research)',
    ]);
  });

  it('keep Hounsfield units as they are, and padding of the scanner within what air has', async () => {
    const padded = { ...image, data: image.data.map((value, at) => (at % 64 === 32 ? -3024 : value)) };
    const { packed } = await volumesOf([ct(new Map([['liver', liverMask()]]), padded)], [region('liver')]);
    const [series] = packed;
    if (!series) throw new Error('no series');
    expect([series.slope, series.offset]).toEqual([1, 0]);
    expect(Math.min(...series.data)).toBe(-1024);
    const { geometry, data } = series;
    for (const voxel of [
      [10, 10, 3],
      [15, 20, 9],
      [40, 12, 15],
    ] as const) {
      const [x = 0, y = 0, z = 0] = toIndex(ctGeometry, toWorld(geometry, voxel)).map(Math.round);
      const [i, j, k] = voxel;
      expect(data[offsetOf(geometry, i, j, k)]).toBe(Math.max(-1024, padded.data[offsetOf(ctGeometry, x, y, z)] ?? 0));
    }
  });

  it('leave out the air around the body of a CT, but no part of a region, and nothing of an MR', async () => {
    const liver = new Map([['liver', liverMask()]]);
    const [series] = (await volumesOf([ct(liver)], [region('liver')])).packed;
    // 280 by 200 mm, and 5 mm around, in voxels of 5 mm
    expect(series?.geometry.size.slice(0, 2)).toEqual([58, 42]);
    const corner = maskOf(ctGeometry, (i, j, k) => i < 2 && j < 2 && k === 12);
    const [wide] = (await volumesOf([ct(new Map([['liver', corner]]))], [region('liver')])).packed;
    expect(wide?.geometry.originMm.slice(0, 2)).toEqual(ctGeometry.originMm.slice(0, 2));
    const [mr] = (await volumesOf([ct(liver, { ...image, modality: 'MR' })], [region('liver')])).packed;
    expect(mr?.geometry.size.slice(0, 2)).toEqual([64, 64]);
  });

  it('are cut along the slice axis to the organs with a margin of 30 mm, and say so', async () => {
    const tall = plainGrid([8, 8, 100], [5, 5, 5]);
    const high = { ...image, geometry: tall, data: Float32Array.from(volumeOf(tall, (_i, _j, k) => k).data) };
    const liver = {
      geometry: tall,
      data: Uint8Array.from(volumeOf(tall, (_i, _j, k) => (k >= 40 && k < 50 ? 1 : 0)).data),
    };
    const { findings, packed } = await volumesOf([ct(new Map([['liver', liver]]), high)], [region('liver')]);
    expect(ofKind(findings, 'series')[0]).toMatchObject({
      slices: { first: 35, last: 56, of: 100 },
      averaged: false,
      size: [8, 8, 22],
    });
    expect(packed[0]?.geometry.originMm).toEqual([0, 0, 170]);
    expect(packed[0]?.data[0]).toBe(34);
  });

  it('never have more than eight million voxels, and say that they are averaged', async () => {
    const large = plainGrid([256, 256, 160], [1, 1, 2]);
    const big = { ...image, geometry: large, data: new Float32Array(256 * 256 * 160).fill(40) };
    const liver = { geometry: large, data: new Uint8Array(256 * 256 * 160).fill(1) };
    const { findings, packed } = await volumesOf([ct(new Map([['liver', liver]]), big)], [region('liver')]);
    expect(packed[0]?.data.length).toBeLessThanOrEqual(8_000_000);
    expect(ofKind(findings, 'series')[0]).toMatchObject({ averaged: true });
    expect(ofKind(findings, 'series')[0]?.title).toMatch(/averaged$/);
    expect(new Set(packed[1]?.data)).toEqual(new Set([1]));
  });

  it('hold the activation in the liver only, scaled to its highest value there, and are as weak as what drew the liver', async () => {
    const { findings, packed } = await volumesOf(
      [ct(new Map([['liver', liverMask()]]))],
      [region('liver', { source: 'model', by: modelBy, evidence: 'synthetic' })],
      [activation()],
    );
    const [shown] = ofKind(findings, 'activation');
    const map = packed.at(-1);
    if (!shown || !map) throw new Error('no activation');
    expect(shown.evidence).toBe('synthetic');
    const [low, high] = shown.range;
    expect(high).toBeGreaterThan(low);
    expect(high).toBeLessThan(1);
    expect(Math.max(...map.data) * map.slope).toBeCloseTo(high, 6);
    const mask = packed[1]?.data ?? [];
    expect(map.data.every((value, at) => value > 0 === Boolean(mask[at]))).toBe(true);
  });

  it('have no even map, nothing of a run of pictures and nothing of a series without a region', async () => {
    const even = activation({ map: volumeOf(ctGeometry, () => 0.5) });
    const liver = new Map([['liver', liverMask()]]);
    expect((await volumesOf([ct(liver)], [region('liver')], [even])).findings.map(({ kind }) => kind)).toEqual([
      'series',
      'region',
    ]);
    expect((await volumesOf([ct(liver, { ...image, planar: true })], [region('liver')])).findings).toEqual([]);
    expect((await volumesOf([ct(new Map())], [])).findings).toEqual([]);
  });

  it('spread intensities without a unit over 16 bits where their own numbers do not fit', async () => {
    const mr = { ...image, modality: 'MR', data: image.data.map((value) => (value + 1024) / 2000) };
    const { packed } = await volumesOf([ct(new Map([['liver', liverMask()]]), mr)], [region('liver')]);
    const [series] = packed;
    if (!series) throw new Error('no series');
    const restored = [...series.data].map((value) => value * series.slope + series.offset);
    const highest = Math.max(...mr.data);
    expect(Math.max(...restored)).toBeCloseTo(highest, 4);
    expect(series.slope).toBeLessThan(highest / 50_000);
  });
});
