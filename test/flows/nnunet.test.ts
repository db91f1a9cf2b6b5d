import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNiftiImage } from '../../src/adapters/archive/nifti.ts';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { type OpenInference, openInference } from '../../src/adapters/inference/open-inference.ts';
import { prepareVolume } from '../../src/core/inference-grid/prepare-volume.ts';
import { slideOver } from '../../src/core/inference-grid/sliding-window.ts';
import type { VolumeInput } from '../../src/core/models/manifest.ts';
import type { Volume } from '../../src/core/volume/volume.ts';
import { segment } from '../../src/flows/segment.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import { silentLog } from '../support/silent-log.ts';

/** Networks trained with nnU-Net 2.8.1, exported by models/training, and what nnU-Net's own predictor said (README beside them). */
const folder = fileURLToPath(new URL('../fixtures/models/nnunet', import.meta.url));
const cases = ['ct15', 'ct17', 'mr16', 'mr17'];

interface Sample {
  readonly shape: readonly number[];
  readonly at: readonly (readonly [number, number])[];
}
interface Reference {
  readonly preprocessed: Sample;
  /** Of nnU-Net with its sums in single precision, as ours are. */
  readonly logitsInSinglePrecision: Sample;
}
const referenceOf = (name: string): Reference =>
  JSON.parse(gunzipSync(readFileSync(join(folder, 'cases', `${name}-reference.json.gz`))).toString());

const farthest = ({ at }: Sample, data: Float32Array) =>
  at.reduce((worst, [index, value]) => Math.max(worst, Math.abs((data[index] ?? Number.NaN) - value)), 0);

function dice(a: Uint8Array, b: ArrayLike<number>, label: number): number {
  let [both, sum] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    const other = b[at] === label ? 1 : 0;
    both += (a[at] ?? 0) * other;
    sum += (a[at] ?? 0) + other;
  }
  return (2 * both) / sum;
}

let inference: OpenInference;
let models: readonly ModelFolder[];
beforeAll(async () => {
  const read = await readModels([folder]);
  expect(read.refused).toEqual([]);
  models = read.models;
  inference = await openInference({ models, log: silentLog, provider: 'cpu' });
});
afterAll(() => inference.close());

const modelFor = (name: string): ModelFolder => {
  const model = models.find(({ manifest }) => manifest.id === `nnunet-spheres-${name.slice(0, 2)}`);
  if (model === undefined) throw new Error('the fixture is missing');
  return model;
};
const inputOf = ({ manifest }: ModelFolder): VolumeInput => {
  if (manifest.input.kind !== 'volume') throw new Error('the fixture takes no volume');
  return manifest.input;
};

describe('a network of nnU-Net v2 runs from its manifest alone', () => {
  it('and passes its golden run', () => {
    expect(inference.refusals()).toEqual([]);
    expect(models.map(({ manifest }) => manifest.id)).toEqual(['nnunet-spheres-ct', 'nnunet-spheres-mr']);
  });
  describe.each(cases)('on %s', (name) => {
    let image: Volume;
    beforeAll(async () => {
      image = await readNiftiImage(join(folder, 'cases', `${name}-image.nii.gz`));
    });
    it('prepares the grid as nnU-Net does', () => {
      const { preprocessed } = referenceOf(name);
      const { data, channels, size } = prepareVolume([image], inputOf(modelFor(name)));
      expect([channels, size[2], size[1], size[0]]).toEqual(preprocessed.shape);
      expect(farthest(preprocessed, data)).toBeLessThan(2e-6);
    });
    it('gives the logits of nnU-Net summed in single precision', async () => {
      const input = inputOf(modelFor(name));
      const { data, size, channels } = prepareVolume([image], input);
      const { patch } = input.slidingWindow ?? { patch: size };
      const logits = await slideOver(
        data,
        size,
        { channels, classes: 3 },
        input.slidingWindow ?? { patch, overlap: 0, gaussianSigma: null, mirror: [] },
        input.padding,
        async (cut) => {
          const shape = [1, channels, patch[2], patch[1], patch[0]];
          const { logits: out } = await inference.run(`${modelFor(name).manifest.id}@1.0.0`, {
            image: { shape, data: cut },
          });
          return out?.data ?? new Float32Array();
        },
      );
      const reference = referenceOf(name).logitsInSinglePrecision;
      expect([3, size[2], size[1], size[0]]).toEqual(reference.shape);
      expect(farthest(reference, logits)).toBeLessThan(2e-3);
    });
    it('gives its labels on the grid of the image: Dice above 0.99', async () => {
      const expected = await readNiftiImage(join(folder, 'cases', `${name}-labels.nii.gz`));
      const { regions } = await segment(inference, modelFor(name), [image]);
      const shared = regions.map(({ label, mask }, at) => [label, dice(mask.data, expected.data, at + 1)] as const);
      expect(shared.map(([label]) => label)).toEqual(['liver', 'spleen']);
      for (const [, overlap] of shared) expect(overlap).toBeGreaterThan(0.99);
    });
  });
});
