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
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++, at++) {
        if (!intensityMask[at]) continue;
        let sum = 0;
        let count = 0;
        for (const { dj, dk, half } of rows) {
          const y = j + dj;
          const z = k + dk;
          if (y < 0 || y >= ny || z < 0 || z >= nz) continue;
          const from = Math.max(0, i - half);
          const to = Math.min(nx, i + half + 1);
          const row = (y + ny * z) * (nx + 1);
          sum += (sums[row + to] as number) - (sums[row + from] as number);
          count += counts ? (counts[row + to] as number) - (counts[row + from] as number) : to - from;
        }
        const mean = sum / count;
        if (mean > global) global = mean;
        const intensity = intensities[at] as number;
        if (intensity > maximum) {
          maximum = intensity;
          local = mean;
        } else if (intensity === maximum && mean > local) local = mean;
      }
    }
  }
  return maximum === Number.NEGATIVE_INFINITY ? undefined : { local, global };
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
