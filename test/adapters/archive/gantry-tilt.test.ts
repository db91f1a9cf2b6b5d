import { describe, expect, it } from 'vitest';
import { buildSeries, type DicomVolume } from '../../../src/adapters/archive/series.ts';
import { toWorld } from '../../../src/core/volume/geometry.ts';
import { slicesOfFiles, writeCt } from '../../support/dicom-series.ts';

const radiusMm = 28;
const centreMm = [6, -4, 50] as const;
const [columns, rows, slices] = [96, 88, 40];
const spacing = [1.1, 0.9] as const;

/** Hounsfield units of a ball of 1000 in air of 0, with an edge of 2 mm so that its volume is the sum of its voxels. */
const ball = (x: number, y: number, z: number) => {
  const distance = Math.hypot(x - centreMm[0], y - centreMm[1], z - centreMm[2]);
  return 1000 * Math.max(0, Math.min(1, (radiusMm - distance) / 2 + 0.5));
};

/** A CT of the ball, the gantry tilted about the patient's left-right axis while the table moves along z by 2.5 mm. */
const scan = (degrees: number) => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return Promise.all(
    Array.from({ length: slices }, (_, k) => {
      const position = [-42, -44, 2.5 * k];
      const values = Array.from({ length: rows * columns }, (_, i) => {
        const [across, down] = [(i % columns) * spacing[1], Math.floor(i / columns) * spacing[0]];
        const [x = 0, y = 0, z = 0] = position;
        return Math.round(ball(x + across, y + c * down, z + s * down)) + 1024;
      });
      return writeCt({
        position,
        orientation: [1, 0, 0, 0, c, s],
        spacing,
        uid: `1.2.9.${k}`,
        frame: { rows, columns, samples: 1, bits: 16, signed: false, values },
      });
    }),
  );
};

/** Volume, centre and spread of what is bright, in the patient. */
const measure = ({ geometry, data }: DicomVolume) => {
  const [nx, ny, nz] = geometry.size;
  let sum = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0];
  let crossed = 0;
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, at++) {
        const share = (data[at] ?? 0) / 1000;
        if (share === 0) continue;
        const place = toWorld(geometry, [i, j, k]).map((value, axis) => value - (centreMm[axis] ?? 0));
        sum += share;
        for (const axis of [0, 1, 2]) {
          first[axis] = (first[axis] ?? 0) + share * (place[axis] ?? 0);
          second[axis] = (second[axis] ?? 0) + share * (place[axis] ?? 0) ** 2;
        }
        crossed += share * (place[1] ?? 0) * (place[2] ?? 0);
      }
  return {
    volumeMm3: sum * geometry.spacingMm.reduce((product, step) => product * step, 1),
    centre: first.map((value) => value / sum),
    spread: second.map((value) => value / sum),
    crossed: crossed / sum,
  };
};

describe('a tilted gantry', () => {
  it.each([0, 12, -20, 27])('at %d degrees shows a ball as a ball, in its place', async (degrees) => {
    const { volumes, refused } = buildSeries(slicesOfFiles(await scan(degrees)));
    expect(refused).toEqual([]);
    const [series] = volumes;
    const volume = await series?.load();
    if (volume === undefined) throw new Error('a volume was expected');
    expect(volume.geometry.spacingMm[2]).toBeCloseTo(2.5 * Math.cos((degrees * Math.PI) / 180), 6);
    expect(series?.notes).toEqual(
      degrees === 0 ? [] : [expect.stringContaining(`tilted by ${Math.abs(degrees).toFixed(1)} degrees`)],
    );
    expect(volume.paddingVoxels > 0).toBe(degrees !== 0);
    const { volumeMm3, centre, spread, crossed } = measure(volume);
    expect(volumeMm3 / ((4 / 3) * Math.PI * radiusMm ** 3)).toBeCloseTo(1, 2);
    for (const offset of centre) expect(Math.abs(offset)).toBeLessThan(0.01 * radiusMm);
    // a ball has a fifth of its squared radius along every axis, and no slant
    for (const value of spread) expect(Math.abs(value / (radiusMm ** 2 / 5) - 1)).toBeLessThan(0.01);
    expect(Math.abs(crossed)).toBeLessThan((0.01 * radiusMm ** 2) / 5);
  });

  it('leaves an upright series as it is, bit for bit', async () => {
    const files = await scan(0);
    const volume = await buildSeries(slicesOfFiles(files)).volumes[0]?.load();
    expect(volume?.geometry.size).toEqual([columns, rows, slices]);
    const plain = Float32Array.from({ length: columns * rows * slices }, (_, i) => {
      const [x, y, z] = [i % columns, Math.floor(i / columns) % rows, Math.floor(i / columns / rows)];
      return Math.round(ball(-42 + x * spacing[1], -44 + y * spacing[0], 2.5 * z));
    });
    expect(volume?.data).toEqual(plain);
  });

  it('moves a slice by whole pixels without touching its values', async () => {
    const files = await Promise.all(
      [0, 1, 2].map((k) =>
        writeCt({
          position: [0, -k, 4 * k],
          spacing: [1, 1],
          uid: `1.2.8.${k}`,
          frame: { rows: 2, columns: 1, samples: 1, bits: 16, signed: false, values: [10 * k + 1100, 10 * k + 1105] },
        }),
      ),
    );
    const [series] = buildSeries(slicesOfFiles(files)).volumes;
    const volume = await series?.load();
    expect(volume?.geometry).toMatchObject({ size: [1, 4, 3], originMm: [0, -2, 0] });
    const air = 76;
    expect([...(volume?.data ?? [])]).toEqual([air, air, 76, 81, air, 86, 91, air, 96, 101, air, air]);
    expect(volume?.paddingVoxels).toBe(6);
  });
});
