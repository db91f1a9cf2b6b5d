import { getEventListeners } from 'node:events';
import { afterAll, describe, expect, it } from 'vitest';
import { openFeatureThreads } from '../../../src/adapters/radiomics/feature-threads.ts';
import { loadFamilies } from '../../../src/catalogue.ts';
import { extractFeatures } from '../../../src/core/radiomics/features.ts';
import { processRoi } from '../../../src/core/radiomics/process-roi.ts';
import { studyFeatureSettings } from '../../../src/core/radiomics/study-settings.ts';
import type { Mask, Volume } from '../../../src/core/volume/volume.ts';

const geometry = {
  size: [12, 11, 10] as const,
  spacingMm: [2, 2, 2] as const,
  originMm: [0, 0, 0] as const,
  axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
};
const voxels = 12 * 11 * 10;
const image: Volume = {
  geometry,
  data: Float32Array.from({ length: voxels }, (_, at) => 60 + 50 * Math.sin(at * 1.7) + (at % 7)),
};
const mask: Mask = { geometry, data: Uint8Array.from({ length: voxels }, (_, at) => (at % 12 > 1 && at % 5 ? 1 : 0)) };
const settings = { processing: studyFeatureSettings['ct-portal-venous']?.processing ?? never(), filter: null };
function never(): never {
  throw new Error('The portal venous CT has no settings.');
}

describe('features in worker threads', async () => {
  const families = await loadFamilies();
  const threads = openFeatureThreads(
    families.map(({ id, path, value }) => ({ id, path, name: value.name, ibsi: value.ibsi })),
    2,
  );
  afterAll(() => threads.close());

  it('are the features of the same thread, in the same order', async () => {
    const here = extractFeatures(
      processRoi(image, mask, settings.processing, 'CT'),
      families.map(({ value }) => value),
    );
    const there = await threads.extract(image, mask, settings, 'CT');
    expect(there.rows).toEqual(here);
    expect(there.voxels.intensity).toBeGreaterThan(100);
  });

  it('are those of the families asked for, and a family that is none is refused by name', async () => {
    const { rows } = await threads.extract(image, mask, { ...settings, families: ['glcm'] }, 'CT');
    expect(new Set(rows.map(({ familyCode }) => familyCode))).toEqual(new Set(['LFYI']));
    await expect(threads.extract(image, mask, { ...settings, families: ['nope'] }, 'CT')).rejects.toThrow(
      'No feature family is called "nope"',
    );
  });

  it('of an empty mask are refused with the sentence of the core', async () => {
    const empty = { geometry, data: new Uint8Array(voxels) };
    await expect(threads.extract(image, empty, settings, 'CT')).rejects.toMatchObject({
      kind: 'invalid-input',
      message: 'The mask is empty: no voxel belongs to the region.',
    });
  });

  it('leave no warning and no listener on the signal of the caller', async () => {
    const warned: string[] = [];
    const hear = ({ name }: Error) => void warned.push(name);
    process.on('warning', hear);
    const { signal } = new AbortController();
    for (let call = 0; call < 2; call++) await threads.extract(image, mask, settings, 'CT', signal);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(warned).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('do not begin for a signal that is aborted already', async () => {
    const gone = AbortSignal.abort(new Error('too late'));
    await expect(threads.extract(image, mask, settings, 'CT', gone)).rejects.toThrow('too late');
  });

  it('stop when asked to, and the next call works', async () => {
    const controller = new AbortController();
    const running = threads.extract(image, mask, settings, 'CT', controller.signal);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect((await threads.extract(image, mask, settings, 'CT')).rows.length).toBeGreaterThan(100);
  });
});
