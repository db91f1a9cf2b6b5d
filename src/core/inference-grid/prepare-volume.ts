import { Failure } from '../failure.ts';
import type { VolumeInput } from '../models/manifest.ts';
import { type Box, boundingBox, cropGeometry, sameGrid, type Triple, widen } from '../volume/geometry.ts';
import type { Geometry, Mask, Volume } from '../volume/volume.ts';
import { nonzeroMask, normalise } from './normalise.ts';
import { type Axis, type AxisPlan, orient, orientedGeometry, planAxes } from './reorient.ts';
import { resize, resizedSize, thickAxis } from './resize.ts';

/** A grid made ready for a network, and every step that leads back. */
export interface Preparation {
  /** [channels, z, y, x], x fastest. */
  readonly data: Float32Array;
  readonly channels: number;
  /** Voxels x, y, z of `data`. */
  readonly size: Triple;
  readonly source: Geometry;
  readonly plan: AxisPlan;
  /** Of the oriented source. */
  readonly box: Box;
  readonly croppedSize: Triple;
  readonly resizedSize: Triple;
  readonly thick: Axis | undefined;
  /** Where the resized grid begins in `data`; negative where it was cut. */
  readonly offset: Triple;
}

/** More voxels than this in one channel are no scan at a sensible spacing: 1 GiB of float32. */
const mostVoxels = 2 ** 28;

/**
 * From the channels of a study to the tensor of a network, in this order: axes (`orientation`), cut (`crop`), intensities
 * (`normalisation`, over what was cut out), outside of the region, size of the voxels (`spacingMm`), fixed `size`.
 * @param region needed where `crop` is a region; on the grid of the channels.
 * @throws Failure `invalid-input`: channels on different grids, no voxel left, a region that is missing, too many voxels.
 */
export function prepareVolume(channels: readonly Volume[], input: VolumeInput, region?: Mask): Preparation {
  const [first] = channels;
  if (first === undefined || channels.length !== input.channels.length)
    throw new Failure('invalid-input', `The model needs ${input.channels.length} series; ${channels.length} are here.`);
  const source = first.geometry;
  if (!channels.every(({ geometry }) => sameGrid(geometry, source)))
    throw new Failure('invalid-input', 'The series of the model lie on different grids.');
  if (region !== undefined && !sameGrid(region.geometry, source))
    throw new Failure('invalid-input', 'The region lies on another grid than the image.');
  const plan = planAxes(source, input.orientation);
  const whole = orientedGeometry(source, plan);
  const oriented = channels.map(({ data }) => orient(data, source.size, plan));
  const inside = region === undefined ? undefined : orient(region.data, source.size, plan);

  const box = boxOf(input, whole, oriented, inside);
  const { size: croppedSize } = cropGeometry(whole, box);
  const cut = oriented.map((data) => cutBox(Float32Array.from(data), whole.size, box));
  const regionCut = inside === undefined ? undefined : cutBox(inside, whole.size, box);
  const foreground = input.channels.some(
    ({ normalisation }) => normalisation.kind === 'z-score' && normalisation.over === 'nonzero',
  )
    ? nonzeroMask(cut, croppedSize)
    : undefined;

  const wanted = input.spacingMm ?? whole.spacingMm;
  const newSize = input.spacingMm === null ? croppedSize : resizedSize(croppedSize, whole.spacingMm, wanted);
  const size = input.size ?? newSize;
  if (Math.max(product(newSize), product(size)) > mostVoxels)
    throw new Failure('invalid-input', 'The image would have too many voxels at the spacing of the model.');
  const thick = input.thickSlices === 'nearest' ? thickAxis(whole.spacingMm, wanted) : undefined;
  const offset = size.map((n, axis) => centred(n, newSize[axis] as number)) as unknown as Triple;

  const data = new Float32Array(channels.length * product(size));
  cut.forEach((intensities, channel) => {
    const rule = input.channels[channel]?.normalisation ?? { kind: 'none' as const };
    const mask = rule.kind === 'z-score' && rule.over === 'roi' ? regionCut : foreground;
    const values = normalise(intensities, rule, mask);
    if (input.crop.kind === 'roi' && input.crop.outside !== undefined && regionCut !== undefined)
      for (let at = 0; at < values.length; at++) if (!regionCut[at]) values[at] = input.crop.outside;
    const resized = resize(values, croppedSize, newSize, input.interpolation, thick);
    place(
      resized,
      newSize,
      data.subarray(channel * product(size), (channel + 1) * product(size)),
      size,
      offset,
      input.padding,
    );
  });
  return { data, channels: channels.length, size, source, plan, box, croppedSize, resizedSize: newSize, thick, offset };
}

const product = ([x, y, z]: Triple) => x * y * z;

/** Start of n voxels inside m, or of m inside n (negative), both around the middle; an odd one more stands behind. */
const centred = (room: number, n: number) => (room >= n ? Math.floor((room - n) / 2) : -Math.floor((n - room) / 2));

function boxOf(
  { crop }: VolumeInput,
  whole: Geometry,
  channels: readonly ArrayLike<number>[],
  region: Uint8Array | undefined,
): Box {
  const all: Box = { low: [0, 0, 0], high: whole.size.map((n) => n - 1) as unknown as Triple };
  if (crop.kind === 'none') return all;
  if (crop.kind === 'roi') {
    if (region === undefined)
      throw new Failure('invalid-input', `The model looks at the ${crop.label}; no region is here.`);
    const box = boundingBox(region, whole.size);
    if (box === undefined) throw new Failure('invalid-input', `The region of the ${crop.label} is empty.`);
    return widen(box, whole, crop.marginMm);
  }
  const boxes = channels.flatMap((data) => boundingBox(data, whole.size) ?? []);
  const bound = (pick: (values: number[]) => number, end: 'low' | 'high') =>
    ([0, 1, 2] as const).map((axis) => pick(boxes.map((box) => box[end][axis]))) as unknown as Triple;
  if (boxes.length === 0) throw new Failure('invalid-input', 'The image holds nothing but zeros.');
  return { low: bound((v) => Math.min(...v), 'low'), high: bound((v) => Math.max(...v), 'high') };
}

/** The voxels of a box, x fastest. */
export function cutBox<T extends Float32Array | Uint8Array>(data: T, [nx, ny, nz]: Triple, { low, high }: Box): T {
  const width = high[0] - low[0] + 1;
  if (width === nx && high[1] - low[1] + 1 === ny && high[2] - low[2] + 1 === nz) return data;
  const out = data.slice(0, width * (high[1] - low[1] + 1) * (high[2] - low[2] + 1)) as T;
  let at = 0;
  for (let k = low[2]; k <= high[2]; k++)
    for (let j = low[1]; j <= high[1]; j++, at += width) {
      const from = low[0] + nx * (j + ny * k);
      out.set(data.subarray(from, from + width) as T & ArrayLike<number>, at);
    }
  return out;
}

/** Writes a grid into another one at an offset; what falls outside is lost, the rest of the target is `filling`. */
export function place(
  data: Float32Array,
  from: Triple,
  out: Float32Array,
  size: Triple,
  offset: Triple,
  filling: number,
): void {
  out.fill(filling);
  const first = Math.max(0, -offset[0]);
  const last = Math.min(from[0], size[0] - offset[0]);
  for (let k = Math.max(0, -offset[2]); k < Math.min(from[2], size[2] - offset[2]); k++)
    for (let j = Math.max(0, -offset[1]); j < Math.min(from[1], size[1] - offset[1]); j++) {
      const row = from[0] * (j + from[1] * k);
      const to = offset[0] + size[0] * (offset[1] + j + size[1] * (offset[2] + k));
      out.set(data.subarray(row + first, row + last), to + first);
    }
}
