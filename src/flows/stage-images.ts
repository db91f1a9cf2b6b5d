import type { EvidenceClass } from '../core/evidence.ts';
import { Failure } from '../core/failure.ts';
import type { ModelFinding, ModelVersion, StageProbabilities } from '../core/findings.ts';
import { type Frame, prepareFrames } from '../core/inference-grid/prepare-frames.ts';
import { prepareVolume } from '../core/inference-grid/prepare-volume.ts';
import { restoreMap } from '../core/inference-grid/restore-volume.ts';
import { fromTensorOrder, tensorShape, toTensorOrder } from '../core/inference-grid/tensor-order.ts';
import { versionedId } from '../core/models/columns.ts';
import type { ModelManifest, StageOutput } from '../core/models/manifest.ts';
import { meanStages, stageProbabilities } from '../core/models/stage-probabilities.ts';
import type { Volume } from '../core/volume/volume.ts';
import type { Inference, Tensors } from '../ports/inference.ts';
import type { ModelFolder } from '../ports/models.ts';
import { modelVersion, tensorNamed, type VolumeRunOptions } from './segment.ts';

/** What a stage model says of one study; quality, state and distance to the training data are the caller's to add. */
export interface StagedImages {
  readonly by: ModelVersion;
  readonly title: string;
  readonly evidence: EvidenceClass;
  readonly output: Extract<ModelFinding['output'], { kind: 'stage' }>;
  /** Class activation on the grid of the image, as the graph gave it; volumes only, where the model has one. */
  readonly activation?: Volume;
  /** Frames: which of the given ones were looked at, with the stage distribution of each. */
  readonly frames?: readonly { readonly frame: number; readonly probabilities: StageProbabilities }[];
}

/**
 * Stage distribution of a volume (CT, MR).
 * @param channels the series of the model in the order of its manifest, on one grid. `options.region`: the organ, where the model cuts it out.
 * @throws Failure as `segment`.
 */
export async function stageFromVolume(
  inference: Inference,
  model: ModelFolder,
  channels: readonly Volume[],
  options: VolumeRunOptions = {},
): Promise<StagedImages> {
  const { manifest } = model;
  const { input, output } = manifest;
  if (input.kind !== 'volume' || output.kind !== 'stage')
    throw new Failure('invalid-input', `The model ${manifest.id} stages no volume.`);
  const prepared = prepareVolume(channels, input, options.region);
  const results = await inference.run(
    versionedId(manifest),
    {
      [input.tensor]: {
        shape: tensorShape(prepared.channels, prepared.size, input.axisOrder),
        data: toTensorOrder(prepared.data, prepared.channels, prepared.size, input.axisOrder),
      },
    },
    runOptions(options),
  );
  const probabilities = stageProbabilities(
    rowsOf(manifest, results, output, 1)[0] ?? [],
    output.form,
    manifest.calibration?.temperature,
  );
  const staged = finding(manifest, output, probabilities);
  if (output.activationMap === undefined) return staged;
  const map = tensorNamed(manifest, results, output.activationMap.tensor);
  const [first = 1, middle = 1, last = 1] = map.shape.slice(-3);
  const size = input.axisOrder === 'zyx' ? ([last, middle, first] as const) : ([first, middle, last] as const);
  if (map.data.length !== first * middle * last)
    throw new Failure('model-unavailable', `The activation map of the model ${manifest.id} is no single volume.`);
  const data = restoreMap(
    fromTensorOrder(map.data, 1, size, input.axisOrder),
    size,
    output.activationMap.stride,
    prepared,
  );
  return { ...staged, activation: { geometry: prepared.source, data } };
}

/** Stage distribution of ultrasound: each frame by itself, then the mean as the manifest says. @throws Failure as `segment`. */
export async function stageFromFrames(
  inference: Inference,
  model: ModelFolder,
  frames: readonly Frame[],
  options: Omit<VolumeRunOptions, 'region'> = {},
): Promise<StagedImages> {
  const { manifest } = model;
  const { input, output } = manifest;
  if (input.kind !== 'frames' || output.kind !== 'stage')
    throw new Failure('invalid-input', `The model ${manifest.id} stages no frames.`);
  const { data, shape, chosen } = prepareFrames(frames, input);
  const results = await inference.run(versionedId(manifest), { [input.tensor]: { shape, data } }, runOptions(options));
  const temperature = manifest.calibration?.temperature;
  const rows = rowsOf(manifest, results, output, chosen.length);
  const each = rows.map((row) => stageProbabilities(row, output.form, temperature));
  const probabilities =
    input.vote === 'mean-probability' ? meanStages(each) : stageProbabilities(meanRow(rows), output.form, temperature);
  return {
    ...finding(manifest, output, probabilities),
    frames: chosen.map((frame, at) => ({ frame, probabilities: each[at] ?? probabilities })),
  };
}

const runOptions = ({ signal, deadlineMs }: VolumeRunOptions) => ({
  ...(signal ? { signal } : {}),
  ...(deadlineMs === undefined ? {} : { deadlineMs }),
});

function rowsOf(manifest: ModelManifest, results: Tensors, output: StageOutput, rows: number): Float32Array[] {
  const { shape, data } = tensorNamed(manifest, results, output.tensor);
  const width = output.form === 'cumulative-logits' ? 4 : 5;
  if (shape.join() !== `${rows},${width}`)
    throw new Failure(
      'model-unavailable',
      `The model ${manifest.id} answered in another shape than its manifest says.`,
    );
  return Array.from({ length: rows }, (_, row) => data.subarray(row * width, (row + 1) * width));
}

const meanRow = (rows: readonly Float32Array[]): number[] =>
  Array.from(rows[0] ?? [], (_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);

function finding(manifest: ModelManifest, output: StageOutput, probabilities: StageProbabilities): StagedImages {
  const { modality } = manifest.accepts;
  if (modality === 'labs') throw new Failure('invalid-input', `The model ${manifest.id} looks at no image.`);
  return {
    by: modelVersion(manifest),
    title: manifest.title,
    evidence: manifest.evidence,
    output: { kind: 'stage', modality, probabilities, trainingPrior: output.trainingPrior },
  };
}
