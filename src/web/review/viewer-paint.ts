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

const shades = Array.from({ length: 256 }, (_, n) => colourOf(n / 255));
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
    const colour = shades[Math.round(share * (shades.length - 1))];
    if (colour) blend(rgba, 4 * at, colour, opacity * (faint + (1 - faint) * share));
  }
}

function blend(rgba: Uint8ClampedArray, pixel: number, [red, green, blue]: Colour, strength: number): void {
  const rest = 1 - strength;
  rgba[pixel] = rest * (rgba[pixel] as number) + strength * red;
  rgba[pixel + 1] = rest * (rgba[pixel + 1] as number) + strength * green;
  rgba[pixel + 2] = rest * (rgba[pixel + 2] as number) + strength * blue;
}

/**
 * Outline of a region on a slice as straight pieces x1, y1, x2, y2 in voxels (0, 0 is the outer corner of the first one). It runs where the
 * region, smoothed over its neighbours (weights 1, 2, 1), falls to one half: a round region looks round, and no piece lies further than a
 * voxel from its border. What leaves the slice has no outline there.
 */
export function outlineOf(slice: ArrayLike<number>, width: number, height: number): Float32Array {
  const box = boxOf(slice, width, height);
  if (!box) return new Float32Array(0);
  const soft = smoothed(slice, width, height, box);
  const pieces: number[] = [];
  for (let y = box.top; y < box.bottom; y++)
    for (let x = box.left; x < box.right; x++) {
      const at = x + width * y;
      const a = soft[at] as number;
      const b = soft[at + 1] as number;
      const c = soft[at + width + 1] as number;
      const d = soft[at + width] as number;
      const corners = (a >= half ? 1 : 0) | (b >= half ? 2 : 0) | (c >= half ? 4 : 0) | (d >= half ? 8 : 0);
      if (corners === 0 || corners === 15) continue;
      for (const side of joined[corners] ?? []) {
        // Where a side of the square between four voxel centres is crossed; 0.5: from centres to outer corners.
        if (side === 0) pieces.push(x + 0.5 + (half - a) / (b - a), y + 0.5);
        else if (side === 1) pieces.push(x + 1.5, y + 0.5 + (half - b) / (c - b));
        else if (side === 2) pieces.push(x + 0.5 + (half - d) / (c - d), y + 1.5);
        else pieces.push(x + 0.5, y + 0.5 + (half - a) / (d - a));
      }
    }
  return Float32Array.from(pieces);
}
const half = 0.5;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
/** Around all voxels of a region, one wider on each side as far as the slice goes: a slice is drawn in a moment, so only what is needed. */
function boxOf(slice: ArrayLike<number>, width: number, height: number): Box | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (!slice[at]) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  if (right < 0) return undefined;
  return {
    left: Math.max(0, left - 1),
    right: Math.min(width - 1, right + 1),
    top: Math.max(0, top - 1),
    bottom: Math.min(height - 1, bottom + 1),
  };
}

/** Beyond the border of the slice its outermost voxels go on. */
function smoothed(
  slice: ArrayLike<number>,
  width: number,
  height: number,
  { left, right, top, bottom }: Box,
): Float32Array {
  const rows = new Float32Array(width * height);
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const at = x + width * y;
      const before = slice[x > 0 ? at - 1 : at] ? 1 : 0;
      const after = slice[x + 1 < width ? at + 1 : at] ? 1 : 0;
      rows[at] = (before + (slice[at] ? 2 : 0) + after) / 4;
    }
  const out = new Float32Array(width * height);
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const at = x + width * y;
      const above = rows[y > 0 ? at - width : at] as number;
      const below = rows[y + 1 < height ? at + width : at] as number;
      out[at] = (above + 2 * (rows[at] as number) + below) / 4;
    }
  return out;
}

/**
 * Which sides (0 top, 1 right, 2 bottom, 3 left) are joined, pair by pair, by the corners inside: 1 top left, 2 top right, 4 bottom right,
 * 8 bottom left.
 */
const joined: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];
