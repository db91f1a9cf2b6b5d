import type { Taps } from './convolve-axis.ts';

/** Which kernel axis lies along each image axis after a right-angle rotation, and whether it runs backwards there. */
export type Rotation = readonly { readonly from: number; readonly flipped: boolean }[];

const orders = (items: readonly number[]): number[][] =>
  items.length <= 1
    ? [[...items]]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

const isOdd = (order: readonly number[]): boolean =>
  order.flatMap((a, i) => order.slice(i + 1).filter((b) => b < a)).length % 2 === 1;

/**
 * Right-angle rotations of a kernel: 4 in two dimensions, 24 in three (IBSI-2 manual, rotation invariance).
 * Signed permutations with determinant +1: an odd order of axes goes with an odd number of flips.
 */
export function rightAngleRotations(dimensions: number): Rotation[] {
  const rotations: Rotation[] = [];
  for (const order of orders(Array.from({ length: dimensions }, (_, axis) => axis)))
    for (let flips = 0; flips < 2 ** dimensions; flips++) {
      const rotation = order.map((from, axis) => ({ from, flipped: ((flips >> axis) & 1) === 1 }));
      if ((rotation.filter((part) => part.flipped).length % 2 === 1) === isOdd(order)) rotations.push(rotation);
    }
  return rotations;
}

export const flip = (taps: Taps): Taps => [...taps].reverse();
