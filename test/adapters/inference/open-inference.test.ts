import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from '../../../src/adapters/inference/model-folder.ts';
import {
  type InferenceOptions,
  type OpenInference,
  openInference,
} from '../../../src/adapters/inference/open-inference.ts';
import type { GoldenFile, ModelManifest } from '../../../src/core/models/manifest.ts';
import {
  linearGolden,
  portalVolume,
  stiffnessManifest,
  temporaryModels,
  writeModelFolder,
} from '../../support/model-folders.ts';
import { rememberingLog } from '../../support/remembering-log.ts';

let place: ReturnType<typeof temporaryModels>;
let open: OpenInference[];
beforeEach(() => {
  place = temporaryModels();
  open = [];
});
afterEach(async () => {
  for (const inference of open) await inference.close();
  place.remove();
});

const opened = async (options: Partial<InferenceOptions> = {}) => {
  const log = rememberingLog();
  const { models, refused } = await readModels([place.path]);
  expect(refused).toEqual([]);
  const inference = await openInference({ models, log, provider: 'cpu', ...options });
  open.push(inference);
  return { inference, log };
};
const stiffness = 'made-up-stiffness@1.0.0';
const row = (...values: number[]) => ({ x: { shape: [1, values.length], data: Float32Array.from(values) } });

/** Adds sin(v) to v as many times as the first value says. */
const loopGolden: GoldenFile = {
  tolerance: 1e-5,
  cases: [
    {
      name: 'no step',
      inputs: { x: { shape: [1, 3], data: [0, 2, 3] } },
      outputs: { y: { shape: [1, 3], data: [0, 2, 3] } },
    },
  ],
};
/** Far more steps than any deadline of these tests allows: hours. */
const endless = row(1e9, 0.5, 0.5);
const loop = 'loop@1.0.0';
const writeLoop = () => writeModelFolder(place.path, { manifest: { id: 'loop' }, graph: 'stuck', golden: loopGolden });

const liver: Partial<ModelManifest> = {
  id: 'made-up-liver',
  role: 'segmentation',
  accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous'] },
  input: portalVolume,
  output: {
    kind: 'segmentation',
    tensor: 'y',
    activation: 'softmax',
    classes: [
      { index: 0, label: 'background', largestComponent: false },
      { index: 1, label: 'liver', largestComponent: true },
    ],
  },
};
const liverGolden: GoldenFile = {
  tolerance: 1e-5,
  cases: [
    {
      name: 'two voxels',
      inputs: { x: { shape: [1, 1, 1, 1, 2], data: [1, 0.25] } },
      outputs: { y: { shape: [1, 2, 1, 1, 2], data: [-0.5, 0.25, 0.5, -0.25] } },
    },
  ],
};

describe('models in processes of their own', () => {
  it('run after their golden run has passed', async () => {
    writeModelFolder(place.path);
    const { inference, log } = await opened();
    expect(inference.refusals()).toEqual([]);
    expect(inference.goldenRun(stiffness)).toMatchObject({ passed: true, cases: 1, provider: 'cpu' });
    expect(log.lines.map(({ message }) => message)).toContain('golden run passed');
    const { y } = await inference.run(stiffness, row(-2, 0, 2));
    expect(y?.shape).toEqual([1, 3]);
    expect([...(y?.data ?? [])]).toEqual([-2.5, -2, -1.5]);
  });
  it('are refused when they do not give their golden outputs; the others serve', async () => {
    writeModelFolder(place.path);
    const golden: GoldenFile = {
      ...linearGolden,
      cases: [
        {
          name: 'off',
          inputs: { x: { shape: [1, 3], data: [1, 2, 3] } },
          outputs: { y: { shape: [1, 3], data: [-2.75, -2.25, -1.7] } },
        },
      ],
    };
    writeModelFolder(place.path, { manifest: { id: 'drifted' }, golden });
    const { inference, log } = await opened();
    expect(inference.refusals()).toEqual([
      { model: 'drifted@1.0.0', reason: 'The golden outputs differ by 0.0294, allowed is 0.00001.' },
    ]);
    await expect(inference.run('drifted@1.0.0', row(1, 2, 3))).rejects.toMatchObject({ kind: 'model-unavailable' });
    await expect(inference.run(stiffness, row(1, 2, 3))).resolves.toBeDefined();
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
  it('are refused when the graph is no graph or another graph', async () => {
    writeModelFolder(place.path, { manifest: { id: 'other-graph' }, graph: 'frames' });
    const { inference } = await opened();
    expect(inference.refusals()[0]?.reason).toContain('does not take tensors of these names and shapes');
  });
  it('are replaced when stuck: the caller hears of it and the next run works', async () => {
    writeLoop();
    const { inference } = await opened();
    const before = inference.pids().light;
    await expect(inference.run(loop, endless, { deadlineMs: 300 })).rejects.toMatchObject({ kind: 'model-timeout' });
    const { y } = await inference.run(loop, row(1, 0, 0));
    expect(y?.data[0]).toBeCloseTo(1 + Math.sin(1), 5);
    expect(inference.pids().light).toHaveLength(1);
    expect(inference.pids().light).not.toEqual(before);
  });
  it('give up at once when the caller aborts', async () => {
    writeLoop();
    const { inference } = await opened();
    const controller = new AbortController();
    const run = inference.run(loop, endless, { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('no longer needed')), 50);
    await expect(run).rejects.toThrow('no longer needed');
    await expect(inference.run(loop, row(0, 1, 1))).resolves.toBeDefined();
    await expect(inference.run(loop, row(0, 1, 1), { signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow(
      'early',
    );
  });
  it('keep a run that only waited past its deadline from being mistaken for a stuck one', async () => {
    writeLoop();
    const { inference } = await opened();
    const long = inference.run(loop, endless, { deadlineMs: 1500 });
    const [pid] = inference.pids().light;
    await expect(inference.run(loop, row(0, 1, 1), { deadlineMs: 100 })).rejects.toMatchObject({
      kind: 'model-timeout',
    });
    expect(inference.pids().light).toEqual([pid]);
    await expect(long).rejects.toMatchObject({ kind: 'model-timeout' });
  });
  it('come back after their process died', async () => {
    writeLoop();
    const { inference } = await opened();
    const run = inference.run(loop, endless);
    const lost = expect(run).rejects.toMatchObject({ kind: 'model-unavailable' });
    const [pid] = inference.pids().light;
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.kill(pid ?? 0, 'SIGKILL');
    await lost;
    await expect(inference.run(loop, row(0, 1, 1))).resolves.toBeDefined();
  });
  it('answer many callers, each with its own numbers', async () => {
    writeModelFolder(place.path);
    const { inference } = await opened({ processes: { light: 2 } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => inference.run(stiffness, row(n, 0, 0)).then(({ y }) => y?.data[0])),
    );
    expect(answers).toEqual(Array.from({ length: 200 }, (_, n) => n / 2 - 2));
    expect(inference.pids().light).toHaveLength(2);
  });
  it('keep tables and pictures apart: a long picture delays no table', async () => {
    writeModelFolder(place.path);
    writeModelFolder(place.path, { manifest: liver, graph: 'pointwise', golden: liverGolden, reference: null });
    const { inference } = await opened();
    expect(inference.refusals()).toEqual([]);
    const { light, heavy } = inference.pids();
    expect(light.filter((pid) => heavy.includes(pid))).toEqual([]);
    let done = false;
    const shape = [1, 1, 256, 256, 128];
    const picture = inference
      .run('made-up-liver@1.0.0', { x: { shape, data: new Float32Array(256 * 256 * 128).fill(1) } })
      .then(({ y }) => {
        done = true;
        return y;
      });
    await inference.run(stiffness, row(1, 2, 3));
    expect(done).toBe(false);
    expect((await picture)?.shape).toEqual([1, 2, 256, 256, 128]);
  });
  it('may be left out by lane: a process that only answers hooks loads no pictures', async () => {
    writeModelFolder(place.path, { manifest: liver, graph: 'pointwise', golden: liverGolden, reference: null });
    const { inference } = await opened({ processes: { heavy: 0 } });
    expect(inference.refusals()).toEqual([]);
    await expect(inference.run('made-up-liver@1.0.0', {})).rejects.toMatchObject({ kind: 'model-unavailable' });
  });
  it('refuse what does not fit', async () => {
    writeModelFolder(place.path);
    const { inference } = await opened();
    const bad = { kind: 'invalid-input' };
    await expect(inference.run(stiffness, { other: { shape: [1], data: new Float32Array(1) } })).rejects.toMatchObject(
      bad,
    );
    await expect(inference.run(stiffness, row(1, 2))).rejects.toMatchObject(bad);
    await expect(inference.run(stiffness, { x: { shape: [2, 3], data: new Float32Array(3) } })).rejects.toMatchObject(
      bad,
    );
    await expect(inference.run(stiffness, row(1, Number.NaN, 3))).rejects.toMatchObject(bad);
    await expect(inference.run('nothing@1.0.0', row(1, 2, 3))).rejects.toMatchObject({ kind: 'model-unavailable' });
  });
  it('leave no process behind when closed, and refuse what is still running', async () => {
    writeLoop();
    const { inference } = await opened({ processes: { light: 2 } });
    const run = expect(inference.run(loop, endless)).rejects.toMatchObject({ kind: 'model-unavailable' });
    const pids = inference.pids().light;
    await inference.close();
    await run;
    await inference.close();
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(inference.run(loop, endless)).rejects.toMatchObject({ kind: 'model-unavailable' });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
