import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenSegmentation, openStudyFolder } from '../../../src/adapters/archive/study-folder.ts';
import { organLabel } from '../../../src/core/volume/find-label.ts';
import { writeCt } from '../../support/dicom-series.ts';
import { ctInstances, ctLabels, liverMask, madeUpStudy, writeCtStudy } from '../../support/made-up-ct.ts';
import { niftiFile } from '../../support/nifti-files.ts';

let place: string;
const at = (name: string) => join(place, name);
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'study-folder-'));
  await writeCtStudy(at('study'), { seg: true });
  await writeCtStudy(at('two'));
  await writeFile(at('two/stranger.dcm'), await writeCt({ uid: '1.9', more: { '0020000D': ['UI', '1.2.999'] } }));
  await writeFile(at('both.nii'), ctLabels({ spleen: true }));
  await writeFile(
    at('elsewhere.nii'),
    niftiFile({
      values: [5, 5, 5, 5, 0, 0, 0, 0],
      sform: [
        [-2, 0, 0, 5000],
        [0, -2, 0, 5000],
        [0, 0, 3, 5000],
      ],
    }),
  );
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe('the folder of a study', () => {
  it('says whose study it is, what was chosen and why, and what is drawn on it', async () => {
    const folder = await openStudyFolder(at('study'));
    expect(folder.study).toEqual({
      uid: madeUpStudy.studyUid,
      started: '2026-05-11T08:15:00',
      manufacturer: 'Made-up Scanners',
    });
    expect(folder.chosen).toMatchObject([{ role: 'ct-portal-venous', uid: madeUpStudy.ctSeriesUid }]);
    expect(folder.chosen[0]?.why).toContain('portal venous');
    expect(folder.refused).toEqual([]);
    const [seg] = folder.segmentations;
    const label = organLabel((await seg?.offers()) ?? [], 'liver');
    const image = await folder.chosen[0]?.load();
    if (!seg || !image || label === undefined) throw new Error('The liver of the study was not found.');
    expect((await seg.maskOn(image, label)).data).toEqual(liverMask().data);
  });

  it('takes a series for what the caller says, where exactly one has the modality', async () => {
    const folder = await openStudyFolder(at('study'), 'ct-portal-venous');
    expect(folder.chosen[0]?.why).toBe('The caller says that the series is this.');
    await expect(openStudyFolder(at('study'), 'mr-t2')).rejects.toThrow('The folder holds 0 MR series');
  });

  it('is refused when it holds images of two studies: they may be two patients', async () => {
    await expect(openStudyFolder(at('two'))).rejects.toMatchObject({
      kind: 'invalid-input',
      message: expect.stringContaining('images of 2 studies'),
    });
  });
});

describe('a segmentation given beside the images', () => {
  const image = async () => {
    const loaded = await (await openStudyFolder(at('study'))).chosen[0]?.load();
    if (!loaded) throw new Error('no image');
    return loaded;
  };

  it('is the label asked for, on the grid of the image', async () => {
    const given = await givenSegmentation(at('both.nii'), 5);
    expect(await given.offers()).toEqual([{ number: 5, name: 'liver', codes: [] }]);
    expect((await given.maskOn(await image(), 5)).data).toEqual(liverMask().data);
  });

  it('is refused where several labels are there, none has the number, or it lies elsewhere', async () => {
    await expect(givenSegmentation(at('both.nii'))).rejects.toThrow('holds 2 labels');
    await expect(givenSegmentation(at('both.nii'), 9)).rejects.toThrow('no voxel of that label');
    const elsewhere = await givenSegmentation(at('elsewhere.nii'), 5);
    await expect(elsewhere.maskOn(await image(), 5)).rejects.toThrow('lie in different places');
  });

  it('may be a DICOM SEG, where a number names the segment', async () => {
    const seg = (await ctInstances({ seg: true })).at(-1);
    await writeFile(at('seg.dcm'), seg?.bytes ?? '');
    const coded = await givenSegmentation(at('seg.dcm'));
    expect(organLabel(await coded.offers(), 'liver')).toBe(2);
    const lesion = await givenSegmentation(at('seg.dcm'), 1);
    expect(await lesion.offers()).toEqual([{ number: 1, name: 'liver', codes: [] }]);
    await expect(givenSegmentation(at('study/ct-0.dcm'))).rejects.toThrow('neither a DICOM SEG');
  });
});
