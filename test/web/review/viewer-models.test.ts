import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packNifti } from '../../../src/adapters/pictures/nifti-file.ts';
import { type Triple, toWorld } from '../../../src/core/volume/geometry.ts';
import type { Geometry } from '../../../src/core/volume/volume.ts';
import { circleMean } from '../../../src/web/review/viewer-circle.ts';
import { layoutOf, voxelUnder } from '../../../src/web/review/viewer-layout.ts';
import { outlineOf, paintActivation, paintGrey, paintRegion } from '../../../src/web/review/viewer-paint.ts';
import {
  largestSlice,
  nearestPlace,
  placeOf,
  planes,
  planeView,
  pointOf,
  sliceOf,
  voxelOf,
} from '../../../src/web/review/viewer-plane.ts';
import { moveOf, zoomed } from '../../../src/web/review/viewer-settings.ts';
import { centreMm, readVolume, type ViewerVolume, valueAt } from '../../../src/web/review/viewer-volume.ts';
import { percentiles, windowsFor } from '../../../src/web/review/viewer-windows.ts';
import { plainGrid } from '../../support/phantoms.ts';

const volume = (geometry: Geometry, value: (i: number, j: number, k: number) => number): ViewerVolume => {
  const [nx, ny, nz] = geometry.size;
  const stored = new Int16Array(nx * ny * nz);
  for (let at = 0; at < stored.length; at++)
    stored[at] = value(at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny)));
  return { geometry, stored, slope: 1, offset: 0 };
};
/** Sagittal MR: x runs to the front, y to the feet, z to the right. */
const sagittal: Geometry = {
  size: [4, 5, 3],
  spacingMm: [1, 1, 6],
  originMm: [20, 30, 40],
  axes: [0, -1, 0, 0, 0, -1, -1, 0, 0],
};

describe('a volume of the service', () => {
  it('is read with its values and its place, from the very file that the analysis writes', async () => {
    const data = Int16Array.from({ length: 60 }, (_, n) => n * 17 - 300);
    const packed = await packNifti({ geometry: sagittal, data, slope: 0.5, offset: 2, description: 'mr t1' });
    const file = Uint8Array.from(gunzipSync(packed)).buffer;
    const read = readVolume(file);
    expect([...read.stored]).toEqual([...data]);
    expect(valueAt(read, [3, 4, 2])).toBe((59 * 17 - 300) * 0.5 + 2);
    expect(valueAt(read, [4, 0, 0])).toBeUndefined();
    for (const voxel of [
      [0, 0, 0],
      [3, 4, 2],
    ] as const)
      expect(toWorld(read.geometry, voxel).map(Math.round)).toEqual(toWorld(sagittal, voxel));
  });

  it('is refused when it is anything else', () => {
    expect(() => readVolume(new ArrayBuffer(400))).toThrow();
  });

  it('has the centre of its region in the patient', () => {
    const mask = volume(plainGrid([6, 6, 6], [2, 1, 3]), (i, j, k) => (i >= 1 && i <= 3 && j === 4 && k === 2 ? 1 : 0));
    expect(centreMm(mask)).toEqual([4, 4, 6]);
    expect(centreMm(volume(plainGrid([2, 2, 2]), () => 0))).toBeUndefined();
  });
});

describe('a plane', () => {
  it('shows the right of the patient at the left, front or head at the top, however the voxels run', () => {
    for (const geometry of [plainGrid([4, 5, 6]), sagittal])
      for (const plane of planes) {
        const view = planeView(geometry, plane);
        const directions: Record<(typeof planes)[number], readonly Triple[]> = {
          axial: [
            [1, 0, 0],
            [0, 1, 0],
          ],
          coronal: [
            [1, 0, 0],
            [0, 0, -1],
          ],
          sagittal: [
            [0, 1, 0],
            [0, 0, -1],
          ],
        };
        const from = pointOf(geometry, view, [0, 0, 0]);
        const steps = [pointOf(geometry, view, [1, 0, 0]), pointOf(geometry, view, [0, 1, 0])];
        const direction = (to: Triple | undefined) =>
          from.map((start, axis) => Math.sign(Math.round((to?.[axis] ?? 0) - start)) + 0);
        expect(steps.map(direction), `${plane} ${geometry.size}`).toEqual(directions[plane]);
      }
  });

  it('counts slices from the head, the front and the right', () => {
    const through = (geometry: Geometry, plane: (typeof planes)[number]) => {
      const view = planeView(geometry, plane);
      const [first, second] = [pointOf(geometry, view, [0, 0, 0]), pointOf(geometry, view, [0, 0, 1])];
      return first.map((start, axis) => Math.sign(Math.round((second[axis] ?? 0) - start)) + 0);
    };
    for (const geometry of [plainGrid([4, 5, 6]), sagittal]) {
      expect(through(geometry, 'axial')).toEqual([0, 0, -1]);
      expect(through(geometry, 'coronal')).toEqual([0, 1, 0]);
      expect(through(geometry, 'sagittal')).toEqual([1, 0, 0]);
    }
  });

  it('has the voxels of its slices where their places say', () => {
    const marked = volume(sagittal, (i, j, k) => i + 10 * j + 100 * k);
    for (const plane of planes) {
      const view = planeView(sagittal, plane);
      const [width, height, slices] = view.size;
      for (let slice = 0; slice < slices; slice++) {
        const numbers = sliceOf(marked, view, slice);
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) {
            const voxel = voxelOf(view, [column, row, slice]);
            expect(numbers[column + width * row]).toBe(valueAt(marked, voxel));
            expect(placeOf(view, voxel)).toEqual([column, row, slice]);
          }
      }
    }
  });

  it('finds the nearest place of a point, also of one outside', () => {
    const view = planeView(sagittal, 'axial');
    const place: Triple = [1, 2, 3];
    expect(nearestPlace(sagittal, view, pointOf(sagittal, view, place))).toEqual(place);
    expect(nearestPlace(sagittal, view, [-1e4, 1e4, -1e4])).toEqual([0, 3, 4]);
  });

  it('finds the slice with the largest area, counted as shown', () => {
    const mask = volume(plainGrid([4, 4, 5]), (i, j, k) => (k === 1 || (k === 3 && i + j === 0) ? 1 : 0));
    expect(largestSlice(mask, planeView(mask.geometry, 'axial'))).toBe(3);
    expect(
      largestSlice(
        volume(plainGrid([2, 2, 2]), () => 0),
        planeView(mask.geometry, 'axial'),
      ),
    ).toBeUndefined();
  });
});

describe('painting', () => {
  it('goes from black to white over the window and no further', () => {
    const rgba = new Uint8ClampedArray(4 * 4);
    paintGrey(rgba, [-1000, 0, 50, 3000], { slope: 1, offset: 0 }, { black: -150, white: 250 });
    expect([rgba[0], rgba[4], rgba[8], rgba[12]]).toEqual([0, 96, 128, 255]);
    paintGrey(rgba, [0, 1, 2, 3], { slope: 100, offset: -150 }, { black: -150, white: 150 });
    expect([rgba[0], rgba[4], rgba[8], rgba[12]]).toEqual([0, 85, 170, 255]);
    expect([rgba[3], rgba[15]]).toEqual([255, 255]);
  });

  it('changes nothing at opacity 0, outside a region, and where another colour comes', () => {
    const grey = () => Uint8ClampedArray.from({ length: 12 }, (_, n) => (n % 4 === 3 ? 255 : 100));
    const hidden = grey();
    paintRegion(hidden, [1, 1, 1], [255, 0, 0], 0);
    paintActivation(hidden, [9, 9, 9], [1, 9], 0);
    expect(hidden).toEqual(grey());
    const shown = grey();
    paintRegion(shown, [0, 1, 1], [255, 0, 0], 1, [0, 0, 1]);
    expect([...shown.slice(0, 4)]).toEqual([100, 100, 100, 255]);
    expect(shown[4]).toBeGreaterThan(110);
    expect(shown[5]).toBeLessThan(100);
    expect([...shown.slice(8)]).toEqual([100, 100, 100, 255]);
  });

  it('covers more where a map is high, and never where it is 0', () => {
    const rgba = Uint8ClampedArray.from({ length: 12 }, () => 100);
    paintActivation(rgba, [0, 1, 200], [1, 200], 1);
    expect([...rgba.slice(0, 4)]).toEqual([100, 100, 100, 100]);
    // the bright end of viridis, covering all
    expect([...rgba.slice(8, 11)]).toEqual([253, 231, 37]);
    // the dark end, a third of it
    expect([...rgba.slice(4, 7)]).toEqual([89, 65, 94]);
  });

  it('outlines a region near its border, closed, and not where it leaves the slice', () => {
    const [width, height] = [12, 10];
    const inside = (x: number, y: number) => x >= 3 && x <= 8 && y >= 2 && y <= 7;
    const slice = Uint8Array.from({ length: width * height }, (_, at) =>
      inside(at % width, Math.floor(at / width)) ? 1 : 0,
    );
    const pieces = outlineOf(slice, width, height);
    const ends = new Map<string, number>();
    for (let n = 0; n < pieces.length; n += 2) {
      const [x = 0, y = 0] = pieces.slice(n, n + 2);
      const key = `${x.toFixed(4)} ${y.toFixed(4)}`;
      ends.set(key, (ends.get(key) ?? 0) + 1);
      // outer borders: 3 and 9 across, 2 and 8 down
      const off = Math.min(Math.abs(x - 3), Math.abs(x - 9), Math.abs(y - 2), Math.abs(y - 8));
      expect(off).toBeLessThan(1);
    }
    expect(new Set(ends.values())).toEqual(new Set([2]));
    const all = outlineOf(new Uint8Array(width * height).fill(1), width, height);
    expect(all.length).toBe(0);
    const half = outlineOf(
      Uint8Array.from({ length: width * height }, (_, at) => (at % width < 6 ? 1 : 0)),
      width,
      height,
    );
    for (let n = 0; n < half.length; n += 2) expect(half[n]).toBeCloseTo(6, 5);
  });
});

describe('windows', () => {
  const body = volume(plainGrid([10, 10, 10]), (i, j, k) => (i < 5 ? 110 + ((j + k) % 3) : -1000));
  const liver = volume(plainGrid([10, 10, 10]), (i) => (i < 5 ? 1 : 0));

  it('of CT are the usual ones; that of the liver lies around this liver', () => {
    expect(windowsFor(body, 'CT', liver)).toEqual({
      'soft-tissue': { black: -150, white: 250 },
      liver: { black: 35, white: 185 },
      lung: { black: -1350, white: 150 },
      bone: { black: -500, white: 1300 },
    });
    expect(windowsFor(body, 'CT', undefined).liver).toEqual({ black: -15, white: 135 });
  });

  it('of MR come from its own intensities', () => {
    const mr = { ...volume(plainGrid([10, 10, 10]), (i, j, k) => i + 10 * j + 100 * k), slope: 2, offset: 10 };
    const windows = windowsFor(mr, 'MR', undefined);
    expect(Object.keys(windows)).toEqual(['automatic']);
    expect(windows.automatic).toEqual({ black: 30, white: 1988 });
    expect(Object.keys(windowsFor(mr, 'MR', liver))).toEqual(['automatic', 'liver']);
    const even = windowsFor(
      volume(plainGrid([3, 3, 3]), () => 7),
      'MR',
      undefined,
    ).automatic;
    expect(even).toEqual({ black: 7, white: 8 });
  });

  it('rest on the voxels of the region alone', () => {
    expect(percentiles(body, [0, 1], liver)).toEqual([110, 112]);
    expect(
      percentiles(
        body,
        [0.5],
        volume(plainGrid([10, 10, 10]), () => 0),
      ),
    ).toBeUndefined();
  });
});

describe('the circle around the cross', () => {
  const view = { size: [60, 60, 1], sideMm: [1, 1, 5] } as const;
  it('has mean and standard deviation of the voxels whose centres lie in it', () => {
    const even = new Int16Array(3600).fill(104);
    const found = circleMean(even, view, [30, 30]);
    expect(found).toMatchObject({ mean: 104, sd: 0 });
    // pi times 10 squared, to the voxel
    expect(found?.voxels).toBe(317);
    const stripes = Int16Array.from({ length: 3600 }, (_, at) => (at % 2 ? 90 : 110));
    expect(circleMean(stripes, view, [30, 30])?.sd).toBeCloseTo(10, 0);
  });
  it('says nothing where it leaves the slice or holds too little', () => {
    expect(circleMean(new Int16Array(3600), view, [5, 30])).toBeUndefined();
    expect(circleMean(new Int16Array(4), { size: [2, 2, 1], sideMm: [30, 30, 5] }, [0, 0])).toBeUndefined();
  });
});

describe('the layout of a slice', () => {
  const view = { size: [100, 50, 1], sideMm: [1, 2, 5] } as const;
  it('fits the whole slice, square in millimetres, and finds the voxel under a pixel', () => {
    const layout = layoutOf(view, [400, 300], 1, [50, 25]);
    expect(layout).toEqual({ left: 50, top: 0, scaleX: 3, scaleY: 6 });
    expect(voxelUnder(layout, 50.5, 0.5)).toEqual([0, 0]);
    expect(voxelUnder(layout, 349, 299)).toEqual([99, 49]);
  });
  it('brings the cross to the middle when it is zoomed, but shows no more beyond the border than it must', () => {
    const centred = layoutOf(view, [400, 300], 4, [50, 25]);
    expect(centred.left + 50.5 * centred.scaleX).toBeCloseTo(200, 6);
    const corner = layoutOf(view, [400, 300], 4, [0, 49]);
    expect(corner.left).toBe(0);
    expect(corner.top + 50 * corner.scaleY).toBeCloseTo(300, 6);
  });
});

describe('keys', () => {
  const press = (key: string, more: Partial<Parameters<typeof moveOf>[0]> = {}) =>
    moveOf({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more });
  it('change slices, move the cross and zoom', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'slices', by: 1 });
    expect(press('ArrowLeft')).toEqual({ kind: 'slices', by: -1 });
    expect(press('PageDown')).toEqual({ kind: 'slices', by: 10 });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ kind: 'cross', across: 0, down: -1 });
    expect(press('+', { shiftKey: true })).toEqual({ kind: 'zoom', by: 1 });
    expect(press('0')).toEqual({ kind: 'whole' });
  });
  it('that belong to the browser are left to it', () => {
    expect(press('+', { ctrlKey: true })).toBeUndefined();
    expect(press('Tab')).toBeUndefined();
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
  });
  it('zoom between the whole slice and six times', () => {
    expect(zoomed(1, -1)).toBe(1);
    expect(zoomed(1, 1)).toBe(1.25);
    expect(zoomed(1, 99)).toBe(6);
  });
});
