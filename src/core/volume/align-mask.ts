import { indexTransform } from './grid-transform.ts';
import type { Geometry, Mask } from './volume.ts';

/**
 * A mask on the grid of an image: each image voxel takes the mask voxel in which its centre lies (0 outside the mask's grid).
 * Aligned by world coordinates, so flipped or permuted axes are no matter; on grids of the same voxels it is exact.
 */
export const alignMask = (mask: Mask, to: Geometry): Mask => {
  const t = indexTransform(to, mask.geometry);
  const [width, height, depth] = mask.geometry.size;
  const [nx, ny, nz] = to.size;
  const data = new Uint8Array(nx * ny * nz);
  const [xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0, ox = 0, oy = 0, oz = 0] = t;
  // float noise must not push a centre on a border into the neighbour by chance
  const nearest = (v: number) => Math.floor(v + 0.5 + 1e-6);
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++) {
      const [px, py, pz] = [xy * j + xz * k + ox, yy * j + yz * k + oy, zy * j + zz * k + oz];
      for (let i = 0; i < nx; i++, at++) {
        const x = nearest(xx * i + px);
        const y = nearest(yx * i + py);
        const z = nearest(zx * i + pz);
        if (x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth) continue;
        data[at] = mask.data[(z * height + y) * width + x] ?? 0;
      }
    }
  return { geometry: to, data };
};
