import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellipsoidArea, ellipsoidVolume } from '../../../../src/core/radiomics/morphology/ellipsoid.ts';
import { smallestBox, smallestEllipsoid } from '../../../../src/core/radiomics/morphology/enclosing.ts';
import family from '../../../../src/core/radiomics/morphology/family.ts';
import { diameter, type Hull, hullOf } from '../../../../src/core/radiomics/morphology/hull.ts';
import { processRoi } from '../../../../src/core/radiomics/process-roi.ts';
import { maskOf, plainGrid, volumeOf } from '../../../support/phantoms.ts';

const octahedron = hullOf(Uint8Array.of(1), [1, 1, 1], [2, 2, 2]);

describe('the convex hull', () => {
  it('of one voxel of 2 mm is the octahedron with corners 1 mm away', () => {
    expect(octahedron.points).toHaveLength(6);
    expect(octahedron.faces).toHaveLength(8);
    expect(octahedron.volume).toBeCloseTo(4 / 3, 12);
    expect(octahedron.area).toBeCloseTo(4 * Math.sqrt(3), 12);
    expect(diameter(octahedron.points)).toBeCloseTo(2, 12);
  });
  it('holds the half-voxel neighbours of every voxel, and grows with no voxel inside', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (inside) => {
        fc.pre(inside.includes(true));
        const mask = Uint8Array.from(inside, Number);
        const { points, faces, volume } = hullOf(mask, [5, 4, 3], [1, 2, 3]);
        const middle = [0, 1, 2].map(
          (axis) => points.reduce((sum, point) => sum + (point[axis] ?? 0), 0) / points.length,
        );
        for (const face of faces) {
          const [a, b, c] = face.map((n) => points[n] ?? [0, 0, 0]) as [number[], number[], number[]];
          const u = a.map((x, axis) => (b[axis] ?? 0) - x) as [number, number, number];
          const v = a.map((x, axis) => (c[axis] ?? 0) - x) as [number, number, number];
          const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
          const height = (point: readonly number[]) =>
            normal.reduce((sum, n, axis) => sum + n * ((point[axis] ?? 0) - (a[axis] ?? 0)), 0);
          expect(height(middle)).toBeLessThan(0);
          mask.forEach((value, at) => {
            if (!value) return;
            const centre = [at % 5, 2 * (Math.floor(at / 5) % 4), 3 * Math.floor(at / 20)];
            for (const axis of [0, 1, 2]) {
              for (const side of [-0.5, 0.5]) {
                const point = centre.map((x, n) => (n === axis ? x + side * (n + 1) : x));
                expect(height(point)).toBeLessThan(1e-9);
              }
            }
          });
        }
        expect(volume).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});

type Point = readonly number[];
const minus = (a: Point, b: Point) => a.map((x, n) => x - (b[n] ?? 0));
const dot = (a: Point, b: Point) => a.reduce((sum, x, n) => sum + x * (b[n] ?? 0), 0);
const cross = ([a = 0, b = 0, c = 0]: Point, [x = 0, y = 0, z = 0]: Point) => [
  b * z - c * y,
  c * x - a * z,
  a * y - b * x,
];
const unit = (a: Point) => a.map((x) => x / Math.hypot(...a));

/** By trial: every face is a floor, every pair of corners seen from above a wall, where all others lie on one side of it. */
function leastVolume({ points, faces }: Hull): number {
  const extent = (axis: Point) => {
    const places = points.map((point) => dot(point, axis));
    return Math.max(...places) - Math.min(...places);
  };
  let least = Number.POSITIVE_INFINITY;
  for (const face of faces) {
    const [a, b, c] = face.map((n) => points[n] ?? []) as unknown as [Point, Point, Point];
    const normal = unit(cross(minus(b, a), minus(c, a)));
    for (const p of points) {
      for (const q of points) {
        const along = minus(
          minus(q, p),
          normal.map((x) => x * dot(minus(q, p), normal)),
        );
        if (Math.hypot(...along) < 1e-9) continue;
        const [u, v] = [unit(along), cross(normal, unit(along))];
        if (points.some((point) => dot(minus(point, p), v) < -1e-9)) continue;
        least = Math.min(least, extent(normal) * extent(u) * extent(v));
      }
    }
  }
  return least;
}

describe('the oriented box', () => {
  it('of the octahedron with corners at 1 mm lies on a face of it', () => {
    // Between two opposite faces (2 / sqrt 3 apart) lies a hexagon of edge sqrt(2/3): rectangle 2 sqrt(2/3) x sqrt 2.
    const [a, b, c] = smallestBox(octahedron);
    expect(a * b * c).toBeCloseTo((2 / Math.sqrt(3)) * 2 * Math.sqrt(2 / 3) * Math.sqrt(2), 9);
  });
  it('is as small as the search over all corners finds it', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }), (inside) => {
        fc.pre(inside.includes(true));
        const hull = hullOf(Uint8Array.from(inside, Number), [4, 3, 2], [1, 2, 3]);
        const [a, b, c] = smallestBox(hull);
        expect(a * b * c).toBeCloseTo(leastVolume(hull), 8);
      }),
      { numRuns: 20 },
    );
  });
  it('finds a turned box again', () => {
    const turn = ([x, y, z]: readonly [number, number, number]) => {
      const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
      return [c * x - s * y, (s * x + c * y) * 0.8 - z * 0.6, (s * x + c * y) * 0.6 + z * 0.8] as const;
    };
    const points = [0, 3].flatMap((x) => [0, 4].flatMap((y) => [0, 7].map((z) => turn([x, y, z]))));
    const faces = [
      [0, 1, 3, 2],
      [4, 6, 7, 5],
      [0, 4, 5, 1],
      [2, 3, 7, 6],
      [0, 2, 6, 4],
      [1, 5, 7, 3],
    ];
    const hull: Hull = { points, faces, volume: 84, area: 122 };
    smallestBox(hull)
      .sort((a, b) => a - b)
      .forEach((edge, n) => {
        expect(edge).toBeCloseTo([3, 4, 7][n] ?? 0, 9);
      });
  });
});

describe('the smallest ellipsoid', () => {
  it('around the corners of a box has semi-axes sqrt 3 times the half edges', () => {
    const points = [-1, 1].flatMap((x) => [-2, 2].flatMap((y) => [-5, 5].map((z) => [x, y, z] as const)));
    smallestEllipsoid(points).forEach((axis, n) => {
      expect(axis).toBeCloseTo(Math.sqrt(3) * ([1, 2, 5][n] ?? 0), 3);
    });
  });
  it('around the octahedron is the ball through its corners', () => {
    for (const axis of smallestEllipsoid(octahedron.points)) expect(axis).toBeCloseTo(1, 6);
  });
});

describe('the area of an ellipsoid', () => {
  it('is that of the sphere', () => {
    expect(ellipsoidArea(2, 2, 2)).toBeCloseTo(16 * Math.PI, 9);
    expect(ellipsoidVolume(1, 2, 3)).toBeCloseTo(8 * Math.PI, 12);
  });
  it('is the series of the IBSI: for b = c its sum has a closed form', () => {
    const [a, c] = [2, 1.5];
    const e = Math.sqrt(1 - (c / a) ** 2);
    expect(ellipsoidArea(a, c, c)).toBeCloseTo(
      4 * Math.PI * a * c * (0.5 + ((1 - e * e) / (2 * e)) * Math.atanh(e)),
      8,
    );
  });
  it('does not jump where two axes become equal', () => {
    expect(ellipsoidArea(2, 2 - 1e-9, 1.5)).toBeCloseTo(ellipsoidArea(2, 2, 1.5), 6);
  });
});

describe('densities without a reference value', () => {
  const grid = plainGrid([3, 3, 3], [2, 2, 2]);
  const voxel = processRoi(
    volumeOf(grid, () => 1),
    maskOf(grid, (i, j, k) => i === 1 && j === 1 && k === 1),
    { interpolation: null, resegmentation: null, discretisation: null, ivh: null },
    'CT',
  );
  it('of one voxel follow from the octahedron by hand', () => {
    const value = (ibsi: string) => {
      const feature = family.features.find((one) => one.ibsi === ibsi);
      const result = family.compute(voxel).get(feature?.id ?? '');
      return result && 'value' in result ? result.value : Number.NaN;
    };
    // Volume 4/3, area 4 sqrt 3, the box of the test above, a ball of radius 1.
    const edges = [2 / Math.sqrt(3), 2 * Math.sqrt(2 / 3), Math.sqrt(2)] as const;
    const [a, b, c] = edges;
    expect(value('ZH1A')).toBeCloseTo(4 / 3 / (a * b * c), 9);
    expect(value('IQYR')).toBeCloseTo((4 * Math.sqrt(3)) / (2 * (a * b + a * c + b * c)), 9);
    expect(value('SWZ1')).toBeCloseTo(1 / Math.PI, 5);
    expect(value('BRI8')).toBeCloseTo(Math.sqrt(3) / Math.PI, 5);
  });
  it('are absent with a reason where one voxel has no axes and no correlation', () => {
    const results = family.compute(voxel);
    for (const id of ['major-axis', 'elongation', 'volume-density-ellipsoid', 'moran', 'geary']) {
      expect(results.get(id)).toEqual({ undefined: 'the region has one voxel only' });
    }
  });
});
