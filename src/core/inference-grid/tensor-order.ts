import type { VolumeInput } from '../models/manifest.ts';
import type { Triple } from '../volume/geometry.ts';

/** Shape of a tensor [1, channels, spatial…] in the axis order of the model. */
export const tensorShape = (channels: number, [nx, ny, nz]: Triple, order: VolumeInput['axisOrder']): number[] =>
  order === 'zyx' ? [1, channels, nz, ny, nx] : [1, channels, nx, ny, nz];

/** From x fastest to the axis order of the model. */
export const toTensorOrder = (
  data: Float32Array,
  channels: number,
  [nx, ny, nz]: Triple,
  order: VolumeInput['axisOrder'],
): Float32Array => (order === 'zyx' ? data : turned(data, channels, [nz, ny, nx]));

/** From the axis order of the model to x fastest. */
export const fromTensorOrder = (
  data: Float32Array,
  channels: number,
  size: Triple,
  order: VolumeInput['axisOrder'],
): Float32Array => (order === 'zyx' ? data : turned(data, channels, size));

/** First and last axis change places: `a` varies slowest in the result's order [c][c-axis][b][a]. */
function turned(data: Float32Array, channels: number, [na, nb, nc]: Triple): Float32Array {
  const out = new Float32Array(data.length);
  const step = nb * nc;
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * na * step;
    for (let c = 0; c < nc; c++)
      for (let b = 0; b < nb; b++)
        for (let a = 0; a < na; a++) out[at++] = data[base + a * step + b * nc + c] as number;
  }
  return out;
}
