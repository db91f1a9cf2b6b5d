/**
 * A CT with a tilted gantry: every slice lies a little further along one of its own directions than the one before, so that the stack
 * leans. It becomes upright by moving each slice back by its shift, with linear interpolation along that direction only; nothing is
 * interpolated across slices, and intensities within a slice are otherwise kept.
 */
export interface GantryTilt {
  /** Direction of the shift: 0 along rows (x), 1 along columns (y). */
  readonly axis: 0 | 1;
  /** For each slice from bottom to top: pixels from the start of the upright grid to the start of the slice; none is negative. */
  readonly shiftsPx: readonly number[];
  /** Pixels that the upright grid is longer than a slice, along the axis. */
  readonly growthPx: number;
  /** Between the normal of the slices and the way from the first to the last. */
  readonly degrees: number;
}

/** What lies outside the slice before the stack is filled: see `fillOutside`. */
const outside = Number.NaN;

/**
 * Lays one slice down on the upright grid.
 * @param size columns and rows of the slice
 * @param out the whole volume; the plane begins at `from`
 */
export const uprightPlane = (
  plane: Float32Array,
  size: readonly [number, number],
  tilt: Pick<GantryTilt, 'axis' | 'growthPx'>,
  shiftPx: number,
  out: Float32Array,
  from: number,
): void => {
  const [columns, rows] = size;
  const along = tilt.axis === 0 ? columns : rows;
  const across = tilt.axis === 0 ? rows : columns;
  const step = tilt.axis === 0 ? 1 : columns;
  const beside = tilt.axis === 0 ? columns : 1;
  const width = columns + (tilt.axis === 0 ? tilt.growthPx : 0);
  const [outStep, outBeside] = tilt.axis === 0 ? [1, width] : [width, 1];
  for (let p = 0; p < along + tilt.growthPx; p++) {
    const place = p - shiftPx;
    const base = Math.floor(place + 1e-6);
    const part = Math.max(0, place - base);
    const whole = part < 1e-6;
    const within = base >= 0 && (whole ? base : base + 1) < along;
    for (let q = 0; q < across; q++) {
      const at = base * step + q * beside;
      const value = !within
        ? outside
        : whole
          ? (plane[at] as number)
          : (plane[at] as number) * (1 - part) + (plane[at + step] as number) * part;
      out[from + p * outStep + q * outBeside] = value;
    }
  }
};

/** Gives the corners beside the leaning stack the lowest value of the image, as scanners do outside their circle. @returns how many */
export const fillOutside = (data: Float32Array): number => {
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of data) if (value < lowest) lowest = value;
  let filled = 0;
  for (let at = 0; at < data.length; at++) {
    if (!Number.isNaN(data[at])) continue;
    data[at] = Number.isFinite(lowest) ? lowest : 0;
    filled++;
  }
  return filled;
};
