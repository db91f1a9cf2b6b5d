import type { Roi } from '../roi.ts';

/** Radius of a sphere of 1 cm³, about 6.2 mm. */
const radiusMm = 10 * (3 / (4 * Math.PI)) ** (1 / 3);

/**
 * Mean intensity in a sphere of 1 cm³ around voxels of the region, voxels outside the region and inside the image counted too:
 * `local`, the highest around voxels with the maximal intensity; `global`, the highest around any voxel.
 *
 * A sphere is a bundle of rows along x; with running sums of each row of the image a row of the sphere costs one subtraction,
 * so the cost grows with the square of the radius, not the cube.
 */
export function localPeaks(roi: Pick<Roi, 'geometry' | 'intensities' | 'intensityMask'>) {
  const { intensities, intensityMask } = roi;
  const [nx, ny, nz] = roi.geometry.size;
  const rows = sphereRows(roi.geometry.spacingMm);
  const sums = new Float64Array((nx + 1) * ny * nz);
  // Voxels without a number outside the region do not count; most images have none.
  const counts = intensities.every(Number.isFinite) ? undefined : new Uint32Array(sums.length);
  for (let row = 0; row < ny * nz; row++) {
    let sum = 0;
    for (let i = 0; i < nx; i++) {
      const value = intensities[row * nx + i] as number;
      const to = row * (nx + 1) + i + 1;
      sum += Number.isFinite(value) ? value : 0;
      sums[to] = sum;
      if (counts) counts[to] = (i === 0 ? 0 : (counts[to - 1] as number)) + (Number.isFinite(value) ? 1 : 0);
    }
  }

  let maximum = Number.NEGATIVE_INFINITY;
  let local = Number.NEGATIVE_INFINITY;
  let global = Number.NEGATIVE_INFINITY;
  const sum = new Float64Array(nx);
  const count = new Float64Array(nx);
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const row = nx * (j + ny * k);
      let first = 0;
      while (first < nx && intensityMask[row + first] === 0) first++;
      if (first === nx) continue;
      let end = nx;
      while (intensityMask[row + end - 1] === 0) end--;
      sum.fill(0);
      count.fill(0);
      let whole = 0;
      for (const { dj, dk, half } of rows) {
        const [y, z] = [j + dj, k + dk];
        if (y < 0 || y >= ny || z < 0 || z >= nz) continue;
        addRow(sums, (y + ny * z) * (nx + 1), { nx, half, first, end }, sum);
        if (counts) addRow(counts, (y + ny * z) * (nx + 1), { nx, half, first, end }, count);
        else {
          whole += 2 * half + 1;
          takeOverhang({ nx, half, first, end }, count);
        }
      }
      for (let i = first; i < end; i++) {
        if (intensityMask[row + i] === 0) continue;
        const mean = (sum[i] as number) / (whole + (count[i] as number));
        if (mean > global) global = mean;
        const intensity = intensities[row + i] as number;
        if (intensity > maximum) {
          maximum = intensity;
          local = mean;
        } else if (intensity === maximum && mean > local) local = mean;
      }
    }
  }
  return maximum === Number.NEGATIVE_INFINITY ? undefined : { local, global };
}

/** The voxels `first` to `end` of a row of the image, and how far a row of the sphere reaches to both sides of each. */
interface Reach {
  readonly nx: number;
  readonly half: number;
  readonly first: number;
  readonly end: number;
}

/** Adds, for each voxel, the part of a row of the image that lies in the sphere around it: a difference of running sums. */
function addRow(running: Float64Array | Uint32Array, row: number, { nx, half, first, end }: Reach, to: Float64Array) {
  const right = row + half + 1;
  const left = row - half;
  const whole = Math.max(first, half);
  const cut = Math.max(whole, Math.min(end, nx - half));
  for (let i = first; i < Math.min(whole, end); i++) {
    to[i] = (to[i] as number) + ((running[Math.min(row + nx, right + i)] as number) - (running[row] as number));
  }
  for (let i = whole; i < cut; i++) {
    to[i] = (to[i] as number) + ((running[right + i] as number) - (running[left + i] as number));
  }
  for (let i = cut; i < end; i++) {
    to[i] = (to[i] as number) + ((running[row + nx] as number) - (running[left + i] as number));
  }
}

/** Takes off what of a row of the sphere lies beyond the ends of the image. */
function takeOverhang({ nx, half, first, end }: Reach, from: Float64Array) {
  for (let i = first; i < Math.min(half, end); i++) from[i] = (from[i] as number) - (half - i);
  for (let i = Math.max(first, nx - half); i < end; i++) from[i] = (from[i] as number) - (i + half + 1 - nx);
}

function sphereRows([sx, sy, sz]: readonly [number, number, number]) {
  const rows: { readonly dj: number; readonly dk: number; readonly half: number }[] = [];
  const reach = (step: number) => Math.floor(radiusMm / step + 1e-9);
  for (let dk = -reach(sz); dk <= reach(sz); dk++) {
    for (let dj = -reach(sy); dj <= reach(sy); dj++) {
      const rest = radiusMm ** 2 - (dj * sy) ** 2 - (dk * sz) ** 2;
      if (rest >= 0) rows.push({ dj, dk, half: Math.floor(Math.sqrt(rest) / sx + 1e-9) });
    }
  }
  return rows;
}
