import type { Mask, Volume } from '../../src/core/volume/volume.ts';

/**
 * A ball of about `voxels` voxels of 1 mm, filled with noise that neighbours share: coarse noise every 8 voxels, interpolated along x,
 * and a little fine noise, as in a liver on CT, between 0 and 200. The same on every machine.
 */
export function noiseBall(voxels: number): { image: Volume; mask: Mask } {
  const radius = ((3 * voxels) / (4 * Math.PI)) ** (1 / 3);
  const side = 2 * Math.ceil(radius) + 3;
  const middle = (side - 1) / 2;
  const coarse = evenNumbers(32 ** 3);
  const fine = evenNumbers(65_537);
  const at = (i: number, j: number, k: number) => coarse[(i & 31) + 32 * ((j & 31) + 32 * (k & 31))] ?? 0;
  const data = new Float32Array(side ** 3);
  const inside = new Uint8Array(side ** 3);
  for (let z = 0, v = 0; z < side; z += 1) {
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1, v += 1) {
        const [i, j, k] = [x >> 3, y >> 3, z >> 3];
        const share = (x & 7) / 8;
        data[v] = Math.round(
          140 * (at(i, j, k) * (1 - share) + at(i + 1, j, k) * share) + 60 * (fine[(v * 7) % 65_537] ?? 0),
        );
        if ((x - middle) ** 2 + (y - middle) ** 2 + (z - middle) ** 2 <= radius * radius) inside[v] = 1;
      }
    }
  }
  const geometry: Volume['geometry'] = {
    size: [side, side, side],
    spacingMm: [1, 1, 1],
    originMm: [0, 0, 0],
    axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
  return { image: { geometry, data }, mask: { geometry, data: inside } };
}

/** Even numbers between 0 and 1 of a linear congruential generator. */
function evenNumbers(length: number): Float64Array {
  let state = 20_261;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}
