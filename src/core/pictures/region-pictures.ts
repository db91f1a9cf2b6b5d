import type { Mask, Volume } from '../volume/volume.ts';
import { drawSlice, type Layer } from './draw-slice.ts';
import { windowFor } from './intensity-window.ts';
import { type Picture, regionColours } from './picture.ts';
import { regionSlices } from './region-slices.ts';

export interface RegionPicture {
  readonly which: 'middle' | 'largest';
  /** Index of the slice along z. */
  readonly slice: number;
  readonly picture: Picture;
}

/**
 * The pictures of a report: middle and largest slice of the first region with all regions outlined, in the order of the colours. One
 * picture where both are the same slice, none for an empty region.
 *
 * @param over an activation or a habitat map in place of the outlines' fill: drawn beneath them
 */
export function regionPictures(
  image: Volume,
  modality: string,
  regions: readonly Mask[],
  over: readonly Layer[] = [],
): readonly RegionPicture[] {
  const [first] = regions;
  const slices = first ? regionSlices(first) : undefined;
  if (slices === undefined) return [];
  const layers: Layer[] = [
    ...over,
    ...regions.map(
      (mask, n): Layer => ({
        kind: 'region',
        mask,
        colour: regionColours[n % regionColours.length] ?? [255, 255, 255],
      }),
    ),
  ];
  const window = windowFor(image, modality);
  const wanted: Omit<RegionPicture, 'picture'>[] = [{ which: 'middle', slice: slices.middle }];
  if (slices.largest !== slices.middle) wanted.push({ which: 'largest', slice: slices.largest });
  return wanted.map(({ which, slice }) => ({ which, slice, picture: drawSlice(image, slice, { window, layers }) }));
}
