/** How response maps of several orientations become one (IBSI-2 manual, pooling). */
export type Pooling = 'average' | 'max' | 'min';

/** Gathers response maps one at a time. */
export interface Pool {
  /** `sign`: -1 for a response that is the negative of `response`. */
  add(response: Float64Array, sign: 1 | -1): void;
  result(): Float64Array;
}

export function poolOf(pooling: Pooling, length: number): Pool {
  const start = pooling === 'average' ? 0 : pooling === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const pooled = new Float64Array(length).fill(start);
  let count = 0;
  return {
    add(response, sign) {
      count++;
      if (pooling === 'average')
        for (let i = 0; i < length; i++) pooled[i] = (pooled[i] as number) + sign * (response[i] as number);
      else if (pooling === 'max')
        for (let i = 0; i < length; i++) pooled[i] = Math.max(pooled[i] as number, sign * (response[i] as number));
      else for (let i = 0; i < length; i++) pooled[i] = Math.min(pooled[i] as number, sign * (response[i] as number));
    },
    result() {
      if (pooling === 'average') for (let i = 0; i < length; i++) pooled[i] = (pooled[i] as number) / count;
      return pooled;
    },
  };
}
