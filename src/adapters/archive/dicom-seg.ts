import { Failure } from '../../core/failure.ts';
import { findLabel, type LabelOffer } from '../../core/volume/find-label.ts';
import { toIndex } from '../../core/volume/geometry.ts';
import { resampleMask } from '../../core/volume/resample-mask.ts';
import { sliceAxes } from '../../core/volume/slice-stack.ts';
import type { Geometry, Mask } from '../../core/volume/volume.ts';
import type { DicomFile } from './dicom-file.ts';
import { decodeFrame } from './pixel-decoder.ts';
import { pixelLayoutOf } from './pixel-layout.ts';
import { codesOf } from './rtstruct.ts';

const refused = (sentence: string) => new Failure('invalid-input', sentence);

const maximumVoxels = 2 ** 30;
/** A frame may lie this part of the step off its place on the even grid. */
const unevenness = 0.1;

interface SegFrame {
  readonly index: number;
  readonly segment: number | undefined;
  readonly positionMm: readonly [number, number, number];
  readonly orientation: readonly number[];
  readonly spacing: readonly number[];
  readonly step: number | undefined;
}

/** The segments a DICOM SEG offers, with the coded property type of each. */
export const segmentsOf = (file: DicomFile): readonly LabelOffer[] =>
  file.attributes.items('x00620002').flatMap((segment) => {
    const number = segment.number('x00620004');
    if (number === undefined) return [];
    // the anatomic region is left aside: a tumour in the liver has the liver as its region
    return [
      {
        number,
        name: segment.text('x00620005'),
        codes: codesOf(segment.items('x0062000f')),
        ...(segment.text('x00620008') === 'AUTOMATIC' ? { automatic: true } : {}),
      },
    ];
  });

const framesOf = (file: DicomFile): readonly SegFrame[] => {
  const shared = file.attributes.item('x52009229');
  const perFrame = file.attributes.items('x52009230');
  if (perFrame.length !== file.frameCount)
    throw refused('The functional groups of the segmentation do not match its number of frames.');
  return perFrame.map((own, index) => {
    const group = (tag: string) => own.item(tag) ?? shared?.item(tag);
    const measures = group('x00289110');
    const [x, y, z] = group('x00209113')?.numbers('x00200032') ?? [];
    const orientation = group('x00209116')?.numbers('x00200037') ?? [];
    const spacing = measures?.numbers('x00280030') ?? [];
    if (x === undefined || y === undefined || z === undefined || orientation.length !== 6 || spacing.length !== 2)
      throw refused('A frame of the segmentation has no position, orientation or pixel spacing.');
    return {
      index,
      segment: group('x0062000a')?.number('x0062000b'),
      positionMm: [x, y, z],
      orientation,
      spacing,
      step: measures?.number('x00180088'),
    };
  });
};

/** Where a frame lies on the grid of the segmentation, in voxels. */
type Place = readonly [column: number, row: number, slice: number];

/**
 * The even grid on which frames of one orientation stand, and the place of each. Frames may be shifted against each other within their
 * plane (a segmentation of a CT with a tilted gantry): then the grid is larger than a frame, and a frame lies to half a pixel in its place.
 */
const gridOf = (
  frames: readonly SegFrame[],
  size: readonly [number, number],
  image: Geometry,
): { geometry: Geometry; places: readonly Place[] } => {
  const [first] = frames;
  const axes = first === undefined ? undefined : sliceAxes(first.orientation);
  if (first === undefined || axes === undefined)
    throw refused('The orientation of the segmentation is no pair of right-angled directions.');
  const other = frames.some(
    ({ orientation, spacing }) =>
      orientation.some((value, i) => Math.abs(value - (first.orientation[i] ?? 2)) > 1e-3) ||
      spacing.some((value, i) => Math.abs(value - (first.spacing[i] ?? 0)) > 1e-4),
  );
  if (other) throw refused('The frames of the segmentation have different orientations or pixel spacings.');
  const [x, y, z] = axes;
  const alongs = frames.map(({ positionMm: p }) => p[0] * z[0] + p[1] * z[1] + p[2] * z[2]);
  const lowest = alongs.indexOf(Math.min(...alongs));
  const bottom = frames[lowest] ?? first;
  const heights = alongs.map((along) => along - (alongs[lowest] ?? 0));
  const step = stepOf(frames, heights, z, image);
  const slices = heights.map((height) => Math.round(height / step));
  if (heights.some((height, i) => Math.abs(height / step - (slices[i] ?? 0)) > unevenness))
    throw refused('The frames of the segmentation are unevenly spaced.');
  const [row = 0, column = 0] = first.spacing;
  if (!(row > 0) || !(column > 0)) throw refused('The segmentation has no valid grid.');
  const shiftsAlong = (direction: readonly [number, number, number], spacingMm: number) => {
    const shifts = frames.map(({ positionMm: p }) => {
      const way = p.map((value, axis) => value - (bottom.positionMm[axis] ?? 0));
      return direction.reduce((sum, part, axis) => sum + part * (way[axis] ?? 0), 0) / spacingMm;
    });
    // rounded coordinates are no shift: a grid of upright frames is that of the lowest one
    return shifts.every((shift) => Math.abs(shift) <= 0.5) ? shifts.map(() => 0) : shifts.map(Math.round);
  };
  const [across, down] = [shiftsAlong(x, column), shiftsAlong(y, row)];
  const [left, top] = [Math.min(...across), Math.min(...down)];
  const gridSize = [
    size[0] + Math.max(...across) - left,
    size[1] + Math.max(...down) - top,
    Math.max(...slices) + 1,
  ] as const;
  if (!(gridSize[0] * gridSize[1] * gridSize[2] <= maximumVoxels)) throw refused('The segmentation has no valid grid.');
  const origin = (axis: 0 | 1 | 2) => bottom.positionMm[axis] + left * column * x[axis] + top * row * y[axis];
  return {
    geometry: {
      size: gridSize,
      spacingMm: [column, row, step],
      originMm: [origin(0), origin(1), origin(2)],
      axes: [...x, ...y, ...z],
    },
    places: slices.map((slice, i) => [(across[i] ?? 0) - left, (down[i] ?? 0) - top, slice]),
  };
};

/**
 * Distance of the segmentation's slices. Empty slices are often left out, so the gaps between frames may be too wide:
 * the image's own spacing comes first where all frames lie on its slices, then what the segmentation says, then the gaps.
 */
const stepOf = (
  frames: readonly SegFrame[],
  heights: readonly number[],
  normal: readonly [number, number, number],
  image: Geometry,
): number => {
  const { axes, spacingMm } = image;
  const parallel = Math.abs(axes[6] * normal[0] + axes[7] * normal[1] + axes[8] * normal[2]) > 0.9999;
  const onSlices = frames.every(({ positionMm }) => {
    const k = toIndex(image, positionMm)[2];
    return Math.abs(k - Math.round(k)) < 0.05;
  });
  if (parallel && onSlices) return spacingMm[2];
  const said = frames[0]?.step;
  if (said !== undefined && said > 0) return said;
  const sorted = [...heights].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((height, i) => height - (sorted[i] ?? 0));
  const step = Math.min(...gaps.filter((gap) => gap > 0.01));
  if (!Number.isFinite(step))
    throw refused('The segmentation has one slice that does not lie on a slice of the image.');
  return step;
};

/**
 * One segment of a DICOM SEG (binary, fractional or label map) as a mask on the image's grid, aligned by world coordinates.
 *
 * @param options.label number or label of the segment; without it the liver by code or label, or the only segment
 * @param options.threshold of fractional segments, as a part of the maximum; from 0.5 without it
 */
export const maskFromSeg = async (
  file: DicomFile,
  image: { readonly geometry: Geometry; readonly frameOfReference?: string | undefined },
  options: { readonly label?: string | undefined; readonly threshold?: number | undefined } = {},
): Promise<Mask> => {
  const { attributes } = file;
  const found = findLabel(segmentsOf(file), options.label);
  if (!found.ok) throw refused(found.sentence);
  const frame = attributes.text('x00200052');
  if (frame !== undefined && image.frameOfReference !== undefined && frame !== image.frameOfReference)
    throw refused('The segmentation belongs to another frame of reference than the image.');
  const type = attributes.text('x00620001');
  if (type !== 'BINARY' && type !== 'FRACTIONAL' && type !== 'LABELMAP')
    throw refused('The segmentation is neither binary, fractional nor a label map.');
  const layout = pixelLayoutOf(attributes);
  const maximum = attributes.number('x0062000e') ?? 255;
  const least = Math.max((options.threshold ?? 0.5) * maximum, Number.MIN_VALUE);
  const inside =
    type === 'BINARY'
      ? (value: number) => value !== 0
      : type === 'FRACTIONAL'
        ? (value: number) => value >= least
        : (value: number) => value === found.number;
  const frames = framesOf(file).filter(({ segment }) => type === 'LABELMAP' || segment === found.number);
  if (frames.length === 0) throw refused('The segment asked for has no frames: it is empty.');
  const { columns, rows } = layout;
  const { geometry, places } = gridOf(frames, [columns, rows], image.geometry);
  const [width, height, depth] = geometry.size;
  const data = new Uint8Array(width * height * depth);
  for (const [i, { index }] of frames.entries()) {
    const { samples } = await decodeFrame(file, layout, index);
    const [across, down, slice] = places[i] ?? [0, 0, 0];
    for (let row = 0, pixel = 0; row < rows; row++) {
      const at = (slice * height + row + down) * width + across;
      for (let column = 0; column < columns; column++, pixel++) if (inside(samples[pixel] ?? 0)) data[at + column] = 1;
    }
  }
  const mask = resampleMask({ geometry, data }, image.geometry);
  if (!mask.data.includes(1)) throw refused('The segment covers no voxel of the image.');
  return mask;
};
