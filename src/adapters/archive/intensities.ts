import { Failure } from '../../core/failure.ts';
import type { Attributes } from './data-set.ts';
import type { DecodedFrame } from './pixel-decoder.ts';
import { luminance, type PixelLayout } from './pixel-layout.ts';

/** Modality transform and padding of one frame. */
export interface Rescale {
  readonly slope: number;
  readonly intercept: number;
  /** Stored values that stand for "no image here", both ends included. */
  readonly padding: readonly [number, number] | undefined;
}

/** Modalities whose rescaled values are physical; elsewhere MONOCHROME1 only says that a low value is bright. */
const physical = new Set(['CT', 'PT']);

/** Absent rescale is the identity, but for CT, where the standard demands it and HU cannot be guessed. */
export const rescaleOf = (frame: Attributes | undefined, whole: Attributes, modality: string): Rescale => {
  const own = frame ?? whole;
  if (whole.item('x00283000') !== undefined)
    throw new Failure('invalid-input', 'Images with a modality lookup table are not supported.');
  const slope = own.number('x00281053');
  const intercept = own.number('x00281052');
  if (slope === 0) throw new Failure('invalid-input', 'The rescale slope of the image is 0.');
  if (modality === 'CT' && (slope === undefined || intercept === undefined))
    throw new Failure(
      'invalid-input',
      'The CT image has no rescale slope and intercept, so it has no Hounsfield units.',
    );
  const padding = whole.number('x00280120');
  const limit = whole.number('x00280121') ?? padding;
  return {
    slope: slope ?? 1,
    intercept: intercept ?? 0,
    padding:
      padding === undefined || limit === undefined ? undefined : [Math.min(padding, limit), Math.max(padding, limit)],
  };
};

/**
 * Writes a frame's intensities at `at` of a volume: rescaled; colour as luminance (0 to 255); MONOCHROME1 turned round
 * unless the values are physical. Padding keeps its rescaled value and is counted, never replaced by a guess.
 * @returns the number of padding pixels.
 */
export const writeIntensities = (
  frame: DecodedFrame,
  layout: PixelLayout,
  rescale: Rescale,
  modality: string,
  volume: Float32Array,
  at: number,
): number => {
  const { samples, model } = frame;
  const pixels = layout.rows * layout.columns;
  const { slope, intercept, padding } = rescale;
  if (model !== 'grey') {
    for (let i = 0; i < pixels; i++) {
      const first = samples[3 * i] ?? 0;
      volume[at + i] = model === 'ybr' ? first : luminance(first, samples[3 * i + 1] ?? 0, samples[3 * i + 2] ?? 0);
    }
    return 0;
  }
  if (layout.palette !== undefined) {
    const { first, luminance: shades } = layout.palette;
    for (let i = 0; i < pixels; i++) {
      // an index outside the palette takes its first or last entry (PS3.3 C.7.6.3.1.5)
      const entry = Math.min(Math.max((samples[i] ?? 0) - first, 0), shades.length - 1);
      volume[at + i] = shades[entry] ?? 0;
    }
    return 0;
  }
  // low + high - x: the stored range turned round
  const turned = layout.photometric === 'MONOCHROME1' && !physical.has(modality);
  const sum = layout.signed ? -1 : 2 ** layout.bitsStored - 1;
  const [low, high] = padding ?? [1, 0];
  let padded = 0;
  for (let i = 0; i < pixels; i++) {
    const value = samples[i] ?? 0;
    if (value >= low && value <= high) padded++;
    volume[at + i] = (turned ? sum - value : value) * slope + intercept;
  }
  return padded;
};
