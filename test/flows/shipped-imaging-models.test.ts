import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../../src/adapters/inference/model-folder.ts';
import { type OpenInference, openInference } from '../../src/adapters/inference/open-inference.ts';
import { versionedId } from '../../src/core/models/columns.ts';
import type { Mask } from '../../src/core/volume/volume.ts';
import { type Segmentation, segment } from '../../src/flows/segment.ts';
import { stageFromFrames, stageFromVolume } from '../../src/flows/stage-images.ts';
import type { ModelFolder } from '../../src/ports/models.ts';
import { type SimulatedVolume, simulateCt } from '../../src/sandbox/pacs/simulate/ct.ts';
import { simulatePatient, withApparent } from '../../src/sandbox/pacs/simulate/patient.ts';
import { patientSeed } from '../../src/sandbox/pacs/simulate/random.ts';
import { simulateUs } from '../../src/sandbox/pacs/simulate/us.ts';
import { silentLog } from '../support/silent-log.ts';

const folder = fileURLToPath(new URL('../../models', import.meta.url));
/** A cohort that no model was trained on. */
const strangerSeed = 90210;
const stranger = simulatePatient(patientSeed(strangerSeed, 3));

let models: readonly ModelFolder[];
let inference: OpenInference;
beforeAll(async () => {
  const read = await readModels([folder]);
  models = read.models.filter(({ manifest }) => manifest.evidence === 'synthetic');
  inference = await openInference({ models, log: silentLog, provider: 'cpu' });
}, 120_000);
afterAll(() => inference.close());

const modelCalled = (id: string): ModelFolder => {
  const model = models.find(({ manifest }) => manifest.id === id);
  if (model === undefined) throw new Error(`${id} is missing`);
  return model;
};
const isOneOf = (labels: Uint8Array, ...wanted: number[]) => labels.map((label) => (wanted.includes(label) ? 1 : 0));

function dice(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, sum] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    both += (a[at] ?? 0) * (b[at] ?? 0);
    sum += (a[at] ?? 0) + (b[at] ?? 0);
  }
  return (2 * both) / sum;
}

const expectedStage = (probabilities: readonly number[]) =>
  probabilities.reduce((sum, share, stage) => sum + share * stage, 0);

describe('the synthetic models that are shipped', () => {
  it('are the five of pictures and radiomics, each synthetic by its manifest and its card', () => {
    expect(models.map(({ manifest }) => manifest.id)).toEqual([
      'ct-stage',
      'etiology',
      'liver-segmentation-ct',
      'mr-radiomics-events',
      'us-stage',
    ]);
    for (const { card } of models) expect(card).toContain('No figure here says anything about real patients.');
  });
  it('answer as their training framework did', () => {
    expect(inference.refusals()).toEqual([]);
    for (const { manifest } of models) expect(inference.goldenRun(versionedId(manifest))).toBeDefined();
  });
});

describe('a simulated CT that no model has seen', () => {
  let ct: SimulatedVolume;
  let drawn: Segmentation;
  const regionOf = (label: string): Mask => {
    const region = drawn.regions.find((each) => each.label === label);
    if (region === undefined) throw new Error(`no ${label}`);
    return region.mask;
  };
  beforeAll(async () => {
    ct = simulateCt(stranger);
    drawn = await segment(inference, modelCalled('liver-segmentation-ct'), [ct.image]);
  }, 120_000);

  it('gets a liver and a spleen close to the ones that were drawn into it', () => {
    expect(dice(regionOf('liver').data, isOneOf(ct.labels, 1, 3, 4))).toBeGreaterThan(0.85);
    expect(dice(regionOf('spleen').data, isOneOf(ct.labels, 2))).toBeGreaterThan(0.75);
  });
  it('is staged higher when nothing but its apparent fibrosis is', async () => {
    const staged = async (apparent: number) => {
      const { image, labels } = simulateCt(withApparent(stranger, 'ct', apparent));
      const region = { geometry: image.geometry, data: isOneOf(labels, 1, 3, 4) };
      return stageFromVolume(inference, modelCalled('ct-stage'), [image], { region });
    };
    const [low, high] = [await staged(0.1), await staged(0.9)];
    expect(expectedStage(high.output.probabilities)).toBeGreaterThan(expectedStage(low.output.probabilities) + 0.5);
  });
  it('has an activation map on its own grid, and the same stage from the region that a network drew', async () => {
    const model = modelCalled('ct-stage');
    const truth = { geometry: ct.image.geometry, data: isOneOf(ct.labels, 1, 3, 4) };
    const byLabels = await stageFromVolume(inference, model, [ct.image], { region: truth });
    const byNetwork = await stageFromVolume(inference, model, [ct.image], { region: regionOf('liver') });
    expect(byNetwork.activation?.geometry).toEqual(ct.image.geometry);
    expect(byNetwork.activation?.data).toHaveLength(ct.labels.length);
    const difference = expectedStage(byNetwork.output.probabilities) - expectedStage(byLabels.output.probabilities);
    expect(Math.abs(difference)).toBeLessThan(0.5);
  });
});

describe('simulated ultrasound that no model has seen', () => {
  it('is staged higher when nothing but its apparent fibrosis is', async () => {
    const staged = (apparent: number) => {
      const { frames, columns, rows, pixelMm } = simulateUs(withApparent(stranger, 'us', apparent));
      const pictures = frames.map((pixels) => ({
        width: columns,
        height: rows,
        data: Float32Array.from(pixels),
        spacingMm: [pixelMm, pixelMm] as const,
        tissueRegion: { from: [0, 0] as const, to: [columns - 1, rows - 1] as const },
      }));
      return stageFromFrames(inference, modelCalled('us-stage'), pictures);
    };
    const [low, high] = [await staged(0.1), await staged(0.9)];
    expect(expectedStage(high.output.probabilities)).toBeGreaterThan(expectedStage(low.output.probabilities) + 0.5);
  });
});
