import type { Triple } from '../volume/geometry.ts';
import { oppositeOf, type PatientDirection, patientDirections } from '../volume/patient-directions.ts';
import type { Geometry } from '../volume/volume.ts';

/** How one slice of a volume lies on a picture. */
export interface SliceView {
  readonly width: number;
  readonly height: number;
  /** What the borders of the picture show. */
  readonly towards: { readonly left: PatientDirection; readonly right: PatientDirection } & {
    readonly top: PatientDirection;
    readonly bottom: PatientDirection;
  };
  /** Voxel position (fractions) of the middle of a pixel. */
  voxelOf(column: number, row: number): Triple;
}

/**
 * The view of slice k in radiological convention: the patient's right at the left, front or head at the top; on sagittal slices the front
 * at the left. Axes are flipped and exchanged as needed. Pixels are square in millimetres whatever the voxels are.
 *
 * @param longestSide pixels
 */
export function sliceView(geometry: Geometry, k: number, longestSide: number): SliceView {
  const { size, spacingMm } = geometry;
  const [alongX, alongY] = patientDirections(geometry);
  const exchange = rank(alongX) > rank(alongY);
  const across = exchange ? 1 : 0;
  const down = exchange ? 0 : 1;
  const directions = [alongX, alongY] as const;
  const [rightwards, downwards] = [directions[across], directions[down]];
  const flipAcross = !(rightwards === 'left' || rightwards === 'posterior');
  const flipDown = !(downwards === 'posterior' || downwards === 'inferior');
  const [acrossMm, downMm] = [size[across] * spacingMm[across], size[down] * spacingMm[down]];
  const pixelMm = Math.max(acrossMm, downMm) / longestSide;
  const [width, height] = [Math.max(1, Math.round(acrossMm / pixelMm)), Math.max(1, Math.round(downMm / pixelMm))];
  const right = flipAcross ? oppositeOf(rightwards) : rightwards;
  const bottom = flipDown ? oppositeOf(downwards) : downwards;
  return {
    width,
    height,
    towards: { left: oppositeOf(right), right, top: oppositeOf(bottom), bottom },
    voxelOf(column, row) {
      // pixel borders coincide with voxel borders: half a voxel off its centre
      const a = ((column + 0.5) * acrossMm) / width / spacingMm[across] - 0.5;
      const d = ((row + 0.5) * downMm) / height / spacingMm[down] - 0.5;
      const [u, v] = [flipAcross ? size[across] - 1 - a : a, flipDown ? size[down] - 1 - d : d];
      return exchange ? [v, u, k] : [u, v, k];
    },
  };
}

/** Which of two axes goes across: right-left before front-back before head-foot. */
const rank = (direction: PatientDirection): number =>
  direction === 'left' || direction === 'right' ? 0 : direction === 'anterior' || direction === 'posterior' ? 1 : 2;
