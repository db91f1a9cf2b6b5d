import { Failure } from '../failure.ts';
import type { FramesInput } from '../models/manifest.ts';
import { normalise } from './normalise.ts';
import { cutBox, place } from './prepare-volume.ts';
import { resize, resizedSize } from './resize.ts';

/** One B-mode picture: luminance 0 to 255, x fastest. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** Of a pixel along x and y, where the picture is calibrated. */
  readonly spacingMm?: readonly [number, number];
  /** First and last pixel of the tissue region, both included. */
  readonly tissueRegion?: { readonly from: readonly [number, number]; readonly to: readonly [number, number] };
}

export interface PreparedFrames {
  /** [frames, channels, y, x], x fastest. */
  readonly data: Float32Array;
  readonly shape: readonly [number, number, number, number];
  /** Which of the given frames these are. */
  readonly chosen: readonly number[];
}

/** At most `most` of n, evenly spread, first and last among them. */
export function spreadFrames(n: number, most: number): number[] {
  if (n <= most) return Array.from({ length: n }, (_, at) => at);
  if (most === 1) return [Math.floor((n - 1) / 2)];
  return Array.from({ length: most }, (_, at) => Math.round((at * (n - 1)) / (most - 1)));
}

/**
 * From pictures to the tensor of a network, in this order: cut, intensities, size. With `spacingMm` pixels are brought to it and the
 * result is cut or padded with 0 around its middle to `size`; without, the cut is resized to `size` as it is. A model of `rgb` gets
 * the luminance three times.
 * @throws Failure `invalid-input`: no frame, no calibration or no tissue region where the model needs it.
 */
export function prepareFrames(frames: readonly Frame[], input: FramesInput): PreparedFrames {
  if (frames.length === 0) throw new Failure('invalid-input', 'There is no ultrasound picture.');
  const chosen = spreadFrames(frames.length, input.mostFrames);
  const channels = input.colour === 'rgb' ? 3 : 1;
  const [width, height] = input.size;
  const pixels = width * height;
  const data = new Float32Array(chosen.length * channels * pixels);
  chosen.forEach((number, at) => {
    const frame = frames[number];
    if (frame === undefined) return;
    const picture = oneFrame(frame, input);
    for (let channel = 0; channel < channels; channel++) data.set(picture, (at * channels + channel) * pixels);
  });
  return { data, shape: [chosen.length, channels, height, width], chosen };
}

function oneFrame(frame: Frame, input: FramesInput): Float32Array {
  const { width, height, spacingMm, tissueRegion } = frame;
  let low: readonly [number, number] = [0, 0];
  let high: readonly [number, number] = [width - 1, height - 1];
  if (input.crop === 'tissue-region') {
    if (tissueRegion === undefined)
      throw new Failure('invalid-input', 'The ultrasound picture names no tissue region, which the model looks at.');
    const within = (value: number, n: number) => Math.max(0, Math.min(n - 1, value));
    low = [within(tissueRegion.from[0], width), within(tissueRegion.from[1], height)];
    high = [within(tissueRegion.to[0], width), within(tissueRegion.to[1], height)];
    if (high[0] < low[0] || high[1] < low[1])
      throw new Failure('invalid-input', 'The tissue region of the ultrasound picture is empty.');
  }
  const cutSize = [high[0] - low[0] + 1, high[1] - low[1] + 1, 1] as const;
  const cut = cutBox(frame.data, [width, height, 1], { low: [...low, 0], high: [...high, 0] });
  const values = normalise(cut, input.normalisation, foreground(cut));
  const target = [input.size[0], input.size[1], 1] as const;
  if (input.spacingMm === null) return resize(values, cutSize, target, 'linear');
  if (spacingMm === undefined)
    throw new Failure('invalid-input', 'The ultrasound picture is not calibrated, which the model needs.');
  const wanted = [input.spacingMm, input.spacingMm, 1] as const;
  const newSize = resizedSize(cutSize, [spacingMm[0], spacingMm[1], 1], wanted);
  const out = new Float32Array(target[0] * target[1]);
  const offset = [0, 1].map((axis) => {
    const room = (target[axis] ?? 0) - (newSize[axis] ?? 0);
    return room >= 0 ? Math.floor(room / 2) : -Math.floor(-room / 2);
  });
  place(resize(values, cutSize, newSize, 'linear'), newSize, out, target, [offset[0] ?? 0, offset[1] ?? 0, 0], 0);
  return out;
}

const foreground = (data: Float32Array) => Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
