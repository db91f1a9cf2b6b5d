/** Points as one array, `width` numbers each. */
export interface Points {
  readonly data: Float64Array;
  readonly width: number;
}

/** Even numbers in [0, 1) from a seed: the same sequence everywhere (mulberry32, a mixed counter of 32 bits). */
export function sequenceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The points at even distances in the list, at most `most` of them: a sample that needs no chance. */
export function evenSample({ data, width }: Points, most: number): Points {
  const count = data.length / width;
  if (count <= most) return { data, width };
  const out = new Float64Array(most * width);
  for (let n = 0; n < most; n++) {
    const from = Math.floor((n * count) / most) * width;
    out.set(data.subarray(from, from + width), n * width);
  }
  return { data: out, width };
}

function squaredBetween(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let f = 0; f < width; f++) {
    const difference = (a[i * width + f] as number) - (b[j * width + f] as number);
    sum += difference * difference;
  }
  return sum;
}

/** Index of the nearest centre for each point (of equal ones the first), and the sum of the squared distances. */
export function assign(
  points: Points,
  centres: Float64Array,
): { readonly labels: Uint8Array; readonly spread: number } {
  const { data, width } = points;
  const k = centres.length / width;
  const labels = new Uint8Array(data.length / width);
  let spread = 0;
  for (let n = 0; n < labels.length; n++) {
    let [best, nearest] = [0, Number.POSITIVE_INFINITY];
    for (let c = 0; c < k; c++) {
      const far = squaredBetween(data, n, centres, c, width);
      if (far < nearest) [best, nearest] = [c, far];
    }
    labels[n] = best;
    spread += nearest;
  }
  return { labels, spread };
}

/** k-means++ (Arthur D, Vassilvitskii S, 2007): each next centre with a chance that grows with its squared distance from the nearest one. */
function firstCentres({ data, width }: Points, k: number, next: () => number): Float64Array {
  const count = data.length / width;
  const centres = new Float64Array(k * width);
  const far = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = Math.floor(next() * count);
  for (let c = 0; c < k; c++) {
    centres.set(data.subarray(chosen * width, (chosen + 1) * width), c * width);
    let total = 0;
    for (let n = 0; n < count; n++) {
      far[n] = Math.min(far[n] as number, squaredBetween(data, n, centres, c, width));
      total += far[n] as number;
    }
    let left = next() * total;
    chosen = count - 1;
    for (let n = 0; n < count; n++) {
      left -= far[n] as number;
      if (left < 0) {
        chosen = n;
        break;
      }
    }
  }
  return centres;
}

const restarts = 4;
const mostRounds = 200;

/**
 * Centres of k clusters by Lloyd's rounds from k-means++ starts; of four starts the one with the least spread.
 * @param points at least k
 */
export function kMeans(points: Points, k: number, seed: number): Float64Array {
  const { data, width } = points;
  const next = sequenceOf(seed);
  let best: Float64Array = new Float64Array(0);
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < restarts; start++) {
    const centres = firstCentres(points, k, next);
    let { labels, spread } = assign(points, centres);
    for (let round = 0; round < mostRounds; round++) {
      const sums = new Float64Array(k * width);
      const counts = new Uint32Array(k);
      for (let n = 0; n < labels.length; n++) {
        const c = labels[n] as number;
        counts[c] = (counts[c] as number) + 1;
        for (let f = 0; f < width; f++)
          sums[c * width + f] = (sums[c * width + f] as number) + (data[n * width + f] as number);
      }
      // a centre that lost all its points stays where it is
      for (let c = 0; c < k; c++)
        if (counts[c])
          for (let f = 0; f < width; f++)
            centres[c * width + f] = (sums[c * width + f] as number) / (counts[c] as number);
      const after = assign(points, centres);
      const settled = after.labels.every((label, n) => label === labels[n]);
      ({ labels, spread } = after);
      if (settled) break;
    }
    if (spread < least) [best, least] = [centres, spread];
  }
  return best;
}

/** Mean silhouette (Rousseeuw PJ, J Comput Appl Math 1987;20:53-65) of labelled points, -1 to 1; a point alone in its cluster counts 0. */
export function silhouette({ data, width }: Points, labels: Uint8Array, k: number): number {
  const count = labels.length;
  const sizes = new Uint32Array(k);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  let total = 0;
  const sums = new Float64Array(k);
  for (let i = 0; i < count; i++) {
    sums.fill(0);
    for (let j = 0; j < count; j++) {
      const c = labels[j] as number;
      sums[c] = (sums[c] as number) + Math.sqrt(squaredBetween(data, i, data, j, width));
    }
    const own = labels[i] as number;
    if ((sizes[own] as number) < 2) continue;
    const within = (sums[own] as number) / ((sizes[own] as number) - 1);
    let beside = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++)
      if (c !== own && sizes[c]) beside = Math.min(beside, (sums[c] as number) / (sizes[c] as number));
    if (Number.isFinite(beside) && Math.max(within, beside) > 0) total += (beside - within) / Math.max(within, beside);
  }
  return total / count;
}
