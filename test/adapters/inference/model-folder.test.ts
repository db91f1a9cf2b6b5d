import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readModelFolder, readModels } from '../../../src/adapters/inference/model-folder.ts';
import {
  allAttributes,
  stiffnessManifest,
  stiffnessReference,
  temporaryModels,
  writeModelFolder,
} from '../../support/model-folders.ts';

const open = new Set<ReturnType<typeof temporaryModels>>();
const place = () => {
  const made = temporaryModels();
  open.add(made);
  return made.path;
};
afterEach(() => {
  for (const made of open) made.remove();
  open.clear();
});
const reasonOf = async (path: string) => {
  const thrown = await readModelFolder(path).then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
  return thrown.message;
};

describe('a model folder', () => {
  it('is read with its manifest, reference, golden cases and card', async () => {
    const model = await readModelFolder(writeModelFolder(place()));
    expect(model.manifest.id).toBe('made-up-stiffness');
    expect(model.reference?.mean).toEqual([1, 2, 3]);
    expect(model.golden.cases).toHaveLength(1);
    expect(model.card).toContain('Made up for tests');
  });
  it('may carry its version in its name, so that two versions stand side by side', async () => {
    const parent = place();
    writeModelFolder(parent);
    writeModelFolder(parent, { manifest: { version: '1.1.0' }, folder: 'made-up-stiffness@1.1.0' });
    const { models, refused } = await readModels([parent]);
    expect(models.map(({ manifest }) => manifest.version)).toEqual(['1.0.0', '1.1.0']);
    expect(refused).toEqual([]);
  });
  it('is refused when its name is not its id', async () => {
    expect(await reasonOf(writeModelFolder(place(), { folder: 'something-else' }))).toContain(
      "made-up-stiffness is expected to be the folder's name",
    );
  });
  it('is refused when a file is not the one that the manifest describes', async () => {
    const path = writeModelFolder(place());
    appendFileSync(join(path, 'model.onnx'), 'x');
    expect(await reasonOf(path)).toContain('model.onnx is not the file that the manifest describes');
  });
  it('is refused when a file is missing', async () => {
    const path = writeModelFolder(place());
    rmSync(join(path, 'golden.json'));
    expect(await reasonOf(path)).toContain('golden.json is missing');
  });
  it('is refused when a file stands there that the manifest does not list', async () => {
    const path = writeModelFolder(place(), { reference: null });
    writeFileSync(join(path, 'reference.json'), JSON.stringify(stiffnessReference));
    expect(await reasonOf(path)).toContain('reference.json is in the folder and not in the list');
  });
  it('names the field and what is expected', async () => {
    const reason = await reasonOf(
      writeModelFolder(place(), { manifest: { accepts: { ...stiffnessManifest.accepts, modality: 'XR' } as never } }),
    );
    expect(reason).toContain('manifest.json accepts.modality: one of labs, CT, MR, US is expected');
  });
  it('refuses a field that nobody reads', async () => {
    expect(await reasonOf(writeModelFolder(place(), { manifest: { calibraton: {} } }))).toContain(
      'the field calibraton is not known',
    );
  });
  it('refuses an analyte outside the vocabulary', async () => {
    const input = { kind: 'tabular', tensor: 'x', features: [{ name: 'x', input: 'unheardOf' }] };
    expect(await reasonOf(writeModelFolder(place(), { manifest: { input: input as never } }))).toContain(
      'input.features[0].input',
    );
  });
  it('needs all 31 source attributes, and a note where one is not available', async () => {
    const { '7': _seven, ...rest } = allAttributes;
    const reason = await reasonOf(
      writeModelFolder(place(), { manifest: { sourceAttributes: { ...rest, '8': { value: null } } } }),
    );
    expect(reason).toContain('number 7 is missing');
    expect(reason).toContain('sourceAttributes.8');
  });
  it('needs a reference of the size of its table', async () => {
    expect(await reasonOf(writeModelFolder(place(), { reference: { ...stiffnessReference, mean: [1, 2] } }))).toContain(
      'reference.json mean: 3 numbers are expected',
    );
    expect(await reasonOf(writeModelFolder(place(), { reference: null }))).toContain('reference.json');
  });
  it('needs golden numbers that fill their shape', async () => {
    const golden = {
      tolerance: 1e-4,
      cases: [
        {
          name: 'short',
          inputs: { x: { shape: [1, 3], data: [1, 2] } },
          outputs: { y: { shape: [1, 3], data: [1, 2, 3] } },
        },
      ],
    };
    expect(await reasonOf(writeModelFolder(place(), { golden }))).toContain('3 numbers are expected for its shape');
  });
  it('is refused when its manifest is not JSON', async () => {
    const path = writeModelFolder(place());
    writeFileSync(join(path, 'manifest.json'), '{');
    expect(await reasonOf(path)).toContain('manifest.json is not JSON');
  });
  it('never tells where it lies', async () => {
    const parent = place();
    const path = writeModelFolder(parent);
    writeFileSync(join(path, 'golden.json'), readFileSync(join(path, 'golden.json'), 'utf8').replace('two', 'one'));
    expect(await reasonOf(path)).not.toContain(parent);
  });
});

describe('folders of models', () => {
  it('load what is sound and refuse the rest by name', async () => {
    const parent = place();
    writeModelFolder(parent);
    const broken = writeModelFolder(parent, { manifest: { id: 'broken-model' } });
    rmSync(join(broken, 'model-card.md'));
    const { models, refused } = await readModels([parent]);
    expect(models.map(({ manifest }) => manifest.id)).toEqual(['made-up-stiffness']);
    expect(refused).toEqual([
      { model: 'broken-model', reason: 'Model broken-model is refused. model-card.md is missing.' },
    ]);
  });
  it('refuse a version that stands twice', async () => {
    const [one, two] = [place(), place()];
    writeModelFolder(one);
    writeModelFolder(two);
    const { models, refused } = await readModels([one, two]);
    expect(models).toEqual([]);
    expect(refused[0]?.reason).toContain('made-up-stiffness@1.0.0 stands in 2 folders');
  });
  it('may be absent or hold other things', async () => {
    const parent = place();
    expect(await readModels([join(parent, 'nothing'), parent])).toEqual({ models: [], refused: [] });
  });
});
