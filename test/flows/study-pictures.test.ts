import { describe, expect, it } from 'vitest';
import type { RegionFinding } from '../../src/core/findings.ts';
import type { Picture } from '../../src/core/pictures/picture.ts';
import { studyPictures } from '../../src/flows/study-pictures.ts';
import type { ActivationMap, StudyImage } from '../../src/ports/imaging-models.ts';
import { ctGeometry, ctImage, inLiver, liverMask, spleenMask } from '../support/made-up-ct.ts';
import { volumeOf } from '../support/phantoms.ts';
import { ctSeries, modelBy } from '../support/study-fakes.ts';

const image = ctImage();
const ct = (regions: StudyImage['regions']): StudyImage => ({ series: ctSeries({}, image), image, regions });
const both = new Map([
  ['liver', liverMask()],
  ['spleen', spleenMask()],
]);
const liver: RegionFinding = {
  ...{ label: 'liver', series: 'ct-portal-venous', source: 'model', by: modelBy, evidence: 'synthetic' },
  ...{ volumeMl: 680, voxels: 5440, cautions: [] },
} as RegionFinding;
const activation = (version: string, value: (k: number) => number): ActivationMap => ({
  by: { ...modelBy, version },
  title: 'Stage by CT',
  evidence: 'research',
  series: 'ct-portal-venous',
  map: volumeOf(ctGeometry, (i, j, k) => (inLiver(i, j, k) ? value(k) : 9)),
});
const draw = ({ width, height, rgb }: { width: number; height: number; rgb: Uint8Array }) =>
  Uint8Array.of(width, height, rgb.length % 251);

describe('the pictures of a study', () => {
  it('name what is drawn, who drew it and what that is worth; bytes stand under the same keys', () => {
    const { findings, bytes } = studyPictures('f1', [ct(both)], [liver], [], draw);
    expect(findings[0]).toMatchObject({
      key: 'f1/ct-portal-venous-largest',
      kind: 'overlay',
      title: 'Slice with the largest liver area: liver and spleen, drawn by made-up-segmentation 1.0.0 (synthetic)',
    });
    expect([...bytes.keys()]).toEqual(findings.map(({ key }) => key));
    for (const { key, width } of findings) expect(bytes.get(key)?.[0]).toBe(width % 256);
  });

  it('say of a region that nobody here drew that it is of the study', () => {
    const { by: _model, ...drawn } = liver;
    const { findings } = studyPictures(
      'f1',
      [ct(both)],
      [{ ...drawn, source: 'dicom-seg', evidence: 'established' }],
      [],
      draw,
    );
    expect(findings[0]?.title).toMatch(/as drawn in the study$/);
  });

  it('keep the maps of two versions of a model apart', () => {
    const maps = [activation('1.0.0', (k) => k / 24), activation('2.0.0', (k) => 1 - k / 24)];
    const { findings, bytes } = studyPictures('f1', [ct(both)], [liver], maps, draw);
    const shown = findings.filter(({ kind }) => kind === 'activation');
    expect(shown.map(({ title }) => title)).toEqual([
      'Where Stage by CT 1.0.0 (research) looked: dark little, bright much',
      'Where Stage by CT 2.0.0 (research) looked: dark little, bright much',
    ]);
    expect(bytes.size).toBe(findings.length);
  });

  it('show no map that is even, and nothing of a volume without a liver', () => {
    expect(
      studyPictures('f1', [ct(both)], [liver], [activation('1.0.0', () => 0.5)], draw).findings.map(({ kind }) => kind),
    ).not.toContain('activation');
    expect(studyPictures('f1', [ct(new Map())], [], [activation('1.0.0', (k) => k)], draw).findings).toEqual([]);
  });

  it('show the first frame of a run of pictures', () => {
    const flat = {
      ...image,
      planar: true,
      modality: 'US',
      geometry: { ...ctGeometry, size: [64, 64, 1] as const },
      data: image.data.slice(0, 4096),
    };
    const run = (tissue?: StudyImage['image']['tissue']): StudyImage => ({
      series: ctSeries({ role: 'us-b-mode' }, flat),
      image: { ...flat, ...(tissue ? { tissue } : {}) },
      regions: new Map(),
    });
    const drawn: Picture[] = [];
    const keep = (picture: Picture) => {
      drawn.push(picture);
      return draw(picture);
    };
    expect(studyPictures('f1', [run({ from: [8, 16], to: [39, 31] })], [], [], keep).findings).toMatchObject([
      { key: 'f1/us-b-mode-frame', title: 'First frame, tissue region' },
    ]);
    // 32 columns by 16 rows: what stands beside the tissue is not in the picture
    expect((drawn[0]?.width ?? 0) / (drawn[0]?.height ?? 1)).toBeCloseTo(2, 1);
    expect(studyPictures('f1', [run()], [], [], draw).findings).toEqual([]);
  });
});
