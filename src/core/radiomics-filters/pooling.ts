/** How response maps of several orientations become one (IBSI-2 manual, pooling). */
export type Pooling = 'average' | 'max' | 'min';

/** Gathers response maps, or parts of them, one at a time. */
export interface Pool {
  /** A whole map, times `factor`: -1 for a response that is the negative of `response`. */
  add(response: Float64Array, factor: number): void;
  /** A part of a map: `response[i]` belongs to voxel `origin + offsets[i]`. */
  addPart(response: Float64Array, offsets: Int32Array, origin: number): void;
  /** @param maps how many whole maps were gathered. */
  result(maps: number): Float64Array;
}

const merge: Record<Pooling, { readonly start: number; readonly of: (pooled: number, value: number) => number }> = {
  average: { start: 0, of: (pooled, value) => pooled + value },
  max: { start: Number.NEGATIVE_INFINITY, of: (pooled, value) => (value > pooled ? value : pooled) },
  min: { start: Number.POSITIVE_INFINITY, of: (pooled, value) => (value < pooled ? value : pooled) },
};

export function poolOf(pooling: Pooling, length: number): Pool {
  const { start, of } = merge[pooling];
  const pooled = new Float64Array(length).fill(start);
  return {
    // Whole maps are many and long: one plain loop each, without a call per voxel.
    add(response, factor) {
      if (pooling === 'average')
        for (let i = 0; i < length; i++) pooled[i] = (pooled[i] as number) + factor * (response[i] as number);
      else if (pooling === 'max')
        for (let i = 0; i < length; i++) pooled[i] = Math.max(pooled[i] as number, factor * (response[i] as number));
      else for (let i = 0; i < length; i++) pooled[i] = Math.min(pooled[i] as number, factor * (response[i] as number));
    },
    addPart(response, offsets, origin) {
      for (let i = 0; i < offsets.length; i++) {
        const at = origin + (offsets[i] as number);
        pooled[at] = of(pooled[at] as number, response[i] as number);
      }
    },
    result(maps) {
      if (pooling === 'average') for (let i = 0; i < length; i++) pooled[i] = (pooled[i] as number) / maps;
      return pooled;
    },
  };
}
