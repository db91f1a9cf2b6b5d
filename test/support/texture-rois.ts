import type { Levels, Roi } from '../../src/core/radiomics/roi.ts';

/** A ROI whose grey levels are given (0 outside); both masks are where a level is, unless another mask is given. */
export function levelsRoi(
  size: readonly [number, number, number],
  data: ArrayLike<number>,
  options: { count?: number; morphological?: ArrayLike<number> } = {},
): Roi {
  const levels = Uint16Array.from(data);
  const mask = Uint8Array.from(levels, (level) => (level > 0 ? 1 : 0));
  return {
    geometry: { size, spacingMm: [2, 2, 2], originMm: [0, 0, 0], axes: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    intensities: Float64Array.from(levels),
    morphological: options.morphological ? Uint8Array.from(options.morphological) : mask,
    intensityMask: mask,
    levels: {
      data: levels,
      count: options.count ?? levels.reduce((most, level) => Math.max(most, level), 0),
      method: 'FBS',
      width: 1,
      minimum: 1,
    } satisfies Levels,
    calibrated: true,
  };
}

/**
 * The digital phantom of the IBSI reference manual (chapter 5): 5 x 4 x 4 voxels of 2 mm, 74 of them in the ROI (0 here
 * is outside). Levels 2 and 5 do not occur; the 9 of the published image lies outside the mask.
 */
export const digitalPhantom: Roi = levelsRoi(
  [5, 4, 4],
  [
    [1, 4, 4, 1, 1],
    [1, 4, 6, 1, 1],
    [4, 1, 6, 4, 1],
    [4, 4, 6, 4, 1],

    [1, 4, 4, 1, 1],
    [1, 1, 6, 1, 1],
    [0, 1, 3, 1, 1],
    [4, 4, 6, 1, 1],

    [1, 4, 4, 0, 0],
    [1, 1, 1, 1, 1],
    [1, 1, 0, 1, 1],
    [1, 1, 6, 1, 1],

    [1, 4, 4, 0, 0],
    [1, 1, 1, 1, 1],
    [1, 1, 1, 1, 1],
    [1, 1, 6, 1, 1],
  ].flat(),
);

/** A ROI seen in a mirror across one axis. */
export function mirrored(roi: Roi, axis: 0 | 1 | 2): Roi {
  const [width, height, depth] = roi.geometry.size;
  const place = (v: number): number => {
    const at = [v % width, Math.floor(v / width) % height, Math.floor(v / (width * height))];
    at[axis] = (roi.geometry.size[axis] ?? 0) - 1 - (at[axis] ?? 0);
    return (at[0] ?? 0) + width * ((at[1] ?? 0) + height * (at[2] ?? 0));
  };
  const from = Array.from({ length: width * height * depth }, (_, v) => place(v));
  return levelsRoi(
    roi.geometry.size,
    from.map((v) => roi.levels?.data[v] ?? 0),
    { count: roi.levels?.count ?? 0, morphological: from.map((v) => roi.morphological[v] ?? 0) },
  );
}
