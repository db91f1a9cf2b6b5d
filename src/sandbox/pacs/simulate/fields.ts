import type { Random } from './random.ts';

/** A smooth random function of space. Coordinates in units of its length; repeats after `period` lengths. */
export type Field = (x: number, y: number, z: number) => number;

const period = 32;
const wrap = period - 1;

/** Value noise: normal numbers on a lattice, joined smoothly. Mean 0, standard deviation about 1 (joining halves it). */
export function smoothField(random: Random): Field {
  const lattice = new Float32Array(period ** 3);
  // joining by smoothstep leaves, per axis, 1 - 2 * mean(f (1 - f)) = 0.743 of the variance
  for (let i = 0; i < lattice.length; i++) lattice[i] = random.normal() / 0.743 ** 1.5;
  return (x, y, z) => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const k = Math.floor(z);
    const u = ease(x - i);
    const v = ease(y - j);
    const w = ease(z - k);
    const x0 = i & wrap;
    const x1 = (i + 1) & wrap;
    const y0 = (j & wrap) * period;
    const y1 = ((j + 1) & wrap) * period;
    const z0 = (k & wrap) * period * period;
    const z1 = ((k + 1) & wrap) * period * period;
    // no closure in here: this runs for every voxel
    const near = mixed(lattice[x0 + y0 + z0] ?? 0, lattice[x1 + y0 + z0] ?? 0, u);
    const nearBack = mixed(lattice[x0 + y1 + z0] ?? 0, lattice[x1 + y1 + z0] ?? 0, u);
    const high = mixed(lattice[x0 + y0 + z1] ?? 0, lattice[x1 + y0 + z1] ?? 0, u);
    const highBack = mixed(lattice[x0 + y1 + z1] ?? 0, lattice[x1 + y1 + z1] ?? 0, u);
    return mixed(mixed(near, nearBack, v), mixed(high, highBack, v), w);
  };
}

/**
 * Round bumps that touch in creases, as nodules between septa do: 1 at the centre of a nodule, about -1 in a crease.
 * Distance to the nearest of points scattered one per unit cell.
 */
export function noduleField(random: Random): Field {
  const points = new Float32Array(3 * period ** 3);
  for (let i = 0; i < points.length; i++) points[i] = 0.15 + 0.7 * random.uniform();
  return (x, y, z) => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const k = Math.floor(z);
    let nearest = 9;
    for (let c = k - 1; c <= k + 1; c++)
      for (let b = j - 1; b <= j + 1; b++)
        for (let a = i - 1; a <= i + 1; a++) {
          const offset = 3 * ((a & wrap) + period * ((b & wrap) + period * (c & wrap)));
          const dx = a + (points[offset] ?? 0) - x;
          const dy = b + (points[offset + 1] ?? 0) - y;
          const dz = c + (points[offset + 2] ?? 0) - z;
          const square = dx * dx + dy * dy + dz * dz;
          if (square < nearest) nearest = square;
        }
    return 1 - nearest / 0.3;
  };
}

const ease = (t: number) => t * t * (3 - 2 * t);
const mixed = (a: number, b: number, t: number) => a + (b - a) * t;

/**
 * Blurs in place along the three axes with the kernel (side, 1 - 2 side, side); x fastest, edges repeated.
 * A negative side sharpens.
 */
export function blur(
  data: Float32Array,
  size: readonly [number, number, number],
  sides: readonly [number, number, number],
) {
  const strides = [1, size[0], size[0] * size[1]] as const;
  for (const axis of [0, 1, 2] as const) {
    const side = sides[axis];
    if (side === 0) continue;
    const length = size[axis];
    const stride = strides[axis];
    const centre = 1 - 2 * side;
    for (let start = 0; start < data.length; start++) {
      if (Math.floor(start / stride) % length !== 0) continue;
      let before = data[start] ?? 0;
      for (let n = 0; n < length; n++) {
        const at = start + n * stride;
        const here = data[at] ?? 0;
        const after = n + 1 < length ? (data[at + stride] ?? 0) : here;
        data[at] = centre * here + side * (before + after);
        before = here;
      }
    }
  }
}

/** Normal noise of mean 0 and standard deviation 1 after blurring, whatever the kernel. */
export function correlatedNoise(
  random: Random,
  size: readonly [number, number, number],
  sides: readonly [number, number, number],
): Float32Array {
  const noise = new Float32Array(size[0] * size[1] * size[2]);
  const left = sides.reduce((product, side) => product * ((1 - 2 * side) ** 2 + 2 * side ** 2), 1);
  const scale = 1 / Math.sqrt(left);
  for (let i = 0; i < noise.length; i++) noise[i] = scale * random.normal();
  blur(noise, size, sides);
  return noise;
}
