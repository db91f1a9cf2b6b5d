import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { components, largestComponent } from '../../../src/core/volume/components.ts';
import { maskOf, plainGrid } from '../../support/phantoms.ts';

/** Flood filling, voxel by voxel: slow and plain. */
function floodSizes(data: readonly number[], [nx, ny, nz]: readonly [number, number, number], neighbours: 6 | 26) {
  const left = [...data];
  const sizes: number[] = [];
  for (let start = 0; start < left.length; start++) {
    if (!left[start]) continue;
    let size = 0;
    const open = [start];
    left[start] = 0;
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      size++;
      const [x, y, z] = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
      for (const dz of [-1, 0, 1])
        for (const dy of [-1, 0, 1])
          for (const dx of [-1, 0, 1]) {
            if (neighbours === 6 && Math.abs(dx) + Math.abs(dy) + Math.abs(dz) !== 1) continue;
            const [i, j, k] = [x + dx, y + dy, z + dz];
            if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) continue;
            const other = i + nx * (j + ny * k);
            if (!left[other]) continue;
            left[other] = 0;
            open.push(other);
          }
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => b - a);
}

describe('components', () => {
  it('finds none in an empty mask', () => {
    expect(components(new Uint8Array(8), [2, 2, 2]).sizes).toEqual([]);
  });
  it('joins voxels that touch at a corner under 26 neighbours, not under 6', () => {
    const diagonal = [1, 0, 0, 0, 0, 0, 0, 1];
    expect(components(diagonal, [2, 2, 2], 26).sizes).toEqual([2]);
    expect(components(diagonal, [2, 2, 2], 6).sizes).toEqual([1, 1]);
  });
  it('joins the two arms of a U late', () => {
    const u = [1, 0, 1, 1, 0, 1, 1, 1, 1];
    expect(components(u, [3, 3, 1], 6)).toEqual({ labels: Int32Array.from(u), sizes: [7] });
  });
  it('equals flood filling on any mask', () => {
    const size = [5, 4, 3] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1), { minLength: 60, maxLength: 60 }),
        fc.constantFrom(6 as const, 26 as const),
        (data, neighbours) => {
          const found = components(data, size, neighbours);
          expect(found.sizes).toEqual(floodSizes(data, size, neighbours));
          expect(Array.from(found.labels, (label) => (label > 0 ? 1 : 0))).toEqual(data);
          found.sizes.forEach((count, n) => {
            expect(found.labels.filter((label) => label === n + 1).length).toBe(count);
          });
        },
      ),
    );
  });
  it('keeps the largest piece alone', () => {
    const mask = maskOf(plainGrid([10, 3, 3]), (i) => i < 3 || i > 5);
    expect(largestComponent(mask).data).toEqual(maskOf(plainGrid([10, 3, 3]), (i) => i > 5).data);
  });
});
