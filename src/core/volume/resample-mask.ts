import { type Triple, toIndex, toWorld } from './geometry.ts';
import type { Geometry, Mask } from './volume.ts';

/**
 * A mask on the grid of an image with other voxels: each image voxel takes the mask voxel in which its centre lies
 * (0 outside the mask's grid). By world coordinates, so flipped or permuted axes are no matter; where the voxels are the
 * same it is exact. `alignMask` is the strict sibling: it refuses other voxels.
 */
export const resampleMask = (mask: Mask, to: Geometry): Mask => {
  const indexOf = (voxel: Triple) => toIndex(mask.geometry, toWorld(to, voxel));
  const [ox, oy, oz] = indexOf([0, 0, 0]);
  const step = (voxel: Triple): Triple => {
    const [x, y, z] = indexOf(voxel);
    return [x - ox, y - oy, z - oz];
  };
  const [alongX, alongY, alongZ] = [step([1, 0, 0]), step([0, 1, 0]), step([0, 0, 1])];
  const [width, height, depth] = mask.geometry.size;
  const [nx, ny, nz] = to.size;
  const data = new Uint8Array(nx * ny * nz);
  // half a voxel up, and a little more: float noise must not toss centres on a border to either side
  const half = 0.5 + 1e-6;
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const px = ox + alongY[0] * j + alongZ[0] * k + half;
      const py = oy + alongY[1] * j + alongZ[1] * k + half;
      const pz = oz + alongY[2] * j + alongZ[2] * k + half;
      for (let i = 0; i < nx; i++, at++) {
        const x = Math.floor(px + alongX[0] * i);
        const y = Math.floor(py + alongX[1] * i);
        const z = Math.floor(pz + alongX[2] * i);
        if (x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth) continue;
        data[at] = mask.data[(z * height + y) * width + x] ?? 0;
      }
    }
  return { geometry: to, data };
};
