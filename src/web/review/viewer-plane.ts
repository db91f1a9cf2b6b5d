import { type Triple, toIndex, toWorld } from '../../core/volume/geometry.ts';
import { oppositeOf, type PatientDirection, patientDirections } from '../../core/volume/patient-directions.ts';
import type { Geometry } from '../../core/volume/volume.ts';
import type { ViewerVolume } from './viewer-volume.ts';

export const planes = ['axial', 'coronal', 'sagittal'] as const;
export type Plane = (typeof planes)[number];
type Axis = 0 | 1 | 2;

/** Where right, down and away from the reader lie in the patient: radiological convention; slices count from head, front and right. */
const convention: Readonly<Record<Plane, readonly [PatientDirection, PatientDirection, PatientDirection]>> = {
  axial: ['left', 'posterior', 'inferior'],
  coronal: ['left', 'inferior', 'posterior'],
  sagittal: ['posterior', 'inferior', 'left'],
};

/** How the voxels of a volume lie on the slices of a plane. Oblique volumes are cut along their own axes, the nearest to the patient's. */
export interface PlaneView {
  readonly plane: Plane;
  /** Index axes that go across, down and through the slices, and whether they run against it. */
  readonly axes: readonly [Axis, Axis, Axis];
  readonly flipped: readonly [boolean, boolean, boolean];
  /** Voxels across, down, and slices. */
  readonly size: Triple;
  readonly sideMm: Triple;
  /** What the borders of the picture show. */
  readonly towards: {
    readonly left: PatientDirection;
    readonly right: PatientDirection;
    readonly top: PatientDirection;
    readonly bottom: PatientDirection;
  };
}

export function planeView(geometry: Geometry, plane: Plane): PlaneView {
  const rising = patientDirections(geometry);
  const wanted = convention[plane];
  const axes = wanted.map((direction) =>
    rising.findIndex((one) => one === direction || one === oppositeOf(direction)),
  ) as unknown as readonly [Axis, Axis, Axis];
  const flipped = axes.map((axis, n) => rising[axis] !== wanted[n]) as unknown as PlaneView['flipped'];
  const [right, bottom] = wanted;
  return {
    plane,
    axes,
    flipped,
    size: axes.map((axis) => geometry.size[axis]) as unknown as Triple,
    sideMm: axes.map((axis) => geometry.spacingMm[axis]) as unknown as Triple,
    towards: { left: oppositeOf(right), right, top: oppositeOf(bottom), bottom },
  };
}

/** From index order x, y, z to across, down, slice, and (with `voxelOf`) back. Fractions are allowed. */
export function placeOf({ axes, flipped, size }: PlaneView, voxel: Triple): Triple {
  return axes.map((axis, n) => (flipped[n] ? (size[n] ?? 1) - 1 - voxel[axis] : voxel[axis])) as unknown as Triple;
}
export function voxelOf({ axes, flipped, size }: PlaneView, place: Triple): Triple {
  const voxel: [number, number, number] = [0, 0, 0];
  for (const [n, axis] of axes.entries())
    voxel[axis] = flipped[n] ? (size[n] ?? 1) - 1 - (place[n] ?? 0) : (place[n] ?? 0);
  return voxel;
}

/** The nearest place on a slice of a point of the patient (LPS, mm), inside the volume; and the point of a place. */
export function nearestPlace(geometry: Geometry, view: PlaneView, pointMm: Triple): Triple {
  return placeOf(view, toIndex(geometry, pointMm)).map((value, n) =>
    Math.max(0, Math.min((view.size[n] ?? 1) - 1, Math.round(value))),
  ) as unknown as Triple;
}
export const pointOf = (geometry: Geometry, view: PlaneView, place: Triple): Triple =>
  toWorld(geometry, voxelOf(view, place));

/** Stored numbers of one slice, row by row from the top left. */
export function sliceOf({ geometry, stored }: ViewerVolume, view: PlaneView, slice: number): Int16Array | Uint8Array {
  const [width, height] = view.size;
  const [nx, ny] = geometry.size;
  const strides = [1, nx, nx * ny];
  const start = voxelOf(view, [0, 0, slice]).reduce((sum, index, axis) => sum + index * (strides[axis] ?? 0), 0);
  const step = (n: 0 | 1) => (view.flipped[n] ? -1 : 1) * (strides[view.axes[n]] ?? 0);
  const [across, down] = [step(0), step(1)];
  const out = stored instanceof Int16Array ? new Int16Array(width * height) : new Uint8Array(width * height);
  for (let row = 0, at = 0; row < height; row++) {
    let from = start + row * down;
    for (let column = 0; column < width; column++, at++, from += across) out[at] = stored[from] ?? 0;
  }
  return out;
}

/** The slice with the largest area of a region; of equal ones the first. Undefined where it is empty. */
export function largestSlice(mask: ViewerVolume, view: PlaneView): number | undefined {
  const [nx, ny, nz] = mask.geometry.size;
  const areas = new Float64Array(view.size[2]);
  const through = view.axes[2];
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, at++) {
        if (!mask.stored[at]) continue;
        const index = through === 0 ? i : through === 1 ? j : k;
        const slice = view.flipped[2] ? view.size[2] - 1 - index : index;
        areas[slice] = (areas[slice] ?? 0) + 1;
      }
  const most = Math.max(...areas);
  return most === 0 ? undefined : areas.indexOf(most);
}
