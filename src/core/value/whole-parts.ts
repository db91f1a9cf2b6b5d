/**
 * Whole numbers near to `values` whose sum is the rounded sum of them, so that a column adds up to the total below it. Each differs from
 * its value by less than one; what has to be given or taken goes to those that rounding moved furthest.
 */
export function wholeParts(values: readonly number[]): readonly number[] {
  const total = Math.round(values.reduce((sum, value) => sum + value, 0));
  const floors = values.map(Math.floor);
  const missing = total - floors.reduce((sum, value) => sum + value, 0);
  const byRemainder = values
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const raised = new Set(byRemainder.slice(0, missing).map(({ index }) => index));
  return floors.map((value, index) => (raised.has(index) ? value + 1 : value));
}
