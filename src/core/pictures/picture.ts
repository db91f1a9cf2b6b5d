/** Red, green, blue, each 0 to 255. */
export type Colour = readonly [number, number, number];

/** An opaque picture: three bytes a pixel, row by row from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/**
 * Colours for regions and habitats that readers with any colour vision can tell apart, also on grey
 * (Okabe M, Ito K. Color universal design, 2008), in the order in which they are given out.
 */
export const regionColours: readonly Colour[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [213, 94, 0],
  [204, 121, 167],
  [0, 114, 178],
];

/** Ends and quarters of viridis (van der Walt S, Smith N, 2015): lightness rises evenly, also without red or green. */
const viridis: readonly Colour[] = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** Colour of a share from 0 to 1; outside the nearest end holds. */
export function colourOf(share: number): Colour {
  const place = Math.max(0, Math.min(1, share)) * (viridis.length - 1);
  const below = Math.min(viridis.length - 2, Math.floor(place));
  const [low, high] = [viridis[below] ?? [0, 0, 0], viridis[below + 1] ?? [0, 0, 0]];
  const part = place - below;
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] + part * (high[channel] - low[channel]));
  return [mix(0), mix(1), mix(2)];
}
