/**
 * Quantile of ascending values, linear between order statistics (type 7 of Hyndman and Fan 1996: the default of R and numpy).
 * Undefined without values. @param share 0 to 1.
 */
export function quantileOfSorted(ascending: readonly number[], share: number): number | undefined {
  const position = (ascending.length - 1) * share;
  const low = ascending[Math.floor(position)];
  const high = ascending[Math.ceil(position)];
  if (low === undefined || high === undefined) return undefined;
  return low + (high - low) * (position - Math.floor(position));
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);
