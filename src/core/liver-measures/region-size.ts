import { boundingBox, toWorld } from '../volume/geometry.ts';
import { oppositeOf, type PatientDirection, patientDirections } from '../volume/patient-directions.ts';
import type { Mask } from '../volume/volume.ts';

/** Number of voxels of a mask. */
export function voxelsOf({ data }: Mask): number {
  let count = 0;
  for (let at = 0; at < data.length; at++) if (data[at]) count++;
  return count;
}

/** Volume of one voxel in millilitres. */
export const voxelMl = ({ geometry: { spacingMm } }: Mask): number =>
  (spacingMm[0] * spacingMm[1] * spacingMm[2]) / 1000;

/** Volume of a mask in millilitres. */
export const volumeMlOf = (mask: Mask): number => voxelsOf(mask) * voxelMl(mask);

/** Faces of the image that the region touches, in patient directions: there the field of view cuts it, or may. */
export function touchedFaces(mask: Mask): readonly PatientDirection[] {
  const { size } = mask.geometry;
  const box = boundingBox(mask.data, size);
  if (!box) return [];
  const rises = patientDirections(mask.geometry);
  return ([0, 1, 2] as const).flatMap((axis) => [
    ...(box.low[axis] === 0 ? [oppositeOf(rises[axis])] : []),
    ...(box.high[axis] === size[axis] - 1 ? [rises[axis]] : []),
  ]);
}

/** Centre of mass in the world (LPS, mm); undefined for an empty mask. */
export function centreOf(mask: Mask): readonly [number, number, number] | undefined {
  const [nx, ny, nz] = mask.geometry.size;
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, at++) {
        if (!mask.data[at]) continue;
        sums[0] += i;
        sums[1] += j;
        sums[2] += k;
        count++;
      }
  if (count === 0) return undefined;
  return toWorld(mask.geometry, [sums[0] / count, sums[1] / count, sums[2] / count]);
}

/**
 * Extent along the patient's long axis (world z) in mm, voxels at both ends counted whole; on slices that lean, the extent of the centres plus
 * one voxel as seen along the axis. Undefined for an empty mask.
 */
export function craniocaudalMm(mask: Mask): number | undefined {
  const { size, spacingMm, axes, originMm } = mask.geometry;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, at++) {
        if (!mask.data[at]) continue;
        const z = originMm[2] + axes[2] * i * spacingMm[0] + axes[5] * j * spacingMm[1] + axes[8] * k * spacingMm[2];
        if (z < low) low = z;
        if (z > high) high = z;
      }
  if (low > high) return undefined;
  const voxel = Math.abs(axes[2]) * spacingMm[0] + Math.abs(axes[5]) * spacingMm[1] + Math.abs(axes[8]) * spacingMm[2];
  return high - low + voxel;
}
