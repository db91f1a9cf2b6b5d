import { boundingBox } from './geometry.ts';
import type { Mask } from './volume.ts';

/**
 * The mask without every voxel whose centre lies within `radiusMm` of the centre of a voxel outside. The border of the image is no
 * border of the region: what the field of view cuts is not eroded there.
 *
 * The nearest voxel outside always has the region at one of its faces (a step towards the region would else find a nearer one), so only
 * those clear what lies around them, line by line.
 */
export function erode({ geometry, data }: Mask, radiusMm: number): Mask {
  const { size, spacingMm } = geometry;
  const [nx, ny, nz] = size;
  const out = Uint8Array.from(data);
  const box = boundingBox(data, size);
  if (!box) return { geometry, data: out };
  const [reachY, reachZ] = [Math.floor(radiusMm / spacingMm[1] + 1e-9), Math.floor(radiusMm / spacingMm[2] + 1e-9)];
  /** Lines of the ball: offset along y and z, half length along x. */
  const lines: (readonly [number, number, number])[] = [];
  for (let z = -reachZ; z <= reachZ; z++)
    for (let y = -reachY; y <= reachY; y++) {
      const left = radiusMm ** 2 - (y * spacingMm[1]) ** 2 - (z * spacingMm[2]) ** 2;
      if (left >= -1e-9) lines.push([y, z, Math.floor(Math.sqrt(Math.max(0, left)) / spacingMm[0] + 1e-9)]);
    }
  const [step, slice] = [nx, nx * ny];
  for (let z = Math.max(0, box.low[2] - 1); z <= Math.min(nz - 1, box.high[2] + 1); z++)
    for (let y = Math.max(0, box.low[1] - 1); y <= Math.min(ny - 1, box.high[1] + 1); y++)
      for (let x = Math.max(0, box.low[0] - 1); x <= Math.min(nx - 1, box.high[0] + 1); x++) {
        const at = x + nx * (y + ny * z);
        if (data[at]) continue;
        const borders =
          (x > 0 && data[at - 1]) ||
          (x + 1 < nx && data[at + 1]) ||
          (y > 0 && data[at - step]) ||
          (y + 1 < ny && data[at + step]) ||
          (z > 0 && data[at - slice]) ||
          (z + 1 < nz && data[at + slice]);
        if (!borders) continue;
        for (const [dy, dz, half] of lines) {
          const [j, k] = [y + dy, z + dz];
          if (j < 0 || k < 0 || j >= ny || k >= nz) continue;
          const row = nx * (j + ny * k);
          out.fill(0, row + Math.max(0, x - half), row + Math.min(nx, x + half + 1));
        }
      }
  return { geometry, data: out };
}
