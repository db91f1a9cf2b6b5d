import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import type { ModelManifest } from '../../src/core/models/manifest.ts';
import { imagingModels, type RunningModel } from '../../src/flows/judge-images.ts';
import type { StudyImage } from '../../src/ports/imaging-models.ts';
import type { Inference, Tensors } from '../../src/ports/inference.ts';
import { ctImage, liverMask } from '../support/made-up-ct.ts';
import { portalVolume, stiffnessManifest } from '../support/model-folders.ts';
import { ctSeries } from '../support/study-fakes.ts';

const input = { ...portalVolume, size: [8, 8, 8] } as const;
const stageManifest: Partial<ModelManifest> = {
  role: 'stage',
  accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous'] },
  input,
  output: { kind: 'stage', tensor: 'y', form: 'probabilities', trainingPrior: [0.2, 0.2, 0.2, 0.2, 0.2] },
};
const model = (id: string, more: Partial<ModelManifest> = {}, state: RunningModel['state'] = 'live'): RunningModel => {
  const sha256 = { 'model.onnx': id, 'golden.json': '', 'model-card.md': '' };
  const manifest = { ...stiffnessManifest, ...stageManifest, ...more, id, title: id, sha256 } as ModelManifest;
  return { state, folder: { manifest, golden: { tolerance: 0, cases: [] }, card: '', path: '' } };
};
const segmenter = (state: RunningModel['state']) =>
  model(
    'segmenter',
    {
      role: 'segmentation',
      output: {
        kind: 'segmentation',
        tensor: 'y',
        activation: 'softmax',
        classes: [
          { index: 0, label: 'background', largestComponent: false },
          { index: 1, label: 'liver', largestComponent: true },
          { index: 2, label: 'spleen', largestComponent: true },
        ],
      } as ModelManifest['output'],
    },
    state,
  );

const stages: Tensors = { y: { shape: [1, 5], data: Float32Array.of(0.1, 0.1, 0.2, 0.3, 0.3) } };
function inferenceOf(answer: (model: string) => Tensors = () => stages) {
  const asked: string[] = [];
  const inference: Inference = {
    async run(name) {
      asked.push(name);
      return answer(name);
    },
    close: async () => undefined,
  };
  return { inference, asked };
}
const image = ctImage();
const ct = (regions: StudyImage['regions'] = new Map([['liver', liverMask()]])): StudyImage => ({
  series: ctSeries({}, image),
  image,
  regions,
});
const { signal } = new AbortController();
const judge = (running: readonly RunningModel[], images = [ct()], inference = inferenceOf()) =>
  imagingModels(async () => running, inference.inference).judge({ manufacturer: 'Maker' }, images, [], signal);

describe('imaging models on a study', () => {
  it('say their stage with their state and version; those over clinical values are not asked', async () => {
    const labs = model('labs', { accepts: stiffnessManifest.accepts });
    const running = [model('live'), model('quiet', {}, 'silent'), labs];
    const inference = inferenceOf();
    const { findings, refused } = await judge(running, [ct()], inference);
    expect(findings).toMatchObject([
      { by: { id: 'live', sha256: 'live' }, state: 'live', quality: 1, output: { kind: 'stage', modality: 'CT' } },
      { by: { id: 'quiet' }, state: 'silent' },
    ]);
    expect(refused).toEqual([]);
    expect(inference.asked).toEqual(['live@1.0.0', 'quiet@1.0.0']);
    expect(await imagingModels(async () => running, inference.inference).versions()).toEqual([
      { id: 'live', version: '1.0.0', sha256: 'live', state: 'live' },
      { id: 'quiet', version: '1.0.0', sha256: 'quiet', state: 'silent' },
    ]);
  });

  it('stand in what was refused when they fail, and the others go on', async () => {
    const inference = inferenceOf((name) => {
      if (name.startsWith('slow')) throw new Failure('model-timeout', 'The model took too long.');
      return stages;
    });
    const { findings, refused } = await judge([model('slow'), model('good')], [ct()], inference);
    expect(findings.map(({ by }) => by.id)).toEqual(['good']);
    expect(refused).toEqual([{ what: 'slow@1.0.0', reason: 'The model took too long.' }]);
  });

  it('do not hide a fault of ours', async () => {
    const inference = inferenceOf(() => {
      throw new Error('a fault');
    });
    await expect(judge([model('any')], [ct()], inference)).rejects.toThrow('a fault');
  });

  it('are not run on what their manifest refuses, and are tempered where a fact is not known', async () => {
    const thin = { kind: 'slice-thickness-at-most-mm', value: 3, else: 'refuse' } as const;
    const inference = inferenceOf();
    const { refused } = await judge([model('strict', { quality: [thin] })], [ct()], inference);
    expect(refused[0]?.reason).toContain('slices 5 mm apart');
    expect(inference.asked).toEqual([]);

    const pair = model('pair', {
      quality: [{ ...thin, value: 10 }],
      accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous', 'mr-t1'] },
      input: { ...input, channels: [...input.channels, ...input.channels] },
    });
    const { sliceSpacingMm: _unknown, ...facts } = ctSeries().facts;
    const other: StudyImage = { ...ct(), series: ctSeries({ role: 'mr-t1', facts: facts as never }, image) };
    const { findings } = await judge([pair], [ct(), other]);
    expect(findings).toMatchObject([{ quality: 0.3, qualityReasons: ['slice spacing is not known'] }]);
  });

  it('say which series or region they lack; a study with none of their series is not their affair', async () => {
    const pair = model('pair', {
      accepts: { ...stiffnessManifest.accepts, modality: 'CT', series: ['ct-portal-venous', 'mr-t1'] },
    });
    const mr = model('mr', { accepts: { ...stiffnessManifest.accepts, modality: 'MR', series: ['mr-t2'] } });
    const cut = model('cut', { input: { ...input, crop: { kind: 'roi', label: 'liver', marginMm: 0 } } });
    const { findings, refused } = await judge([pair, mr, cut], [ct(new Map())]);
    expect(findings).toEqual([]);
    expect(refused).toEqual([
      { what: 'pair@1.0.0', reason: 'The study has no series for mr-t1.' },
      { what: 'cut@1.0.0', reason: 'There is no liver region on the series.' },
    ]);
  });

  it('look at frames spread over a run, from its first to its last', async () => {
    const loaded: (number | undefined)[] = [];
    const flat = {
      ...image,
      geometry: { ...image.geometry, size: [64, 64, 1] as const },
      data: image.data.slice(0, 4096),
    };
    const run: StudyImage = {
      series: ctSeries(
        {
          role: 'us-b-mode',
          pictures: 31,
          async load(options) {
            loaded.push(options?.picture);
            return flat;
          },
        },
        flat,
      ),
      image: flat,
      regions: new Map(),
    };
    const frames = model('frames', {
      accepts: { ...stiffnessManifest.accepts, modality: 'US', series: ['us-b-mode'] },
      input: {
        kind: 'frames',
        tensor: 'x',
        size: [8, 8],
        colour: 'grey',
        crop: 'none',
        normalisation: { kind: 'none' },
        spacingMm: null,
        mostFrames: 4,
        vote: 'mean-probability',
      },
      quality: [{ kind: 'frames-at-least', value: 4, else: 'refuse' }],
    });
    const four = { y: { shape: [4, 5], data: Float32Array.from({ length: 20 }, () => 0.2) } };
    const { findings, refused } = await judge(
      [frames],
      [run],
      inferenceOf(() => four),
    );
    expect(refused).toEqual([]);
    expect(findings).toHaveLength(1);
    expect(loaded).toEqual([10, 20, 30]);
  });

  it('stop with the reason of the signal', async () => {
    const stopped = AbortSignal.abort(new Failure('internal', 'taken away'));
    const models = imagingModels(async () => [model('any')], inferenceOf().inference);
    await expect(models.judge({}, [ct()], [], stopped)).rejects.toThrow('taken away');
  });

  it('draw regions only when they are live, and leave out what they did not see', async () => {
    const logits = { y: { shape: [1, 3, 8, 8, 8], data: new Float32Array(3 * 512).fill(1, 512, 1024) } };
    const draw = (state: RunningModel['state']) =>
      imagingModels(async () => [segmenter(state)], inferenceOf(() => logits).inference).segment(
        ctSeries({}, image),
        image,
        signal,
      );
    expect(await draw('silent')).toEqual([]);
    expect(await draw('live')).toMatchObject([{ label: 'liver', by: { id: 'segmenter' }, evidence: 'synthetic' }]);
  });
});
