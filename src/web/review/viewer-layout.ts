import type { PlaneView } from './viewer-plane.ts';

/** Where a slice lies on a stage: pixel = left + scale * voxel (0 is the outer border of the first voxel). */
export interface SliceLayout {
  readonly left: number;
  readonly top: number;
  /** Pixels of a voxel. */
  readonly scaleX: number;
  readonly scaleY: number;
}

/**
 * The whole slice in the middle, as large as it fits, square in millimetres; zoomed, the cross goes to the middle as far as no border of
 * the slice is drawn in needlessly.
 * @param at the cross: column and row, 0 is the centre of the first voxel
 */
export function layoutOf(
  { size: [columns, rows], sideMm }: Pick<PlaneView, 'size' | 'sideMm'>,
  [width, height]: readonly [number, number],
  zoom: number,
  at: readonly [number, number],
): SliceLayout {
  const pixelsPerMm = zoom * Math.min(width / (columns * sideMm[0]), height / (rows * sideMm[1]));
  const [scaleX, scaleY] = [pixelsPerMm * sideMm[0], pixelsPerMm * sideMm[1]];
  const begin = (room: number, extent: number, cross: number) =>
    extent <= room ? (room - extent) / 2 : Math.max(room - extent, Math.min(0, room / 2 - cross));
  return {
    left: begin(width, columns * scaleX, (at[0] + 0.5) * scaleX),
    top: begin(height, rows * scaleY, (at[1] + 0.5) * scaleY),
    scaleX,
    scaleY,
  };
}

/** Column and row of the voxel under a pixel; may lie outside of the slice. */
export const voxelUnder = ({ left, top, scaleX, scaleY }: SliceLayout, x: number, y: number): [number, number] => [
  Math.floor((x - left) / scaleX),
  Math.floor((y - top) / scaleY),
];
