import type { IntensityWindow } from '../../core/pictures/intensity-window.ts';
import { type Colour, colourOf } from '../../core/pictures/picture.ts';

/** Grey levels of stored numbers, four bytes a pixel, opaque. */
export function paintGrey(
  rgba: Uint8ClampedArray,
  slice: ArrayLike<number>,
  { slope, offset }: { readonly slope: number; readonly offset: number },
  { black, white }: IntensityWindow,
): void {
  const scale = (255 * slope) / (white - black);
  const base = (255 * (offset - black)) / (white - black);
  for (let at = 0; at < slice.length; at++) {
    const level = (slice[at] as number) * scale + base;
    const pixel = 4 * at;
    rgba[pixel] = level;
    rgba[pixel + 1] = level;
    rgba[pixel + 2] = level;
    rgba[pixel + 3] = 255;
  }
}

/** Share of an opacity with which a region is filled; its outline has all of it. */
const fillShare = 0.22;

/** @param except where this is not 0 another colour is painted: two on top of each other would be a third */
export function paintRegion(
  rgba: Uint8ClampedArray,
  slice: ArrayLike<number>,
  colour: Colour,
  opacity: number,
  except?: ArrayLike<number>,
): void {
  if (opacity <= 0) return;
  for (let at = 0; at < slice.length; at++)
    if (slice[at] && !except?.[at]) blend(rgba, 4 * at, colour, opacity * fillShare);
}

/** Where a map is low it hides less than where it is high: what does not matter does not cover the image. */
const faint = 0.35;

/** @param range stored numbers of the dark and of the bright end; 0 is not painted */
export function paintActivation(
  rgba: Uint8ClampedArray,
  slice: ArrayLike<number>,
  [low, high]: readonly [number, number],
  opacity: number,
): void {
  if (opacity <= 0) return;
  for (let at = 0; at < slice.length; at++) {
    const stored = slice[at] as number;
    if (stored === 0) continue;
    const share = high > low ? Math.max(0, Math.min(1, (stored - low) / (high - low))) : 1;
    blend(rgba, 4 * at, colourOf(share), opacity * (faint + (1 - faint) * share));
  }
}

function blend(rgba: Uint8ClampedArray, pixel: number, colour: Colour, strength: number): void {
  for (const channel of [0, 1, 2] as const) {
    const under = rgba[pixel + channel] ?? 0;
    rgba[pixel + channel] = under + strength * (colour[channel] - under);
  }
}

/**
 * Outline of a region on a slice as straight pieces x1, y1, x2, y2 in voxels (0, 0 is the outer corner of the first one). It runs where the
 * region, smoothed over its neighbours (weights 1, 2, 1), falls to one half: a round region looks round, and no piece lies further than a
 * voxel from its border. What leaves the slice has no outline there.
 */
export function outlineOf(slice: ArrayLike<number>, width: number, height: number): Float32Array {
  const soft = smoothed(slice, width, height);
  const at = (x: number, y: number) =>
    soft[Math.max(0, Math.min(width - 1, x)) + width * Math.max(0, Math.min(height - 1, y))] ?? 0;
  const pieces: number[] = [];
  for (let y = 0; y + 1 < height; y++)
    for (let x = 0; x + 1 < width; x++) {
      const [a, b, c, d] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      const corners = (a >= half ? 1 : 0) | (b >= half ? 2 : 0) | (c >= half ? 4 : 0) | (d >= half ? 8 : 0);
      if (corners === 0 || corners === 15) continue;
      /** Where a side of the square between four voxel centres is crossed. */
      const crossing = (side: number): readonly [number, number] => {
        const share = (from: number, to: number) => (half - from) / (to - from);
        if (side === 0) return [x + share(a, b), y];
        if (side === 1) return [x + 1, y + share(b, c)];
        if (side === 2) return [x + share(d, c), y + 1];
        return [x, y + share(a, d)];
      };
      for (const [from, to] of joined[corners] ?? []) {
        const [first, last] = [crossing(from), crossing(to)];
        pieces.push(first[0] + 0.5, first[1] + 0.5, last[0] + 0.5, last[1] + 0.5);
      }
    }
  return Float32Array.from(pieces);
}
const half = 0.5;

function smoothed(slice: ArrayLike<number>, width: number, height: number): Float32Array {
  const inside = (x: number, y: number) =>
    slice[Math.max(0, Math.min(width - 1, x)) + width * Math.max(0, Math.min(height - 1, y))] ? 1 : 0;
  const rows = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows[x + width * y] = (inside(x - 1, y) + 2 * inside(x, y) + inside(x + 1, y)) / 4;
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const above = rows[x + width * Math.max(0, y - 1)] ?? 0;
      const below = rows[x + width * Math.min(height - 1, y + 1)] ?? 0;
      out[x + width * y] = (above + 2 * (rows[x + width * y] ?? 0) + below) / 4;
    }
  return out;
}

/** Which sides (top, right, bottom, left) are joined, by the corners inside: 1 top left, 2 top right, 4 bottom right, 8 bottom left. */
const joined: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 1],
    [2, 3],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];
