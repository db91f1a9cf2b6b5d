import { type BoundaryCondition, boundaryAfter } from './boundary.ts';
import { type Axis, convolveAxis, type Size, type Taps } from './convolve-axis.ts';
import { type Pooling, poolOf } from './pooling.ts';
import { flip, rightAngleRotations } from './right-angle-rotations.ts';

/** Kernels applied one after the other along one axis: one for a plain filter, one per level for wavelets. */
export type Chain = readonly Taps[];

export interface SeparableFilter {
  /** One chain per filtered axis: two (x, y) or three (x, y, z). All taps of odd length. */
  readonly chains: readonly Chain[];
  readonly boundary: BoundaryCondition;
  /** Pool over the right-angle rotations of the kernel; absent: the kernel as given. */
  readonly pooling?: Pooling;
}

/** A chain up to its sign: symmetric and antisymmetric kernels are their own flip, times 1 or -1. */
interface Oriented {
  readonly key: string;
  readonly chain: Chain;
  readonly sign: 1 | -1;
}

const keyOf = (chain: Chain): string => chain.map((taps) => taps.map((tap) => tap + 0).join(' ')).join('|');

function orient(chain: Chain): Oriented {
  const plain = keyOf(chain);
  const negative = keyOf(chain.map((taps, level) => (level === 0 ? taps.map((tap) => -tap) : taps)));
  // The same key for a chain and its negative: of the two, the one that sorts first.
  return plain <= negative
    ? { key: plain, chain, sign: 1 }
    : { key: negative, chain: chain.map((taps, l) => (l === 0 ? taps.map((tap) => -tap) : taps)), sign: -1 };
}

interface Turned {
  readonly chains: readonly Oriented[];
  readonly sign: 1 | -1;
}

const productOf = (chains: readonly Oriented[]): 1 | -1 =>
  chains.filter(({ sign }) => sign < 0).length % 2 === 1 ? -1 : 1;

/** Every rotation of the filter, as chains along the image axes. */
function turnedFilters(filter: SeparableFilter): Turned[] {
  const { chains } = filter;
  const rotations = filter.pooling === undefined ? [] : rightAngleRotations(chains.length);
  const turned =
    filter.pooling === undefined
      ? [chains.map(orient)]
      : rotations.map((rotation) =>
          rotation.map(({ from, flipped }) => {
            const chain = chains[from] ?? [];
            return orient(flipped ? chain.map(flip) : chain);
          }),
        );
  return turned.map((oriented) => ({ chains: oriented, sign: productOf(oriented) }));
}

const groupBy = <T>(items: readonly T[], keyOfItem: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOfItem(item), [...(groups.get(keyOfItem(item)) ?? []), item]);
  return [...groups.values()];
};

/**
 * Response of a separable filter, pooled over its rotations where asked.
 * Rotations that share the kernels along the first axes share those passes, and equal kernels (up to sign) run once.
 */
export function separableResponse(data: Float64Array, size: Size, filter: SeparableFilter): Float64Array {
  const pool = poolOf(filter.pooling ?? 'average', data.length);
  const descend = (input: Float64Array, boundary: BoundaryCondition, axis: number, turned: readonly Turned[]): void => {
    if (axis === filter.chains.length) {
      // Rotations that end in the same response, or its negative, count together.
      const signs = turned.map(({ sign }) => sign);
      if (filter.pooling === 'max' || filter.pooling === 'min')
        for (const sign of new Set(signs)) pool.add(input, sign);
      else
        pool.add(
          input,
          signs.reduce<number>((sum, sign) => sum + sign, 0),
        );
      return;
    }
    for (const group of groupBy(turned, ({ chains }) => chains[axis]?.key ?? '')) {
      const chain = group[0]?.chains[axis]?.chain ?? [];
      let [image, beyond] = [input, boundary];
      for (const taps of chain) {
        image = convolveAxis(image, size, axis as Axis, taps, beyond);
        beyond = boundaryAfter(beyond, taps);
      }
      descend(image, beyond, axis + 1, group);
    }
  };
  const turned = turnedFilters(filter);
  descend(data, filter.boundary, 0, turned);
  return pool.result(turned.length);
}
