import { cubeTriangles } from './marching-cubes.ts';

type Triple = readonly [number, number, number];

/**
 * Volume (mm³) and area (mm²) of the surface that marching cubes draws around a mask at 0.5.
 *
 * No mesh is built: a case always has the same area, the same sum of normals and the same signed volume about the corner of its
 * cube, and moving a piece of surface by o changes its signed volume by o · (sum of its normals) / 3.
 */
export function meshMeasures(mask: Uint8Array, [nx, ny, nz]: Triple, spacingMm: Triple) {
  const cases = cubeTriangles.map((triangles) => measureCase(triangles, spacingMm));
  let area = 0;
  let volume = 0;
  const at = (i: number, j: number, k: number): number =>
    i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz && mask[i + nx * (j + ny * k)] ? 1 : 0;
  for (let k = -1; k < nz; k++) {
    for (let j = -1; j < ny; j++) {
      let cube = 0;
      for (let i = -1; i < nx; i++) {
        // The right side of the last cube is the left side of this one.
        cube =
          ((cube >> 1) & 0b01010101) |
          (at(i + 1, j, k) << 1) |
          (at(i + 1, j + 1, k) << 3) |
          (at(i + 1, j, k + 1) << 5) |
          (at(i + 1, j + 1, k + 1) << 7);
        if (cube === 0 || cube === 255) continue;
        const piece = cases[cube] as CaseMeasures;
        area += piece.area;
        volume +=
          piece.volume +
          (i * spacingMm[0] * piece.normal[0] +
            j * spacingMm[1] * piece.normal[1] +
            k * spacingMm[2] * piece.normal[2]) /
            3;
      }
    }
  }
  return { volume, area };
}

interface CaseMeasures {
  readonly area: number;
  /** Sum of the normals, each as long as its triangle is large. */
  readonly normal: Triple;
  readonly volume: number;
}

function measureCase(triangles: (typeof cubeTriangles)[number], spacingMm: Triple): CaseMeasures {
  let area = 0;
  let volume = 0;
  const normal: [number, number, number] = [0, 0, 0];
  for (const triangle of triangles) {
    const [a, b, c] = triangle.map((point) => point.map((x, axis) => x * (spacingMm[axis] ?? 1))) as unknown as [
      Triple,
      Triple,
      Triple,
    ];
    const n = areaVector(a, b, c);
    area += Math.hypot(...n);
    volume += (a[0] * n[0] + a[1] * n[1] + a[2] * n[2]) / 3;
    for (const axis of [0, 1, 2] as const) normal[axis] += n[axis];
  }
  return { area, normal, volume };
}

/** Normal of the triangle, as long as the triangle is large. */
export function areaVector(a: Triple, b: Triple, c: Triple): [number, number, number] {
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const;
  return [(u[1] * v[2] - u[2] * v[1]) / 2, (u[2] * v[0] - u[0] * v[2]) / 2, (u[0] * v[1] - u[1] * v[0]) / 2];
}
