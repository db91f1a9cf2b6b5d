import { type Triple, toIndex, toWorld } from '../volume/geometry.ts';
import type { Geometry, Mask, Volume } from '../volume/volume.ts';
import type { IntensityWindow } from './intensity-window.ts';
import { drawLetter } from './letters.ts';
import { type Colour, colourOf, type Picture, regionColours } from './picture.ts';
import { type SliceView, sliceView } from './slice-view.ts';

/** What is drawn over the image; each may lie on a grid of its own. */
export type Layer =
  /** Outline and a thin fill. */
  | { readonly kind: 'region'; readonly mask: Mask; readonly colour: Colour }
  /** Values of a map inside a mask of its grid, from `range[0]` (dark, faint) to `range[1]` (bright, strong). */
  | {
      readonly kind: 'activation';
      readonly geometry: Geometry;
      readonly values: ArrayLike<number>;
      readonly inside: Uint8Array;
      readonly range: readonly [number, number];
    }
  /** Numbers from 1, each with a colour of its own; 0 is nothing. */
  | { readonly kind: 'habitat'; readonly geometry: Geometry; readonly labels: ArrayLike<number> };

const fillStrength = 0.14;
/** Pixels of an outline, for each 640 of the longer side. */
const outlineWidth = 2;
const habitatStrength = 0.5;
/** Strength of an activation at the low and at the high end of its range: what does not matter does not hide the image. */
const activationStrength = [0.15, 0.65] as const;
const defaultSide = 640;

/**
 * One slice (index k along z) in radiological convention with layers and letters of orientation. Deterministic.
 * @param longestSide pixels of the longer side
 */
export function drawSlice(
  image: Volume,
  k: number,
  how: {
    readonly window: IntensityWindow;
    readonly layers: readonly Layer[];
    readonly longestSide?: number;
    readonly letters?: boolean;
  },
): Picture {
  const view = sliceView(image.geometry, k, how.longestSide ?? defaultSide);
  const rgb = greyOf(image, view, how.window);
  const picture = { width: view.width, height: view.height, rgb };
  for (const layer of how.layers) {
    const place = placeIn(image.geometry, layer.kind === 'region' ? layer.mask.geometry : layer.geometry);
    if (layer.kind === 'region') drawRegion(picture, view, layer, place);
    else if (layer.kind === 'activation') drawActivation(picture, view, layer, place);
    else drawHabitat(picture, view, layer, place);
  }
  if (how.letters !== false) drawLetters(picture, view);
  return picture;
}

type Place = (voxel: Triple) => Triple;

/** From voxels of one grid to voxels of another, through the patient. */
const placeIn =
  (from: Geometry, to: Geometry): Place =>
  (voxel) =>
    from === to ? voxel : toIndex(to, toWorld(from, voxel));

function greyOf(image: Volume, view: SliceView, { black, white }: IntensityWindow): Uint8Array {
  const rgb = new Uint8Array(3 * view.width * view.height);
  for (let row = 0, at = 0; row < view.height; row++)
    for (let column = 0; column < view.width; column++, at += 3) {
      const value = linearAt(image.data, image.geometry.size, view.voxelOf(column, row), 'edge');
      const level = Math.round(255 * Math.max(0, Math.min(1, (value - black) / (white - black))));
      rgb[at] = level;
      rgb[at + 1] = level;
      rgb[at + 2] = level;
    }
  return rgb;
}

/** Trilinear value; beyond the outer voxel centres the nearest holds (`edge`), or 0 from half a voxel on (`zero`). */
function linearAt(data: ArrayLike<number>, size: Triple, voxel: Triple, beyond: 'edge' | 'zero'): number {
  const [nx, ny, nz] = size;
  const [x, y, z] = voxel;
  const outside = x < -0.5 || y < -0.5 || z < -0.5 || x > nx - 0.5 || y > ny - 0.5 || z > nz - 0.5;
  if (beyond === 'zero' && outside) return 0;
  const [px, py, pz] = [within(x, nx), within(y, ny), within(z, nz)];
  const [i, j, k] = [Math.floor(px), Math.floor(py), Math.floor(pz)];
  const [u, v, w] = [px - i, py - j, pz - k];
  const row = (y: number, z: number) => {
    const at = i + nx * (y + ny * z);
    const first = data[at] ?? 0;
    return u === 0 ? first : first + u * ((data[at + 1] ?? 0) - first);
  };
  const plane = (z: number) => (v === 0 ? row(j, z) : row(j, z) * (1 - v) + row(j + 1, z) * v);
  return w === 0 ? plane(k) : plane(k) * (1 - w) + plane(k + 1) * w;
}

const within = (value: number, n: number) => Math.max(0, Math.min(n - 1, value));

/** Position in the data of the voxel that holds a point; undefined outside the grid. */
function nearestAt(size: Triple, voxel: Triple): number | undefined {
  const [i, j, k] = [Math.floor(voxel[0] + 0.5), Math.floor(voxel[1] + 0.5), Math.floor(voxel[2] + 0.5)];
  if (i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]) return undefined;
  return i + size[0] * (j + size[1] * k);
}

function blend(rgb: Uint8Array, pixel: number, colour: Colour, strength: number): void {
  for (const channel of [0, 1, 2] as const) {
    const at = 3 * pixel + channel;
    rgb[at] = Math.round((rgb[at] ?? 0) * (1 - strength) + colour[channel] * strength);
  }
}

function drawRegion(
  { width, height, rgb }: Picture,
  view: SliceView,
  { mask, colour }: Extract<Layer, { kind: 'region' }>,
  place: Place,
): void {
  const inside = new Uint8Array(width * height);
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++)
      if (linearAt(mask.data, mask.geometry.size, place(view.voxelOf(column, row)), 'zero') >= 0.5) inside[at] = 1;
  const reach = Math.max(1, Math.round((outlineWidth * Math.max(width, height)) / defaultSide));
  // what leaves the picture has no outline there: the region goes on
  const outsideAt = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height && !inside[column + width * row];
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      if (!inside[at]) continue;
      let rim = false;
      for (let n = 1; n <= reach && !rim; n++)
        rim =
          outsideAt(column - n, row) ||
          outsideAt(column + n, row) ||
          outsideAt(column, row - n) ||
          outsideAt(column, row + n);
      blend(rgb, at, colour, rim ? 1 : fillStrength);
    }
}

function drawActivation(
  { width, height, rgb }: Picture,
  view: SliceView,
  { geometry, values, inside, range: [low, high] }: Extract<Layer, { kind: 'activation' }>,
  place: Place,
): void {
  const [faint, strong] = activationStrength;
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      const voxel = nearestAt(geometry.size, place(view.voxelOf(column, row)));
      if (voxel === undefined || !inside[voxel]) continue;
      const share = high > low ? Math.max(0, Math.min(1, ((values[voxel] ?? low) - low) / (high - low))) : 0;
      blend(rgb, at, colourOf(share), faint + (strong - faint) * share);
    }
}

function drawHabitat(
  { width, height, rgb }: Picture,
  view: SliceView,
  { geometry, labels }: Extract<Layer, { kind: 'habitat' }>,
  place: Place,
): void {
  for (let row = 0, at = 0; row < height; row++)
    for (let column = 0; column < width; column++, at++) {
      const voxel = nearestAt(geometry.size, place(view.voxelOf(column, row)));
      const label = voxel === undefined ? 0 : (labels[voxel] ?? 0);
      if (label > 0)
        blend(rgb, at, regionColours[(label - 1) % regionColours.length] ?? [255, 255, 255], habitatStrength);
    }
}

function drawLetters(picture: Picture, { width, height, towards }: SliceView): void {
  const scale = Math.max(1, Math.round(Math.max(width, height) / 320));
  const inset = 7 * scale;
  drawLetter(picture, towards.left, [inset, height / 2], scale);
  drawLetter(picture, towards.right, [width - inset, height / 2], scale);
  drawLetter(picture, towards.top, [width / 2, inset], scale);
  drawLetter(picture, towards.bottom, [width / 2, height - inset], scale);
}
