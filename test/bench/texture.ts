import type { Aggregation, Family } from '../../src/core/radiomics/family.ts';
import type { Roi } from '../../src/core/radiomics/roi.ts';
import { textureFamilies } from '../support/texture-families.ts';
import { levelsRoi } from '../support/texture-rois.ts';
import { type BenchRow, round } from './row.ts';

/**
 * A whole liver at 1 mm, made up: an ellipsoid of 1.5 million voxels, smooth texture in 32 levels. One shape of noise
 * for every run, so that figures compare.
 */
export function madeUpLiver(levelCount = 32): Roi {
  const [width, height, depth] = [180, 150, 112] as const;
  const noise = lattice(30 * 30 * 30);
  const at = (i: number, j: number, k: number) => noise[(i % 30) + 30 * ((j % 30) + 30 * (k % 30))] ?? 0;
  const levels = new Uint16Array(width * height * depth);
  const fine = lattice(65_537);
  for (let z = 0, v = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, v += 1) {
        const [a, b, c] = [(2 * x) / width - 1, (2 * y) / height - 1, (2 * z) / depth - 1];
        if (a * a + b * b + c * c > 1) continue;
        // Coarse noise every 8 voxels, interpolated along x, and a little fine noise, as in a liver on CT.
        const [i, j, k] = [x >> 3, y >> 3, z >> 3];
        const share = (x & 7) / 8;
        const value = 0.7 * (at(i, j, k) * (1 - share) + at(i + 1, j, k) * share) + 0.3 * (fine[v % 65_537] ?? 0);
        levels[v] = Math.min(levelCount, 1 + Math.floor(value * levelCount));
      }
    }
  }
  return levelsRoi([width, height, depth], levels, { count: levelCount });
}

/** Even numbers between 0 and 1 of a linear congruential generator: the same on every machine. */
function lattice(length: number): Float64Array {
  let state = 20_261;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

const merged = (family: Family): Aggregation => (family.aggregations.includes('3d') ? '3d' : '3d-merged');

/** Every texture family once, 3D merged: time (best of three, each on a fresh ROI) and memory allocated on the way. */
export async function benchTexture(levelCount = 32): Promise<readonly BenchRow[]> {
  const liver = madeUpLiver(levelCount);
  const voxels = liver.levels?.data.reduce((sum, level) => sum + (level > 0 ? 1 : 0), 0) ?? 0;
  return textureFamilies.map((family) => {
    let best = Number.POSITIVE_INFINITY;
    let busy = Number.POSITIVE_INFINITY;
    let memory = 0;
    for (let run = 0; run < 3; run += 1) {
      const roi = { ...liver };
      globalThis.gc?.();
      const before = process.memoryUsage();
      const [started, cpu] = [performance.now(), process.cpuUsage()];
      family.compute(roi, merged(family));
      best = Math.min(best, performance.now() - started);
      busy = Math.min(busy, process.cpuUsage(cpu).user / 1000);
      const after = process.memoryUsage();
      memory = Math.max(memory, after.arrayBuffers - before.arrayBuffers + after.heapUsed - before.heapUsed);
    }
    return {
      name: `${family.name}, ${merged(family)}, ${voxels} voxels, ${levelCount} levels`,
      metrics: { ms: round(best, 0), 'processor ms': round(busy, 0), 'memory MiB': round(memory / 2 ** 20) },
    };
  });
}
