import type { EvidenceClass } from '../core/evidence.ts';
import { Failure } from '../core/failure.ts';
import type { ModelVersion } from '../core/findings.ts';
import { type Preparation, prepareVolume } from '../core/inference-grid/prepare-volume.ts';
import { restoreAbove, restoreClasses } from '../core/inference-grid/restore-volume.ts';
import { slideOver } from '../core/inference-grid/sliding-window.ts';
import { fromTensorOrder, tensorShape, toTensorOrder } from '../core/inference-grid/tensor-order.ts';
import { voxelsOf } from '../core/liver-measures/region-size.ts';
import { versionedId } from '../core/models/columns.ts';
import type { ModelManifest, SegmentationOutput, VolumeInput } from '../core/models/manifest.ts';
import { largestComponent } from '../core/volume/components.ts';
import type { Triple } from '../core/volume/geometry.ts';
import type { Mask, Volume } from '../core/volume/volume.ts';
import type { Inference, Tensor } from '../ports/inference.ts';
import type { ModelFolder } from '../ports/models.ts';

export interface VolumeRunOptions {
  /** Where the model looks at a region, on the grid of the channels. */
  readonly region?: Mask;
  readonly signal?: AbortSignal;
  /** For one patch, or for the whole grid where the model has no sliding window. */
  readonly deadlineMs?: number;
  readonly onPatch?: (done: number, of: number) => void;
}

export interface SegmentedRegion {
  readonly label: string;
  readonly snomed?: string;
  /** On the grid of the image. */
  readonly mask: Mask;
  readonly voxels: number;
}
export interface Segmentation {
  readonly by: ModelVersion;
  readonly evidence: EvidenceClass;
  /** Every class but the background, also those without a voxel. */
  readonly regions: readonly SegmentedRegion[];
}

export const modelVersion = ({ id, version, sha256 }: ModelManifest): ModelVersion => ({
  id,
  version,
  sha256: sha256['model.onnx'],
});

/**
 * Organs of a study by a segmentation model: prepared as its manifest says, patch by patch where it has a sliding window, back on
 * the grid of the image.
 * @param channels the series of the model in the order of its manifest, on one grid.
 * @throws Failure `invalid-input` (does not fit the model), `model-unavailable`, `model-timeout`; the reason of the signal.
 */
export async function segment(
  inference: Inference,
  model: ModelFolder,
  channels: readonly Volume[],
  options: VolumeRunOptions = {},
): Promise<Segmentation> {
  const { input, output, calibration } = model.manifest;
  if (input.kind !== 'volume' || output.kind !== 'segmentation')
    throw new Failure('invalid-input', `The model ${model.manifest.id} segments no volume.`);
  const prepared = prepareVolume(channels, input, options.region);
  const logits = await logitsOf(inference, model.manifest, input, output, prepared, options);
  const { source } = prepared;
  const temperature = calibration?.temperature ?? 1;
  const labels = output.activation === 'softmax' ? restoreClasses(logits, output.classes.length, prepared) : undefined;
  const regions = output.classes
    .filter(({ index, label }) => output.activation === 'sigmoid' || (index > 0 && label !== 'background'))
    .map(({ index, label, snomed, largestComponent: oneOnly }): SegmentedRegion => {
      const data =
        labels === undefined
          ? restoreAbove(logits, index, logit(output.threshold ?? 0.5) * temperature, prepared)
          : labels.map((value) => (value === index ? 1 : 0));
      const mask = oneOnly ? largestComponent({ geometry: source, data }) : { geometry: source, data };
      return { label, ...(snomed === undefined ? {} : { snomed }), mask, voxels: voxelsOf(mask) };
    });
  return { by: modelVersion(model.manifest), evidence: model.manifest.evidence, regions };
}

const logit = (p: number) => Math.log(p / (1 - p));

/** Logits [classes, z, y, x], x fastest, on the prepared grid. */
async function logitsOf(
  inference: Inference,
  manifest: ModelManifest,
  input: VolumeInput,
  output: SegmentationOutput,
  prepared: Preparation,
  { signal, deadlineMs, onPatch }: VolumeRunOptions,
): Promise<Float32Array> {
  const classes = output.classes.length;
  const on = (size: Triple) => async (data: Float32Array) => {
    const shape = tensorShape(prepared.channels, size, input.axisOrder);
    const tensor = { shape, data: toTensorOrder(data, prepared.channels, size, input.axisOrder) };
    const results = await inference.run(
      versionedId(manifest),
      { [input.tensor]: tensor },
      { ...(signal ? { signal } : {}), ...(deadlineMs === undefined ? {} : { deadlineMs }) },
    );
    const logits = tensorNamed(manifest, results, output.tensor);
    if (logits.shape.join() !== tensorShape(classes, size, input.axisOrder).join())
      throw new Failure(
        'model-unavailable',
        `The model ${manifest.id} answered in another shape than its manifest says.`,
      );
    return fromTensorOrder(logits.data, classes, size, input.axisOrder);
  };
  if (input.slidingWindow === undefined) return on(prepared.size)(prepared.data);
  return slideOver(
    prepared.data,
    prepared.size,
    { channels: prepared.channels, classes },
    input.slidingWindow,
    input.padding,
    on(input.slidingWindow.patch),
    onPatch,
  );
}

export function tensorNamed({ id }: ModelManifest, results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = results[name];
  if (tensor === undefined)
    throw new Failure('model-unavailable', `The model ${id} did not answer with the tensor that its manifest names.`);
  return tensor;
}
