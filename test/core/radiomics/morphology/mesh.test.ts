import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cubeTriangles } from '../../../../src/core/radiomics/morphology/marching-cubes.ts';
import { areaVector, meshMeasures } from '../../../../src/core/radiomics/morphology/mesh.ts';
import { maskOf, plainGrid } from '../../../support/phantoms.ts';

describe('the table of marching cubes', () => {
  it('has the fifteen shapes: no triangle for all in or all out, one for one corner, at most five', () => {
    expect(cubeTriangles).toHaveLength(256);
    expect(cubeTriangles[0]).toEqual([]);
    expect(cubeTriangles[255]).toEqual([]);
    for (let corner = 0; corner < 8; corner++) expect(cubeTriangles[1 << corner]).toHaveLength(1);
    expect(Math.max(...cubeTriangles.map((triangles) => triangles.length))).toBeLessThanOrEqual(5);
  });
  it('closes every surface: each edge of a mesh is walked once in either direction', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 27, maxLength: 27 }), (inside) => {
        const at = (i: number, j: number, k: number) =>
          [i, j, k].every((n) => n >= 0 && n < 3) && inside[i + 3 * (j + 3 * k)] ? 1 : 0;
        const walked = new Map<string, number>();
        for (let k = -1; k < 3; k++)
          for (let j = -1; j < 3; j++)
            for (let i = -1; i < 3; i++) {
              let cube = 0;
              for (let c = 0; c < 8; c++) cube |= at(i + (c & 1), j + ((c >> 1) & 1), k + (c >> 2)) << c;
              for (const triangle of cubeTriangles[cube] ?? []) {
                const points = triangle.map(([x, y, z]) => [x + i, y + j, z + k].join());
                points.forEach((from, n) => {
                  const to = points[(n + 1) % 3] ?? '';
                  const [key, step] = from < to ? [`${from} ${to}`, 1] : [`${to} ${from}`, -1];
                  walked.set(key, (walked.get(key) ?? 0) + step);
                });
              }
            }
        expect([...walked.values()].filter((count) => count !== 0)).toEqual([]);
      }),
    );
  });
});

describe('measures of the mesh', () => {
  it('a single voxel is an octahedron: volume 1/6, area sqrt 3', () => {
    const { volume, area } = meshMeasures(Uint8Array.of(1), [1, 1, 1], [1, 1, 1]);
    expect(volume).toBeCloseTo(1 / 6, 12);
    expect(area).toBeCloseTo(Math.sqrt(3), 12);
  });
  it('a ball comes close to the sphere, wherever it lies', () => {
    const grid = plainGrid([70, 70, 70]);
    const { volume, area } = meshMeasures(
      maskOf(grid, (i, j, k) => Math.hypot(i - 38, j - 33, k - 30) <= 25).data,
      grid.size,
      [0.5, 0.5, 0.5],
    );
    expect(volume / ((4 / 3) * Math.PI * 12.5 ** 3)).toBeCloseTo(1, 2);
    // A staircase: the area of a mesh of a binary ball stays some percent too large.
    expect(area / (4 * Math.PI * 12.5 ** 2)).toBeGreaterThan(1);
    expect(area / (4 * Math.PI * 12.5 ** 2)).toBeLessThan(1.1);
  });
  it('is the same measured by triangles', () => {
    expect(areaVector([0, 0, 0], [1, 0, 0], [0, 1, 0])).toEqual([0, 0, 0.5]);
  });
});
