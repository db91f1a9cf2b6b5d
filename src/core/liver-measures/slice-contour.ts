/** A point in the plane of a slice: millimetres along the index axes x and y from the centre of pixel (0, 0). */
export type PlanePoint = readonly [number, number];

/**
 * The outer border of the largest region of one slice, as a closed line along the pixel edges with the region to its left
 * (y pointing down: counter-clockwise as seen with y up). Empty when the slice holds nothing.
 */
export function borderOf(
  mask: Uint8Array,
  [width, height]: readonly [number, number],
  spacingMm: readonly [number, number],
): readonly PlanePoint[] {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && mask[x + width * y] === 1;
  const vertex = (x: number, y: number) => x + (width + 1) * y;
  // edges by their start; two leave a vertex where regions touch at a corner
  const edges = new Map<number, number[]>();
  const add = (from: number, to: number) => {
    const known = edges.get(from);
    if (known) known.push(to);
    else edges.set(from, [to]);
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!inside(x, y)) continue;
      if (!inside(x, y - 1)) add(vertex(x, y), vertex(x + 1, y));
      if (!inside(x + 1, y)) add(vertex(x + 1, y), vertex(x + 1, y + 1));
      if (!inside(x, y + 1)) add(vertex(x + 1, y + 1), vertex(x, y + 1));
      if (!inside(x - 1, y)) add(vertex(x, y + 1), vertex(x, y));
    }
  let longest: PlanePoint[] = [];
  let largest = 0;
  for (const start of edges.keys()) {
    const line: PlanePoint[] = [];
    let area = 0;
    let at = start;
    for (let next = edges.get(at)?.pop(); next !== undefined; next = edges.get(at)?.pop()) {
      const [x, y] = [at % (width + 1), Math.floor(at / (width + 1))];
      const [u, v] = [next % (width + 1), Math.floor(next / (width + 1))];
      area += (x * v - u * y) / 2;
      line.push([(x - 0.5) * spacingMm[0], (y - 0.5) * spacingMm[1]]);
      at = next;
    }
    if (area <= largest) continue;
    largest = area;
    longest = line;
  }
  return longest;
}

/** A closed line smoothed by a Gaussian over its points (`sigma` in points), so that pixel edges no longer show. */
export function smoothClosed(line: readonly PlanePoint[], sigma: number): readonly PlanePoint[] {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, n) => Math.exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return line.map((_, n) => {
    let [x, y] = [0, 0];
    for (const [w, weight] of weights.entries()) {
      const place = (((n + w - reach) % line.length) + line.length) % line.length;
      const [px, py] = line[place] ?? [0, 0];
      x += weight * px;
      y += weight * py;
    }
    return [x / total, y / total];
  });
}

/** Points at even distances along a closed line; the last step may be shorter. */
export function resampleClosed(line: readonly PlanePoint[], stepMm: number): readonly PlanePoint[] {
  const out: PlanePoint[] = [];
  let left = 0;
  for (const [n, [x, y]] of line.entries()) {
    const [u, v] = line[(n + 1) % line.length] ?? [x, y];
    const length = Math.hypot(u - x, v - y);
    let along = left;
    for (; along < length; along += stepMm) {
      const share = along / length;
      out.push([x + share * (u - x), y + share * (v - y)]);
    }
    left = along - length;
  }
  return out;
}
