import type { Mask } from '../volume/volume.ts';

/**
 * The slices of a region that a report shows: the middle one of those that hold it, and the one with its largest area (of equal ones the
 * first). Undefined for an empty region.
 */
export function regionSlices({
  geometry,
  data,
}: Mask): { readonly middle: number; readonly largest: number } | undefined {
  const [nx, ny, nz] = geometry.size;
  let [first, last, largest, most] = [-1, -1, -1, 0];
  for (let k = 0; k < nz; k++) {
    let area = 0;
    for (let at = k * nx * ny; at < (k + 1) * nx * ny; at++) if (data[at]) area++;
    if (area === 0) continue;
    if (first < 0) first = k;
    last = k;
    if (area > most) [largest, most] = [k, area];
  }
  return first < 0 ? undefined : { middle: (first + last) >> 1, largest };
}
