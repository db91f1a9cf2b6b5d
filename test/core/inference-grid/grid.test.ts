import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nonzeroMask, normalise } from '../../../src/core/inference-grid/normalise.ts';
import { prepareFrames, spreadFrames } from '../../../src/core/inference-grid/prepare-frames.ts';
import { prepareVolume } from '../../../src/core/inference-grid/prepare-volume.ts';
import { orient, orientBack, orientedGeometry, planAxes } from '../../../src/core/inference-grid/reorient.ts';
import { resize, resizedSize, roundHalfEven, thickAxis } from '../../../src/core/inference-grid/resize.ts';
import { restoreClasses, restoreGrid, restoreMap } from '../../../src/core/inference-grid/restore-volume.ts';
import { gaussianWeights, slideOver, windowStarts } from '../../../src/core/inference-grid/sliding-window.ts';
import { fromTensorOrder, toTensorOrder } from '../../../src/core/inference-grid/tensor-order.ts';
import type { FramesInput, VolumeInput } from '../../../src/core/models/manifest.ts';
import { offsetOf, type Triple, toWorld } from '../../../src/core/volume/geometry.ts';
import type { Geometry, Volume } from '../../../src/core/volume/volume.ts';
import { portalVolume } from '../../support/model-folders.ts';

const axesOf: Geometry['axes'][] = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  [0, 1, 0, 0, 0, -1, 1, 0, 0],
  [0, 0, -1, 1, 0, 0, 0, 1, 0],
];
const anyGeometry = fc
  .record({
    size: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    axes: fc.constantFrom(...axesOf),
  })
  .map(({ size, axes }): Geometry => ({ size, axes, spacingMm: [0.7, 1.3, 5], originMm: [10, -20, 30] }));
const ramp = (n: number) => Float32Array.from({ length: n }, (_, at) => at + 1);
const count = ([x, y, z]: Triple) => x * y * z;

const input: VolumeInput = portalVolume;

describe('turning axes', () => {
  it('comes back to the same voxels, whatever the axes were', () => {
    fc.assert(
      fc.property(anyGeometry, fc.constantFrom('LPS', 'RAS', 'LAS', 'RPS'), (geometry, orientation) => {
        const plan = planAxes(geometry, orientation);
        const data = ramp(count(geometry.size));
        expect([...orientBack(orient(data, geometry.size, plan), geometry.size, plan)]).toEqual([...data]);
      }),
    );
  });
  it('leaves every voxel where it is in the patient, and axes growing as asked', () => {
    fc.assert(
      fc.property(anyGeometry, (geometry) => {
        const plan = planAxes(geometry, 'RAS');
        const turned = orientedGeometry(geometry, plan);
        expect(turned.axes[0]).toBe(-1);
        expect(turned.axes[4]).toBe(-1);
        expect(turned.axes[8]).toBe(1);
        const data = orient(ramp(count(geometry.size)), geometry.size, plan);
        const last = turned.size.map((n) => n - 1) as unknown as Triple;
        const value = data[offsetOf(turned, ...last)] ?? 0;
        const at = value - 1;
        const [nx, ny] = geometry.size;
        const source: Triple = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
        for (const axis of [0, 1, 2] as const)
          expect(toWorld(turned, last)[axis]).toBeCloseTo(toWorld(geometry, source)[axis], 9);
      }),
    );
  });
});

describe('resizing', () => {
  it('rounds halves to even, as NumPy does', () => {
    expect([0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3]);
    expect(resizedSize([10, 10, 5], [1, 1, 5], [2, 4, 2])).toEqual([5, 2, 12]);
  });
  it('takes an axis for thick above a ratio of three, and only one', () => {
    expect(thickAxis([1, 1, 5], [1, 1, 1])).toBe(2);
    expect(thickAxis([1, 1, 1], [4, 1, 1])).toBe(0);
    expect(thickAxis([1, 1, 3], [1, 1, 3])).toBeUndefined();
    expect(thickAxis([0.2, 1, 1], [1, 1, 1])).toBeUndefined();
  });
  it('keeps a constant constant and never leaves the range of the image', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 24, maxLength: 24 }),
        fc.constantFrom('linear', 'cubic', 'nearest'),
        fc.constantFrom(undefined, 2),
        (values, method, thick) => {
          const data = Float32Array.from(values);
          const out = resize(data, [4, 3, 2], [7, 5, 3], method, thick as 2 | undefined);
          expect(out).toHaveLength(105);
          const [low, high] = [Math.min(...data) - 1e-4, Math.max(...data) + 1e-4];
          expect([...out].every((value) => value >= low && value <= high)).toBe(true);
        },
      ),
    );
    expect(new Set(resize(new Float32Array(24).fill(7), [4, 3, 2], [7, 5, 3], 'linear'))).toEqual(new Set([7]));
  });
  it('doubles a line between the centres of its voxels', () => {
    expect([...resize(Float32Array.from([0, 4]), [2, 1, 1], [4, 1, 1], 'linear')]).toEqual([0, 1, 3, 4]);
    expect([...resize(Float32Array.from([0, 4]), [1, 1, 2], [1, 1, 4], 'cubic', 2)]).toEqual([0, 0, 4, 4]);
  });
});

describe('normalising', () => {
  it('maps a window, clips what is outside', () => {
    const out = normalise(Float32Array.from([-200, -100, 50, 200, 900]), {
      kind: 'window',
      low: -100,
      high: 200,
      to: [-1, 1],
    });
    expect([...out]).toEqual([-1, -1, 0, 1, 1]);
  });
  it('scores what is not zero and leaves the rest at zero, holes counted as inside', () => {
    const data = Float32Array.from([0, 0, 0, 0, 0, 0, 2, 4, 2, 0, 0, 4, 0, 4, 0, 0, 2, 4, 2, 0, 0, 0, 0, 0, 0]);
    const mask = nonzeroMask([data], [5, 5, 1]);
    // one slice touches the border along z everywhere: nothing is enclosed
    expect(mask[12]).toBe(0);
    const deep = new Float32Array(75);
    deep.set(data, 25);
    for (const at of [12, 62]) deep[at] = 3;
    expect(nonzeroMask([deep], [5, 5, 3])[37]).toBe(1);
    const out = normalise(data, { kind: 'z-score', over: 'nonzero' }, mask);
    expect(out[0]).toBe(0);
    expect(out[6]).toBeCloseTo(-1, 5);
    expect(out[7]).toBeCloseTo(1, 5);
  });
});

describe('the sliding window', () => {
  it('lays patches evenly, first at the start and last at the end', () => {
    expect(windowStarts(110, 64, 0.5)).toEqual([0, 23, 46]);
    expect(windowStarts(64, 64, 0.5)).toEqual([0]);
    expect(windowStarts(5, 1, 0.5)).toEqual([0, 1, 2, 3, 4]);
  });
  it('weighs by a Gaussian: 1 in the middle, symmetric, never 0', () => {
    // scipy.ndimage.gaussian_filter of a unit impulse in 9 voxels, sigma 9/8, mode constant, divided by its maximum
    const line = gaussianWeights([9, 1, 1], 1 / 8);
    const expected = [0.0018, 0.02857, 0.20592, 0.67364, 1, 0.67364, 0.20592, 0.02857, 0.0018];
    for (const [at, weight] of line.entries()) expect(weight).toBeCloseTo(expected[at] ?? 0, 4);
    const cube = gaussianWeights([16, 12, 8], 1 / 8);
    expect(Math.max(...cube)).toBe(1);
    expect(Math.min(...cube)).toBeGreaterThan(0);
  });
  const pointwise = async (patch: Float32Array) => {
    const out = new Float32Array(patch.length * 2);
    patch.forEach((value, at) => {
      out[at] = 0.5 - value;
      out[patch.length + at] = value - 0.5;
    });
    return out;
  };
  it('gives what the whole volume gives when each voxel is judged by itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
        fc.constantFrom(null, 0.125, 0.5),
        fc.subarray(['x', 'y', 'z'] as const),
        async (size, gaussianSigma, mirror) => {
          const data = ramp(count(size));
          const window = { patch: [4, 3, 5] as const, overlap: 0.5, gaussianSigma, mirror };
          const logits = await slideOver(data, size, { channels: 1, classes: 2 }, window, 0, pointwise);
          const whole = await pointwise(data);
          for (const [at, value] of logits.entries()) expect(value).toBeCloseTo(whole[at] ?? 0, 2);
        },
      ),
      { numRuns: 30 },
    );
  });
  it('runs every mirrored copy and turns it back', async () => {
    const seen: string[] = [];
    await slideOver(
      ramp(8),
      [2, 2, 2],
      { channels: 1, classes: 1 },
      { patch: [2, 2, 2], overlap: 0.5, gaussianSigma: null, mirror: ['x', 'z'] },
      0,
      async (patch) => {
        seen.push(patch.join());
        return patch;
      },
    );
    expect(seen).toEqual(['1,2,3,4,5,6,7,8', '2,1,4,3,6,5,8,7', '5,6,7,8,1,2,3,4', '6,5,8,7,2,1,4,3']);
  });
});

describe('from a volume to a tensor and back', () => {
  it('gives the voxels back on the grid they came on', () => {
    fc.assert(
      fc.property(anyGeometry, fc.constantFrom('LPS', 'RAS', 'LAS', 'RPS'), (geometry, orientation) => {
        const volume: Volume = { geometry, data: ramp(count(geometry.size)) };
        const prepared = prepareVolume([volume], { ...input, orientation });
        expect([...restoreGrid(prepared.data, prepared, -1)]).toEqual([...volume.data]);
      }),
    );
  });
  it('cuts, pads and comes back; where the network did not look is background', () => {
    const geometry: Geometry = {
      size: [6, 1, 1],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    const volume: Volume = { geometry, data: Float32Array.from([0, 1, 2, 3, 4, 0]) };
    const padded = prepareVolume([volume], { ...input, crop: { kind: 'nonzero' }, size: [7, 1, 1], padding: -9 });
    expect([...padded.data]).toEqual([-9, 1, 2, 3, 4, -9, -9]);
    expect([...restoreGrid(padded.data, padded, 0)]).toEqual([0, 1, 2, 3, 4, 0]);
    const cut = prepareVolume([volume], { ...input, size: [3, 1, 1] });
    expect([...cut.data]).toEqual([1, 2, 3]);
    expect([...restoreClasses(Float32Array.from([0, 0, 0, 1, 1, 1]), 2, cut)]).toEqual([0, 1, 1, 1, 0, 0]);
  });
  it('puts a coarse activation map over the voxels it stands for', () => {
    const geometry: Geometry = {
      size: [4, 1, 1],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      axes: [-1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    const prepared = prepareVolume([{ geometry, data: ramp(4) }], input);
    expect([...restoreMap(Float32Array.from([0, 4]), [2, 1, 1], 2, prepared)]).toEqual([4, 3, 1, 0]);
  });
  it('needs the region that the model looks at', () => {
    const geometry: Geometry = {
      size: [4, 1, 1],
      spacingMm: [1, 1, 1],
      originMm: [0, 0, 0],
      axes: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    const roi = { ...input, crop: { kind: 'roi' as const, label: 'liver', marginMm: 1, outside: -5 } };
    expect(() => prepareVolume([{ geometry, data: ramp(4) }], roi)).toThrow('The model looks at the liver');
    const region = { geometry, data: Uint8Array.from([0, 0, 1, 0]) };
    expect([...prepareVolume([{ geometry, data: ramp(4) }], roi, region).data]).toEqual([-5, 3, -5]);
  });
  it('turns the axes of a tensor and back', () => {
    const data = ramp(24);
    const turned = toTensorOrder(data, 1, [4, 3, 2], 'xyz');
    expect([...turned.slice(0, 3)]).toEqual([1, 13, 5]);
    expect([...fromTensorOrder(turned, 1, [4, 3, 2], 'xyz')]).toEqual([...data]);
  });
});

describe('frames', () => {
  const frames: FramesInput = {
    kind: 'frames',
    tensor: 'x',
    size: [2, 2],
    colour: 'grey',
    crop: 'tissue-region',
    normalisation: { kind: 'none' },
    spacingMm: null,
    mostFrames: 3,
    vote: 'mean-probability',
  };
  const frame = { width: 4, height: 4, data: ramp(16), tissueRegion: { from: [1, 1], to: [2, 2] } } as const;
  it('are spread over the run', () => {
    expect(spreadFrames(10, 3)).toEqual([0, 5, 9]);
    expect(spreadFrames(2, 3)).toEqual([0, 1]);
  });
  it('are cut to the tissue and stacked', () => {
    const { data, shape } = prepareFrames([frame, frame], frames);
    expect(shape).toEqual([2, 1, 2, 2]);
    expect([...data]).toEqual([6, 7, 10, 11, 6, 7, 10, 11]);
    expect(prepareFrames([frame], { ...frames, colour: 'rgb' }).data).toHaveLength(12);
  });
  it('are refused without what the model needs', () => {
    const { tissueRegion: _none, ...bare } = frame;
    expect(() => prepareFrames([bare], frames)).toThrow('names no tissue region');
    expect(() => prepareFrames([frame], { ...frames, spacingMm: 0.5 })).toThrow('is not calibrated');
    expect(() => prepareFrames([], frames)).toThrow('no ultrasound picture');
  });
});
