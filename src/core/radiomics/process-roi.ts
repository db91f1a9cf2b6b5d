import { Failure } from '../failure.ts';
import { type Box, boundingBox, cropMask, cropVolume, sameGrid, widen } from '../volume/geometry.ts';
import { gridFor, interpolate, interpolateMask } from '../volume/interpolate.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { discretise } from './discretise.ts';
import type { Roi } from './roi.ts';
import type { ProcessingSettings } from './settings.ts';

/** Local intensity looks 6.2 mm around every voxel of the ROI. */
const surroundingsMm = 6.3;

/** DICOM modalities whose intensities have a unit of their own (Hounsfield units, activity). */
const calibratedModalities: readonly string[] = ['CT', 'PT'];

/**
 * From image and mask to a region of interest, in the order of the IBSI reference manual (figure 2.1): interpolate, round,
 * split the mask, re-segment the intensity mask, discretise. Only the surroundings of the mask are kept, unless a filter needs the whole image.
 * @param modality DICOM modality; CT intensities are rounded after interpolation unless the settings say otherwise.
 * @param filter turns the interpolated, rounded image into a response map; the mask stays re-segmented by the unfiltered intensities.
 * @throws Failure `invalid-input` for an empty mask, a mask on another grid, intensities that are no numbers, or settings that leave nothing.
 */
export function processRoi(
  image: Volume,
  mask: Mask,
  settings: ProcessingSettings,
  modality: string,
  filter?: (volume: Volume) => Volume,
): Roi {
  if (!sameGrid(image.geometry, mask.geometry)) {
    throw new Failure('invalid-input', 'Image and mask lie on different grids: align the mask first.');
  }
  const around = boundingBox(mask.data, mask.geometry.size);
  if (!around) throw new Failure('invalid-input', 'The mask is empty: no voxel belongs to the region.');

  const onGrid = resample(image, mask, around, settings, filter !== undefined);
  const morphological = onGrid.mask.data;
  const plain = new Float64Array(onGrid.image.data);
  if (settings.interpolation && (settings.interpolation.round ?? modality === 'CT')) {
    // Halves go up and -0 becomes 0.
    for (let at = 0; at < plain.length; at++) plain[at] = Math.floor((plain[at] as number) + 0.5);
  }
  refuseWithout(
    morphological,
    'Nothing of the mask is left after interpolation: the spacing is too coarse for this region.',
  );
  refuseNonNumbers(plain, morphological, 'The region holds voxels without a number.');

  const intensityMask = resegment(plain, morphological, settings.resegmentation);
  refuseWithout(
    intensityMask,
    'No voxel is left after re-segmentation: the range or the outlier limit excludes the whole region.',
  );

  const intensities = filter ? new Float64Array(filter({ geometry: onGrid.image.geometry, data: plain }).data) : plain;
  if (filter) refuseNonNumbers(intensities, intensityMask, 'The filter gave voxels without a number.');

  const range = filter ? undefined : (settings.resegmentation?.range ?? undefined);
  return {
    geometry: onGrid.image.geometry,
    intensities,
    morphological,
    intensityMask,
    ...(settings.discretisation
      ? { levels: discretise(intensities, intensityMask, settings.discretisation, range?.[0]) }
      : {}),
    calibrated: !filter && calibratedModalities.includes(modality),
    ...(settings.ivh ? { volumeHistogram: { ...settings.ivh, ...(range ? { range } : {}) } } : {}),
  };
}

function resample(image: Volume, mask: Mask, around: Box, { interpolation }: ProcessingSettings, whole: boolean) {
  if (!interpolation) {
    if (whole) return { image, mask };
    const box = widen(around, image.geometry, surroundingsMm);
    return { image: cropVolume(image, box), mask: cropMask(mask, box) };
  }
  const { spacingMm, dimension, maskThreshold } = interpolation;
  if (!(maskThreshold > 0 && maskThreshold <= 1)) {
    throw new Failure('invalid-input', 'The mask threshold must lie above 0 and not above 1.');
  }
  const grid = gridFor(image.geometry, spacingMm, dimension);
  const window = whole ? undefined : widen(onOtherGrid(around, image, grid), grid, surroundingsMm);
  return {
    image: interpolate(image, { spacingMm, dimension, method: interpolation.image }, window),
    mask: interpolateMask(mask, { spacingMm, dimension, method: interpolation.mask, threshold: maskThreshold }, window),
  };
}

/** The voxels of the new grid that a box of the old one can reach: half an old voxel and one more on either side. */
function onOtherGrid({ low, high }: Box, { geometry }: Volume, grid: ReturnType<typeof gridFor>): Box {
  const place = (value: number, axis: 0 | 1 | 2) =>
    ((value - (geometry.size[axis] - 1) / 2) * geometry.spacingMm[axis]) / grid.spacingMm[axis] +
    (grid.size[axis] - 1) / 2;
  const inside = (value: number, axis: 0 | 1 | 2) => Math.max(0, Math.min(grid.size[axis] - 1, value));
  return {
    low: [0, 1, 2].map((axis) =>
      inside(Math.floor(place((low[axis] ?? 0) - 2, axis as 0)), axis as 0),
    ) as unknown as Box['low'],
    high: [0, 1, 2].map((axis) =>
      inside(Math.ceil(place((high[axis] ?? 0) + 2, axis as 0)), axis as 0),
    ) as unknown as Box['high'],
  };
}

/** Closed range and outlier limits are both taken from the whole ROI and hold together (IBSI reference manual 2.6). */
function resegment(intensities: Float64Array, mask: Uint8Array, how: ProcessingSettings['resegmentation']): Uint8Array {
  let [low, high] = how?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (low > high) throw new Failure('invalid-input', 'The re-segmentation range ends below its start.');
  if (how?.outlierSigma !== null && how?.outlierSigma !== undefined) {
    if (!(how.outlierSigma > 0)) throw new Failure('invalid-input', 'The outlier limit must be a positive number.');
    const { mean, deviation } = spread(intensities, mask);
    low = Math.max(low, mean - how.outlierSigma * deviation);
    high = Math.min(high, mean + how.outlierSigma * deviation);
  }
  const out = new Uint8Array(mask.length);
  for (let at = 0; at < mask.length; at++) {
    const value = intensities[at] as number;
    if (mask[at] && value >= low && value <= high) out[at] = 1;
  }
  return out;
}

function spread(intensities: Float64Array, mask: Uint8Array) {
  let count = 0;
  let sum = 0;
  for (let at = 0; at < mask.length; at++) {
    if (!mask[at]) continue;
    count++;
    sum += intensities[at] as number;
  }
  const mean = sum / count;
  let squares = 0;
  for (let at = 0; at < mask.length; at++) if (mask[at]) squares += ((intensities[at] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / count) };
}

function refuseWithout(mask: Uint8Array, sentence: string) {
  if (!mask.includes(1)) throw new Failure('invalid-input', sentence);
}

function refuseNonNumbers(values: Float64Array, mask: Uint8Array, sentence: string) {
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] && !Number.isFinite(values[at])) throw new Failure('invalid-input', sentence);
  }
}
