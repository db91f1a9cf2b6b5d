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

export function paintRegion(rgba: Uint8ClampedArray, slice: ArrayLike<number>, colour: Colour, opacity: number): void {
  if (opacity <= 0) return;
  for (let at = 0; at < slice.length; at++) if (slice[at]) blend(rgba, 4 * at, colour, opacity * fillShare);
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
 * Outline of a region on a slice as straight pieces x1, y1, x2, y2 in voxels (0, 0 is the outer corner of the first one). The pieces cut
 * corners through the middles between voxel centres (marching squares), so that a round region looks round.
 */
export function outlineOf(slice: ArrayLike<number>, width: number, height: number): Float32Array {
  const pieces: number[] = [];
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && slice[x + width * y] ? 1 : 0;
  for (let y = -1; y < height; y++)
    for (let x = -1; x < width; x++) {
      const corners = inside(x, y) | (inside(x + 1, y) << 1) | (inside(x + 1, y + 1) << 2) | (inside(x, y + 1) << 3);
      for (const [from, to] of edgesOf[corners] ?? []) {
        const [a, b] = [middles[from], middles[to]];
        if (a && b) pieces.push(x + 0.5 + a[0], y + 0.5 + a[1], x + 0.5 + b[0], y + 0.5 + b[1]);
      }
    }
  return Float32Array.from(pieces);
}

/** Middles of top, right, bottom and left side of the square between four voxel centres. */
const middles = [
  [0.5, 0],
  [1, 0.5],
  [0.5, 1],
  [0, 0.5],
] as const;
/** Which sides are joined, by the corners inside: 1 top left, 2 top right, 4 bottom right, 8 bottom left. */
const edgesOf: readonly (readonly (readonly [number, number])[])[] = [
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
