import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { modelFolderNames, readModels } from '../../src/adapters/inference/model-folder.ts';

const folder = fileURLToPath(new URL('../../models', import.meta.url));
const bytesIn = (path: string) => readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
const mebibyte = 1024 * 1024;

/** The law of `models/`; it holds for no model as for many. */
describe('every model that is shipped', async () => {
  const names = await modelFolderNames(folder);
  const { models, refused } = await readModels([folder]);

  it('has a sound folder', () => {
    expect(refused).toEqual([]);
    expect(models).toHaveLength(names.length);
  });
  it('is under 20 MB, and all together under 60 MB', () => {
    const sizes = names.map((name) => ({ name, bytes: bytesIn(join(folder, name)) }));
    expect(sizes.filter(({ bytes }) => bytes > 20 * mebibyte)).toEqual([]);
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(60 * mebibyte);
  });
  it('holds nothing but what the README of models names', () => {
    const known = ['manifest.json', 'model.onnx', 'golden.json', 'reference.json', 'model-card.md', 'validation.json'];
    const foreign = names.flatMap((name) =>
      readdirSync(join(folder, name))
        .filter((file) => !known.includes(file))
        .map((file) => `${name}/${file}`),
    );
    expect(foreign).toEqual([]);
  });
  it('says why each attribute is missing that it does not answer', () => {
    const silent = models.flatMap(({ manifest }) =>
      Object.entries(manifest.sourceAttributes)
        .filter(([, { value, note }]) => value === null && (note ?? '').length < 10)
        .map(([number]) => `${manifest.id} ${number}`),
    );
    expect(silent).toEqual([]);
  });
});
