import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { type OpenInference, openInference } from '../../src/adapters/inference/open-inference.ts';
import { stageProbabilities } from '../../src/core/models/stage-probabilities.ts';
import type { Volume } from '../../src/core/volume/volume.ts';
import { stageFromFrames, stageFromVolume } from '../../src/flows/stage-images.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import { portalVolume, stiffnessManifest, temporaryModels, writeModelFolder } from '../support/model-folders.ts';
import { silentLog } from '../support/silent-log.ts';

/** Both graphs add the mean of what they see to the cumulative logits 1, 0.5, -0.5, -1. */
const constants = [1, 0.5, -0.5, -1];
const trainingPrior = [0.2, 0.2, 0.2, 0.2, 0.2] as const;
const stage = { kind: 'stage', tensor: 'y', form: 'cumulative-logits', trainingPrior } as const;
const none = { kind: 'none' } as const;

let place: ReturnType<typeof temporaryModels>;
let inference: OpenInference;
let [frames, volume]: ModelFolder[] = [];
beforeAll(async () => {
  place = temporaryModels();
  const golden = (shape: number[], map?: number[]) => ({
    tolerance: 1e-5,
    cases: [
      {
        name: 'zeros',
        inputs: { x: { shape, wave: { frequency: 0, amplitude: 0, offset: 0 } } },
        outputs: {
          y: { shape: [1, 4], data: constants },
          ...(map ? { map: { shape: map, at: [[0, 0] as const], mean: 0 } } : {}),
        },
      },
    ],
  });
  writeModelFolder(place.path, {
    graph: 'frames',
    reference: null,
    golden: golden([1, 1, 8, 8]),
    manifest: {
      id: 'a-frames',
      role: 'stage',
      accepts: { ...stiffnessManifest.accepts, modality: 'US', series: ['us-b-mode'] },
      input: {
        kind: 'frames',
        tensor: 'x',
        size: [8, 8],
        colour: 'grey',
        crop: 'none',
        normalisation: none,
        spacingMm: null,
        mostFrames: 4,
        vote: 'mean-probability',
      },
      output: stage,
      calibration: { temperature: 2 },
    },
  });
  writeModelFolder(place.path, {
    graph: 'stage-volume',
    reference: null,
    golden: golden([1, 1, 8, 8, 8], [1, 1, 4, 4, 4]),
    manifest: {
      id: 'b-volume',
      role: 'stage',
      accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous'] },
      input: { ...portalVolume, size: [8, 8, 8] },
      output: { ...stage, activationMap: { tensor: 'map', stride: 2, stage: 'advanced' } },
    },
  });
  const read = await readModels([place.path]);
  expect(read.refused).toEqual([]);
  [frames, volume] = [...read.models];
  inference = await openInference({ models: read.models, log: silentLog, provider: 'cpu' });
  expect(inference.refusals()).toEqual([]);
});
afterAll(async () => {
  await inference.close();
  place.remove();
});

const cumulative = (shift: number, temperature = 1) => {
  const atLeast = [1, ...constants.map((logit) => 1 / (1 + Math.exp(-(logit + shift) / temperature))), 0];
  return [0, 1, 2, 3, 4].map((at) => (atLeast[at] ?? 0) - (atLeast[at + 1] ?? 0));
};
const model = (folder: ModelFolder | undefined): ModelFolder => {
  if (folder === undefined) throw new Error('the model was not read');
  return folder;
};

describe('stages from images', () => {
  it('come from a volume, calibrated as the graph gives them, with the activation on the grid of the image', async () => {
    const geometry = {
      size: [4, 8, 8] as const,
      spacingMm: [1, 1, 2] as const,
      originMm: [0, 0, 0] as const,
      axes: [-1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
    };
    const data = Float32Array.from({ length: 256 }, (_, at) => (at % 4 < 2 ? 2 : 0));
    const image: Volume = { geometry, data };
    const found = await stageFromVolume(inference, model(volume), [image]);
    // half of half the grid is 2, the rest is 0
    found.output.probabilities.forEach((share, at) => void expect(share).toBeCloseTo(cumulative(0.5)[at] ?? 0, 5));
    expect(found.output).toMatchObject({ modality: 'CT', trainingPrior });
    expect(found.activation?.geometry).toEqual(geometry);
    // cells along x: 0 (padding), 0, 2, 0 (padding), read linearly between their centres, then turned back
    expect([...(found.activation?.data.subarray(0, 4) ?? [])]).toEqual([1.5, 1.5, 0.5, 0]);
  });
  it('come from frames as the mean of their distributions, tempered', async () => {
    const frame = (value: number) => ({ width: 8, height: 8, data: new Float32Array(64).fill(value) });
    const found = await stageFromFrames(inference, model(frames), [frame(0), frame(2)]);
    const [a, b] = [cumulative(0, 2), cumulative(2, 2)];
    found.output.probabilities.forEach(
      (share, at) => void expect(share).toBeCloseTo(((a[at] ?? 0) + (b[at] ?? 0)) / 2, 5),
    );
    expect(found.frames?.map(({ frame: number }) => number)).toEqual([0, 1]);
  });
  it('refuse a model of another kind', async () => {
    await expect(stageFromFrames(inference, model(volume), [])).rejects.toMatchObject({ kind: 'invalid-input' });
    await expect(stageFromVolume(inference, model(frames), [])).rejects.toMatchObject({ kind: 'invalid-input' });
  });
  it('add up to 1 in every form, also where cumulative logits cross', () => {
    for (const form of ['cumulative-logits', 'logits', 'probabilities'] as const) {
      const shares = stageProbabilities(
        form === 'cumulative-logits' ? [0, 1, -1, -2] : [0.1, 0.2, 0.3, 0.3, 0.1],
        form,
        1.5,
      );
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    }
    expect(stageProbabilities([0, 1, -1, -2], 'cumulative-logits')[1]).toBe(0);
  });
});
